"""At most so many working days in a row."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.windows import limit_windows, window_breaches
from scheduler.view import View


class MaxConsecutiveDays(AgentRule):
    """At most `max_consecutive_days` working days in a row (Labour Law art. 38), days before the period counted.

    A run that is n days too long breaks n windows.
    """

    name = "max_consecutive_days"
    title = text("Working days in a row", "连续工作天数")
    source = "Labour Law art. 38"
    unit = text("days", "天")
    breach = text(
        "{agent} works day {run} in a row on {day}; at most {limit}",
        "{agent} 在 {day} 已连续工作第 {run} 天；上限 {limit} 天",
    )
    default_strength = Strength.HARD
    default_weight = 3000
    settings = ("roster.max_consecutive_days",)
    examples = (
        Case("six days in a row are allowed", {"A": "DDDDDD."}, 0),
        Case("the seventh day in a row is one too many", {"A": "DDDDDDD"}, 1),
        Case("the eighth day in a row makes two", {"A": "DDDDDDDD"}, 2),
        Case("three days before the period and three in it are allowed", {"A": "DDD."}, 0, past={"A": "DDD"}),
        Case("three before and four in it are one too many", {"A": "DDDD"}, 1, past={"A": "DDD"}),
        Case("the run at the period's end counts", {"A": "..DDDDDDD"}, 1),
        Case("a day off starts the count again", {"A": "DDDDDD.DDDDDD"}, 0),
        Case("a run wholly before the period is not this roster's breach", {"A": ".DD"}, 0, past={"A": "DDDDDDDD"}),
        Case("any shift counts as a day", {"A": "DSLDEES"}, 1),
        Case(
            "a month before counts",
            {"A": "D"},
            1,
            past={"A": "D" * 31},
            policy={"roster": {"max_consecutive_days": 31}},
        ),
        Case("another limit", {"A": "DDDDD"}, 1, policy={"roster": {"max_consecutive_days": 4}}),
        Case(
            "another contract, another limit",
            {"A": "DDDDD", "B": "DDDDD"},
            2,
            agents={"B": {"contract": "part"}},
            policy={"contracts": {"part": {"max_consecutive_days": 3}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        limits = {a: view.instance.terms(a).max_consecutive_days for a in view.agents}
        for a, d, excess in window_breaches(view, {a: (limit + 1, limit) for a, limit in limits.items()}):
            yield self.violation(view, excess, a, d, limit=limits[a], run=limits[a] + excess)

    def constrain(self, door: AgentDoor) -> None:
        limit = door.instance.terms(door.a).max_consecutive_days
        limit_windows(self, door, limit + 1, limit)

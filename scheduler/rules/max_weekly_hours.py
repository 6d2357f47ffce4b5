"""Hours in one calendar week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.result import Strength, Violation
from scheduler.instance import PAST_DAYS, Cells, Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.hours import reachable, whole_minutes
from scheduler.view import View


class MaxWeeklyHours(AgentRule):
    """At most `max_weekly_hours` worked from Monday to Sunday, days before the period counted, leave not counted.

    A shift's paid minutes count on the day it begins.
    """

    name = "max_weekly_hours"
    title = text("Weekly hours", "单周工时")
    source = "ours"
    unit = text("minutes", "分钟")
    breach = text(
        "{agent} works {hours} h in the week of {day}; at most {limit} h",
        "{agent} 在 {day} 当周排班 {hours} 小时；上限 {limit} 小时",
    )
    default_strength = Strength.HARD
    default_weight = 50
    settings = ("roster.max_weekly_hours",)
    examples = (
        Case("48 hours in a week are the limit", {"A": "DDDDDD."}, 0),
        Case("52 are four too many", {"A": "DDDDDDS"}, 240),
        Case("the week ends on Sunday", {"A": "..DDDDDD.DDDD."}, 0),
        Case("the last, broken week counts", {"A": ".......DDDDX"}, 0),
        Case("and has the whole limit", {"A": ".......XXXXS"}, 240),
        # From Wednesday on; Monday and Tuesday of that week were worked: 2 + 5 days are 56 hours.
        Case(
            "days of the week before the period count",
            {"A": "DDDDD.."},
            480,
            past={"A": "DD"},
            first_day=date(2026, 6, 3),
        ),
        Case("and are enough up to the limit", {"A": "DDDD..."}, 0, past={"A": "DD"}, first_day=date(2026, 6, 3)),
        # Five times 12 hours from Monday to Friday are 60: the 12 too many are history, the 8 on Saturday are not.
        Case(
            "what was too much before is not this roster's",
            {"A": "D."},
            480,
            past={"A": "XXXXX"},
            first_day=date(2026, 6, 6),
        ),
        Case("the week before the period is over", {"A": "DDDDDD."}, 0, past={"A": "DDDDDD."}),
        Case("another limit", {"A": "DDDDDD."}, 240, policy={"roster": {"max_weekly_hours": 44}}),
        Case(
            "another contract, another limit",
            {"A": "DDDDDD.", "B": "DDD...."},
            240,
            agents={"B": {"contract": "student"}},
            policy={"contracts": {"student": {"max_weekly_hours": 20}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        agents = list(view.agents)
        most = np.array([whole_minutes(view.instance.terms(a).max_weekly_hours) for a in agents], dtype=np.int64)
        paid = view.paid_with_past[agents]
        for week in _weeks(view.instance):
            before = paid[:, PAST_DAYS + week.monday : PAST_DAYS + week.days.start].sum(axis=1)
            inside = paid[:, PAST_DAYS + week.days.start : PAST_DAYS + week.days.stop].sum(axis=1)
            excess = inside - np.maximum(0, most - before)
            for i in np.flatnonzero(excess > 0).tolist():
                facts = {"hours": f"{(before[i] + inside[i]) / 60:.4g}", "limit": f"{most[i] / 60:g}"}
                yield self.violation(view, int(excess[i]), agents[i], week.days.start, **facts)  # type: ignore[arg-type]

    def constrain(self, door: AgentDoor) -> None:
        instance = door.instance
        most = whole_minutes(instance.terms(door.a).max_weekly_hours)
        for week in _weeks(instance):
            worked = sum(instance.paid_minutes[t] for d, t in instance.past[door.a].items() if d >= week.monday)
            limit = max(0, most - int(worked))
            door.at_most(self, week.monday, week.cells, limit, week.coefs, tight=reachable(instance, limit))


class _Week:
    """A calendar week: the number of its Monday, its days within the period, their cells and paid minutes."""

    def __init__(self, instance: Instance, monday: int) -> None:
        self.monday = monday
        self.days = range(max(0, monday), min(monday + 7, instance.day_count))
        self.cells: Cells = instance.cells(self.days)
        self.coefs: NDArray[np.int64] = instance.paid_by_cell[self.cells]


@kept
def _weeks(instance: Instance) -> tuple[_Week, ...]:
    first = -instance.period.start.weekday()
    return tuple(_Week(instance, monday) for monday in range(first, instance.day_count, 7))

"""At most so many night shifts in a row."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.windows import limit_windows, window_breaches
from scheduler.view import View


class MaxConsecutiveNights(AgentRule):
    """At most `max_consecutive_nights` night shifts on days in a row, days before the period counted.

    A run that is n nights too long breaks n windows. A day without a night shift ends the run.
    """

    name = "max_consecutive_nights"
    title = text("Nights in a row", "连续夜班数")
    source = "ours"
    unit = text("nights", "个夜班")
    breach = text(
        "{agent} has a night shift on {day} after {limit} in a row; that is the most",
        "{agent} 已连续 {limit} 个夜班，{day} 又排夜班；上限 {limit} 个",
    )
    default_strength = Strength.HARD
    default_weight = 3000
    settings = ("roster.max_consecutive_nights",)
    examples = (
        Case("four nights in a row are the limit", {"A": "NNNN."}, 0),
        Case("the fifth is one too many", {"A": "NNNNN"}, 1),
        Case("the sixth makes two", {"A": "NNNNNN"}, 2),
        Case("a day off ends the run", {"A": "NNNN.NN"}, 0),
        Case("other shifts do not count", {"A": "NNLNNN"}, 0),
        Case("nights before the period count", {"A": "NNN"}, 1, past={"A": "NN"}),
        Case("two and two are the limit", {"A": "NN"}, 0, past={"A": "NN"}),
        Case("a run before the period is another roster's", {"A": ".NN"}, 0, past={"A": "NNNNNN"}),
        Case("the period's last night counts", {"A": "..NNNNN"}, 1),
        Case("another limit", {"A": "NNN"}, 1, policy={"roster": {"max_consecutive_nights": 2}}),
        Case(
            "another contract, another limit",
            {"A": "NNN", "B": "NNN"},
            1,
            agents={"B": {"contract": "part"}},
            policy={"contracts": {"part": {"max_consecutive_nights": 2}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        limits = {a: view.instance.terms(a).max_consecutive_nights for a in view.agents}
        bounds = {a: (limit + 1, limit) for a, limit in limits.items()}
        for a, d, excess in window_breaches(view, bounds, view.instance.night_shifts):
            yield self.violation(view, excess, a, d, limit=limits[a])

    def constrain(self, door: AgentDoor) -> None:
        limit = door.instance.terms(door.a).max_consecutive_nights
        limit_windows(self, door, limit + 1, limit, door.instance.night_shifts)

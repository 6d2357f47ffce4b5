"""Approved leave."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.view import View


class Leave(AgentRule):
    """No shift begins on a day of approved leave (BANK-14).

    A night shift of the day before may run into it.
    """

    name = "leave"
    title = text("Leave", "休假")
    source = "BANK-14"
    unit = text("shifts", "班次")
    breach = text(
        "{agent} has shift {shift} on {day}, a day of approved {kind}",
        "{agent} 在 {day} 已批准{kind}，却排了 {shift}",
    )
    default_strength = Strength.HARD
    default_weight = 10_000
    examples = (
        Case("off on leave", {"A": "D.D"}, 0, leave={"A": ".A."}),
        Case("a shift on a day of leave", {"A": "DDD"}, 1, leave={"A": ".A."}),
        Case("every type of leave binds", {"A": "DLN"}, 3, leave={"A": "ASP"}),
        Case("the night before may run into it", {"A": "N."}, 0, leave={"A": ".A"}),
        Case("a night that begins on it may not", {"A": "DN"}, 1, leave={"A": ".A"}),
        Case("first and last day count", {"A": "D.D"}, 2, leave={"A": "AAA"}),
        Case("a shift before the period is another roster's", {"A": "."}, 0, past={"A": "N"}, leave={"A": "A"}),
        Case("others may work", {"A": ".", "B": "D"}, 0, leave={"A": "A"}),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for a in view.agents:
            away = instance.leave[a]
            for d in sorted(away):
                if d >= 0 and view.works(a, d):
                    shift = instance.shifts[view.shift(a, d)].code
                    yield self.violation(view, 1, a, d, shift=shift, kind=away[d].label)

    def constrain(self, door: AgentDoor) -> None:
        days = [d for d in sorted(door.instance.leave[door.a]) if d >= 0]
        if days:
            door.forbid(self, door.instance.cells(days))

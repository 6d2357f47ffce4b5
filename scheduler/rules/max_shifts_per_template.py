"""At most so many of one shift."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from models.shifts import ShiftCode
from scheduler.instance import Cells, Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.view import View

_LIMITS = {"roster": {"max_shifts": {"N": 2, "X": 0}}}


class MaxShiftsPerTemplate(AgentRule):
    """At most so many shifts of a template in the period as `max_shifts` says. Without the setting any number."""

    name = "max_shifts_per_template"
    title = text("Shifts of one template", "单一班次上限")
    source = "ours"
    unit = text("shifts", "个班")
    breach = text(
        "{agent} has shift {shift} {count} times; at most {limit}", "{agent} 上 {shift} 共 {count} 次；上限 {limit} 次"
    )
    default_strength = Strength.HARD
    default_weight = 500
    settings = ("roster.max_shifts",)
    examples = (
        Case("any number by default", {"A": "NNNXX"}, 0),
        Case("two of two", {"A": "N.DN"}, 0, policy=_LIMITS),
        Case("one more, on the last day", {"A": "NN.N"}, 1, policy=_LIMITS),
        Case("each shift has its limit, nought forbids it", {"A": "XNNNN"}, 3, policy=_LIMITS),
        Case("the same for everybody", {"A": "NN", "B": "NX"}, 1, policy=_LIMITS),
        Case("shifts before the period do not count", {"A": "NN"}, 0, past={"A": "NN"}, policy=_LIMITS),
        Case(
            "another contract, other limits",
            {"A": "NNX", "B": "NNX"},
            2,
            agents={"B": {"contract": "student"}},
            policy=_LIMITS | {"contracts": {"student": {"max_shifts": {"N": 1}}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for a in view.agents:
            for code, limit in instance.terms(a).max_shifts.items():
                days = [d for d, t in view.shifts(a, first=0) if t == instance.shift_index[code]]
                if len(days) > limit:
                    yield self.violation(
                        view, len(days) - limit, a, days[limit], shift=code, count=len(days), limit=limit
                    )

    def constrain(self, door: AgentDoor) -> None:
        for code, limit in door.instance.terms(door.a).max_shifts.items():
            door.at_most(self, code, _cells(door.instance, code), limit)


@kept
def _cells(instance: Instance, code: ShiftCode) -> Cells:
    return instance.cells(range(instance.day_count), [instance.shift_index[code]])

"""The classes of shift that an agent works."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.people import Agent
from models.result import Strength, Violation
from models.shifts import ShiftClass
from scheduler.instance import Instance
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.view import View


class ShiftClasses(AgentRule):
    """Agents work only shifts of the classes that are set down for them."""

    name = "shift_classes"
    title = text("Shift classes", "可上班别")
    source = "ours"
    unit = text("shifts", "班次")
    breach = text(
        "{agent} has a {kind} shift ({shift}) on {day}, which is not among their classes",
        "{agent} 在 {day} 排了{kind}（{shift}），不属于其可上班别",
    )
    default_strength = Strength.HARD
    default_weight = 3000
    examples = (
        Case("all classes unless said otherwise", {"A": "D.L.N"}, 0),
        Case("a class that is allowed", {"A": "DEL"}, 0, agents={"A": {"shift_classes": ("day", "evening")}}),
        Case("one that is not", {"A": "D.N"}, 1, agents={"A": {"shift_classes": ("day", "evening")}}),
        Case(
            "each shift counts, first and last day",
            {"A": "L.L", "B": "L.."},
            2,
            agents={"A": {"shift_classes": ("day",)}},
        ),
        Case(
            "shifts before the period do not",
            {"A": "D"},
            0,
            past={"A": "L."},
            agents={"A": {"shift_classes": ("day",)}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for a in view.agents:
            barred = _barred(instance, instance.agents[a])
            for d, t in view.shifts(a, first=0) if barred else []:
                if t in barred:
                    shift = instance.shifts[t]
                    yield self.violation(view, 1, a, d, kind=shift.shift_class.label, shift=shift.code)

    def constrain(self, door: AgentDoor) -> None:
        instance = door.instance
        barred = _barred(instance, instance.agents[door.a])
        if barred:
            door.forbid(self, instance.cells(range(instance.day_count), barred))


def _barred(instance: Instance, agent: Agent) -> tuple[int, ...]:
    return instance.shifts_of_class(*(kind for kind in ShiftClass if kind not in agent.shift_classes))

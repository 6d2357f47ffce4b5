"""The hire date."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.view import View


class Employment(AgentRule):
    """No shift begins before its agent's hire date. An agent without one is employed all the time.

    Rules about hours and fair shares leave the days before the hire date out as well.
    """

    name = "employment"
    title = text("Employment", "在职")
    source = "ours"
    unit = text("shifts", "班次")
    breach = text(
        "{agent} has shift {shift} on {day}, but is hired on {hired}",
        "{agent} 于 {hired} 入职，却在 {day} 排了 {shift}",
    )
    default_strength = Strength.HARD
    default_weight = 10_000
    examples = (
        Case("no hire date", {"A": "D"}, 0),
        Case("the first day of employment", {"A": ".D"}, 0, hired={"A": 1}),
        Case("the day before it", {"A": "D."}, 1, hired={"A": 1}),
        Case("the night before begins too early", {"A": "N."}, 1, hired={"A": 1}),
        Case("hired on the first day of the period", {"A": "DD"}, 0, hired={"A": 0}),
        Case("hired on the last", {"A": "DLE"}, 2, hired={"A": 2}),
        Case("hired on the day after it", {"A": "DLN"}, 3, hired={"A": 3}),
        Case("hired a long time after it", {"A": "D."}, 1, hired={"A": 400}),
        Case("hired a long time ago", {"A": "D."}, 0, hired={"A": -4000}),
        Case("a shift before the period is another roster's", {"A": "."}, 0, past={"A": "D"}, hired={"A": 1}),
        Case("others may work", {"A": ".", "B": "D"}, 0, hired={"A": 1}),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for a in view.agents:
            for d in range(min(instance.employed_days[a].start, instance.day_count)):
                if view.works(a, d):
                    shift = instance.shifts[view.shift(a, d)].code
                    yield self.violation(view, 1, a, d, shift=shift, hired=instance.agents[a].hire_date)

    def constrain(self, door: AgentDoor) -> None:
        before = range(door.instance.employed_days[door.a].start)
        if before:
            door.forbid(self, door.instance.cells(before))

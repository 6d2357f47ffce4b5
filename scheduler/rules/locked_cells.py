"""Cells that the planner has locked."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.view import OFF, View

_OFF = text("a day off", "休息")


class LockedCells(AgentRule):
    """What the planner has locked stays: the shift, or the day off."""

    name = "locked_cells"
    title = text("Locked cells", "锁定的格")
    source = "ours"
    unit = text("cells", "格")
    breach = text(
        "{agent} has {found} on {day}, where {locked} is locked", "{agent} 在 {day} 为{found}，该格锁定为{locked}"
    )
    default_strength = Strength.HARD
    default_weight = 10_000
    examples = (
        Case("as it was locked", {"A": "DN."}, 0, locked={"A": "DN-"}),
        Case("nothing locked", {"A": "DN."}, 0, locked={"A": "..."}),
        Case("another shift", {"A": "DND"}, 1, locked={"A": "DL"}),
        Case("a day off where a shift is locked", {"A": ".D"}, 1, locked={"A": "D"}),
        Case("a shift where a day off is locked", {"A": "D.N"}, 2, locked={"A": "-.-"}),
        Case("each agent's own", {"A": "D", "B": "."}, 1, locked={"B": "D"}),
        Case("a day before the period is another roster's", {"A": "D"}, 0, locked={"A": "D"}, past={"A": "N"}),
    )

    def check(self, view: View) -> Iterator[Violation]:
        for a in view.agents:
            for d, t in view.instance.locks[a].items():
                found = view.shift(a, d)
                if found != t:
                    words = [_OFF if number == OFF else view.instance.shifts[number].code for number in (found, t)]
                    yield self.violation(view, 1, a, d, found=words[0], locked=words[1])

    def constrain(self, door: AgentDoor) -> None:
        instance = door.instance
        for d, t in instance.locks[door.a].items():
            if t == OFF:
                door.forbid(self, instance.cells([d]))
            else:
                door.at_least(self, ("locked", d, t), instance.cells([d], [t]), 1)

"""Hours in which an agent cannot work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

import numpy as np

from models.base import text
from models.result import Strength, Violation
from scheduler.instance import Cells, Instance
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.view import View


class Availability(AgentRule):
    """No shift touches hours in which its agent is unavailable, on either side of midnight.

    Unavailable hours that cross midnight belong to the day they begin; equal times are the whole day.
    """

    name = "availability"
    title = text("Availability", "可用时间")
    source = "ours"
    unit = text("shifts", "班次")
    breach = text(
        "{agent} has shift {shift} on {day}, in hours they cannot work",
        "{agent} 在 {day} 排了 {shift}，与其不可用时间冲突",
    )
    default_strength = Strength.HARD
    default_weight = 5000
    examples = (
        Case("a shift outside the unavailable hours", {"A": "D"}, 0, unavailable=[("A", 0, time(18), time(20))]),
        Case("a shift inside them", {"A": "D"}, 1, unavailable=[("A", 0, time(8), time(20))]),
        # D is 09-17.
        Case("they begin as the shift ends", {"A": "D"}, 0, unavailable=[("A", 0, time(17), time(20))]),
        Case("they end as the shift begins", {"A": "D"}, 0, unavailable=[("A", 0, time(7), time(9))]),
        Case("one hour in common is enough", {"A": "D"}, 1, unavailable=[("A", 0, time(16), time(20))]),
        # N of day 0 is 22-06 of day 1.
        Case("a night shift meets the morning after", {"A": "N."}, 1, unavailable=[("A", 1, time(5), time(9))]),
        Case("hours of another day do not matter", {"A": "D."}, 0, unavailable=[("A", 1, time(8), time(20))]),
        # 20-08 belongs to day 0: E of day 1 starts at 07, E of day 0 is over by then.
        Case(
            "hours across midnight reach into the next day", {"A": ".E"}, 1, unavailable=[("A", 0, time(20), time(8))]
        ),
        Case("and do not reach back", {"A": "E."}, 0, unavailable=[("A", 0, time(20), time(8))]),
        Case("equal times are the whole day", {"A": "ND"}, 2, unavailable=[("A", 1, time(), time())]),
        Case("the day before the period reaches into it", {"A": "E"}, 1, unavailable=[("A", -1, time(20), time(8))]),
        Case("the last night meets the day after the period", {"A": "N"}, 1, unavailable=[("A", 1, time(5), time(9))]),
        Case(
            "a shift before the period is another roster's",
            {"A": "."},
            0,
            past={"A": "N"},
            unavailable=[("A", 0, time(), time())],
        ),
        Case("others may work", {"A": ".", "B": "D"}, 0, unavailable=[("A", 0, time(), time())]),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for a in view.agents:
            blocked = _blocked(instance, a)
            for cell in blocked[
                view.grid[a][blocked // instance.shift_count] == blocked % instance.shift_count
            ].tolist():
                d, t = divmod(cell, instance.shift_count)
                yield self.violation(view, 1, a, d, shift=instance.shifts[t].code)

    def constrain(self, door: AgentDoor) -> None:
        blocked = _blocked(door.instance, door.a)
        if blocked.size:
            door.forbid(self, blocked)


def _blocked(instance: Instance, a: int) -> Cells:
    """The cells that touch unavailable hours of agent `a`."""
    touched = np.zeros(instance.cell_count, dtype=bool)
    for since, until in instance.unavailable[a]:
        touched |= (instance.cell_starts < until) & (instance.cell_ends > since)
    return np.flatnonzero(touched)

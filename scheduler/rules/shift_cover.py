"""So many agents on a shift."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.demand import ShiftCover, Weekday
from models.result import Strength, Violation
from scheduler.instance import Instance
from scheduler.kept import kept
from scheduler.rules.base import CellDoor, CellRule
from scheduler.rules.cases import FIRST_DAY, Case
from scheduler.view import View


class ShiftCoverRule(CellRule):
    """On each shift of each day there are as many agents on the phones as `shift_cover` asks for, no more and no fewer.

    Each one missing counts the entry's `under`, each one too many its `over`; what counts 0 is not looked at. A day's own
    entry stands before one for its weekday, and that before one for all days; a shift without an entry is free.
    """

    name = "shift_cover"
    title = text("Agents on a shift", "班次人数")
    source = "ours"
    unit = text("agents, by their weight", "人（按权重计）")
    breach = text(
        "{count} agents on shift {shift} on {day} instead of {required}",
        "{day} 的 {shift} 班有 {count} 人，应为 {required} 人",
    )
    default_strength = Strength.SOFT
    # An agent missing (10 by default) weighs as much as eight hours of one in the rule on understaffing.
    default_weight = 240
    settings = ("roster.phone_roles",)
    examples = (
        Case("as many as asked for", {"A": "D", "B": "D"}, 0, cover=[ShiftCover(shift="D", required=2)]),
        Case("one missing", {"A": "D", "B": "E"}, 10, cover=[ShiftCover(shift="D", required=2)]),
        Case("one too many", {"A": "D", "B": "D"}, 1, cover=[ShiftCover(shift="D", required=1)]),
        Case("none asked for", {"A": "D", "B": "E"}, 1, cover=[ShiftCover(shift="D", required=0)]),
        Case(
            "by its own weights",
            {"A": "DD"},
            2 * 7 + 3,
            cover=[
                ShiftCover(shift="D", required=3, under=7, over=5, day=FIRST_DAY),
                ShiftCover(shift="D", required=0, under=5, over=3, day=FIRST_DAY + timedelta(days=1)),
            ],
        ),
        Case("at least", {"A": "DD", "B": "D."}, 0, cover=[ShiftCover(shift="D", required=1, over=0)]),
        Case("at most", {"A": "D.", "B": ".."}, 0, cover=[ShiftCover(shift="D", required=1, under=0)]),
        Case("other shifts are free", {"A": "E", "B": "L"}, 0, cover=[ShiftCover(shift="N", required=0)]),
        # Monday to Sunday; N is asked for on Saturday and Sunday only.
        Case(
            "on these weekdays",
            {"A": "NNNNNN."},
            10,
            cover=[
                ShiftCover(shift="N", required=1, weekdays=(Weekday.SATURDAY, Weekday.SUNDAY)),
            ],
        ),
        Case(
            "a day before its weekday, that before every day",
            {"A": "DDD"},
            0,
            cover=[
                ShiftCover(shift="D", required=1, under=100),
                ShiftCover(shift="D", required=0, under=100, over=0, weekdays=(Weekday.TUESDAY,)),
                ShiftCover(shift="D", required=2, under=0, day=FIRST_DAY + timedelta(days=2)),
            ],
        ),
        Case("the first and the last day count", {"A": ".D."}, 20, cover=[ShiftCover(shift="D", required=1)]),
        Case(
            "a night that began before does not",
            {"A": "."},
            10,
            past={"A": "N"},
            cover=[ShiftCover(shift="N", required=1)],
        ),
        Case(
            "a day outside the period is another roster's",
            {"A": "."},
            0,
            cover=[ShiftCover(shift="D", required=1, day=FIRST_DAY + timedelta(days=1))],
        ),
        Case(
            "supervisors are not on the phones",
            {"A": "D", "B": "D"},
            10,
            agents={"B": {"role": "supervisor"}},
            cover=[ShiftCover(shift="D", required=2)],
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        required, under, over = _asked(instance)
        if not instance.centre.shift_cover:
            return
        heads = view.heads(instance.phone_crew())
        amounts = np.maximum(0, required - heads) * under + np.maximum(0, heads - required) * over
        for cell in instance.cells(view.days)[amounts[instance.cells(view.days)] > 0].tolist():
            d, t = divmod(cell, instance.shift_count)
            facts = {"shift": instance.shifts[t].code, "count": heads[cell], "required": required[cell]}
            yield self.violation(view, int(amounts[cell]), d=d, **facts)

    def constrain(self, door: CellDoor) -> None:
        if door.instance.centre.shift_cover:
            door.heads(self, door.instance.phone_crew(), *_asked(door.instance))


@kept
def _asked(instance: Instance) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Agents required on each cell, and what each one missing and each one too many counts; shape (D·T,) all."""
    required, under, over = (np.zeros(instance.cell_count, dtype=np.int64) for _ in range(3))
    for entry in sorted(instance.centre.shift_cover, key=lambda entry: entry.precedence):
        days = [d for d, day in enumerate(instance.days) if entry.covers(day)]
        cells = instance.cells(days, [instance.shift_index[entry.shift]])
        required[cells], under[cells], over[cells] = entry.required, entry.under, entry.over
    return required, under, over

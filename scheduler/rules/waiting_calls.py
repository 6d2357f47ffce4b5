"""Calls that are expected to wait too long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.demand import WaitingCurve
from models.result import Strength, Violation
from scheduler.rules.base import IntervalDoor, IntervalRule
from scheduler.rules.cases import Case
from scheduler.view import View

_CURVE = ((0, 1000), (1, 400), (2, 0))


class WaitingCalls(IntervalRule):
    """Calls not answered within the threshold, as the queueing model expects them with the agents present (BANK-25).

    The pooled calls count with everybody on the phones, each queue's calls once more with those who have its skill.
    Where only the agents required are known, and no calls, nothing counts here.
    """

    name = "waiting_calls"
    title = text("Calls waiting too long", "等待过久的来电")
    source = "BANK-25"
    unit = text("hundredths of a call", "百分之一通来电")
    breach = text(
        "{group}: about {calls} calls of {day} wait too long or hang up",
        "{group}：{day} 预计约 {calls} 通来电等待过久或放弃",
    )
    default_strength = Strength.SOFT
    default_weight = 1
    examples = (
        # With nobody there all 10 calls of 12-13 wait, with one 4, with two or more none.
        Case("nobody there", {"A": "."}, 1000, waiting={12: _CURVE}),
        Case("one agent", {"A": "D"}, 400, waiting={12: _CURVE}),
        Case("two are enough", {"A": "D", "B": "D"}, 0, waiting={12: _CURVE}),
        Case("three are no better", {"A": "D", "B": "D", "C": "D"}, 0, waiting={12: _CURVE}),
        Case("a day has many hours", {"A": "D", "B": "S"}, 400 + 1000, waiting={12: _CURVE, 13: _CURVE, 18: _CURVE}),
        # M has its meal from 13 to 14.
        Case("who is at a meal answers nothing", {"A": "M"}, 1000, waiting={13: _CURVE}, meals=240),
        # N of day 1 covers 02 of day 2; nobody of the period covers 02 of day 1.
        Case("a night shift serves the next morning", {"A": "N."}, 400, waiting={2: _CURVE}),
        Case("between corners the curve is straight", {"A": "D", "B": "D"}, 600, waiting={12: ((0, 1000), (5, 0))}),
        Case("no calls are known", {"A": "."}, 0, required=3),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for group in instance.requirement.groups:
            if not group.waiting:
                continue
            looked_at = view.intervals
            staff = view.staff(instance.phone_crew(group.skills))[looked_at]
            late = np.where(instance.coverable[looked_at], late_calls(group.waiting[looked_at], staff), 0)
            for d in view.days:
                day = instance.timeline.day_intervals(instance.days[d])
                amount = int(late[day.start - looked_at.start : day.stop - looked_at.start].sum())
                if amount:
                    yield self.violation(
                        view, amount, d=d, group=instance.group_label(group), calls=f"{amount / 100:.0f}"
                    )

    def constrain(self, door: IntervalDoor) -> None:
        for group in door.instance.requirement.groups:
            if group.waiting:
                door.priced(self, door.instance.phone_crew(group.skills), group.waiting)


def late_calls(curves: Sequence[WaitingCurve], staff: NDArray[np.int64]) -> NDArray[np.int64]:
    """What each interval's curve says of the agents present there; shape (K,), empty without curves."""
    late = [_read(curve, int(heads)) for curve, heads in zip(curves, staff, strict=False)]
    return np.array(late, dtype=np.int64)


def _read(curve: WaitingCurve, heads: int) -> int:
    for (low, more), (high, less) in pairwise(curve):
        if heads < high:
            return more - (more - less) // (high - low) * (heads - low)
    return 0

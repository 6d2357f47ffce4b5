"""The trail of progress that a contender leaves while it searches."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.records import Point


class Trail:
    """Hands on every better cost and every better bound, with the seconds since the contender began."""

    def __init__(self, hand_on: Callable[[Point], None]) -> None:
        self._begin = time.monotonic()
        self._hand_on = hand_on
        self._best = Point(seconds=0)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._begin

    @property
    def bound(self) -> int | None:
        """The best bound so far."""
        return self._best.bound

    def tell(self, cost: int | None = None, bound: int | None = None) -> None:
        """Say what is known now; what is no better than before is passed over."""
        best = self._best
        if cost is None or (best.cost is not None and cost >= best.cost):
            cost = best.cost
        if bound is None or (best.bound is not None and bound <= best.bound):
            bound = best.bound
        if (cost, bound) != (best.cost, best.bound):
            self._best = Point(seconds=round(self.seconds, 2), cost=cost, bound=bound)
            self._hand_on(self._best)

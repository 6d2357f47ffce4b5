"""What a queue brings in each interval: calls, their handling time, and the load that is really being worked on.

The *modified offered load* is the mean number of calls that would be in progress if nobody ever had to wait (the infinite
server queue M_t/M/∞): R' = λ(t) − R / handling time. It follows the arrivals with a delay of a handling time, so that an interval
after a steep rise carries less than its own calls, and one after a steep fall more. Source: Jennings, Mandelbaum, Massey and
Whitt (1996), "Server staffing to meet time-varying demand"; Green, Kolesar and Whitt (2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Load:
    """Expected calls and their mean handling time (seconds, positive) in intervals of `seconds`; shape (K,), or (S, K)
    for S scenarios."""

    calls: Floats
    aht: Floats
    seconds: int

    @classmethod
    def pooled(cls, calls: Floats, aht: Floats, seconds: int) -> Load:
        """The calls of some queues together, shape (queues, K); their handling time is weighted with the calls.

        Where no call is expected it is the mean of all others, so that what is in progress goes on.
        """
        total, work = calls.sum(axis=0), (calls * aht).sum(axis=0)
        usual = work.sum() / total.sum() if total.sum() > 0 else 1.0
        return cls(total, np.where(total > 0, work / np.maximum(total, 1e-300), usual), seconds)

    @property
    def rate(self) -> Floats:
        """Calls a second."""
        return self.calls / self.seconds

    @property
    def erlangs(self) -> Floats:
        """The load as if every interval were in steady state."""
        return self.rate * self.aht

    @property
    def before(self) -> Floats:
        """Calls in progress as the first interval begins: it is taken to be in steady state."""
        return np.asarray(self.erlangs[..., 0])

    @cached_property
    def carried(self) -> Floats:
        """The modified offered load, its mean over each interval; nothing where no call comes in."""
        steady, mean = self.erlangs, np.empty_like(self.erlangs)
        spans = self.seconds / self.aht
        left = np.exp(-spans)
        now = self.before
        for k in range(steady.shape[-1]):
            ahead = now - steady[..., k]
            mean[..., k] = steady[..., k] + ahead * (1 - left[..., k]) / spans[..., k]
            now = steady[..., k] + ahead * left[..., k]
        return np.where(self.calls > 0, mean, 0.0)

    def worked_on(self, method: str) -> Floats:
        """The load that a method of staffing looks at."""
        return self.erlangs if method == "steady" else self.carried

    def part(self, first: int, last: int) -> Load:
        """The intervals [first, last) alone."""
        return Load(self.calls[..., first:last], self.aht[..., first:last], self.seconds)

"""How wrong a forecast may be: day error and interval error from a backtest, and the bands that follow from them.

With F calls expected in an interval, the calls are taken to be Poisson around F × a day's factor × an interval's factor,
both gamma with mean 1 and the relative standard deviations `day` and `interval`. Their variance is then
F + F²(day² + interval² + day²·interval²), and the band that of the negative binomial with that mean and variance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ForecastError:
    """Relative standard deviations of the expected calls, of a day as a whole and of its intervals each by itself."""

    day: float
    interval: float

    @property
    def variance(self) -> float:
        """Relative variance of an interval, chance left out."""
        return self.day**2 + self.interval**2 + (self.day * self.interval) ** 2


ASSUMED = ForecastError(day=0.12, interval=0.05)
"""Where the history is too short to measure it: what the backtests of centres with a history show, rounded up."""


def measure(days: Iterable[tuple[Floats, Floats]]) -> ForecastError:
    """The errors of judged days, each as (actual, expected) calls of its intervals.

    By moments, chance (Poisson) taken off: what is left of the intervals around their own day's total, then what is
    left of the days.
    """
    around, calls, totals, days_left = 0.0, 0.0, 0.0, 0.0
    pairs = [(actual, expected) for actual, expected in days if expected.sum() > 0 and actual.sum() > 0]
    for actual, expected in pairs:
        scaled = expected * actual.sum() / expected.sum()
        # The day's own total is in `scaled`: that takes up the share scaled/total of each interval's chance.
        chance = scaled * (1 - scaled / scaled.sum())
        around += float(((actual - scaled) ** 2 - chance).sum())
        calls += float((scaled**2).sum())
    interval = max(0.0, around / calls) if calls else 0.0
    for actual, expected in pairs:
        total = expected.sum()
        days_left += float((actual.sum() - total) ** 2 - total - interval * (expected**2).sum())
        totals += float(total**2)
    day = max(0.0, days_left / totals) if totals else 0.0
    return ForecastError(float(np.sqrt(day)), float(np.sqrt(interval)))


def band(expected: Floats, error: ForecastError, share: float) -> tuple[Floats, Floats]:
    """Between which calls (both included) the middle `share` of the cases lies, interval by interval."""
    tail = (1 - share) / 2
    low, high = (_quantile(np.asarray(expected, dtype=float), error.variance, level) for level in (tail, 1 - tail))
    return low, high


def day_band(expected: Floats, error: ForecastError, share: float) -> tuple[float, float]:
    """The same for the day's total of these intervals."""
    total = float(expected.sum())
    if total <= 0:
        return 0.0, 0.0
    spread = error.interval**2 * (1 + error.day**2) * float((expected**2).sum()) / total**2
    low, high = (
        float(_quantile(np.array([total]), error.day**2 + spread, level)[0])
        for level in ((1 - share) / 2, (1 + share) / 2)
    )
    return low, high


def poisson_floor(expected: Floats) -> float:
    """The WAPE of a perfect rate: mean absolute deviation of Poisson calls over their mean, E|X − λ| = 2λ·P(X = ⌊λ⌋)."""
    rates = expected[expected > 0]
    return float((2 * rates * stats.poisson.pmf(np.floor(rates), rates)).sum() / rates.sum()) if len(rates) else 0.0


def _quantile(mean: Floats, variance: float, level: float) -> Floats:
    """Quantile of the negative binomial with that mean and relative extra variance; of the Poisson where there is none."""
    some = np.maximum(mean, 1e-12)
    if variance <= 1e-9:
        found = stats.poisson.ppf(level, some)
    else:
        found = stats.nbinom.ppf(level, 1 / variance, 1 / (1 + some * variance))
    return np.asarray(np.where(mean > 0, np.maximum(found, 0.0), 0.0))

"""The default model: the profile of the week × the level with its trend × the time of the month × the day type.

The expected calls of an interval are

    level(day) × profile[weekday, slot] × month[day] × factor[day type]

with `level` in calls per average ordinary day and the profile's seven days summing to 7. Make-up working days take the
mean profile of the working weekdays, holidays and the days off around them that of the weekend.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from scheduler.demand.day_types import DEFAULT_FACTORS, DayType
from scheduler.demand.past import Days, Past
from scheduler.demand.week_profile import WeekProfile, day_levels, learn_profile, local_levels

Floats = NDArray[np.float64]

LEVEL_HALF_LIFE_DAYS = 21.0
TREND_DAMPING_PER_DAY = 0.93
MONTH_WAVES = 2
LEAST_MONTH_DAYS = 42  # of ordinary days, for the time of the month to be looked at


@dataclass(frozen=True)
class MonthWave:
    """How calls go up and down with the day of the month (pay days, bills): waves, as shares of the level."""

    waves: Floats

    def factor(self, day: date) -> float:
        return max(0.0, 1 + float(month_waves(day) @ self.waves))


@dataclass(frozen=True)
class Pattern:
    """A queue's pattern; `level` (calls a day) and `trend` hold on `last_day`.

    `trend` is calls per day, gained each day; it fades as the forecast reaches further.
    """

    profile: WeekProfile
    level: float
    trend: float
    last_day: date
    month: MonthWave
    factors: dict[DayType, float]
    learned_days: dict[DayType, int]

    def level_on(self, day: date) -> float:
        """Calls of an average ordinary day at the time of `day`."""
        ahead = max((day - self.last_day).days, 0)
        return max(0.0, self.level + self.trend * faded(ahead))

    def expected_day(self, day: date, kind: DayType) -> Floats:
        """Expected calls by slot of the wall-clock day."""
        return self.level_on(day) * self.month.factor(day) * self.factors[kind] * self.profile.day(day, kind)


def faded(days: int) -> float:
    """What a trend amounts to so many days ahead, in days of it."""
    return float(TREND_DAMPING_PER_DAY * (1 - TREND_DAMPING_PER_DAY**days) / (1 - TREND_DAMPING_PER_DAY))


def month_waves(day: date) -> Floats:
    """Cosine and sine of the day's place in its month, once and twice a month."""
    phase = 2 * np.pi * (day.day - 1) / calendar.monthrange(day.year, day.month)[1]
    return np.array([wave(k * phase) for k in range(1, MONTH_WAVES + 1) for wave in (np.cos, np.sin)])


def learn(past: Past) -> Pattern:
    """Learn profile, level and trend from the last weeks; the time of the month and special days from all of it."""
    profile = learn_profile(past)
    levels, weights = day_levels(past, profile.table)
    weights = np.where(past.ordinary, weights, 0.0)
    local = local_levels(levels, weights)
    month = learn_month(past.history.days, np.divide(levels, local, out=np.ones_like(levels), where=local > 0), weights)
    seasonal = np.array([month.factor(day) for day in past.history.days])
    adjusted = levels / np.maximum(seasonal, 1e-9)
    level, trend = level_and_trend(adjusted, np.where(past.recent, weights, 0.0))
    factors, counts = learn_factors(past, local_levels(adjusted, weights) * seasonal, profile)
    return Pattern(profile, level, trend, past.last_day, month, factors, counts)


def learn_month(days: tuple[date, ...], ratios: Floats, weights: Floats) -> MonthWave:
    """Waves through the ratios of the days' levels to those around them, by weighted least squares.

    They are shrunk by 1 − 1/F, F being the regression's own, so that noise makes no waves.
    """
    used = np.asarray(weights > 0)
    x = np.array([month_waves(day) for day in days])
    terms = x.shape[1]
    if used.sum() < LEAST_MONTH_DAYS:
        return MonthWave(np.zeros(terms))
    w, x, y = weights[used] / weights[used].mean(), x[used], ratios[used] - 1
    gram = x.T @ (w[:, None] * x)
    waves = np.linalg.solve(gram + 1e-9 * np.eye(terms), x.T @ (w * y))
    noise = (w * (y - x @ waves) ** 2).sum() / (used.sum() - terms)
    explained = waves @ gram @ waves / terms
    return MonthWave(waves * (max(0.0, 1 - noise / explained) if explained > 1e-12 else 0.0))


def level_and_trend(levels: Floats, weights: Floats) -> tuple[float, float]:
    """Level at the last day, and its slope a day.

    The slope is the least-squares line's, shrunk by 1 − (its standard error / slope)², so that noise makes no trend.
    The level is the exponentially weighted mean of the days, carried along that slope to the end.
    """
    ages = np.arange(len(levels)) - (len(levels) - 1.0)
    used = weights > 0
    if used.sum() < 3:
        return float(np.average(levels, weights=weights)) if used.any() else 0.0, 0.0
    w, x, y = weights[used], ages[used], levels[used]
    x0, y0 = np.average(x, weights=w), np.average(y, weights=w)
    spread = (w * (x - x0) ** 2).sum()
    slope = (w * (x - x0) * (y - y0)).sum() / spread if spread > 0 else 0.0
    residual = y - y0 - slope * (x - x0)
    variance = (w * residual**2).sum() / (len(x) - 2) / max(spread, 1e-12)
    slope *= max(0.0, 1 - variance / slope**2) if slope else 0.0
    memory = w * 0.5 ** (-x / LEVEL_HALF_LIFE_DAYS)
    return float(np.average(y - slope * x, weights=memory)), float(slope)


def learn_factors(past: Past, local: Floats, profile: WeekProfile) -> tuple[dict[DayType, float], dict[DayType, int]]:
    """How special days stand to ordinary ones: observed over expected calls, the default counting as one more day."""
    factors, counts = dict(DEFAULT_FACTORS), {}
    observed_days: Days = np.asarray(past.seen.any(axis=1))
    for kind in DayType:
        days = [i for i, k in enumerate(past.kinds) if k is kind and observed_days[i]]
        counts[kind] = len(days)
        if kind is DayType.ORDINARY or not days:
            continue
        expected = [(local[i] * profile.day(past.history.days[i], kind) * past.seen[i]).sum() for i in days]
        prior = float(np.mean(expected))
        if prior > 0:
            observed = past.day_calls[days].sum()
            factors[kind] = float((observed + prior * DEFAULT_FACTORS[kind]) / (sum(expected) + prior))
    return factors, counts

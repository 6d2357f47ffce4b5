"""What is learned from a queue's history: the profile of the week, the level with its trend, special days, handling time.

The expected calls of an interval are

    level(day) × profile[weekday, slot] × factor[day type]

with `level` in calls per average ordinary day and the profile's seven days summing to 7. Make-up working days take the
mean profile of the working weekdays, holidays and the days off around them that of the weekend.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from scheduler.demand.day_types import DEFAULT_FACTORS, DayType
from scheduler.demand.history import History

Floats = NDArray[np.float64]

LEVEL_HALF_LIFE_DAYS = 21.0
TREND_DAMPING_PER_DAY = 0.93
LOCAL_LEVEL_DAYS = 14.0
AHT_PRIOR_CALLS = 200.0


@dataclass(frozen=True)
class WeekProfile:
    """A table of shape (7, slots of the day) and which weekdays (Monday is 0) are days off as a rule."""

    table: Floats
    days_off: tuple[int, ...]

    def day(self, day: date, kind: DayType) -> Floats:
        """The row that a day of this type follows.

        A centre that is closed at weekends has no profile of days off: its holidays follow their weekday.
        """
        if kind is DayType.MAKE_UP_WORKDAY:
            return self._mean(tuple(w for w in range(7) if w not in self.days_off))
        if kind in (DayType.STATUTORY_HOLIDAY, DayType.HOLIDAY_BREAK) and self.table[list(self.days_off)].any():
            return self._mean(self.days_off)
        return np.asarray(self.table[day.weekday()])

    def _mean(self, weekdays: tuple[int, ...]) -> Floats:
        return np.asarray(self.table[list(weekdays)].mean(axis=0))


@dataclass(frozen=True)
class Pattern:
    """A queue's pattern; `level` (calls a day) and `trend` hold on `last_day`.

    `trend` is calls per day, gained each day; it fades as the forecast reaches further.
    """

    profile: WeekProfile
    level: float
    trend: float
    last_day: date
    factors: dict[DayType, float]
    learned_days: dict[DayType, int]
    aht_seconds: WeekProfile

    def level_on(self, day: date) -> float:
        """Calls of an average ordinary day at the time of `day`."""
        ahead = max((day - self.last_day).days, 0)
        damping = TREND_DAMPING_PER_DAY
        return max(0.0, self.level + self.trend * damping * (1 - damping**ahead) / (1 - damping))

    def expected_day(self, day: date, kind: DayType) -> Floats:
        """Expected calls by slot of the wall-clock day."""
        return self.level_on(day) * self.factors[kind] * self.profile.day(day, kind)

    def aht_of_day(self, day: date, kind: DayType) -> Floats:
        return self.aht_seconds.day(day, kind)


def learn(
    history: History, kinds: list[DayType], excluded: list[bool], days_off: tuple[int, ...], weeks: int
) -> Pattern:
    """Learn a queue's pattern from the last `weeks` weeks; special days from the whole history.

    `kinds` and `excluded` go with the days of the history; excluded days (campaigns, outages) teach nothing, except
    for handling times. `days_off` are the weekdays that are rest days as a rule.
    """
    usable = ~np.array(excluded)
    ordinary = usable & np.array([kind is DayType.ORDINARY for kind in kinds])
    recent = np.arange(len(kinds)) >= len(kinds) - 7 * weeks
    weekdays = np.array([day.weekday() for day in history.days])
    table = _learn_profile(history, weekdays, ordinary, recent)
    profile = WeekProfile(table, days_off)
    levels, weights = _day_levels(history, table[weekdays])
    level, trend = _level_and_trend(levels, np.where(ordinary & recent, weights, 0.0))
    local = _local_levels(levels, np.where(ordinary, weights, 0.0))
    factors, counts = _learn_factors(history, kinds, usable, local, profile)
    return Pattern(
        profile=profile,
        level=level,
        trend=trend,
        last_day=history.days[-1],
        factors=factors,
        learned_days=counts,
        aht_seconds=WeekProfile(_learn_aht(history, weekdays, recent), days_off),
    )


def _learn_profile(
    history: History, weekdays: NDArray[np.int64], ordinary: NDArray[np.bool_], recent: NDArray[np.bool_]
) -> Floats:
    """Mean calls by weekday and slot at level 1; in a second round each day counts by its level."""
    level = np.ones(len(weekdays))
    profile = np.zeros((7, history.offered.shape[1]))
    for _ in range(2):
        for weekday in range(7):
            days = ordinary & (weekdays == weekday)
            # A weekday whose recent days were all special is learned from older ones.
            days = days & recent if (days & recent).any() else days
            profile[weekday] = _rate(history.offered[days], level[days])
        profile *= 7 / max(profile.sum(), 1e-12)
        levels, weights = _day_levels(history, profile[weekdays])
        level = _local_levels(levels, np.where(ordinary, weights, 0.0))
        level = np.where(level > 0, level, 1.0)
    return profile


def _rate(offered: Floats, level: Floats) -> Floats:
    """Calls per unit of level in each slot; 0 for a slot that was never seen."""
    seen = ~np.isnan(offered)
    exposure = (seen * level[:, None]).sum(axis=0)
    return np.asarray(np.where(seen, offered, 0.0).sum(axis=0) / np.maximum(exposure, 1e-12))


def _day_levels(history: History, expected: Floats) -> tuple[Floats, Floats]:
    """The level of each day (observed calls over the profile's share of the observed slots), and that share as weight."""
    seen = ~np.isnan(history.offered)
    share = (seen * expected).sum(axis=1)
    calls = np.where(seen, history.offered, 0.0).sum(axis=1)
    return np.where(share > 0, calls / np.maximum(share, 1e-12), 0.0), share


def _local_levels(levels: Floats, weights: Floats) -> Floats:
    """The level around each day: a mean of the days near it, by a Gaussian window."""
    distance = np.arange(len(levels))[:, None] - np.arange(len(levels))[None, :]
    window = np.exp(-0.5 * (distance / LOCAL_LEVEL_DAYS) ** 2) * weights[None, :]
    return np.asarray((window @ levels) / np.maximum(window.sum(axis=1), 1e-12))


def _level_and_trend(levels: Floats, weights: Floats) -> tuple[float, float]:
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


def _learn_factors(
    history: History, kinds: list[DayType], usable: NDArray[np.bool_], local: Floats, profile: WeekProfile
) -> tuple[dict[DayType, float], dict[DayType, int]]:
    """How special days stand to ordinary ones: observed over expected calls, the default counting as one more day."""
    factors, counts = dict(DEFAULT_FACTORS), {}
    seen = ~np.isnan(history.offered)
    for kind in DayType:
        days = [i for i, k in enumerate(kinds) if k is kind and usable[i] and seen[i].any()]
        counts[kind] = len(days)
        if kind is DayType.ORDINARY or not days:
            continue
        expected = [(local[i] * profile.day(history.days[i], kind) * seen[i]).sum() for i in days]
        observed = sum(np.where(seen[i], history.offered[i], 0.0).sum() for i in days)
        prior = float(np.mean(expected))
        if prior > 0:
            factors[kind] = float((observed + prior * DEFAULT_FACTORS[kind]) / (sum(expected) + prior))
    return factors, counts


def _learn_aht(history: History, weekdays: NDArray[np.int64], recent: NDArray[np.bool_]) -> Floats:
    """Handling time by slot of the week, call-weighted; few calls draw it to the slot's mean over the week, then the queue's.

    NaN where the history tells no handling time at all.
    """
    handled, talk = history.handled * recent[:, None], history.talk_seconds * recent[:, None]
    if handled.sum() <= 0:
        handled, talk = history.handled, history.talk_seconds
    if handled.sum() <= 0:
        return np.full((7, history.offered.shape[1]), np.nan)
    mean = talk.sum() / handled.sum()
    of_slot = (talk.sum(axis=0) + AHT_PRIOR_CALLS * mean) / (handled.sum(axis=0) + AHT_PRIOR_CALLS)
    table = np.zeros((7, history.offered.shape[1]))
    for weekday in range(7):
        days = weekdays == weekday
        calls, seconds = handled[days].sum(axis=0), talk[days].sum(axis=0)
        table[weekday] = (seconds + AHT_PRIOR_CALLS * of_slot) / (calls + AHT_PRIOR_CALLS)
    return table

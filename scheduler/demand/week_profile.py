"""A week of slots, and how it is learned: the calls of each weekday and slot, each day counted by its level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from scheduler.demand.day_types import DayType
from scheduler.demand.past import Past

Floats = NDArray[np.float64]

LOCAL_LEVEL_DAYS = 14.0
SHAPE_PRIOR_CALLS = 300.0


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


def learn_profile(past: Past) -> WeekProfile:
    """Mean calls by weekday and slot at level 1, seven days summing to 7; in a second round each day counts by its level."""
    level = np.ones(len(past.kinds))
    profile = np.zeros((7, past.history.offered.shape[1]))
    for _ in range(2):
        for weekday in range(7):
            days = past.ordinary & (past.weekdays == weekday)
            # A weekday whose recent days were all special is learned from older ones.
            days = days & past.recent if (days & past.recent & past.seen.any(axis=1)).any() else days
            profile[weekday] = _rate(past.history.offered[days], level[days])
        profile = _share_shapes(profile, past)
        profile *= 7 / max(profile.sum(), 1e-12)
        levels, weights = day_levels(past, profile)
        level = local_levels(levels, np.where(past.ordinary, weights, 0.0))
        level = np.where(level > 0, level, 1.0)
    return WeekProfile(profile, past.days_off)


def day_levels(past: Past, profile: Floats) -> tuple[Floats, Floats]:
    """The level of each day (observed calls over the profile's share of the observed slots), and that share as weight."""
    share = (past.seen * profile[past.weekdays]).sum(axis=1)
    return np.where(share > 0, past.day_calls / np.maximum(share, 1e-12), 0.0), share


def local_levels(levels: Floats, weights: Floats) -> Floats:
    """The level around each day: a mean of the days near it, by a Gaussian window."""
    distance = np.arange(len(levels))[:, None] - np.arange(len(levels))[None, :]
    window = np.exp(-0.5 * (distance / LOCAL_LEVEL_DAYS) ** 2) * weights[None, :]
    return np.asarray((window @ levels) / np.maximum(window.sum(axis=1), 1e-12))


def _rate(offered: Floats, level: Floats) -> Floats:
    """Calls per unit of level in each slot; 0 for a slot that was never seen."""
    seen = ~np.isnan(offered)
    exposure = (seen * level[:, None]).sum(axis=0)
    return np.asarray(np.where(seen, offered, 0.0).sum(axis=0) / np.maximum(exposure, 1e-12))


def _share_shapes(profile: Floats, past: Past) -> Floats:
    """Draw the shape of each working weekday to that of all of them; its calls of the day stay what they are.

    As if that common shape had brought three hundred calls in each slot: a small queue's days become alike, a large
    one's stay their own. Slots that a weekday has never shown keep what they have.
    """
    totals = profile.sum(axis=1)
    working = [w for w in range(7) if w not in past.days_off and totals[w] > 0]
    if len(working) < 2:
        return profile
    common = profile[working].sum(axis=0) / totals[working].sum()
    shared = profile.copy()
    for weekday in working:
        days = past.ordinary & past.recent & (past.weekdays == weekday)
        calls = past.day_calls[days].sum() * common
        own = np.where(past.seen[days].any(axis=0), calls / (calls + SHAPE_PRIOR_CALLS), 1.0)
        shape = own * profile[weekday] / totals[weekday] + (1 - own) * common
        shared[weekday] = shape / shape.sum() * totals[weekday]
    return shared

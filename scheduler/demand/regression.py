"""A second model: the level of a day by regression, times the slot's share of such a day.

The logarithm of a day's calls over its share of the week's profile is linear in its day type, its place in the month and
time; ridge regression, each day counting by its age and by how sure its count is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from scheduler.demand.day_types import DEFAULT_FACTORS, DayType
from scheduler.demand.past import Past
from scheduler.demand.pattern import faded, month_waves
from scheduler.demand.week_profile import WeekProfile, learn_profile

Floats = NDArray[np.float64]

HALF_LIFE_DAYS = 28.0
DAY_VARIANCE = 0.01
"""Of a day's calls around what is expected, relative, besides chance."""
_SPECIAL = tuple(kind for kind in DayType if kind is not DayType.ORDINARY)


@dataclass(frozen=True)
class DayRegression:
    """`terms` go with the columns of `_columns`; `correction` makes the sum of the fitted days that of the seen ones."""

    profile: WeekProfile
    terms: Floats
    correction: float
    last_day: date

    def expected_day(self, day: date, kind: DayType) -> Floats:
        """Expected calls by slot of the wall-clock day."""
        level = np.exp(_columns(day, kind, self.last_day) @ self.terms) * self.correction
        return np.asarray(level * self.profile.day(day, kind))


def learn_regression(past: Past) -> DayRegression:
    """Fit the days of the history on which calls came."""
    profile = learn_profile(past)
    expected = np.array([profile.day(day, kind) for day, kind in zip(past.history.days, past.kinds, strict=True)])
    share = (past.seen * expected).sum(axis=1)
    used = (share > 0) & (past.day_calls > 0)
    columns = np.array(
        [_columns(day, kind, past.last_day) for day, kind in zip(past.history.days, past.kinds, strict=True)]
    )
    prior_mean, prior_weight = _prior(columns.shape[1])
    if not used.any():
        return DayRegression(profile, prior_mean, 0.0, past.last_day)
    x, calls, share = columns[used], past.day_calls[used], share[used]
    y = np.log(calls / share)
    ages = np.array([(past.last_day - day).days for day in past.history.days])[used]
    w = 0.5 ** (ages / HALF_LIFE_DAYS) / (1 / calls + DAY_VARIANCE) * DAY_VARIANCE
    gram = x.T @ (w[:, None] * x) + np.diag(prior_weight)
    terms = np.linalg.solve(gram, x.T @ (w * y) + prior_weight * prior_mean)
    fitted = np.exp(x @ terms) * share
    return DayRegression(profile, terms, float((w * calls).sum() / (w * fitted).sum()), past.last_day)


def _columns(day: date, kind: DayType, last_day: date) -> Floats:
    """1, time in weeks since the last known day (a trend ahead fades), waves of the month, the day types."""
    ahead = (day - last_day).days
    weeks = (faded(ahead) if ahead > 0 else ahead) / 7
    return np.concatenate(([1.0, weeks / 10], month_waves(day), [float(kind is special) for special in _SPECIAL]))


def _prior(terms: int) -> tuple[Floats, Floats]:
    """What the terms are before anything is seen, and how many days' worth that weighs.

    The level is free, a trend and the waves are none, the day types have their default factors.
    """
    mean, weight = np.zeros(terms), np.full(terms, 1.0)
    mean[-len(_SPECIAL) :] = [np.log(DEFAULT_FACTORS[kind]) for kind in _SPECIAL]
    weight[0] = 1e-9
    return mean, weight

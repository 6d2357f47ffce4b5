"""A third model, an optional extra: boosted regression trees on what was known weeks before.

Needs scikit-learn (`pip install 'paiban[boosted]'`). For each number of whole weeks ahead trees of their own are fitted,
which see nothing younger than that: the calls of the same weekday and slot so many weeks before and in the three weeks
before that, the level of the four weeks then, the weekday, the slot, the day type and the place in the month.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.base import text
from scheduler.demand.day_types import DayType
from scheduler.demand.errors import DemandError
from scheduler.demand.past import Past
from scheduler.demand.pattern import month_waves
from scheduler.demand.week_profile import WeekProfile, learn_profile

Floats = NDArray[np.float64]

LAG_WEEKS = 4
_TYPES = tuple(DayType)


def available() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("sklearn") is not None


@dataclass(frozen=True)
class BoostedTrees:
    """Fits the trees of so many weeks ahead when they are first asked for."""

    past: Past
    profile: WeekProfile
    trees: dict[int, Any] = field(default_factory=dict)

    def expected_day(self, day: date, kind: DayType) -> Floats:
        """Expected calls by slot of the wall-clock day; a slot that was always without calls stays so."""
        weeks = max(1, -(-(day - self.past.last_day).days // 7))
        if weeks not in self.trees:
            self.trees[weeks] = self._fit(weeks)
        place = (day - self.past.history.days[0]).days
        rows = self._rows(place, day, kind, weeks)
        return np.where(self.profile.table.any(axis=0), np.maximum(self.trees[weeks].predict(rows), 0.0), 0.0)

    def _fit(self, weeks: int) -> Any:
        from sklearn.ensemble import HistGradientBoostingRegressor

        history, seen = self.past.history, self.past.seen
        first = min(7 * (weeks + 1), len(history.days) - 14)
        days = [i for i in range(first, len(history.days)) if seen[i].any()]
        rows = np.concatenate([self._rows(i, history.days[i], self.past.kinds[i], weeks)[seen[i]] for i in days])
        rows[:, np.isnan(rows).all(axis=0)] = 0  # scikit-learn cannot bin a column that is unknown throughout
        trees = HistGradientBoostingRegressor(
            loss="poisson",
            max_iter=150,
            learning_rate=0.06,
            max_leaf_nodes=15,
            min_samples_leaf=20,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=0,
        )
        return trees.fit(rows, np.concatenate([history.offered[i][seen[i]] for i in days]))

    def _rows(self, place: int, day: date, kind: DayType, weeks: int) -> Floats:
        """What is known of each slot of the day number `place` of the history so many weeks before."""
        offered = self.past.history.offered
        count, slots = offered.shape
        lags = np.full((LAG_WEEKS, slots), np.nan)
        for k in range(LAG_WEEKS):
            before = place - 7 * (weeks + k)
            if 0 <= before < count and self.past.ordinary[before]:
                lags[k] = offered[before]
        end = max(place - 7 * weeks + 1, 0)
        window = slice(max(end - 28, 0), end)
        shares = (self.past.seen[window] * self.profile.table[self.past.weekdays[window]]).sum()
        level = self.past.day_calls[window].sum() / shares if shares > 0 else np.nan
        seen = ~np.isnan(lags)
        mean = np.where(
            seen.any(axis=0), np.where(seen, lags, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1), np.nan
        )
        same = (level, float(day.weekday()), float(_TYPES.index(kind)), *month_waves(day)[:2])
        usual = self.profile.day(day, kind)
        return np.column_stack(
            [lags[0], mean, level * usual, np.arange(slots), *(np.full(slots, value) for value in same)]
        )


def learn_boosted(past: Past) -> BoostedTrees:
    """Get ready to fit.

    Raises:
        DemandError: the extra is not installed.
    """
    if not available():
        raise DemandError(
            text(
                "the model of boosted trees needs scikit-learn: install the extra (pip install 'paiban[boosted]'), "
                "or set policy.staffing.forecast_model to auto",
                "提升树模型需要 scikit-learn：请安装附加组件（pip install 'paiban[boosted]'），"
                "或将 policy.staffing.forecast_model 设为 auto",
            )
        )
    return BoostedTrees(past, learn_profile(past))

"""LightGBM with Poisson loss: for each number of weeks ahead trees of their own, on lags that are at least as old.

An interval is told the calls of its slot and weekday so many weeks before and in the three weeks before that, their mean,
the mean of the slot over the four weeks then, the calls of all slots over these weeks, weekday, slot and day of the month.
"""

from datetime import date, timedelta

import lightgbm
import numpy as np
from forecaster_loop import Question, serve

LAGS = 4
SETTINGS = {
    "objective": "poisson",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 20,
    "deterministic": True,
    "num_threads": 1,  # on a crowded machine its threads wait for each other
    "seed": 0,
    "verbose": -1,
}
ROUNDS = 200


def _rows(first: date, offered: np.ndarray, place: int, weeks: int) -> np.ndarray:
    count, slots = offered.shape
    lags = np.full((LAGS, slots), np.nan)
    for k in range(LAGS):
        before = place - 7 * (weeks + k)
        if 0 <= before < count:
            lags[k] = offered[before]
    end = max(place - 7 * weeks + 1, 0)
    window = offered[max(end - 28, 0) : end]
    day = first + timedelta(days=place)
    same = (_mean(window.reshape(-1, 1))[0], day.weekday(), day.day)
    columns = [*lags, _mean(lags), _mean(window), np.arange(slots), *(np.full(slots, value) for value in same)]
    return np.column_stack(columns)


def _mean(values: np.ndarray) -> np.ndarray:
    """Down the rows; NaN where nothing is known."""
    known = ~np.isnan(values)
    sums, counts = np.where(known, values, 0.0).sum(axis=0), known.sum(axis=0)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def forecast(asked: Question) -> np.ndarray:
    first, offered = asked.first_day, asked.offered
    count = len(offered)
    expected = np.zeros((asked.ahead, offered.shape[1]))
    for weeks in range(1, -(-asked.ahead // 7) + 1):
        known = [i for i in range(7 * (weeks + 1), count) if not np.isnan(offered[i]).all()]
        seen = ~np.isnan(offered[known])
        rows = np.stack([_rows(first, offered, i, weeks) for i in known])[seen]
        trees = lightgbm.train(SETTINGS, lightgbm.Dataset(rows, offered[known][seen]), ROUNDS)
        for i in range(7 * weeks - 7, min(7 * weeks, asked.ahead)):
            expected[i] = trees.predict(_rows(first, offered, count + i, weeks))
    return expected


serve(forecast)

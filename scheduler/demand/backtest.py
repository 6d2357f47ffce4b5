"""How well the forecast would have done: rolling weekly origins over a call history, against last week again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from models.calendar import Calendar, Event
from scheduler.demand.day_types import DayType, day_type
from scheduler.demand.forecast import LEAST_DAYS, event_factors, learn_pattern
from scheduler.demand.history import History

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Backtest:
    """WAPE by interval (sum of absolute errors over sum of calls) of the forecast and of last week again.

    Both are judged on the same intervals, `intervals` in number, from `origins` origins.
    """

    forecast: float
    last_week: float
    origins: int
    intervals: int


def backtest(
    history: History,
    calendar: Calendar,
    events: Sequence[Event] = (),
    *,
    weeks: int = 12,
    days_ahead: tuple[int, int] = (1, 7),
    ordinary_only: bool = False,
) -> Backtest:
    """Forecast days `days_ahead` (first, last; 1 is the origin's next day) from every seventh day of the history.

    The first origin has `weeks` weeks before it (or half the history, where that is less). Days of events, and
    intervals missing on the day or in the week that would be repeated, are not judged; with `ordinary_only` neither are
    special days. `last_week` repeats the latest week known at the origin.

    Raises:
        ValueError: the history is too short to judge a single day.
    """
    eventful = set(event_factors(events))
    judged: list[tuple[Floats, Floats, Floats]] = []
    origins = 0
    for known in range(max(LEAST_DAYS, min(7 * weeks, len(history.days) // 2)), len(history.days), 7):
        rows = _judge(history, known, calendar, events, eventful, weeks, days_ahead, ordinary_only)
        judged += rows
        origins += bool(rows)
    if not judged:
        raise ValueError(f"{len(history.days)} days of history are too short to judge a forecast")
    actual, ours, naive = (np.concatenate(parts) for parts in zip(*judged, strict=True))
    return Backtest(wape(actual, ours), wape(actual, naive), origins, len(actual))


def wape(actual: Floats, predicted: Floats) -> float:
    """Weighted absolute percentage error: Σ|actual − predicted| / Σ actual."""
    return float(np.abs(actual - predicted).sum() / actual.sum())


def _judge(
    history: History,
    known: int,
    calendar: Calendar,
    events: Sequence[Event],
    eventful: set[date],
    weeks: int,
    days_ahead: tuple[int, int],
    ordinary_only: bool,
) -> list[tuple[Floats, Floats, Floats]]:
    """(actual, forecast, last week) for the days that are judged from the origin after `known` days."""
    past = History(history.days[:known], history.offered[:known], history.handled[:known], history.talk_seconds[:known])
    pattern = learn_pattern(past, calendar, events, weeks)
    rows = []
    for ahead in range(days_ahead[0], min(days_ahead[1], len(history.days) - known) + 1):
        day = past.days[-1] + timedelta(days=ahead)
        kind = day_type(calendar, day)
        if day in eventful or (ordinary_only and kind is not DayType.ORDINARY):
            continue
        actual = history.offered[known + ahead - 1]
        naive = history.offered[known - 7 + (ahead - 1) % 7]
        seen = ~np.isnan(actual) & ~np.isnan(naive)
        if seen.any():
            rows.append((actual[seen], pattern.expected_day(day, kind)[seen], naive[seen]))
    return rows

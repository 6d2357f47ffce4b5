"""How well the forecast would have done: rolling weekly origins over a call history, against last week again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from models.calendar import Calendar, Event
from models.forecast_model import ForecastModel
from scheduler.demand.bands import ForecastError, band, measure, poisson_floor
from scheduler.demand.cleaning import clean
from scheduler.demand.day_types import DayType, day_type
from scheduler.demand.forecast_models import Fitted, fit
from scheduler.demand.history import History
from scheduler.demand.past import Past, event_mask, past_of

Floats = NDArray[np.float64]

LEAST_DAYS = 14
"""Of history before an origin."""
HORIZONS = ((1, 7), (8, 14), (15, 21), (22, 28))
"""Days ahead, first and last, that are judged together."""
LEAST_DAYS_FOR_BANDS = 14
"""Judged days from which a forecast error is measured."""
BANDS = (0.8, 0.95)


@dataclass(frozen=True)
class JudgedDay:
    """A day that was forecast from the origin after `known` days, `ahead` days before; only intervals seen on it."""

    known: int
    ahead: int
    day: date
    actual: Floats
    last_week: Floats
    expected: Mapping[str, Floats]


@dataclass(frozen=True)
class Backtest:
    """WAPE by interval (sum of absolute errors over sum of calls) of the forecast and of last week again.

    All are judged on the same intervals, `intervals` in number, from `origins` origins. `floor` is the WAPE that chance
    alone would leave with the rates known exactly; `bias` the sum of the errors over that of the calls. `coverage` is
    the share of intervals inside each of the `BANDS`, drawn with the errors of the days that were over at the origin;
    empty where there were too few.
    """

    forecast: float
    last_week: float
    origins: int
    intervals: int
    floor: float = 0.0
    bias: float = 0.0
    coverage: tuple[float, ...] = ()


def backtest(
    history: History,
    calendar: Calendar,
    events: Sequence[Event] = (),
    *,
    weeks: int = 12,
    days_ahead: tuple[int, int] = (1, 7),
    ordinary_only: bool = False,
    model: ForecastModel = ForecastModel.PROFILE,
    queue: str = "",
) -> Backtest:
    """Forecast days `days_ahead` (first, last; 1 is the origin's next day) from every seventh day of the history.

    See `judge` for what is judged. `last_week` repeats the latest week known at the origin.

    Raises:
        ValueError: the history is too short to judge a single day.
        DemandError: the model needs an extra that is not installed.
    """
    days = judge(
        history,
        calendar,
        events,
        (model,),
        weeks=weeks,
        days_ahead=days_ahead,
        ordinary_only=ordinary_only,
        queue=queue,
    )
    return score(days, model, days_ahead)


def judge(
    history: History,
    calendar: Calendar,
    events: Sequence[Event],
    models: Sequence[ForecastModel],
    *,
    weeks: int = 12,
    days_ahead: tuple[int, int] = (1, 28),
    ordinary_only: bool = False,
    queue: str = "",
    most_origins: int | None = None,
) -> list[JudgedDay]:
    """Every day that is forecast from each of the origins (the last `most_origins`), a week apart, by each of the models.

    The first origin has `weeks` weeks before it (or half the history, where that is less). Each forecast learns from
    what came before its origin alone. Not judged are intervals under an event, intervals missing on the day or in the
    week that would be repeated, and those of an outage, whose calls were not counted; with `ordinary_only` neither are
    special days. Spikes are judged as they came.
    """

    def learn(past: Past) -> Mapping[str, Fitted]:
        return fit(models, past)

    return judge_by(
        learn,
        history,
        calendar,
        events,
        weeks=weeks,
        days_ahead=days_ahead,
        ordinary_only=ordinary_only,
        queue=queue,
        most_origins=most_origins,
    )


def judge_by(
    learn: Callable[[Past], Mapping[str, Fitted]],
    history: History,
    calendar: Calendar,
    events: Sequence[Event],
    *,
    weeks: int = 12,
    days_ahead: tuple[int, int] = (1, 28),
    ordinary_only: bool = False,
    queue: str = "",
    most_origins: int | None = None,
) -> list[JudgedDay]:
    """As `judge`, of any models: `learn` is given what is known at an origin, and gives them by name."""
    count, slots = history.offered.shape
    kinds = [day_type(calendar, day) for day in history.days]
    under = event_mask(events, queue, history.days, slots)
    ordinary = np.array([kind is DayType.ORDINARY for kind in kinds])
    cleaned = clean(
        History(history.days, np.where(under, np.nan, history.offered), history.handled, history.talk_seconds), ordinary
    )
    actual = np.where(np.isnan(cleaned.offered), np.nan, history.offered)
    origins = list(range(max(LEAST_DAYS, min(7 * weeks, count // 2)), count, 7))
    judged: list[JudgedDay] = []
    for known in origins[-most_origins if most_origins else 0 :]:
        fitted = learn(past_of(history.until(known), calendar, events, weeks, queue))
        for ahead in range(days_ahead[0], min(days_ahead[1], count - known) + 1):
            place = known + ahead - 1
            if ordinary_only and not ordinary[place]:
                continue
            naive = history.offered[known - 7 + (ahead - 1) % 7]
            seen = ~np.isnan(actual[place]) & ~np.isnan(naive)
            if seen.any():
                day = history.days[0] + timedelta(days=place)
                expected = {name: found.expected_day(day, kinds[place])[seen] for name, found in fitted.items()}
                judged.append(JudgedDay(known, ahead, day, actual[place][seen], naive[seen], expected))
    return judged


def score(judged: Sequence[JudgedDay], model: str, days_ahead: tuple[int, int] = (1, 28)) -> Backtest:
    """What the judged days that lie so far ahead say of a model.

    Raises:
        ValueError: there are none.
    """
    days = [day for day in judged if days_ahead[0] <= day.ahead <= days_ahead[1]]
    if not days or not any(day.actual.sum() for day in days):
        raise ValueError(f"the history is too short to judge a forecast {days_ahead[0]} to {days_ahead[1]} days ahead")
    actual = np.concatenate([day.actual for day in days])
    ours = np.concatenate([day.expected[model] for day in days])
    naive = np.concatenate([day.last_week for day in days])
    return Backtest(
        forecast=wape(actual, ours),
        last_week=wape(actual, naive),
        origins=len({day.known for day in days}),
        intervals=len(actual),
        floor=poisson_floor(ours),
        bias=float((ours - actual).sum() / actual.sum()),
        coverage=_coverage(judged, days, model),
    )


def by_horizon(judged: Sequence[JudgedDay], model: str) -> dict[tuple[int, int], Backtest]:
    """The scores of those horizons that can be judged."""
    reached = [h for h in HORIZONS if any(h[0] <= day.ahead <= h[1] and day.actual.sum() for day in judged)]
    return {horizon: score(judged, model, horizon) for horizon in reached}


def measured_error(judged: Sequence[JudgedDay], model: str) -> ForecastError | None:
    """The model's errors on all judged days; none where these are too few."""
    if len({day.day for day in judged}) < LEAST_DAYS_FOR_BANDS:
        return None
    return measure((day.actual, day.expected[model]) for day in judged)


def wape(actual: Floats, predicted: Floats) -> float:
    """Weighted absolute percentage error: Σ|actual − predicted| / Σ actual."""
    return float(np.abs(actual - predicted).sum() / actual.sum())


def banded(
    judged: Sequence[JudgedDay], days: Sequence[JudgedDay], model: str, share: float
) -> Iterator[tuple[JudgedDay, Floats, Floats]]:
    """Each of the days with its band, drawn with the errors of those judged days that were over at its origin."""
    first = min((day.day - timedelta(days=day.known + day.ahead - 1) for day in judged), default=None)
    errors: dict[int, ForecastError | None] = {}
    for day in days:
        if day.known not in errors and first is not None:
            origin = first + timedelta(days=day.known)
            errors[day.known] = measured_error([other for other in judged if other.day < origin], model)
        error = errors.get(day.known)
        if error is not None:
            yield day, *band(day.expected[model], error, share)


def _coverage(judged: Sequence[JudgedDay], days: Sequence[JudgedDay], model: str) -> tuple[float, ...]:
    found = []
    for share in BANDS:
        inside = [(low <= day.actual) & (day.actual <= high) for day, low, high in banded(judged, days, model, share)]
        if not inside:
            return ()
        found.append(float(np.concatenate(inside).mean()))
    return tuple(found)

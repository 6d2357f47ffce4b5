"""A forecast put together with its bands, its backtest and what came: what `paiban forecast` reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from models.centre import Centre
from models.demand import Forecast, QueueForecast
from models.forecast_model import ForecastModel
from reports.forecast_facts import DayCurve, DayOutlook, HorizonScore, QueueOutlook
from scheduler.demand.backtest import LEAST_DAYS, JudgedDay, banded, by_horizon
from scheduler.demand.bands import ForecastError, band, day_band
from scheduler.demand.forecast import judge_queue, queue_history
from scheduler.demand.forecast_models import usable_models
from scheduler.demand.history import History, gather

SHARE = 0.8
"""Of the cases, inside the band that is shown."""
CHART_DAYS = 14
"""Days before the period that a chart shows with what would have been forecast a week ahead."""


def outlooks(centre: Centre, made: Forecast, all_models: bool) -> list[QueueOutlook]:
    """What to report of each queue."""
    return [_outlook(centre, made, queue, all_models) for queue in made.queues]


def _outlook(centre: Centre, made: Forecast, queue: QueueForecast, all_models: bool) -> QueueOutlook:
    error = ForecastError(queue.day_error, queue.interval_error)
    expected = np.array(queue.offered)
    low, high = band(expected, error, SHARE)
    history = None if centre.forecast else queue_history(centre, queue.queue, made.timeline.period)
    judged: list[JudgedDay] = []
    scores: list[HorizonScore] = []
    if history is not None and queue.model and history.observed_days >= LEAST_DAYS:
        own = ForecastModel(queue.model)
        models = tuple(dict.fromkeys((own, *(usable_models() if all_models else ()))))
        judged = judge_queue(centre, queue.queue, history, models, most_origins=None)
        scores = [score for model in models for score in _scores(judged, model)]
    curves = _past_curves(history, judged, queue) if history is not None and judged else []
    return QueueOutlook(
        code=queue.queue,
        model=queue.model,
        day_error=queue.day_error,
        interval_error=queue.interval_error,
        days=tuple(_days(made, queue, error)),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
        scores=tuple(scores),
        curves=(*curves, *_period_curves(centre, made, queue, low.tolist(), high.tolist())),
    )


def _scores(judged: Sequence[JudgedDay], model: ForecastModel) -> list[HorizonScore]:
    return [
        HorizonScore(
            model.label, ahead, found.forecast, found.last_week, found.floor, found.bias, found.coverage, found.origins
        )
        for ahead, found in by_horizon(judged, model).items()
    ]


def _days(made: Forecast, queue: QueueForecast, error: ForecastError) -> list[DayOutlook]:
    days = []
    for day in made.timeline.period.days:
        intervals = made.timeline.day_intervals(day)
        calls = np.array([queue.offered[k] for k in intervals])
        seconds = np.array([queue.aht_seconds[k] for k in intervals])
        low, high = day_band(calls, error, SHARE)
        top = int(calls.argmax())
        total = float(calls.sum())
        mean = float(calls @ seconds) / total if total > 0 else float(seconds.mean())
        start = made.timeline.interval_starts[intervals[top]]
        days.append(DayOutlook(day, total, low, high, mean, float(calls[top]), start))
    return days


def _past_curves(history: History, judged: Sequence[JudgedDay], queue: QueueForecast) -> list[DayCurve]:
    """The last days before the period, as they would have been forecast a week ahead; whole days only."""
    model = ForecastModel(queue.model)
    first = history.days[-1] - timedelta(days=CHART_DAYS - 1)
    days = [
        day for day in judged if day.ahead <= 7 and day.day >= first and len(day.actual) == history.offered.shape[1]
    ]
    return [
        DayCurve(
            day.day,
            tuple(day.expected[model].tolist()),
            tuple(low.tolist()),
            tuple(high.tolist()),
            tuple(day.actual.tolist()),
            day.ahead,
        )
        for day, low, high in banded(judged, days, model, SHARE)
    ]


def _period_curves(
    centre: Centre, made: Forecast, queue: QueueForecast, low: Sequence[float], high: Sequence[float]
) -> list[DayCurve]:
    """The days of the period; with what came, where the table of calls reaches so far."""
    timeline = made.timeline
    calls = [call for call in centre.calls if call.queue == queue.queue]
    came = gather(calls, timeline.zone, timeline.interval_minutes, timeline.period.end + timedelta(days=1))
    actual: dict[tuple[object, int], float] = {}
    if came is not None:
        for day, row in zip(came.days, came.offered.tolist(), strict=True):
            actual |= {(day, slot): calls for slot, calls in enumerate(row) if calls == calls}
    curves = []
    for day in timeline.period.days:
        intervals = timeline.day_intervals(day)
        clocks = [timeline.interval_starts[k] for k in intervals]
        slots = [(clock.hour * 60 + clock.minute) // timeline.interval_minutes for clock in clocks]
        curves.append(
            DayCurve(
                day,
                tuple(queue.offered[k] for k in intervals),
                tuple(low[k] for k in intervals),
                tuple(high[k] for k in intervals),
                tuple(actual.get((day, slot)) for slot in slots),
            )
        )
    return curves

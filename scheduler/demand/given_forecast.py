"""A forecast that the centre hands in ready-made."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.centre import Centre
from models.demand import Forecast, ForecastPoint, QueueForecast
from models.time import Timeline
from scheduler.demand.errors import DemandError

Floats = NDArray[np.float64]

_FALLBACK_AHT = 300.0  # seconds, for a queue without calls; it has no weight


def given_forecast(centre: Centre, timeline: Timeline) -> Forecast:
    """The centre's table as it is.

    Raises:
        DemandError: it leaves intervals of the period out.
    """
    by_queue: dict[str, list[ForecastPoint]] = defaultdict(list)
    for point in centre.forecast:
        by_queue[point.queue].append(point)
    queues = [skill.code for skill in centre.skills]
    made = tuple(_given_queue(queue, by_queue.get(queue, []), timeline) for queue in queues)
    absent = text("queue {queue} is not in the forecast: no calls expected", "队列 {queue} 不在预测表中：预计无来电")
    notes = tuple(absent.format(queue=queue) for queue in queues if queue not in by_queue)
    return Forecast(timeline=timeline, queues=made, method=text("given by the centre", "由中心给定"), notes=notes)


def _given_queue(queue: str, points: list[ForecastPoint], timeline: Timeline) -> QueueForecast:
    """Points finer than the interval are added up; handling times are weighted with the calls."""
    count = timeline.interval_count
    if not points:
        return no_calls(queue, count)
    offered, talk, plain, seen = np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count)
    for point in points:
        k = timeline.interval_of(point.start)
        if 0 <= k < count:
            offered[k] += point.offered
            talk[k] += point.offered * point.aht_seconds
            plain[k] += point.aht_seconds
            seen[k] += 1
    refuse_gaps(seen, queue, timeline)
    aht = np.where(offered > 0, talk / np.maximum(offered, 1e-12), plain / seen)
    return queue_forecast(queue, offered, aht)


def refuse_gaps(seen: Floats, queue: str, timeline: Timeline) -> None:
    """Raise a DemandError when a table handed in by the centre leaves intervals of the period out."""
    gaps = np.flatnonzero(seen == 0)
    if len(gaps):
        raise DemandError(
            text(
                "the table of queue {queue} leaves out {count} of the {all} intervals from {start} to {end}, the first "
                "at {first}; add them, or remove the table and let the program work from the call history",
                "队列 {queue} 的表在 {start} 至 {end} 的 {all} 个时段中缺 {count} 个，第一个缺的是 {first}；"
                "请补全，或删去该表、改由来话历史预测",
            ).format(
                queue=queue,
                count=len(gaps),
                all=timeline.interval_count,
                start=timeline.period.start,
                end=timeline.period.end,
                first=f"{timeline.interval_start(int(gaps[0])):%Y-%m-%d %H:%M}",
            )
        )


def no_calls(queue: str, count: int) -> QueueForecast:
    """A queue on which nobody calls."""
    return QueueForecast(queue=queue, offered=(0.0,) * count, aht_seconds=(_FALLBACK_AHT,) * count)


def queue_forecast(queue: str, offered: Floats, aht: Floats) -> QueueForecast:
    return QueueForecast(queue=queue, offered=tuple(offered.tolist()), aht_seconds=tuple(aht.tolist()))

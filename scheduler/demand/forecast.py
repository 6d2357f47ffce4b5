"""From the call history (or a forecast handed in ready-made) to the expected calls of every interval of a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.calendar import Calendar, DayKind, Event
from models.centre import Centre
from models.demand import CallCount, Forecast, ForecastPoint, QueueForecast
from models.time import Period, Timeline
from scheduler.demand.day_types import DayType, day_type, usual_day_off
from scheduler.demand.errors import DemandError
from scheduler.demand.history import History, gather
from scheduler.demand.pattern import Pattern, learn

Floats = NDArray[np.float64]

LEAST_DAYS = 14  # of history, for anything to be learned
_FALLBACK_AHT = 300.0  # seconds, for a queue without calls; it has no weight


def forecast(centre: Centre, period: Period) -> Forecast:
    """Expected calls and handling times for every queue and interval of the period.

    A forecast in the centre's own tables is taken as it is; otherwise one is learned from the calls before the period.

    Raises:
        DemandError: there is neither forecast nor history, the history is shorter than two weeks or tells no handling
            time, or the given forecast leaves intervals of the period out.
    """
    timeline = centre.timeline(period)
    return _given(centre, timeline) if centre.forecast else _learned(centre, timeline)


def _given(centre: Centre, timeline: Timeline) -> Forecast:
    by_queue: dict[str, list[ForecastPoint]] = defaultdict(list)
    for point in centre.forecast:
        by_queue[point.queue].append(point)
    queues = [_given_queue(skill.code, by_queue.get(skill.code, []), timeline) for skill in centre.skills]
    notes = tuple(f"queue {q} is not in the forecast: no calls expected" for q in _queues(centre) if q not in by_queue)
    return Forecast(timeline=timeline, queues=tuple(queues), method="given by the centre", notes=notes)


def _given_queue(queue: str, points: list[ForecastPoint], timeline: Timeline) -> QueueForecast:
    """Points finer than the interval are added up; handling times are weighted with the calls."""
    count = timeline.interval_count
    if not points:
        return _no_calls(queue, count)
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
    return _queue_forecast(queue, offered, aht)


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


def _learned(centre: Centre, timeline: Timeline) -> Forecast:
    by_queue: dict[str, list[CallCount]] = defaultdict(list)
    for call in centre.calls:
        by_queue[call.queue].append(call)
    weeks = centre.policy.staffing.learning_weeks
    queues, notes = [], []
    for queue in _queues(centre):
        profile = centre.profile
        history = gather(by_queue[queue], profile.time_zone, profile.interval_minutes, timeline.period.start)
        if history is None:
            queues.append(_no_calls(queue, timeline.interval_count))
            notes.append(f"queue {queue} has no call history: no calls expected")
            continue
        _refuse_too_little(history, queue)
        pattern = learn_pattern(history, centre.calendar, centre.events, weeks)
        queues.append(_project(queue, pattern, centre, timeline))
        notes.extend(_queue_notes(queue, history, pattern))
    if all(not any(queue.offered) for queue in queues):
        raise DemandError(_NOTHING)
    method = f"week profile x level with trend, {weeks} weeks of history, day types"
    return Forecast(
        timeline=timeline, queues=tuple(queues), method=method, notes=(*notes, *_calendar_notes(centre, timeline))
    )


_NOTHING = text(
    "there is neither a forecast nor a call history before the period; fill in one of the two tables",
    "周期之前既无来话历史，也没有预测表；请填写其中之一",
)


def learn_pattern(history: History, calendar: Calendar, events: Iterable[Event], weeks: int) -> Pattern:
    """Learn from a history under a calendar; the days of events are left out."""
    kinds = [day_type(calendar, day) for day in history.days]
    event_days = {event.day for event in events}
    last_week = history.days[-7:]
    days_off = tuple(sorted(day.weekday() for day in last_week if usual_day_off(calendar, day)))
    return learn(history, kinds, [day in event_days for day in history.days], days_off, weeks)


def _project(queue: str, pattern: Pattern, centre: Centre, timeline: Timeline) -> QueueForecast:
    slot_minutes = timeline.interval_minutes
    factors = event_factors(centre.events)
    offered, aht = np.zeros(timeline.interval_count), np.zeros(timeline.interval_count)
    for day in timeline.period.days:
        kind = day_type(centre.calendar, day)
        calls = pattern.expected_day(day, kind) * factors.get(day, 1.0)
        times = pattern.aht_of_day(day, kind)
        for k in timeline.day_intervals(day):
            clock = timeline.interval_starts[k]
            slot = (clock.hour * 60 + clock.minute) // slot_minutes
            offered[k], aht[k] = calls[slot], times[slot]
    return _queue_forecast(queue, offered, aht)


def event_factors(events: Iterable[Event]) -> dict[date, float]:
    """What the events of each day do to its calls; several on one day multiply."""
    factors: dict[date, float] = {}
    for event in events:
        factors[event.day] = factors.get(event.day, 1.0) * event.volume_factor
    return factors


def _refuse_too_little(history: History, queue: str) -> None:
    if history.observed_days < LEAST_DAYS:
        raise DemandError(
            text(
                "queue {queue} has {days} days of call history before the period; at least {least} are needed: "
                "add older calls, or hand in a forecast",
                "队列 {queue} 在周期之前只有 {days} 天来话历史，至少需要 {least} 天：请补充更早的来话，或直接填写预测表",
            ).format(queue=queue, days=history.observed_days, least=LEAST_DAYS)
        )
    if history.handled.sum() <= 0:
        raise DemandError(
            text(
                "the call history of queue {queue} tells no handling time; fill in aht_seconds for answered calls",
                "队列 {queue} 的来话历史没有平均处理时长；请为已接来话填写 aht_seconds",
            ).format(queue=queue)
        )


def _queue_notes(queue: str, history: History, pattern: Pattern) -> list[str]:
    notes = []
    missing = int(np.isnan(history.offered).sum())
    if missing:
        notes.append(f"queue {queue}: {missing} of {history.offered.size} past intervals are missing and were not used")
    for kind in DayType:
        if kind is not DayType.ORDINARY:
            days = pattern.learned_days[kind]
            source = f"learned from {days} days" if days else "assumed, no such day in the history"
            notes.append(f"queue {queue}: factor {pattern.factors[kind]:.3f} for {kind.value} ({source})")
    weekly = 7 * pattern.trend / pattern.level if pattern.level > 0 else 0.0
    notes.append(f"queue {queue}: level {pattern.level:.1f} calls a day, trend {weekly:+.2%} a week")
    return notes


def _calendar_notes(centre: Centre, timeline: Timeline) -> list[str]:
    days = timeline.period.days
    notes = [
        f"{event.day}: {event.kind.value} x {event.volume_factor:g}" for event in centre.events if event.day in days
    ]
    if any(centre.calendar.is_provisional(day) for day in days):
        notes.append("the calendar of this period is provisional: its make-up working days are not decreed yet")
    holidays = sum(centre.calendar.kind(day) is DayKind.STATUTORY_HOLIDAY for day in days)
    if holidays:
        notes.append(f"{holidays} statutory holidays in the period")
    return notes


def _queues(centre: Centre) -> list[str]:
    return [skill.code for skill in centre.skills]


def _no_calls(queue: str, count: int) -> QueueForecast:
    return QueueForecast(queue=queue, offered=(0.0,) * count, aht_seconds=(_FALLBACK_AHT,) * count)


def _queue_forecast(queue: str, offered: Floats, aht: Floats) -> QueueForecast:
    return QueueForecast(queue=queue, offered=tuple(offered.tolist()), aht_seconds=tuple(aht.tolist()))

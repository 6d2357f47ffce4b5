"""The made-up calls: true rates by queue, day and interval, and a noisy history drawn from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.calendar import Calendar, Event, EventKind
from models.demand import CallCount, Forecast, QueueForecast
from models.time import Timeline
from scenarios.generate import catalogue
from scenarios.generate.catalogue import SLOTS, QueueFacts
from scenarios.generate.spec import CentreSpec
from scheduler.demand.day_types import DayType, day_type
from scheduler.demand.past import event_factors

Floats = NDArray[np.float64]

_MOST_DRAWN_CALLS = 400  # an interval with more calls takes the mean's normal limit in place of single calls


def make_events(spec: CentreSpec, calendar: Calendar) -> tuple[Event, ...]:
    """A campaign of three days and an outage in the history, and a campaign of two days in the period."""
    launch = _workdays_from(calendar, spec.start - timedelta(days=9 * 7), 3)
    outage = _workdays_from(calendar, spec.start - timedelta(days=20), 1)
    ahead = _workdays_from(calendar, spec.start + timedelta(days=18), 2)
    return (
        *(Event(day=d, kind=EventKind.CAMPAIGN, name="信用卡返现活动", volume_factor=1.45) for d in launch),
        *(Event(day=d, kind=EventKind.OUTAGE, name="手机银行故障", volume_factor=1.8) for d in outage),
        *(Event(day=d, kind=EventKind.CAMPAIGN, name="新版理财上线", volume_factor=1.12) for d in ahead),
    )


def _workdays_from(calendar: Calendar, day: date, count: int) -> list[date]:
    found: list[date] = []
    while len(found) < count:
        if calendar.is_working_day(day) and day_type(calendar, day) is DayType.ORDINARY:
            found.append(day)
        day += timedelta(days=1)
    return found


def true_rates(
    facts: QueueFacts, days: Sequence[date], spec: CentreSpec, calendar: Calendar, events: Sequence[Event], peak: float
) -> Floats:
    """Expected calls of a queue in each interval of each day; `peak` is the centre's on a mean workday at `spec.start`."""
    rows = []
    for day in days:
        kind = day_type(calendar, day)
        rest = not calendar.is_working_day(day)
        if kind is DayType.MAKE_UP_WORKDAY:
            level = float(np.mean(catalogue.WEEKDAY_LEVEL[:5]))
        elif kind in (DayType.STATUTORY_HOLIDAY, DayType.HOLIDAY_BREAK):
            level = float(np.mean(catalogue.WEEKDAY_LEVEL[5:]))
        else:
            level = catalogue.WEEKDAY_LEVEL[day.weekday()]
        growth = (1 + catalogue.GROWTH_PER_WEEK) ** ((day - spec.start).days / 7)
        level *= growth * catalogue.SPECIAL_LEVEL[kind]
        eventful = event_factors(events, facts.skill.code, day, SLOTS)
        rows.append(peak * facts.share * level * eventful * catalogue.day_curve(rest))
    return np.array(rows)


def true_forecast(
    queues: Sequence[QueueFacts],
    timeline: Timeline,
    spec: CentreSpec,
    calendar: Calendar,
    events: Sequence[Event],
    peak: float,
) -> Forecast:
    """The true rates of the period as if they were a forecast (a made-up centre's clock has no summer time)."""
    aht = np.tile(catalogue.handling_curve(), len(timeline.period.days))
    made = []
    for facts in queues:
        rates = true_rates(facts, timeline.period.days, spec, calendar, events, peak).ravel()
        times = aht * facts.aht_seconds
        made.append(
            QueueForecast(queue=facts.skill.code, offered=tuple(rates.tolist()), aht_seconds=tuple(times.tolist()))
        )
    return Forecast(
        timeline=timeline, queues=tuple(made), method=text("true rates of the generator", "生成器的真实来电率")
    )


def make_calls(
    queues: Sequence[QueueFacts],
    spec: CentreSpec,
    calendar: Calendar,
    events: Sequence[Event],
    peak: float,
    rng: np.random.Generator,
) -> tuple[CallCount, ...]:
    """`spec.weeks` weeks of history before the period, by queue and half-hour.

    Counts are Poisson around a rate that wanders by day (for all queues together and each alone) and by interval, so
    negative-binomial by interval. Handling times are means over lognormal calls; 2 to 5 per cent of callers hang up.
    """
    count = spec.weeks * 7
    days = [spec.start - timedelta(days=count - i) for i in range(count)]
    shared = _wobble(rng, catalogue.DAY_LEVEL_CV, (count, 1))
    calls: list[CallCount] = []
    starts = _starts(days)
    for facts in queues:
        rates = true_rates(facts, days, spec, calendar, events, peak)
        rates = rates * shared * _wobble(rng, catalogue.DAY_LEVEL_CV / 2, (count, 1))
        rates = rates * _wobble(rng, catalogue.INTERVAL_CV, rates.shape)
        offered = rng.poisson(rates)
        answered = rng.binomial(offered, 1 - rng.uniform(0.02, 0.05, size=offered.shape))
        means = np.tile(facts.aht_seconds * catalogue.handling_curve(), count)
        times = mean_handling_times(means, answered.ravel(), rng)
        for start, came, served, seconds in zip(starts, offered.ravel(), answered.ravel(), times, strict=True):
            calls.append(
                CallCount(
                    start=start,
                    queue=facts.skill.code,
                    offered=float(came),
                    answered=float(served),
                    abandoned=float(came - served),
                    aht_seconds=round(float(seconds), 1) if served else None,
                )
            )
    return tuple(calls)


def mean_handling_times(means: Floats, calls: NDArray[np.int64], rng: np.random.Generator) -> Floats:
    """The mean of `calls` lognormal handling times for each interval, with cv² = 1.6 for a single call; at least 1 s."""
    variance = np.log(1 + catalogue.HANDLING_CV_SQUARED)
    found = np.ones(len(means))
    for i in np.flatnonzero(calls):
        n = int(calls[i])
        if n <= _MOST_DRAWN_CALLS:
            ratio = rng.lognormal(-variance / 2, np.sqrt(variance), size=n).mean()
        else:
            ratio = rng.normal(1.0, np.sqrt(catalogue.HANDLING_CV_SQUARED / n))
        found[i] = max(1.0, means[i] * ratio)
    return found


def _wobble(rng: np.random.Generator, cv: float, shape: tuple[int, ...]) -> Floats:
    """Gamma factors with mean 1."""
    return rng.gamma(1 / cv**2, cv**2, size=shape)


def _starts(days: Sequence[date]) -> list[datetime]:
    tz = ZoneInfo(catalogue.ZONE)
    clocks = [time(slot // 2, slot % 2 * 30) for slot in range(SLOTS)]
    return [datetime.combine(day, clock, tz) for day in days for clock in clocks]

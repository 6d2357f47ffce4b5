"""What a forecasting model may learn from: a queue's cleaned history, and what kind of day each of its days was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.calendar import Calendar, Event
from scheduler.demand.cleaning import clean
from scheduler.demand.day_types import DayType, day_type, usual_day_off
from scheduler.demand.history import History, moment_of

Floats = NDArray[np.float64]
Days = NDArray[np.bool_]


@dataclass(frozen=True)
class Past:
    """A history without outages, spikes and what events did to it; `kinds` go with its days.

    `days_off` are the weekdays (Monday is 0) that are rest days as a rule, `weeks` how many of the last weeks profiles
    and levels are learned from.
    """

    history: History
    kinds: tuple[DayType, ...]
    days_off: tuple[int, ...]
    weeks: int

    @cached_property
    def weekdays(self) -> NDArray[np.int64]:
        return np.array([day.weekday() for day in self.history.days])

    @cached_property
    def ordinary(self) -> Days:
        return np.array([kind is DayType.ORDINARY for kind in self.kinds])

    @cached_property
    def recent(self) -> Days:
        return np.arange(len(self.kinds)) >= len(self.kinds) - 7 * self.weeks

    @cached_property
    def seen(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.history.offered)

    @cached_property
    def day_calls(self) -> Floats:
        """Calls of the observed intervals of each day."""
        return np.asarray(np.where(self.seen, self.history.offered, 0.0).sum(axis=1))

    @property
    def last_day(self) -> date:
        return self.history.days[-1]


def past_of(
    history: History, calendar: Calendar, events: Sequence[Event] = (), weeks: int = 12, queue: str = ""
) -> Past:
    """Prepare a history for the models: intervals under an event teach nothing (but handling times), nor do outages."""
    days = history.days
    kinds = tuple(day_type(calendar, day) for day in days)
    under = event_mask(events, queue, days, history.offered.shape[1])
    ordinary = np.array([kind is DayType.ORDINARY for kind in kinds])
    offered = np.where(under, np.nan, history.offered)
    cleaned = clean(History(days, offered, history.handled, history.talk_seconds, history.findings), ordinary)
    days_off = tuple(sorted(day.weekday() for day in days[-7:] if usual_day_off(calendar, day)))
    return Past(cleaned, kinds, days_off, weeks)


def event_mask(events: Sequence[Event], queue: str, days: Sequence[date], slots: int) -> NDArray[np.bool_]:
    """Which intervals of the days are under the influence of an event, shape (days, slots)."""
    mask = np.zeros((len(days), slots), dtype=bool)
    places = {day: i for i, day in enumerate(days)}
    for event in events:
        for day in {event.day, event.last_day} & places.keys():
            mask[places[day]] |= [event.covers(queue, moment_of(day, slot, slots)) for slot in range(slots)]
    return mask


def event_factors(events: Sequence[Event], queue: str, day: date, slots: int) -> Floats:
    """What the events do to the calls of each slot of the day; several at once multiply."""
    factors = np.ones(slots)
    for event in events:
        if day in (event.day, event.last_day):
            for slot in range(slots):
                if event.covers(queue, moment_of(day, slot, slots)):
                    factors[slot] *= event.volume_factor
    return factors

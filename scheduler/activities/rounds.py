"""What the activities ask for in a roster: rounds with their people, and where each of them could take part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from models.activities import Activity, HowOften
from models.roster import Roster
from models.time import Period, in_window, week_of
from scheduler.instance import Instance
from scheduler.view import View


@dataclass(frozen=True)
class Round:
    """One time that an activity is due: everybody of `people` (agents by number) once on a day of `window`."""

    activity: Activity
    number: int
    window: Period
    people: tuple[int, ...]

    @property
    def key(self) -> tuple[str, int]:
        return self.activity.name, self.number


def rounds_of(instance: Instance) -> tuple[Round, ...]:
    """Every round of every activity that falls into the roster's period."""
    found = []
    for activity in instance.centre.activities:
        people = attendees(instance, activity)
        for number, window in enumerate(_windows(activity, instance.period), 1):
            found.append(Round(activity, number, window, people))
    return tuple(found)


def attendees(instance: Instance, activity: Activity) -> tuple[int, ...]:
    """Who takes part: those named, and of the teams and skills those who answer calls; without any of these all of them."""
    groups = bool(activity.agents or activity.teams or activity.skills)
    wanted = []
    for a, agent in enumerate(instance.agents):
        grouped = agent.team in activity.teams or bool(set(agent.skills) & set(activity.skills)) or not groups
        if agent.id in activity.agents or (instance.on_phones[a] and grouped and agent.id != activity.trainer):
            wanted.append(a)
    return tuple(wanted)


def _windows(activity: Activity, period: Period) -> Iterator[Period]:
    """The days in which each round may lie: all of them, or those of each calendar week or month."""
    first, last = activity.earliest or period.start, activity.deadline or period.end
    days = [day for day in period.days if first <= day <= last]

    def part(day: date) -> object:
        if activity.often is HowOften.WEEKLY:
            return week_of(day)
        return (day.year, day.month) if activity.often is HowOften.MONTHLY else None

    for key in dict.fromkeys(map(part, days)):
        own = [day for day in days if part(day) == key]
        yield Period(start=own[0], end=own[-1])


class Duty:
    """Where everybody is free for an activity: inside a shift of the roster and not at a meal."""

    def __init__(self, instance: Instance, roster: Roster) -> None:
        self.instance = instance
        self.view = View(instance, roster)
        self.step = instance.timeline.interval_minutes

    @cached_property
    def free(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each agent the stretches [from, until) in minutes of the period in which they are at work."""
        return tuple(tuple(self._stretches(a)) for a in range(len(self.instance.agents)))

    def _stretches(self, a: int) -> Iterator[tuple[int, int]]:
        for d, t in self.view.shifts(a, first=0):
            start, end = self.instance.span(d, t)
            offset, meal = self.view.meal_offset(a, d), self.instance.shifts[t].meal_minutes
            if offset is None or not meal:
                yield start, end
            else:
                yield start, start + offset
                yield start + offset + meal, end

    def is_free(self, a: int, start: int, end: int) -> bool:
        return any(since <= start and end <= until for since, until in self.free[a])

    def starts(self, a: int, round_: Round) -> Iterator[int]:
        """The intervals with whose beginning agent `a` could begin a session of the round, the trainer being free too."""
        activity, timeline = round_.activity, self.instance.timeline
        trainer = self.instance.agent_index[activity.trainer] if activity.trainer else None
        last = timeline.total_minutes - activity.minutes
        for since, until in self.free[a]:
            for k in range(max(0, -(-since // self.step)), (min(until - activity.minutes, last)) // self.step + 1):
                start, end = k * self.step, k * self.step + activity.minutes
                if self.allowed(round_, start) and (trainer is None or self.is_free(trainer, start, end)):
                    yield k

    def allowed(self, round_: Round, start: int) -> bool:
        """Whether a session may lie there by the days and hours of the activity."""
        activity, timeline = round_.activity, self.instance.timeline
        begin = timeline.moment(start)
        if begin.date() not in round_.window:
            return False
        last = timeline.moment(start + activity.minutes - 1)
        window = activity.time_from, activity.time_until
        whole = window[0] == window[1] or activity.minutes <= _length(activity)
        return whole and in_window(begin.time(), *window) and in_window(last.time(), *window)

    def touched(self, k: int, minutes: int) -> range:
        """The intervals of a session that begins with interval `k`."""
        return self.instance.timeline.touched_intervals(k * self.step, k * self.step + minutes)

    @cached_property
    def present(self) -> tuple[frozenset[int], ...]:
        """For each agent the intervals in which they count as present."""
        return tuple(
            frozenset(
                k
                for d, t in self.view.shifts(a, first=0)
                for k in self.instance.phone_intervals(d, t, self.view.meal_offset(a, d))
            )
            for a in range(len(self.instance.agents))
        )

    def away(self, a: int, intervals: Iterable[int]) -> list[int]:
        """Of these intervals those in which the agent is missed."""
        return [k for k in intervals if k in self.present[a]]


def _length(activity: Activity) -> int:
    """Minutes of the daily window."""
    span = timedelta(hours=activity.time_until.hour, minutes=activity.time_until.minute)
    span -= timedelta(hours=activity.time_from.hour, minutes=activity.time_from.minute)
    return int(span.total_seconds() // 60) % (24 * 60)

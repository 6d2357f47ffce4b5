"""What people work around the days of standby, as moments: who is off, and when somebody could be called in."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property

from models.calendar import Calendar, DayKind
from models.centre import Centre
from models.people import Agent
from models.policy import RosterPolicy
from models.roster import Roster
from models.time import Period, Timeline

Span = tuple[datetime, datetime]

REACH = 2
"""A long shift and a long rest reach over the next day into the one after."""


class Duties:
    """A centre with the shifts of its rosters and of the past. Of a day in several rosters the last one's shift holds."""

    def __init__(self, centre: Centre, rosters: Sequence[Roster]) -> None:
        self.centre = centre
        self._shifts = {(shift.agent_id, shift.day): shift.shift for shift in centre.past_shifts}
        for roster in rosters:
            self._shifts = {key: code for key, code in self._shifts.items() if key[1] not in roster.period}
            self._shifts |= {(a.agent_id, a.day): a.shift for a in roster.assignments}

    @cached_property
    def _zero(self) -> Timeline:
        """Any timeline of the centre's zone: it turns wall-clock times into moments."""
        day = date(2000, 1, 1)
        return self.centre.timeline(Period(start=day, end=day))

    @cached_property
    def _terms(self) -> dict[str, RosterPolicy]:
        policy = self.centre.policy
        return {contract: policy.terms(contract) for contract in ("", *policy.contracts)}

    @cached_property
    def _leave(self) -> set[tuple[str, date]]:
        return {
            (leave.agent_id, leave.start + timedelta(days=i))
            for leave in self.centre.approved_leave
            for i in range((leave.end - leave.start).days + 1)
        }

    def moment(self, day: date, clock: time) -> datetime:
        """The zone-aware moment of a wall-clock time."""
        return self._zero.moment(self._zero.minute_at(day, clock))

    def shift_of(self, agent_id: str, day: date) -> str | None:
        return self._shifts.get((agent_id, day))

    def on_leave(self, agent_id: str, day: date) -> bool:
        return (agent_id, day) in self._leave

    def off_duty(self, day: date) -> list[Agent]:
        """Who is employed and neither on duty nor on leave on the day: they stand by on a holiday (BANK-9)."""
        return [
            agent
            for agent in self.centre.agents
            if (agent.hire_date is None or agent.hire_date <= day)
            and self.shift_of(agent.id, day) is None
            and not self.on_leave(agent.id, day)
        ]

    def span(self, agent_id: str, day: date) -> Span | None:
        """When the agent's shift of the day begins and ends."""
        code = self.shift_of(agent_id, day)
        if code is None:
            return None
        shift = self.centre.shifts_by_code[code]
        start = self._zero.minute_at(day, shift.start)
        return self._zero.moment(start), self._zero.moment(start + shift.length_minutes)

    def group_hours(self, day: date) -> tuple[Span, ...]:
        """The hours of the day's standby groups."""
        starts = self.centre.policy.standby.group_starts
        first, later = self.moment(day, starts[0]), self.moment(day + timedelta(days=1), starts[0])
        edges = [first, *(self.moment(day, clock) for clock in starts[1:]), later]
        return tuple(itertools.pairwise(edges))

    def is_night(self, hours: Span) -> bool:
        """Whether hours touch the night."""
        return any(_overlap(hours, night) for night in self._nights(hours))

    def callable_span(self, agent: Agent, hours: Span) -> Span:
        """The longest part of the hours in which the agent can be called and work: rest before and after is kept
        (`min_rest_hours`), unfit people work no nights (BANK-5.9), and blocked times stay free. Perhaps empty.
        """
        rest = timedelta(minutes=round(self._terms[agent.contract].min_rest_hours * 60))
        first, last = hours
        blocks: list[Span] = list(self._nights(hours)) if not agent.night_ok else []
        for i in range(-REACH, REACH + 1):
            day = self._day_of(first) + timedelta(days=i)
            shift = self.span(agent.id, day)
            if shift is not None:
                blocks.append((shift[0] - rest, shift[1] + rest))
            if i and self.on_leave(agent.id, day):
                # Leave begins and ends at midnight: nobody is kept on into it.
                blocks.append((self.moment(day, time()), self.moment(day + timedelta(days=1), time())))
        blocks.extend(self._unavailable(agent, first, last))
        return _longest_free((first, last), blocks)

    def _day_of(self, moment: datetime) -> date:
        return moment.astimezone(self._zero.tz).date()

    def _nights(self, hours: Span) -> Iterator[Span]:
        roster = self.centre.policy.roster
        first = self._day_of(hours[0])
        over_midnight = roster.night_until <= roster.night_from
        for i in (-1, 0, 1):
            day = first + timedelta(days=i)
            end = day + timedelta(days=int(over_midnight))
            yield self.moment(day, roster.night_from), self.moment(end, roster.night_until)

    def _unavailable(self, agent: Agent, first: datetime, last: datetime) -> Iterator[Span]:
        days = [self._day_of(first) + timedelta(days=i) for i in (-1, 0, 1, 2)]
        for entry in self.centre.unavailability:
            if entry.agent_id == agent.id:
                for day in days:
                    if entry.covers(day):
                        end = day + timedelta(days=int(entry.time_until <= entry.time_from))
                        yield self.moment(day, entry.time_from), self.moment(end, entry.time_until)


def holiday_days(calendar: Calendar, days: Iterable[date], whole_break: bool) -> list[date]:
    """The statutory holidays among the days; with `whole_break` also days off that hang together with one."""
    return [day for day in days if _is_holiday(calendar, day) or (whole_break and _joined(calendar, day))]


def _is_holiday(calendar: Calendar, day: date) -> bool:
    return calendar.kind(day) is DayKind.STATUTORY_HOLIDAY


def _joined(calendar: Calendar, day: date) -> bool:
    for step in (timedelta(days=-1), timedelta(days=1)):
        other = day
        while not calendar.is_working_day(other):
            if _is_holiday(calendar, other):
                return True
            other += step
    return False


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _longest_free(hours: Span, blocks: list[Span]) -> Span:
    """The longest part of the hours outside the blocks, the earliest of equals; empty at the start where none is left."""
    free: list[Span] = []
    begin = hours[0]
    for start, end in sorted(blocks):
        if start >= hours[1] or end <= begin:
            continue
        if start > begin:
            free.append((begin, start))
        begin = end
    if begin < hours[1]:
        free.append((begin, hours[1]))
    return max(free, key=lambda span: (span[1] - span[0], -span[0].timestamp()), default=(hours[0], hours[0]))

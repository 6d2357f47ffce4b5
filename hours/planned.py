"""Planned minutes by agent and day, and what a month asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import floor

from models.calendar import DayKind
from models.centre import Centre
from models.people import Agent, LeaveType
from models.roster import Assignment, Roster
from models.time import Period, Timeline, week_of

AgentDay = tuple[str, date]
FULL_CONTRACT_HOURS = 40
"""The contract that `average_weekly_hours` is stated for."""


@dataclass(frozen=True)
class Planned:
    """Paid minutes on each local day (a night's are split at midnight), and the days on which a shift begins."""

    minutes: Counter[AgentDay]
    shift_days: frozenset[AgentDay]


def planned_hours(centre: Centre, rosters: Sequence[Roster], month: Period) -> Planned:
    """What rosters plan for a month. A night that begins the day before is looked for in them, else in the past shifts."""
    eve = month.start - timedelta(days=1)
    known = any(eve in roster.period for roster in rosters)
    past = () if known else (s for s in centre.past_shifts if s.day == eve)
    shifts = [a for roster in rosters for a in roster.assignments if a.day == eve or a.day in month]
    shifts += [Assignment(agent_id=shift.agent_id, day=shift.day, shift=shift.shift) for shift in past]
    timeline = centre.timeline(month)
    minutes: Counter[AgentDay] = Counter()
    for shift in shifts:
        for day, count in _split(centre, timeline, shift):
            if day in month:
                minutes[shift.agent_id, day] += count
    return Planned(minutes, frozenset((a.agent_id, a.day) for a in shifts if a.day in month))


def _split(centre: Centre, timeline: Timeline, assignment: Assignment) -> Iterable[tuple[date, int]]:
    """Paid minutes of a shift on the day it begins and on the next; what is present but unpaid is its meal, then its end."""
    shift = centre.shifts_by_code[assignment.shift]
    start, next_day = timeline.minute_at(assignment.day, shift.start), assignment.day + timedelta(days=1)
    before = min(shift.length_minutes, timeline.day_start(next_day) - start)
    offset = assignment.meal_offset
    if shift.meal_minutes and offset is None:
        offset = sum(shift.meal_window) // 2 - shift.meal_minutes // 2
    meal_before = 0 if offset is None else max(0, min(before, offset + shift.meal_minutes) - min(before, offset))
    first = min(shift.paid_minutes, before - meal_before)
    return (assignment.day, first), (next_day, shift.paid_minutes - first)


def minutes_by_day(centre: Centre, start: datetime, end: datetime) -> dict[date, int]:
    """The minutes between two moments on each local day."""
    zone = centre.timeline(Period(start=start.date(), end=start.date())).tz
    here, stop = start.astimezone(zone), end.astimezone(zone)
    parts: dict[date, int] = {}
    while here < stop:
        midnight = datetime.combine(here.date() + timedelta(days=1), time(), zone)
        until = min(stop, midnight)
        parts[here.date()] = round((until.timestamp() - here.timestamp()) / 60)
        here = until
    return {day: count for day, count in parts.items() if count}


def norm_minutes(centre: Centre, agent: Agent, days: Sequence[date]) -> int:
    """What these days ask of the agent, those before the hire date left out; rounded down.

    `average`: the weekly average over the days (BANK-7a), less a fifth of the contract's week for each statutory holiday.
    `working_days`: a fifth of the contract's week for each working day of the calendar.
    """
    there = [day for day in days if agent.hire_date is None or agent.hire_date <= day]
    fifth = Fraction(str(agent.contract_hours)) * 60 / 5
    if centre.policy.hours.norm == "working_days":
        return floor(fifth * sum(centre.calendar.is_working_day(day) for day in there))
    own = agent.contract and centre.policy.contracts[agent.contract].average_weekly_hours is not None
    weekly = Fraction(str(centre.policy.terms(agent.contract).average_weekly_hours))
    part = Fraction(1) if own else Fraction(str(agent.contract_hours)) / FULL_CONTRACT_HOURS
    return max(0, floor(weekly * 60 * part * len(there) / 7 - fifth * sum(is_holiday(centre, day) for day in there)))


def leave_credit(centre: Centre, agent: Agent, days: Sequence[date]) -> int:
    """Minutes that paid leave counts as (BANK-7a): a fifth of the contract's week a day, at most the week in one calendar week."""
    types, week = centre.policy.leave.types, round(agent.contract_hours * 60)
    credited: Counter[date] = Counter()
    for day, kind in leave_days(centre, agent, days).items():
        if types[kind].paid:
            credited[week_of(day)] = min(week, credited[week_of(day)] + round(week / 5))
    return credited.total()


def leave_days(centre: Centre, agent: Agent, days: Sequence[date]) -> dict[date, LeaveType]:
    """Approved leave on these days; a statutory holiday is nobody's leave."""
    own = [leave for leave in centre.approved_leave if leave.agent_id == agent.id]
    return {day: leave.type for leave in own for day in days if leave.covers(day) and not is_holiday(centre, day)}


def is_holiday(centre: Centre, day: date) -> bool:
    return centre.calendar.kind(day) is DayKind.STATUTORY_HOLIDAY

"""Months: what the shifts, days and exceptions of an agent, or of a team, add up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from models.attendance import (
    AgentMonth,
    AttendanceException,
    DayHours,
    Doubt,
    ExceptionKind,
    ShiftAttendance,
    ShiftState,
)
from models.centre import Centre
from models.hours import Minutes, OvertimeKind
from models.people import Agent, Leave, LeaveType
from models.time import Period, month_of

_SPOILING = (ExceptionKind.LATE, ExceptionKind.EARLY_LEAVE, ExceptionKind.ABSENT_WITHOUT_LEAVE)
"""Without any of these, and nothing left open, a month is one of full attendance (PROMO)."""

Item = TypeVar("Item", ShiftAttendance, AttendanceException, DayHours, Doubt)


def agent_months(
    centre: Centre,
    period: Period,
    shifts: Sequence[ShiftAttendance],
    exceptions: Sequence[AttendanceException],
    hours: Sequence[DayHours],
    doubts: Sequence[Doubt],
) -> tuple[AgentMonth, ...]:
    """A month for every agent employed in it."""
    found = []
    own_shifts, own_exceptions = _by_agent_month(shifts), _by_agent_month(exceptions)
    own_hours, own_doubts = _by_agent_month(hours), _by_agent_month(doubts)
    for month in dict.fromkeys(month_of(day) for day in period.days):
        for agent in centre.agents:
            if agent.hire_date is None or month_of(agent.hire_date) <= month:
                key = (agent.id, month)
                found.append(
                    _month(
                        centre,
                        agent,
                        month,
                        own_shifts.get(key, []),
                        [e for e in own_exceptions.get(key, []) if not e.excused],
                        own_hours.get(key, []),
                        bool(own_doubts.get(key)),
                    )
                )
    return tuple(found)


def _by_agent_month(items: Iterable[Item]) -> dict[tuple[str, str], list[Item]]:
    found: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        found.setdefault((item.agent_id, month_of(item.day)), []).append(item)
    return found


def _month(
    centre: Centre,
    agent: Agent,
    month: str,
    shifts: Sequence[ShiftAttendance],
    exceptions: Sequence[AttendanceException],
    hours: Sequence[DayHours],
    in_doubt: bool,
) -> AgentMonth:
    policy = centre.policy.attendance
    counted = [shift for shift in shifts if shift.state in (ShiftState.KEPT, ShiftState.ABSENT)]
    open_shifts = sum(shift.state is ShiftState.OPEN for shift in shifts)
    leave = leave_days(centre, agent.id, month, {shift.day for shift in shifts})
    spoiled = any(e.kind in _SPOILING for e in exceptions) or any(
        kind in leave for kind in policy.full_attendance_without
    )
    return AgentMonth(
        agent_id=agent.id,
        month=month,
        shifts=len(shifts),
        planned=sum(day.planned for day in hours),
        worked=sum(day.worked for day in hours),
        overtime=_sums((kind, count) for day in hours for kind, count in day.overtime.items()),
        comp_time=sum(day.comp_time for day in hours),
        exceptions={
            kind: (sum(e.kind is kind for e in exceptions), sum(e.minutes for e in exceptions if e.kind is kind))
            for kind in ExceptionKind
            if any(e.kind is kind for e in exceptions)
        },
        leave_days={kind: len(days) for kind, days in leave.items()},
        off_duty_days=_off_duty(centre.approved_leave, agent.id, month),
        rostered_work=sum(shift.rostered_work for shift in counted),
        at_post=sum(shift.at_post for shift in counted),
        conformed=sum(shift.worked for shift in counted) + sum(day.extra for day in hours),
        conformable=sum(shift.planned for shift in counted),
        open_shifts=open_shifts,
        full_attendance=bool(counted) and not (spoiled or open_shifts or in_doubt),
    )


def _sums(pairs: Iterable[tuple[OvertimeKind, int]]) -> Minutes:
    found: Minutes = {}
    for kind, count in pairs:
        found[kind] = found.get(kind, 0) + count
    return found


def leave_days(centre: Centre, agent_id: str, month: str, shift_days: set[date]) -> dict[LeaveType, list[date]]:
    """The days of approved leave in a month that count, by type."""
    count_all = centre.policy.attendance.leave_days == "all"
    found: dict[LeaveType, list[date]] = {}
    for day in Period.parse(month).days:
        kind = next((e.type for e in centre.approved_leave if e.agent_id == agent_id and e.covers(day)), None)
        if kind is not None and (count_all or day in shift_days or centre.calendar.is_working_day(day)):
            found.setdefault(kind, []).append(day)
    return found


def _off_duty(leave: Iterable[Leave], agent_id: str, month: str) -> int:
    """Calendar days of a month within leave of any type but comp time."""
    own = [e for e in leave if e.agent_id == agent_id and e.type is not LeaveType.COMP_TIME]
    return sum(any(entry.covers(day) for entry in own) for day in Period.parse(month).days)

"""Who is on leave or has asked for it, day by day, and the shifts that leave has left open."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from datetime import date

from models.leave import Absence, DayHalf, LeaveDay
from models.people import LeaveStatus, LeaveType
from models.time import Period
from scheduler.leave.book import LeaveBook, days_of


def leave_calendar(
    book: LeaveBook, period: Period, sees: Callable[[str], bool], rosters: Container[int]
) -> tuple[LeaveDay, ...]:
    """Every day of the period; of agents whom `sees` denies only their number is told. Open shifts are those of `rosters`."""
    return tuple(_day(book, day, sees, rosters) for day in period.days)


def _day(book: LeaveBook, day: date, sees: Callable[[str], bool], rosters: Container[int]) -> LeaveDay:
    absences = [absence for absence in _absences(book, day) if sees(absence.agent_id)]
    return LeaveDay(
        day=day,
        on_annual_leave=sum(
            any(own.get((day, half)) is LeaveType.ANNUAL for half in DayHalf) for own in book.approved.values()
        ),
        absences=tuple(
            sorted(absences, key=lambda absence: (absence.status is not LeaveStatus.APPROVED, absence.agent_id))
        ),
        open_shifts=tuple(
            shift
            for request in book.requests
            if sees(request.agent_id)
            for shift in request.opened
            if shift.day == day and shift.roster in rosters and not shift.covered_by
        ),
    )


def _absences(book: LeaveBook, day: date) -> Iterator[Absence]:
    for request in book.requests:
        if day in request.days and request.status not in (LeaveStatus.REFUSED, LeaveStatus.CANCELLED):
            yield Absence(
                agent_id=request.agent_id,
                type=request.type,
                half=request.half,
                status=request.status,
                request_id=request.id,
            )
    for leave in book.centre.leave:
        if day in days_of(leave) and leave.status not in (LeaveStatus.REFUSED, LeaveStatus.CANCELLED):
            yield Absence(agent_id=leave.agent_id, type=leave.type, half=None, status=leave.status, request_id="")

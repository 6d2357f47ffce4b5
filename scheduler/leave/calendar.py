"""Who is on leave or has asked for it, day by day, and the shifts that leave has left open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from models.base import Model
from models.leave import DayHalf, OpenShift
from models.people import LeaveStatus, LeaveType
from models.time import Period
from scheduler.leave.book import LeaveBook, days_of


class Absence(Model):
    """Somebody's leave on a day; `request_id` is empty for leave of the centre's own table."""

    agent_id: str
    type: LeaveType
    half: DayHalf | None
    status: LeaveStatus
    request_id: str


class LeaveDay(Model):
    """A day of the calendar: `on_annual_leave` counts everybody, `absences` are those that the asker may see."""

    day: date
    on_annual_leave: int
    absences: tuple[Absence, ...]
    open_shifts: tuple[OpenShift, ...]


def leave_calendar(book: LeaveBook, period: Period, sees: Callable[[str], bool]) -> tuple[LeaveDay, ...]:
    """Every day of the period; of agents whom `sees` denies only their number is told."""
    return tuple(_day(book, day, sees) for day in period.days)


def _day(book: LeaveBook, day: date, sees: Callable[[str], bool]) -> LeaveDay:
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
            if request.status is LeaveStatus.APPROVED and sees(request.agent_id)
            for shift in request.opened
            if shift.day == day and not shift.covered_by
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

"""What attendance hands to the scores: facts with ids that stay the same however often they are derived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from attendance.months import leave_days
from models.attendance import Attendance, AttendanceException, ExceptionKind
from models.centre import Centre
from models.facts import Fact, FactKind
from models.people import LeaveType

_EXCEPTIONS = {
    ExceptionKind.LATE: FactKind.LATE,
    ExceptionKind.EARLY_LEAVE: FactKind.EARLY_LEAVE,
    ExceptionKind.ABSENT_WITHOUT_LEAVE: FactKind.ABSENT_WITHOUT_LEAVE,
    ExceptionKind.PREPARATION_MISSED: FactKind.PREPARATION_MISSED,
    ExceptionKind.AWAY: FactKind.AWAY,
    ExceptionKind.BREAK_OVERRUN: FactKind.AWAY,
    ExceptionKind.MISSING_RECORD: FactKind.MISSING_RECORD,
    ExceptionKind.MEETING_MISSED: FactKind.MEETING_MISSED,
}
_LEAVE = {kind: FactKind(f"leave_{kind.value}") for kind in LeaveType}
_ONE_EACH = frozenset({FactKind.ABSENT_WITHOUT_LEAVE, FactKind.MISSING_RECORD, FactKind.MEETING_MISSED})


def facts_of(found: Attendance, centre: Centre) -> tuple[Fact, ...]:
    """The facts of the months in `found`; excused exceptions are none."""
    hired = {agent.id: agent.hire_date for agent in centre.agents}
    overtime = _of_overtime(found) if centre.policy.attendance.overtime_facts else ()
    facts = [*_of_exceptions(found.exceptions), *_of_months(found, centre), *overtime]
    return tuple(fact for fact in facts if fact.day is None or (hired[fact.agent_id] or fact.day) <= fact.day)


def _of_exceptions(exceptions: tuple[AttendanceException, ...]) -> Iterator[Fact]:
    numbers: dict[tuple[str, date, FactKind], int] = {}
    for exception in exceptions:
        kind = _EXCEPTIONS.get(exception.kind)
        if kind is None or exception.excused:
            continue
        key = (exception.agent_id, exception.day, kind)
        numbers[key] = numbers.get(key, 0) + 1
        amount = 1 if kind in _ONE_EACH else exception.minutes
        fact = _fact(kind, exception.agent_id, amount, day=exception.day, number=numbers[key])
        yield fact.model_copy(update={"evidence": exception.shift, "source": _shortened(", ".join(exception.places))})


def _of_months(found: Attendance, centre: Centre) -> Iterator[Fact]:
    shift_days: dict[str, set[date]] = {}
    for shift in found.shifts:
        shift_days.setdefault(shift.agent_id, set()).add(shift.day)
    for month in found.months:
        yield _fact(FactKind.WORKED, month.agent_id, month.worked, month=month.month)
        for kind, days in leave_days(
            centre, month.agent_id, month.month, shift_days.get(month.agent_id, set())
        ).items():
            yield from (_fact(_LEAVE[kind], month.agent_id, 1, day=day) for day in days)
        if month.off_duty_days:
            yield _fact(FactKind.OFF_DUTY, month.agent_id, month.off_duty_days, month=month.month)
        if month.full_attendance:
            yield _fact(FactKind.FULL_ATTENDANCE, month.agent_id, 1, month=month.month)


def _of_overtime(found: Attendance) -> Iterator[Fact]:
    for hours in found.days:
        for kind, count in hours.overtime.items():
            yield _fact(FactKind(kind.value), hours.agent_id, count, day=hours.day)


def _fact(
    kind: FactKind,
    agent_id: str,
    amount: int,
    day: date | None = None,
    month: str = "",
    number: int = 1,
) -> Fact:
    name = f"clock:{kind.value}:{agent_id}:{day or month}" + (f":{number}" if number > 1 else "")
    when = {"day": day} if day else {"month": month}
    return Fact.model_validate({"id": name, "agent_id": agent_id, "kind": kind, "amount": Decimal(amount), **when})


def _shortened(words: str) -> str:
    return words if len(words) <= 200 else words[:199] + "…"

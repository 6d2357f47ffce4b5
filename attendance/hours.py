"""Minutes by agent and day: planned, worked and overtime of each kind. Every minute lies on one day and counts once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from attendance.exceptions import worked_spans
from attendance.matching import AgentMatch
from attendance.shifts import RosteredShift
from attendance.spans import Span, Spans, common, minutes, union, without
from models.attendance import AttendanceException, DayHours, Entry, EntryKind, ExceptionKind
from models.calendar import Calendar, DayKind
from models.hours import Minutes, OvertimeKind
from models.people import Leave
from models.policy import AttendancePolicy
from models.time import Timeline


@dataclass(frozen=True)
class Extra:
    """Time at work outside the roster; `day` is that of the shift it adjoins, or else the day it begins on."""

    day: date
    span: Span
    on_leave: bool
    places: tuple[str, ...]

    @property
    def minutes(self) -> int:
        return self.span[1] - self.span[0]


def extras(match: AgentMatch, leave: Sequence[Leave], policy: AttendancePolicy, timeline: Timeline) -> list[Extra]:
    """Time at work outside the shifts, where it is longer than is let pass; on leave, all of it."""
    shifts = [matched.shift for matched in match.shifts if matched.shift.leave is None]
    found = []
    for span in without(match.presence, union(shift.span for shift in shifts)):
        beside = next((s for s in shifts if span[0] == s.end or span[1] == s.start), None)
        day = beside.day if beside else _day_of(span, match, timeline)
        on_leave = beside is None and any(entry.covers(day) for entry in leave)
        if on_leave or span[1] - span[0] > policy.unrostered_tolerance_minutes:
            places = tuple(
                dict.fromkeys(p for s in match.stays if s.span and common((s.span,), (span,)) for p in s.places)
            )
            found.append(Extra(day, span, on_leave, places))
    return found


def _day_of(span: Span, match: AgentMatch, timeline: Timeline) -> date:
    """The day of the shift on leave that was worked, or else the day on which the time begins."""
    own = (matched.shift for matched in match.shifts if common((span,), (matched.shift.span,)))
    shift: RosteredShift | None = next(own, None)
    return shift.day if shift else timeline.moment(span[0]).date()


def extra_exceptions(agent_id: str, found: Sequence[Extra]) -> Iterator[AttendanceException]:
    """One exception for each day with time outside the roster."""
    for day, on_leave in sorted({(extra.day, extra.on_leave) for extra in found}):
        own = [extra for extra in found if (extra.day, extra.on_leave) == (day, on_leave)]
        yield AttendanceException(
            agent_id=agent_id,
            day=day,
            kind=ExceptionKind.WORKED_ON_LEAVE if on_leave else ExceptionKind.UNROSTERED_WORK,
            minutes=sum(extra.minutes for extra in own),
            places=tuple(dict.fromkeys(place for extra in own for place in extra.places)),
        )


def day_hours(
    match: AgentMatch,
    found: Sequence[Extra],
    approved: Mapping[date, Entry],
    calendar: Calendar,
    policy: AttendancePolicy,
    timeline: Timeline,
) -> Iterator[DayHours]:
    """The agent's minutes of each day of the period on which there are any.

    Time outside the roster counts only where a person has approved it (by its day). Statutory holidays are paid for all
    that is worked on them and cannot be made up for by time off (Labour Law art. 44).
    """
    shifts = [matched.shift for matched in match.shifts if matched.shift.leave is None]
    planned = union(span for shift in shifts for span in shift.planned)
    rostered = union(span for matched in match.shifts for span in worked_spans(matched))
    counted = {kind: union(e.span for e in found if _is(approved.get(e.day), kind)) for kind in _APPROVALS}
    shift_days = {shift.day for shift in shifts}
    for day in timeline.period.days:
        today = ((timeline.day_start(day), timeline.day_start(day + timedelta(days=1))),)
        paid, lieu = (without(common(counted[kind], today), rostered) for kind in _APPROVALS)
        lieu = without(lieu, paid)
        own = common(rostered, today)
        expected = minutes(common(planned, today))
        worked = minutes(own) + minutes(paid) + minutes(lieu)
        if not worked and not expected:
            continue
        kind = calendar.kind(day)
        yield DayHours(
            agent_id=match.agent_id,
            day=day,
            day_kind=kind,
            planned=expected,
            worked=worked,
            extra=minutes(paid) + minutes(lieu),
            overtime=_overtime(kind, day in shift_days, policy, own, paid, lieu),
            comp_time=0 if kind is DayKind.STATUTORY_HOLIDAY else minutes(lieu),
        )


_APPROVALS = (EntryKind.APPROVE, EntryKind.APPROVE_COMP_TIME)


def _is(entry: Entry | None, kind: EntryKind) -> bool:
    return entry is not None and entry.kind is kind


def _overtime(
    kind: DayKind, has_shift: bool, policy: AttendancePolicy, own: Spans, paid: Spans, lieu: Spans
) -> Minutes:
    """What of a day's minutes is overtime, by kind (BANK-12, Labour Law art. 44)."""
    if kind is DayKind.STATUTORY_HOLIDAY:
        found = {OvertimeKind.HOLIDAY: minutes(own) + minutes(paid) + minutes(lieu)}
    elif policy.rest_days == "calendar":
        rest = kind is DayKind.REST_DAY
        ordinary = minutes(own) if rest else 0
        found = {OvertimeKind.REST_DAY if rest else OvertimeKind.WORKDAY: ordinary + minutes(paid)}
    else:
        found = {OvertimeKind.WORKDAY if has_shift else OvertimeKind.REST_DAY: minutes(paid)}
    return {kind: count for kind, count in found.items() if count}

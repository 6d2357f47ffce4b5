"""From rosters, clock records and entries of persons to everything attendance has to say about a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from attendance.devices import device_reports
from attendance.entries import Standing, appeal_until, standing
from attendance.exceptions import shift_attendance, shift_exceptions
from attendance.hours import day_hours, extra_exceptions, extras
from attendance.matching import AgentMatch, match, swap_doubts
from attendance.months import agent_months
from attendance.records import marks_by_agent
from attendance.shifts import rostered_shifts
from models.attendance import (
    Attendance,
    AttendanceException,
    ClockRecord,
    DayHours,
    Doubt,
    Entry,
    ExceptionKind,
    MeetingAttendance,
    ShiftAttendance,
)
from models.base import Text, text
from models.centre import Centre
from models.roster import Roster
from models.time import Period


def attend(
    centre: Centre,
    rosters: Sequence[Roster],
    records: Sequence[ClockRecord],
    entries: Sequence[Entry],
    period: Period,
    meetings: Sequence[MeetingAttendance] = (),
) -> Attendance:
    """The attendance of whole months.

    `records` may reach beyond the period: the last night's departure lies after it. Shifts belong to the period by their
    day, minutes by the day on which they lie.
    """
    timeline, policy = centre.timeline(period), centre.policy
    what_stands = standing(entries)
    marks, doubts = marks_by_agent(records, what_stands.records, timeline, policy.attendance.device_minutes_fast)
    by_agent = rostered_shifts(centre, rosters, timeline)
    shifts: list[ShiftAttendance] = []
    exceptions: list[AttendanceException] = []
    hours: list[DayHours] = []
    matches: list[AgentMatch] = []
    for agent in centre.agents:
        own_leave = [entry for entry in centre.approved_leave if entry.agent_id == agent.id]
        own = match(agent.id, marks.get(agent.id, []), by_agent.get(agent.id, []), policy.attendance, timeline)
        matches.append(own)
        in_doubt = {day for doubt in own.doubts for day in doubt.shifts}
        for matched in (m for m in own.shifts if m.shift.day in period):
            doubtful = matched.shift.day in in_doubt
            shifts.append(shift_attendance(matched, timeline, doubtful))
            exceptions += shift_exceptions(matched, policy, doubtful)
        found = extras(own, own_leave, policy.attendance, timeline)
        exceptions += extra_exceptions(agent.id, found)
        approved = what_stands.approved.get(agent.id, {})
        hours += day_hours(own, found, approved, centre.calendar, policy.attendance, timeline)
    exceptions += [*_verified_absences(what_stands, exceptions), *_missed_meetings(meetings, centre)]
    decided = [_decided(e, what_stands, centre) for e in exceptions if e.day in period]
    decided.sort(key=lambda e: (e.agent_id, e.day, e.kind, e.minutes))
    doubts += [doubt for own in matches for doubt in own.doubts]
    doubts = _near(doubts, period) + [d for d in swap_doubts(matches, timeline) if d.day in period]
    doubts.sort(key=lambda doubt: (doubt.agent_id, doubt.day, doubt.at))
    return Attendance(
        shifts=tuple(shifts),
        exceptions=tuple(decided),
        days=tuple(hours),
        doubts=tuple(doubts),
        months=agent_months(centre, period, shifts, decided, hours, doubts),
        devices=device_reports(matches, records, policy.attendance, timeline),
        notices=tuple(_notices(records, shifts, rosters, period)),
    )


def _verified_absences(what_stands: Standing, exceptions: Iterable[AttendanceException]) -> list[AttendanceException]:
    """Leaving the post is absence without leave once a supervisor has verified it (BANK-18)."""
    absent = {(e.agent_id, e.day) for e in exceptions if e.kind is ExceptionKind.ABSENT_WITHOUT_LEAVE}
    found = {}
    for entry in what_stands.absences:
        if (entry.agent_id, entry.day) not in absent:
            found[entry.agent_id, entry.day] = AttendanceException(
                agent_id=entry.agent_id,
                day=entry.day,
                kind=ExceptionKind.ABSENT_WITHOUT_LEAVE,
                clause="BANK-18",
                detail=text(
                    f"verified by {entry.entered_by}: {entry.reason}", f"{entry.entered_by} 查实：{entry.reason}"
                ),
                settled_by=entry.id,
            )
    return list(found.values())


def _missed_meetings(meetings: Iterable[MeetingAttendance], centre: Centre) -> Iterator[AttendanceException]:
    """Who was to come to a meeting and did not, without being on leave that day; a line that is there twice is one."""
    for agent_id, day in sorted({(line.agent_id, line.day) for line in meetings if not line.present}):
        if not any(entry.agent_id == agent_id and entry.covers(day) for entry in centre.approved_leave):
            yield AttendanceException(agent_id=agent_id, day=day, kind=ExceptionKind.MEETING_MISSED)


_APPROVABLE = (ExceptionKind.UNROSTERED_WORK, ExceptionKind.WORKED_ON_LEAVE)


def _decided(found: AttendanceException, what_stands: Standing, centre: Centre) -> AttendanceException:
    """The exception with what has been decided about it."""
    key = (found.agent_id, found.day, found.kind)
    approval = what_stands.approved.get(found.agent_id, {}).get(found.day)
    settled = what_stands.excused.get(key, "")
    by = settled or (approval.id if approval and found.kind in _APPROVABLE else found.settled_by)
    return found.model_copy(
        update={
            "excused": bool(settled),
            "settled_by": by,
            "appeal": what_stands.appeals.get(key),
            "appeal_until": appeal_until(centre, found.day),
        }
    )


def _near(doubts: Iterable[Doubt], period: Period) -> list[Doubt]:
    """Doubts about shifts of the period, or about records in it."""
    return [d for d in doubts if any(day in period for day in (*d.shifts, d.day))]


def _notices(
    records: Sequence[ClockRecord], shifts: Sequence[ShiftAttendance], rosters: Sequence[Roster], period: Period
) -> Iterable[Text]:
    last = max((record.at for record in records), default=None)
    end = max((shift.end for shift in shifts), default=None)
    if last is None:
        yield text("there are no clock records at all", "没有任何打卡记录")
    elif end is not None and last < end - timedelta(hours=2):
        yield text(
            f"the records end on {last:%Y-%m-%d %H:%M}, before the last shift does ({end:%Y-%m-%d %H:%M})",
            f"打卡记录止于 {last:%Y-%m-%d %H:%M}，早于最后一班结束（{end:%Y-%m-%d %H:%M}）",
        )
    uncovered = [day for day in period.days if not any(day in roster.period for roster in rosters)]
    if uncovered:
        yield text(
            f"no roster for {len(uncovered)} days from {uncovered[0]} on",
            f"自 {uncovered[0]} 起有 {len(uncovered)} 天没有班表",
        )

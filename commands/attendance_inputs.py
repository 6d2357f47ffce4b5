"""What the attendance commands work on: centre, rosters, clock records and the log, read and checked together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from attendance.attend import attend
from attendance.entries import entry_faults
from commands.acting import looking, require
from commands.common import input_error
from commands.inputs import parse_period
from models.access import Deed, Person, in_sight
from models.attendance import Attendance, ClockRecord, Entry, MeetingAttendance
from models.base import text
from models.centre import Centre
from models.input_problem import InputError, InputProblem
from models.roster import Roster
from models.time import Period, add_months
from store.attendance_log import log_problem, next_id, read_log
from store.cells import MOMENT
from store.clock_files import read_clock_files
from store.files import read_centre
from store.meetings import read_meetings
from store.roster_files import read_roster
from store.words import CellError, explain


@dataclass(frozen=True)
class Desk:
    """A centre's attendance of whole months, with the log behind it; only what `viewer` may see."""

    centre: Centre
    period: Period
    entries: tuple[Entry, ...]
    found: Attendance


def whole_months(words: str) -> Period:
    """The period of `--period`.

    Raises:
        InputError: when it is not made of whole months.
    """
    period = parse_period(words)
    next_month = add_months(period.end.replace(day=1), 1)
    if period.start.day != 1 or period.end + timedelta(days=1) != next_month:
        message = text("attendance is of whole months", "考勤按整月计算")
        raise input_error("--period", words, message, text("write a month such as 2026-10", "请写成月份，如 2026-10"))
    return period


def open_desk(
    centre_path: Path,
    roster_paths: Sequence[Path],
    clock_paths: Sequence[Path],
    period: str,
    log: Path | None,
    meetings: Path | None,
    person: str | None,
) -> Desk:
    """Read everything and derive the attendance.

    Raises:
        InputError: with every problem found in any of the inputs.
    """
    whole = whole_months(period)
    centre = read_centre(centre_path)
    viewer = looking(centre, person)
    problems: list[InputProblem] = []
    rosters: list[Roster] = []
    records: tuple[ClockRecord, ...] = ()
    entries: tuple[Entry, ...] = ()
    lists: tuple[MeetingAttendance, ...] = ()
    for path in roster_paths:
        try:
            rosters.append(read_roster(path, centre))
        except InputError as error:
            problems += error.problems
    problems += _overlaps(roster_paths, rosters) if not problems else []
    month = f"{whole.start:%Y-%m}" if whole.start.month == whole.end.month else None
    try:
        records = read_clock_files(clock_paths, centre, month)
    except InputError as error:
        problems += error.problems
    try:
        entries = checked_log(log, centre) if log else ()
    except InputError as error:
        problems += error.problems
    try:
        lists = read_meetings(meetings, centre) if meetings else ()
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    found = attend(centre, rosters, records, entries, whole, lists)
    return Desk(centre, whole, entries, found if viewer is None else _seen(found, centre, viewer))


def _overlaps(paths: Sequence[Path], rosters: Sequence[Roster]) -> list[InputProblem]:
    """Rosters of which two are about the same agents and days: it is not known which was published."""
    problems = []
    spans = [_spans(roster) for roster in rosters]
    for number, (path, own) in enumerate(zip(paths, spans, strict=True)):
        for earlier, other in zip(paths[:number], spans[:number], strict=True):
            both = [
                who for who in own if who in other and own[who][0] <= other[who][1] and other[who][0] <= own[who][1]
            ]
            if both:
                message = text(
                    f"{earlier.name} is about the same days of {len(both)} agents",
                    f"与 {earlier.name} 有 {len(both)} 人的日期重叠",
                )
                remedy = text("give the published roster only", "请只给出已发布的班表")
                problems.append(InputProblem(file=path.name, value=both[0], message=message, remedy=remedy))
    return problems


def _spans(roster: Roster) -> dict[str, tuple[date, date]]:
    """The first and the last day with a shift, by agent."""
    return {who: (min(days), max(days)) for who, days in roster.by_agent.items()}


def checked_log(path: Path, centre: Centre, more: Sequence[Entry] = ()) -> tuple[Entry, ...]:
    """The entries of the log, and `more` after them, once nothing is wrong with any.

    Raises:
        InputError: with everything that is.
    """
    placed = read_log(path, centre.profile.time_zone)
    entries = [entry for entry, _ in placed] + list(more)
    rows = {id(entry): row for entry, row in placed}
    after = max(rows.values(), default=1) + 1
    problems = [
        log_problem(
            path,
            rows.get(id(fault.entry), after),
            fault.column,
            getattr(fault.entry, fault.column),
            (fault.message, fault.remedy),
        )
        for fault in entry_faults(entries, centre)
    ]
    if problems:
        raise InputError(problems)
    return tuple(entries)


def new_entry(centre: Centre, log: Path, kind: str, author: Person, given: Mapping[str, Any]) -> Entry:
    """The entry that the options of a command describe.

    Raises:
        InputError: with everything that is missing or cannot be read.
    """
    zone = ZoneInfo(centre.profile.time_zone)
    when = given["on"].replace(tzinfo=zone) if given["on"] else datetime.now(zone).replace(second=0, microsecond=0)
    try:
        at = _moment(given["at"], zone) if given["at"] else None
        return Entry.model_validate(
            {
                "id": next_id([entry for entry, _ in read_log(log, centre.profile.time_zone)]),
                "agent_id": given["agent"] or author.id,
                "day": given["day"].date(),
                "kind": kind,
                "about": given["about"] or None,
                "at": at,
                "refers_to": given["refers_to"],
                "reason": given["why"].strip(),
                "entered_by": author.id,
                "entered_at": when,
            }
        )
    except ValidationError as failure:
        problems = []
        for error in failure.errors():
            found = explain(error, Entry)
            option = _OPTIONS.get(found.field or str(error["loc"][0] if error["loc"] else ""), "attendance correct")
            value = str(error["input"])[:80] if error["loc"] else kind
            problems.append(InputProblem(file=option, value=value, message=found.message, remedy=found.remedy))
        raise InputError(problems) from None


_OPTIONS = {"about": "--about", "at": "--at", "refers_to": "--entry", "reason": "--why", "agent_id": "AGENT"}


def _moment(words: str, zone: ZoneInfo) -> datetime:
    try:
        moment: datetime = MOMENT.parse(words)
    except CellError as error:
        raise input_error("--at", words, error.message, error.remedy) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def attendance_seen(centre: Centre, viewer: Person) -> frozenset[str]:
    """Ids of those whose attendance somebody may see.

    Raises:
        ForbiddenError: when that is nobody's.
    """
    seen = in_sight(centre, viewer, Deed.SEE_TEAM_ATTENDANCE, Deed.SEE_OTHERS_ATTENDANCE)
    if not seen:
        require(viewer, Deed.SEE_OTHERS_ATTENDANCE)
    return seen


def _seen(found: Attendance, centre: Centre, viewer: Person) -> Attendance:
    """What the viewer may see of it."""
    ids = attendance_seen(centre, viewer)
    whole = len(ids) == len(centre.agents)
    return found.model_copy(
        update={
            "shifts": tuple(item for item in found.shifts if item.agent_id in ids),
            "exceptions": tuple(item for item in found.exceptions if item.agent_id in ids),
            "days": tuple(item for item in found.days if item.agent_id in ids),
            "doubts": tuple(item for item in found.doubts if item.agent_id in ids),
            "months": tuple(item for item in found.months if item.agent_id in ids),
            "devices": found.devices if whole else (),
        }
    )

"""A small centre for attendance: shifts of `scheduler.rules.cases`, clock records and entries in a line each.

Days are June 2026 (the 1st is a Monday) unless a case says otherwise; times are the centre's wall clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attendance.attend import attend
from models.attendance import Attendance, ClockRecord, Entry, EntryKind, ExceptionKind, RecordKind
from models.centre import Centre
from models.people import Role
from models.policy import AttendancePolicy, Policy
from models.roster import Roster
from models.time import Period
from scheduler.rules.cases import Case

KINDS = {
    "in": RecordKind.IN,
    "out": RecordKind.OUT,
    "break": RecordKind.BREAK_START,
    "back": RecordKind.BREAK_END,
    "away": RecordKind.AWAY_START,
    "return": RecordKind.AWAY_END,
    "-": RecordKind.PLAIN,
}


def moment(words: str, zone: str = "Asia/Shanghai", year: int = 2026) -> datetime:
    """`06-01 08:50` or with seconds."""
    return datetime.fromisoformat(f"{year}-{words}").replace(tzinfo=ZoneInfo(zone))


def clock(agent: str, *lines: str, device: str = "", told: bool = False, **more: Any) -> list[ClockRecord]:
    """Records of one agent: `06-01 08:50 in`."""
    found = []
    for number, line in enumerate(lines):
        words, _, kind = line.rpartition(" ")
        found.append(
            ClockRecord(
                agent_id=agent,
                at=moment(words, **more),
                kind=KINDS[kind],
                device=device,
                told=told,
                source=f"clock.csv row {number + 2}",
            )
        )
    return found


def entry(kind: str, agent: str, day: str, by: str = "S", **more: Any) -> Entry:
    """An entry of supervisor S at noon of its day, with a reason."""
    given = {"at": moment(more.pop("at"))} if "at" in more else {}
    about = {"about": ExceptionKind(more.pop("about"))} if "about" in more else {}
    number = more.pop("id", f"{kind}-{agent}-{day}")
    when = moment(more.pop("on", f"{day} 12:00"))
    return Entry(
        id=number,
        agent_id=agent,
        day=date.fromisoformat(f"2026-{day}"),
        kind=EntryKind(kind),
        reason=more.pop("reason", "seen"),
        entered_by=by,
        entered_at=when,
        **given,
        **about,
        **more,
    )


def desk(
    shifts: Mapping[str, str], policy: Mapping[str, Any] | None = None, **more: Any
) -> tuple[Centre, Roster, Period]:
    """A centre with the roster of a month: a letter for each day from the 1st on, off afterwards; supervisor S besides."""
    people = {**{name: word or "." for name, word in shifts.items()}, "S": "."}
    agents = {"S": {"role": Role.SUPERVISOR}}
    case = Case("", people, 0, agents=agents | more.pop("agents", {}), **more)
    settings = {"attendance": policy or {}} | dict(case.policy)
    centre = case.centre().model_copy(update={"policy": Policy.model_validate(settings)})
    whole = Period.parse(f"{case.first_day:%Y-%m}")
    return centre, Roster(centre="case", period=whole, assignments=case.plan().assignments), whole


def attended(
    shifts: Mapping[str, str],
    records: Sequence[ClockRecord],
    entries: Sequence[Entry] = (),
    policy: Mapping[str, Any] | None = None,
    **more: Any,
) -> Attendance:
    centre, roster, period = desk(shifts, policy, **more)
    return attend(centre, [roster], records, entries, period)


def told(found: Attendance, agent: str = "A") -> list[tuple[str, str, int]]:
    """Day, kind and minutes of the exceptions that count."""
    return [
        (f"{e.day:%m-%d}", e.kind.value, e.minutes) for e in found.exceptions if e.agent_id == agent and not e.excused
    ]


def hours(found: Attendance, agent: str = "A") -> dict[str, tuple[int, int]]:
    """Planned and worked minutes by day."""
    return {f"{d.day:%m-%d}": (d.planned, d.worked) for d in found.days if d.agent_id == agent}


def kept(day: date, start: str, end: str, agent: str = "A", early: int = 10) -> list[ClockRecord]:
    """A shift kept to the minute: in ten minutes before it, out at its end (`end` on the next day where it is not later)."""
    first = moment(f"{day:%m-%d} {start}")
    last = moment(f"{day:%m-%d} {end}")
    last = last if last > first else last + timedelta(days=1)
    return [
        ClockRecord(agent_id=agent, at=first - timedelta(minutes=early), kind=RecordKind.IN),
        ClockRecord(agent_id=agent, at=last, kind=RecordKind.OUT),
    ]


DEFAULTS = AttendancePolicy()

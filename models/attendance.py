"""What happened at work: clock records, what people decide about them, and what follows for shifts, days and months."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, Field, model_validator

from models.base import Model, Text, text
from models.calendar import DayKind
from models.hours import Minutes
from models.people import LeaveType

Places = tuple[str, ...]
"""File and row of the records that something was derived from."""


class RecordKind(StrEnum):
    """What a record says; `PLAIN` is a clock that only knows that somebody was there."""

    IN = "in"
    OUT = "out"
    BREAK_START = "break_start"
    BREAK_END = "break_end"
    AWAY_START = "away_start"
    AWAY_END = "away_end"
    PLAIN = "plain"

    @property
    def label(self) -> Text:
        return _RECORD_LABELS[self]


_RECORD_LABELS = {
    RecordKind.IN: text("clock in", "上班打卡"),
    RecordKind.OUT: text("clock out", "下班打卡"),
    RecordKind.BREAK_START: text("break begins", "休息开始"),
    RecordKind.BREAK_END: text("break ends", "休息结束"),
    RecordKind.AWAY_START: text("leaves the post", "离岗"),
    RecordKind.AWAY_END: text("back at the post", "回岗"),
    RecordKind.PLAIN: text("record", "打卡"),
}


class ClockRecord(Model):
    """One record of a time clock. `told` says that an absence from the post was announced.

    `unclear` tells why its moment is not known for certain: a person must settle it. `source` is its file and row.
    """

    agent_id: str
    at: AwareDatetime
    kind: RecordKind = RecordKind.PLAIN
    device: str = ""
    told: bool = False
    unclear: Text | None = None
    source: str = ""


class ExceptionKind(StrEnum):
    """What of a shift or a day is not as rostered."""

    LATE = "late"
    EARLY_LEAVE = "early_leave"
    ABSENT_WITHOUT_LEAVE = "absent_without_leave"
    PREPARATION_MISSED = "preparation_missed"
    AWAY = "away"
    BREAK_OVERRUN = "break_overrun"
    MISSING_RECORD = "missing_record"
    UNROSTERED_WORK = "unrostered_work"
    WORKED_ON_LEAVE = "worked_on_leave"
    MEETING_MISSED = "meeting_missed"

    @property
    def label(self) -> Text:
        return _EXCEPTIONS[self][0]

    @property
    def clause(self) -> str:
        return _EXCEPTIONS[self][1]


_EXCEPTIONS = {
    ExceptionKind.LATE: (text("late", "迟到"), "BANK-17"),
    ExceptionKind.EARLY_LEAVE: (text("left early", "早退"), "BANK-17"),
    ExceptionKind.ABSENT_WITHOUT_LEAVE: (text("absent without leave", "旷工"), "BANK-14c"),
    ExceptionKind.PREPARATION_MISSED: (text("preparation missed", "未提前到岗"), "BANK-17"),
    ExceptionKind.AWAY: (text("away from the post untold", "擅自离岗"), "CS-3.1"),
    ExceptionKind.BREAK_OVERRUN: (text("break too long", "休息超时"), "BANK-18"),
    ExceptionKind.MISSING_RECORD: (text("record missing", "缺卡"), "ours"),
    ExceptionKind.UNROSTERED_WORK: (text("unrostered work", "未排班出勤"), "BANK-6c"),
    ExceptionKind.WORKED_ON_LEAVE: (text("worked on leave", "休假期间出勤"), "ours"),
    ExceptionKind.MEETING_MISSED: (text("department meeting missed", "缺席部门例会"), "CS medium"),
}


class MeetingAttendance(Model):
    """A line of a department meeting's list: who was to come on which day, and whether they did."""

    agent_id: str = Field(min_length=1, max_length=80)
    day: date
    present: bool


class EntryKind(StrEnum):
    """What a person enters; nothing that was entered is ever changed, only followed by another entry."""

    RECORD_IN = "record_in"
    RECORD_OUT = "record_out"
    DISCARD = "discard"
    EXCUSE = "excuse"
    APPROVE = "approve"
    APPROVE_COMP_TIME = "approve_comp_time"
    ABSENCE = "absence"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> Text:
        return _ENTRY_LABELS[self]


_ENTRY_LABELS = {
    EntryKind.RECORD_IN: text("clock-in added or settled", "补记或认定上班卡"),
    EntryKind.RECORD_OUT: text("clock-out added or settled", "补记或认定下班卡"),
    EntryKind.DISCARD: text("record not counted", "打卡作废"),
    EntryKind.EXCUSE: text("exception excused", "异常免责"),
    EntryKind.APPROVE: text("unrostered work approved as overtime", "未排班出勤认定为加班"),
    EntryKind.APPROVE_COMP_TIME: text("unrostered work approved for time off", "未排班出勤认定为调休"),
    EntryKind.ABSENCE: text("leaving the post verified as absence", "离岗查实为旷工"),
    EntryKind.APPEAL: text("appeal", "申诉"),
    EntryKind.UPHOLD: text("appeal upheld", "申诉成立"),
    EntryKind.REFUSE: text("appeal refused", "申诉驳回"),
    EntryKind.WITHDRAW: text("entry withdrawn", "撤回"),
}
_AT = (EntryKind.RECORD_IN, EntryKind.RECORD_OUT, EntryKind.DISCARD)
_ABOUT = (EntryKind.EXCUSE, EntryKind.APPEAL)
_REFERS = (EntryKind.UPHOLD, EntryKind.REFUSE, EntryKind.WITHDRAW)


class Entry(Model):
    """A correction, an appeal or a decision: about whom, which shift's day, why, by whom and when.

    `at` is the moment of a record, `about` the exception meant, `refers_to` the entry that is decided or withdrawn.
    """

    id: str = Field(min_length=1, max_length=40)
    agent_id: str = Field(min_length=1, max_length=80)
    day: date
    kind: EntryKind
    about: ExceptionKind | None = None
    at: AwareDatetime | None = None
    refers_to: str = Field(default="", max_length=40)
    reason: str = Field(min_length=1, max_length=500)
    entered_by: str = Field(min_length=1, max_length=80)
    entered_at: AwareDatetime

    @model_validator(mode="after")
    def _complete(self) -> Entry:
        for kinds, value, name in (
            (_AT, self.at, "at"),
            (_ABOUT, self.about, "about"),
            (_REFERS, self.refers_to, "refers_to"),
        ):
            if (self.kind in kinds) != bool(value):
                raise ValueError(f"an entry of kind {self.kind.value!r} {'needs' if not value else 'has no'} {name}")
        return self


class AppealState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    REFUSED = "refused"

    @property
    def label(self) -> Text:
        return {
            AppealState.OPEN: text("appealed, open", "申诉中"),
            AppealState.UPHELD: text("appeal upheld", "申诉成立"),
            AppealState.REFUSED: text("appeal refused", "申诉驳回"),
        }[self]


class AttendanceException(Model):
    """One exception. `minutes` is its length (0 where it has none), `tier` the tier of late and early, from 1 on.

    An excused one stays listed and counts no more; `settled_by` is the entry behind that.
    """

    agent_id: str
    day: date
    kind: ExceptionKind
    minutes: int = Field(default=0, ge=0)
    tier: int = 0
    clause: str = ""
    detail: Text = text("", "")
    shift: str = ""
    places: Places = ()
    excused: bool = False
    settled_by: str = ""
    appeal_until: date | None = None
    appeal: AppealState | None = None

    @model_validator(mode="before")
    @classmethod
    def _clause_of_kind(cls, given: dict[str, Any]) -> dict[str, Any]:
        return given if given.get("clause") else {**given, "clause": ExceptionKind(given["kind"]).clause}


class ShiftState(StrEnum):
    """What became of a rostered shift."""

    KEPT = "kept"
    ABSENT = "absent"
    ON_LEAVE = "on_leave"
    OPEN = "open"

    @property
    def label(self) -> Text:
        return {
            ShiftState.KEPT: text("worked", "出勤"),
            ShiftState.ABSENT: text("absent", "缺勤"),
            ShiftState.ON_LEAVE: text("on leave", "休假"),
            ShiftState.OPEN: text("to be decided", "待认定"),
        }[self]


class ShiftAttendance(Model):
    """A rostered shift and what was made of it, in minutes.

    `rostered_work` is the time at work that the roster asks for (without the meal), `at_post` how much of it was spent at the post.
    """

    agent_id: str
    day: date
    shift: str
    start: datetime
    end: datetime
    state: ShiftState
    leave: LeaveType | None = None
    arrived: datetime | None = None
    left: datetime | None = None
    planned: int = Field(ge=0)
    worked: int = Field(ge=0)
    rostered_work: int = Field(ge=0)
    at_post: int = Field(ge=0)
    break_minutes: int = Field(default=0, ge=0)
    away_minutes: int = Field(default=0, ge=0)
    places: Places = ()


class DayHours(Model):
    """An agent's minutes that lie on one calendar day: planned, worked, and how much of that is overtime of each kind.

    `extra` are the approved minutes outside the roster among those worked, `comp_time` those of them that are taken off
    in lieu and are no overtime to be paid.
    """

    agent_id: str
    day: date
    day_kind: DayKind
    planned: int = Field(ge=0)
    worked: int = Field(ge=0)
    extra: int = Field(default=0, ge=0)
    overtime: Minutes = Field(default_factory=dict)
    comp_time: int = Field(default=0, ge=0)


class Doubt(Model):
    """Records that can be read in more than one way: a person decides. `shifts` are the days of the shifts in question."""

    agent_id: str
    day: date
    at: tuple[datetime, ...]
    shifts: tuple[date, ...] = ()
    what: Text
    remedy: Text
    places: Places = ()


class DeviceReport(Model):
    """How far a device's clock seems to be ahead of the others (minutes), from so many records; and what is set."""

    device: str
    records: int
    set_minutes: int
    estimated_minutes: int | None


class AgentMonth(Model):
    """An agent's month. Minutes of days in the month; exceptions and adherence of shifts whose day lies in it."""

    agent_id: str
    month: str
    shifts: int
    planned: int
    worked: int
    overtime: Minutes
    comp_time: int
    exceptions: dict[ExceptionKind, tuple[int, int]]
    leave_days: dict[LeaveType, int]
    off_duty_days: int
    rostered_work: int
    at_post: int
    conformed: int
    conformable: int
    open_shifts: int
    full_attendance: bool

    @property
    def adherence(self) -> float | None:
        """Minutes at the post ÷ minutes of work rostered, from 0 to 1."""
        return self.at_post / self.rostered_work if self.rostered_work else None

    @property
    def conformance(self) -> float | None:
        """Minutes worked ÷ minutes planned, of shifts not on leave; more than 1 with approved overtime."""
        return self.conformed / self.conformable if self.conformable else None


class Attendance(Model):
    """Everything that attendance makes of a period."""

    shifts: tuple[ShiftAttendance, ...]
    exceptions: tuple[AttendanceException, ...]
    days: tuple[DayHours, ...]
    doubts: tuple[Doubt, ...]
    months: tuple[AgentMonth, ...]
    devices: tuple[DeviceReport, ...]
    notices: tuple[Text, ...]

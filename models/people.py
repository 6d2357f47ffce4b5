"""The people of a centre and what is known of them before a roster is made."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum

from pydantic import Field, model_validator

from models.base import Model, Text, text
from models.shifts import ShiftClass


class Role(StrEnum):
    AGENT = "agent"
    TRAINER = "trainer"
    SUPERVISOR = "supervisor"

    @property
    def label(self) -> Text:
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.AGENT: text("agent", "坐席"),
    Role.TRAINER: text("trainer", "培训专员"),
    Role.SUPERVISOR: text("supervisor", "主管"),
}


class Agent(Model):
    """One employee. `level` runs from 1 (newcomer) to 5; `contract_hours` are hours a week.

    `contract` names a kind of contract of the policy, whose terms hold for the agent; empty for the centre's own terms.
    """

    id: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=80)
    team: str = Field(default="", max_length=80)
    role: Role = Role.AGENT
    skills: tuple[str, ...] = ()
    hire_date: date | None = None
    contract_hours: float = Field(default=40, gt=0, le=60)
    contract: str = Field(default="", max_length=40)
    night_ok: bool = True
    level: int = Field(default=3, ge=1, le=5)
    shift_classes: tuple[ShiftClass, ...] = tuple(ShiftClass)


class LeaveType(StrEnum):
    ANNUAL = "annual"
    SICK = "sick"
    PERSONAL = "personal"
    MARRIAGE = "marriage"
    MATERNITY = "maternity"
    BEREAVEMENT = "bereavement"
    COMP_TIME = "comp_time"

    @property
    def label(self) -> Text:
        return _LEAVE_LABELS[self]


_LEAVE_LABELS = {
    LeaveType.ANNUAL: text("annual leave", "年假"),
    LeaveType.SICK: text("sick leave", "病假"),
    LeaveType.PERSONAL: text("personal leave", "事假"),
    LeaveType.MARRIAGE: text("marriage leave", "婚假"),
    LeaveType.MATERNITY: text("maternity leave", "产假"),
    LeaveType.BEREAVEMENT: text("bereavement leave", "丧假"),
    LeaveType.COMP_TIME: text("comp time", "调休"),
}


class LeaveStatus(StrEnum):
    """How far leave is; what may become what stands in `models/leave.py`. Only approved leave binds the roster."""

    REQUESTED = "requested"
    WAITLISTED = "waitlisted"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Text:
        return {
            LeaveStatus.REQUESTED: text("requested", "待批"),
            LeaveStatus.WAITLISTED: text("waitlisted", "候补"),
            LeaveStatus.APPROVED: text("approved", "已批"),
            LeaveStatus.REFUSED: text("refused", "未批"),
            LeaveStatus.CANCELLED: text("cancelled", "已取消"),
        }[self]


class _Span(Model):
    agent_id: str
    start: date
    end: date

    @model_validator(mode="after")
    def _ordered(self) -> _Span:
        if self.end < self.start:
            raise ValueError(f"it ends ({self.end}) before it starts ({self.start})")
        return self

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end


class Leave(_Span):
    """Whole days of leave, both ends included; only approved leave binds the roster."""

    type: LeaveType
    status: LeaveStatus = LeaveStatus.APPROVED


class Unavailability(_Span):
    """Daily hours [from, until) in which an agent cannot work on these days; equal times mean the whole day.

    `half_leave` is the type of leave where the hours are half a day of it.
    """

    time_from: time = time()
    time_until: time = time()
    reason: str = Field(default="", max_length=200)
    half_leave: LeaveType | None = None


class WishKind(StrEnum):
    DAY_OFF = "day_off"
    WANT = "want"
    AVOID = "avoid"

    @property
    def label(self) -> Text:
        return {
            WishKind.DAY_OFF: text("day off", "休息"),
            WishKind.WANT: text("wants", "想上"),
            WishKind.AVOID: text("avoids", "不想上"),
        }[self]


class Wish(Model):
    """What an agent would like on a day. `want` is kept by the shift or a shift of the class, `avoid` by anything but it."""

    agent_id: str
    day: date
    kind: WishKind
    shift_class: ShiftClass | None = None
    shift: str | None = None
    weight: int = Field(default=3, ge=1, le=10)

    @model_validator(mode="after")
    def _shift_fits_kind(self) -> Wish:
        named = (self.shift_class is not None) + (self.shift is not None)
        if self.kind is WishKind.DAY_OFF and named:
            raise ValueError("a wish for a day off names no shift class and no shift")
        if self.kind is not WishKind.DAY_OFF and not named:
            raise ValueError(f"a wish of kind {self.kind.value!r} must name a shift class or a shift")
        if named == 2:
            raise ValueError("it names a shift class and a shift: one of the two must be left empty")
        return self


class PastShift(Model):
    """A shift worked before the planning period, so that rest and runs hold across its edge."""

    agent_id: str
    day: date
    shift: str

"""Leave as a process: a request, its states, and what was decided (rulebook section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from pydantic import AwareDatetime, Field, model_validator

from models.base import Model, Text, text
from models.people import LeaveStatus, LeaveType
from models.process import Decision, moved

LEAVE_TRANSITIONS: Mapping[LeaveStatus, frozenset[LeaveStatus]] = MappingProxyType(
    {
        LeaveStatus.REQUESTED: frozenset(
            {LeaveStatus.WAITLISTED, LeaveStatus.APPROVED, LeaveStatus.REFUSED, LeaveStatus.CANCELLED}
        ),
        LeaveStatus.WAITLISTED: frozenset({LeaveStatus.APPROVED, LeaveStatus.REFUSED, LeaveStatus.CANCELLED}),
        LeaveStatus.APPROVED: frozenset({LeaveStatus.CANCELLED}),
        LeaveStatus.REFUSED: frozenset(),
        LeaveStatus.CANCELLED: frozenset(),
    }
)
"""What a request may become."""


class DayHalf(StrEnum):
    """Half a day: up to the policy's `half_day_at`, or from it on."""

    FIRST = "first"
    SECOND = "second"

    @property
    def label(self) -> Text:
        return {DayHalf.FIRST: text("first half", "上半天"), DayHalf.SECOND: text("second half", "下半天")}[self]


class OpenShift(Model):
    """A shift that leave has left open in a published roster, and who has taken it over since (nobody: empty)."""

    roster: int
    day: date
    shift: str
    meal_offset: int | None = None
    covered_by: str = ""


class LeaveRequest(Model):
    """Leave asked for: days from `start` to `end`, both included, or one `half` of a single day.

    `told_at` is when the manager was told of an emergency before anything was filed (CS-2.8). `certificate` says that
    the paper was seen; the paper itself and the reason are kept apart: of sick leave they are about health (PIPL art. 28).
    `opened` are the shifts of published rosters that its approval left open.
    """

    id: str = Field(min_length=1, max_length=40)
    agent_id: str = Field(min_length=1, max_length=40)
    type: LeaveType
    start: date
    end: date
    half: DayHalf | None = None
    filed_at: AwareDatetime
    filed_by: str = Field(min_length=1, max_length=40)
    told_at: AwareDatetime | None = None
    certificate: bool = False
    status: LeaveStatus = LeaveStatus.REQUESTED
    decision: Decision | None = None
    opened: tuple[OpenShift, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> LeaveRequest:
        if self.end < self.start:
            raise ValueError(f"it ends ({self.end}) before it starts ({self.start})")
        if (self.end - self.start).days > 366:
            raise ValueError("it is longer than a year")
        if self.half is not None and self.end != self.start:
            raise ValueError("half a day is of one day: file further days on their own")
        return self

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.start + timedelta(days=i) for i in range((self.end - self.start).days + 1))

    @property
    def halves(self) -> frozenset[tuple[date, DayHalf]]:
        """The half days that it takes."""
        return frozenset((day, half) for day in self.days for half in DayHalf if self.half in (None, half))

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.status in (LeaveStatus.REQUESTED, LeaveStatus.WAITLISTED)

    def moved(self, then: LeaveStatus, decision: Decision | None = None) -> LeaveRequest:
        """The request in its next state.

        Raises:
            StateError: when it cannot become that.
        """
        return self.model_copy(
            update={"status": moved(LEAVE_TRANSITIONS, self.status, then), "decision": decision or self.decision}
        )


class Balance(Model):
    """One type of leave of one agent in one calendar year, in days. `due` and `left` are None where there is no limit.

    `asked` are days of requests that are not decided. `carried_left` are days of the year before that may still be taken
    until `carried_until` (None where nothing was carried over); they are taken first, and are not in `due` and `left`.
    """

    agent_id: str
    type: LeaveType
    year: int
    due: float | None
    taken: float
    asked: float
    left: float | None
    carried_left: float = 0.0
    carried_until: date | None = None


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

"""Standby groups of holidays and surge days: who can be called, when, in which order, and who was (BANK-8, BANK-9)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field, model_validator

from models.base import Model, Text, text


class StandbyDay(Model):
    """A day with standby groups: all who are off on a statutory holiday, or `size` people for a surge of calls."""

    day: date
    size: int | None = Field(default=None, ge=1, le=10_000)

    @property
    def is_surge(self) -> bool:
        return self.size is not None


class StandbyMember(Model):
    """One agent of a group. Called and working within [callable_from, callable_until) they keep their rest, before and after.

    The two are equal for somebody who must not be called at all in the group's hours.
    """

    agent_id: str
    call_order: int = Field(ge=1)
    callable_from: AwareDatetime
    callable_until: AwareDatetime

    @property
    def callable_minutes(self) -> int:
        return round((self.callable_until - self.callable_from).total_seconds() / 60)


class StandbyGroup(Model):
    """A group: its hours, its layer (1 is called first), its leader and its members in the order in which they are called."""

    day: date
    name: str
    layer: int = Field(ge=1)
    starts: AwareDatetime
    ends: AwareDatetime
    leader: str | None
    members: tuple[StandbyMember, ...]

    @property
    def layer_label(self) -> Text:
        return layer_label(self.layer)


def layer_label(layer: int) -> Text:
    if layer == 1:
        return text("primary", "首呼")
    return text("secondary", "后备") if layer == 2 else text(f"layer {layer}", f"第 {layer} 层")


class StandbyPlan(Model):
    """The groups of some days. `cost` is in points; no plan costs less than `bound`, so `cost == bound` is the best.

    `rosters` are the versions of stored rosters, such as 17.2, that tell who is off duty.
    """

    centre: str
    days: tuple[StandbyDay, ...]
    groups: tuple[StandbyGroup, ...]
    cost: int
    bound: int
    rosters: tuple[str, ...] = ()

    @property
    def is_optimal(self) -> bool:
        return self.cost == self.bound

    def of_day(self, day: date) -> tuple[StandbyGroup, ...]:
        return tuple(group for group in self.groups if group.day == day)

    def group(self, day: date, name: str) -> StandbyGroup | None:
        return next((group for group in self.of_day(day) if group.name == name), None)


class StandbyFinding(Model):
    """What a check finds in a plan: against the clause (`hard`), or something that the people there are do not allow."""

    day: date
    group: str = ""
    agent_id: str = ""
    hard: bool
    text: Text


class CallOutcome(StrEnum):
    CAME = "came"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"

    @property
    def label(self) -> Text:
        return {
            CallOutcome.CAME: text("came", "到岗"),
            CallOutcome.DECLINED: text("declined", "拒绝"),
            CallOutcome.NOT_REACHED: text("not reached", "未联系上"),
        }[self]


class StandbyCall(Model):
    """Who was called, who came and how fast. Arrival and end are known of those who came."""

    day: date
    group: str
    agent_id: str
    called_at: AwareDatetime
    outcome: CallOutcome
    arrived_at: AwareDatetime | None = None
    left_at: AwareDatetime | None = None
    reason: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _ordered(self) -> StandbyCall:
        if self.outcome is not CallOutcome.CAME:
            if self.arrived_at or self.left_at:
                raise ValueError("only who came has a time of arrival and of leaving")
            return self
        if self.arrived_at is None or self.left_at is None:
            raise ValueError("who came has a time of arrival and of leaving")
        if not self.called_at <= self.arrived_at < self.left_at:
            raise ValueError("a call, the arrival and leaving follow each other")
        return self

    @property
    def response_minutes(self) -> int | None:
        """From the call to the arrival."""
        return None if self.arrived_at is None else minutes_between(self.called_at, self.arrived_at)


def minutes_between(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds() / 60)


class StoredStandby(Model):
    """A plan with its number; `planned` until another one of its days takes its place."""

    id: int
    state: str
    plan: StandbyPlan


class StoredCall(Model):
    """A recorded call with its number and that of its plan, and who recorded it when."""

    id: int
    plan: int
    call: StandbyCall
    recorded_by: str
    recorded_at: AwareDatetime

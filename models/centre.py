"""A centre with everything that is needed to make its roster."""

from __future__ import annotations

from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from models.activities import Activity
from models.base import Model
from models.calendar import Calendar, Event
from models.demand import CallCount, ForecastPoint, RequirementPoint, ShiftCover, Skill
from models.fairness import FairEntry
from models.leave_year import LeaveBlackout, LeaveWish, PastLeave
from models.people import Agent, Leave, LeaveStatus, PastShift, Unavailability, Wish
from models.policy import Policy
from models.roster import Lock
from models.shifts import ShiftTemplate
from models.time import Period, Timeline


class CentreProfile(Model):
    """Who the centre is, where its clock stands and how finely its day is cut."""

    name: str = Field(min_length=1, max_length=120)
    time_zone: str = "Asia/Shanghai"
    interval_minutes: Literal[15, 30, 60] = 30
    country: str = "CN"

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except Exception:
            raise ValueError(f"{zone!r} is no time zone: write one such as Asia/Shanghai or Europe/Berlin") from None
        return zone

    @field_validator("country")
    @classmethod
    def _known_country(cls, country: str) -> str:
        from models.calendar import supported_countries

        if country not in supported_countries():
            raise ValueError(f"{country!r} is no country with a known calendar: write an ISO code such as CN or DE")
        return country


class Centre(Model):
    """A centre and its tables. References between tables are checked where they are read (`store/consistency.py`).

    `locks` is no table of its own: they come from an edited or stored roster (see `models/roster.py`).
    """

    profile: CentreProfile
    policy: Policy = Policy()
    skills: tuple[Skill, ...]
    agents: tuple[Agent, ...]
    shifts: tuple[ShiftTemplate, ...]
    calendar: Calendar = Calendar()
    events: tuple[Event, ...] = ()
    calls: tuple[CallCount, ...] = ()
    forecast: tuple[ForecastPoint, ...] = ()
    requirement: tuple[RequirementPoint, ...] = ()
    shift_cover: tuple[ShiftCover, ...] = ()
    leave: tuple[Leave, ...] = ()
    unavailability: tuple[Unavailability, ...] = ()
    wishes: tuple[Wish, ...] = ()
    past_shifts: tuple[PastShift, ...] = ()
    fairness: tuple[FairEntry, ...] = ()
    leave_wishes: tuple[LeaveWish, ...] = ()
    leave_blackouts: tuple[LeaveBlackout, ...] = ()
    past_leave: tuple[PastLeave, ...] = ()
    activities: tuple[Activity, ...] = ()
    locks: tuple[Lock, ...] = ()

    @cached_property
    def approved_leave(self) -> tuple[Leave, ...]:
        return tuple(leave for leave in self.leave if leave.status is LeaveStatus.APPROVED)

    @cached_property
    def agents_by_id(self) -> dict[str, Agent]:
        return {agent.id: agent for agent in self.agents}

    @cached_property
    def shifts_by_code(self) -> dict[str, ShiftTemplate]:
        return {shift.code: shift for shift in self.shifts}

    def timeline(self, period: Period) -> Timeline:
        return Timeline(period=period, zone=self.profile.time_zone, interval_minutes=self.profile.interval_minutes)

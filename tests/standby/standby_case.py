"""A small centre for standby: shifts around the clock, duty written like a list on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from models.centre import Centre, CentreProfile
from models.demand import Skill
from models.people import Agent, Leave, LeaveType
from models.policy import Policy
from models.roster import Assignment, Roster
from models.shifts import ShiftClass, ShiftTemplate
from models.standby import StandbyDay
from models.time import Period
from scheduler.standby.duties import Duties
from scheduler.standby.layout import Layout

FIRST = date(2026, 9, 30)
"""The day before National Day."""

_SHIFTS = tuple(
    ShiftTemplate(code=code, shift_class=kind, start=time(start), length_minutes=480, paid_minutes=480)
    for code, kind, start in (("E", ShiftClass.DAY, 7), ("D", ShiftClass.DAY, 9), ("N", ShiftClass.NIGHT, 22))
)


def layout(
    duty: Mapping[str, str],
    days: tuple[StandbyDay, ...] | None = None,
    *,
    past: Mapping[str, int] | None = None,
    agents: Mapping[str, Mapping[str, Any]] | None = None,
    standby: Mapping[str, Any] | None = None,
    skills: tuple[Skill, ...] = (Skill(code="mandarin"),),
    hours: tuple[str, ...] = ("08:00",),
) -> Layout:
    """Agents with a letter for each day from `FIRST` on: a shift, `.` off, `L` on leave. One group of 24 h, two layers."""
    people = tuple(
        Agent.model_validate(
            {"id": name, "name": name, "skills": ("mandarin",), "level": 5} | dict((agents or {}).get(name, {}))
        )
        for name in duty
    )
    leave = tuple(
        Leave(agent_id=name, start=FIRST + timedelta(days=i), end=FIRST + timedelta(days=i), type=LeaveType.ANNUAL)
        for name, word in duty.items()
        for i, letter in enumerate(word)
        if letter == "L"
    )
    own = {"group_starts": hours} | dict(standby or {})
    centre = Centre(
        profile=CentreProfile(name="case"),
        policy=Policy.model_validate({"standby": own}),
        skills=skills,
        agents=people,
        shifts=_SHIFTS,
        leave=leave,
    )
    length = max(map(len, duty.values()))
    roster = Roster(
        centre="case",
        period=Period(start=FIRST, end=FIRST + timedelta(days=length - 1)),
        assignments=tuple(
            Assignment(agent_id=name, day=FIRST + timedelta(days=i), shift=letter)
            for name, word in duty.items()
            for i, letter in enumerate(word)
            if letter not in ".L"
        ),
    )
    wanted = days or (StandbyDay(day=date(2026, 10, 1)),)
    return Layout(Duties(centre, [roster]), wanted, past or {})

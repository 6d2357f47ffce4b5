"""A small office for the tests of leave: four people in two teams, and requests filed by the wall clock of Shanghai."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from models.centre import Centre, CentreProfile
from models.demand import Skill
from models.leave import LeaveRequest
from models.people import Agent, LeaveStatus, LeaveType
from models.policy import Policy
from models.shifts import ShiftClass, ShiftTemplate
from scheduler.leave.book import LeaveBook

ZONE = ZoneInfo("Asia/Shanghai")


def at(words: str) -> datetime:
    """A moment of Shanghai's wall clock."""
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


def centre(**leave: Any) -> Centre:
    """A and B in team red, C and D in team blue; A, B and C speak Mandarin, C and D Cantonese. All began in 2020."""

    def agent(name: str, team: str, *skills: str) -> Agent:
        return Agent(id=name, name=name.lower(), team=team, skills=skills, hire_date=date(2020, 3, 1))

    return Centre(
        profile=CentreProfile(name="office"),
        policy=Policy.model_validate({"leave": leave}),
        skills=(Skill(code="mandarin"), Skill(code="cantonese")),
        shifts=(
            ShiftTemplate(code="D", shift_class=ShiftClass.DAY, start=time(9), length_minutes=480, paid_minutes=480),
        ),
        agents=(
            agent("A", "red", "mandarin"),
            agent("B", "red", "mandarin"),
            agent("C", "blue", "mandarin", "cantonese"),
            agent("D", "blue", "cantonese"),
        ),
    )


def request(
    agent: str = "A",
    kind: LeaveType = LeaveType.ANNUAL,
    start: str = "2026-06-01",
    end: str = "",
    filed: str = "2026-01-05 09:00",
    number: str = "r1",
    **more: Any,
) -> LeaveRequest:
    return LeaveRequest(
        id=number,
        agent_id=agent,
        type=kind,
        start=date.fromisoformat(start),
        end=date.fromisoformat(end or start),
        filed_at=at(filed),
        filed_by=agent,
        **more,
    )


def approved(agent: str, start: str, end: str = "", kind: LeaveType = LeaveType.ANNUAL, **more: Any) -> LeaveRequest:
    number = f"{agent}-{start}"
    return request(agent, kind, start, end, number=number, status=LeaveStatus.APPROVED, **more)


def book(*requests: LeaveRequest, **leave: Any) -> LeaveBook:
    return LeaveBook(centre(**leave), requests)

"""A centre of few people in several roles."""

from __future__ import annotations

from datetime import date, time

from models.centre import Centre, CentreProfile
from models.demand import Skill
from models.people import Agent, Leave, LeaveType, Role, Unavailability
from models.policy import PeoplePolicy, Policy
from models.shifts import ShiftClass, ShiftTemplate


def centre_of() -> Centre:
    return Centre(
        profile=CentreProfile(name="small"),
        policy=Policy(people=PeoplePolicy(planners=("zhang", "both"), supervisors=("both", "A2"))),
        skills=(Skill(code="general"),),
        agents=(
            Agent(id="A1", name="Ann"),
            Agent(id="A2", name="Bob"),
            Agent(id="T1", name="Tom", role=Role.TRAINER),
            Agent(id="S1", name="Sue", role=Role.SUPERVISOR),
        ),
        shifts=(
            ShiftTemplate(code="D1", shift_class=ShiftClass.DAY, start=time(8), length_minutes=480, paid_minutes=480),
        ),
        leave=(Leave(agent_id="A1", start=date(2026, 10, 1), end=date(2026, 10, 2), type=LeaveType.SICK),),
        unavailability=(
            Unavailability(agent_id="A2", start=date(2026, 10, 1), end=date(2026, 10, 2), reason="Bob's therapy"),
        ),
    )

"""Made-up centres of any size, for examples, tests and benchmarks.

Nothing in them is real: names, numbers and the bank are invented, and drawn from the seed alone.
"""

from __future__ import annotations

import numpy as np

from models.calendar import Calendar
from models.centre import Centre, CentreProfile
from models.demand import Requirement
from models.people import Agent, Leave, Role
from models.policy import LeavePolicy, PeoplePolicy, Policy, RosterPolicy, StaffingPolicy
from models.time import Period
from scenarios.generate import catalogue
from scenarios.generate.absences import TEAM_SCOPE_FROM, make_leave, make_unavailability, make_wishes
from scenarios.generate.calls import make_calls, make_events, true_forecast
from scenarios.generate.past import make_past_shifts
from scenarios.generate.people import make_people
from scenarios.generate.spec import CentreSpec
from scenarios.generate.year import make_activities, make_blackouts, make_leave_wishes, make_past_leave
from scheduler.demand.forecast import forecast
from scheduler.demand.requirement import require

__all__ = ["CentreSpec", "generate_centre", "productive_hours", "required_hours"]

_ROUNDS = 16  # of bisection on the volume of calls
_USUAL_SHIFT_HOURS = 8


def generate_centre(spec: CentreSpec) -> Centre:
    """Make up a bank's centre: people, shifts, history, absences and wishes, with calls to match its capacity."""
    centre = _people_and_absences(spec)
    facts = catalogue.QUEUES[: spec.skill_count]
    capacity = productive_hours(centre, spec.period)
    peak = _balanced_peak(centre, spec, capacity * spec.target_ratio)
    for _ in range(2):
        calls = make_calls(facts, spec, centre.calendar, centre.events, peak, _stream(spec, 4))
        centre = centre.model_copy(update={"calls": calls})
        requirement = require(_sized_by(centre), forecast(centre, spec.period), waiting=False)
        # The forecast from a noisy history is a little off the true rates: a second round takes that out.
        peak *= capacity * spec.target_ratio / required_hours(requirement)
    past = make_past_shifts(spec, centre.agents, centre.leave, requirement, _stream(spec, 5))
    return centre.model_copy(update={"past_shifts": past})


def _people_and_absences(spec: CentreSpec) -> Centre:
    """The centre without its calls and past shifts."""
    agents = make_people(spec, _stream(spec, 0))
    leave = make_leave(spec, agents, _stream(spec, 1))
    calendar = Calendar()
    year = make_leave_wishes(spec, agents, _stream(spec, 6))
    return Centre(
        profile=CentreProfile(
            name=catalogue.CENTRE_NAME, time_zone=catalogue.ZONE, interval_minutes=catalogue.INTERVAL_MINUTES
        ),
        policy=_policy(spec),
        skills=tuple(facts.skill for facts in catalogue.QUEUES[: spec.skill_count]),
        agents=agents,
        shifts=catalogue.SHIFTS,
        calendar=calendar,
        events=make_events(spec, calendar),
        leave=leave,
        unavailability=make_unavailability(spec, agents, _stream(spec, 2)),
        wishes=make_wishes(spec, agents, leave, _stream(spec, 3)),
        leave_wishes=year,
        leave_blackouts=make_blackouts(spec),
        past_leave=make_past_leave(spec, year, _stream(spec, 7)),
        activities=make_activities(agents),
    )


def _policy(spec: CentreSpec) -> Policy:
    """The defaults, but for size: a large centre limits annual leave by team, a small one has no supervisor at all hours.
    A planner from outside publishes its rosters.

    In the smallest, where one agent serves the night, an addition for shrinkage would double the night.
    """
    roster = RosterPolicy() if spec.supervisor_by_day else RosterPolicy(supervisor_minimum=0)
    leave = LeavePolicy() if spec.agents < TEAM_SCOPE_FROM else LeavePolicy(annual_leave_scope="team")
    staffing = StaffingPolicy() if spec.skill_count > 1 else StaffingPolicy(shrinkage=0)
    people = PeoplePolicy(planners=(catalogue.PLANNER,))
    return Policy(roster=roster, staffing=staffing, leave=leave, people=people)


def _sized_by(centre: Centre) -> Centre:
    """The centre as its calls are measured: interval by interval, so that a made-up centre stays the same whatever the default is."""
    staffing = centre.policy.staffing.model_copy(update={"method": "steady"})
    return centre.model_copy(update={"policy": centre.policy.model_copy(update={"staffing": staffing})})


def _stream(spec: CentreSpec, part: int) -> np.random.Generator:
    """Each part draws from a stream of its own, so that a change in one leaves the others as they were."""
    return np.random.default_rng([spec.seed, part])


def _balanced_peak(centre: Centre, spec: CentreSpec, hours: float) -> float:
    """Calls per half-hour at a workday's peak whose true rates require so many agent-hours in the period."""
    facts = catalogue.QUEUES[: spec.skill_count]
    timeline = centre.timeline(spec.period)
    low, high = 0.0, 10.0 * spec.agents
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        expected = true_forecast(facts, timeline, spec, centre.calendar, centre.events, middle)
        if required_hours(require(_sized_by(centre), expected, waiting=False)) < hours:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def required_hours(requirement: Requirement) -> float:
    """Agent-hours on the phones that the pooled requirement asks for."""
    return sum(requirement.total.required) * requirement.timeline.interval_minutes / 60


def productive_hours(centre: Centre, period: Period) -> float:
    """Hours that the phone agents can be on the phones in the period: contract less approved leave, in whole shifts."""
    away: dict[str, list[Leave]] = {}
    for entry in centre.approved_leave:
        away.setdefault(entry.agent_id, []).append(entry)
    return sum(_hours_of(agent, away.get(agent.id, []), period) for agent in centre.agents if agent.role is Role.AGENT)


def _hours_of(agent: Agent, leave: list[Leave], period: Period) -> float:
    days = sum(not any(entry.covers(day) for entry in leave) for day in period.days)
    return agent.contract_hours / 7 * days // _USUAL_SHIFT_HOURS * _USUAL_SHIFT_HOURS

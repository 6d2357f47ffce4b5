"""The benchmark's problem as a centre: the same rules and the same engine as for a call centre, and no others.

Shifts carry no clock in the benchmark, only a length: here all begin at eight. What the benchmark does not know (hours a
week, rest, staff in intervals, …) is switched off in the policy; its weights are taken over as they are.
"""

from __future__ import annotations

from datetime import date, time, timedelta

from benchmarks.curtois.problem import Employee, Problem, Request
from benchmarks.curtois.problem import Roster as BenchmarkRoster
from models.centre import Centre, CentreProfile
from models.demand import DemandGroup, Requirement, ShiftCover, Skill
from models.people import Agent, Unavailability, Wish, WishKind
from models.policy import ContractTerms, Policy, RosterPolicy, RuleSetting
from models.result import Strength
from models.roster import Assignment, Roster
from models.shifts import ShiftClass, ShiftTemplate
from models.time import Period
from scheduler.instance import Instance
from scheduler.rules import rule_classes

FIRST_DAY = date(2026, 1, 5)
"""A Monday, as all instances begin on one."""

_HARD = (
    "availability",
    "forbidden_successions",
    "max_consecutive_days",
    "max_shifts_per_template",
    "max_weekends",
    "min_consecutive_days",
    "min_consecutive_days_off",
    "one_shift_a_day",
    "period_hours",
)
_SOFT = ("shift_cover", "wishes")
"""The rules that the benchmark has, by their names here."""


def instance_of(problem: Problem) -> Instance:
    """The problem as the engine takes it.

    Raises:
        ValueError: when a figure is beyond what a centre can have.
    """
    skill = Skill(code="all")
    contracts, held = _contracts(problem)
    centre = Centre(
        profile=CentreProfile(name="Curtois and Qu", interval_minutes=60),
        policy=_policy(problem, contracts),
        skills=(skill,),
        shifts=tuple(
            ShiftTemplate(
                code=shift.id,
                shift_class=ShiftClass.DAY,
                start=time(8),
                length_minutes=shift.minutes,
                paid_minutes=shift.minutes,
            )
            for shift in problem.shifts.values()
        ),
        agents=tuple(
            Agent(id=person.id, name=person.id, skills=(skill.code,), contract=held[person.id])
            for person in problem.staff.values()
        ),
        # A wish on a day of leave is moot; here one on a day off counts, so days off are days somebody cannot work.
        unavailability=tuple(
            Unavailability(agent_id=person, start=_day(day), end=_day(day)) for person, day in sorted(problem.days_off)
        ),
        wishes=tuple(
            _wish(request, kind)
            for kind, requests in ((WishKind.WANT, problem.on_requests), (WishKind.AVOID, problem.off_requests))
            for request in requests
        ),
        shift_cover=tuple(
            ShiftCover(day=_day(c.day), shift=c.shift, required=c.required, under=c.under, over=c.over)
            for c in problem.cover
        ),
    )
    timeline = centre.timeline(Period(start=FIRST_DAY, end=_day(problem.days - 1)))
    nobody = DemandGroup(name="total", skills=(skill.code,), required=(0,) * timeline.interval_count)
    return Instance(centre, Requirement(timeline=timeline, groups=(nobody,), method="none"))


def roster_of(roster: Roster) -> BenchmarkRoster:
    """A roster of such a centre in the benchmark's words."""
    return {(work.agent_id, (work.day - FIRST_DAY).days): work.shift for work in roster.assignments}


def as_roster(instance: Instance, roster: BenchmarkRoster) -> Roster:
    """A roster of the benchmark as one of the centre."""
    assignments = tuple(Assignment(agent_id=a, day=_day(d), shift=shift) for (a, d), shift in sorted(roster.items()))
    return Roster(centre=instance.centre.profile.name, period=instance.period, assignments=assignments)


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def _wish(request: Request, kind: WishKind) -> Wish:
    return Wish(agent_id=request.employee, day=_day(request.day), kind=kind, shift=request.shift, weight=request.weight)


def _policy(problem: Problem, contracts: dict[str, ContractTerms]) -> Policy:
    rules = {rule.name: RuleSetting(strength=Strength.OFF) for rule in rule_classes()}
    rules |= {name: RuleSetting(strength=Strength.HARD) for name in _HARD}
    rules |= {name: RuleSetting(strength=Strength.SOFT, weight=1) for name in _SOFT}
    not_after = {shift.id: shift.not_followed_by for shift in problem.shifts.values() if shift.not_followed_by}
    return Policy(roster=RosterPolicy(not_after=not_after), contracts=contracts, rules=rules)


def _contracts(problem: Problem) -> tuple[dict[str, ContractTerms], dict[str, str]]:
    """A kind of contract for each set of limits that anybody has; and the kind that each person has."""
    contracts: dict[str, ContractTerms] = {}
    held: dict[str, str] = {}
    for person in problem.staff.values():
        terms = _terms(person)
        known = (name for name, other in contracts.items() if other == terms)
        held[person.id] = next(known, f"C{len(contracts) + 1}")
        contracts[held[person.id]] = terms
    return contracts, held


def _terms(person: Employee) -> ContractTerms:
    return ContractTerms(
        min_period_hours=person.min_minutes / 60,
        max_period_hours=person.max_minutes / 60,
        max_consecutive_days=person.max_consecutive_shifts,
        min_consecutive_days=person.min_consecutive_shifts,
        min_consecutive_days_off=person.min_consecutive_days_off,
        max_weekends=person.max_weekends,
        max_shifts=dict(person.max_shifts),
    )

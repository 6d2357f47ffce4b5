"""The engine keeps the terms of each kind of contract, and rules about the pattern of work."""

from __future__ import annotations

from datetime import date
from itertools import groupby

import pytest

from models.centre import Centre
from models.policy import ContractTerms, RuleSetting
from models.result import Result, Strength
from models.shifts import ShiftClass
from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.engine.build import Build, BuildOptions
from scheduler.evaluate import evaluate
from scheduler.instance import Instance
from scheduler.view import View

# Monday to Sunday, two weeks; the generator gives everybody past shifts.
PERIOD = Period(start=date(2026, 10, 12), end=date(2026, 10, 25))
KINDS = ("", "student", "nursing")


@pytest.fixture(scope="module")
def instance() -> Instance:
    """Twelve people, a third of them students and a third nursing; so few need not cover every hour."""
    centre = generate_centre(CentreSpec(agents=12, seed=3))
    nights = [shift.code for shift in centre.shifts if shift.shift_class is ShiftClass.NIGHT]
    own = {
        "min_consecutive_days": 2,
        "min_consecutive_days_off": 2,
        "max_weekends": 1,
        "minimum_staff": 0,
        "supervisor_minimum": 0,
    }
    contracts = {
        "student": ContractTerms(max_weekly_hours=24, max_period_hours=40),
        "nursing": ContractTerms(max_shifts=dict.fromkeys(nights, 0), max_weekends=0),
    }
    hard = ("forward_rotation", "full_weekends_off", "start_stability", "rest_after_nights")
    policy = centre.policy.model_copy(
        update={
            "roster": centre.policy.roster.model_copy(update=own),
            "contracts": contracts,
            "rules": {name: RuleSetting(strength=Strength.HARD) for name in hard},
        }
    )
    agents = tuple(
        agent.model_copy(update={"contract": KINDS[i % 3], "contract_hours": 20 if i % 3 == 1 else 40})
        for i, agent in enumerate(centre.agents)
    )
    skills = tuple(skill.model_copy(update={"minimum_staff": 0}) for skill in centre.skills)
    fields = {name: getattr(centre, name) for name in Centre.model_fields}
    changed = Centre(**fields | {"agents": agents, "policy": policy, "skills": skills})
    return Instance(changed, plan_requirement(changed, PERIOD))


@pytest.fixture(scope="module")
def built(instance: Instance) -> Result:
    return Build(instance, BuildOptions(time_limit=20, workers=2, seed=1)).run("hash")


@pytest.fixture(scope="module")
def view(instance: Instance, built: Result) -> View:
    assert built.roster is not None
    return View(instance, built.roster)


def test_the_roster_keeps_every_hard_rule_and_the_cost_is_the_checkers(instance: Instance, built: Result) -> None:
    assert built.roster is not None
    assert built.certificate is not None
    judged = evaluate(instance, built.roster)
    assert not judged.hard_violations
    assert built.certificate.bound <= built.certificate.cost == judged.cost


def test_each_kind_has_its_own_terms(instance: Instance, view: View) -> None:
    hours: dict[str, int] = dict.fromkeys(KINDS, 0)
    for a, agent in enumerate(instance.agents):
        worked = view.shifts(a, first=0)
        paid = sum(int(instance.paid_minutes[t]) for _, t in worked)
        hours[agent.contract] = max(hours[agent.contract], paid)
        if agent.contract == "nursing":
            assert not {t for _, t in worked} & set(instance.night_shifts)
            assert not {d for d, _ in worked} & set(instance.weekend_days)
    assert hours["student"] <= 40 * 60 < hours[""]
    assert any(t in instance.night_shifts for a in range(len(instance.agents)) for _, t in view.shifts(a, first=0))


def test_nobody_works_or_is_off_a_single_day(instance: Instance, view: View) -> None:
    for a in range(len(instance.agents)):
        for _, run in groupby(range(-7, instance.day_count), lambda d, a=a: view.works(a, d)):
            days = list(run)
            # The run at the period's end may go on; leave is nobody's choice.
            judged = 0 <= days[-1] < instance.day_count - 1 and instance.leave[a].keys().isdisjoint(
                range(days[0] - 1, days[-1] + 2)
            )
            assert not judged or len(days) >= 2

"""The peers of the benchmark: the flat model is the whole problem, and pyworkforce is asked what it can be told."""

from __future__ import annotations

import pytest

from benchmarks.contenders import CONTENDERS
from benchmarks.peers.outside import questions
from benchmarks.records import Case, Job, Point
from benchmarks.trail import Trail
from models.people import Role
from scenarios.generate import generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.evaluate import evaluate
from scheduler.instance import Instance

CASE = Case(agents=10, seed=3, variant="plain", days=2)


@pytest.fixture(scope="module")
def instance() -> Instance:
    centre = generate_centre(CASE.spec())
    return Instance(centre, plan_requirement(centre, CASE.period()))


@pytest.mark.slow
def test_what_a_flat_model_says_of_its_roster_is_what_the_rules_checkers_say(instance: Instance) -> None:
    costs, bounds = [], []
    for contender in ("flat-cp-sat", "flat-max-lp", "flat-priced", "flat-highs"):
        heard: list[Point] = []
        job = Job(contender=contender, case=CASE, time_limit=30, workers=2)
        roster, note = CONTENDERS[contender].solve(instance, job, Trail(heard.append))
        assert roster is not None, (contender, note)
        judged = evaluate(instance, roster)
        assert not judged.hard_violations, contender
        assert heard[-1].cost == judged.cost, contender
        costs.append(judged.cost)
        bounds.append(heard[-1].bound or 0)
    # However far each came: no bound lies above a roster that another found.
    assert 0 < max(bounds) <= min(costs)


def test_pyworkforce_is_asked_for_the_pooled_requirement_day_by_day(instance: Instance) -> None:
    coverage = questions(instance)["coverage"]
    assert (coverage["num_days"], coverage["periods"]) == (2, 48)
    assert [heads for day in coverage["required_resources"] for heads in day] == list(
        instance.requirement.total.required
    )
    # S08 is 08-12 without a meal; N22 is 22-07 with an hour's meal that may begin from 01:00 to 03:00, so at 02:00.
    assert [k for k, there in enumerate(coverage["shifts_coverage"]["S08"]) if there] == list(range(16, 24))
    night = [*range(4), *range(6, 14), *range(44, 48)]
    assert [k for k, there in enumerate(coverage["shifts_coverage"]["N22"]) if there] == night


def test_pyworkforce_is_told_who_cannot_work_what(instance: Instance) -> None:
    roster = questions(instance)["roster"]
    phone = [agent for agent in instance.agents if agent.role is Role.AGENT]
    assert roster["resources"] == [agent.id for agent in phone]
    banned = {(ban["resource"], ban["shift"], ban["day"]) for ban in roster["banned_shifts"]}
    unfit = [agent for agent in phone if not agent.night_ok]
    assert unfit
    assert {(agent.id, shift, day) for agent in unfit for shift in ("N22", "N23", "N00") for day in (0, 1)} <= banned
    away = {(instance.agents[a].id, d) for a, days in enumerate(instance.leave) for d in days if d in (0, 1)}
    for agent_id, d in away & {(agent.id, d) for agent in phone for d in (0, 1)}:
        assert {(agent_id, shift.code, d) for shift in instance.shifts} <= banned

"""The engine on small centres: rosters that keep every hard rule, costs that add up, bounds that hold."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from models.centre import Centre
from models.people import Role
from models.result import Result, Status
from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.engine.build import Build, BuildOptions
from scheduler.engine.limits import Stop
from scheduler.evaluate import evaluate
from scheduler.instance import Instance

PERIOD = Period(start=date(2026, 10, 1), end=date(2026, 10, 5))


def instance_of(centre: Centre) -> Instance:
    return Instance(centre, plan_requirement(centre, PERIOD))


def build(instance: Instance, seconds: float = 4, workers: int = 2, stop: Stop | None = None) -> Result:
    return Build(instance, BuildOptions(time_limit=seconds, workers=workers, seed=7), stop).run("hash")


@pytest.fixture(scope="module")
def small() -> Instance:
    return instance_of(generate_centre(CentreSpec(agents=10, seed=3)))


@pytest.fixture(scope="module")
def built(small: Instance) -> Result:
    return build(small)


def test_the_roster_keeps_every_hard_rule_and_its_cost_is_the_checkers(small: Instance, built: Result) -> None:
    assert built.roster is not None
    assert built.certificate is not None
    judged = evaluate(small, built.roster)
    assert not judged.hard_violations
    assert judged.cost == built.certificate.cost == sum(built.certificate.cost_by_rule.values())


def test_the_bound_is_not_above_the_cost(built: Result) -> None:
    assert built.certificate is not None
    assert 0 <= built.certificate.bound <= built.certificate.cost
    names = [phase.name for phase in built.certificate.phases]
    assert "counts" in names
    assert [name for name in names if name != "counts"] == ["assign", "anneal", "whole", "improve"]


def test_the_certificate_names_the_version_of_everything_that_decides_the_roster(built: Result) -> None:
    assert built.certificate is not None
    versions = built.certificate.versions
    assert set(versions) == {"paiban", "ortools", "highspy", "numba", "numpy", "scipy", "python"}
    assert "unknown" not in versions.values()


def test_one_worker_gives_the_same_roster_again(small: Instance) -> None:
    assert build(small, 1, workers=1).roster == build(small, 1, workers=1).roster


def test_a_stop_before_the_start_returns_at_once_without_a_broken_roster(small: Instance) -> None:
    stop = Stop()
    stop.request()
    result = build(small, stop=stop)
    assert result.status in (Status.UNKNOWN, Status.INTERRUPTED)


def test_a_centre_without_supervisors_is_told_that_their_rule_clashes() -> None:
    whole = generate_centre(CentreSpec(agents=24, seed=3))
    fields = {name: getattr(whole, name) for name in Centre.model_fields}
    gone = {agent.id for agent in whole.agents if agent.role is Role.SUPERVISOR}
    assert gone
    for table in ("leave", "wishes", "unavailability", "past_shifts"):
        fields[table] = tuple(row for row in fields[table] if row.agent_id not in gone)
    fields["agents"] = tuple(agent for agent in whole.agents if agent.id not in gone)
    result = build(instance_of(Centre(**fields)))
    assert result.status is Status.INFEASIBLE
    assert result.clash is not None
    assert result.clash.rules == ("supervisor_on_duty",)
    assert result.clash.confirmed


def test_meal_slots_in_the_roster_are_those_that_its_shifts_allow(small: Instance, built: Result) -> None:
    assert built.roster is not None
    for assignment in built.roster.assignments:
        assert assignment.meal_offset in small.meal_offsets(small.shift_index[assignment.shift])
    assert np.all(small.present_days >= 0)

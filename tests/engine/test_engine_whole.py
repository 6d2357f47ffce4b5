"""Small problems as one programme: solved to the end, bounded, or left alone, by their size."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from benchmarks.curtois.centre import instance_of
from benchmarks.curtois.flat import solve_flat
from benchmarks.curtois.problem import parse_problem
from models.policy import RuleSetting
from models.result import Phase, Result, Status, Strength
from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.engine import whole
from scheduler.engine.account import Account
from scheduler.engine.build import Build, BuildOptions
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.part import Plan, Problem
from scheduler.engine.rows import collect_rows
from scheduler.instance import Instance
from scheduler.rules import agent_rules, load_rules, staff_rules
from tests.benchmarks.tiny_instance import TINY

TWO_WEEKS = parse_problem(TINY.replace("7\n\n", "14\n\n", 1))
INSTANCE = instance_of(TWO_WEEKS)
RULES = load_rules(INSTANCE.policy)
PROBLEM = Problem.of(INSTANCE, staff_rules(RULES), collect_rows(INSTANCE, agent_rules(RULES)))
ACCOUNT = Account(PROBLEM)
BEST = solve_flat(TWO_WEEKS, seconds=60).bound


def feasible() -> Plan:
    """A works E on the second and third day, B nothing: all rules are kept."""
    grid = np.full((2, INSTANCE.day_count), -1)
    grid[0, 1:3] = INSTANCE.shift_index["E"]
    kind = PROBLEM.demands.kind_of[0]
    return Plan(grid, {(kind, d, 0): [1] for d in (1, 2)})


def solve() -> whole.Whole:
    return whole.solve_whole(PROBLEM, feasible(), Clock(20, False, Stop()), seed=0, workers=1)


def test_a_very_small_problem_is_solved_to_the_end() -> None:
    found = solve()
    assert found.bound == BEST == ACCOUNT.cost(found.plan) < ACCOUNT.cost(feasible())


@pytest.mark.parametrize("workers", [1, 2])
def test_a_build_of_one_is_proven_optimal(workers: int) -> None:
    result = Build(INSTANCE, BuildOptions(time_limit=20, workers=workers)).run()
    assert result.status is Status.OPTIMAL
    assert result.certificate is not None
    assert result.certificate.cost == result.certificate.bound == BEST


def test_small_problems_are_searched_as_a_whole_and_by_two_workers_for_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert 0 < whole.whole_share(PROBLEM, workers=1) < whole.whole_share(PROBLEM, workers=2)
    monkeypatch.setattr(whole, "_SOLVED", 0)
    assert whole.whole_share(PROBLEM, workers=1) == whole.whole_share(PROBLEM, workers=2) == 0
    assert whole.annealed_share(PROBLEM, workers=2) < whole.annealed_share(PROBLEM, workers=1) < 0.5
    monkeypatch.setattr(whole, "_SOON_ANNEALED", 0)
    assert whole.annealed_share(PROBLEM, workers=2) == whole.annealed_share(PROBLEM, workers=1) > 0.5


def test_the_relaxation_bounds_a_small_problem_and_leaves_a_large_one_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 < whole.relaxed_whole(PROBLEM, feasible(), seconds=20, stop=Stop()).bound <= BEST
    monkeypatch.setattr(whole, "_RELAXED", 0)
    assert whole.relaxed_whole(PROBLEM, feasible(), seconds=20, stop=Stop()).bound == 0


def phases(result: Result) -> list[Phase]:
    assert result.certificate is not None
    return [phase for phase in result.certificate.phases if phase.name != "counts"]


def test_a_roster_near_its_bound_after_a_short_annealing_is_left_to_exact_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for size in ("_SOLVED", "_SOON_ANNEALED"):
        monkeypatch.setattr(whole, size, 0)
    assert whole.tried_share(PROBLEM, workers=1) == 0
    assert 0 < whole.tried_share(PROBLEM, workers=2) < 0.2
    found = Build(INSTANCE, BuildOptions(time_limit=20, workers=2)).run()
    assert found.status is Status.OPTIMAL
    assert [phase.name for phase in phases(found)] == ["assign", "anneal", "improve"]


def nothing_shared() -> Instance:
    """Twelve people for a month, among whom nothing is shared out."""
    fair = dict.fromkeys(("fair_nights", "fair_weekends", "fair_holidays"), RuleSetting(strength=Strength.OFF))
    centre = generate_centre(CentreSpec(agents=12, seed=1))
    policy = centre.policy.model_copy(update={"rules": {**centre.policy.rules, **fair}})
    period = Period(start=date(2026, 10, 1), end=date(2026, 10, 31))
    return Instance(centre.model_copy(update={"policy": policy}), plan_requirement(centre, period))


def test_annealing_begins_anew_where_exact_search_is_in_vain_and_forgets_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scheduler.engine.build.is_near", lambda cost, bound: True)
    monkeypatch.setattr("scheduler.engine.build.EXACT_ON_TRIAL", 0.0)
    found = Build(nothing_shared(), BuildOptions(time_limit=6, workers=2)).run()
    assert [phase.name for phase in phases(found)] == ["assign", "anneal", "improve", "anneal", "improve"]
    costs = [phase.cost for phase in phases(found)[1:] if phase.cost is not None]
    assert costs == sorted(costs, reverse=True)


def test_a_gap_that_is_near_enough_ends_the_search_on_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.engine.build.is_near", lambda cost, bound: True)
    monkeypatch.setattr("scheduler.engine.build.tried_share", lambda problem, workers: 0.9)
    found = Build(nothing_shared(), BuildOptions(time_limit=10, workers=2, gap=100.0)).run()
    assert [phase.name for phase in phases(found)] == ["assign", "anneal", "improve"]

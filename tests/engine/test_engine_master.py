"""Whole months mixed: bounds that no roster is below, whatever the prices they begin with."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from benchmarks.curtois.centre import instance_of
from benchmarks.curtois.flat import solve_flat
from benchmarks.curtois.problem import parse_problem
from models.policy import RuleSetting
from models.result import Strength
from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.engine.bounding import Bounding
from scheduler.engine.build import Build, BuildOptions
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.master import Master, Mix, Mixing, UnsolvedError
from scheduler.engine.months import OwnMonth
from scheduler.engine.part import Part, Plan, Problem
from scheduler.engine.rows import collect_rows, sums_of
from scheduler.engine.solvers import Outcome, solve_highs
from scheduler.engine.whole import relaxed_whole
from scheduler.instance import Instance
from scheduler.rules import agent_rules, load_rules, staff_rules
from scheduler.view import OFF
from tests.benchmarks.tiny_instance import TINY

# Runs of at least three days, three days off in a row: half a run is no use, but the relaxation takes it.
TWO_WEEKS = parse_problem(
    TINY.replace("7\n\n", "14\n\n", 1)
    .replace("A,E=7|n1=0,2400,960,3,2,2,1", "A,E=7|n1=0,4800,960,3,3,3,1")
    .replace("B,E=3|n1=3,3000,0,4,1,1,1", "B,E=3|n1=3,3000,0,2,2,3,1")
)
PERIOD = Period(start=date(2026, 10, 15), end=date(2026, 10, 26))
CENTRE = generate_centre(CentreSpec(agents=10, seed=3))


def centre_instance(*off: str) -> Instance:
    """Ten people, twelve days and every rule but these."""
    policy = CENTRE.policy.model_copy(
        update={"rules": {**CENTRE.policy.rules, **dict.fromkeys(off, RuleSetting(strength=Strength.OFF))}}
    )
    return Instance(CENTRE.model_copy(update={"policy": policy}), plan_requirement(CENTRE, PERIOD))


def problem_of(instance: Instance) -> Problem:
    rules = load_rules(instance.policy)
    return Problem.of(instance, staff_rules(rules), collect_rows(instance, agent_rules(rules)))


WITH_SUMS = problem_of(centre_instance())
INSTANCES = {"two weeks": instance_of(TWO_WEEKS), "ten people": centre_instance(*sums_of(WITH_SUMS.rows))}
PROBLEMS = {name: problem_of(instance) for name, instance in INSTANCES.items()}
NAMES = sorted(PROBLEMS)
Prices = dict[tuple[int, int, int], float]


def nobody(problem: Problem) -> Plan:
    return Plan(np.full((len(problem.rows), problem.instance.day_count), OFF), {})


def bounds(problem: Problem, prices: Prices, most: int = 1000) -> list[float]:
    clock = Clock(30, False, Stop())
    clock.begin()
    found = []
    for bound in Mixing(problem, prices).rounds(lambda: clock.left - 24, Stop(), workers=2):
        found.append(bound)
        if len(found) == most:
            break
    return found


def relaxed(problem: Problem) -> tuple[int, Prices]:
    whole = relaxed_whole(problem, nobody(problem), seconds=30, stop=Stop())
    assert whole.prices is not None
    return whole.bound, whole.prices


@pytest.fixture(scope="module")
def rosters() -> dict[str, tuple[Plan, float]]:
    """A roster of each problem and what it costs."""
    found = {}
    for name, instance in INSTANCES.items():
        result = Build(instance, BuildOptions(time_limit=10, workers=1)).run()
        assert result.roster is not None
        assert result.evaluation is not None
        grid = np.full((len(instance.agents), instance.day_count), OFF)
        for work in result.roster.assignments:
            day = instance.days.index(work.day)
            grid[instance.agent_index[work.agent_id], day] = instance.shift_index[work.shift]
        found[name] = Plan(grid, {}), float(result.evaluation.cost)
    return found


def cost_with_best_meals(problem: Problem, plan: Plan) -> float:
    """What a roster costs once its meals are laid as well as can be: those of one found in little time may not be."""
    days = range(problem.instance.day_count)
    part = Part(problem, Plan(plan.grid, {}), range(len(plan.grid)), days)
    program = part.program
    for a in part.agents:
        kept = plan.cells(a, problem.instance.shift_count)
        for cell in part.people.cells_of(a):
            column = part.people.column[a][cell]
            program.lower[column] = program.upper[column] = float(cell in kept)
    answer = solve_highs(program, seconds=60, stop=Stop())
    assert answer.outcome is Outcome.OPTIMAL
    assert answer.cost is not None
    return float(answer.cost)


def test_the_mix_of_two_weeks_costs_what_the_best_roster_does() -> None:
    bound, prices = relaxed(PROBLEMS["two weeks"])
    best = solve_flat(TWO_WEEKS, seconds=60).bound
    assert bound < best - 1
    assert best - 1 < bounds(PROBLEMS["two weeks"], prices)[-1] <= best + 1e-6


@pytest.mark.parametrize("name", NAMES)
def test_bounds_rise_from_that_of_the_relaxation_and_stay_below_rosters(
    name: str, rosters: dict[str, tuple[Plan, float]]
) -> None:
    bound, prices = relaxed(PROBLEMS[name])
    found = bounds(PROBLEMS[name], prices)
    assert found == sorted(found)
    assert bound - 1 <= found[0]
    assert found[-1] <= rosters[name][1] + 1e-6


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(4))
def test_no_roster_is_below_a_bound_at_any_prices(name: str, seed: int, rosters: dict[str, tuple[Plan, float]]) -> None:
    _, prices = relaxed(PROBLEMS[name])
    draw = np.random.default_rng(seed)
    around = {cell: price + 30 * draw.normal() for cell, price in prices.items()}
    (first,) = bounds(PROBLEMS[name], around, most=1)
    assert -1e6 < first <= rosters[name][1] + 1e-6


@pytest.mark.parametrize("name", NAMES)
def test_a_mix_of_one_roster_costs_what_the_roster_costs(name: str, rosters: dict[str, tuple[Plan, float]]) -> None:
    problem, (plan, cost) = PROBLEMS[name], rosters[name]
    master = Master(problem)
    nothing = Mix(math.inf, np.zeros(len(master.cells)), np.full(len(problem.rows), math.inf))
    for a in range(len(problem.rows)):
        # Such prices leave this month alone as the cheapest one.
        charged = np.full(problem.instance.cell_count, 1e5)
        charged[plan.cells(a, problem.instance.shift_count)] = -1e5
        month = OwnMonth(problem.instance, problem.rows, a).cheapest(charged, Stop())
        assert month.month is not None
        assert month.month.cells.tolist() == plan.cells(a, problem.instance.shift_count).tolist()
        assert master.add(a, month.month, nothing)
        assert not master.add(a, month.month, nothing)
        assert master.months_of(a) == [month.month]
    with_best_meals = cost_with_best_meals(problem, plan)
    assert with_best_meals <= cost
    assert master.mix(30.0).value == pytest.approx(with_best_meals)


def proof(problem: Problem) -> tuple[list[int], Mixing | None]:
    """The bounds that are proven beside a search, and the mix of months that it may go on with."""
    rules, found = load_rules(problem.instance.policy), list[int]()
    rows = collect_rows(problem.instance, agent_rules(rules))
    with Bounding(problem, rules, rows, Clock(30, False, Stop()), found.append) as bounding:
        assert bounding._better is not None
        bounding._better.result()
        return found, bounding.hand_over()


def test_rules_that_hold_sums_over_agents_are_left_alone() -> None:
    assert proof(WITH_SUMS)[1] is None


def test_the_proof_beside_the_search_mixes_months_and_hands_them_over() -> None:
    found, mixing = proof(PROBLEMS["two weeks"])
    assert mixing is not None
    assert max(found) == math.ceil(mixing.bound) == solve_flat(TWO_WEEKS, seconds=60).bound
    assert mixing.distance < 1


def test_mixing_goes_on_where_its_time_ended() -> None:
    problem = PROBLEMS["two weeks"]
    mixing = Mixing(problem, relaxed(problem)[1])
    # In a round every month, the heads and the mix ask for the time once each: it ends within the second.
    left = iter([30.0] * (len(mixing.months) + 3))
    (first,) = mixing.rounds(lambda: next(left, 0.0), Stop())
    assert mixing.bound == first
    assert mixing.distance < math.inf
    known = [len(mixing.master.months_of(a)) for a in range(len(mixing.months))]
    assert next(mixing.rounds(lambda: 30.0, Stop(), workers=2)) > first
    assert sum(len(mixing.master.months_of(a)) for a in range(len(mixing.months))) > sum(known)


def test_months_are_mixed_only_as_long_as_there_is_time() -> None:
    problem = PROBLEMS["ten people"]
    _, prices = relaxed(problem)
    assert not list(Mixing(problem, prices).rounds(lambda: 0.0, Stop()))
    stopped = Stop()
    stopped.request()
    assert not list(Mixing(problem, prices).rounds(lambda: 30.0, stopped))


def test_a_mix_that_is_not_solved_in_time_ends_the_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = PROBLEMS["ten people"]
    _, prices = relaxed(problem)
    hurried = Master(problem)
    with pytest.raises(UnsolvedError):
        hurried.cheapest_heads(np.zeros(len(hurried.cells)), 0.0)
    monkeypatch.setattr(Master, "mix", lambda master, _: hurried.cheapest_heads(np.zeros(len(hurried.cells)), 0.0))
    assert len(bounds(problem, prices)) == 1

"""Cells that no good roster works: dear by proof, and left out without a loss."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from benchmarks.curtois.centre import instance_of
from benchmarks.curtois.flat import solve_flat
from benchmarks.curtois.problem import parse_problem
from scheduler.engine import whole
from scheduler.engine.account import Account
from scheduler.engine.fixing import Dear, dearer
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.master import Mixing
from scheduler.engine.part import Part, Plan, Problem
from scheduler.engine.people import PeopleColumns
from scheduler.engine.program import Floats, Program
from scheduler.engine.solvers import Outcome, solve_cp_sat
from scheduler.engine.whole import relaxed_whole, solve_whole
from scheduler.view import OFF
from tests.benchmarks.tiny_instance import TINY
from tests.engine.test_engine_master import PROBLEMS, TWO_WEEKS, nobody, problem_of

ALL = 1e-9
"""A limit that no month in the mix is dear by: everything that costs more than nothing is told."""


def mixed(problem: Problem, *, noise: float = 0.0, seconds: float = 30.0) -> Mixing:
    """Months mixed to the end; with noise at prices that are none, once."""
    prices = relaxed_whole(problem, nobody(problem), seconds=30, stop=Stop()).prices
    assert prices is not None
    draw = np.random.default_rng(0)
    mixing = Mixing(problem, {cell: price + noise * draw.normal() for cell, price in prices.items()})
    # The heads, the months of two people, the mix.
    left = iter([seconds] * (4 if noise else 10_000))
    list(mixing.rounds(lambda: next(left, 0.0), Stop()))
    return mixing


@pytest.fixture(scope="module")
def mixing() -> Mixing:
    return mixed(PROBLEMS["two weeks"])


def everything(problem: Problem, plan: Plan) -> Part:
    return Part(problem, plan, range(len(problem.rows)), range(problem.instance.day_count))


def dear(mixing: Mixing, limit: float = ALL, seconds: float = 30.0, workers: int = 2) -> Floats:
    return dearer(mixing, limit, lambda: seconds, Stop(), workers)


def months_by_hand(problem: Problem, a: int, charged: Floats) -> list[tuple[tuple[int, ...], float]]:
    """Every month that agent `a` may have, shifts by day, and what it costs."""
    instance, program, found = problem.instance, Program(), []
    people = PeopleColumns(program, instance, problem.rows, [a], nobody(problem).grid, settled=True)
    for days in itertools.product(range(OFF, instance.shift_count), repeat=instance.day_count):
        plan = nobody(problem)
        plan.grid[a] = days
        values = np.array(program.lower)
        people.write(plan.grid, values)
        cells, values = plan.cells(a, instance.shift_count), program.complete(values)
        if np.isin(cells, people.cells_of(a)).all() and not program.broken_rows(values):
            found.append((days, program.value(values) + float(charged[cells].sum())))
    return found


@pytest.mark.parametrize("noise", [0.0, 30.0])
def test_a_cell_is_as_dear_as_the_cheapest_month_with_it(noise: float) -> None:
    problem = problem_of(instance_of(parse_problem(TINY)))
    mixing = mixed(problem, noise=noise)
    more, shift_count = dear(mixing), problem.instance.shift_count
    assert (more >= 1).sum() >= 5
    for a, own in enumerate(mixing.months):
        months = months_by_hand(problem, a, mixing.master.charged(a, mixing.prices))
        least = min(cost for _, cost in months)
        assert mixing.cheapest[a] == pytest.approx(least, abs=0.02)
        for cell in own.cells:
            d, t = divmod(int(cell), shift_count)
            with_it = min((cost for days, cost in months if days[d] == t), default=np.inf)
            assert more[a, cell] == pytest.approx(with_it - least, abs=0.02)


def test_no_roster_with_a_cell_is_cheaper_than_told(mixing: Mixing) -> None:
    problem, more = PROBLEMS["two weeks"], dear(mixing)
    part = everything(problem, nobody(problem))
    told = np.argwhere(more > 0)
    assert len(told) >= 10
    for a, cell in told:
        lower = np.array(part.program.lower)
        lower[part.people.column[a][cell]] = 1
        best = solve_cp_sat(part.program, seconds=30, seed=0, workers=2, stop=Stop(), lower=lower)
        assert best.outcome in (Outcome.OPTIMAL, Outcome.INFEASIBLE)
        assert best.cost is None or best.cost >= mixing.bound + more[a, cell] - 1e-6


def test_cells_of_months_in_the_mix_are_not_dear(mixing: Mixing) -> None:
    more = dear(mixing, 1.0)
    for a, own in enumerate(mixing.months):
        charged = mixing.master.charged(a, mixing.prices)
        near = [month for month in mixing.master.months_of(a) if month.cost(charged) < mixing.cheapest[a] + 1]
        assert near
        for month in near:
            assert not more[a, month.cells].any()
        assert not more[a, np.setdiff1d(np.arange(len(charged)), own.cells)].any()
    assert np.isin(more[more > 0], dear(mixing)).all()
    assert (more[more > 0] >= 1).all()


def test_the_number_of_workers_changes_nothing(mixing: Mixing) -> None:
    assert (dear(mixing, workers=1) == dear(mixing, workers=3)).all()


def test_without_time_no_cell_is_dear(mixing: Mixing) -> None:
    assert not dear(mixing, seconds=0.0).any()
    stopped = Stop()
    stopped.request()
    assert not dearer(mixing, ALL, lambda: 30.0, stopped, 2).any()


@pytest.mark.parametrize("noise", [0.0, 30.0])
@pytest.mark.parametrize("limit", [1e-3, 1.0, 1e6])
def test_what_is_left_out_costs_no_better_roster(noise: float, limit: float, monkeypatch: pytest.MonkeyPatch) -> None:
    problem, clock = PROBLEMS["two weeks"], Clock(60, False, Stop())
    mixing = mixed(problem, noise=noise)
    left_out = Dear(mixing.bound, limit, dear(mixing, limit))
    monkeypatch.setattr(whole, "_dear_cells", lambda *_: left_out)
    found = solve_whole(problem, nobody(problem), clock, seed=0, workers=2, mixing=mixing)
    best = solve_flat(TWO_WEEKS, seconds=60).bound
    assert found.bound == best == Account(problem).cost(found.plan)


def test_cells_are_priced_once_months_are_mixed_nearly_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, clock = PROBLEMS["two weeks"], Clock(60, False, Stop())
    dear_cells = whole._dear_cells(mixed(problem, noise=30.0), clock, 10.0, 2)
    assert dear_cells is not None
    assert dear_cells.limit == 1.0
    assert dear_cells.more.any()
    monkeypatch.setattr(whole, "_MIXED", 0.0)
    assert whole._dear_cells(mixed(problem, noise=30.0), clock, 10.0, 2) is None


def test_a_mix_that_finds_no_time_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, clock = PROBLEMS["two weeks"], Clock(60, False, Stop())
    prices = relaxed_whole(problem, nobody(problem), seconds=30, stop=Stop()).prices
    assert prices is not None
    monkeypatch.setattr(whole, "_MIXED", 0.0)
    found = solve_whole(problem, nobody(problem), clock, seed=0, workers=2, mixing=Mixing(problem, prices))
    assert found.bound == solve_flat(TWO_WEEKS, seconds=60).bound == Account(problem).cost(found.plan)


def test_only_what_is_dear_and_not_worked_is_left_out(mixing: Mixing) -> None:
    problem = PROBLEMS["two weeks"]
    more = dear(mixing, 1.0)
    a, cell = (int(i) for i in np.argwhere(more >= 1)[0])
    plan = nobody(problem)
    plan.grid[a, cell // problem.instance.shift_count] = cell % problem.instance.shift_count
    part = everything(problem, plan)
    left_out = np.flatnonzero(np.array(part.program.upper) > Dear(mixing.bound, 1.0, more).left_out(part))
    expected = {int(part.people.column[b][c]) for b, c in np.argwhere(more >= 1)} - {int(part.people.column[a][cell])}
    assert set(left_out.tolist()) == expected
    assert not len(np.flatnonzero(np.array(part.program.upper) > Dear(mixing.bound, 1e9, more).left_out(part)))

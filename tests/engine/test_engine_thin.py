"""Parts thinned out: what stays open, what they gain, and several of everybody at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scheduler.engine import polish, solvers, thin
from scheduler.engine.account import BROKEN, Account
from scheduler.engine.aside import Report, Task
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.part import Part, Plan
from scheduler.engine.polish import Polisher, _Free
from scheduler.engine.shapes import Shape, shapes_for
from scheduler.engine.solvers import Answer, Outcome
from scheduler.engine.thin import solve_thinned
from tests.engine.test_engine_models import INSTANCE, PROBLEM, random_plan

ACCOUNT = Account(PROBLEM)
EVERYBODY, EVERY_DAY = range(len(INSTANCE.agents)), range(INSTANCE.day_count)


@pytest.fixture
def relaxed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Task, Report]]:
    """The relaxations that were solved."""
    seen: list[tuple[Task, Report]] = []
    solve = solvers.solve_aside

    def kept(task: Task, stop: Stop) -> Report:
        report = solve(task, stop)
        seen.append((task, report))
        return report

    monkeypatch.setattr(solvers, "solve_aside", kept)
    return seen


def whole_part(plan: Plan) -> Part:
    return Part(PROBLEM, plan, EVERYBODY, EVERY_DAY)


@pytest.mark.parametrize("seed", range(3))
def test_only_what_is_worked_now_or_in_the_relaxation_is_worked(seed: int, relaxed: list[tuple[Task, Report]]) -> None:
    plan = random_plan(seed)
    part = whole_part(plan)
    answer = solve_thinned(part, Clock(10.0, True, Stop()), 3.0, seed=seed, near=0.0)
    assert answer.values is not None
    ((_, report),) = relaxed
    assert report.values is not None
    worked = set(part.people.all_cells()[answer.values[part.people.all_cells()] > 0].tolist())
    now = set(np.flatnonzero(part.hint() > 0).tolist())
    assert worked <= now | set(np.flatnonzero(report.values > 0).tolist())
    assert worked - now
    assert ACCOUNT.cost(part.read(answer.values)) < ACCOUNT.cost(plan)


def test_another_seed_makes_other_cells_dearer_and_the_same_seed_the_same(relaxed: list[tuple[Task, Report]]) -> None:
    for seed in (1, 1, 2):
        solve_thinned(whole_part(random_plan(0)), Clock(10.0, False, Stop()), 0.2, seed=seed, near=0.0)
    first, again, other = (task.matrix.cost for task, _ in relaxed)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    true = whole_part(random_plan(0)).program.matrix().cost
    for costs in (first, other):
        assert ((costs - true) >= 0).all()
        assert 0 < (costs - true).max() < 0.5


def test_a_part_whose_relaxation_is_not_solved_gains_nothing_but_took_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solvers, "solve_aside", lambda task, stop: Report("none"))
    answer = solve_thinned(whole_part(random_plan(0)), Clock(10.0, False, Stop()), 1.0, seed=0, near=0.0)
    assert answer.outcome is Outcome.UNKNOWN
    assert answer.values is None
    assert answer.work > 0


@pytest.mark.parametrize("deterministic", [False, True])
def test_what_the_relaxation_took_is_not_there_for_the_search(
    deterministic: bool, monkeypatch: pytest.MonkeyPatch, relaxed: list[tuple[Task, Report]]
) -> None:
    given = list[float]()
    solve = thin.solve_part

    def kept(part: Part, clock: Clock, seconds: float, **options: Any) -> Answer:
        given.append(seconds)
        return solve(part, clock, seconds, **options)

    monkeypatch.setattr(thin, "solve_part", kept)
    clock = Clock(10.0, deterministic, Stop())
    answer = solve_thinned(whole_part(random_plan(0)), clock, 1.0, seed=0, near=0.0)
    assert given[0] < 1
    if deterministic:
        assert given[0] == 1 - thin._WORK * len(relaxed[0][0].matrix.value)
        assert answer.work > 1 - given[0]
    else:
        assert given[0] > 1 - clock.seconds


@pytest.fixture
def only_thin(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Polisher]:
    """A search by two workers in which every part is thinned out and has everybody."""
    everything = len(EVERYBODY) * len(EVERY_DAY)
    monkeypatch.setattr(polish, "shapes_for", lambda days: [Shape(days, thin=True, size=everything)])
    return lambda: Polisher(ACCOUNT, random_plan(4), Clock(10.0, True, Stop()), seed=0, threads=lambda: 2)


def test_two_workers_thin_out_the_same_people_each_in_its_own_way(only_thin: Callable[[], Polisher]) -> None:
    polisher = only_thin()
    first, second = polisher._apart(polisher.shapes[0])
    assert (first.agents, first.days) == (second.agents, second.days)
    assert first.seed != second.seed
    assert [part.rival for part in (first, second)] == [False, True]


def test_of_two_parts_of_the_same_people_the_better_is_taken_as_it_is(
    only_thin: Callable[[], Polisher], monkeypatch: pytest.MonkeyPatch
) -> None:
    polisher = only_thin()
    better, worse, now = sorted((random_plan(seed) for seed in range(3)), key=ACCOUNT.cost)
    assert ACCOUNT.cost(better) < ACCOUNT.cost(worse) < ACCOUNT.cost(now) < BROKEN
    polisher.plan, polisher.cost = now, ACCOUNT.cost(now)
    parts = polisher._apart(polisher.shapes[0])
    found = dict(zip(parts, (worse, better), strict=True))

    def solved(free: _Free, thin: bool) -> tuple[Part, Answer]:
        part = Part(PROBLEM, found[free], free.agents, free.days)
        return part, Answer(Outcome.OPTIMAL, part.hint())

    monkeypatch.setattr(polisher, "_solve", solved)
    polisher._side_by_side(polisher.shapes[0], parts, lambda plan, cost: None)
    assert np.array_equal(polisher.plan.grid, better.grid)
    assert polisher.cost == ACCOUNT.cost(better)


def test_a_search_in_such_parts_only_gains(only_thin: Callable[[], Polisher]) -> None:
    polisher = only_thin()
    before, seen = polisher.cost, list[float]()
    polisher.run(lambda cost: len(seen) > 1, lambda plan, cost: seen.append(cost))
    assert polisher.cost == ACCOUNT.cost(polisher.plan) == seen[-1] < before
    assert seen == sorted(set(seen), reverse=True)


def test_long_parts_are_also_thinned_out_and_a_short_period_as_a_whole() -> None:
    assert [shape.days for shape in shapes_for(84) if shape.thin] == [21, 28, 42, 84]
    assert [shape.days for shape in shapes_for(7) if shape.thin] == [7]
    assert [shape.days for shape in shapes_for(7) if not shape.thin] == [1, 2, 3, 5, 7]

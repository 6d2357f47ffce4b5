"""The mix of kinds of moves, moves of runs of days, and exact parts whose sizes are learnt."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from scheduler.engine.account import Account
from scheduler.engine.arrays import DECK
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.mix import ANY_DAY, PAIR, RUN, SAME_DAY, SWAP_ENDS, SWAP_RUN, Mix, deal
from scheduler.engine.moves import walk
from scheduler.engine.part import Plan
from scheduler.engine.polish import Polisher
from scheduler.engine.shapes import Shape, worthwhile
from scheduler.engine.solvers import Answer, Outcome
from tests.engine.test_engine_models import INSTANCE, PROBLEM, random_plan

ACCOUNT = Account(PROBLEM)


def polished(seed: int, workers: int) -> tuple[Plan, float, list[float]]:
    """A random plan after two seconds of exact parts, what it costs, and every cost on the way."""
    seen: list[float] = []
    clock = Clock(2.0, workers == 1, Stop())
    polisher = Polisher(ACCOUNT, random_plan(seed), clock, seed=seed, threads=lambda: workers)
    polisher.run(lambda cost: False, lambda plan, cost: seen.append(cost))
    return polisher.plan, polisher.cost, seen


def test_runs_that_move_more_are_dealt_more_often_others_that_do_not_less_and_none_is_lost() -> None:
    scratch = ACCOUNT.floor.scratch(0)
    mix = Mix()
    before = np.bincount(scratch.deck)
    assert before.sum() == DECK
    assert np.array_equal(deal(), scratch.deck)
    scratch.tally[:] = 100.0, 1.0
    scratch.tally[RUN] = 100.0, 50.0
    scratch.tally[ANY_DAY] = 100.0, 0.0
    mix.learn([scratch])
    after = np.bincount(scratch.deck)
    assert not scratch.tally.any()
    assert after[RUN] > before[RUN]
    assert after[ANY_DAY] < before[ANY_DAY]
    assert after.sum() == DECK
    assert after.min() > 0


@pytest.mark.parametrize("kind", [SWAP_RUN, SWAP_ENDS, PAIR])
def test_what_two_do_is_counted_and_leaves_paid_time_as_it_is(kind: int) -> None:
    plan = random_plan(6)
    state, scratch = ACCOUNT.floor.state(plan), ACCOUNT.floor.scratch(6)
    scratch.deck[:] = kind
    walk(ACCOUNT.floor.layout, state, scratch, np.arange(len(INSTANCE.agents)), 3000, 1e9)
    found = ACCOUNT.floor.plan(state)
    assert (found.grid != plan.grid).any()
    assert ACCOUNT.state_cost(state) == ACCOUNT.cost(found) < np.inf
    paid = np.append(INSTANCE.paid_minutes, 0)
    assert np.array_equal(paid[found.grid].sum(axis=1), paid[plan.grid].sum(axis=1))
    assert kind != PAIR or np.array_equal(found.grid >= 0, plan.grid >= 0)


@pytest.mark.parametrize("warmth", [1e9, 500.0, 1e-6])
def test_runs_laid_anew_are_counted_keep_hard_rules_and_gain_when_cold(warmth: float) -> None:
    plan = random_plan(3)
    state, scratch = ACCOUNT.floor.state(plan), ACCOUNT.floor.scratch(3)
    scratch.deck[:] = RUN
    walk(ACCOUNT.floor.layout, state, scratch, np.arange(len(INSTANCE.agents)), 3000, warmth)
    found = ACCOUNT.floor.plan(state)
    assert (found.grid != plan.grid).any()
    assert ACCOUNT.state_cost(state) == ACCOUNT.cost(found) < np.inf
    assert scratch.tally[RUN].all()
    assert not scratch.tally[SAME_DAY].any()
    if warmth < 1:
        assert ACCOUNT.cost(found) < ACCOUNT.cost(plan)


@pytest.mark.parametrize("workers", [1, 2])
def test_exact_parts_side_by_side_only_gain_and_their_cost_is_the_plans(workers: int) -> None:
    before = ACCOUNT.cost(random_plan(4))
    plan, cost, seen = polished(4, workers)
    assert cost == ACCOUNT.cost(plan) == seen[-1] < before
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("workers", [1, 2])
def test_parts_begin_as_often_on_any_day_that_they_fit_on(workers: int) -> None:
    clock, days = Clock(2.0, True, Stop()), INSTANCE.day_count - 1
    polisher = Polisher(ACCOUNT, random_plan(4), clock, seed=0, threads=lambda: workers)
    begun = Counter(part.days[0] for _ in range(400) for part in polisher._apart(Shape(days)))
    assert set(begun) == {0, 1}
    assert min(begun.values()) > 0.4 * begun.total()


def test_shorter_parts_are_left_once_longer_ones_are_solved_for_everybody() -> None:
    polisher = Polisher(ACCOUNT, random_plan(4), Clock(2.0, True, Stop()), seed=0, threads=lambda: 1)
    assert worthwhile(polisher.shapes) == polisher.shapes
    everyone = len(INSTANCE.agents)
    for outcome, left in ((Outcome.FEASIBLE, polisher.shapes), (Outcome.OPTIMAL, polisher.shapes[2:])):
        polisher.shapes[2].size = everyone * polisher.shapes[2].days
        polisher.shapes[2].learn(0.0, Answer(outcome), everyone, 4.0)
        assert worthwhile(polisher.shapes) == left
    polisher.shapes[2].size = 1.0
    polisher.shapes[2].learn(0.0, Answer(Outcome.OPTIMAL), everyone, 4.0)
    assert worthwhile(polisher.shapes) == polisher.shapes


def test_parts_that_gain_little_may_take_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.engine.polish._STRETCH", 2)
    monkeypatch.setattr("scheduler.engine.polish._ROUND_SECONDS", 0.2)
    seconds = {}
    for worth in (-1.0, 2.0):
        monkeypatch.setattr("scheduler.engine.polish._WORTH", worth)
        polisher = Polisher(ACCOUNT, random_plan(4), Clock(2.0, True, Stop()), seed=0, threads=lambda: 1)
        polisher.run(lambda cost: False, lambda plan, cost: None)
        seconds[worth] = polisher.seconds
    assert seconds[-1.0] == 0.2 < seconds[2.0]


def test_with_one_worker_exact_parts_repeat() -> None:
    (first, _, seen), (again, _, seen_again) = polished(5, 1), polished(5, 1)
    assert np.array_equal(first.grid, again.grid)
    assert seen == seen_again

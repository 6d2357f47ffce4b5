"""Annealing through broken hard rules of single agents: what they are fined, and how they are mended."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from scheduler.engine import anneal, mending
from scheduler.engine.account import BROKEN, Account
from scheduler.engine.anneal import Annealer
from scheduler.engine.arrays import State
from scheduler.engine.build import make_roster
from scheduler.engine.kernel import _fine_change
from scheduler.engine.layout import own_rows
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.mending import fine, mend
from scheduler.engine.mix import RUN, Mix
from scheduler.engine.moves import walk
from scheduler.engine.part import FINE
from scheduler.evaluate import evaluate
from tests.engine.test_engine_models import INSTANCE, PROBLEM, RULES, random_plan

ACCOUNT = Account(PROBLEM)
LAYOUT = ACCOUNT.floor.layout
EVERYBODY = np.arange(len(INSTANCE.agents))


def broken_units(state: State) -> dict[int, int]:
    """By agent, by how many shifts hard rows of their own are broken: worked out from the rows, not from the layout."""
    found: dict[int, int] = {}
    for a, rows in enumerate(PROBLEM.rows):
        cells = ACCOUNT.floor.plan(state).cells(a, INSTANCE.shift_count)
        flags = [flag for flag, group in rows.flags.items() if np.isin(group, cells).any()]
        for row in own_rows(INSTANCE, rows)[2]:
            if row.price is None:
                over = int(row.coefs[np.isin(row.cells, [*cells, *flags])].sum()) - row.limit
                usual = max(1, int(np.median(np.abs(row.coefs))))
                if over > 0:
                    found[a] = found.get(a, 0) + -(-over // usual)
    return found


def lenient_walk(seed: int, points: float, warmth: float, moves: int) -> State:
    """A state after a walk in which a broken hard rule costs so many points."""
    state = ACCOUNT.floor.state(random_plan(seed))
    walk(LAYOUT._replace(fine=points), state, ACCOUNT.floor.scratch(seed), EVERYBODY, moves, warmth)
    return state


def fined_cost(state: State, points: float) -> float:
    """What a state costs by the rules' checkers, with fines for all that is broken."""
    evaluation = evaluate(INSTANCE, make_roster(PROBLEM, ACCOUNT.floor.plan(state)), RULES)
    of_staff = sum(v.amount for v in evaluation.hard_violations if v.rule in PROBLEM.fined)
    return evaluation.cost + FINE * of_staff + points * sum(broken_units(state).values())


@pytest.mark.parametrize("seed", range(3))
def test_a_broken_rule_costs_its_fine_for_every_unit(seed: int) -> None:
    points = 700.0
    layout, scratch = LAYOUT._replace(fine=points), ACCOUNT.floor.scratch(seed)
    state = lenient_walk(seed, 1.0, 1e6, 2000)
    assert broken_units(state), "nothing is broken: the test shows nothing"
    before = fined_cost(state, points)
    for _ in range(150):
        # Each move is one that the kernel takes for no dearer.
        walk(layout, state, scratch, EVERYBODY, 20, 1e-9)
        after = fined_cost(state, points)
        assert after <= before
        before = after


@pytest.mark.parametrize("scale", [1, 480])
def test_what_a_row_is_fined_more_is_what_it_is_broken_more(scale: int) -> None:
    lenient = LAYOUT._replace(fine=10.0)
    for over in (-2 * scale, 0, 1, scale, 3 * scale - 1):
        for delta in (-4 * scale, -scale, 1, scale, 2 * scale):
            before, after = (math.ceil(max(0, value) / scale) for value in (over, over + delta))
            assert _fine_change(lenient, scale, over, delta) == 10.0 * (after - before)
            assert _fine_change(LAYOUT, scale, over, delta) == (math.inf if delta > 0 else 0.0)


def test_who_breaks_a_rule_is_known_and_costs_nothing_less() -> None:
    state = lenient_walk(0, 1.0, 1e6, 2000)
    assert ACCOUNT.floor.breaking(state.activity) == sorted(broken_units(state))
    assert ACCOUNT.state_cost(state) == BROKEN
    kept = lenient_walk(0, np.inf, 1e6, 2000)
    assert ACCOUNT.floor.breaking(kept.activity) == []


@pytest.mark.parametrize("seconds", [30.0, 0.0])
def test_mended_months_keep_the_rules_and_the_others_stay(seconds: float) -> None:
    kept, state = ACCOUNT.floor.state(random_plan(1)), lenient_walk(0, 1.0, 1e6, 2000)
    broken, before = ACCOUNT.floor.breaking(state.activity), state.shift.copy()
    assert 0 < len(broken) < len(EVERYBODY)
    mended = mend(ACCOUNT, state, kept, Clock(seconds, False, Stop()), seed=0)
    assert ACCOUNT.floor.breaking(mended.activity) == []
    others = np.setdiff1d(EVERYBODY, broken)
    assert np.array_equal(mended.shift[others], before[others])
    as_kept = np.array_equal(mended.shift[broken], kept.shift[broken])
    assert as_kept == (seconds == 0)
    if seconds:
        grid = before.copy()
        grid[broken] = kept.shift[broken]
        assert ACCOUNT.state_cost(mended) < ACCOUNT.state_cost(ACCOUNT.floor.begin(grid.astype(np.int64)))


@pytest.mark.parametrize("reached", [lambda cost: False, lambda cost: True], ids=["to the end", "cut short"])
def test_lenient_annealing_ends_with_a_roster_that_keeps_the_rules(
    reached: Callable[[float], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    mended: list[int] = []

    def watched(account: Account, state: State, kept: State, clock: Clock, *, seed: int) -> State:
        mended.append(len(account.floor.breaking(state.activity)))
        return mend(account, state, kept, clock, seed=seed)

    monkeypatch.setattr(anneal, "_TIGHT", 0.0)
    monkeypatch.setattr(anneal, "mend", watched)
    # Rules are worth breaking to the end of being lenient.
    monkeypatch.setattr(mending, "_LAST", mending._FIRST / 10)
    annealer = Annealer(ACCOUNT, ACCOUNT.floor.state(random_plan(1)), Clock(1.0, True, Stop()), seed=0, workers=1)
    annealer.run(1.0, lambda: 1, reached, lambda state, cost: None)
    assert len(mended) == 1
    assert mended[0] > 0
    assert annealer.layout.fine == np.inf
    assert ACCOUNT.floor.breaking(annealer.state.activity) == []
    assert annealer.cost == ACCOUNT.state_cost(annealer.best) < BROKEN
    afresh = ACCOUNT.floor.state(ACCOUNT.floor.plan(annealer.state))
    assert np.array_equal(annealer.state.activity, afresh.activity)


def test_fines_grow_until_nothing_may_be_broken() -> None:
    fines = [fine(100.0, past) for past in (0.0, 0.1, 0.2, 0.9)]
    assert 0 < fines[0] < fines[1] < fines[2] < fines[3] == np.inf


def test_where_rules_forbid_most_moves_runs_keep_their_share() -> None:
    scratch = ACCOUNT.floor.scratch(0)
    loose, tight = Mix(), Mix()
    tight.tighten()
    for mix in (loose, tight):
        scratch.tally[:] = 100.0, 10.0
        scratch.tally[RUN] = 100.0, 0.0
        mix.learn([scratch])
    assert tight.shares[RUN] > 0.08 > 10 * loose.shares[RUN]

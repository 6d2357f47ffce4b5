"""Annealing against the account and the rules' checkers; agents who have no month."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from models.centre import Centre
from models.people import Wish, WishKind
from models.policy import RuleSetting
from models.result import Status, Strength
from scheduler.engine import anneal
from scheduler.engine.account import BROKEN, Account
from scheduler.engine.anneal import Annealer, warm_up
from scheduler.engine.arrays import State
from scheduler.engine.build import Build, BuildOptions, make_roster
from scheduler.engine.crew import weigh_all
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.moves import walk
from scheduler.engine.part import FINE, Problem
from scheduler.engine.rows import collect_rows
from scheduler.engine.staff import meal_slots
from scheduler.engine.together import drift
from scheduler.evaluate import evaluate
from scheduler.instance import Instance
from scheduler.rules import agent_rules, load_rules, staff_rules
from tests.engine.test_engine_models import CENTRE, INSTANCE, PROBLEM, RULES, random_plan

ACCOUNT = Account(PROBLEM)

COUNTED = State._fields.index("version")
"""What is counted ends where it is only noted how often it has moved."""


def walked(seed: int, moves: int, warmth: float) -> State:
    """A state after a walk from a random plan."""
    state = ACCOUNT.floor.state(random_plan(seed))
    agents = np.arange(len(INSTANCE.agents))
    walk(ACCOUNT.floor.layout, state, ACCOUNT.floor.scratch(seed), agents, moves, warmth)
    return state


@pytest.mark.parametrize(("moves", "warmth"), [(300, 1e9), (3000, 2000.0), (30_000, 1.0)])
@pytest.mark.parametrize("seed", range(3))
def test_what_moves_have_counted_is_what_the_plan_counts(seed: int, moves: int, warmth: float) -> None:
    state = walked(seed, moves, warmth)
    plan = ACCOUNT.floor.plan(state)
    for counted, afresh in zip(state[2:COUNTED], ACCOUNT.floor.state(plan)[2:COUNTED], strict=True):
        assert np.array_equal(counted, afresh)
    evaluation = evaluate(INSTANCE, make_roster(PROBLEM, plan), RULES)
    broken = sum(violation.amount for violation in evaluation.hard_violations)
    assert ACCOUNT.state_cost(state) == evaluation.cost + FINE * broken
    assert ACCOUNT.keeps_rules(state) == (broken == 0)


def test_walks_keep_every_hard_rule_about_agents_and_cold_ones_gain() -> None:
    before = ACCOUNT.cost(random_plan(2))
    assert ACCOUNT.state_cost(walked(2, 5000, 1e9)) < BROKEN
    assert ACCOUNT.state_cost(walked(2, 5000, 1e-6)) < before


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_every_move_adds_what_it_was_weighed_at_whatever_others_do_meanwhile(workers: int) -> None:
    state = ACCOUNT.floor.state(random_plan(1))
    before = ACCOUNT.state_cost(state)

    def work(worker: int) -> float:
        own = np.arange(worker, len(INSTANCE.agents), workers)
        return walk(ACCOUNT.floor.layout, state, ACCOUNT.floor.scratch(worker), own, 200_000, 2000.0)

    with ThreadPoolExecutor(workers) as pool:
        added = sum(pool.map(work, range(workers)))
    assert ACCOUNT.state_cost(state) - before == added


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_workers_put_together_what_they_did(workers: int) -> None:
    state = ACCOUNT.floor.state(random_plan(1))
    annealer = Annealer(ACCOUNT, state, Clock(1.0, True, Stop()), seed=0, workers=workers)
    before = annealer.cost
    annealer.fill()
    annealer.run(1.0, lambda: workers, lambda cost: False, lambda state, cost: None)
    for state in (annealer.state, annealer.best):
        for counted, afresh in zip(
            state[2:COUNTED], ACCOUNT.floor.state(ACCOUNT.floor.plan(state))[2:COUNTED], strict=True
        ):
            assert np.array_equal(counted, afresh)
    assert annealer.cost == ACCOUNT.state_cost(annealer.best) < before


@pytest.mark.parametrize("deterministic", [True, False])
def test_where_no_time_is_left_nothing_is_annealed(deterministic: bool) -> None:
    state = ACCOUNT.floor.state(random_plan(1))
    annealer = Annealer(ACCOUNT, state, Clock(0.0, deterministic, Stop()), seed=0, workers=1)
    before = state.shift.copy()
    annealer.run(0.5, lambda: 1, lambda cost: False, lambda state, cost: None)
    assert np.array_equal(annealer.state.shift, before)


@pytest.mark.parametrize("heads", [1, 4])
def test_blurred_costs_are_averages_over_heads_more_and_fewer(heads: int) -> None:
    state, true = ACCOUNT.floor.state(random_plan(0)), ACCOUNT.floor.state(random_plan(0))
    layout = ACCOUNT.floor.layout
    weigh_all(layout._replace(blur=np.full_like(layout.blur, heads)), state)
    for crew, place in np.ndindex(state.heads.shape):
        about = state.heads[crew, place] + np.arange(-heads, heads + 1)
        mean = [_line(layout.table[crew, place], about + more).mean() for more in (-1, 0, 1)]
        assert state.more[crew, place] == pytest.approx(mean[2] - mean[1])
        assert state.less[crew, place] == pytest.approx(mean[0] - mean[1])
        now = state.heads[crew, place]
        exact = _line(layout.table[crew, place], np.array([now - 1, now, now + 1]))
        assert (true.less[crew, place], true.more[crew, place]) == (exact[0] - exact[1], exact[2] - exact[1])
    assert ACCOUNT.state_cost(state) == ACCOUNT.state_cost(true)


def _line(table: NDArray[np.float64], heads: NDArray[np.int64]) -> NDArray[np.float64]:
    """A row of the table at these heads, beyond both ends as steep as there."""
    last = len(table) - 1
    inside = table[np.clip(heads, 0, last)]
    below, above = np.minimum(heads, 0), np.maximum(heads - last, 0)
    return np.asarray(inside + below * (table[1] - table[0]) + above * (table[last] - table[last - 1]))


def together_cost(state: State, name: str, net: int) -> int:
    """What rows with a sum cost where it has moved by `net` and nobody's part of it has."""
    at = ACCOUNT.floor.names.index(name)
    points = 0
    for a, own in enumerate(PROBLEM.rows):
        for row in own.rows:
            if row.total is not None and row.total[0] == name:
                coef = row.coef_range[1] or row.coef_range[0]
                over = coef * int(state.done[a, at]) + row.total[1] * (int(state.total[at]) + net) - row.limit
                units = max(0, -(-over // row.scale))
                points += (row.price or 0) * (units * (units + 1) // 2 if row.grows else units)
    return points


@pytest.mark.parametrize("seed", range(3))
def test_what_a_sum_costs_when_it_moves_is_what_all_rows_with_it_do(seed: int) -> None:
    state, layout, work = walked(seed, 3000, 2000.0), ACCOUNT.floor.layout, ACCOUNT.floor.scratch(0)
    blurred = layout._replace(sum_blur=np.full_like(layout.sum_blur, 9))
    for i, name in enumerate(ACCOUNT.floor.names):
        for net in (-5, -3, -1, 0, 1, 2, 5):
            exact = together_cost(state, name, net) - together_cost(state, name, 0)
            assert drift(layout, state, work, i, net) == exact
            assert drift(layout, state, work, i, net) == exact, "remembered"
        work.drift_at[:] = -1
        slope = (together_cost(state, name, 9) - together_cost(state, name, -9)) / 18
        for net in (-5, 0, 1):
            assert drift(blurred, state, work, i, net) == pytest.approx(net * slope)
    assert any(together_cost(state, name, 9) != together_cost(state, name, -9) for name in ACCOUNT.floor.names)


def test_agents_with_the_same_rows_about_a_sum_are_counted_together() -> None:
    state, layout = ACCOUNT.floor.state(random_plan(0)), ACCOUNT.floor.layout
    sharing = layout.sharing
    assert len(state.having) < np.count_nonzero(sharing >= 0)
    assert np.array_equal(state.having.sum(axis=1), np.bincount(sharing[sharing >= 0]))
    for a, i in np.argwhere(sharing >= 0).tolist():
        group = int(sharing[a, i])
        assert layout.group_start[i] <= group < layout.group_start[i + 1]
        rows = [row for row in PROBLEM.rows[a].rows if row.total is not None and row.total[0] == ACCOUNT.floor.names[i]]
        held = layout.shared[layout.shared_start[group] : layout.shared_start[group + 1]]
        assert [row.limit for row in rows] == held[:, 2].tolist()
        assert [row.total[1] for row in rows if row.total] == held[:, 1].tolist()


def test_sums_are_blurred_by_the_distance_between_whole_fair_shares() -> None:
    nights = ACCOUNT.floor.names.index("nights/agent")
    upper = [row for own in PROBLEM.rows for row in own.about("nights/agent") if row.total and row.total[1] < 0]
    distances = Counter(-row.coef_range[1] / row.total[1] for row in upper if row.total)
    assert ACCOUNT.floor.spacing[nights] == pytest.approx(distances.most_common(1)[0][0])


def test_annealing_ends_with_costs_as_they_are_even_when_it_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anneal, "_MANY", 0)
    state = ACCOUNT.floor.state(random_plan(1))
    annealer = Annealer(ACCOUNT, state, Clock(1.0, True, Stop()), seed=0, workers=1)
    seen: list[tuple[int, int]] = []

    def threads() -> int:
        seen.append((int(annealer.layout.blur.max()), int(annealer.layout.sum_blur.max())))
        return 1

    annealer.run(1.0, threads, lambda cost: True, lambda *_: None)
    assert min(map(max, zip(*seen, strict=True))) > 0
    assert not annealer.layout.blur.any()
    assert not annealer.layout.sum_blur.any()
    assert annealer.cost == ACCOUNT.state_cost(annealer.best)


def test_wishes_alone_do_not_tell_agents_apart() -> None:
    wishful = Instance(CENTRE.model_copy(update={"wishes": _wish_for_each()}), INSTANCE.requirement)
    few, many = (
        Account(Problem.of(centre, staff_rules(RULES), collect_rows(centre, agent_rules(RULES)))).floor.layout
        for centre in (INSTANCE, wishful)
    )
    assert len(few.base) == len(many.base) < len(INSTANCE.agents)
    assert len(many.entry) == len(few.entry)
    assert np.count_nonzero(many.wish.any(axis=1)) > np.count_nonzero(few.wish.any(axis=1))


def _wish_for_each() -> tuple[Wish, ...]:
    """Everybody wants another day off."""
    days = INSTANCE.days
    return tuple(
        Wish(agent_id=agent.id, day=days[a % len(days)], kind=WishKind.DAY_OFF) for a, agent in enumerate(CENTRE.agents)
    )


def test_what_is_compiled_beforehand_is_what_a_build_calls() -> None:
    walked(1, 10, 1.0)
    warm_up()
    assert len(walk.signatures) == 1  # type: ignore[attr-defined]


def test_meal_slots_are_the_intervals_on_the_phones() -> None:
    starts, spans = meal_slots(INSTANCE)
    for cell in range(INSTANCE.cell_count):
        d, t = divmod(cell, INSTANCE.shift_count)
        offsets = INSTANCE.meal_offsets(t)
        assert starts[cell + 1] - starts[cell] == len(offsets)
        for offset, (first, away, back, last) in zip(offsets, spans[starts[cell] :], strict=False):
            assert (*range(first, away), *range(back, last)) == INSTANCE.phone_intervals(d, t, offset)


def test_an_agent_whose_own_rules_clash_is_named() -> None:
    who = CENTRE.agents[0]
    hard = CENTRE.policy.model_copy(update={"rules": {"contract_hours": RuleSetting(strength=Strength.HARD)}})
    agents = (who.model_copy(update={"shift_classes": ()}), *CENTRE.agents[1:])
    fields = {name: getattr(CENTRE, name) for name in Centre.model_fields}
    instance = Instance(Centre(**{**fields, "policy": hard, "agents": agents}), INSTANCE.requirement)
    result = Build(instance, BuildOptions(time_limit=10, workers=1)).run()
    assert result.status is Status.INFEASIBLE
    assert result.clash is not None
    assert result.clash.confirmed
    assert set(result.clash.rules) == {"contract_hours", "shift_classes"}


def test_a_hard_rule_on_a_sum_is_fined_and_kept_where_it_can_be() -> None:
    rules = tuple(
        rule if rule.name != "fair_nights" else type(rule)(Strength.HARD, rule.weight)
        for rule in load_rules(INSTANCE.policy)
    )
    rows = collect_rows(INSTANCE, agent_rules(rules))
    problem = Problem.of(INSTANCE, staff_rules(rules), rows)
    assert "fair_nights" in problem.fined
    assert all(row.price is not None for own in problem.rows for row in own.rows if row.total is not None)

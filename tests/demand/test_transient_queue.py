"""The chain and the quick method against steady-state formulas and an event simulation that shares nothing with them."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.event_simulation import Tally, simulate
from models.policy import StaffingPolicy
from scheduler.demand.chain import Interval, State, advance, outcome
from scheduler.demand.delivery import by_chain, quick
from scheduler.demand.erlang import service
from scheduler.demand.load import Load

POLICY = StaffingPolicy(shrinkage=0, threshold_seconds=20, patience_seconds=180)
DAY = np.concatenate([np.full(14, 8.0), np.linspace(10, 160, 8), np.full(12, 150.0), np.linspace(150, 12, 14)])


def staffed(load: Load, share: float) -> np.ndarray:
    """Agents at so many square roots above the load, in two-hour stairs like shifts."""
    by_shift = load.carried.reshape(-1, 4).max(axis=1)
    return np.repeat(np.ceil(by_shift + share * np.sqrt(by_shift)), 4).astype(np.int64)


def simulated(load: Load, agents: np.ndarray, policy: StaffingPolicy, runs: int = 400) -> Tally:
    return simulate(load.calls, load.aht, agents, load.seconds, policy.threshold_seconds, policy.patience, 7, runs)


@pytest.mark.parametrize(
    ("erlangs", "agents", "aht", "patience"),
    [(10, 14, 180, 180), (8, 7, 200, 90), (100, 105, 300, 120), (1000, 1010, 300, 180), (10_000, 10_010, 300, 180)],
)
def test_a_steady_queue_is_erlang_a(erlangs: float, agents: int, aht: float, patience: float) -> None:
    interval = Interval(erlangs / aht, agents, aht, patience, 1800)
    state = State.in_progress(erlangs)
    for _ in range(12):
        state, mean = advance(state, interval)
    found, formula = outcome(mean, interval, 20), service(agents, erlangs, aht, 20, patience)
    assert state.p.sum() == pytest.approx(1, abs=1e-9)
    assert found.in_time == pytest.approx(float(formula.service_level), abs=1e-6)
    assert found.early == pytest.approx(float(formula.early), abs=1e-6)
    assert found.abandoned == pytest.approx(float(formula.abandoned), abs=1e-6)
    assert found.wait == pytest.approx(float(formula.mean_wait), abs=1e-3)
    assert found.busy / agents == pytest.approx(float(formula.occupancy), abs=1e-6)


@pytest.mark.parametrize(("threshold", "patience"), [(0, 180), (20, 0.01), (600, 0.5), (600, 3600)])
def test_thresholds_and_patience_at_their_ends(threshold: float, patience: float) -> None:
    interval = Interval(10 / 180, 11, 180, patience, 1800)
    state = State.in_progress(10)
    for _ in range(30):
        state, mean = advance(state, interval)
    found, formula = outcome(mean, interval, threshold), service(11, 10, 180, threshold, patience)
    assert found.in_time == pytest.approx(float(formula.service_level), abs=1e-5)
    assert found.early == pytest.approx(float(formula.early), abs=1e-5)


def test_a_steady_queue_without_hanging_up_is_erlang_c() -> None:
    # R package ErlangC: 10 erlangs of 180 s, 14 agents: 0.888350 in 20 s, mean wait 7.8359 s.
    interval = Interval(10 / 180, 14, 180, np.inf, 1800)
    state = State.in_progress(10)
    for _ in range(12):
        state, mean = advance(state, interval)
    found = outcome(mean, interval, 20)
    assert found.in_time == pytest.approx(0.888350, abs=1e-5)
    assert found.wait == pytest.approx(7.8359, abs=1e-3)


def test_long_steps_give_what_short_ones_give() -> None:
    state = State.in_progress(2.0)
    interval = Interval(40 / 240, 42, 240, 180, 1800)  # a rise from 2 to 40 erlangs in one interval
    long, short = (advance(state, interval, step)[1] for step in (300, 5))
    assert outcome(long, interval, 20).in_time == pytest.approx(outcome(short, interval, 20).in_time, abs=0.005)
    assert outcome(long, interval, 20).busy == pytest.approx(outcome(short, interval, 20).busy, rel=0.005)


SURGE = np.where((np.arange(48) >= 22) & (np.arange(48) < 26), DAY * 1.7, DAY)


@pytest.mark.parametrize(
    ("name", "calls", "share", "model"),
    [
        ("well staffed", DAY, 0.8, "erlang_a"),
        ("overload all day", DAY, -1.2, "erlang_a"),
        ("a surge of two hours", SURGE, 0.4, "erlang_a"),
        ("nobody hangs up", DAY, 0.8, "erlang_c"),
    ],
)
def test_the_chain_agrees_with_the_simulation(name: str, calls: np.ndarray, share: float, model: str) -> None:
    # 400 days: the simulation's own error of one half-hour's level is about 0.01, of the whole day's 0.002.
    policy = POLICY.model_copy(update={"model": model})
    load = Load(calls, np.full(48, 240.0), 1800)
    agents = staffed(Load(DAY, load.aht, 1800), share)
    truth, found = simulated(load, agents, policy), by_chain(load, agents, policy)
    weights = truth.offered
    error = np.abs(found.level(less_early=False) - truth.in_time / weights)
    assert float((error * weights).sum() / weights.sum()) < 0.012
    assert error[calls > 50].max() < 0.05
    whole = found.sums()
    assert whole.in_time / whole.offered == pytest.approx(truth.in_time.sum() / weights.sum(), abs=0.006)
    assert whole.abandoned / whole.offered == pytest.approx(truth.abandoned.sum() / weights.sum(), abs=0.004)
    assert whole.early / whole.offered == pytest.approx(truth.early.sum() / weights.sum(), abs=0.003)
    assert whole.waited / whole.offered == pytest.approx(truth.waited.sum() / weights.sum(), rel=0.06, abs=0.2)


def test_the_load_carried_over_is_nearer_than_each_interval_by_itself() -> None:
    load = Load(DAY, np.full(48, 240.0), 1800)
    agents = staffed(load, 0.5)
    level = by_chain(load, agents, POLICY).level(less_early=False)
    errors = {}
    for method in ("steady", "carried"):
        found = quick(load, agents, POLICY.model_copy(update={"method": method})).level(less_early=False)
        errors[method] = float((np.abs(found - level) * DAY).sum() / DAY.sum())
    assert errors["carried"] < 0.5 * errors["steady"]
    assert errors["carried"] < 0.01


def test_the_load_carried_over_by_hand() -> None:
    # From 0 to 10 erlangs: after t the load is 10 (1 − e^(−t/240)); its mean over 1,800 s is 10 (1 − (240/1800)(1 − e^(−7.5))).
    load = Load(np.array([0.0, 75.0, 0.0]), np.full(3, 240.0), 1800)
    assert load.carried == pytest.approx([0, 10 * (1 - (1 - np.exp(-7.5)) / 7.5), 0])
    assert load.erlangs == pytest.approx([0, 10, 0])


def test_a_part_of_an_agent_is_one_more_in_part_of_the_time() -> None:
    load = Load(np.array([6.0]), np.array([200.0]), 1800)
    levels = [float(quick(load, np.array([n]), POLICY).level(less_early=False)[0]) for n in (0.0, 0.92, 1.0)]
    assert levels[0] == 0
    assert levels[1] == pytest.approx(0.92 * levels[2])


def test_a_night_without_calls_and_with_nobody() -> None:
    load = Load(np.zeros(4), np.full(4, 200.0), 1800)
    for found in (by_chain(load, np.zeros(4), POLICY), quick(load, np.zeros(4), POLICY)):
        assert found.level(less_early=False).tolist() == [1.0] * 4
        assert found.busy == pytest.approx([0] * 4)
    calls = Load(np.full(4, 5.0), np.full(4, 200.0), 1800)
    alone = by_chain(calls, np.zeros(4), POLICY)
    assert alone.in_time == pytest.approx([0] * 4)
    assert alone.abandoned == pytest.approx([5] * 4)
    endless = by_chain(calls, np.zeros(4), POLICY.model_copy(update={"model": "erlang_c"}))
    assert endless.in_time == pytest.approx([0] * 4, abs=1e-9)
    assert np.isfinite(endless.waited).all()


def test_early_hang_ups_by_hand() -> None:
    # One agent, all but always busy: of callers who wait for ever, those with patience below T hang up early.
    found = service(1, 1e5, 1e6, 20, 180)
    assert float(found.early) == pytest.approx(1 - np.exp(-20 / 180), abs=1e-3)
    assert float(found.level(less_early=True)) >= float(found.level(less_early=False))

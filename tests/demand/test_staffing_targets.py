"""Agents for a day's load under every method, target and limit."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from models.policy import StaffingPolicy
from scheduler.demand.delivery import by_chain
from scheduler.demand.erlang import least_agents
from scheduler.demand.errors import DemandError
from scheduler.demand.load import Load
from scheduler.demand.staffing import agents_on_phones

PLAIN = StaffingPolicy(shrinkage=0, threshold_seconds=20, max_occupancy=1)
DAYS = (range(48), range(48, 96))
ONE = np.concatenate([np.full(14, 6.0), np.linspace(8, 150, 6), np.full(14, 140.0), np.linspace(140, 8, 14)])
LOAD = Load(np.concatenate([ONE, 0.7 * ONE]), np.full(96, 240.0), 1800)


def policy(**changes: object) -> StaffingPolicy:
    return StaffingPolicy.model_validate(PLAIN.model_dump() | changes)


def staff(**changes: object) -> np.ndarray:
    return agents_on_phones(LOAD, DAYS, policy(**changes))


def test_the_chain_leaves_no_interval_short_and_single_intervals_do() -> None:
    short = {}
    for method in ("steady", "carried", "chain"):
        found = by_chain(LOAD, staff(method=method).astype(float), PLAIN)
        short[method] = int((found.level(less_early=False) < 0.8 - 1e-6).sum())
    assert short["chain"] == 0
    assert short["steady"] > short["carried"] >= 0


def test_the_chain_adds_to_the_load_carried_and_little() -> None:
    carried, chain = staff(method="carried"), staff(method="chain")
    assert (chain >= carried).all()
    assert chain.sum() <= 1.03 * carried.sum()


@pytest.mark.parametrize("method", ["carried", "chain"])
def test_a_target_for_the_day_is_met_with_fewer_agents(method: str) -> None:
    by_day = staff(method=method, target_per="day")
    assert by_day.sum() < staff(method=method).sum()
    for day in DAYS:
        found = by_chain(LOAD, by_day.astype(float), PLAIN).part(slice(day.start, day.stop)).sums()
        level = float(found.level(less_early=False))
        assert level == pytest.approx(0.8, abs=0.01)
        if method == "chain":
            assert level >= 0.8 - 1e-6


def test_an_answer_rate_is_a_target_of_its_own() -> None:
    asked = policy(answer_rate=0.99)
    agents = agents_on_phones(LOAD, DAYS, asked)
    assert (1 - by_chain(LOAD, agents.astype(float), asked).abandoned / LOAD.calls >= 0.99 - 1e-6).all()
    assert agents.sum() > staff().sum()


def test_no_service_level_leaves_the_occupancy() -> None:
    limited = staff(service_level=0, max_occupancy=0.8, method="carried")
    assert (limited >= np.floor(LOAD.carried / 0.8 * 0.9)).all()
    assert limited.sum() < staff(max_occupancy=0.8, method="carried").sum()


def test_without_early_hang_ups_fewer_agents_do() -> None:
    assert staff(service_level_of="without_early_hang_ups").sum() < staff().sum()


@pytest.mark.parametrize("changes", [{}, {"target_per": "day"}, {"method": "steady"}, {"model": "erlang_c"}])
def test_no_calls_need_nobody(changes: dict[str, object]) -> None:
    silent = Load(np.zeros(96), np.full(96, 240.0), 1800)
    assert not agents_on_phones(silent, DAYS, policy(**changes)).any()


def test_after_the_last_call_nobody_is_needed() -> None:
    closing = Load(np.concatenate([np.full(24, 60.0), np.zeros(24)]), np.full(48, 240.0), 1800)
    agents = agents_on_phones(closing, (range(48),), PLAIN)
    assert (agents[:24] > 0).all()
    assert not agents[24:].any()


@pytest.mark.parametrize(
    "bad",
    [{"service_level": 1}, {"answer_rate": 1}, {"max_occupancy": 0}, {"availability": 0}, {"service_level": -0.1}],
)
def test_targets_that_nobody_can_reach_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValidationError, match=r"less than|greater than"):
        StaffingPolicy.model_validate(bad)


def test_the_formula_refuses_an_impossible_answer_rate() -> None:
    with pytest.raises(DemandError) as refusal:
        least_agents(10, 180, service_level=0.5, threshold_seconds=20, answer_rate=1.0, patience_seconds=180)
    assert "answer_rate" in refusal.value.text.en
    assert "接通率" in refusal.value.text.zh


@pytest.mark.parametrize("method", ["carried", "chain"])
def test_ten_thousand_erlangs(method: str) -> None:
    calls = 10_000 / 300 * 1800
    load = Load(np.array([0.9, 1.0, 1.05]) * calls, np.full(3, 300.0), 1800)
    agents = agents_on_phones(load, (range(3),), policy(method=method))
    # Where so many share the work, hang-ups alone may keep the queue short: the agents are fewer than the load.
    level = by_chain(load, agents.astype(float), PLAIN).level(less_early=False)
    assert (level < 0.83).all()
    assert (agents > 0.9 * load.carried).all()
    if method == "chain":
        assert (level >= 0.8 - 1e-6).all()


def test_an_extreme_target_ends() -> None:
    assert (staff(service_level=0.9999, target_per="day") >= staff(service_level=0.9, target_per="day")).all()

"""Curves of calls that wait too long, against the queueing formulas they come from."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.demand import WaitingCurve
from models.policy import StaffingPolicy
from scheduler.demand.erlang import service
from scheduler.demand.load import Load
from scheduler.demand.waiting import waiting_curves

POLICY = StaffingPolicy(shrinkage=0.0)


def curve_of(calls: float, aht: float, policy: StaffingPolicy = POLICY) -> WaitingCurve:
    return waiting_curves(Load(np.array([calls]), np.array([aht]), 1800), policy)[0]


def read(curve: WaitingCurve, agents: int) -> float:
    levels, late = zip(*curve, strict=True)
    return float(np.interp(agents, levels, late)) / 100


loads = st.tuples(st.floats(0.2, 4000), st.floats(20, 900))


@given(loads, st.sampled_from(["erlang_a", "erlang_c"]))
def test_curves_fall_ever_more_slowly_in_whole_steps(load: tuple[float, float], model: str) -> None:
    curve = curve_of(*load, StaffingPolicy(model=model))
    saved = [(more - less) / (high - low) for (low, more), (high, less) in pairwise(curve)]
    assert curve[0][0] == 0
    assert curve[-1][1] == 0
    assert all(step == int(step) > 0 for step in saved)
    assert all(first > second for first, second in pairwise(saved))


@given(loads)
def test_with_nobody_there_every_call_waits(load: tuple[float, float]) -> None:
    calls, aht = load
    curve = curve_of(calls, aht)
    # What an agent saves is rounded to a hundredth: half of it for each agent up to the last corner.
    assert read(curve, 0) == pytest.approx(calls, abs=0.06 + 0.005 * curve[-1][0])


@given(loads)
def test_no_curve_is_above_the_queue_by_more_than_its_tolerance(load: tuple[float, float]) -> None:
    calls, aht = load
    curve = curve_of(calls, aht)
    for agents in range(1, curve[-1][0] + 1, max(1, curve[-1][0] // 40)):
        late = calls * (1 - float(service(agents, calls * aht / 1800, aht, 10, POLICY.patience_seconds).service_level))
        # Large queues are looked at in steps of a quarter of a standard deviation.
        coarse = 0.03 * calls if calls * aht / 1800 > 90 else 0
        assert read(curve, agents) <= late + 0.06 + 0.005 * curve[-1][0] + coarse


@pytest.mark.parametrize("agents", range(13, 20))
def test_beyond_an_overload_the_curve_is_the_queue(agents: int) -> None:
    # 60 calls of 260 s in half an hour are 8.7 erlangs.
    late = 60 * (1 - float(service(agents, 60 * 260 / 1800, 260, 10, POLICY.patience_seconds).service_level))
    assert read(curve_of(60, 260), agents) == pytest.approx(late, abs=0.1)


def test_no_calls_no_curve() -> None:
    assert waiting_curves(Load(np.array([0.0, 5.0]), np.array([1.0, 200.0]), 1800), POLICY)[0] == ()
    assert waiting_curves(Load(np.zeros(3), np.ones(3), 1800), POLICY) == ((), (), ())


def test_shrinkage_takes_more_agents_for_the_same() -> None:
    with_it = curve_of(60, 260, StaffingPolicy(shrinkage=0.2))
    without = curve_of(60, 260)
    assert all(read(with_it, agents) > read(without, agents) for agents in range(1, 18))


def test_ten_thousand_erlangs() -> None:
    curve = curve_of(60_000, 300)
    assert len(curve) < 40
    assert 10_000 < curve[-1][0] < 12_500


def test_the_curves_see_the_load_that_the_requirement_sees() -> None:
    # After a steep rise not all of the half-hour's load has built up; after a fall some of the last one's is still there.
    load = Load(np.array([10.0, 100.0, 10.0]), np.full(3, 300.0), 1800)
    steady, chain = (
        waiting_curves(load, StaffingPolicy(shrinkage=0.0, method=method)) for method in ("steady", "chain")
    )
    assert chain == waiting_curves(load, StaffingPolicy(shrinkage=0.0, method="carried"))
    assert read(chain[1], 16) < read(steady[1], 16) - 1
    assert read(chain[2], 3) > read(steady[2], 3) + 1

"""What single months cost at least: by their relaxation, and in whole numbers where that promises more."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from models.policy import RuleSetting
from models.result import Strength
from scheduler.demand.requirement import plan_requirement
from scheduler.engine import months
from scheduler.engine.counts import CountsModel
from scheduler.engine.heads import Demands
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.months import OwnMonth, whole_months
from scheduler.engine.program import Floats
from scheduler.engine.relaxed_months import relaxed_months
from scheduler.engine.rows import AgentRow, AgentRows, collect_rows, sums_of
from scheduler.engine.solvers import Outcome
from scheduler.instance import Instance
from scheduler.rules import agent_rules, load_rules, staff_rules
from tests.engine.bounds_case import CENTRE, INSTANCE, PERIOD, ROWS, relaxed

SHARED = sums_of(ROWS)
ALONE = [replace(own, rows=[row for row in own.rows if row.rule not in SHARED]) for own in ROWS]


def charged(seed: int) -> dict[int, Floats]:
    """Prices at which some shifts are worth working, by agent and cell."""
    draw = np.random.default_rng(seed)
    return {a: draw.uniform(-300, 100, INSTANCE.cell_count) for a in range(len(ROWS))}


def exact(a: int, cells: Floats) -> float:
    return OwnMonth(INSTANCE, ALONE, a).cheapest(cells, Stop()).bound


def least_of(rows: list[AgentRows], cells: dict[int, Floats], clock: Clock, stop: Stop) -> dict[int, float]:
    return {a: points for some in relaxed_months(INSTANCE, rows, cells, clock, stop) for a, points in some.items()}


@pytest.mark.parametrize("seed", range(3))
def test_a_relaxed_month_costs_no_more_than_a_whole_one_and_hardly_less(seed: int) -> None:
    cells = charged(seed)
    least = least_of(ALONE, cells, Clock(60, False, Stop()), Stop())
    assert sorted(least) == list(cells)
    for a in cells:
        # Whole months are priced in thousandths, rounded in the agent's favour.
        assert least[a] <= exact(a, cells[a]) + 0.1
    assert sum(least.values()) == pytest.approx(sum(exact(a, cells[a]) for a in cells), rel=0.02)


def test_wishes_and_closed_cells_are_the_agents_own() -> None:
    """Agents of one programme: each keeps their own wishes and leave."""
    first = ALONE[0]
    wish = AgentRow("wishes", "wish", "wish", np.arange(3), np.ones(3, dtype=np.int64), 0, 1000)
    shut = first.open.copy()
    shut[: INSTANCE.shift_count] = False
    rows = [first, replace(first, rows=[*first.rows, wish]), replace(first, open=shut), first]
    cells = np.full(INSTANCE.cell_count, 50.0)
    cells[:3] = -500.0
    least = least_of(rows, dict.fromkeys(range(4), cells), Clock(60, False, Stop()), Stop())
    assert least[1] > least[0] + 100
    assert least[2] > least[0] + 100
    assert least[3] == pytest.approx(least[0])


def test_who_has_no_month_costs_more_than_anything() -> None:
    day = np.arange(INSTANCE.shift_count)
    must = AgentRow("leave", "must", None, day, -np.ones(len(day), dtype=np.int64), -2, None)
    rows = [replace(ALONE[0], rows=[*ALONE[0].rows, must]), ALONE[1]]
    least = least_of(rows, dict.fromkeys(range(2), charged(0)[0]), Clock(60, False, Stop()), Stop())
    assert least[0] == math.inf
    assert math.isfinite(least[1])


def test_without_time_there_are_no_relaxed_months() -> None:
    assert least_of(ALONE, charged(0), Clock(0, False, Stop()), Stop()) == {}
    stop = Stop()
    stop.request()
    assert least_of(ALONE, charged(0), Clock(60, False, Stop()), stop) == {}


def test_whole_months_are_solved_only_where_they_promise_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    cheapest = OwnMonth.cheapest

    def counted(own: OwnMonth, cells: Floats, stop: Stop, worked: int | None = None) -> months.Cheapest:
        asked.append(1)
        return cheapest(own, cells, stop, worked)

    monkeypatch.setattr(OwnMonth, "cheapest", counted)
    monkeypatch.setattr(months, "_TRIED", 2)
    monkeypatch.setattr(months, "_WORTH", 1.0)
    model = relaxed()
    few = [*whole_months(model, ROWS, Clock(60, False, Stop()), Stop())]
    assert len(asked) == 2
    asked.clear()
    monkeypatch.setattr(months, "_WORTH", -1.0)
    every = [*whole_months(model, ROWS, Clock(60, False, Stop()), Stop())]
    assert len(asked) > 5, "agents alike are asked once"
    assert few[-1] < every[-1]


def test_where_relaxed_months_prove_nothing_whole_ones_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(months, "_WORTH", -1.0)
    model = relaxed()
    every = [*whole_months(model, ROWS, Clock(60, False, Stop()), Stop())]
    monkeypatch.setattr(
        months, "relaxed_months", lambda instance, rows, cells, *_: iter([dict.fromkeys(cells, -math.inf)])
    )
    alone = [*whole_months(model, ROWS, Clock(60, False, Stop()), Stop())]
    assert alone[0] == 0
    assert alone[-1] == pytest.approx(every[-1], rel=1e-4)


def test_runs_that_must_be_long_are_seen_by_whole_months_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four days of work on end and three off: half a run is no use, but the relaxation takes it."""
    rules = {name: RuleSetting(strength=Strength.HARD) for name in ("min_consecutive_days", "min_consecutive_days_off")}
    policy = CENTRE.policy.model_copy(update={"rules": {**CENTRE.policy.rules, **rules}})
    centre = CENTRE.model_copy(update={"policy": policy})
    instance = Instance(centre, plan_requirement(centre, PERIOD))
    own = load_rules(policy)
    rows = collect_rows(instance, agent_rules(own))
    model = CountsModel(instance, Demands(instance, staff_rules(own)), rows)
    assert model.relaxed(Clock(60, False, Stop()), Stop())[0] is Outcome.OPTIMAL
    gains = [*whole_months(model, rows, Clock(60, False, Stop()), Stop())]
    monkeypatch.setattr(months._Exact, "cheapest", lambda *_: -math.inf)
    relaxed_only = [*whole_months(model, rows, Clock(60, False, Stop()), Stop())][-1]
    assert gains == sorted(gains)
    assert model.relaxation is not None
    assert gains[-1] > relaxed_only + 1e-3 * model.relaxation.value

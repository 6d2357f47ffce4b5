"""What whole numbers add to the relaxation: lifted rows, whole months and days; never above a roster."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from scheduler.engine import counts, days
from scheduler.engine.aside import Task, solve_aside
from scheduler.engine.bounding import Bounding
from scheduler.engine.counts import CountsModel, CrewsModel, StaffByCrewModel
from scheduler.engine.lifting import Lifting
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.months import OwnMonth, whole_months
from scheduler.engine.program import INFINITE, Matrix, Priced, Program
from scheduler.engine.shares import dear_sum
from scheduler.engine.solvers import Answer, Outcome, rounded_up
from scheduler.engine.spans import fair_shares
from tests.engine.bounds_case import INSTANCE, PROBLEM, ROWS, RULES, good_cost, random_plan, relaxed


def test_a_week_with_a_weekend_off_holds_a_day_of_work_less() -> None:
    lifting = Lifting(INSTANCE)
    for own in ROWS:
        weeks = {row.key: row for row in own.rows if row.rule == "days_off_window" and row.limit == 6}
        lifted = [row for row in lifting.rows(own) if row.rule == "days_off_window" and row.limit == 5]
        assert lifted
        for row in lifted:
            key, flag = row.key
            weekend = own.flags[flag]
            assert set(weekend.tolist()) <= set(weeks[key].cells.tolist())
            assert row.cells[-1] == flag
            assert row.coefs[-1] == -1
    assert all(a is b for a, b in zip(lifting.rows(ROWS[0]), lifting.rows(ROWS[0]), strict=True)), "held once"


@pytest.mark.parametrize("seed", range(4))
def test_what_is_worked_keeps_the_lifted_rows(seed: int) -> None:
    plan, lifting = random_plan(seed), Lifting(INSTANCE)
    for a, own in enumerate(ROWS):
        worked = np.zeros(own.width, dtype=np.int64)
        worked[plan.cells(a, INSTANCE.shift_count)] = 1
        for flag, group in own.flags.items():
            worked[flag] = worked[group].max(initial=0)
        for row in lifting.rows(own):
            assert worked[row.cells] @ row.coefs <= row.limit


def at_other_prices(noise: float) -> tuple[CountsModel, Matrix, Priced]:
    """A relaxation whose prices are wrong by as much, as a share: they bound every roster nevertheless."""
    model = relaxed()
    assert model.relaxation is not None
    assert model.relaxation.priced is not None
    right = model.relaxation.priced.prices
    wrong = right * np.random.default_rng(0).uniform(1 - noise, 1 + noise, len(right))
    matrix = model.program.matrix()
    priced = matrix.priced(wrong)
    model.relaxation = replace(model.relaxation, value=priced.value, priced=priced)
    return model, matrix, priced


@pytest.mark.parametrize("noise", [1e-4, 0.01, 1.0])
def test_at_any_prices_the_programme_has_a_bound(noise: float) -> None:
    best = relaxed().relaxation
    assert best is not None
    _, _, priced = at_other_prices(noise)
    assert priced.value < best.value


def test_with_one_worker_whole_numbers_take_no_more_than_half_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    model = CountsModel(INSTANCE, PROBLEM.demands, ROWS)
    monkeypatch.setattr(counts, "solve_highs", lambda *_, **__: Answer(Outcome.FEASIBLE, bound=7))
    work = counts.root_work(model.program.entry_count)
    for limit, bound, left in ((1.9 * work, 0, 1.9 * work), (2.1 * work, 7, 1.1 * work)):
        clock = Clock(limit, True, Stop())
        assert model.in_whole_numbers(clock, Stop(), 0.0)[1] == bound
        assert clock.left == pytest.approx(left)


def test_a_price_on_a_side_that_a_row_does_not_have_is_dropped() -> None:
    program = Program()
    column = program.column(0, 10, 3)
    program.row([column], [1], 4, INFINITE)
    program.at_most([column], [1], 7)
    priced = program.matrix().priced(np.array([-2.0, 2.0]))
    assert priced.prices.tolist() == [0, 0]
    assert priced.value == 0
    assert program.matrix().priced(np.array([3.0, 0.0])).value == 12, "four units at least, three points each"


@pytest.mark.parametrize("noise", [1e-4, 0.01])
def test_days_at_any_prices_add_up_to_the_programme_without_what_is_priced(noise: float) -> None:
    model, matrix, priced = at_other_prices(noise)
    prices = priced.prices
    between = days._between(model, matrix, days._group_columns(model))
    cost = matrix.cost - matrix.entries[between].T @ prices[between]
    alone = matrix.part(np.flatnonzero(~between), np.arange(len(cost)), cost)
    least = solve_aside(Task(alone, integer=True, seconds=5), Stop())
    gained = [*days.whole_days(model, Clock(60, False, Stop()), Stop())][-1]
    found = priced.value + gained - priced.by_row[between].sum()
    assert 0.95 * least.bound <= found <= least.cost + 1e-6


@pytest.mark.parametrize("noise", [1e-4, 0.01, 1.0])
def test_months_at_any_prices_add_up_to_the_programme_without_their_rows(noise: float) -> None:
    model, matrix, priced = at_other_prices(noise)
    prices = priced.prices
    own = np.isin(np.arange(len(prices)), [row for crowd in model.crowds for row in crowd.own_rows])
    heads = model.by_class[model.by_class >= 0]
    charged = matrix.entries[own].T @ prices[own]
    cost = np.where(matrix.entries[own].astype(bool).sum(axis=0) > 0, 0.0, matrix.cost)
    cost[heads] = matrix.cost[heads] - charged[heads]
    others = matrix.part(np.flatnonzero(~own), np.arange(len(cost)), cost).priced(prices[~own]).value
    months = 0.0
    alone = [replace(rows, rows=[row for row in rows.rows if row.rule not in model.sums_of]) for rows in ROWS]
    for c, members in enumerate(INSTANCE.classes):
        cells = np.where(model.by_class[c] >= 0, charged[model.by_class[c]], 0.0).ravel()
        months += sum(OwnMonth(INSTANCE, alone, a).cheapest(cells, Stop()).bound for a in members)
    gained = [*whole_months(model, ROWS, Clock(60, False, Stop()), Stop())][-1]
    assert gained > 0
    assert priced.value + gained == pytest.approx(others + months)


@pytest.mark.parametrize("kind", [CountsModel, StaffByCrewModel, CrewsModel])
def test_a_large_relaxation_is_left_when_it_is_near(monkeypatch: pytest.MonkeyPatch, kind: type[CountsModel]) -> None:
    exact = relaxed(kind).relaxation
    assert exact is not None
    monkeypatch.setattr("scheduler.engine.counts._EXACT", 0)
    near = relaxed(kind).relaxation
    assert near is not None
    assert exact.value * (1 - 2 * kind.near) < near.value < exact.value


@pytest.mark.parametrize("kind", [CountsModel, CrewsModel])
def test_whole_months_raise_the_bound_and_no_roster_is_below_it(kind: type[CountsModel]) -> None:
    model = relaxed(kind)
    assert model.relaxation is not None
    gains = list(whole_months(model, ROWS, Clock(60, False, Stop()), Stop()))
    assert gains == sorted(gains)
    assert gains[-1] > 0
    assert model.relaxation.value + gains[-1] <= good_cost()


def test_without_a_relaxation_or_time_no_months_are_solved() -> None:
    model = relaxed()
    assert list(whole_months(model, ROWS, Clock(0, False, Stop()), Stop())) == []
    model.relaxation = None
    assert list(whole_months(model, ROWS, Clock(60, False, Stop()), Stop())) == []
    assert dear_sum(model) is None
    assert fair_shares(model, ROWS, Clock(60, False, Stop()), Stop()) is None


def test_the_proof_beside_the_search_adds_all_of_it_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.engine.shares._DEAR", 0.0)
    found: list[int] = []
    with Bounding(PROBLEM, RULES, ROWS, Clock(12, False, Stop()), found.append) as bounding:
        assert bounding._better is not None
        bounding._better.result()
    relaxation = relaxed().relaxation
    assert relaxation is not None
    assert relaxation.value < max(found) <= good_cost()


@pytest.mark.parametrize(("deterministic", "long"), [(False, 0.0), (False, 90.0), (True, 0.0)])
def test_a_large_programme_is_bounded_by_crew_and_by_class(
    deterministic: bool, long: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.engine.bounding._LARGE", 0)
    monkeypatch.setattr("scheduler.engine.bounding._LONG", long)
    monkeypatch.setattr(Bounding, "_improve_relaxed", lambda _: None)
    monkeypatch.setattr(Bounding, "_improve_whole", lambda _: None)
    monkeypatch.setattr(CountsModel, "in_whole_numbers", lambda *_: (Outcome.UNKNOWN, 0))
    found: list[int] = []
    with Bounding(PROBLEM, RULES, ROWS, Clock(30, deterministic, Stop()), found.append) as bounding:
        assert bounding._better is not None
        bounding._better.result()
        assert type(bounding._model) is StaffByCrewModel
    values = [model.relaxation.value for model in map(relaxed, (CrewsModel, StaffByCrewModel)) if model.relaxation]
    assert sorted(found) == [rounded_up(value) for value in values]
    at_once = long == 0 and not deterministic
    assert found[0] < found[1] <= good_cost() or at_once


@pytest.mark.parametrize(("share", "told"), [(1e-9, True), (1e9, False)])
def test_fair_shares_count_where_there_is_time_for_them(
    share: float, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.engine.bounding._FAIR", share)
    monkeypatch.setattr("scheduler.engine.bounding.fair_shares", lambda *_: SimpleNamespace(bound=lambda _: 1e6))
    monkeypatch.setattr(Bounding, "_improve_whole", lambda _: None)
    found: list[int] = []
    with Bounding(PROBLEM, RULES, ROWS, Clock(12, False, Stop()), found.append) as bounding:
        assert bounding._better is not None
        bounding._better.result()
    assert (max(found) >= 1e6) == told

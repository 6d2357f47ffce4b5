"""What whole numbers add to the relaxation: lifted rows, whole months and fair shares; never above a roster."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.engine import days
from scheduler.engine.aside import Task, solve_aside
from scheduler.engine.bounding import Bounding
from scheduler.engine.build import make_roster
from scheduler.engine.counts import CountsModel, CrewsModel, StaffByCrewModel
from scheduler.engine.lifting import Lifting
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.months import OwnMonth, whole_months
from scheduler.engine.part import FINE, Part, Plan, Problem
from scheduler.engine.people import grid_totals
from scheduler.engine.program import INFINITE, Matrix, Priced, Program
from scheduler.engine.rows import collect_rows
from scheduler.engine.shares import Span, _slopes, dear_sum, narrowed, whole_shares
from scheduler.engine.solvers import Outcome, rounded_up, solve_cp_sat
from scheduler.engine.spans import FairShares, Told, fair_shares
from scheduler.evaluate import evaluate
from scheduler.instance import Instance
from scheduler.rules import agent_rules, load_rules, staff_rules

# Twelve days from a Thursday, with two weekends.
PERIOD = Period(start=date(2026, 10, 15), end=date(2026, 10, 26))
CENTRE = generate_centre(CentreSpec(agents=10, seed=3))
INSTANCE = Instance(CENTRE, plan_requirement(CENTRE, PERIOD))
RULES = load_rules(INSTANCE.policy)
ROWS = collect_rows(INSTANCE, agent_rules(RULES))
PROBLEM = Problem.of(INSTANCE, staff_rules(RULES), ROWS)
NIGHTS = "nights/agent"


def everything() -> Part:
    nobody = Plan(np.full((len(INSTANCE.agents), INSTANCE.day_count), -1), {})
    return Part(PROBLEM, nobody, range(len(INSTANCE.agents)), range(INSTANCE.day_count))


def random_plan(seed: int) -> Plan:
    """A roster that keeps every hard rule about agents: a good one for random prices of its cells."""
    part, draw = everything(), random.Random(seed)
    part.program.cost = [draw.randint(-9, 3) for _ in part.program.cost]
    answer = solve_cp_sat(part.program, seconds=60, seed=seed, workers=2, stop=Stop(), relative_gap=0.1)
    assert answer.values is not None
    return part.read(answer.values)


def judged(plan: Plan) -> int:
    """What the checkers make of it, broken hard rules about staff fined."""
    evaluation = evaluate(INSTANCE, make_roster(PROBLEM, plan), RULES)
    return evaluation.cost + FINE * sum(violation.amount for violation in evaluation.hard_violations)


def least_cost(model: CountsModel, plan: Plan) -> int | None:
    """What the model makes of a roster's head-counts; None when it cuts them off."""
    counts = PROBLEM.head_counts(plan.grid)
    lower, upper = np.array(model.program.lower), np.array(model.program.upper)
    for cell, column in np.ndenumerate(model.by_class):
        if column >= 0:
            lower[column] = upper[column] = counts[cell]
    for cell, columns in model.heads.slots.items():
        lower[columns] = upper[columns] = plan.slots.get(cell, [0] * len(columns))
    answer = solve_cp_sat(model.program, seconds=20, seed=0, workers=2, stop=Stop(), lower=lower, upper=upper)
    return None if answer.cost is None else round(answer.cost)


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


@pytest.mark.parametrize("seed", range(4))
def test_fair_shares_in_whole_numbers_cut_off_no_roster_within_their_span(seed: int) -> None:
    plan = random_plan(seed)
    nights = grid_totals(INSTANCE, ROWS, plan.grid)[NIGHTS]
    for low, high in ((nights, nights), (nights - 2, nights + 5), (0, 9 * nights)):
        model = CountsModel(INSTANCE, PROBLEM.demands, ROWS)
        plain, rows = least_cost(model, plan), len(model.program.row_columns)
        narrow = narrowed(model, ROWS, Span(NIGHTS, low, high))
        assert len(narrow.program.row_columns) > rows == len(model.program.row_columns)
        cost = least_cost(narrow, plan)
        assert plain is not None
        assert cost is not None, "a roster within the span is cut off"
        assert plain <= cost <= judged(plan)
    model = CountsModel(INSTANCE, PROBLEM.demands, ROWS)
    assert least_cost(narrowed(model, ROWS, Span(NIGHTS, nights + 1, nights + 9)), plan) is None


def test_the_units_of_a_convex_cost_have_the_prices_of_its_steps() -> None:
    assert _slopes((30, 10, 0, 0, 20)) == [-20, -10, 0, 20]
    assert _slopes((0, 9, 10)) == [5, 5], "a dear first unit is shared with the next"
    assert _slopes((0, 0, 7, 7)) == [0, 3, 3], "rounded down"
    assert _slopes((4,)) == []


@pytest.fixture(scope="module")
def good_cost() -> float:
    """What a good roster costs."""
    best = solve_cp_sat(everything().program, seconds=10, seed=0, workers=2, stop=Stop(), subsolvers=("max_lp",))
    assert best.cost is not None
    return best.cost


def relaxed(kind: type[CountsModel] = CountsModel) -> CountsModel:
    model = kind(INSTANCE, PROBLEM.demands, ROWS)
    assert model.relaxed(Clock(60, False, Stop()), Stop())[0] is Outcome.OPTIMAL
    return model


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
def test_whole_months_raise_the_bound_and_no_roster_is_below_it(kind: type[CountsModel], good_cost: float) -> None:
    model = relaxed(kind)
    assert model.relaxation is not None
    gains = list(whole_months(model, ROWS, Clock(60, False, Stop()), Stop()))
    assert gains == sorted(gains)
    assert gains[-1] > 0
    assert model.relaxation.value + gains[-1] <= good_cost


def test_without_a_relaxation_or_time_no_months_are_solved() -> None:
    model = relaxed()
    assert list(whole_months(model, ROWS, Clock(0, False, Stop()), Stop())) == []
    model.relaxation = None
    assert list(whole_months(model, ROWS, Clock(60, False, Stop()), Stop())) == []
    assert dear_sum(model) is None
    assert fair_shares(model, ROWS, Clock(60, False, Stop()), Stop()) is None


@pytest.fixture(scope="module")
def rosters() -> list[tuple[int, int]]:
    """What rosters cost that keep the rules about agents, and how many nights they have."""
    plans = [random_plan(seed) for seed in range(6)]
    return [(judged(plan), grid_totals(INSTANCE, ROWS, plan.grid)[NIGHTS]) for plan in plans]


@pytest.mark.parametrize("kind", [CountsModel, StaffByCrewModel, CrewsModel])
def test_fair_shares_in_whole_numbers_raise_the_bound_and_no_roster_is_below_it(
    kind: type[CountsModel], good_cost: float, rosters: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.engine.shares._DEAR", 0.0)
    model = relaxed(kind)
    assert any(not crowd.priced for crowd in model.crowds) == (kind is CrewsModel)
    assert model.relaxation is not None
    fair = fair_shares(model, ROWS, Clock(60, False, Stop()), Stop())
    assert fair is not None
    assert model.relaxation.value - 1e-6 <= fair.bound(0.0) <= good_cost
    days_gain = [0.0, *days.whole_days(model, Clock(60, False, Stop()), Stop())][-1]
    assert fair.bound(0.0) <= fair.bound(days_gain) <= good_cost
    # Each span's own bound holds for the rosters within it, whether it is the least or not; the spans hold every sum once.
    while any(fair._better(told) for told in fair.spans):
        pass
    assert [told.span.low for told in fair.spans[1:]] == [told.span.high + 1 for told in fair.spans[:-1]]
    for cost, nights in rosters:
        (told,) = [told for told in fair.spans if told.span.low <= nights <= told.span.high]
        assert told.bound(fair.relaxation, days_gain) <= cost
        assert told.gained is not None


@pytest.mark.parametrize("kind", [CountsModel, StaffByCrewModel, CrewsModel])
def test_within_a_span_no_prices_tell_more_than_its_own_relaxation(
    kind: type[CountsModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.engine.shares._DEAR", 0.0)
    monkeypatch.setattr("scheduler.engine.spans.whole_months", lambda *_, **__: [])
    model = relaxed(kind)
    fair = fair_shares(model, ROWS, Clock(60, False, Stop()), Stop())
    assert fair is not None
    begun = list(fair.spans)
    while any(fair._better(told) for told in fair.spans if told in begun and None in (told.gained, told.shifted)):
        pass
    for told in begun:
        within = narrowed(model, ROWS, told.span)
        outcome, _ = within.relaxed(Clock(60, False, Stop()), Stop())
        assert within.relaxation is not None
        least = within.relaxation.value if outcome is Outcome.OPTIMAL else float("inf")
        assert told.bound(fair.relaxation, 0.0) <= least * (1 + 1e-6)


@pytest.fixture
def fair(monkeypatch: pytest.MonkeyPatch) -> FairShares:
    """Fair shares of nights, of which nothing is told yet."""
    monkeypatch.setattr("scheduler.engine.shares._DEAR", 0.0)
    fair = fair_shares(relaxed(), ROWS, Clock(60, False, Stop()), Stop())
    assert fair is not None
    return fair


def test_far_from_the_relaxations_sum_shifted_prices_tell_more(fair: FairShares) -> None:
    for told in (fair.spans[0], fair.spans[-1]):
        assert fair._better(told)
        assert told.gained is None
        assert told.bound(fair.relaxation, 0.0) > fair.relaxation


def test_the_least_span_bounds_all(fair: FairShares) -> None:
    assert fair.bound(0.0) == min(told.bound(fair.relaxation, 0.0) for told in fair.spans)


def test_a_wide_span_is_told_by_shifted_prices_and_then_cut(fair: FairShares) -> None:
    wide = fair.spans[-1]
    assert fair._better(wide)
    assert wide.gained is None
    assert wide.shifted is not None
    begun = len(fair.spans)
    assert fair._better(wide)
    assert len(fair.spans) == begun + 1
    near, far = fair.spans[-2:]
    assert (near.span.low, near.span.high + 1, far.span.high) == (wide.span.low, far.span.low, wide.span.high)
    assert near.is_new
    assert far.is_new


def test_within_a_narrow_span_the_fair_share_is_no_other_whole_number(fair: FairShares) -> None:
    shares = Counter(
        -row.total[1] / row.coef_range[0] for own in ROWS for row in own.rows if row.total and row.total[0] == NIGHTS
    )
    share = max(share for share in shares if shares[share] == max(shares.values()))
    wide = [told.span for told in fair.spans if math.ceil(told.span.low * share) < math.ceil(told.span.high * share)]
    assert {span.low for span in wide} <= {fair.spans[0].span.low, fair.spans[-1].span.low}
    fair.bound(1e9)
    assert all(
        math.ceil(t.span.low * share) == math.ceil(t.span.high * share) for t in fair.spans if t.gained is not None
    )


@given(
    share=st.fractions(min_value=0, max_value=2, max_denominator=40), low=st.integers(0, 200), width=st.integers(0, 60)
)
@example(share=Fraction(31, 1261), low=118, width=5)
@example(share=Fraction(1, 2), low=3, width=5)
def test_between_whole_shares_the_same_numbers_are_fair(share: Fraction, low: int, width: int) -> None:
    span = Span(NIGHTS, low, low + width)
    edges = [span.low, *whole_shares(share, span), span.high + 1]
    assert edges == sorted(set(edges))
    for first, last in itertools.pairwise(edges):
        fair = {(math.floor(total * share), math.ceil(total * share)) for total in range(first, last)}
        assert len(fair) == 1
    assert whole_shares(None, span) == []


def test_without_time_fair_shares_tell_no_more_than_the_relaxation_and_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.engine.shares._DEAR", 0.0)
    fair = fair_shares(relaxed(), ROWS, Clock(0, False, Stop()), Stop())
    assert fair is not None
    assert fair.bound(5.0) == fair.relaxation + 5


def test_days_count_at_the_relaxations_prices_only() -> None:
    told = Told(Span(NIGHTS, 0, 9))
    assert told.bound(100.0, days=4.0) == 104
    told.gained = 5.0
    assert told.bound(100.0, days=4.0) == 109
    told.months = 2.0
    assert told.bound(100.0, days=4.0) == 111
    told.shifted = 112.0
    assert told.bound(100.0, days=4.0) == 112
    assert told.bound(100.0, days=40.0) == 147


def test_where_all_must_have_more_nights_crews_promise_no_more_than_classes() -> None:
    plain = relaxed()
    assert plain.relaxation is not None
    assert plain.relaxation.values is not None
    middle = round(plain.relaxation.values[plain.totals[NIGHTS]])
    values = []
    for kind in (CrewsModel, CountsModel):
        model = narrowed(kind(INSTANCE, PROBLEM.demands, ROWS), ROWS, Span(NIGHTS, middle + 8, middle + 12))
        assert model.relaxed(Clock(60, False, Stop()), Stop())[0] is Outcome.OPTIMAL
        assert model.relaxation is not None
        values.append(model.relaxation.value)
    assert values[0] <= values[1] + 1e-6


def test_the_proof_beside_the_search_adds_all_of_it_up(monkeypatch: pytest.MonkeyPatch, good_cost: float) -> None:
    monkeypatch.setattr("scheduler.engine.shares._DEAR", 0.0)
    found: list[int] = []
    with Bounding(PROBLEM, RULES, ROWS, Clock(12, False, Stop()), found.append) as bounding:
        assert bounding._better is not None
        bounding._better.result()
    relaxation = relaxed().relaxation
    assert relaxation is not None
    assert relaxation.value < max(found) <= good_cost


@pytest.mark.parametrize(("deterministic", "long"), [(False, 0.0), (False, 90.0), (True, 0.0)])
def test_a_large_programme_is_bounded_by_crew_and_by_class(
    deterministic: bool, long: float, monkeypatch: pytest.MonkeyPatch, good_cost: float
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
    assert found[0] < found[1] <= good_cost or at_once


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

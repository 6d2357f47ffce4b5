"""Fair shares in whole numbers, span by span: never above a roster."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scheduler.engine import days
from scheduler.engine.build import make_roster
from scheduler.engine.counts import CountsModel, CrewsModel, StaffByCrewModel
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.part import FINE, Plan
from scheduler.engine.people import grid_totals
from scheduler.engine.shares import Span, _slopes, narrowed, whole_shares
from scheduler.engine.solvers import Outcome, solve_cp_sat
from scheduler.engine.spans import FairShares, Told, fair_shares
from scheduler.evaluate import evaluate
from tests.engine.bounds_case import INSTANCE, NIGHTS, PROBLEM, ROWS, RULES, good_cost, random_plan, relaxed


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
def rosters() -> list[tuple[int, int]]:
    """What rosters cost that keep the rules about agents, and how many nights they have."""
    plans = [random_plan(seed) for seed in range(6)]
    return [(judged(plan), grid_totals(INSTANCE, ROWS, plan.grid)[NIGHTS]) for plan in plans]


@pytest.mark.parametrize("kind", [CountsModel, StaffByCrewModel, CrewsModel])
def test_fair_shares_in_whole_numbers_raise_the_bound_and_no_roster_is_below_it(
    kind: type[CountsModel], rosters: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.engine.shares._DEAR", 0.0)
    model = relaxed(kind)
    assert any(not crowd.priced for crowd in model.crowds) == (kind is CrewsModel)
    assert model.relaxation is not None
    fair = fair_shares(model, ROWS, Clock(60, False, Stop()), Stop())
    assert fair is not None
    assert model.relaxation.value - 1e-6 <= fair.bound(0.0) <= good_cost()
    days_gain = [0.0, *days.whole_days(model, Clock(60, False, Stop()), Stop())][-1]
    assert fair.bound(0.0) <= fair.bound(days_gain) <= good_cost()
    # Each span's own bound holds for the rosters within it, whether it is the least or not; the spans hold every sum once.
    sums = [nights for _, nights in rosters]
    while any(fair._better(told) for told in fair.spans if any(told.span.low <= n <= told.span.high for n in sums)):
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

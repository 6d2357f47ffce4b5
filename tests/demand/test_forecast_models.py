"""The models behind one interface, the choice among them, and the bands around what they expect."""

import importlib.util
from datetime import date

import numpy as np
import pytest

from models.forecast_model import ForecastModel
from models.policy import Policy, StaffingPolicy
from models.time import Period
from scheduler.demand.bands import ForecastError, band, day_band, measure, poisson_floor
from scheduler.demand.boosted import available
from scheduler.demand.errors import DemandError
from scheduler.demand.forecast import forecast
from scheduler.demand.forecast_models import AUTOMATIC
from tests.demand.conftest import centre_with, clean_calls, ordinary_rate

NEXT_WEEK = Period(start=date(2026, 8, 10), end=date(2026, 8, 16))
needs_trees = pytest.mark.skipif(not available(), reason="install the extra paiban[boosted] to test the boosted trees")


def with_model(calls, model):
    return centre_with(calls, policy=Policy(staffing=StaffingPolicy(forecast_model=model)))


def truth():
    return [call.offered for call in clean_calls(NEXT_WEEK.start, 7, ordinary_rate)]


@pytest.mark.parametrize("model", AUTOMATIC)
def test_every_model_forecasts_a_week_that_repeats_itself(model, plain_calls):
    made = forecast(with_model(plain_calls, model), NEXT_WEEK)
    assert made.queues[0].model == model
    assert made.queues[0].offered == pytest.approx(truth(), rel=0.01)


def test_the_default_stays_where_no_other_is_clearly_better(plain_calls):
    made = forecast(centre_with(plain_calls), NEXT_WEEK)
    assert made.queues[0].model == "profile"
    assert any("chosen by backtest" in note.en and "mean of profile and regression" in note.en for note in made.notes)


def test_a_time_of_the_month_is_learned_and_noise_makes_none():
    rng = np.random.default_rng(2)

    def calls(month):
        return clean_calls(
            date(2026, 1, 5),
            216,
            lambda m: float(rng.poisson(40 * ordinary_rate(m) * (1 + month * np.cos(2 * np.pi * (m.day - 1) / 30.5)))),
        )

    def ratio(made):
        days = np.array(made.queues[0].offered).reshape(31, 48).sum(axis=1)
        return days[2] / days[16]  # Monday the 3rd and Monday the 17th

    august = Period(start=date(2026, 8, 1), end=date(2026, 8, 31))
    # cos(2π·2/30.5) = 0.92 and cos(2π·16/30.5) = −0.99: 1.18 / 0.80.
    assert ratio(forecast(with_model(calls(0.2), ForecastModel.PROFILE), august)) == pytest.approx(
        1.18 / 0.80, rel=0.08
    )
    assert ratio(forecast(with_model(calls(0.0), ForecastModel.PROFILE), august)) == pytest.approx(1, abs=0.03)


@pytest.mark.skipif(importlib.util.find_spec("sklearn") is not None, reason="scikit-learn is installed here")
def test_trees_without_their_extra_are_refused_with_the_remedy(plain_calls):
    with pytest.raises(DemandError, match=r"paiban\[boosted\]"):
        forecast(with_model(plain_calls, ForecastModel.BOOSTED), NEXT_WEEK)


@needs_trees
@pytest.mark.parametrize("model", [ForecastModel.BOOSTED, ForecastModel.MEAN_BOOSTED])
def test_trees_learn_the_week_and_repeat(model, plain_calls):
    made = forecast(with_model(plain_calls, model), NEXT_WEEK).queues[0].offered
    assert np.abs(np.array(made) - truth()).sum() < 0.1 * sum(truth())
    assert made == forecast(with_model(plain_calls, model), NEXT_WEEK).queues[0].offered


def test_errors_are_found_again_from_days_that_have_them():
    rng = np.random.default_rng(7)
    expected = np.linspace(20, 200, 48)
    days = []
    for _ in range(2000):
        rates = expected * rng.gamma(1 / 0.1**2, 0.1**2) * rng.gamma(1 / 0.2**2, 0.2**2, size=48)
        days.append((rng.poisson(rates).astype(float), expected))
    found = measure(days)
    assert found.day == pytest.approx(0.1, abs=0.005)
    assert found.interval == pytest.approx(0.2, abs=0.005)
    low, high = band(expected, found, 0.8)
    inside = np.mean([(low <= actual) & (actual <= high) for actual, _ in days])
    assert inside == pytest.approx(0.8, abs=0.02)
    least, most = day_band(expected, found, 0.8)
    assert np.mean([least <= actual.sum() <= most for actual, _ in days]) == pytest.approx(0.8, abs=0.03)


def test_chance_alone_has_no_error():
    rng = np.random.default_rng(8)
    expected = np.full(48, 50.0)
    found = measure((rng.poisson(expected).astype(float), expected) for _ in range(1000))
    assert found.day < 0.02
    assert found.interval < 0.02


def test_bands_where_nothing_is_expected_and_where_nothing_is_unsure():
    low, high = band(np.array([0.0, 4.0]), ForecastError(0, 0), 0.8)
    # Poisson with mean 4: P(X ≤ 1) = 0.092 < 0.1 ≤ P(X ≤ 2), P(X ≤ 6) = 0.889 < 0.9 ≤ P(X ≤ 7).
    assert low.tolist() == [0, 2]
    assert high.tolist() == [0, 7]
    assert day_band(np.zeros(3), ForecastError(0.1, 0.1), 0.8) == (0.0, 0.0)


def test_the_floor_is_the_mean_deviation_of_chance():
    # With rate 1: E|X − 1| = 2·1·P(X = 1) = 2/e.
    assert poisson_floor(np.array([1.0])) == pytest.approx(2 / np.e)
    assert poisson_floor(np.zeros(2)) == 0

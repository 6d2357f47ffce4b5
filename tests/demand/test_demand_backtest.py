"""The forecast against last week again, on a made-up history and, where they are at hand, on two real ones."""

import csv
import os
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from models.calendar import Calendar
from models.demand import CallCount
from models.forecast_model import ForecastModel
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.backtest import backtest, by_horizon, judge, wape
from scheduler.demand.forecast_models import AUTOMATIC
from scheduler.demand.history import gather
from tests.demand.conftest import clean_calls, ordinary_rate


def test_wape_is_the_sum_of_errors_over_the_sum_of_calls():
    assert wape(np.array([10.0, 30.0]), np.array([12.0, 24.0])) == pytest.approx((2 + 6) / 40)


def test_a_history_without_noise_is_forecast_without_error():
    history = gather(clean_calls(date(2026, 6, 29), 42, ordinary_rate), "Asia/Shanghai", 30, date(2026, 8, 10))
    found = backtest(history, Calendar())
    # From 21 days on (half of the history) there is an origin at days 21, 28 and 35.
    assert found.origins == 3
    assert found.intervals == 3 * 7 * 48
    assert found.forecast == pytest.approx(0, abs=1e-9)
    assert found.last_week == 0


def test_too_short_a_history_cannot_be_judged():
    history = gather(clean_calls(date(2026, 6, 29), 14, ordinary_rate), "Asia/Shanghai", 30, date(2026, 8, 10))
    with pytest.raises(ValueError, match="too short"):
        backtest(history, Calendar())


@pytest.mark.parametrize("queue", ["mandarin", "credit_card", "cantonese"])
def test_on_the_made_up_bank_the_forecast_beats_last_week_again(example, queue):
    calls = [call for call in example.calls if call.queue == queue]
    history = gather(calls, "Asia/Shanghai", 30, date(2026, 10, 1))
    for ahead in ((1, 7), (22, 28)):
        found = backtest(history, example.calendar, example.events, days_ahead=ahead)
        assert found.forecast < 0.85 * found.last_week


@pytest.fixture(scope="module")
def example():
    return generate_centre(CentreSpec())


# File, zone, country, and the WAPE that is promised for days 1 to 7 and 22 to 28 ahead on ordinary days.
REAL = [
    ("anonymous_bank_1999_30min.csv", "Asia/Jerusalem", "IL", 0.25, 0.26),
    ("us_bank_2003_5min.csv", "America/New_York", "US", 0.07, 0.075),
]


def real_history(name, zone):
    folder = os.environ.get("PAIBAN_DATA")
    if not folder or not Path(folder, name).exists():
        pytest.skip(f"set PAIBAN_DATA to a folder that holds {name} to run the backtest on a real history")
    tz = ZoneInfo(zone)
    with Path(folder, name).open(encoding="utf-8") as file:
        calls = [
            CallCount(
                start=datetime.fromisoformat(row["start"]).replace(tzinfo=tz),
                queue="q",
                offered=float(row["calls"]),
                aht_seconds=200,
            )
            for row in csv.DictReader(file)
        ]
    return gather(calls, zone, 30, date(2100, 1, 1))


@pytest.mark.parametrize(("name", "zone", "country", "week", "four_weeks"), REAL)
@pytest.mark.parametrize("model", AUTOMATIC)
def test_on_real_histories_every_model_keeps_what_is_promised(name, zone, country, week, four_weeks, model):
    judged = judge(real_history(name, zone), Calendar(country=country), (), (model,), ordinary_only=True)
    found = by_horizon(judged, model)
    assert found[1, 7].forecast <= week
    assert found[22, 28].forecast <= four_weeks
    for scored in found.values():
        assert scored.floor < scored.forecast < 0.9 * scored.last_week


@pytest.mark.parametrize(("name", "zone", "country", "week", "four_weeks"), REAL)
def test_on_real_histories_the_bands_hold(name, zone, country, week, four_weeks):
    judged = judge(real_history(name, zone), Calendar(country=country), (), (ForecastModel.PROFILE,))
    for found in by_horizon(judged, ForecastModel.PROFILE).values():
        inside80, inside95 = found.coverage
        assert 0.8 <= inside80 <= 0.93
        assert 0.93 <= inside95 <= 0.99


@pytest.mark.parametrize("queue", ["mandarin", "credit_card", "cantonese"])
def test_on_the_made_up_bank_the_bands_hold(example, queue):
    calls = [call for call in example.calls if call.queue == queue]
    history = gather(calls, "Asia/Shanghai", 30, date(2026, 10, 1))
    found = backtest(history, example.calendar, example.events)
    assert 0.8 <= found.coverage[0] <= 0.9
    assert 0.93 <= found.coverage[1] <= 0.99


def test_hours_of_an_outage_are_not_judged():
    def rate(moment):
        broken = moment.date() == date(2026, 8, 5) and moment.hour in (9, 10)
        return 0.0 if broken else 10 * ordinary_rate(moment)

    history = gather(clean_calls(date(2026, 6, 29), 42, rate), "Asia/Shanghai", 30, date(2026, 8, 10))
    found = backtest(history, Calendar())
    assert found.intervals == 3 * 7 * 48 - 4
    assert found.forecast == pytest.approx(0, abs=1e-9)

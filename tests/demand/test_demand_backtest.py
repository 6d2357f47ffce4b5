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
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.backtest import backtest, wape
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


# File, zone, country, and the WAPE that was measured (docs/demand.md), with a margin of 2 %.
REAL = [
    ("anonymous_bank_1999_30min.csv", "Asia/Jerusalem", "IL", 0.257),
    ("us_bank_2003_5min.csv", "America/New_York", "US", 0.066),
]


@pytest.mark.parametrize(("name", "zone", "country", "measured"), REAL)
def test_on_real_histories_the_forecast_beats_last_week_again(name, zone, country, measured):
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
    history = gather(calls, zone, 30, date(2100, 1, 1))
    found = backtest(history, Calendar(country=country), ordinary_only=True)
    assert found.forecast < 1.02 * measured
    assert found.forecast < 0.8 * found.last_week

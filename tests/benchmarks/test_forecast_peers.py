"""Forecasters beside each other: all are told the same and judged on the same, whoever they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click
import numpy as np
import pytest

from benchmarks.forecast_backtest import Series
from benchmarks.forecast_peers import BEGIN, END, Run, measure, table, write_page
from benchmarks.peers.environments import environment
from benchmarks.peers.forecaster_loop import ever_open, filled
from benchmarks.peers.forecasters import AHEAD, OURS, Answer, Forecaster, question
from models.calendar import Calendar
from scheduler.demand.backtest import backtest
from scheduler.demand.history import History
from scheduler.demand.past import Past

SITTING = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture(scope="module")
def series() -> Series:
    """Sixteen weeks of Poisson calls from 1 June 2026 on, the Dragon Boat Festival of 19 June among them."""
    days = tuple(date(2026, 6, 1) + timedelta(days=i) for i in range(112))
    offered = np.random.default_rng(1).poisson(20.0, (len(days), 48)).astype(float)
    return Series("noise", History(days, offered, offered, offered * 200), Calendar(country="CN"))


@contextmanager
def last_week() -> Iterator[Answer]:
    def answer(past: Past, calendar: Calendar) -> tuple[np.ndarray, float]:
        return np.tile(past.history.offered[-7:], (AHEAD // 7, 1)), 0.5

    yield answer


def test_who_repeats_the_last_week_is_scored_as_the_last_week_again(series: Series) -> None:
    run = measure(series, "lazy", Forecaster("lazy", last_week), 4, SITTING)
    assert run.fit_seconds == 0.5
    assert [score.ahead for score in run.scores] == [(1, 7), (8, 14), (15, 21), (22, 28)]
    assert [score.origins for score in run.scores] == [4, 3, 2, 1]
    for score in run.scores:
        assert score.wape == score.last_week > score.chance_alone


def test_ours_is_scored_as_in_its_own_backtest(series: Series) -> None:
    run = measure(series, "profile", OURS["profile"], 100, SITTING)
    found = backtest(series.history, series.calendar, ordinary_only=True)
    assert run.scores[0].wape == pytest.approx(found.forecast, abs=1e-4)
    assert run.scores[0].intervals == found.intervals
    assert run.fit_seconds > 0


def test_a_peer_is_told_ordinary_days_only(series: Series) -> None:
    asked = question(series.past(70))
    assert asked["first_day"] == "2026-06-01"
    told = np.array(asked["offered"], dtype=float)
    assert told.shape == (70, 48)
    holiday = (date(2026, 6, 19) - date(2026, 6, 1)).days
    assert np.isnan(told[holiday]).all()
    assert (told[3] == series.history.offered[3]).all()
    assert asked["days_off"] == (5, 6)


def test_what_a_peer_cannot_miss_is_filled_from_its_weekday() -> None:
    offered = np.arange(42.0).reshape(21, 2)
    offered[:, 1] = 0.0
    told = offered.copy()
    told[14, 0] = np.nan
    told[2, 0] = np.nan
    whole = filled(told)
    assert whole[14, 0] == (offered[0, 0] + offered[7, 0]) / 2
    assert whole[2, 0] == offered[9, 0]
    assert ever_open(told).tolist() == [[True, False]] * 7


def test_the_table_names_everyone_and_goes_between_its_marks(series: Series, tmp_path: Path) -> None:
    runs = [measure(series, name, OURS[name], 4, SITTING) for name in ("profile", "mean")]
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_page(page, runs)
    lines = page.read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("before", "after")
    assert "old" not in lines
    rows = [line.split(" | ") for line in lines if line.startswith("|")][2:]
    assert [row[1] for row in rows] == ["last week again", OURS["profile"].about, OURS["mean"].about]
    assert rows[1][2] == f"{runs[0].scores[0].wape:.3f}"


def test_runs_judged_on_different_intervals_make_no_table(series: Series) -> None:
    one = measure(series, "profile", OURS["profile"], 4, SITTING)
    fewer = one.scores[0].model_copy(update={"intervals": one.scores[0].intervals - 1})
    other: Run = one.model_copy(update={"forecaster": "mean", "scores": (fewer, *one.scores[1:])})
    with pytest.raises(ValueError, match="not judged on the same intervals"):
        table([one, other])


def test_what_cannot_be_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    with pytest.raises(click.ClickException, match=r"prophet==1\.5\.0 cannot be installed here: .*prophet"):
        environment(("prophet==1.5.0",))
    assert list((tmp_path / "paiban").iterdir()) == []

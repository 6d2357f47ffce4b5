"""`paiban forecast` from end to end, on a tiny centre."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from scenarios.generate import CentreSpec, generate_centre
from store.write import write_centre_folder
from tests.program import Run

WEEK = "2026-10-01..2026-10-07"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny") / "centre"
    write_centre_folder(generate_centre(CentreSpec(agents=12, weeks=12)), folder, "en")
    return folder


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("last week again", "chance alone", "in 80 % band", "1–7", "22–28")),
        ("zh", ("重复上周", "随机下限", "80% 区间内")),
    ],
)
def test_the_forecast_is_shown_with_its_backtest(run: Run, tiny: Path, lang: str, words: tuple[str, ...]) -> None:
    code, out, _ = run("forecast", tiny, "--period", WEEK, "--lang", lang)
    assert code == 0
    assert "2026-10-07" in out
    for word in words:
        assert word in out


def test_charts_and_csv_are_written(run: Run, tiny: Path, tmp_path: Path) -> None:
    code, out, _ = run("forecast", tiny, "--period", WEEK, "--lang", "zh", "--out", tmp_path, "--json")
    assert code == 0
    (queue,) = json.loads(out)["queues"]
    assert {path.name for path in tmp_path.iterdir()} == {
        "forecast.csv",
        f"forecast-{queue['queue']}.png",
        f"forecast-{queue['queue']}.svg",
    }
    with (tmp_path / "forecast.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 7 * 48
    assert sum(float(row["offered"]) for row in rows) == pytest.approx(
        sum(day["calls"] for day in queue["days"]), rel=1e-3
    )
    assert all(float(row["low"]) <= float(row["high"]) for row in rows)
    assert queue["day_error"] > 0
    assert [score["days_ahead"] for score in queue["backtest"]] == [[1, 7], [8, 14], [15, 21], [22, 28]]


def test_check_reports_on_the_history(run: Run, tiny: Path, tmp_path: Path) -> None:
    lines = (tiny / "calls.csv").read_text("utf-8-sig").splitlines()
    folder = tmp_path / "centre"
    folder.mkdir()
    for path in tiny.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "calls.csv").write_text("\n".join([*lines[:500], *lines[510:], lines[600]]), "utf-8")
    code, out, _ = run("check", folder, "--lang", "en")
    assert code == 0
    assert "10 of" in out
    assert "1 rows stand there once more" in out


def test_past_shifts_inside_the_period_hinder_a_roster_only(run: Run, tiny: Path) -> None:
    assert "2026-09-2" in (tiny / "past_shifts.csv").read_text("utf-8-sig")
    week = ("--period", "2026-09-21..2026-09-27", "--lang", "en")
    code, out, _ = run("forecast", tiny, *week)
    assert code == 0
    assert "2026-09-27" in out
    code, _, err = run("check", tiny, *week)
    assert code == 2
    assert "a past shift lies on or after 2026-09-21" in err

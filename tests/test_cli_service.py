"""`paiban predict`, and what `paiban require` and a built roster tell about service."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

import cli
from models.demand import RequirementPoint
from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from store.write import write_centre_folder
from tests.program import Run

WEEK = "2026-10-01..2026-10-07"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("service") / "centre"
    write_centre_folder(generate_centre(CentreSpec(agents=12, weeks=6)), folder, "en")
    return folder


@pytest.fixture(scope="module")
def built(tiny: Path) -> Path:
    out = tiny.parent / "out"
    build = ["roster", "build", str(tiny), "--period", WEEK, "--time-limit", "4", "--gap", "0.5"]
    with pytest.raises(SystemExit) as left:
        cli.main([*build, "--no-charts", "--out", str(out)])
    assert not left.value.code
    return out


@pytest.mark.parametrize(("lang", "words"), [("en", "service level"), ("zh", "服务水平")])
def test_a_roster_is_predicted_with_chart_and_table(
    run: Run, tiny: Path, built: Path, tmp_path: Path, lang: str, words: str
) -> None:
    code, out, _ = run("--lang", lang, "predict", tiny, "--roster", built / "roster.xlsx", "--out", tmp_path)
    assert code == 0
    assert words in out
    assert "2026-10-07" in out
    assert {path.name for path in tmp_path.iterdir()} == {"service.csv", "service.png", "service.svg"}
    with (tmp_path / "service.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 7 * 48
    assert all(0 <= float(row["service_level"]) <= 1 for row in rows if row["service_level"])


def test_a_prediction_in_json_repeats_and_is_the_certificates(run: Run, tiny: Path, built: Path) -> None:
    ask = ["predict", tiny, "--roster", built / "roster.xlsx", "--json"]
    code, first, _ = run(*ask)
    assert code == 0
    found = json.loads(first)
    assert json.loads(run(*ask)[1]) == found
    assert len(found["groups"][0]["days"]) == 7
    certificate = json.loads((built / "certificate.json").read_text(encoding="utf-8"))
    assert found["groups"][0]["whole"] == pytest.approx(certificate["service"]["figures"])
    quick = json.loads(run(*ask, "--quick")[1])["groups"][0]["whole"]
    assert quick["service_level"] == pytest.approx(found["groups"][0]["whole"]["service_level"], abs=0.05)


def test_the_workbook_shows_service_beside_coverage(built: Path) -> None:
    book = openpyxl.load_workbook(built / "roster.xlsx", read_only=True)
    days = list(book["Predicted service"].iter_rows(min_row=4, values_only=True))
    assert len(days) == 8
    assert days[-1][0] == "whole period"
    heads, *rows = book["Coverage"].iter_rows(min_row=2, values_only=True)
    assert heads[-1] == "Predicted service level"
    levels = [row[-1] for row in rows if row[-1] is not None]
    assert levels
    assert all(0 <= level <= 1 for level in levels)


def test_the_requirement_by_each_method_with_chart(run: Run, tiny: Path, tmp_path: Path) -> None:
    hours = {}
    for method in ("steady", "carried", "chain"):
        code, out, _ = run("require", tiny, "--period", WEEK, "--method", method, "--json")
        assert code == 0
        found = json.loads(out)
        hours[method] = found["groups"][0]["hours"]
        assert found["days"][0]["paid_hours"] == found["days"][0]["hours"]
    assert hours["chain"] >= hours["carried"]
    code, out, _ = run("--lang", "zh", "require", tiny, "--period", WEEK, "--out", tmp_path)
    assert code == 0
    assert "需求工时" in out
    assert {path.name for path in tmp_path.iterdir()} == {"requirement.png", "requirement.svg"}


def test_without_calls_no_service_is_made_up(run: Run, tiny: Path, built: Path, tmp_path: Path) -> None:
    centre = generate_centre(CentreSpec(agents=12, weeks=6))
    starts = centre.timeline(Period.parse(WEEK)).interval_starts
    given = tuple(RequirementPoint(start=at, queue=centre.skills[0].code, required=1) for at in starts)
    write_centre_folder(centre.model_copy(update={"calls": (), "requirement": given}), tmp_path / "bare", "en")
    code, _, err = run("predict", tmp_path / "bare", "--roster", built / "roster.csv", "--period", WEEK)
    assert code == 2
    assert "call history or a forecast" in err
    # With calls the same table of requirements does not stand in the way.
    write_centre_folder(centre.model_copy(update={"requirement": given}), tmp_path / "both", "en")
    assert run("predict", tmp_path / "both", "--roster", built / "roster.csv", "--period", WEEK)[0] == 0


@pytest.mark.parametrize(
    ("setting", "words"),
    [("service_level = 1", "less than 1"), ("answer_rate = 1.0", "less than 1"), ("shrinkage = 1", "less than 0.9")],
)
def test_targets_that_cannot_be_reached_are_named(
    run: Run, tiny: Path, tmp_path: Path, setting: str, words: str
) -> None:
    for path in tiny.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    toml = tmp_path / "centre.toml"
    name = setting.split(" ")[0]
    lines = toml.read_text(encoding="utf-8").splitlines()
    changed = [setting if line.startswith(f"{name} =") else line for line in lines]
    assert changed != lines
    toml.write_text("\n".join(changed), encoding="utf-8")
    code, _, err = run("require", tmp_path, "--period", WEEK)
    assert code == 2
    assert words in err
    assert f"policy.staffing.{name}" in err

"""The command line from end to end, on tiny centres."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import openpyxl
import pytest

import cli
from reports.console import interruptible
from scenarios.generate import CentreSpec, generate_centre
from store.files import content_hash, read_centre
from store.write import write_centre_folder
from tests.program import Run

ROOT = Path(__file__).resolve().parents[1]
BANK = ROOT / "examples" / "bank"
WEEK = "2026-10-01..2026-10-07"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny") / "centre"
    write_centre_folder(generate_centre(CentreSpec(agents=12, weeks=6)), folder, "en")
    return folder


@pytest.fixture(scope="module")
def built(tiny: Path) -> Path:
    """The files of a week's roster."""
    out = tiny.parent / "out"
    with pytest.raises(SystemExit) as left:
        cli.main(
            ["roster", "build", str(tiny), "--period", WEEK, "--time-limit", "5", "--gap", "0.5", "--out", str(out)]
        )
    assert not left.value.code
    return out


def loaded_by(code: str) -> set[str]:
    """What a program has loaded when it ends, of that which only running a command needs."""
    tell = (
        "import atexit, sys\n"
        "heavy = ('pandas', 'matplotlib', 'ortools', 'numba', 'numpy', 'pydantic', 'rich', 'models')\n"
        "atexit.register(lambda: print('loaded', *(name for name in heavy if name in sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", tell + code], cwd=ROOT, capture_output=True, text=True, check=False)
    return set(done.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize("args", [["--help"], ["roster", "build", "--help"], ["score", "run", "--help"]])
def test_help_loads_nothing_heavy(args: list[str]) -> None:
    assert loaded_by(f"import cli; cli.main({args!r})") == set()


def test_verify_loads_no_solver(tiny: Path, built: Path) -> None:
    args = ["roster", "verify", str(built / "roster.xlsx"), "--centre", str(tiny)]
    loaded = loaded_by(f"import cli; cli.main({args!r})")
    assert "numpy" in loaded
    assert "ortools" not in loaded


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("xlsx", [False, True])
def test_a_new_centre_passes_its_check(run: Run, tmp_path: Path, lang: str, xlsx: bool) -> None:
    folder = tmp_path / "new"
    init = ["--lang", lang, "init", folder, *(["--xlsx"] if xlsx else [])]
    assert run(*init)[0] == 0
    code, out, _ = run("check", folder / "centre.xlsx" if xlsx else folder, "--lang", lang)
    assert code == 0
    assert ("没有问题" if lang == "zh" else "no problems") in out
    code, _, err = run(*init)
    assert code == 2
    assert "centre." in err


def test_the_shipped_bank_passes_and_is_what_the_generator_makes(run: Run, tmp_path: Path) -> None:
    assert run("check", BANK)[0] == 0
    assert run("example", tmp_path, "--agents", 60, "--seed", 1)[0] == 0
    for path in sorted(BANK.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_roster_is_built_and_verified(run: Run, tiny: Path, built: Path) -> None:
    names = {path.name for path in built.iterdir()}
    charts = {f"{name}.{kind}" for name in ("coverage", "gantt-2026-10-01", "service") for kind in ("png", "svg")}
    assert names == {"roster.xlsx", "roster.csv", "requirement.csv", "service.csv", "certificate.json"} | charts
    certificate = json.loads((built / "certificate.json").read_text(encoding="utf-8"))
    assert 0 < certificate["service"]["figures"]["service_level"] <= 1
    assert certificate["input_hash"] == content_hash(read_centre(tiny))
    for name in ("roster.xlsx", "roster.csv"):
        code, out, _ = run("roster", "verify", built / name, "--centre", tiny, "--period", WEEK, "--json")
        assert code == 0
        assert json.loads(out)["cost"] == certificate["cost"]
    code, out, _ = run("roster", "verify", built / "roster.xlsx", "--centre", tiny)
    assert code == 0
    assert f"cost {certificate['cost']:,}; 0 breach(es)" in out


def test_a_certificate_alone_goes_to_stdout(run: Run, tiny: Path, tmp_path: Path) -> None:
    build = ["roster", "build", tiny, "--period", WEEK, "--time-limit", 5, "--gap", 0.5, "--out", tmp_path]
    code, out, err = run(*build, "--json", "--no-charts", "--lang", "zh")
    assert code == 0
    assert json.loads(out)["bound"] <= json.loads(out)["cost"]
    assert "下界" in err
    assert not list(tmp_path.glob("*.png"))


def test_an_edited_roster_that_breaks_a_rule(run: Run, tiny: Path, built: Path, tmp_path: Path) -> None:
    centre = read_centre(tiny)
    book = openpyxl.load_workbook(built / "roster.xlsx")
    sheet = book["Roster"]
    code = next(shift.code for shift in centre.shifts if shift.shift_class.value == "day")
    ids = {person.id for person in centre.agents}
    row = next(r for r in sheet.iter_rows() if any(str(cell.value) in ids for cell in r))
    worked = {shift.code for shift in centre.shifts}
    first = min(cell.column for r in sheet.iter_rows(min_row=row[0].row) for cell in r if str(cell.value) in worked)
    for column in range(first, first + 7):
        sheet.cell(row[0].row, column).value = code
    edited = tmp_path / "edited.xlsx"
    book.save(edited)
    code_out, out, _ = run("roster", "verify", edited, "--centre", tiny)
    assert code_out == 1
    assert "max_consecutive_days" in out or "days_off_window" in out


def test_charts_of_a_roster_file(run: Run, tiny: Path, built: Path, tmp_path: Path) -> None:
    chart = ["roster", "chart", built / "roster.csv", "--centre", tiny, "--period", WEEK, "--out", tmp_path]
    code, out, _ = run(*chart, "--day", "2026-10-03", "--json")
    assert (code, {Path(file) for file in json.loads(out)["files"]}) == (0, set(tmp_path.iterdir()))
    assert (tmp_path / "gantt-2026-10-03.svg").stat().st_size > 1000
    assert run(*chart, "--day", "2026-12-03")[0] == 2


def test_a_scenario_is_run(run: Run, tiny: Path, tmp_path: Path) -> None:
    file = tiny.parent / "peak.toml"
    file.write_text(
        f'name = "Peak"\ncentre = "centre"\nperiod = "{WEEK}"\n'
        "[[changes]]\nstart = 2026-10-02\nend = 2026-10-03\nvolume_factor = 3\n",
        encoding="utf-8",
    )
    code, out, _ = run("scenario", "run", file, "--time-limit", 3, "--gap", 0.5, "--out", tmp_path, "--json")
    assert code == 0
    answer = json.loads(out)
    assert answer["scenario"]["required_hours"] > answer["base"]["required_hours"]
    assert (tmp_path / "comparison.png").is_file()


def test_the_requirement_by_day(run: Run, tiny: Path, tmp_path: Path) -> None:
    table = tmp_path / "requirement.csv"
    code, out, _ = run("require", tiny, "--period", WEEK, "--json", "--csv", table)
    assert code == 0
    assert len(json.loads(out)["days"]) == 7
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) == 1 + 7 * 48


def test_rules_are_listed_and_shown(run: Run) -> None:
    assert "min_rest" in run("rules", "list")[1]
    assert "min_rest_hours = 11" in run("rules", "show", "min_rest")[1]
    code, _, err = run("rules", "show", "min_rst")
    assert code == 2
    assert "did you mean min_rest?" in err


def test_a_period_that_is_none(run: Run, tiny: Path) -> None:
    for words in ("soon", "2026-13", "2026-10-07..2026-10-01"):
        code, _, err = run("roster", "build", tiny, "--period", words)
        assert code == 2
        assert "write a month such as 2026-10" in err
    assert run("roster", "build", tiny, "--period", "2025-01")[0] == 2


def test_usage_errors_leave_with_two(run: Run, tiny: Path) -> None:
    assert run("roster", "build", tiny)[0] == 2
    assert run("roaster")[0] == 2
    assert run("check", tiny / "nowhere")[0] == 2


def test_a_rule_that_does_not_exist(run: Run, tiny: Path, tmp_path: Path) -> None:
    folder = copied(tiny, tmp_path)
    settings = folder / "centre.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + '\n[policy.rules.min_rst]\nstrength = "soft"\n', encoding="utf-8"
    )
    code, _, err = run("check", folder)
    assert code == 2
    assert "min_rst" in err
    assert "did you mean min_rest?" in err


def copied(centre: Path, to: Path) -> Path:
    folder = to / "copy"
    folder.mkdir()
    for path in centre.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_twenty_faults_in_one_run(run: Run, tiny: Path, tmp_path: Path) -> None:
    folder = copied(tiny, tmp_path)
    with (folder / "agents.csv").open(encoding="utf-8-sig", newline="") as file:
        agents = list(csv.reader(file))
    with (folder / "wishes.csv").open(encoding="utf-8-sig", newline="") as file:
        wishes = list(csv.reader(file))[:1]
    column = {name: place for place, name in enumerate(agents[0])}
    for row in range(2, 12):
        agents[row][column["contract_hours"]] = f"{row}00"
    values = {"agent_id": agents[1][0], "kind": "day_off"}
    for number in range(10):
        wishes.append([f"2026-13-{number + 10}" if name == "day" else values.get(name, "") for name in wishes[0]])
    for name, rows in (("agents.csv", agents), ("wishes.csv", wishes)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    code, _, err = run("check", folder)
    assert code == 2
    lines = err.splitlines()
    assert lines[-1] == f"{len(lines) - 1} problems"
    assert sum("contract_hours" in line for line in lines) == 10
    assert sum("2026-13-" in line for line in lines) == 10
    code, out, _ = run("check", folder, "--json")
    assert code == 2
    assert len(json.loads(out)["problems"]) >= 20


def test_ctrl_c_ends_the_work_and_keeps_its_result() -> None:
    asked = threading.Event()

    def work() -> str:
        signal.raise_signal(signal.SIGINT)
        asked.wait(10)
        return "best so far"

    before = signal.getsignal(signal.SIGINT)
    assert interruptible(work, asked.set) == ("best so far", True)
    assert interruptible(lambda: 1, asked.set) == (1, False)
    assert signal.getsignal(signal.SIGINT) is before


def test_our_own_faults_are_owned_up_to(run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("store.files.read_centre", fail)
    code, _, err = run("check", tiny)
    assert code == 70
    assert err.splitlines()[0] == "RuntimeError: boom"
    assert "this is a bug in paiban" in err

"""`paiban score` from end to end: files, languages, what-ifs, closed months, roles and bad input."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from models.centre import Centre
from models.people import Role
from models.policy import Policy, RosterPolicy
from scheduler.rules.cases import Case
from store.write import write_centre_folder
from tests.program import Run
from tests.scoring.quarter import BANK, FACTS


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Agents A and B of a team, C of another, trainer T and supervisor S."""
    team = {"team": "East"}
    case = Case(
        "",
        dict.fromkeys("ABCTS", "."),
        0,
        agents={
            "A": team,
            "B": team,
            "C": {"team": "West"},
            "T": team | {"role": Role.TRAINER},
            "S": team | {"role": Role.SUPERVISOR},
        },
    )
    made: Centre = case.centre()
    agents = tuple(a.model_copy(update={"hire_date": None}) for a in made.agents)
    # No shift of the cases covers 06-07.
    policy = Policy(roster=RosterPolicy(minimum_staff=0))
    folder = tmp_path_factory.mktemp("centre")
    write_centre_folder(made.model_copy(update={"agents": agents, "policy": policy}), folder, "en")
    return folder


EVENT = ("event_id", "agent_id", "kind", "day", "amount", "points", "entered_by", "evidence", "corrects")


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    folder = tmp_path / "facts"
    folder.mkdir()
    events(folder / "events.csv", ("E1", "A", "messy_desk", "2026-10-05", "", "", "T", "seen", ""))
    table(folder / "complaints.csv", ("complaint_id", "received"))
    table(folder / "attendance.csv", EVENT, ("T1", "A", "late", "2026-10-06", 12, "", "", "", ""))
    return folder


def table(path: Path, *rows: tuple[object, ...]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def events(path: Path, *rows: tuple[object, ...]) -> None:
    table(path, EVENT, *rows)


@pytest.fixture
def score(run: Run, centre: Path, facts: Path):  # type: ignore[no-untyped-def]
    """Run a score command on the centre and its facts by cs-monthly, October."""

    def call(command: str, *args: object, scheme: str = "cs-monthly", period: str = "2026-10") -> tuple[int, str, str]:
        return run(
            "score",
            *command.split(),
            *args,
            "--centre",
            centre,
            "--facts",
            facts,
            "--scheme",
            scheme,
            "--period",
            period,
        )

    return call


def totals(out: str) -> dict[str, Decimal]:
    return {result["agent_id"]: Decimal(result["total"]) for result in json.loads(out)["results"]}


def test_a_month_is_scored_into_a_workbook_and_pages(score, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """A: 80 + 5 - 2 - 3 = 80; the others 85."""
    code, out, err = score("run", "--out", tmp_path / "out")
    assert code == 0
    assert "not handed in" not in err
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"scores.xlsx", *(f"{who}.html" for who in "ABCTS")}
    book = openpyxl.load_workbook(tmp_path / "out" / "scores.xlsx")
    assert book.sheetnames == ["Summary", "Ledger", "Pay", "Scheme"]
    rows = {row[1]: row for row in book["Summary"].iter_rows(min_row=4, values_only=True)}
    assert (rows["A"][0], rows["A"][4], rows["A"][6]) == (5, 80, 0)
    assert (rows["B"][0], rows["B"][4], rows["B"][6]) == (1, 85, 50)
    ledger = [row for row in book["Ledger"].iter_rows(min_row=2, values_only=True) if row[0] == "A"]
    assert sum(row[5] for row in ledger[:-1]) == ledger[-1][5] == 80
    assert ("T1", "attendance.csv row 2") in {(row[9], row[10]) for row in ledger}
    assert "A" in out


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("汇总", "明细账", "薪酬", "方案")), ("en", ("Summary", "Ledger", "Pay", "Scheme"))]
)
def test_both_languages(score, tmp_path: Path, lang: str, words: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    assert score("run", "--lang", lang, "--out", tmp_path / "out")[0] == 0
    assert tuple(openpyxl.load_workbook(tmp_path / "out" / "scores.xlsx").sheetnames) == words
    page = (tmp_path / "out" / "A.html").read_text(encoding="utf-8")
    for word in {
        "zh": ("迟到或早退", "申诉截止", "明细账", "台面"),
        "en": ("late or early", "appeal until", "Ledger", "desk"),
    }[lang]:
        assert word in page
    assert "2026-11-06" in page


def test_names_can_be_left_out(run: Run, tmp_path: Path) -> None:
    args = ["--centre", BANK, "--facts", FACTS, "--scheme", "bank-quality", "--period", "2026-10", "--out", tmp_path]
    name = "魏佳霞"
    assert name in run("score", "run", *args)[1]
    assert name in (tmp_path / "A00010.html").read_text(encoding="utf-8")
    assert name not in run("score", "run", *args, "--no-names")[1]
    assert name not in (tmp_path / "A00010.html").read_text(encoding="utf-8")


def test_a_page_shows_evidence_as_text(score, facts: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    events(facts / "events.csv", ("E1", "A", "messy_desk", "2026-10-05", "", "", "T", "<script>alert(1)</script>", ""))
    assert score("run", "--out", tmp_path / "out")[0] == 0
    page = (tmp_path / "out" / "A.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_one_ledger_is_shown(score) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = score("show", "A")
    assert code == 0
    for words in ("late: 12 minutes", "CS minor", "derived", "total"):
        assert words in out
    assert json.loads(score("show", "A", "--json")[1])["total"] == "80.00"


def test_a_month_as_data_has_its_files_too_where_they_are_asked_for(score, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    plain = totals(score("run", "--json")[1])
    assert totals(score("run", "--json", "--out", tmp_path / "month")[1]) == plain
    assert (tmp_path / "month" / "scores.xlsx").is_file()


def test_everything_handed_in_twice_counts_once(score, facts: Path) -> None:  # type: ignore[no-untyped-def]
    before = totals(score("run", "--json")[1])
    for name in ("events", "attendance"):
        shutil.copy(facts / f"{name}.csv", facts / f"{name}-again.csv")
    assert totals(score("run", "--json")[1]) == before


def test_registers_in_a_workbook_count_like_csv_files(score, facts: Path) -> None:  # type: ignore[no-untyped-def]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "投诉登记"
    sheet.append(["投诉编号", "受理时间", "工号", "是否有效"])
    sheet.append(["C1", "2026-10-12 09:00", "B", "是"])
    book.save(facts / "registers.xlsx")
    assert totals(score("run", "--json")[1])["B"] == 80


def test_what_if_a_fact_were_corrected(score, facts: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    events(tmp_path / "if.csv", ("X1", "A", "late", "2026-10-06", 3, "", "T", "clock was fast", "T1"))
    code, out, _ = score("simulate", "--with", tmp_path / "if.csv", "--json")
    assert code == 0
    # 3 minutes cost 2 instead of 3.
    assert json.loads(out) == [{"agent": "A", "before": "80.00", "after": "81.00", "points": "1.00", "pay": "10.00"}]
    code, out, _ = score("simulate", "--without", "E1")
    assert code == 0
    assert [line.split()[:1] for line in out.splitlines()] == [["id"], ["A"]]
    assert "+2" in out
    assert totals(score("run", "--json")[1])["A"] == 80
    assert score("simulate")[1].strip() == "nothing changes"


def test_what_if_by_another_scheme_and_two_schemes_compared(score) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = score("compare", "--other", "bank-quality", "--json")
    assert code == 0
    changes = {change["agent"]: change for change in json.loads(out)}
    assert (changes["A"]["before"], changes["A"]["after"]) == ("80.00", "100.00")
    assert json.loads(score("simulate", "--other", "bank-quality", "--json")[1])[0]["after"] == "100.00"


def test_points_for_one_scheme_are_no_fault_in_another(score, facts: Path) -> None:  # type: ignore[no-untyped-def]
    """A chat of 1 point by cs-monthly; bank-quality does not count it, conduct-100 neither."""
    events(facts / "events.csv", ("E1", "A", "private_chat", "2026-10-05", "", 1, "T", "heard", ""))
    for other in ("bank-quality", "conduct-100"):
        assert score("compare", "--other", other, "--json")[0] == 0


def test_a_closed_month_changes_only_by_a_correction(score, facts: Path) -> None:  # type: ignore[no-untyped-def]
    assert "T (trainer) may not close months of scores" in score("close", "--by", "T")[2]
    assert "it is not said who acts" in score("close")[2]
    code, out, _ = score("close", "--by", "S", "--on", "2026-11-10", "--json")
    assert code == 0
    assert all(Path(file).is_file() for file in json.loads(out)["files"])
    assert score("close", "--by", "S")[0] == 2
    assert totals(score("run", "--json")[1])["A"] == 80
    assert score("run", "--json", period="2026-09")[0] == 0
    first = ("E1", "A", "messy_desk", "2026-10-05", "", "", "T", "seen", "")
    events(facts / "events.csv", first, ("E2", "A", "loud_noise", "2026-10-08", "", "", "T", "heard", ""))
    code, _, err = score("run")
    assert code == 2
    assert "events.csv row 3" in err
    assert "2026-10 is closed; enter it as a correction: corrects = 2026-10" in err
    events(facts / "events.csv")
    assert "this fact is gone" in score("run")[2]
    events(facts / "events.csv", first, ("E2", "A", "loud_noise", "2026-10-08", "", "", "T", "heard late", "2026-10"))
    assert totals(score("run", "--json")[1])["A"] == 78


def test_who_sees_what(score) -> None:  # type: ignore[no-untyped-def]
    def seen(viewer: str) -> set[str]:
        return set(totals(score("run", "--json", "--viewer", viewer)[1]))

    assert seen("A") == {"A"}
    assert seen("S") == {"A", "B", "S", "T"}
    assert seen("T") == set("ABCST")
    assert score("show", "B", "--viewer", "A")[0] == 2
    compared = json.loads(score("compare", "--other", "bank-quality", "--json", "--as", "A")[1])
    assert {change["agent"] for change in compared} == {"A"}
    assert score("run", "--viewer", "nobody")[0] == 2


def test_all_bad_input_at_once_and_nothing_written(score, facts: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    events(
        facts / "events.csv",
        ("E1", "X9", "messy_desk", "2026-10-05", "", "", "T", "seen", ""),
        ("E2", "A", "spot_check_error", "2026-10-05", "", 9, "T", "seen", ""),
        ("E3", "A", "messy_desk", "2026-10-05", "", "", "B", "seen", ""),
        ("E4", "A", "late", "2026-10-05", 5, "", "T", "typed", ""),
        ("E5", "A", "messy_desk", "2026-10-05", "", "", "T", "seen", ""),
        ("E5", "A", "loud_noise", "2026-10-05", "", "", "T", "seen", ""),
    )
    code, out, err = score("run", "--out", tmp_path / "out")
    assert code == 2
    assert not out
    for words in (
        "events.csv row 2 column agent_id (value 'X9'): no agent has this id",
        "events.csv row 3 column points (value '9')",
        "events.csv row 4 column entered_by (value 'B'): not for this role to enter: agent",
        "events.csv row 5 column kind (value 'late'): facts of this kind come from: attendance",
        "events.csv row 7 column id (value 'E5'): another entry has the same id (events.csv row 6)",
        "5 problems",
    ):
        assert words in err
    assert not (tmp_path / "out").exists()


def test_faults_of_the_files_themselves(score, facts: Path) -> None:  # type: ignore[no-untyped-def]
    table(facts / "complaints.csv", ("complaint_id", "recieved"), ("C1", "2026-10-01"))
    table(facts / "exams.csv", ("agent_id", "day", "score"), ("A", "2026-13-01", 50), ("A", "2026-10-01", "good"))
    table(facts / "exam_results.csv", ("agent_id",))
    table(facts / "holidays.csv", ("day",))
    code, _, err = score("run")
    assert code == 2
    for words in (
        "did you mean received?",
        "exams.csv row 2 column day (value '2026-13-01'): it is no date",
        "exams.csv row 3 column score (value 'good'): it is no number",
        "holidays.csv: it is none of the tables that scores are made of",
    ):
        assert words in err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"scheme": "cs-montly"}, "did you mean cs-monthly?"),
        ({"period": "2026-10-05"}, "it is not a month"),
        ({"scheme": "bank-yearly"}, "no year of the scheme ends with this month"),
    ],
)
def test_wrong_words(score, args: dict[str, str], words: str) -> None:  # type: ignore[no-untyped-def]
    code, _, err = score("run", **args)
    assert code == 2
    assert words in err


def test_unknown_ids_of_options(score) -> None:  # type: ignore[no-untyped-def]
    assert "no fact has this id" in score("simulate", "--without", "E9")[2]
    assert score("show", "Z")[0] == 2


def test_a_ladder_is_shown(run: Run) -> None:
    args = ["--centre", BANK, "--facts", FACTS, "--period", "2026-10"]
    code, out, _ = run("score", "ladder", "info-service", *args, "--json")
    assert code == 0
    found = {entry["agent_id"]: entry for entry in json.loads(out)}
    assert (found["A00010"]["level"], found["A00010"]["eligible"]) == ("agent", False)
    assert found["A00014"]["level"] == "star"
    code, out, _ = run("score", "ladder", "graded", *args, "--lang", "zh")
    assert code == 0
    assert "二级" in out


def test_sums_of_quarters_and_the_year(run: Run) -> None:
    """A00010: 85 in August and September, 80 in October: 170 and 80, 250 in the year."""
    places = ["--centre", BANK, "--facts", FACTS]
    own = run("score", "sums", *places, "--scheme", "cs-monthly", "--year", 2026, "--json", "--as", "A00011")
    assert {entry["agent"] for entry in json.loads(own[1])["sums"]} == {"A00011"}
    code, out, _ = run("score", "sums", *places, "--scheme", "cs-monthly", "--year", 2026, "--json")
    assert code == 0
    found = {(s["agent"], s["period"]): (Decimal(s["total"]), s["months"]) for s in json.loads(out)["sums"]}
    assert found["A00010", "2026-Q3"] == (170, 2)
    assert found["A00010", "2026-Q4"] == (80, 1)
    assert found["A00010", "2026"] == (250, 3)
    code, out, _ = run("score", "sums", *places, "--scheme", "star-rating", "--year", 2026)
    assert code == 0
    assert "star of the year" in out


@pytest.mark.parametrize("command", ["list", "kinds", "measures", "show conduct-100"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_schemes_are_listed_and_shown(run: Run, command: str, lang: str) -> None:
    code, out, _ = run("--lang", lang, "score", "schemes", *command.split())
    assert code == 0
    wanted = {
        "list": ("cs-monthly", "PROMO graded"),
        "kinds": ("absent_without_leave", {"zh": "旷工", "en": "absent without leave"}[lang]),
        "measures": ("transferred / answered * 100", "ACD report"),
        "show conduct-100": ("satisfaction_points", {"zh": "合计为 95 分", "en": "add up to 95"}[lang]),
    }[command]
    for words in wanted:
        assert words in out
    code, out, _ = run("score", "schemes", *command.split(), "--json")
    assert code == 0
    assert json.loads(out)


def test_ones_own_scheme_by_its_file(score, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mine.toml"
    path.write_text(
        'name = "mine"\nen = "mine"\nzh = "自定"\nsource = "ours"\nbase = 10\n'
        '[[item]]\nhow = "each"\ncode = "late"\nen = "late"\nzh = "迟到"\nclause = "ours"\nfacts = ["late"]\nper_unit = -0.25\n',
        encoding="utf-8",
    )
    # 12 minutes × 0.25 = 3.
    assert totals(score("run", "--json", scheme=str(path))[1])["A"] == 7

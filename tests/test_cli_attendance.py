"""`paiban attendance` from end to end: a month, its workbook, corrections and appeals, roles, the scores, bad input."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.people import Role
from reports.roster_csv import write_roster_csv
from store.write import write_centre_folder
from tests.attendance.desk import desk
from tests.program import Run

RECORDS = (
    ("A", "2026-06-01 09:12", "in"),
    ("A", "2026-06-01 17:00", "out"),
    ("A", "2026-06-02 08:50", "in"),
    ("B", "2026-06-01 21:50", "in"),
    ("B", "2026-06-02 06:00", "out"),
)


def table(path: Path, *rows: tuple[object, ...]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Agents A (D on the 1st, 2nd and 3rd) and B (N on the 1st), trainer T and supervisor S; A is late, lacks an out, is absent."""
    people = {"A": {"team": "East"}, "B": {"team": "West"}, "T": {"role": Role.TRAINER}}
    people["S"] = {"role": Role.SUPERVISOR, "team": "East"}
    centre, roster, _ = desk({"A": "DDD", "B": "N", "T": "."}, agents=people)
    policy = centre.policy.model_copy(update={"roster": centre.policy.roster.model_copy(update={"minimum_staff": 0})})
    agents = tuple(agent.model_copy(update={"hire_date": None}) for agent in centre.agents)
    write_centre_folder(centre.model_copy(update={"agents": agents, "policy": policy}), tmp_path / "centre", "en")
    write_roster_csv(tmp_path / "roster.csv", centre, roster, "en")
    table(tmp_path / "clock.csv", ("agent_id", "time", "kind"), *RECORDS)
    return tmp_path


@pytest.fixture
def attendance(run: Run, place: Path):  # type: ignore[no-untyped-def]
    """Run a command that derives June from the files of `place`."""

    def call(command: str, *args: object) -> tuple[int, str, str]:
        files = ["--centre", place / "centre", "--roster", place / "roster.csv", "--clock", place / "clock.csv"]
        return run("attendance", command, *files, "--period", "2026-06", "--log", place / "log.csv", *args)

    return call


@pytest.fixture
def enter(run: Run, place: Path):  # type: ignore[no-untyped-def]
    """Run a command that writes to the log of `place`."""

    def call(*args: object) -> tuple[int, str, str]:
        return run("attendance", *args, "--centre", place / "centre", "--log", place / "log.csv")

    return call


def listed(out: str) -> list[tuple[str, str, int, bool]]:
    return [(e["agent_id"], e["kind"], e["minutes"], e["excused"]) for e in json.loads(out)["exceptions"]]


FOUND = [
    ("A", "late", 12, False),
    ("A", "missing_record", 0, False),
    ("A", "absent_without_leave", 0, False),
]


def test_a_month_becomes_workbook_json_csv_and_facts(attendance, place: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = attendance("run", "--out", place / "out", "--facts", place / "facts")
    assert code == 0
    names = {"attendance.xlsx", "attendance.json", "exceptions.csv", "hours.csv", "attendance-2026-06.csv"}
    assert {path.name for path in (place / "out").iterdir()} == names
    assert [path.name for path in (place / "facts").iterdir()] == ["attendance-2026-06.csv"]
    book = openpyxl.load_workbook(place / "out" / "attendance.xlsx")
    assert book.sheetnames == ["Attendance", "Teams", "Exceptions", "To decide", "Hours", "Corrections", "Formulas"]
    row = next(row for row in book["Attendance"].iter_rows(min_row=4, values_only=True) if row[1] == "A")
    # 3 shifts of 8 h planned; 468 minutes of the first worked, the second is open.
    assert row[4:7] == (3, 24, 7.8)
    assert row[11] == "1 / 12"
    tree = json.loads((place / "out" / "attendance.json").read_text(encoding="utf-8"))
    assert [m["worked"] for m in tree["months"] if m["agent_id"] == "B"] == [480]
    assert "adherence" in tree["formulas"]
    assert "A" in out


@pytest.mark.parametrize(
    ("lang", "sheets"),
    [
        ("zh", ["考勤", "班组", "异常", "待认定", "工时", "更正", "公式"]),
        ("en", ["Attendance", "Teams", "Exceptions", "To decide", "Hours", "Corrections", "Formulas"]),
    ],
)
def test_both_languages(attendance, place: Path, lang: str, sheets: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert attendance("run", "--out", place / "out", "--lang", lang)[0] == 0
    book = openpyxl.load_workbook(place / "out" / "attendance.xlsx")
    assert book.sheetnames == sheets
    words = {row[4] for row in book[sheets[2]].iter_rows(min_row=2, values_only=True)}
    assert ({"zh": "迟到", "en": "late"}[lang]) in words


def test_exceptions_are_listed_with_clause_and_tier(attendance) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = attendance("exceptions")
    assert code == 0
    for words in ("late", "BANK-17", "tier 2", "absent without leave", "BANK-14c", "no clock-out"):
        assert words in out
    assert listed(attendance("exceptions", "--json")[1]) == FOUND
    assert listed(attendance("exceptions", "--agent", "B", "--json")[1]) == []


def test_the_month_prints_its_formulas(attendance) -> None:  # type: ignore[no-untyped-def]
    out = attendance("month")[1]
    assert "conformance = minutes worked, approved overtime included ÷ minutes planned" in out
    teams = json.loads(attendance("month", "--teams", "--json")[1])["teams"]
    assert [(t["team"], t["agents"], t["worked"]) for t in teams if t["team"]] == [("East", 2, 468), ("West", 1, 480)]
    assert "遵时率 = " in attendance("month", "--teams", "--lang", "zh")[1]


def test_a_correction_is_an_entry_with_who_when_and_why(attendance, enter, place: Path) -> None:  # type: ignore[no-untyped-def]
    options = ("--day", "2026-06-02", "--kind", "record_out", "--at", "2026-06-02T17:00", "--why", "gate was broken")
    code, out, _ = enter("correct", "A", *options, "--as", "S", "--on", "2026-06-03T10:00")
    assert code == 0
    assert "K0001" in out
    first = (place / "log.csv").read_text(encoding="utf-8-sig")
    assert "K0001,A,2026-06-02,record_out,,2026-06-02 17:00+08:00,,gate was broken,S,2026-06-03 10:00+08:00" in first
    options = ("--day", "2026-06-01", "--kind", "excuse", "--about", "late", "--why", "metro")
    assert enter("correct", "A", *options, "--as", "S", "--on", "2026-06-03T11:00")[0] == 0
    assert (place / "log.csv").read_text(encoding="utf-8-sig").startswith(first)
    assert listed(attendance("exceptions", "--json")[1]) == [
        ("A", "late", 12, True),
        ("A", "absent_without_leave", 0, False),
    ]
    open_ones = attendance("exceptions", "--open", "--json")[1]
    assert listed(open_ones) == [("A", "absent_without_leave", 0, False)]
    assert "metro" in enter("log")[1]
    assert enter("correct", "A", "--day", "2026-06-01", "--kind", "withdraw", "--entry", "K0002", "--why", "wrong day", "--as", "S", "--on", "2026-06-03T12:00")[0] == 0  # fmt: skip
    assert listed(attendance("exceptions", "--json")[1])[0] == ("A", "late", 12, False)
    assert len(json.loads(enter("log", "--json")[1])) == 3


def test_an_appeal_is_filed_in_time_and_decided_by_a_supervisor(attendance, enter) -> None:  # type: ignore[no-untyped-def]
    filed = ("appeal", "--day", "2026-06-03", "--about", "absent_without_leave", "--why", "I was ill", "--as", "A")
    code, _, err = enter(*filed, "--on", "2026-07-08T09:00")
    assert code == 2
    assert "the appeal comes too late: until 2026-07-07" in err
    assert enter(*filed, "--on", "2026-07-07T09:00")[0] == 0
    state = json.loads(attendance("exceptions", "--json")[1])["exceptions"]
    assert [e["appeal"] for e in state] == [None, None, "open"]
    code, _, err = enter("decide", "K0001", "--uphold", "--why", "certificate", "--as", "A", "--on", "2026-07-08T09:00")
    assert code == 2
    assert "this is entered by a supervisor" in err
    assert enter("decide", "K0001", "--uphold", "--why", "certificate", "--as", "S", "--on", "2026-07-08T09:00")[0] == 0
    assert listed(attendance("exceptions", "--json")[1])[2] == ("A", "absent_without_leave", 0, True)
    assert enter("decide", "K0009", "--refuse", "--why", "x", "--as", "S")[0] == 2


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--kind", "excuse", "--as", "S"), "an entry of kind 'excuse' needs about; fill it in"),
        (("--kind", "excuse", "--about", "latte", "--as", "S"), "--about (value 'latte')"),
        (("--kind", "record_in", "--at", "soon", "--as", "S"), "--at (value 'soon'): it is no date and time"),
        (("--kind", "excuse", "--about", "late", "--as", "B"), "this is entered by a supervisor"),
        (("--kind", "excuse", "--about", "late", "--as", "Q"), "--as (value 'Q'): the centre knows nobody of this id"),
        (("--kind", "excuse", "--about", "late"), "it is not said who acts"),
    ],
)
def test_a_wrong_entry_is_refused_and_not_kept(enter, place: Path, args: tuple[str, ...], words: str) -> None:  # type: ignore[no-untyped-def]
    code, _, err = enter("correct", "A", "--day", "2026-06-01", "--why", "x", *args)
    assert code == 2
    assert words in err
    assert not (place / "log.csv").exists()


def test_who_sees_what(attendance) -> None:  # type: ignore[no-untyped-def]
    def seen(viewer: str) -> set[str]:
        return {m["agent_id"] for m in json.loads(attendance("month", "--json", "--as", viewer)[1])["months"]}

    assert seen("B") == {"B"}
    assert seen("S") == {"A", "S"}
    assert seen("T") == {"A", "B", "T", "S"}


def test_the_scores_take_the_facts(attendance, run: Run, place: Path) -> None:  # type: ignore[no-untyped-def]
    """A: 80, no complaint 5, 12 late (tier 2) 3, absent 20: 62. B: 85."""
    facts = place / "facts"
    assert attendance("run", "--out", place / "out", "--facts", facts)[0] == 0
    table(facts / "complaints.csv", ("complaint_id", "received"))
    given = ("--centre", place / "centre", "--facts", facts, "--scheme", "cs-monthly", "--period", "2026-06")
    code, out, err = run("score", "run", *given, "--json")
    assert code == 0, err
    totals = {result["agent_id"]: Decimal(result["total"]) for result in json.loads(out)["results"]}
    assert (totals["A"], totals["B"]) == (62, 85)
    # Handed in twice, nothing changes; once excused, the points are back.
    assert attendance("run", "--out", place / "out", "--facts", facts)[0] == 0
    assert json.loads(run("score", "run", *given, "--json")[1])["results"] == json.loads(out)["results"]


def test_all_bad_input_at_once_and_nothing_written(attendance, place: Path) -> None:  # type: ignore[no-untyped-def]
    table(place / "clock.csv", ("agent_id", "time", "kind"), ("Z", "2026-06-01 09:00", "in"), ("A", "soon", "in"))
    table(place / "roster.csv", ("Agent id", "Day", "Shift"), ("A", "2026-06-01", "Q7"))
    table(
        place / "log.csv",
        ("entry_id", "agent_id", "day", "kind", "about", "reason", "entered_by", "entered_at"),
        ("K1", "A", "2026-06-01", "excuse", "late", "metro", "B", "2026-06-02 09:00"),
    )
    code, out, err = attendance("run", "--out", place / "out")
    assert code == 2
    assert not out
    for words in (
        "roster.csv row 2 column C (Shift) (value 'Q7'): there is no such shift",
        "clock.csv row 2 column A (agent_id) (value 'Z'): there is no such agent in the centre",
        "clock.csv row 3 column B (time) (value 'soon'): it is no date and time",
        "log.csv row 2 column entered_by (value 'B'): this is entered by a supervisor",
        "4 problems",
    ):
        assert words in err
    assert not (place / "out").exists()


def test_rosters_of_the_same_days_and_odd_periods_are_refused(attendance, run: Run, place: Path) -> None:  # type: ignore[no-untyped-def]
    (place / "again.csv").write_bytes((place / "roster.csv").read_bytes())
    code, _, err = attendance("month", "--roster", place / "again.csv")
    assert code == 2
    assert "again.csv (value 'A'): roster.csv is about the same days of 2 agents; give the published roster only" in err
    files: list[Any] = ["--centre", place / "centre", "--roster", place / "roster.csv", "--clock", place / "clock.csv"]
    code, _, err = run("attendance", "month", *files, "--period", "2026-06-05..2026-06-30")
    assert code == 2
    assert "attendance is of whole months" in err


def test_made_up_records_hold_what_they_say(run: Run, place: Path) -> None:
    given = ("--centre", place / "centre", "--roster", place / "roster.csv")
    code, out, _ = run("attendance", "example", *given, "--out", place / "made.csv", "--seed", 4, "--json")
    assert code == 0
    made = json.loads(out)
    assert run("attendance", "example", *given, "--out", place / "made.csv")[0] == 2
    files = (*given, "--clock", place / "made.csv", "--period", "2026-06")
    found = json.loads(run("attendance", "exceptions", *files, "--json")[1])["exceptions"]
    assert {(e["agent_id"], e["day"], e["kind"], e["minutes"]) for e in found} == {
        (p["agent_id"], p["day"], p["exception"], p["minutes"]) for p in made["planted"]
    }
    assert made["planted"]


def test_names_are_left_out_on_demand(attendance, place: Path) -> None:  # type: ignore[no-untyped-def]
    rows = (place / "centre" / "agents.csv").read_text(encoding="utf-8-sig").replace("A,A,", "A,Wang Fang,")
    (place / "centre" / "agents.csv").write_text(rows, encoding="utf-8")
    assert "Wang Fang" in attendance("month")[1]
    assert "Wang Fang" not in attendance("month", "--no-names")[1]
    assert attendance("run", "--no-names", "--out", place / "out")[0] == 0
    book = openpyxl.load_workbook(place / "out" / "attendance.xlsx")
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "Wang Fang" not in cells
    assert "A" in cells


def test_rosters_of_one_period_after_the_other_go_together(attendance, place: Path) -> None:  # type: ignore[no-untyped-def]
    """The night of 31 May from the roster of May; a CSV of four weeks does not say its period."""
    table(place / "may.csv", ("Agent id", "Day", "Shift"), ("A", "2026-05-04", "D"), ("B", "2026-05-31", "N"))
    rows = [*RECORDS, ("B", "2026-05-31 21:50", "in"), ("B", "2026-06-01 06:00", "out")]
    table(place / "clock.csv", ("agent_id", "time", "kind"), *rows)
    code, out, err = attendance("month", "--roster", place / "may.csv", "--json")
    assert code == 0, err
    assert [m["worked"] for m in json.loads(out)["months"] if m["agent_id"] == "B"] == [480 + 360]


def test_a_meeting_missed_without_leave_is_derived(attendance, place: Path) -> None:  # type: ignore[no-untyped-def]
    """B did not come; A came; T was on the list twice and came neither time: one meeting missed each for B and T."""
    table(
        place / "meetings.csv",
        ("工号", "日期", "是否到会"),
        ("A", "2026-06-02", "是"),
        ("B", "2026-06-02", "否"),
        ("T", "2026-06-02", "否"),
        ("T", "2026-06-02", "否"),
    )
    code, out, _ = attendance("run", "--meetings", place / "meetings.csv", "--json")
    assert code == 0
    missed = [fact for fact in json.loads(out)["facts"] if fact["kind"] == "meeting_missed"]
    assert [(fact["agent_id"], fact["day"], fact["amount"]) for fact in missed] == [
        ("B", "2026-06-02", "1"),
        ("T", "2026-06-02", "1"),
    ]
    table(place / "meetings.csv", ("agent_id", "day", "present"), ("Z", "2026-06-02", "no"), ("A", "soon", "no"))
    code, _, err = attendance("run", "--meetings", place / "meetings.csv")
    assert code == 2
    assert "meetings.csv row 3 column day (value 'soon')" in err

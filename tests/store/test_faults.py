"""No fault slips: each kind alone, and many in one run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from small_centre import problems_of

from models.centre import Centre
from store.files import read_centre
from store.tables import TABLES
from store.write import write_centre_workbook

Edit = Callable[[str, str, str], Path]

HERE = -1
"""The row in which the text stands that is replaced; settings come and go."""

# file, what is replaced, by what → row, column and a piece of the message
FAULTS = [
    pytest.param("agents.csv", "A02,", "A01,", 3, "agent_id", "two agents", id="duplicate agent"),
    pytest.param("agents.csv", "A02,", ",", 3, "agent_id", "empty", id="empty id"),
    pytest.param("agents.csv", ",李伟,", ",,", 2, "name", "empty", id="empty name"),
    pytest.param("agents.csv", ",trainer,", ",boss,", 4, "role", "none of the known", id="unknown role"),
    pytest.param("agents.csv", "general;dialect", "general;dialekt", 2, "skills", "no skill", id="unknown skill"),
    pytest.param("agents.csv", "2020-03-01", "2020-13-01", 2, "hire_date", "no date", id="bad date"),
    pytest.param("agents.csv", "37.5", "61", 3, "contract_hours", "out of range", id="hours out of range"),
    pytest.param("agents.csv", "37.5", "many", 3, "contract_hours", "no number", id="no number"),
    pytest.param("agents.csv", "37.5", "nan", 3, "contract_hours", "no number", id="not a number"),
    pytest.param("agents.csv", "yes,1,", "yes,1.5,", 3, "level", "whole", id="no whole number"),
    pytest.param("agents.csv", "yes,1,", "yes,9,", 3, "level", "out of range", id="level out of range"),
    pytest.param("agents.csv", ",no,", ",maybe,", 4, "night_ok", "yes nor no", id="neither yes nor no"),
    pytest.param("agents.csv", ",day,\r", ",dawn,\r", 4, "shift_classes", "none of the known", id="unknown class"),
    pytest.param("agents.csv", "O'Neil", "#REF!", 4, "name", "Excel could not", id="excel error value"),
    pytest.param("agents.csv", "O'Neil", "O\x07Neil", 4, "name", "cannot be shown", id="control character"),
    pytest.param("agents.csv", "supervisor", "agent", None, "", "BANK-28", id="no supervisor"),
    pytest.param("agents.csv", "hire_date", "hired", 1, "hired", "not known", id="unknown column"),
    pytest.param("agents.csv", "name,team", "nick,team", 1, "name", "is missing", id="missing column"),
    pytest.param("agents.csv", "team", "name", 1, "name", "twice", id="column twice"),
    pytest.param("agents.csv", ",day,\r", ",day,,oops\r", 4, "", "no header", id="value without header"),
    pytest.param("shifts.csv", "E1", "D1", 3, "shift_code", "two shifts", id="duplicate shift"),
    pytest.param("shifts.csv", "E1", "E 1", 3, "shift_code", "no blanks", id="code with blank"),
    pytest.param("shifts.csv", "16:00", "25:00", 3, "start", "no time", id="impossible time"),
    pytest.param("shifts.csv", "16:00,8,8", "08:00,8.5,8", 3, "shift_code", "two codes", id="one shift, two codes"),
    pytest.param("shifts.csv", "16:00,8,8", "17:00,7,7", None, "", "16:30-17:00", id="gap of the day"),
    pytest.param("shifts.csv", "16:00,8,8", "16:00,8,9", 3, "paid_hours", "longer than the shift", id="paid too long"),
    pytest.param("shifts.csv", "16:00,8,8", "16:00,20,8", 3, "length_hours", "out of range", id="shift too long"),
    pytest.param("shifts.csv", "11:30,13:30", ",", 2, "meal_from", "needs the window", id="no meal window"),
    pytest.param("shifts.csv", "11:30,13:30", "06:00,07:00", 2, "meal_until", "meal window", id="meal outside"),
    pytest.param(
        "skills.csv", "dialect,方言,1", "dialect,方言,3", 3, "minimum_staff", "BANK-5.2", id="minimum too high"
    ),
    pytest.param("skills.csv", "dialect", "general", 3, "skill_code", "two skills", id="duplicate skill"),
    pytest.param("calendar.csv", "make_up_workday", "party", 2, "kind", "none of the known", id="unknown day kind"),
    pytest.param("events.csv", "1.35", "21", 2, "volume_factor", "out of range", id="factor out of range"),
    pytest.param(
        "calls.csv", "00:30,general", "00:31,general", 3, "start", "off the 30-minute grid", id="history off grid"
    ),
    pytest.param("calls.csv", "00:30,general", "00:00,general", 3, "start", "stands twice", id="history twice"),
    pytest.param("calls.csv", "00:30,general,1", "00:30,general,-1", 3, "offered", "out of range", id="negative calls"),
    pytest.param("calls.csv", "00:30,general", "00:30,nobody", 3, "queue", "no skill", id="unknown queue"),
    pytest.param(
        "forecast.csv", "2026-10-01 00:30,general,12.25,181.5\r\n", "", 3, "start", "forecast gap: 1", id="gap"
    ),
    pytest.param(
        "forecast.csv", "00:30,general,12.25,181.5", "00:30,general,12.25,", 3, "aht_seconds", "empty", id="no aht"
    ),
    pytest.param(
        "forecast.csv", "00:30,general,12.25", "x,general,12.25", 3, "start", "no date and time", id="bad moment"
    ),
    pytest.param(
        "requirement.csv", "23:30,general,2", "23:45,general,2", 49, "start", "off the", id="requirement off grid"
    ),
    pytest.param("leave.csv", "007,2026", "008,2026", 3, "agent_id", "no agent", id="leave of a stranger"),
    pytest.param("leave.csv", "2026-10-07", "2026-10-04", 2, "end", "before it starts", id="leave ends early"),
    pytest.param("leave.csv", "007,2026-10-09", "A01,2026-10-06", 3, "start", "overlaps", id="leave overlaps"),
    pytest.param("leave.csv", "sick", "tired", 3, "type", "none of the known", id="unknown leave type"),
    pytest.param("availability.csv", "A02", "A99", 2, "agent_id", "no agent", id="availability of a stranger"),
    pytest.param("shift_cover.csv", "D1,", "D9,", 4, "shift_code", "no shift", id="cover of an unknown shift"),
    pytest.param("shift_cover.csv", "monday;", "moonday;", 2, "weekdays", "none of the known", id="unknown weekday"),
    pytest.param("shift_cover.csv", "D1,,", "N1,,sunday", 4, "shift_code", "row 2 asks", id="cover twice on a day"),
    pytest.param(
        "shift_cover.csv",
        "2026-10-01,,",
        "2026-10-01,monday,",
        3,
        "weekdays",
        "a day and weekdays",
        id="day and weekday",
    ),
    pytest.param("wishes.csv", "A02", "A99", 3, "agent_id", "no agent", id="wish of a stranger"),
    pytest.param("wishes.csv", "A02", "A01", 3, "kind", "contradicts", id="wishes contradict"),
    pytest.param("wishes.csv", "E1,3", "E9,3", 4, "shift_code", "no shift", id="wish for an unknown shift"),
    pytest.param("wishes.csv", "10-13,avoid,", "10-12,want,", 4, "kind", "contradicts", id="shift outside the class"),
    pytest.param(
        "wishes.csv", "10-13,avoid,,E1", "10-12,avoid,day,", 4, "kind", "contradicts", id="class wanted and not"
    ),
    pytest.param(
        "wishes.csv", "avoid,,E1", "avoid,day,E1", 4, "shift_code", "a shift class and a shift", id="shift and class"
    ),
    pytest.param("wishes.csv", "want,day", "want,", 3, "shift_class", "must name", id="want without class"),
    pytest.param(
        "wishes.csv", "day_off,,", "day_off,day,", 2, "shift_class", "names no shift class", id="day off with class"
    ),
    pytest.param("past_shifts.csv", "D1", "D9", 2, "shift_code", "no shift", id="unknown past shift"),
    pytest.param(
        "past_shifts.csv", "D1\r\n", "D1\r\nA01,2026-09-30,E1\r\n", 3, "day", "two past shifts", id="two on a day"
    ),
    pytest.param(
        "centre.toml",
        "min_rest_hours = 12",
        "min_rest_hours = 30",
        HERE,
        "policy.roster.min_rest_hours",
        "ours",
        id="range",
    ),
    pytest.param(
        "centre.toml", "min_rest_hours", "min_rest_hour", HERE, "policy.roster.min_rest_hour", "not known", id="key"
    ),
    pytest.param(
        "centre.toml", "09:00:00", "true", HERE, "policy.roster.supervisor_from", "right kind", id="bool for time"
    ),
    pytest.param("agents.csv", ",student", ",studnt", 3, "contract", "no such kind of contract", id="unknown contract"),
    pytest.param(
        "centre.toml",
        "N1 = 0",
        "N2 = 0",
        HERE,
        "policy.contracts.student.max_shifts",
        "no shift",
        id="unknown limited shift",
    ),
    pytest.param(
        "centre.toml",
        "N1 = 0",
        "N1 = -1",
        HERE,
        "policy.contracts.student.max_shifts",
        "out of range",
        id="negative limit",
    ),
    pytest.param(
        "centre.toml",
        "N1 = 0",
        'N1 = "x"',
        HERE,
        "policy.contracts.student.max_shifts",
        "no number",
        id="limit in letters",
    ),
    pytest.param(
        "centre.toml",
        '["D1"]',
        '["D9"]',
        HERE,
        "policy.contracts.student.not_after",
        "no shift",
        id="unknown shift after",
    ),
    pytest.param(
        "centre.toml",
        "max_weekly_hours = 20",
        "min_consecutive_days = 7",
        HERE,
        "policy.contracts.student.min_consecutive_days",
        "is above max_consecutive_days (6)",
        id="least above most",
    ),
    pytest.param(
        "centre.toml",
        "min_consecutive_days = 1\n",
        "min_consecutive_days = 7\n",
        HERE,
        "policy.roster.min_consecutive_days",
        "is above max_consecutive_days (6)",
        id="the centre's least above its most",
    ),
    pytest.param(
        "centre.toml",
        "max_weekly_hours = 20",
        "max_weekly_hours = 99",
        HERE,
        "policy.contracts.student.max_weekly_hours",
        "out of range",
        id="contract's range",
    ),
    pytest.param(
        "centre.toml",
        "max_weekly_hours = 20",
        "max_weekly_hour = 20",
        HERE,
        "policy.contracts.student.max_weekly_hour",
        "not known",
        id="contract's key",
    ),
    pytest.param(
        "centre.toml",
        "policy.contracts.student",
        'policy.contracts."a.b"',
        None,
        "policy.contracts.a.b.max_weekly_hours",
        "cannot be called",
        id="dots",
    ),
    pytest.param(
        "centre.toml",
        "team_rotation = {}",
        'team_rotation = { "乙" = ["day"] }',
        HERE,
        "policy.roster.team_rotation",
        "no agent is in this team",
        id="unknown team",
    ),
    pytest.param(
        "centre.toml",
        "team_rotation = {}",
        'team_rotation = { "甲" = [] }',
        HERE,
        "policy.roster.team_rotation",
        "out of range",
        id="no classes",
    ),
    pytest.param("centre.toml", 'Asia/Shanghai"', 'Mars/Base"', 10, "centre.time_zone", "no time zone", id="zone"),
    pytest.param("centre.toml", 'country = "CN"', 'country = "XX"', 14, "centre.country", "no country", id="country"),
    pytest.param(
        "centre.toml",
        "interval_minutes = 30",
        "interval_minutes = 20",
        12,
        "centre.interval_minutes",
        "none of",
        id="step",
    ),
    pytest.param("centre.toml", "[policy.roster]", "[policy.roster", 18, "", "not valid TOML", id="broken TOML"),
    pytest.param("centre.toml", "name =", "nane =", None, "centre.name", "no name", id="no name"),
]


@pytest.mark.parametrize(("name", "old", "new", "row", "column", "words"), FAULTS)
def test_each_fault_is_reported_at_its_place(
    edit: Edit, name: str, old: str, new: str, row: int | None, column: str, words: str
) -> None:
    if row == HERE:
        words_before = edit(name, "", "").joinpath(name).read_text("utf-8-sig").partition(old)[0]
        row = words_before.count("\n") + 1
    problems = problems_of(edit(name, old, new))
    hits = [p for p in problems if (p.file, p.row, p.column) == (name, row, column) and words in p.message.en]
    assert hits, [p.sentence("en") for p in problems]
    for problem in problems:
        assert problem.remedy.en
        assert any("\u4e00" <= letter <= "\u9fff" for letter in problem.message.zh), problem.message.zh
        assert any("\u4e00" <= letter <= "\u9fff" for letter in problem.remedy.zh), problem.remedy.zh


def test_too_few_are_experienced_for_the_nights(edit: Edit) -> None:
    (problem,) = problems_of(edit("centre.toml", "experienced_level = 2", "experienced_level = 5"))
    assert problem.sentence("en").startswith(
        "agents.csv: 1 agent(s) of level 5 or above must be on the phones at night"
    )
    assert "experienced_minimum" in problem.remedy.zh


@pytest.mark.parametrize("name", ["agents.csv", "shifts.csv", "skills.csv", "centre.toml"])
def test_a_missing_required_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert [(p.file, p.message.en) for p in problems_of(folder)] == [(name, "the file is missing")]


@pytest.mark.parametrize("name", ["agents.csv", "calls.csv"])
def test_an_empty_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"")
    assert [(p.file, p.message.en) for p in problems_of(folder)] == [(name, "it is empty")]


def test_an_unknown_file_gets_a_did_you_mean(folder: Path) -> None:
    (folder / "agent.csv").write_text("x\n")
    (problem,) = problems_of(folder)
    assert (problem.file, problem.remedy.en) == ("agent.csv", "did you mean agents?")


def test_an_unknown_setting_gets_a_did_you_mean_even_from_another_section(edit: Edit) -> None:
    (problem,) = problems_of(edit("centre.toml", "min_rest_hours = 12", "shrinkage = 0.1"))
    assert problem.remedy.en == "did you mean policy.staffing.shrinkage?"


def test_a_setting_out_of_range_names_value_range_and_clause(edit: Edit) -> None:
    (problem,) = problems_of(edit("centre.toml", "supervisor_minimum = 1", "supervisor_minimum = -2"))
    assert problem.value == "-2"
    assert "BANK-28" in problem.message.en
    assert problem.remedy.en == "allowed: at least 0 and at most 1000"


def test_nobody_fit_for_nights_is_reported(folder: Path) -> None:
    content = (folder / "agents.csv").read_text("utf-8-sig").replace(",yes,", ",no,")
    (folder / "agents.csv").write_text(content)
    (problem,) = problems_of(folder)
    assert (problem.file, problem.row) == ("shifts.csv", 4)
    assert "nobody may work night shifts" in problem.message.en


def test_nobody_on_the_phones_is_reported(edit: Edit) -> None:
    path = edit("centre.toml", '["agent", "trainer"]', '["supervisor"]')
    content = (path / "agents.csv").read_text("utf-8-sig").replace("supervisor", "trainer")
    (path / "agents.csv").write_text(content)
    assert "nobody is on the phones" in {p.message.en for p in problems_of(path)}


def test_a_history_coarser_than_the_plan_is_read(folder: Path) -> None:
    rows = [f"2026-09-0{1 + k // 24} {k % 24:02d}:00,general,5" for k in range(48)]
    (folder / "calls.csv").write_text("start,queue,offered\n" + "\n".join(rows))
    assert len(read_centre(folder).calls) == 48


def test_a_step_that_does_not_divide_the_plan_is_reported(edit: Edit) -> None:
    path = edit("centre.toml", "interval_minutes = 30", "interval_minutes = 15")
    rows = [f"2026-09-01 {k // 10:02d}:{k % 10 * 6:02d},general,5" for k in range(240)]
    (path / "calls.csv").write_text("start,queue,offered\n" + "\n".join(rows))
    found = [problem for problem in problems_of(path) if problem.file == "calls.csv"]
    assert len(found) == 1
    assert "last 6 minutes, which do not divide the 15 of the plan" in found[0].message.en
    assert "steps of 15, 5 minutes, or set centre.interval_minutes to 30, 60" in found[0].remedy.en


def test_the_same_row_of_history_again_is_let_pass(folder: Path) -> None:
    lines = (folder / "calls.csv").read_text("utf-8-sig").splitlines()
    (folder / "calls.csv").write_text("\n".join([*lines, lines[1]]))
    assert len(read_centre(folder).calls) == len(lines)


def test_an_event_of_an_unknown_queue_is_reported(edit: Edit) -> None:
    path = edit("events.csv", "1.35,", "1.35,nobody")
    assert any(problem.file == "events.csv" and "no skill" in problem.message.en for problem in problems_of(path))


@pytest.mark.parametrize("step", [5, 6, 10, 15, 30])
def test_a_finer_history_is_read(folder: Path, step: int) -> None:
    rows = [f"2026-09-01 {k * step // 60:02d}:{k * step % 60:02d},general,5" for k in range(24 * 60 // step)]
    (folder / "calls.csv").write_text("start,queue,offered\n" + "\n".join(rows))
    assert len(read_centre(folder).calls) == 24 * 60 // step


def test_a_bad_row_does_not_make_strangers_of_its_agent(edit: Edit) -> None:
    problems = problems_of(
        edit("agents.csv", "general;dialect,2020-03-01,40,yes,3", "general;dialect,2020-03-01,40,yes,99")
    )
    assert [(p.file, p.column) for p in problems] == [("agents.csv", "level")]


def test_an_id_that_stands_twice_is_told_beside_what_else_is_wrong_with_its_row(edit: Edit) -> None:
    edit("agents.csv", "37.5", "61")
    problems = problems_of(edit("agents.csv", "A02,", "A01,"))
    assert {(p.row, p.column) for p in problems if p.file == "agents.csv"} == {(3, "agent_id"), (3, "contract_hours")}


# Faults far enough apart that none hides another.
MANY = [
    ("agents.csv", "2020-03-01", "1 March"),
    ("agents.csv", "37.5", "61"),
    ("agents.csv", ",no,", ",maybe,"),
    ("agents.csv", "team", "teem"),
    ("shifts.csv", "16:00,8,8", "16:00,8,9"),
    ("shifts.csv", "00:00", "30:00"),
    ("skills.csv", "dialect,方言,1", "dialect,方言,-1"),
    ("calendar.csv", "make_up_workday", "party"),
    ("events.csv", "1.35", "21"),
    ("events.csv", "campaign", "picnic"),
    ("calls.csv", "00:30,general", "00:31,general"),
    ("calls.csv", "02:00,general,4", "02:00,general,few"),
    ("calls.csv", "03:00,general", "03:00,nobody"),
    ("forecast.csv", "2026-10-01 00:30,general,12.25,181.5\r\n", ""),
    ("requirement.csv", "23:30,general,2", "23:45,general,2"),
    ("requirement.csv", "10:30,general,2", "10:30,general,2.5"),
    ("leave.csv", "007,2026", "008,2026"),
    ("leave.csv", "2026-10-07", "2026-10-04"),
    ("availability.csv", "A02", "A99"),
    ("wishes.csv", "A02", "A98"),
    ("past_shifts.csv", "D1", "D9"),
    ("centre.toml", "min_rest_hours = 12", "min_rest_hours = 30"),
    ("centre.toml", "max_weekly_hours", "max_weakly_hours"),
    ("centre.toml", 'country = "CN"', 'country = "XX"'),
]


def test_two_dozen_faults_are_all_reported_in_one_run(edit: Edit, folder: Path) -> None:
    for name, old, new in MANY:
        edit(name, old, new)
    (folder / "wish.csv").write_text("a\n1\n")
    problems = problems_of(folder)
    assert len(problems) >= len(MANY) + 1, [p.sentence("en") for p in problems]
    assert {p.file for p in problems} == {name for name, _, _ in MANY} | {"wish.csv"}


def test_the_same_faults_in_a_workbook_are_all_reported_in_one_run(edit: Edit, folder: Path, centre: Centre) -> None:
    for name, old, new in MANY:
        edit(name, old, new)
    path = folder.parent / "centre.xlsx"
    write_centre_workbook(centre, path, "zh")
    book = openpyxl.load_workbook(path)
    for table in TABLES:
        rows = list(csv.reader(io.StringIO((folder / table.file_name).read_text("utf-8-sig"), newline="")))
        sheet = book[table.zh]
        sheet.delete_rows(1, sheet.max_row)
        for row in rows:
            sheet.append(row)
    settings = book["设置"]
    for row in settings.iter_rows(min_row=2):
        if row[0].value == "policy.roster.min_rest_hours":
            row[1].value = 30
        if row[0].value == "policy.roster.max_weekly_hours":
            row[0].value = "policy.roster.max_weakly_hours"
        if row[0].value == "centre.country":
            row[1].value = "XX"
    book.create_sheet("agnets").append(["x"])
    book.save(path)
    problems = problems_of(path)
    assert len(problems) >= len(MANY) + 1, [p.sentence("zh") for p in problems]
    faulty = {name for name, _, _ in MANY}
    assert {p.sheet for p in problems} == {t.zh for t in TABLES if t.file_name in faulty} | {"设置", "agnets"}

"""Rosters read back: from our CSV and our workbook, as written and as planners leave them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.base import Lang
from models.centre import Centre
from models.demand import DemandGroup, Requirement
from models.input_problem import InputError, InputProblem
from models.result import Evaluation, GroupCoverage
from models.roster import Assignment, Lock, LockedCell, Roster
from models.time import Period
from reports.roster_csv import write_roster_csv
from reports.roster_excel import write_roster_workbook
from store.roster_files import read_mark, read_roster
from store.roster_reading import column_name

PERIOD = Period.parse("2026-10")
Edit = Callable[[Any], None]


@pytest.fixture
def roster(centre: Centre) -> Roster:
    """A02 works days, 007 nights every other day, A01 is on leave from the 5th to the 7th; sorted by agent and day."""
    shifts = {
        ("007", 1): ("N1", None),
        ("007", 3): ("N1", None),
        ("A01", 4): ("D1", 210),
        ("A02", 1): ("D1", 240),
        ("A02", 2): ("D1", 270),
        ("A02", 31): ("E1", None),
    }
    assignments = tuple(
        Assignment(agent_id=agent, day=date(2026, 10, day), shift=code, meal_offset=meal)
        for (agent, day), (code, meal) in shifts.items()
    )
    return Roster(centre=centre.profile.name, period=PERIOD, assignments=assignments)


def write_book(path: Path, centre: Centre, roster: Roster, lang: Lang = "zh", mark: str = "") -> Path:
    timeline = centre.timeline(roster.period)
    zeros = (0,) * timeline.interval_count
    group = DemandGroup(name="all", skills=("general",), required=zeros)
    requirement = Requirement(timeline=timeline, groups=(group,), method="none")
    coverage = (GroupCoverage(name="all", required=zeros, staffed=zeros),)
    evaluation = Evaluation(cost=0, rules=(), violations=(), coverage=coverage)
    write_roster_workbook(path, centre, requirement, roster, evaluation, None, lang, mark=mark)
    return path


@pytest.fixture
def edited(tmp_path: Path, centre: Centre, roster: Roster) -> Callable[[Edit], Path]:
    """The workbook after a planner has changed it and Excel has saved it."""

    def change(edit: Edit) -> Path:
        path = write_book(tmp_path / "roster.xlsx", centre, roster)
        book = openpyxl.load_workbook(path)
        edit(book)
        book.save(path)
        return path

    return change


def problems(path: Path, centre: Centre, period: Period | None = None) -> list[InputProblem]:
    with pytest.raises(InputError) as caught:
        read_roster(path, centre, period)
    return caught.value.problems


def cell(grid: Any, agent: str, day: int) -> Any:
    """The grid's cell of an agent and a day of October."""
    row = next(row for row in range(6, grid.max_row + 1) if grid.cell(row, 1).value == agent)
    return grid.cell(row, 4 + day)


# --- round trips ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_workbook_reads_back_as_the_roster_it_was_written_from(
    tmp_path: Path, centre: Centre, roster: Roster, lang: Lang
) -> None:
    assert read_roster(write_book(tmp_path / "r.xlsx", centre, roster, lang), centre) == roster


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_csv_reads_back_as_the_roster_it_was_written_from(
    tmp_path: Path, centre: Centre, roster: Roster, lang: Lang
) -> None:
    write_roster_csv(tmp_path / "r.csv", centre, roster, lang)
    assert read_roster(tmp_path / "r.csv", centre) == roster
    week = Period.parse("2026-09-28..2026-11-01")
    assert read_roster(tmp_path / "r.csv", centre, week).period == week


NASTY = ("=1+1", "＝1", "+86", "-1", "@A", "'=x", "😀", "00012", "a,b", 'q"q', "１２", "off-duty")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_nasty_ids_and_shift_codes_come_back_equal(tmp_path: Path, centre: Centre, kind: str) -> None:
    agents = tuple(centre.agents[0].model_copy(update={"id": word, "name": word}) for word in NASTY)
    shifts = tuple(centre.shifts[1].model_copy(update={"code": word}) for word in NASTY)
    fields = {name: getattr(centre, name) for name in Centre.model_fields}
    nasty = Centre(**(fields | {"agents": agents, "shifts": shifts, "leave": (), "wishes": ()}))
    made = [Assignment(agent_id=w, day=date(2026, 10, 1 + i), shift=w) for i, w in enumerate(NASTY)]
    roster = Roster(
        centre=centre.profile.name, period=PERIOD, assignments=tuple(sorted(made, key=lambda a: a.agent_id))
    )
    path = tmp_path / f"r.{kind}"
    if kind == "csv":
        write_roster_csv(path, nasty, roster, "zh")
    else:
        write_book(path, nasty, roster)
    assert read_roster(path, nasty) == roster


def test_an_empty_roster_survives_the_workbook(tmp_path: Path, centre: Centre) -> None:
    empty = Roster(centre=centre.profile.name, period=PERIOD, assignments=())
    assert read_roster(write_book(tmp_path / "r.xlsx", centre, empty), centre) == empty


# --- an edited grid ---------------------------------------------------------------------------------------------------


def test_the_grid_decides_and_a_changed_shift_has_no_meal_break_yet(
    edited: Callable[[Edit], Path], centre: Centre
) -> None:
    def edit(book: Any) -> None:
        grid = book["班表"]
        cell(grid, "A02", 1).value = "E1"
        cell(grid, "A02", 2).value = None
        cell(grid, "S1", 9).value = "ｄ1"
        cell(grid, "007", 3).value = "病假"

    table = read_roster(edited(edit), centre).by_agent
    assert table["A02"][date(2026, 10, 1)] == Assignment(agent_id="A02", day=date(2026, 10, 1), shift="E1")
    assert date(2026, 10, 2) not in table["A02"]
    assert table["S1"][date(2026, 10, 9)].shift == "D1"
    assert list(table["007"]) == [date(2026, 10, 1)]
    assert table["A01"][date(2026, 10, 4)].meal_offset == 210


def test_sorted_rows_note_columns_and_typed_dates_are_tolerated(
    edited: Callable[[Edit], Path], centre: Centre, roster: Roster
) -> None:
    def edit(book: Any) -> None:
        grid = book["班表"]
        rows = [[grid.cell(row, column).value for column in range(1, 42)] for row in range(6, 10)]
        for row, values in zip(range(6, 10), reversed(rows), strict=True):
            for column, value in enumerate(values, 1):
                grid.cell(row, column).value = value
        grid.cell(3, 5).value = "2026/10/1"
        grid.cell(3, 6).value = datetime(2026, 10, 2)
        grid.cell(3, 7).value = "２０２６年１０月３日"
        grid.insert_cols(3)
        grid.cell(5, 3).value = "备注"
        grid.cell(6, 3).value = "D1 老员工"
        grid.cell(30, 2).value = "下月再议"

    assert read_roster(edited(edit), centre) == roster


def test_off_words_and_leave_labels_mean_off(edited: Callable[[Edit], Path], centre: Centre, roster: Roster) -> None:
    def edit(book: Any) -> None:
        grid = book["班表"]
        for day, word in enumerate(("休", "OFF", "annual leave", "调休", "-", " ", "产假", "sick"), 10):
            cell(grid, "S1", day).value = word

    assert read_roster(edited(edit), centre) == roster


def test_a_meal_start_changed_in_the_assignments_sheet_counts(edited: Callable[[Edit], Path], centre: Centre) -> None:
    def edit(book: Any) -> None:
        sheet = book["明细"]
        row = next(row for row in range(2, 10) if sheet.cell(row, 1).value == "A01")
        sheet.cell(row, 7).value = time(12, 30)

    assert read_roster(edited(edit), centre).by_agent["A01"][date(2026, 10, 4)].meal_offset == 270


def test_without_the_assignments_sheet_meal_breaks_are_open(
    edited: Callable[[Edit], Path], centre: Centre, roster: Roster
) -> None:
    read = read_roster(edited(lambda book: book.remove(book["明细"])), centre)
    assert [a.shift for a in read.assignments] == [a.shift for a in roster.assignments]
    assert all(a.meal_offset is None for a in read.assignments)


# --- what is wrong ----------------------------------------------------------------------------------------------------


def test_every_fault_of_a_grid_is_told_with_its_place(edited: Callable[[Edit], Path], centre: Centre) -> None:
    def edit(book: Any) -> None:
        grid = book["班表"]
        cell(grid, "A02", 5).value = "D11"
        cell(grid, "A02", 6).value = "???"
        cell(grid, "S1", 1).value = "D1"
        next(c for c in grid["A"] if c.value == "S1").value = "S11"
        grid.cell(3, 12).value = "八号"
        grid.cell(14, 1).value = None
        grid.cell(20, 5).value = "E1"
        grid.cell(21, 1).value = "A01"

    found = {(p.sheet, p.row, p.column): p for p in problems(edited(edit), centre)}
    assert ("班表", 7, "I (2026-10-05)") in found
    unknown = found["班表", 7, "I (2026-10-05)"]
    assert unknown.value == "D11"
    assert unknown.remedy.en == "did you mean D1?"
    assert found["班表", 7, "J (2026-10-06)"].remedy.zh == "请填写 D1、E1、N1 之一；休息请留空"
    assert found["班表", 9, "A (工号)"].remedy.en == "did you mean S1?"
    assert "2026-10-07 and 2026-10-09" in found["班表", 3, "M"].message.en
    assert found["班表", 20, "A"].message.zh == "此行有班次却没有工号"
    assert "row 6" in found["班表", 21, "A (工号)"].message.en
    assert len(found) == 6


def test_a_day_that_stands_twice_or_outside_the_period_is_told(edited: Callable[[Edit], Path], centre: Centre) -> None:
    def edit(book: Any) -> None:
        book["班表"].cell(3, 6).value = "2026-10-01"

    messages = [p.message.en for p in problems(edited(edit), centre)]
    assert messages[0] == "the day also stands above column E"
    path = edited(lambda book: None)
    outside = problems(path, centre, Period.parse("2026-10-02..2026-10-31"))
    assert [(p.row, p.column, p.value[:10]) for p in outside] == [(3, "E", "2026-10-01")]


def test_a_meal_outside_its_shift_is_told(edited: Callable[[Edit], Path], centre: Centre) -> None:
    def edit(book: Any) -> None:
        sheet = book["明细"]
        for row in range(2, 8):
            if sheet.cell(row, 1).value == "A01":
                sheet.cell(row, 7).value = "03:00"

    (problem,) = problems(edited(edit), centre)
    assert (problem.sheet, problem.column, problem.value) == ("明细", "G (用餐开始)", "03:00")
    assert "D1, 08:00–16:30" in problem.message.en


def test_a_workbook_without_the_roster_sheet_or_its_header_says_so(
    edited: Callable[[Edit], Path], centre: Centre
) -> None:
    def rename(book: Any) -> None:
        book["班表"].title = "Sheet1"

    assert "missing" in problems(edited(rename), centre)[0].message.en

    def behead(book: Any) -> None:
        book["班表"].cell(5, 1).value = None

    assert "Agent id" in problems(edited(behead), centre)[0].message.en


def test_every_fault_of_a_csv_is_told_with_its_row(tmp_path: Path, centre: Centre) -> None:
    path = tmp_path / "r.csv"
    lines = [
        "工号,姓名,日期,班次,用餐开始,备注",
        "A1,,2026-10-01,D1,,",
        "A01,,2026-10-40,D1,,",
        "A01,,2026-10-02,X9,,",
        "A01,,2026-11-02,D1,,",
        "A01,,2026-10-03,D1,25:00,",
        "A02,,2026-10-03,D1,12:00,ok",
        "A02,,2026-10-03,E1,,",
    ]
    path.write_bytes("\n".join(lines).encode("gb18030"))
    found = [(p.row, p.column) for p in problems(path, centre, PERIOD)]
    assert found == [
        (2, "A (工号)"),
        (3, "C (日期)"),
        (4, "D (班次)"),
        (5, "C (日期)"),
        (6, "E (用餐开始)"),
        (8, "D (班次)"),
    ]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04rubbish", b"\xff\xfe\x00"])
def test_a_file_that_is_no_roster_is_refused(tmp_path: Path, centre: Centre, content: bytes) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(content)
    assert problems(path, centre)
    assert problems(tmp_path / "nowhere.csv", centre)


def test_a_csv_without_assignments_needs_a_period(tmp_path: Path, centre: Centre) -> None:
    path = tmp_path / "r.csv"
    write_roster_csv(path, centre, Roster(centre="x", period=PERIOD, assignments=()), "en")
    assert "period" in problems(path, centre)[0].message.en
    assert read_roster(path, centre, PERIOD).assignments == ()


def test_columns_are_named_as_excel_names_them() -> None:
    assert [column_name(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def lock_some(roster: Roster) -> Roster:
    """A shift, a day off and a day of leave, locked."""
    places = (("007", 1), ("A01", 5), ("A02", 30))
    return roster.model_copy(
        update={"locked": tuple(LockedCell(agent_id=agent, day=date(2026, 10, day)) for agent, day in places)}
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_locked_cells_come_back(tmp_path: Path, centre: Centre, roster: Roster, lang: Lang) -> None:
    locked = lock_some(roster)
    path = write_book(tmp_path / "roster.xlsx", centre, locked, lang)
    assert read_roster(path, centre) == locked
    assert [(lock.agent_id, lock.shift) for lock in locked.locks] == [("007", "N1"), ("A01", None), ("A02", None)]


@pytest.mark.parametrize(
    ("words", "shift"),
    [("E1*", "E1"), ("E1 *", "E1"), ("ｅ１＊", "E1"), ("*", None), ("＊", None), ("休*", None), ("年假*", None)],
)
def test_a_planner_locks_a_cell_with_a_star(
    edited: Callable[[Edit], Path], centre: Centre, words: str, shift: str | None
) -> None:
    def lock(book: Any) -> None:
        cell(book["班表"], "A02", 9).value = words

    roster = read_roster(edited(lock), centre)
    assert roster.locks == (Lock(agent_id="A02", day=date(2026, 10, 9), shift=shift),)
    assert roster.by_agent["A02"].get(date(2026, 10, 9)) == (
        shift and Assignment(agent_id="A02", day=date(2026, 10, 9), shift=shift)
    )


def test_a_star_after_no_shift_is_told(edited: Callable[[Edit], Path], centre: Centre) -> None:
    def lock(book: Any) -> None:
        cell(book["班表"], "A02", 9).value = "X9*"

    with pytest.raises(InputError) as error:
        read_roster(edited(lock), centre)
    assert error.value.problems[0].message.en == "there is no such shift"


def test_a_workbook_says_which_version_it_shows(tmp_path: Path, centre: Centre, roster: Roster) -> None:
    path = write_book(tmp_path / "roster.xlsx", centre, roster)
    assert read_mark(path) == ""
    assert read_mark(tmp_path / "none.xlsx") == ""
    write_book(path, centre, roster, mark="17.2")
    assert read_mark(path) == "17.2"
    book = openpyxl.load_workbook(path)
    book.save(path)
    assert read_mark(path) == "17.2"
    path.write_bytes(b"PK\x03\x04 no workbook")
    assert read_mark(path) == ""

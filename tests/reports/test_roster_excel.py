"""The roster workbook, opened again and read cell by cell."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from report_case import Case, changed, with_night_before

from models.base import Lang
from models.people import Agent
from models.result import Evaluation
from models.roster import Roster
from reports.roster_excel import write_roster_workbook

NASTY = (
    "=1+1",
    "＝1+1",
    "+86",
    "-1",
    "@SUM(A1)",
    "\tx",
    "😀张",
    "'=1",
    'a<b&c>"d"',
    "{=A1}",
    "http://x.y",
    "00012",
    "$a$",
)


def written(case: Case, path: Path, lang: Lang = "zh") -> Any:
    write_roster_workbook(path, case.centre, case.requirement, case.roster, case.evaluation, case.certificate, lang)
    return openpyxl.load_workbook(path)


@pytest.fixture
def book(case: Case, tmp_path: Path) -> Any:
    return written(case, tmp_path / "roster.xlsx")


def test_the_sheets_are_named_in_the_language_asked_for(case: Case, tmp_path: Path) -> None:
    chinese = written(case, tmp_path / "zh.xlsx").sheetnames
    english = written(case, tmp_path / "en.xlsx", "en").sheetnames
    assert chinese == ["班表", "图例", "覆盖", "每日覆盖", "违规与未满足意愿", "明细", "证书"]
    assert english[0] == "Roster"
    assert english[-1] == "Certificate"


def test_the_grid_names_agents_dates_and_weekdays(book: Any) -> None:
    grid = book["班表"]
    assert [grid.cell(5, column).value for column in range(1, 5)] == ["工号", "姓名", "班组", "岗位"]
    assert [grid.cell(6, column).value for column in range(1, 5)] == ["A000", "张伟", "华东一组", "主管"]
    # The period begins on Monday 28 September 2026; 1 October is National Day.
    assert grid.cell(3, 5).value == datetime(2026, 9, 28)
    assert grid.cell(5, 5).value == "一"
    assert grid.cell(4, 8).value == "国庆节"
    # The centre's own calendar makes Saturday 10 October a working day.
    assert grid.cell(4, 17).value == "班"


def test_a_shift_is_coloured_by_its_class_and_leave_is_named(book: Any) -> None:
    grid = book["班表"]
    # A000 turns D07, D08, D09, off, E13, E15, N22, …; A001 is on annual leave on the first three days.
    assert grid.cell(6, 5).value == "D07"
    assert grid.cell(6, 11).value == "N22"
    assert grid.cell(6, 5).fill.fgColor.rgb != grid.cell(6, 11).fill.fgColor.rgb
    assert grid.cell(6, 11).font.color.rgb == "FFFFFFFF"
    assert [grid.cell(7, column).value for column in (5, 6, 7)] == ["年假"] * 3
    assert grid.cell(6, 8).value is None


def test_a_day_that_breaks_a_hard_rule_is_framed(book: Any) -> None:
    grid = book["班表"]
    assert grid.cell(6, 9).border.left.style == "thick"
    assert grid.cell(8, 9).border.left.style == "mediumDashed"
    assert grid.cell(6, 5).border.left.style == "thin"


def test_totals_count_shifts_hours_leave_nights_weekends_and_broken_wishes(case: Case, book: Any) -> None:
    grid = book["班表"]
    first = 5 + 14
    # A000 in 14 days of the turn D D D - E E N N - - D D D -: 10 shifts of 8 h, 2 nights; both Saturdays
    # and Sundays are days 5, 6 (E15, N22) and 12, 13 (D09, off): 3 weekend days.
    assert [grid.cell(6, first + i).value for i in range(6)] == [10, 80, 0, 2, 3, 0]
    # A001's three days of paid leave count a fifth of 40 h each.
    assert grid.cell(7, first + 2).value == 24
    assert grid.cell(8, first + 5).value == 1


def test_the_footer_counts_heads_by_class_and_day(case: Case, book: Any) -> None:
    grid = book["班表"]
    rows = {grid.cell(row, 1).value: row for row in range(1, grid.max_row + 1)}
    day = case.roster.period.days[0]
    on_duty = sum(a.day == day for a in case.roster.assignments)
    assert grid.cell(rows["人数 · 在岗合计"], 5).value == on_duty
    assert grid.cell(rows["人数 · 休假"], 5).value == 1
    assert grid.cell(rows["缺员工时"], 5).value > 0


def test_the_grid_prints_one_page_wide_with_its_headers_on_every_page(book: Any) -> None:
    grid = book["班表"]
    assert grid.page_setup.orientation == "landscape"
    # One page wide is the default of the format; as many pages long as it takes is 0.
    assert grid.sheet_properties.pageSetUpPr.fitToPage
    assert grid.page_setup.fitToWidth in (None, 1)
    assert grid.page_setup.fitToHeight == 0
    assert grid.print_title_rows == "$3:$5"
    assert grid.freeze_panes == "E6"
    assert grid.auto_filter.ref == "A5:X11"


def test_coverage_has_a_row_for_each_interval_and_its_difference(case: Case, book: Any) -> None:
    sheet = book["覆盖"]
    assert sheet.max_row == 2 + 14 * 48
    assert sheet.cell(1, 4).value == "全部队列"
    for interval in (0, 20, 100):
        required = case.requirement.total.required[interval]
        staffed = case.evaluation.coverage[0].staffed[interval]
        row = [sheet.cell(interval + 3, column).value for column in (4, 5, 6)]
        assert row == [required, staffed, staffed - required]


def test_hours_of_the_roster_before_are_no_shortage(case: Case, tmp_path: Path) -> None:
    before = with_night_before(case)
    book = written(before, tmp_path / "roster.xlsx")
    sheet = book["覆盖"]
    assert {sheet.cell(row, 6).value for row in range(3, 17)} == {"由上一期班表覆盖"}
    pale = {sheet.cell(row, 6).fill.fgColor.rgb for row in range(3, 17)}
    assert pale == {"FFD9DCE0"}
    # From 07:00 on the roster answers for itself.
    required, staffed, difference = (sheet.cell(17, column).value for column in (4, 5, 6))
    assert difference == staffed - required
    daily = book["每日覆盖"]
    coverage = before.evaluation.coverage[0]
    short = [max(0, coverage.required[k] - coverage.staffed[k]) / 2 for k in range(14, 48)]
    assert daily.cell(3, 5).value == sum(short)
    assert daily.cell(3, 8).value >= "07:00"
    grid = book["班表"]
    rows = {grid.cell(row, 1).value: row for row in range(1, grid.max_row + 1)}
    assert grid.cell(rows["缺员工时"], 5).value == sum(short)


def test_daily_sums_add_up_to_the_period(book: Any) -> None:
    sheet = book["每日覆盖"]
    for column in (3, 4, 5, 6):
        days = [sheet.cell(row, column).value for row in range(3, 17)]
        assert sum(days) == pytest.approx(sheet.cell(17, column).value)


def test_hard_violations_come_first_then_the_dearest(book: Any) -> None:
    sheet = book["违规与未满足意愿"]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["硬性", "软性", "软性"]
    assert [sheet.cell(row, 10).value for row in (2, 3, 4)] == [0, 1500, 30]
    assert sheet.cell(3, 7).value == "09:00"
    assert sheet.cell(2, 11).value == "A000只休息10小时"


def test_assignments_tell_meal_starts_past_midnight_by_the_clock(case: Case, book: Any) -> None:
    sheet = book["明细"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == len(case.roster.assignments)
    night = next(row for row in rows if row[3] == "N22")
    assert night[4:6] == ["22:00", "07:00"]
    assert night[6] in ("01:00", "01:30", "02:00")
    assert night[7] == 8


def test_the_certificate_states_bound_gap_and_seed(book: Any) -> None:
    facts = {row[0].value: row[1].value for row in book["证书"].iter_rows(min_row=3, max_row=14)}
    assert facts["任何班表的代价都不低于"] == 1500
    assert facts["已证明差距"] == pytest.approx(30 / 1530)
    assert facts["随机种子"] == 7


def test_without_a_certificate_the_sheet_says_that_no_bound_is_proven(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    write_roster_workbook(path, case.centre, case.requirement, case.roster, case.evaluation, None, "en")
    assert openpyxl.load_workbook(path)["Certificate"]["B3"].value == "checked, no bound proven"


def test_no_text_becomes_a_formula_or_a_link(case: Case, tmp_path: Path) -> None:
    agents = tuple(Agent(id=f"{text}#{i}", name=text, team=text) for i, text in enumerate(NASTY))
    centre = changed(case.centre, agents=agents, leave=(), wishes=())
    roster = Roster(centre="x", period=case.roster.period, assignments=())
    evaluation = case.evaluation.model_copy(update={"violations": ()})
    nasty = Case(centre, case.requirement, roster, evaluation, case.certificate)
    book = written(nasty, tmp_path / "nasty.xlsx")
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    grid = book["班表"]
    names = {grid.cell(row, 2).value for row in range(6, 6 + len(NASTY))}
    assert names == set(NASTY)


def test_the_same_roster_gives_the_same_bytes(case: Case, tmp_path: Path) -> None:
    written(case, tmp_path / "one.xlsx")
    written(case, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_an_assignment_to_an_unknown_shift_is_written_all_the_same(case: Case, tmp_path: Path) -> None:
    centre = changed(case.centre, shifts=case.centre.shifts[1:])
    strange = Case(centre, case.requirement, case.roster, case.evaluation, case.certificate)
    assert written(strange, tmp_path / "roster.xlsx")["班表"].cell(6, 5).value == "D07"


def test_a_roster_without_violations_says_so(case: Case, tmp_path: Path) -> None:
    nothing: Evaluation = case.evaluation.model_copy(update={"violations": ()})
    calm = Case(case.centre, case.requirement, case.roster, nothing, case.certificate)
    sheet = written(calm, tmp_path / "roster.xlsx", "en")["Violations and wishes"]
    assert sheet["A2"].value == "No rule is broken and every wish is kept."

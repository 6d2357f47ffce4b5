"""Workbooks as planners fill them in, and as we write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from small_centre import problems_of

from models.base import Lang
from models.centre import Centre
from models.policy import ContractTerms
from store.files import read_centre
from store.tables import SETTINGS, TABLES
from store.write import write_centre_workbook


@pytest.fixture
def path(tmp_path: Path, centre: Centre) -> Path:
    target = tmp_path / "centre.xlsx"
    write_centre_workbook(centre, target, "zh")
    return target


def _with(path: Path, sheet: str, cells: dict[str, object]) -> Path:
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book[sheet][place] = value
    book.save(path)
    return path


def test_cells_are_read_by_what_excel_shows(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    shifts, leave, agents = book["班次"], book["请假"], book["坐席"]
    shifts["D3"], shifts["E3"], shifts["E4"] = time(16), time(8), timedelta(hours=8, minutes=20)
    leave["B2"], leave["C2"] = datetime(2026, 10, 5), date(2026, 10, 7)
    agents["A3"], agents["I3"], agents["H3"] = 1002, 1.0, True
    for sheet in ("不可用时段", "愿望", "公平台账"):
        for row in book[sheet].iter_rows(min_row=2):
            if row[0].value == "A02":
                row[0].value = "１００２"
    book["不可用时段"]["E2"] = timedelta(days=1)
    book.save(path)
    centre = read_centre(path)
    assert centre.agents[1].id == "1002"
    assert [s.length_minutes for s in centre.shifts] == [510, 480, 500]
    assert centre.leave[0].end == date(2026, 10, 7)
    assert centre.unavailability[0].time_until == time(0)


def test_a_fault_is_named_with_sheet_row_and_column_as_written(path: Path) -> None:
    (problem,) = problems_of(_with(path, "坐席", {"G3": "很多"}))
    assert (problem.file, problem.sheet, problem.row, problem.column, problem.value) == (
        "centre.xlsx",
        "坐席",
        3,
        "合同周工时",
        "很多",
    )
    assert problem.sentence("zh") == "centre.xlsx [坐席] 行 3 列 合同周工时 (值 '很多'): 不是数字; 请填写数字，如 12.5"


def test_a_setting_out_of_range_is_named_with_its_row(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    row = next(r for r in book["设置"].iter_rows(min_row=2) if r[0].value == "policy.roster.max_consecutive_days")
    row[1].value = 40
    book.save(path)
    (problem,) = problems_of(path)
    assert (problem.sheet, problem.row, problem.value) == ("设置", row[0].row, "40")
    assert "Labour Law art. 38" in problem.message.zh
    assert problem.remedy.zh == "允许：不小于 1，不大于 31"


def test_settings_left_out_have_their_defaults(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    contracts = [row[0].value for row in book["设置"].iter_rows() if str(row[0].value).startswith("policy.contracts.")]
    book["设置"].delete_rows(3, 500)
    # A contract is there once one of its settings is named, with or without a value.
    for setting in contracts[:1]:
        book["设置"].append([setting])
    book.save(path)
    policy = read_centre(path).policy
    assert policy.roster.min_rest_hours == 11
    assert policy.contracts == {"student": ContractTerms()}


def test_sheets_missing_unknown_doubled_empty_hidden_and_free(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    del book["技能"]
    book.create_sheet("Sheet1")
    book.create_sheet("说明").append(["how to fill this in"])
    book.create_sheet("solver").append(["x"])
    book["solver"].sheet_state = "hidden"
    book.create_sheet("愿忘").append(["x"])
    book.create_sheet("leave").append(["工号"])
    book.save(path)
    found = {(p.sheet, p.message.en, p.remedy.en) for p in problems_of(path)}
    assert found == {
        ("skills", "the sheet is missing", "add it: skills, each of which is also a queue of calls"),
        ("愿忘", "this sheet is not known", "rename or remove it"),
        ("leave", "it holds leave a second time", "keep one of the two"),
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_written_workbook_explains_itself_and_holds_no_formula(tmp_path: Path, centre: Centre, lang: Lang) -> None:
    path = tmp_path / "centre.xlsx"
    write_centre_workbook(centre, path, lang)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [table.sheet_name(lang) for table in (SETTINGS, *TABLES)]
    for table in (SETTINGS, *TABLES):
        sheet = book[table.sheet_name(lang)]
        assert sheet.freeze_panes == "B2"
        for column, cell in zip(table.columns, sheet[1], strict=True):
            assert cell.value == column.header(lang)
            assert column.meaning.to(lang) in cell.comment.text
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    roles = [v.formula1 for v in book[TABLES[0].sheet_name(lang)].data_validations.dataValidation]
    assert '"agent,trainer,supervisor"' in roles or '"坐席,培训专员,主管"' in roles

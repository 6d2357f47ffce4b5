"""The tables of scores as people hand them in: encodings, headers, dates and months, workbooks, and broken files."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.facts import Fact, FactKind
from models.input_problem import InputError
from models.registers import FigureEntry
from store.closed_months import read_closed
from store.score_files import read_score_folder
from store.score_tables import EVENTS, FIGURES, SCORE_TABLES


def read(folder: Path) -> list[tuple[Fact, str]]:
    return read_score_folder(folder).of(EVENTS, Fact)


def problems(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_score_folder(folder)
    return [problem.sentence("en") for problem in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_headers_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    words = "记录编号,工号,事项,日期,数量,登记人,依据\nE1,A1,迟到,2026年10月5日,１２,T,打卡记录\n"
    (tmp_path / "事项登记.csv").write_bytes(words.encode(encoding))
    ((fact, place),) = read(tmp_path)
    assert (fact.kind, fact.amount, fact.month, fact.evidence) == (FactKind.LATE, 12, "2026-10", "打卡记录")
    assert place == "事项登记.csv row 2"


@pytest.mark.parametrize("month", ["2026-10", "2026/10", "2026年10月", "2026-10-01", "2026-10-01 00:00:00"])
def test_months_as_they_are_written(tmp_path: Path, month: str) -> None:
    (tmp_path / "figures.csv").write_text(f"agent_id,month,figure,amount\nA,{month},handled,0.1\n", encoding="utf-8")
    ((entry, _),) = read_score_folder(tmp_path).of(FIGURES, FigureEntry)
    assert (entry.month, entry.amount) == ("2026-10", Decimal("0.1"))


def test_a_table_may_come_in_several_files_and_sheets(tmp_path: Path) -> None:
    for name in ("events.csv", "events-north.csv"):
        (tmp_path / name).write_text(f"event_id,agent_id,kind,day\n{name},A,swap,2026-10-01\n", encoding="utf-8")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "events 2"
    sheet.append(["event_id", "agent_id", "kind", "month"])
    sheet.append(["X", "A", "swap", "2026-10"])
    book.create_sheet("说明").append(["free words"])
    book.save(tmp_path / "more.xlsx")
    assert sorted(place for _, place in read(tmp_path)) == [
        "events-north.csv row 2",
        "events.csv row 2",
        "more.xlsx [events 2] row 2",
    ]
    assert read_score_folder(tmp_path).given == {"events"}


def test_a_workbook_of_one_sheet_is_known_by_its_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["记录编号", "工号", "事项", "月份"])
    book.active.append(["X", "A", "主动调班", "2026-10"])
    book.save(tmp_path / "事项登记 十月.xlsx")
    assert [fact.kind for fact, _ in read(tmp_path)] == [FactKind.SWAP]


def test_an_amount_that_must_be_told(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(
        "event_id,agent_id,kind,day\nE1,A,customer_loss,2026-10-01\n", encoding="utf-8"
    )
    (problem,) = problems(tmp_path)
    assert "its amount is missing (yuan)" in problem


def test_a_fact_without_a_day_or_month(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("event_id,agent_id,kind\nE1,A,swap\n", encoding="utf-8")
    assert "neither a day nor a month" in problems(tmp_path)[0]


def test_a_kind_that_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("event_id,agent_id,kind,day\nE1,A,lunch,2026-10-01\n", encoding="utf-8")
    assert "column kind (value 'lunch'): it is none of the known values" in problems(tmp_path)[0]


def test_no_folder(tmp_path: Path) -> None:
    assert "there is no such folder" in problems(tmp_path / "gone")[0]


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "events.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert len(problems(tmp_path)) == 1


def test_a_broken_closed_month(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "cs-monthly-2026-10.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_closed(tmp_path, "cs-monthly")
    assert "it is no closed month" in caught.value.problems[0].sentence("en")
    assert read_closed(tmp_path, "cs") == {}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_stands_in_a_table_it_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(SCORE_TABLES))
    keys = [column.key for column in table.columns]
    cell = st.text(max_size=12) | st.sampled_from(["A", "2026-10-01", "1", "-1", "late", "1e999", "NaN", "=1+1", "是"])
    rows = data.draw(st.lists(st.lists(cell, min_size=len(keys), max_size=len(keys)), max_size=4))
    written = io.StringIO()
    csv.writer(written).writerows([keys, *rows])
    for old in tmp_path.iterdir():
        old.unlink()
    (tmp_path / f"{table.name}.csv").write_bytes(written.getvalue().encode("utf-8", "replace"))
    told: set[str] = set()
    given: set[str] = set()
    try:
        given = read_score_folder(tmp_path).given
    except InputError as error:
        told = {problem.file for problem in error.problems}
    assert (told, given) in (({f"{table.name}.csv"}, set()), (set(), {table.name}))

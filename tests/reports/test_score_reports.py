"""The scores' workbook and pages: no cell becomes a formula, numbers stay numbers, nothing of a page is live."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from models.base import Lang
from models.score import FactSet
from reports.agent_page import agent_page
from reports.score_excel import write_score_workbook
from reports.score_facts import MonthScores
from reports.score_words import figure, money, signed
from scoring.ladders import standings
from tests.scoring.case import ALL, LIBRARY, MONTH, fact, person, scored, shipped, times

NASTY = '=HYPERLINK("http://x","y") <b>&\x01'


def month(lang_name: str = NASTY) -> tuple[MonthScores, FactSet]:
    from store.scheme_files import read_ladder

    people = [person().model_copy(update={"name": lang_name}), person("B")]
    facts = (fact("messy_desk", evidence=NASTY), *times(7, "extra_task", who="B"), fact("valid_complaint", who="B"))
    known = FactSet(facts=facts, imported=ALL)
    results = list(scored("cs-monthly", facts, people).values())
    found = standings(read_ladder("info-service")[0], LIBRARY, people, known, MONTH)
    counts = [(NASTY, 3, 1, 2, 0, 1, Decimal("1.5"))]
    return MonthScores(
        "centre", shipped("cs-monthly"), MONTH, people, results, standings=found, complaints=counts
    ), known


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_cell_becomes_a_formula(tmp_path: Path, lang: Lang) -> None:
    scores, _ = month()
    write_score_workbook(tmp_path / "scores.xlsx", scores, lang)
    book = openpyxl.load_workbook(tmp_path / "scores.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert len(book.sheetnames) == 5


def test_figures_of_the_summary(tmp_path: Path) -> None:
    """B: 80 + 35, held at 110; A: 85 - 2."""
    scores, _ = month()
    write_score_workbook(tmp_path / "scores.xlsx", scores, "en")
    rows = list(openpyxl.load_workbook(tmp_path / "scores.xlsx")["Summary"].iter_rows(min_row=4, values_only=True))
    assert [(row[0], row[1], row[4], row[5], row[6]) for row in rows] == [
        (1, "B", 110, "A", 300),
        (2, "A", 83, "B", 30),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_is_complete_and_nothing_in_it_is_live(lang: Lang) -> None:
    scores, known = month()
    page = agent_page(scores, "A", [f for f in known.facts if f.agent_id == "A"], lang)
    assert "<b>&" not in page
    assert "&lt;b&gt;&amp;" in page
    assert "http-equiv" not in page
    assert "src=" not in page
    for words in (
        "CS minor",
        "83",
        {"zh": "星级坐席", "en": "star"}[lang],
        {"zh": "申诉截止", "en": "appeal until"}[lang],
    ):
        assert words in page


def test_numbers_in_words() -> None:
    assert [figure(Decimal(value)) for value in ("80.00", "99.67", "100", "0.0")] == ["80", "99.67", "100", "0"]
    assert [signed(Decimal(value)) for value in ("5", "-2.50", "0")] == ["+5", "−2.5", "0"]
    assert money(Decimal("-1234.5")) == "−1,234.50"

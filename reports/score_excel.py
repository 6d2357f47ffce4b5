"""The monthly workbook of scores: summary, ledger, payslips, ladder, complaints and the scheme's own remarks."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.base import Lang, text
from reports.excel_sheet import Cell, Styles, put, set_up_print, write_heads
from reports.palette import MUTED, SHORTAGE_PALE
from reports.score_facts import MonthScores, shown_order
from reports.score_words import (
    bound_words,
    entered,
    grade_words,
    how_words,
    need_words,
    open_words,
    outcome,
    points_words,
)

_LINE_HEIGHT = 14.0
"""Points of a line of words."""

_POINTS, _MONEY, _DATE = "0.####;[Red]-0.####;0", "#,##0.00;[Red]-#,##0.00", "yyyy-mm-dd"

_LEDGER_WIDTHS: list[float] = [10, 12, 11, 36, 20, 9, 42, 12, 24, 26, 26]
_PAY_WIDTHS: list[float] = [10, 14, 34, 20, 14, 70]
_LADDER_WIDTHS: list[float] = [10, 14, 12, 12, 10, 70, 36]
_COMPLAINT_WIDTHS: list[float] = [28, 11, 11, 11, 11, 11, 12]
_SCHEME_WIDTHS: list[float] = [52, 24, 44, 40]
_WORDS: dict[str, Any] = {"indent": 1}
_SUMMARY_LOOKS: tuple[dict[str, Any], ...] = (
    {"align": "center"},
    _WORDS,
    _WORDS,
    _WORDS,
    {"num_format": _POINTS},
    _WORDS,
    {"num_format": _MONEY},
    {"text_wrap": True, "indent": 1},
    {"text_wrap": True, "indent": 1, "font_color": MUTED, "font_size": 8},
)


def write_score_workbook(path: Path, scores: MonthScores, lang: Lang) -> None:
    """Write the month's workbook."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        styles = Styles(workbook, lang)

        def sheet(en: str, zh: str) -> Any:
            return workbook.add_worksheet(text(en, zh).to(lang))

        _summary(sheet("Summary", "汇总"), scores, styles, lang)
        _ledger(sheet("Ledger", "明细账"), scores, styles, lang)
        if scores.payslips:
            _payslips(sheet("Pay", "薪酬"), scores, styles, lang)
        if scores.standings:
            _ladder(sheet("Ladder", "晋升"), scores, styles, lang)
        if scores.complaints:
            _complaints(sheet("Complaints", "投诉统计"), scores, styles, lang)
        _scheme(sheet("Scheme", "方案"), scores, styles, lang)


def _title(sheet: Any, scores: MonthScores, styles: Styles, lang: Lang) -> None:
    put(sheet, 0, 0, f"{scores.centre}  {scores.scheme.title.to(lang)}  {scores.month}", styles.title())
    sheet.set_row(0, 24)
    until = text("appeal until {d}", "申诉截止 {d}").format(d=scores.appeal_until or "-").to(lang)
    put(sheet, 1, 0, f"{scores.scheme.name} · {scores.scheme.source} · {until}", styles.subtitle())


def _rows(
    sheet: Any,
    first: int,
    rows: Sequence[Sequence[Cell | Decimal]],
    formats: Sequence[str],
    widths: Sequence[float],
    styles: Styles,
    bold: frozenset[int] = frozenset(),
) -> None:
    """Rows of words and numbers, as high as their words need; a format for each column, empty for words; `bold` are totals."""
    for number, row in enumerate(rows):
        lines = max(_lines(value, width) for value, width in zip(row, widths, strict=True))
        sheet.set_row(first + number, _LINE_HEIGHT * lines + 1)
        heavy = {"bold": True} if number in bold else {}
        for column, (value, number_format) in enumerate(zip(row, formats, strict=True)):
            look: dict[str, Any] = {"num_format": number_format} if number_format else {"text_wrap": True, "indent": 1}
            if number_format == _DATE:
                look["align"] = "left"
            cell = float(value) if isinstance(value, Decimal) else value
            put(sheet, first + number, column, cell, styles.cell(**look, **heavy))


def _lines(value: Cell | Decimal, width: float) -> int:
    """How many lines a cell's words fill in a column so many characters wide; Chinese ones count twice."""
    if not isinstance(value, str):
        return 1
    length = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in value)
    return max(1, math.ceil(length / max(1.0, width - 3)))


def _summary(sheet: Any, scores: MonthScores, styles: Styles, lang: Lang) -> None:
    _title(sheet, scores, styles, lang)
    heads = [
        text("Rank", "名次"),
        text("Id", "工号"),
        text("Name", "姓名"),
        text("Team", "团队"),
        text("Total", "总分"),
        text("Grade", "等级"),
        text("Pay", "薪酬影响"),
        text("Flags", "标记"),
        text("Left open", "待补"),
    ]
    write_heads(sheet, 2, heads, [7, 11, 14, 14, 9, 12, 12, 44, 50], styles, lang)
    row = 3
    for result in shown_order(scores.results):
        who = scores.who(result.agent_id)
        pay = sum((line.amount for line in result.pay), Decimal(0)) if result.pay else None
        values: list[Cell | Decimal] = [
            result.rank,
            who.id,
            who.name,
            who.team,
            result.total if result.appraised else None,
            grade_words(result, lang),
            pay,
            outcome(result, lang),
            open_words(result, lang),
        ]
        look: dict[str, Any] = {"bg_color": SHORTAGE_PALE} if result.flags else {}
        for column, (value, own) in enumerate(zip(values, _SUMMARY_LOOKS, strict=True)):
            put(sheet, row, column, float(value) if isinstance(value, Decimal) else value, styles.cell(**look, **own))
        row += 1
    sheet.autofilter(2, 0, max(3, row - 1), len(heads) - 1)
    set_up_print(sheet)


def _ledger(sheet: Any, scores: MonthScores, styles: Styles, lang: Lang) -> None:
    heads = [
        text("Id", "工号"),
        text("Name", "姓名"),
        text("Day", "日期"),
        text("Item", "项目"),
        text("Clause", "条款"),
        text("Points", "分值"),
        text("What", "说明"),
        text("Entered by", "登记人"),
        text("Evidence", "依据"),
        text("Facts", "事实编号"),
        text("Read from", "来源"),
    ]
    write_heads(sheet, 0, heads, _LEDGER_WIDTHS, styles, lang)
    rows: list[list[Cell | Decimal]] = []
    bold: set[int] = set()
    for result in sorted(scores.results, key=lambda r: r.agent_id):
        who = scores.who(result.agent_id)
        for line in result.lines:
            places = dict.fromkeys(scores.sources.get(fact, "") for fact in line.facts)
            rows.append(
                [
                    who.id,
                    who.name,
                    line.day,
                    line.title.to(lang),
                    line.clause,
                    line.points,
                    line.text.to(lang),
                    entered(line.entered_by, lang),
                    line.evidence,
                    ", ".join(line.facts),
                    ", ".join(filter(None, places)),
                ]
            )
        if result.appraised:
            total: list[Cell | Decimal] = [
                who.id,
                who.name,
                None,
                text("total", "总分").to(lang),
                scores.scheme.source,
                result.total,
            ]
            bold.add(len(rows))
            rows.append([*total, "", "", "", "", ""])
    _rows(sheet, 1, rows, ["", "", _DATE, "", "", _POINTS, "", "", "", "", ""], _LEDGER_WIDTHS, styles, frozenset(bold))
    sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
    set_up_print(sheet)


def _payslips(sheet: Any, scores: MonthScores, styles: Styles, lang: Lang) -> None:
    heads = [
        text("Id", "工号"),
        text("Name", "姓名"),
        text("Line", "项目"),
        text("Clause", "条款"),
        text("Yuan", "金额（元）"),
        text("How", "计算"),
    ]
    write_heads(sheet, 0, heads, _PAY_WIDTHS, styles, lang)
    rows: list[list[Cell | Decimal]] = []
    bold: set[int] = set()
    for slip in scores.payslips:
        who = scores.who(slip.agent_id)
        rows += [[who.id, who.name, a.title.to(lang), a.clause, a.amount, a.text.to(lang)] for a in slip.lines]
        how = "; ".join(words.to(lang) for words in slip.open)
        bold.add(len(rows))
        rows.append([who.id, who.name, text("total", "合计").to(lang), "", slip.total, how])
    grand = sum((slip.total for slip in scores.payslips), Decimal(0))
    bold.add(len(rows))
    rows.append(["", "", text("everybody", "全员合计").to(lang), "", grand, ""])
    _rows(sheet, 1, rows, ["", "", "", "", _MONEY, ""], _PAY_WIDTHS, styles, frozenset(bold))
    set_up_print(sheet)


def _ladder(sheet: Any, scores: MonthScores, styles: Styles, lang: Lang) -> None:
    heads = [
        text("Id", "工号"),
        text("Name", "姓名"),
        text("Level", "现级别"),
        text("Next", "下一级"),
        text("May rise", "可晋升"),
        text("Missing", "尚缺"),
        text("Leads down", "降级事由"),
    ]
    write_heads(sheet, 0, heads, _LADDER_WIDTHS, styles, lang)
    rows: list[list[Cell | Decimal]] = []
    for standing in scores.standings:
        who = scores.who(standing.agent_id)
        missing = "; ".join(need_words(need, lang) for need in standing.needs if not need.met)
        if standing.not_appraised is not None:
            missing = standing.not_appraised.to(lang)
        rows.append(
            [
                who.id,
                who.name,
                standing.level_title.to(lang),
                standing.next_title.to(lang) if standing.next_title else "",
                text("yes", "是").to(lang) if standing.eligible else "",
                missing,
                "; ".join(words.to(lang) for words in standing.demotions),
            ]
        )
    _rows(sheet, 1, rows, [""] * 7, _LADDER_WIDTHS, styles)
    set_up_print(sheet)


def _complaints(sheet: Any, scores: MonthScores, styles: Styles, lang: Lang) -> None:
    heads = [
        text("Type", "类型"),
        text("Received", "受理"),
        text("Valid", "有效"),
        text("Resolved", "已解决"),
        text("Reopened", "重新处理"),
        text("Late steps", "超时环节"),
        text("Mean hours", "平均小时"),
    ]
    write_heads(sheet, 0, heads, _COMPLAINT_WIDTHS, styles, lang)
    _rows(
        sheet,
        1,
        [list(row) for row in scores.complaints],
        ["", "0", "0", "0", "0", "0", "0.0"],
        _COMPLAINT_WIDTHS,
        styles,
    )
    set_up_print(sheet, landscape=False)


def _scheme(sheet: Any, scores: MonthScores, styles: Styles, lang: Lang) -> None:
    """The scheme's items with clauses, and what is odd in the document."""
    scheme = scores.scheme
    heads = [text("Item", "项目"), text("Clause", "条款"), text("How", "计分方式"), text("Points", "分值")]
    write_heads(sheet, 0, heads, _SCHEME_WIDTHS, styles, lang)
    rows: list[list[Cell | Decimal]] = [
        [item.title.to(lang), item.clause, how_words(item, lang), points_words(item)] for item in scheme.items
    ]
    rows += [[g.title.to(lang), g.clause, text("grade", "等级").to(lang), bound_words(g)] for g in scheme.grades]
    rows += [[rule.title.to(lang), rule.clause, text("pay", "薪酬").to(lang), rule.amount] for rule in scheme.pay]
    rows += [[remark.to(lang), "", "", ""] for remark in scores.remarks]
    _rows(sheet, 1, rows, ["", "", "", ""], _SCHEME_WIDTHS, styles)
    set_up_print(sheet)

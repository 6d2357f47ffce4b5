"""The year's leave as a workbook: a calendar of the year, who got which wish, and every wish with its outcome."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from models.base import Lang, text
from models.centre import Centre
from models.leave_year import LeaveYearPlan, WishOutcome
from models.people import LeaveType
from models.time import Period
from reports.excel_sheet import A3, Cell, Styles, put, set_up_print, weekday_name, write_heads
from reports.leave_year import head_words, summary_words
from reports.palette import AFTER, BEFORE, DAY_KIND_COLOURS, HEADER, SHORTAGE

CALENDAR_SHEET = text("Calendar", "年历")
GRANTS_SHEET = text("Who got what", "安排结果")
WISHES_SHEET = text("Wishes", "志愿")
_FIRST_DAY = 3
_MONTH_ROW, _DATE_ROW, _WEEKDAY_ROW = 3, 4, 5


def write_leave_year_workbook(path: Path, centre: Centre, plan: LeaveYearPlan, lang: Lang) -> None:
    """Write the workbook; `centre` has in its leave table what is approved already. The same values give the same bytes."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        title = f"{centre.profile.name} {plan.year}"
        workbook.set_properties({"title": title, "author": "paiban", "created": datetime(2000, 1, 1)})
        styles = Styles(workbook, lang)
        _calendar(workbook.add_worksheet(CALENDAR_SHEET.to(lang)), centre, plan, styles, lang)
        _grants(workbook.add_worksheet(GRANTS_SHEET.to(lang)), centre, plan, styles, lang)
        _wishes(workbook.add_worksheet(WISHES_SHEET.to(lang)), centre, plan, styles, lang)


def _calendar(sheet: Any, centre: Centre, plan: LeaveYearPlan, styles: Styles, lang: Lang) -> None:
    """Agents by days: the rank where the plan gives a day, a dot where annual leave was approved before."""
    days = Period(start=date(plan.year, 1, 1), end=date(plan.year, 12, 31)).days
    put(sheet, 0, 0, head_words(plan).to(lang), styles.title())
    put(sheet, 1, 0, summary_words(plan.summary).to(lang), styles.subtitle())
    _day_heads(sheet, centre, days, styles, lang)
    marks = _marks(centre, plan)
    grid = {
        day: styles(border=4, border_color=HEADER, bg_color=DAY_KIND_COLOURS[centre.calendar.kind(day)]) for day in days
    }
    planned = styles(align="center", font_size=8, bold=True, font_color="#FFFFFF", bg_color=AFTER)
    before = styles(align="center", font_size=8, font_color="#FFFFFF", bg_color=BEFORE)
    row = _WEEKDAY_ROW
    for row, agent in enumerate(centre.agents, _WEEKDAY_ROW + 1):
        for column, value in enumerate((agent.id, agent.name, agent.team)):
            put(sheet, row, column, value, styles.cell())
        for column, day in enumerate(days, _FIRST_DAY):
            mark = marks.get((agent.id, day))
            style = grid[day] if mark is None else planned if isinstance(mark, int) else before
            put(sheet, row, column, mark, style)
    heads = Counter(day for _, day in marks)
    put(sheet, row + 1, 0, text("away", "休假人数").to(lang), styles.head())
    for column, day in enumerate(days, _FIRST_DAY):
        look = {"font_color": SHORTAGE} if plan.scope == "centre" and heads[day] > plan.summary.at_once else {}
        put(sheet, row + 1, column, heads[day] or None, styles(align="center", font_size=8, bg_color=HEADER, **look))
    sheet.freeze_panes(_WEEKDAY_ROW + 1, _FIRST_DAY)
    sheet.hide_gridlines(2)
    set_up_print(sheet, A3)
    sheet.repeat_rows(_MONTH_ROW, _WEEKDAY_ROW)


def _marks(centre: Centre, plan: LeaveYearPlan) -> dict[tuple[str, date], int | str]:
    annual = [leave for leave in centre.approved_leave if leave.type is LeaveType.ANNUAL]
    year = Period(start=date(plan.year, 1, 1), end=date(plan.year, 12, 31))
    marks: dict[tuple[str, date], int | str] = {
        (leave.agent_id, day): "·"
        for leave in annual
        if leave.start <= year.end and leave.end >= year.start
        for day in Period(start=max(leave.start, year.start), end=min(leave.end, year.end)).days
    }
    return marks | {(wish.agent_id, day): wish.rank for wish in plan.kept for day in wish.dates if day in year}


def _day_heads(sheet: Any, centre: Centre, days: tuple[date, ...], styles: Styles, lang: Lang) -> None:
    for column, (label, width) in enumerate(
        zip((text("Agent id", "工号"), text("Name", "姓名"), text("Team", "班组")), (10, 12, 12), strict=True)
    ):
        sheet.set_column(column, column, width)
        put(sheet, _WEEKDAY_ROW, column, label.to(lang), styles.head())
    sheet.set_column(_FIRST_DAY, _FIRST_DAY + len(days) - 1, 2.4)
    for column, day in enumerate(days, _FIRST_DAY):
        look = styles(align="center", font_size=8, bg_color=DAY_KIND_COLOURS[centre.calendar.kind(day)])
        month = f"{day.month} 月" if lang == "zh" else f"{day:%b}"
        put(sheet, _MONTH_ROW, column, month if day.day == 1 else None, styles(bold=True))
        put(sheet, _DATE_ROW, column, day.day, look)
        put(sheet, _WEEKDAY_ROW, column, weekday_name(day, lang)[:2], look)


def _grants(sheet: Any, centre: Centre, plan: LeaveYearPlan, styles: Styles, lang: Lang) -> None:
    heads = [
        text("Agent id", "工号"),
        text("Name", "姓名"),
        text("Team", "班组"),
        text("Block", "第几段"),
        text("Rank kept", "满足志愿"),
        text("Wishes", "志愿数"),
        text("From", "开始"),
        text("To", "结束"),
        text("Points", "分值"),
        text("Weight by past years, %", "往年公平权重（%）"),
    ]
    write_heads(sheet, 0, heads, [10, 12, 12, 8, 10, 8, 12, 12, 9, 14], styles, lang)
    for row, grant in enumerate(plan.grants, 1):
        agent, wish = centre.agents_by_id[grant.agent_id], grant.wish
        none = text("none", "未满足").to(lang)
        values: tuple[Cell, ...] = (
            agent.id,
            agent.name,
            agent.team,
            grant.block,
            none if wish is None else wish.rank,
            grant.wishes,
            None if wish is None else wish.start,
            None if wish is None else wish.end,
            grant.points,
            grant.weight_percent,
        )
        _row(sheet, row, values, styles)
    sheet.autofilter(0, 0, max(1, len(plan.grants)), len(heads) - 1)
    set_up_print(sheet)


def _wishes(sheet: Any, centre: Centre, plan: LeaveYearPlan, styles: Styles, lang: Lang) -> None:
    heads = [
        text("Agent id", "工号"),
        text("Name", "姓名"),
        text("Block", "第几段"),
        text("Rank", "第几志愿"),
        text("From", "开始"),
        text("To", "结束"),
        text("Days that count", "计假天数"),
        text("Points", "分值"),
        text("Outcome", "结果"),
        text("Why", "原因"),
    ]
    write_heads(sheet, 0, heads, [10, 12, 8, 8, 12, 12, 10, 9, 12, 90], styles, lang)
    for row, judged in enumerate(plan.wishes, 1):
        wish = judged.wish
        values: tuple[Cell, ...] = (
            wish.agent_id,
            centre.agents_by_id[wish.agent_id].name,
            wish.block,
            wish.rank,
            wish.start,
            wish.end,
            judged.counted_days,
            judged.points,
            judged.outcome.label.to(lang),
            judged.reason.to(lang),
        )
        _row(sheet, row, values, styles, bold=judged.outcome is WishOutcome.KEPT)
    sheet.autofilter(0, 0, max(1, len(plan.wishes)), len(heads) - 1)
    set_up_print(sheet)


def _row(sheet: Any, row: int, values: tuple[Cell, ...], styles: Styles, bold: bool = False) -> None:
    plain, dated = styles.cell(bold=bold), styles.cell(bold=bold, num_format="yyyy-mm-dd", align="left")
    for column, value in enumerate(values):
        put(sheet, row, column, value, dated if isinstance(value, date) else plain)

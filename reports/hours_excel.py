"""The hours ledger of a month as a sheet."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from models.base import Lang, text
from models.centre import Centre
from models.hours import AgentHours, HoursStatement
from reports.excel_sheet import Cell, Styles, put, set_up_print, write_heads
from reports.hours_words import HEADS, minutes_of
from reports.palette import SHORTAGE_PALE

HOURS_SHEET = text("Hours", "工时")
_REMARKS = text("remarks", "提示")


def write_hours_workbook(path: Path, centre: Centre, statement: HoursStatement, lang: Lang) -> None:
    """Write the workbook to `path`. The same values give the same bytes."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        title = f"{centre.profile.name} {HOURS_SHEET.to(lang)}"
        workbook.set_properties({"title": title, "author": "paiban", "created": datetime(2000, 1, 1)})
        sheet = workbook.add_worksheet(HOURS_SHEET.to(lang))
        write_hours_sheet(sheet, centre, statement, Styles(workbook, lang), lang)


def write_hours_sheet(sheet: Any, centre: Centre, statement: HoursStatement, styles: Styles, lang: Lang) -> None:
    """One line for each agent, in hours; who is near or above the overtime limit stands out."""
    widths: list[float] = [10, 12, *([10] * (len(HEADS) - 2)), 60]
    write_heads(sheet, 0, [*HEADS, _REMARKS], widths, styles, lang)
    names = {agent.id: agent.name for agent in centre.agents}
    for row, own in enumerate(statement.agents, 1):
        look = {"bg_color": SHORTAGE_PALE} if own.warnings else {}
        for column, value in enumerate(_values(own, names.get(own.agent_id, ""), lang)):
            style = styles.cell(**look) if isinstance(value, str) else styles.cell(num_format="0.00", **look)
            put(sheet, row, column, value, style)
    set_up_print(sheet)


def _values(own: AgentHours, name: str, lang: Lang) -> tuple[Cell, ...]:
    pay = None if own.total_pay is None else float(own.total_pay)
    remarks = "; ".join(words.to(lang) for words in own.warnings)
    return (own.agent_id, name, *(count / 60 for count in minutes_of(own)), pay, remarks)

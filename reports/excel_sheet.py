"""What every sheet of a workbook is written with: cell formats, and one way to put a value into a cell."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from models.base import Lang, Text
from reports.palette import GRID, HEADER, INK, MUTED

MAX_ROWS = 1_048_576
A3, A4 = 8, 9

Cell = str | int | float | date | None

_FONTS = {"en": "Calibri", "zh": "Microsoft YaHei"}
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767


class Styles:
    """The formats of one workbook; asking twice for the same properties gives the same format."""

    def __init__(self, workbook: Any, lang: Lang):
        self._workbook = workbook
        self._font = _FONTS[lang]
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": self._font, "font_size": 10, "font_color": INK, "valign": "vcenter"}
            self._made[key] = self._workbook.add_format(base | properties)
        return self._made[key]

    def title(self) -> Any:
        return self(bold=True, font_size=15)

    def subtitle(self) -> Any:
        return self(font_color=MUTED, font_size=9)

    def head(self, **properties: Any) -> Any:
        return self(**({"bold": True, "bg_color": HEADER, "border": 1, "border_color": GRID} | properties))

    def cell(self, **properties: Any) -> Any:
        return self(**({"border": 1, "border_color": GRID} | properties))


def put(sheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
    """Write one value. Text goes in as text whatever it begins with, so no cell becomes a formula.

    Raises:
        ValueError: when the cell cannot be written: off the sheet, or in a row that is already on disk.
    """
    if value is None:
        refused = sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        words = value if value.isprintable() else _NOT_IN_XML.sub("\ufffd", value)
        refused = sheet.write_string(row, column, words[:_LONGEST_CELL], style)
    elif isinstance(value, date):
        refused = sheet.write_datetime(row, column, value, style)
    else:
        refused = sheet.write_number(row, column, value, style)
    if refused:
        raise ValueError(f"row {row + 1}, column {column + 1} of sheet {sheet.get_name()!r} cannot be written")


def write_heads(sheet: Any, row: int, heads: list[Text], widths: list[float], styles: Styles, lang: Lang) -> None:
    """A table's header row, with its column widths, frozen above the rows and repeated on every printed page."""
    sheet.set_row(row, 30)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        put(sheet, row, column, head.to(lang), styles.head(text_wrap=True))
    sheet.freeze_panes(row + 1, 0)
    sheet.repeat_rows(0, row)


def set_up_print(sheet: Any, paper: int = A4, *, landscape: bool = True) -> None:
    """One page wide, as many pages long as it takes, numbered."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&8&A&R&8&P / &N")


def weekday_name(day: date, lang: Lang) -> str:
    if lang == "zh":
        return "一二三四五六日"[day.weekday()]
    return ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()]

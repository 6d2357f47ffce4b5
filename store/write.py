"""Writing a centre as a folder or a workbook that explains itself and reads back as the same centre."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from models.base import Lang, Model, text
from models.centre import Centre
from models.csv_cell import shield
from store.atomic import atomic_write, write_bytes_atomic, write_text_atomic
from store.cells import Cell
from store.reader import bounds_of
from store.settings import Setting, all_settings, value_of
from store.table import Column, Table
from store.tables import SETTINGS, TABLES
from store.toml_file import FILE_NAME, toml_text

_BOM = "\ufeff"
_LIST_ROWS = 2000
"""Drop-down lists reach this far down, so that rows can be added."""


def existing_files(folder: Path) -> list[Path]:
    """The files in a folder that `write_centre_folder` would overwrite."""
    names = (FILE_NAME, *(table.file_name for table in TABLES))
    return [folder / name for name in names if (folder / name).exists()]


def write_centre_folder(centre: Centre, folder: Path, lang: Lang) -> None:
    """Write `centre.toml` and a CSV file for each table, headers and words in `lang`; existing files are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    write_text_atomic(folder / FILE_NAME, toml_text(centre))
    for table in TABLES:
        write_bytes_atomic(folder / table.file_name, _csv_bytes(centre, table, lang))


def write_table(centre: Centre, table: Table, path: Path, lang: Lang) -> None:
    """Write one table of a centre as a CSV file that may take the place of the one in its folder."""
    write_bytes_atomic(path, _csv_bytes(centre, table, lang))


def write_centre_workbook(centre: Centre, path: Path, lang: Lang) -> None:
    """Write one workbook with a settings sheet and a sheet for each table, headers and words in `lang`."""
    import xlsxwriter

    with atomic_write(path) as temporary:
        # No text is ever taken for a formula, a number or a link: every cell is written by its own type.
        book = xlsxwriter.Workbook(str(temporary), {"default_date_format": "yyyy-mm-dd"})
        formats = _formats(book)
        _settings_sheet(book, formats, centre, lang)
        for table in TABLES:
            _table_sheet(book, formats, table, rows_of(centre, table), lang)
        book.close()


def rows_of(centre: Centre, table: Table) -> Sequence[Model]:
    """The rows of a table of a centre."""
    if table.name == "calendar":
        return centre.calendar.own_days
    rows: Sequence[Model] = getattr(centre, table.attribute or table.name)
    return rows


def _cells(table: Table, rows: Sequence[Model], lang: Lang) -> Iterator[list[Cell]]:
    getters = [(column.kind.write, column.target) for column in table.columns]
    for row in rows:
        yield [write(getattr(row, target), lang) for write, target in getters]


def _csv_bytes(centre: Centre, table: Table, lang: Lang) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.header(lang) for column in table.columns])
    for cells in _cells(table, rows_of(centre, table), lang):
        writer.writerow([_csv_words(cell) for cell in cells])
    return (_BOM + out.getvalue()).encode("utf-8")


def _csv_words(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return shield(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds" if cell.second else "minutes")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return cell.isoformat() if isinstance(cell, date) else repr(cell)


def _formats(book: Any) -> dict[str, Any]:
    return {
        "header": book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "valign": "vcenter"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "clock": book.add_format({"num_format": "hh:mm"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        # Codes and ids that are typed in later stay text: 007 keeps its noughts.
        "text": book.add_format({"num_format": "@"}),
    }


def _write_cell(sheet: Any, formats: dict[str, Any], row: int, column: int, cell: Cell) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, formats["text"])
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    else:
        named = "moment" if isinstance(cell, datetime) else "day" if isinstance(cell, date) else "clock"
        sheet.write_datetime(row, column, cell, formats[named])


def _table_sheet(book: Any, formats: dict[str, Any], table: Table, rows: Sequence[Model], lang: Lang) -> None:
    sheet = book.add_worksheet(table.sheet_name(lang))
    _header(sheet, formats, table, lang)
    for number, cells in enumerate(_cells(table, rows, lang), start=1):
        for position, cell in enumerate(cells):
            _write_cell(sheet, formats, number, position, cell)
    for position, column in enumerate(table.columns):
        if column.kind.choices is not None:
            last = max(len(rows), _LIST_ROWS)
            options = {"validate": "list", "source": list(column.kind.choices(lang)), "ignore_blank": True}
            sheet.data_validation(1, position, last, position, options)


def _header(sheet: Any, formats: dict[str, Any], table: Table, lang: Lang) -> None:
    sheet.freeze_panes(1, 1)
    for position, column in enumerate(table.columns):
        header = column.header(lang)
        sheet.write_string(0, position, header, formats["header"])
        sheet.write_comment(0, position, column_comment(table, column, lang), {"x_scale": 2})
        width = 2 * len(header) if lang == "zh" else len(header)
        text_format = formats["text"] if column.key.endswith(("_id", "_code", "queue")) else None
        sheet.set_column(position, position, max(12, width + 4), text_format)


def column_comment(table: Table, column: Column, lang: Lang) -> str:
    """What a column means, whether it must be filled in and what it may hold."""
    must = text("required", "必填") if table.is_required(column) else text("may be empty", "可留空")
    bounds = bounds_of(column, table).to(lang)
    heading = column.key if lang == "zh" else column.zh
    facts = "; ".join(filter(None, (must.to(lang), column.kind.hint.to(lang), bounds)))
    return "\n".join((heading, column.meaning.to(lang), facts))


def _settings_sheet(book: Any, formats: dict[str, Any], centre: Centre, lang: Lang) -> None:
    sheet = book.add_worksheet(SETTINGS.sheet_name(lang))
    _header(sheet, formats, SETTINGS, lang)
    for position, width in enumerate((44, 16, 22, 70)):
        sheet.set_column(position, position, width)
    for number, setting in enumerate(all_settings(centre.policy), start=1):
        clause, meaning = setting.about
        sheet.write_string(number, 0, setting.name)
        _write_cell(sheet, formats, number, 1, _setting_cell(centre, setting, lang))
        sheet.write_string(number, 2, clause)
        sheet.write_string(number, 3, meaning.to(lang))
        choices: Callable[[Lang], tuple[str, ...]] | None = setting.kind.choices
        if choices is not None:
            sheet.data_validation(number, 1, number, 1, {"validate": "list", "source": list(choices(lang))})


def _setting_cell(centre: Centre, setting: Setting, lang: Lang) -> Cell:
    value = value_of(centre, setting)
    if value is None:
        return None
    return setting.kind.write(value, lang)

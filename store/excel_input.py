"""Workbooks as planners hand them in, opened behind guards: a hostile or broken file ends in a problem, never in a hang."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from models.base import Text, text
from models.input_problem import InputProblem
from store.csv_input import MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROWS, Grid, UnreadableError

MAX_UNZIPPED_BYTES = 256 * 1024 * 1024
MAX_MEMBERS = 2000
MAX_RATIO = 200
"""A member of the archive larger than 4 MB that shrinks further than this is no spreadsheet of a planner's."""

MAX_PROPERTIES_BYTES = 64 * 1024

_EXCEL_LAST_ROW = 1_048_576


def read_workbook(content: bytes, file: str) -> dict[str, Grid]:
    """The visible sheets of a workbook as grids of text; cells to the right of column 200 are not looked at.

    Raises:
        UnreadableError: when the file is no workbook, is protected, or goes past the limits.
    """
    _refuse_bombs(content, file)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            try:
                return {
                    sheet.title: _grid(sheet, file)
                    for sheet in book.worksheets
                    if getattr(sheet, "sheet_state", "visible") == "visible" and hasattr(sheet, "reset_dimensions")
                }
            finally:
                book.close()
    except UnreadableError:
        raise
    except Exception as error:
        # openpyxl, zipfile and expat raise some eight unrelated classes for a broken file; all mean the same here.
        raise _unreadable(
            file,
            text(
                f"it cannot be read as a workbook ({type(error).__name__})",
                f"无法作为工作簿读取（{type(error).__name__}）",
            ),
        ) from error


def _unreadable(file: str, message: Text, sheet: str = "", row: int | None = None) -> UnreadableError:
    remedy = text("open it in Excel and save it again as .xlsx", "请用 Excel 打开并另存为 .xlsx")
    return UnreadableError(InputProblem(file=file, sheet=sheet, row=row, message=message, remedy=remedy))


def _refuse_bombs(content: bytes, file: str) -> None:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _unreadable(
            file, text("it is protected by a password or an old .xls file", "文件有密码保护，或是旧的 .xls 格式")
        )
    if len(content) > MAX_FILE_BYTES:
        raise _unreadable(file, text("the file is too large", "文件过大"))
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except Exception as error:
        raise _unreadable(file, text("it is no .xlsx workbook", "不是 .xlsx 工作簿")) from error
    # zipfile never unpacks more of a member than the size stated here, so a lie about it cannot hurt.
    sizes = [member.file_size for member in members]
    swollen = any(
        member.file_size > 4 * 2**20 and member.file_size > MAX_RATIO * max(1, member.compress_size)
        for member in members
    )
    if len(members) > MAX_MEMBERS or sum(sizes) > MAX_UNZIPPED_BYTES or swollen:
        raise _unreadable(file, text("it unpacks to far more than a workbook holds", "解压后的体积远超正常工作簿"))


def _grid(sheet: Any, file: str) -> Grid:
    """The sheet's rows as text, up to its last filled row."""
    sheet.reset_dimensions()
    grid: Grid = []
    empty: object = None
    rows = sheet.iter_rows(max_col=MAX_COLUMNS, max_row=10 * _EXCEL_LAST_ROW, values_only=True)
    for number, values in enumerate(rows, start=1):
        if number > _EXCEL_LAST_ROW:
            raise _unreadable(file, text("a row number is past Excel's last row", "行号超出 Excel 上限"), sheet.title)
        # The rows of a gap are one and the same tuple, and there may be a million of them.
        if values is empty:
            continue
        if not any(value is not None for value in values):
            empty = values
            continue
        if number > MAX_ROWS:
            message = text(f"it has content below row {MAX_ROWS}", f"第 {MAX_ROWS} 行以下仍有内容")
            raise _unreadable(file, message, sheet.title, number)
        grid.extend([] for _ in range(number - 1 - len(grid)))
        grid.append([_words(value) for value in values])
    return grid


def _words(value: Any) -> str:
    """A cell's value as the text a planner would have typed."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return _moment_words(value)
    if isinstance(value, time):
        return _to_second(datetime.combine(date(2000, 1, 1), value)).strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return str(value)


def _moment_words(value: datetime) -> str:
    rounded = _to_second(value)
    if rounded.year < 1901 and rounded.time() == time():
        # A time-of-day cell that holds a whole day: 24:00.
        return "24:00"
    return rounded.isoformat(sep=" ")


def _to_second(value: datetime) -> datetime:
    """Excel keeps moments as fractions of a day; what it means is the nearest second."""
    if value.microsecond:
        value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    return value


def read_property(content: bytes, name: str) -> str:
    """A custom property of a workbook; nothing where it has none or is no workbook. Its sheets are not looked at."""
    from defusedxml.ElementTree import fromstring

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            member = archive.getinfo("docProps/custom.xml")
            if member.file_size > MAX_PROPERTIES_BYTES:
                return ""
            properties = fromstring(archive.read(member))
    except Exception:
        # A broken or hostile file has no properties; reading its sheets tells what is wrong.
        return ""
    return next(("".join(found.itertext()) for found in properties if found.get("name") == name), "")

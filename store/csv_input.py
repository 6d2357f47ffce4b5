"""Text files as planners hand them in: any of their usual encodings, any of their usual separators."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable

from models.base import text
from models.csv_cell import unshield
from models.input_problem import InputProblem

Grid = list[list[str]]
"""Rows of cell texts; the first is row 1 as the planner sees it."""

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_ROWS = 400_000
MAX_COLUMNS = 200

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class UnreadableError(Exception):
    """A file that cannot be read at all, with the one problem that says why."""

    def __init__(self, problem: InputProblem):
        super().__init__(problem.message.en)
        self.problem = problem


def decode(content: bytes, file: str) -> str:
    """The text of a file: by its byte-order mark, else strict UTF-8, else GB18030.

    Raises:
        UnreadableError: when it is none of these, or no text at all.
    """
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableError(
            InputProblem(
                file=file,
                message=text("this is a workbook, not a text file", "这是工作簿，不是文本文件"),
                remedy=text("save it as CSV UTF-8", "请另存为 CSV UTF-8 格式"),
            )
        )
    marked = [encoding for mark, encoding in _BOMS if content.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in words:
            return words
    raise UnreadableError(
        InputProblem(
            file=file,
            message=text("its encoding is neither UTF-8 nor GB18030", "文件编码既不是 UTF-8 也不是 GB18030"),
            remedy=text("save it as CSV UTF-8", "请另存为 CSV UTF-8 格式"),
        )
    )


def read_csv(content: bytes, file: str, header_score: Callable[[Grid], int]) -> Grid:
    """The grid of a CSV file, split at the separator that `header_score` likes best among comma, semicolon and tab.

    Raises:
        UnreadableError: for a faulty encoding, a quote that never ends, or a file past the limits.
    """
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableError(_too_large(file, f"{MAX_FILE_BYTES // 2**20} MB"))
    words = decode(content, file)
    head = "".join(words[:20_000].splitlines(keepends=True)[:10])
    best = max((",", ";", "\t"), key=lambda separator: header_score(_head_rows(head, separator)))
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=best, strict=True)
    grid: Grid = []
    try:
        for row in reader:
            if len(grid) >= MAX_ROWS:
                raise UnreadableError(_too_large(file, f"{MAX_ROWS} rows"))
            grid.append([unshield(cell) for cell in row])
    except csv.Error as error:
        raise UnreadableError(
            InputProblem(
                file=file,
                row=len(grid) + 1,
                message=text(f"the row cannot be split into cells ({error})", f"该行无法拆分为单元格（{error}）"),
                remedy=text("check the quotation marks in this row", "请检查该行的引号"),
            )
        ) from None
    return grid


def _head_rows(head: str, separator: str) -> Grid:
    """The first rows, as well as they can be split."""
    try:
        return list(csv.reader(io.StringIO(head, newline=""), delimiter=separator))
    except csv.Error:
        return []


def _too_large(file: str, limit: str) -> InputProblem:
    return InputProblem(
        file=file,
        message=text(f"it is larger than {limit}", f"文件超过上限（{limit}）"),
        remedy=text(
            "keep only what the roster needs, such as the last half year of calls",
            "请只保留排班所需的数据，如最近半年的话务",
        ),
    )

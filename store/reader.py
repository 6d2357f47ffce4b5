"""From a grid of cell texts to the rows of a table, each with its place, and every problem on the way."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from pydantic import ValidationError

from models.base import Model, Text, text
from models.input_problem import InputProblem
from store.cells import is_blank, tidy
from store.csv_input import Grid
from store.moments import Localiser
from store.table import Column, Table
from store.words import CellError, allowed, did_you_mean, explain, shown

MAX_CELL = 2000
"""No cell of a centre's tables needs more characters."""

HEADER_SEARCH_ROWS = 10
"""Title rows may stand above the header, but not more than this."""

T = TypeVar("T")
_DECORATION = re.compile(r"[\s_\-*:]+|\(.*?\)$")


@dataclass(frozen=True)
class Placed(Generic[T]):
    """A value and the row it was read from, counted from 1 as the planner sees it."""

    row: int
    value: T


@dataclass
class TableRead:
    """A table as it was found: its place, its rows and what is wrong with them.

    `keys` are the values of its first column in every row, each with the first row that has it, and `repeated` the rows
    that have one again, also where a row could not be read: so a fault in one table does not look like many in the others,
    nor hide another. `complete` is false when rows may be missing altogether.
    """

    table: Table
    file: str
    sheet: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    rows: list[Placed[Model]] = field(default_factory=list)
    keys: dict[object, int] = field(default_factory=dict)
    repeated: list[tuple[int, object]] = field(default_factory=list)
    problems: list[InputProblem] = field(default_factory=list)
    complete: bool = True

    def problem(
        self, message: Text, remedy: Text, row: int | None = None, target: str = "", value: object = ""
    ) -> None:
        """Note a problem; `target` is the model's field that stands in the faulty column."""
        column = self.table.by_target.get(target)
        self.problems.append(
            InputProblem(
                file=self.file,
                sheet=self.sheet,
                row=row,
                column=self.headers.get(column.key, column.key) if column else target,
                value=shown(value),
                message=message,
                remedy=remedy,
            )
        )

    def of(self, model: type[T]) -> list[Placed[T]]:
        """The rows, typed."""
        return cast("list[Placed[T]]", self.rows)


def _folded(header: str) -> str:
    return _DECORATION.sub("", unicodedata.normalize("NFKC", header[:200]).casefold().strip())


def _names(table: Table) -> dict[str, Column]:
    # A column's own names win over the other names that another column answers to.
    names = {_folded(alias): column for column in table.columns for alias in column.aliases}
    return names | {_folded(name): column for column in table.columns for name in (column.key, column.zh)}


def header_score(table: Table, grid: Grid) -> int:
    """How many columns of the table the best of the first rows names."""
    names = _names(table)
    return max(
        (len({names[f].key for cell in row if (f := _folded(cell)) in names}) for row in grid[:HEADER_SEARCH_ROWS]),
        default=0,
    )


def read_table(table: Table, grid: Grid, file: str, sheet: str = "", zone: str = "Asia/Shanghai") -> TableRead:
    """Read every row of a grid; local times are of `zone`."""
    found = TableRead(table, file, sheet)
    if not any(not is_blank(cell) for row in grid for cell in row):
        found.complete = False
        found.problem(text("it is empty", "内容为空"), _header_remedy(table))
        return found
    header_row = _find_header(found, grid)
    if header_row is None:
        return found
    columns = _columns(found, grid, header_row)
    _read_rows(found, grid, header_row, columns, Localiser(zone))
    if table.required and not found.rows and found.complete and not found.problems:
        found.complete = False
        found.problem(
            text("it has a header but no rows", "只有表头，没有数据"),
            text("fill in at least one row", "请至少填写一行"),
        )
    return found


def _header_remedy(table: Table) -> Text:
    keys = ", ".join(column.key for column in table.columns)
    headers = "、".join(column.zh for column in table.columns)
    return text(f"begin with a header row: {keys}", f"请先写表头：{headers}")


def _find_header(found: TableRead, grid: Grid) -> int | None:
    scores = [header_score(found.table, [row]) for row in grid[:HEADER_SEARCH_ROWS]]
    best = max(scores)
    if best == 0:
        found.complete = False
        message = text(
            f"no header row was found in the first {HEADER_SEARCH_ROWS} rows",
            f"前 {HEADER_SEARCH_ROWS} 行中没有找到表头",
        )
        found.problem(message, _header_remedy(found.table))
        return None
    return scores.index(best)


def _columns(found: TableRead, grid: Grid, header_row: int) -> list[tuple[int, Column]]:
    """The known columns with their positions; unknown, repeated and missing ones become problems."""
    names = _names(found.table)
    columns: dict[str, tuple[int, Column]] = {}
    unknown: list[str] = []
    for position, cell in enumerate(grid[header_row]):
        column = names.get(_folded(cell))
        header = shown(cell.strip())
        if is_blank(cell):
            continue
        if column is None:
            unknown.append(header)
        elif column.key in columns:
            found.problem(
                text(f"the column {column.key} stands twice", f"列“{column.zh}”出现了两次"),
                text("keep one of the two", "请只保留其中一列"),
                header_row + 1,
                header,
            )
        else:
            columns[column.key] = (position, column)
            found.headers[column.key] = header
    spare = [column for column in found.table.columns if column.key not in columns]
    free = [name for column in spare for name in (column.key, column.zh)]
    for header in unknown:
        found.problem(
            text("this column is not known", "未知的列"),
            did_you_mean(tidy(header), free, text("remove it or correct its header", "请删除该列或更正表头")),
            header_row + 1,
            header,
        )
    for column in spare:
        if found.table.is_required(column):
            found.complete = False
            found.problem(
                text(f"the column {column.key} is missing", f"缺少列“{column.zh}”"),
                text(f"add it: {column.meaning.en}", f"请添加该列：{column.meaning.zh}"),
                header_row + 1,
                column.target,
            )
    return list(columns.values())


def _read_rows(
    found: TableRead, grid: Grid, header_row: int, columns: list[tuple[int, Column]], localiser: Localiser
) -> None:
    table = found.table
    cells = [_CellReader(column, position, table) for position, column in columns]
    named = {position for position, cell in enumerate(grid[header_row]) if not is_blank(cell)}
    first_key = table.columns[0].target
    stray = False
    for number in range(header_row + 1, len(grid)):
        row = grid[number]
        if not any(row) or all(is_blank(cell) for cell in row):
            continue
        faults: list[tuple[_CellReader, CellError, str]] = []
        values: dict[str, Any] = {}
        for cell in cells:
            raw = row[cell.position] if cell.position < len(row) else ""
            try:
                value = cell.read(raw)
                if value is not None:
                    values[cell.target] = value
            except CellError as error:
                faults.append((cell, error, raw))
        if not stray and len(row) > len(named):
            stray = _report_stray(found, row, number + 1, named)
        if first_key in values and found.keys.setdefault(values[first_key], number + 1) != number + 1:
            found.repeated.append((number + 1, values[first_key]))
        if table.columns[0].kind.localise and isinstance(values.get("start"), datetime):
            try:
                values["start"] = localiser.moment(values["start"], values.get("queue"))
            except CellError as error:
                faults.append((cells[0], error, str(values["start"])))
        for cell, fault, raw in faults:
            found.problem(fault.message, fault.remedy, number + 1, cell.target, raw.strip())
        if not faults and found.complete:
            _build(found, number + 1, values, row, cells)


def _report_stray(found: TableRead, row: list[str], number: int, named: set[int]) -> bool:
    """Report the first cell that stands under no header; whether there was one."""
    for position, cell in enumerate(row):
        if position not in named and not is_blank(cell):
            found.problem(
                text(
                    f"there is a value in column {position + 1}, which has no header",
                    f"第 {position + 1} 列没有表头却有内容",
                ),
                text("remove it or name the column", "请删除该内容或为该列写上表头"),
                number,
                value=cell.strip(),
            )
            return True
    return False


class _CellReader:
    """Reads the cells of one column and remembers what it has read: tables repeat themselves."""

    def __init__(self, column: Column, position: int, table: Table):
        self.position = position
        self.target = column.target
        self._parse = column.kind.parse
        self._required = table.is_required(column)
        self._known: dict[str, Any] = {}

    def read(self, raw: str) -> Any:
        """The value of a cell, `None` for an empty one that may be empty.

        Raises:
            CellError: when it cannot be read.
        """
        try:
            return self._known[raw]
        except KeyError:
            pass
        if is_blank(raw):
            if self._required:
                raise CellError(text("it is empty", "内容为空"), text("fill it in", "请填写"))
            value = None
        elif len(raw) > MAX_CELL:
            raise CellError(text("the cell is too long", "单元格内容过长"), text("shorten it", "请缩短"))
        else:
            value = self._parse(raw)
        self._known[raw] = value
        return value


def _build(found: TableRead, number: int, values: dict[str, Any], row: list[str], cells: list[_CellReader]) -> None:
    table = found.table
    try:
        found.rows.append(Placed(number, table.model(**values)))
    except ValidationError as failure:
        written = {cell.target: row[cell.position].strip() for cell in cells if cell.position < len(row)}
        for error in failure.errors():
            target = str(error["loc"][0]) if error["loc"] else ""
            column = table.by_target.get(target)
            explained = explain(error, table.model, column.kind.scale if column else 1)
            field_name = explained.field or target
            found.problem(explained.message, explained.remedy, number, field_name, written.get(field_name, ""))


def bounds_of(column: Column, table: Table) -> Text:
    """What a column's cells may hold, in the unit they are written in."""
    return allowed(table.model, column.target, column.kind.scale)

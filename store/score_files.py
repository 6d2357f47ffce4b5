"""Reading what scores are made of: a folder of CSV files and workbooks, every problem at once.

A file belongs to the table its name begins with (`complaints-2026-10.csv`), a sheet to the table it is named after, or
its workbook where it is the only one; a table may come in several files. Where each row was read is kept with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from models.base import text
from models.input_problem import InputError, InputProblem
from store.csv_input import Grid, UnreadableError, read_csv
from store.excel_input import read_workbook
from store.files import WORKBOOK_SUFFIXES, file_bytes
from store.reader import header_score, read_table
from store.score_tables import SCORE_TABLES
from store.table import Table
from store.words import did_you_mean, one_of

T = TypeVar("T")
_FREE = ("readme", "notes", "说明", "备注")


@dataclass
class ScoreRows:
    """The rows of every table, each with its place; `given` are the tables that were there, empty ones too."""

    rows: dict[str, list[tuple[object, str]]] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)

    def of(self, table: Table, model: type[T]) -> list[tuple[T, str]]:
        return [(row, place) for row, place in self.rows.get(table.name, []) if isinstance(row, model)]


def read_score_folder(folder: Path) -> ScoreRows:
    """Everything in a folder.

    Raises:
        InputError: with every problem found, each with file, sheet, row and column.
    """
    if not folder.is_dir():
        missing = text("there is no such folder", "没有这个文件夹")
        remedy = text("give the folder with the facts and registers", "请给出存放事项与登记表的文件夹")
        raise InputError([InputProblem(file=str(folder), message=missing, remedy=remedy)])
    found = ScoreRows()
    problems: list[InputProblem] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.casefold() in (".csv", *WORKBOOK_SUFFIXES) and not path.name.startswith((".", "~")):
            _read_file(path, found, problems)
    if problems:
        raise InputError(problems)
    return found


def read_score_file(path: Path, table: Table) -> list[tuple[object, str]]:
    """The rows of one table in a file of any name: CSV, or the first sheet of a workbook.

    Raises:
        InputError: with every problem found.
    """
    found, problems = ScoreRows(), list[InputProblem]()
    try:
        if path.suffix.casefold() in WORKBOOK_SUFFIXES:
            sheets = read_workbook(file_bytes(path), path.name)
            title, grid = next(iter(sheets.items()))
        else:
            title, grid = "", _csv(path, table)
        _add(table, grid, path.name, title, found, problems)
    except UnreadableError as error:
        problems.append(error.problem)
    if problems:
        raise InputError(problems)
    return found.rows.get(table.name, [])


def _read_file(path: Path, found: ScoreRows, problems: list[InputProblem]) -> None:
    try:
        for table, grid, sheet in _grids(path, problems):
            _add(table, grid, path.name, sheet, found, problems)
    except UnreadableError as error:
        problems.append(error.problem)


def _grids(path: Path, problems: list[InputProblem]) -> Iterator[tuple[Table, Grid, str]]:
    if path.suffix.casefold() == ".csv":
        table = _table_of(path.stem)
        if table is None:
            _not_known(path.name, "", path.stem, problems)
        else:
            yield table, _csv(path, table), ""
        return
    sheets = read_workbook(file_bytes(path), path.name)
    filled = [title for title, grid in sheets.items() if grid and title.strip().casefold() not in _FREE]
    for title, grid in sheets.items():
        table = _table_of(title) or (_table_of(path.stem) if filled == [title] else None)
        if table is not None:
            yield table, grid, title
        elif grid and title.strip().casefold() not in _FREE:
            _not_known(path.name, title, title, problems)


def _csv(path: Path, table: Table) -> Grid:
    return read_csv(file_bytes(path), path.name, lambda rows: header_score(table, rows))


def _table_of(name: str) -> Table | None:
    word = name.strip().casefold()
    return next((table for table in SCORE_TABLES if word.startswith(tuple(table.names))), None)


def _not_known(file: str, sheet: str, name: str, problems: list[InputProblem]) -> None:
    names = [table.name for table in SCORE_TABLES]
    message = text("it is none of the tables that scores are made of", "不是评分所需的表")
    remedy = did_you_mean(name, names, one_of(names))
    problems.append(InputProblem(file=file, sheet=sheet, message=message, remedy=remedy))


def _add(table: Table, grid: Grid, file: str, sheet: str, found: ScoreRows, problems: list[InputProblem]) -> None:
    read = read_table(table, grid, file, sheet)
    problems += sorted(read.problems, key=lambda problem: problem.row or 0)
    found.given.add(table.name)
    place = f"{file} [{sheet}]" if sheet else file
    found.rows.setdefault(table.name, []).extend((placed.value, f"{place} row {placed.row}") for placed in read.rows)

"""Rosters read back from our own files, also after a planner has edited them in Excel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from models.base import text
from models.centre import Centre
from models.input_problem import InputError
from models.roster import Assignment, LockedCell, Roster
from models.roster_sheet import AGENT_ID, ASSIGNMENTS_SHEET, DAY, MARK_PROPERTY, MEAL_START, ROSTER_SHEET, SHIFT
from models.time import Period
from store.cells import is_blank
from store.csv_input import Grid, UnreadableError, read_csv
from store.excel_input import read_property, read_workbook
from store.roster_grid import read_grid
from store.roster_reading import HEADER_SEARCH_ROWS, Place, RosterReading, cell_at, column_name, is_one_of

Found = tuple[Period, list[Assignment], list[LockedCell]]

_COLUMNS = {"agent": AGENT_ID, "day": DAY, "shift": SHIFT, "meal": MEAL_START}
_NEEDED = ("agent", "day", "shift")


def read_roster(path: Path, centre: Centre, period: Period | None = None) -> Roster:
    """Read a roster from our CSV or our workbook; assignments come in the order of agent id and day.

    In a workbook the grid decides who works what; meal breaks come from the Assignments sheet where agent, day and shift
    still agree with it, and are left open elsewhere. A mark after a cell locks it (`models/roster_sheet.py`). The period is the grid's. A CSV does not say its period: it is
    `period`, or else the whole months of its days.

    Raises:
        InputError: with every problem found.
    """
    reading = RosterReading(path.name, centre)
    found: Found | None = None
    try:
        content = path.read_bytes()
        is_workbook = path.suffix.lower() in (".xlsx", ".xlsm") or content.startswith(b"PK\x03\x04")
        found = _read_workbook(reading, content, period) if is_workbook else _read_csv(reading, content, period)
    except OSError as error:
        message = text(f"the file cannot be opened ({error.strerror})", f"文件无法打开（{error.strerror}）")
        reading.problem(message, text("check its name and place", "请检查文件名与位置"))
    except UnreadableError as error:
        reading.problems.append(error.problem)
    if reading.problems or found is None:
        raise InputError(reading.problems)
    ordered = tuple(sorted(found[1], key=lambda assignment: (assignment.agent_id, assignment.day)))
    locked = tuple(sorted(found[2], key=lambda cell: (cell.agent_id, cell.day)))
    return Roster(centre=centre.profile.name, period=found[0], assignments=ordered, locked=locked)


def _read_workbook(reading: RosterReading, content: bytes, period: Period | None) -> Found | None:
    sheets = read_workbook(content, reading.file)
    title = next((title for title in sheets if is_one_of(title, (ROSTER_SHEET,))), None)
    if title is None:
        message = text(f"the sheet {ROSTER_SHEET.en} is missing", f"缺少工作表“{ROSTER_SHEET.zh}”")
        remedy = text(
            f"name the sheet with the roster {ROSTER_SHEET.en} or {ROSTER_SHEET.zh}",
            f"请将班表所在的工作表命名为“{ROSTER_SHEET.zh}”",
        )
        reading.problem(message, remedy)
        return None
    found = read_grid(reading, sheets[title], title, period)
    if found is None:
        return None
    whole, cells = found
    meals: dict[tuple[str, date], int | None] = {}
    details = next((title for title in sheets if is_one_of(title, (ASSIGNMENTS_SHEET,))), None)
    if details is not None:
        for row in _read_rows(reading, sheets[details], details, whole):
            if cells.shifts.get((row.agent_id, row.day)) == row.shift:
                meals[row.agent_id, row.day] = row.meal_offset
    assignments = [
        Assignment(agent_id=agent_id, day=day, shift=code, meal_offset=meals.get((agent_id, day)))
        for (agent_id, day), code in cells.shifts.items()
    ]
    return whole, assignments, cells.locked


def _read_csv(reading: RosterReading, content: bytes, period: Period | None) -> Found | None:
    grid = read_csv(content, reading.file, _header_score)
    assignments = _read_rows(reading, grid, "", period)
    whole = period or _whole_months(assignment.day for assignment in assignments)
    if whole is None:
        if not reading.problems:
            message = text("it has no assignments, so its period is not known", "没有任何排班，无法得知周期")
            reading.problem(message, text("say which period it is for", "请指定周期"))
        return None
    return whole, assignments, []


def _whole_months(days: Iterable[date]) -> Period | None:
    known = sorted(days)
    if not known:
        return None
    after = (known[-1].replace(day=1) + timedelta(days=32)).replace(day=1)
    return Period(start=known[0].replace(day=1), end=after - timedelta(days=1))


def _header_score(grid: Grid) -> int:
    return len(_find_columns(grid)[1])


def _find_columns(grid: Grid) -> tuple[int, dict[str, int]]:
    """The header row of a table of assignments and the places of its columns; other columns are not looked at."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(grid[:HEADER_SEARCH_ROWS]):
        places: dict[str, int] = {}
        for position, cell in enumerate(row):
            for key, word in _COLUMNS.items():
                if key not in places and is_one_of(cell, (word,)):
                    places[key] = position
        if len(places) > len(best[1]):
            best = number, places
    return best


def _read_rows(reading: RosterReading, grid: Grid, sheet: str, period: Period | None) -> list[Assignment]:
    """A table with one row for each assignment."""
    header_row, columns = _find_columns(grid)
    missing = [_COLUMNS[key] for key in _NEEDED if key not in columns]
    if missing:
        en, zh = ", ".join(word.en for word in missing), "、".join(word.zh for word in missing)
        message = text(f"the header row lacks: {en}", f"表头缺少：{zh}")
        reading.problem(message, text("keep the header row as it was written", "请保留导出时的表头"), Place(sheet, 0))
        return []
    names = {key: column_name(place, grid[header_row][place].strip()) for key, place in columns.items()}
    seen: dict[tuple[str, date], int] = {}
    assignments: list[Assignment] = []
    for index in range(header_row + 1, len(grid)):
        row = grid[index]
        if all(is_blank(cell) for cell in row):
            continue
        assignment = _read_row(reading, row, columns, {k: Place(sheet, index + 1, n) for k, n in names.items()}, period)
        if assignment is None:
            continue
        key = (assignment.agent_id, assignment.day)
        if key in seen:
            message = text(
                f"{key[0]} already has a shift on {key[1]} in row {seen[key]}",
                f"{key[0]} 在 {key[1]} 已有班次（第 {seen[key]} 行）",
            )
            remedy = text("keep one of the two rows", "请只保留其中一行")
            reading.problem(message, remedy, Place(sheet, index + 1, names["shift"]), assignment.shift)
        else:
            seen[key] = index + 1
            assignments.append(assignment)
    return assignments


def _read_row(
    reading: RosterReading, row: list[str], columns: dict[str, int], places: dict[str, Place], period: Period | None
) -> Assignment | None:
    """One assignment; every fault of the row is noted, not only the first."""
    agent_id = reading.agent(cell_at(row, columns["agent"]), places["agent"])
    day_cell = cell_at(row, columns["day"])
    day = reading.day(day_cell, places["day"])
    shift = reading.shift(cell_at(row, columns["shift"]), places["shift"])
    if day is not None and period is not None and day not in period:
        message = text(f"the day lies outside the period {period}", f"日期不在周期 {period} 之内")
        remedy = text("correct the date or remove the row", "请更正日期或删除该行")
        reading.problem(message, remedy, places["day"], day_cell)
    meal: int | None = None
    if shift is not None and "meal" in columns:
        meal = reading.meal(cell_at(row, columns["meal"]), shift, places["meal"])
    if agent_id is None or day is None or shift is None:
        return None
    return Assignment(agent_id=agent_id, day=day, shift=shift.code, meal_offset=meal)


def read_mark(path: Path) -> str:
    """The stored version that a workbook says it was written from (`17.2`), or nothing."""
    try:
        return read_property(path.read_bytes(), MARK_PROPERTY)
    except OSError:
        return ""

"""The grid of a roster workbook read back: agents down, days across, perhaps edited, sorted or annotated by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from models.base import text
from models.roster import LockedCell
from models.roster_sheet import AGENT_ID, FOOTER_LABELS
from models.time import Period
from store.cells import DAY, is_blank
from store.csv_input import Grid
from store.roster_reading import HEADER_SEARCH_ROWS, Place, RosterReading, cell_at, column_name, is_one_of
from store.words import CellError


@dataclass
class GridCells:
    """What stands in the grid, by agent and day: shift codes, and which cells are locked."""

    shifts: dict[tuple[str, date], str] = field(default_factory=dict)
    locked: list[LockedCell] = field(default_factory=list)


def read_grid(
    reading: RosterReading, grid: Grid, sheet: str, expected: Period | None
) -> tuple[Period, GridCells] | None:
    """The grid's period and its shifts; columns without a date and rows that name no agent are notes of the planner's."""
    place = _find_agent_column(grid)
    if place is None:
        message = text(f"no header {AGENT_ID.en} was found", f"没有找到表头“{AGENT_ID.zh}”")
        remedy = text(f"write {AGENT_ID.en} above the agents' ids", f"请在工号一列上方写明“{AGENT_ID.zh}”")
        reading.problem(message, remedy, Place(sheet, 0))
        return None
    header_row, agent_column = place
    date_row, days = _find_days(grid, header_row)
    period = _period(reading, grid[date_row], date_row, days, sheet, expected)
    if period is None:
        return None
    cells = GridCells()
    rows: dict[str, int] = {}
    for index in range(header_row + 1, len(grid)):
        row = grid[index]
        cell = cell_at(row, agent_column)
        if is_one_of(cell, FOOTER_LABELS):
            continue
        if is_blank(cell):
            _refuse_nameless_shifts(reading, row, index + 1, days, agent_column, sheet)
            continue
        agent_place = Place(sheet, index + 1, column_name(agent_column, grid[header_row][agent_column].strip()))
        agent_id = reading.agent(cell, agent_place)
        if agent_id is not None and agent_id in rows:
            message = text(
                f"this agent already stands in row {rows[agent_id]}", f"该员工已出现在第 {rows[agent_id]} 行"
            )
            reading.problem(message, text("keep one of the two rows", "请只保留其中一行"), agent_place, cell)
            agent_id = None
        elif agent_id is not None:
            rows[agent_id] = index + 1
        _read_agent(reading, row, index + 1, agent_id, days, sheet, cells)
    return period, cells


def _find_agent_column(grid: Grid) -> tuple[int, int] | None:
    for number, row in enumerate(grid[:HEADER_SEARCH_ROWS]):
        for position, cell in enumerate(row):
            if is_one_of(cell, (AGENT_ID,)):
                return number, position
    return None


def _find_days(grid: Grid, header_row: int) -> tuple[int, dict[int, date]]:
    """The row with most dates, at or above the header row, and the day of each of its columns."""
    best: tuple[int, dict[int, date]] = (header_row, {})
    for number in range(header_row + 1):
        days: dict[int, date] = {}
        for position, cell in enumerate(grid[number]):
            try:
                days[position] = DAY.parse(cell)
            except CellError:
                continue
        if len(days) > len(best[1]):
            best = number, days
    return best


def _period(
    reading: RosterReading,
    heads: list[str],
    date_row: int,
    days: dict[int, date],
    sheet: str,
    expected: Period | None,
) -> Period | None:
    """From the first to the last date of the header; none may be missing, stand twice or lie outside `expected`."""
    if not days:
        message = text("no dates were found above the shifts", "班次上方没有找到日期")
        reading.problem(message, text("write dates such as 2026-10-01", "请填写如 2026-10-01 的日期"), Place(sheet, 0))
        return None
    period = Period(start=min(days.values()), end=max(days.values()))
    first: dict[date, int] = {}
    for position, day in days.items():
        place = Place(sheet, date_row + 1, column_name(position))
        if day in first:
            other = column_name(first[day])
            message = text(f"the day also stands above column {other}", f"该日期也出现在 {other} 列")
            reading.problem(message, text("correct one of the two dates", "请更正其中一个日期"), place, heads[position])
        first.setdefault(day, position)
        if expected is not None and day not in expected:
            message = text(f"the day lies outside the period {expected}", f"日期不在周期 {expected} 之内")
            reading.problem(message, text("remove the column", "请删除该列"), place, heads[position])
    # Two dates years apart would otherwise be a million missing days.
    gaps = sorted(first)
    for day, following in pairwise(gaps):
        if following - day > timedelta(days=1):
            message = text(
                f"the days between {day} and {following} are missing", f"缺少 {day} 与 {following} 之间的日期"
            )
            remedy = text("restore their columns and dates", "请恢复这些列及其日期")
            reading.problem(message, remedy, Place(sheet, date_row + 1, column_name(first[following])))
    return period


def _read_agent(
    reading: RosterReading,
    row: list[str],
    number: int,
    agent_id: str | None,
    days: dict[int, date],
    sheet: str,
    cells: GridCells,
) -> None:
    """One agent's days; faulty shift codes are noted even where the agent is not known."""
    for position, day in days.items():
        cell, locked = reading.unlocked(cell_at(row, position))
        if locked and agent_id is not None:
            cells.locked.append(LockedCell(agent_id=agent_id, day=day))
        if not cell or reading.is_off(cell):
            continue
        shift = reading.shift(cell, Place(sheet, number, column_name(position, str(day))))
        if shift is not None and agent_id is not None:
            cells.shifts[agent_id, day] = shift.code


def _refuse_nameless_shifts(
    reading: RosterReading, row: list[str], number: int, days: dict[int, date], agent_column: int, sheet: str
) -> None:
    """A row without an agent id is a note, unless shifts stand in it."""
    shifts = [
        cell for position in days if (cell := reading.unlocked(cell_at(row, position))[0]) and reading.knows_shift(cell)
    ]
    if shifts:
        message = text("there are shifts here but no agent id", "此行有班次却没有工号")
        remedy = text("write the agent's id or clear the row", "请填写工号或清空该行")
        reading.problem(message, remedy, Place(sheet, number, column_name(agent_column)), shifts[0])

"""Files of time clocks, as the clocks write them: CSV in any usual encoding, or workbooks, in one of three layouts.

1. One record a row: agent, time (with the day in it or beside it), kind, device.
2. One stay or one day a row: agent, day, in, out, and more pairs or breaks in further columns.
3. A month's grid: an agent a row, a day a column, the times of the day in its cell.

Columns that are not needed (names, places, telephones) are never read. A file handed in twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from models.attendance import ClockRecord, RecordKind
from models.base import Text, text
from models.centre import Centre
from models.input_problem import InputError, InputProblem
from store.cells import YES_NO, is_blank, tidy
from store.clock_words import (
    MONTH_IN_TITLE,
    NO_TIMES,
    column_of,
    day_of_header,
    paired_column,
    parse_day,
    parse_kind,
    parse_moment,
    times_in,
)
from store.csv_input import Grid, UnreadableError, read_csv
from store.excel_input import read_workbook
from store.files import WORKBOOK_SUFFIXES, file_bytes
from store.roster_reading import HEADER_SEARCH_ROWS, cell_at, column_name
from store.words import CellError, did_you_mean, shown

Place = tuple[int, int, str]
"""A cell: row and column from 0, and what stands in it."""

_FEWEST_DAYS = 5
"""With fewer days in its header row a sheet is no month grid."""


@dataclass(frozen=True)
class Header:
    """Where the columns of a file stand: those by name, those of times in a row, those of days of a month."""

    row: int
    named: dict[str, int]
    paired: tuple[tuple[int, RecordKind], ...] = ()
    days: tuple[tuple[int, date], ...] = ()

    @property
    def usable(self) -> bool:
        return "agent" in self.named and ("time" in self.named or bool(self.paired) or bool(self.days))

    @property
    def score(self) -> int:
        return len(self.named) + len(self.paired) + len(self.days)


def read_clock_files(paths: Iterable[Path], centre: Centre, month: str | None = None) -> tuple[ClockRecord, ...]:
    """Every record of the files, each once; `month` is for grids whose columns are bare numbers.

    Raises:
        InputError: with every problem of every file.
    """
    problems: list[InputProblem] = []
    records: dict[tuple[object, ...], ClockRecord] = {}
    for path in paths:
        reading = _Reading(path.name, centre, month)
        try:
            _read_file(path, reading)
        except UnreadableError as error:
            problems.append(error.problem)
        problems += reading.problems
        for record in reading.records:
            records.setdefault((record.agent_id, record.at, record.kind, record.device, record.told), record)
    if problems:
        raise InputError(problems)
    return tuple(records.values())


def _read_file(path: Path, reading: _Reading) -> None:
    if path.suffix.casefold() in WORKBOOK_SUFFIXES:
        sheets = read_workbook(file_bytes(path), path.name)
    else:
        grid = read_csv(file_bytes(path), path.name, lambda rows: _header(rows, reading.month).score)
        sheets = {"": grid}
    headers = {title: _header(grid, reading.month) for title, grid in sheets.items()}
    if not any(header.usable for header in headers.values()):
        message = text("it has no header row of clock records", "没有找到打卡记录的表头")
        remedy = text(
            "name the columns: agent_id and time; or agent_id, day, in, out; or agent_id and the days of the month",
            "请写表头：工号、打卡时间；或工号、日期、上班、下班；或工号与当月各日",
        )
        reading.problems.append(InputProblem(file=path.name, message=message, remedy=remedy))
    for title, grid in sheets.items():
        if headers[title].usable:
            reading.sheet(title, grid, headers[title])


def _header(grid: Grid, month: str | None) -> Header:
    """The best header row among the first."""
    best = Header(0, {})
    for number, row in enumerate(grid[:HEADER_SEARCH_ROWS]):
        named: dict[str, int] = {}
        paired: list[tuple[int, int, RecordKind]] = []
        for position, cell in enumerate(row):
            name = column_of(cell)
            pair = paired_column(cell)
            if name is not None:
                named.setdefault(name, position)
            elif pair is not None:
                paired.append((pair[1], position, pair[0]))
        days = [(position, day) for position, cell in enumerate(row) if (day := day_of_header(cell, month))]
        is_grid = "agent" in named and len(days) >= _FEWEST_DAYS
        ordered = tuple((position, kind) for _, position, kind in sorted(paired))
        found = Header(number, named, () if is_grid else ordered, tuple(days) if is_grid else ())
        if (found.usable, found.score) > (best.usable, best.score):
            best = found
    return best


@dataclass
class _Reading:
    """One file being read."""

    file: str
    centre: Centre
    month: str | None
    problems: list[InputProblem] = field(default_factory=list)
    records: list[ClockRecord] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._zone = ZoneInfo(self.centre.profile.time_zone)
        self._agents = {tidy(agent.id).casefold(): agent.id for agent in self.centre.agents}
        self._strangers: set[str] = set()
        self._title, self._heads = "", list[str]()

    def sheet(self, title: str, grid: Grid, header: Header) -> None:
        self._title, self._heads = title, grid[header.row]
        if header.days:
            month = self.month or _month_above(grid[: header.row])
            if month is None and any(day.year == 2000 for _, day in header.days):
                message = text("it does not say which month it is about", "没有说明是哪个月")
                self.problem(
                    header.row, None, "", message, text("give --period 2026-10", "请给出 --period，如 2026-10")
                )
                return
            header = _header(grid, month)
        for number in range(header.row + 1, len(grid)):
            row = grid[number]
            if all(is_blank(cell) for cell in row):
                continue
            agent_id = self._agent(number, header.named["agent"], cell_at(row, header.named["agent"]))
            if agent_id is None:
                continue
            if header.days:
                self._grid_row(number, row, agent_id, header)
            elif header.paired:
                self._day_row(number, row, agent_id, header)
            else:
                self._record_row(number, row, agent_id, header)

    def problem(self, row: int, position: int | None, value: str, message: Text, remedy: Text) -> None:
        column = "" if position is None else column_name(position, cell_at(self._heads, position).strip())
        self.problems.append(
            InputProblem(
                file=self.file,
                sheet=self._title,
                row=row + 1,
                column=column,
                value=shown(value.strip()),
                message=message,
                remedy=remedy,
            )
        )

    def _agent(self, row: int, position: int, cell: str) -> str | None:
        """The agent's id; one that is not known is told once a file."""
        word = tidy(cell).casefold()
        found = self._agents.get(word)
        if found is None and word not in self._strangers:
            self._strangers.add(word)
            otherwise = text("correct the id or remove these rows", "请更正工号或删除这些行")
            message = text("there is no such agent in the centre", "中心没有该员工")
            self.problem(row, position, cell, message, did_you_mean(tidy(cell), self._agents.values(), otherwise))
        return found

    def _day(self, number: int, row: list[str], header: Header) -> date | None:
        position = header.named.get("day")
        cell = cell_at(row, position)
        if position is None or is_blank(cell):
            return None
        try:
            return parse_day(cell)
        except CellError as error:
            self.problem(number, position, cell, error.message, error.remedy)
            return None

    def _device(self, row: list[str], header: Header) -> str:
        return tidy(cell_at(row, header.named.get("device")))[:80]

    def _record_row(self, number: int, row: list[str], agent_id: str, header: Header) -> None:
        day = self._day(number, row, header)
        kind, told = RecordKind.PLAIN, False
        position = header.named["time"]
        try:
            position = header.named.get("kind", position)
            kind = parse_kind(cell_at(row, header.named.get("kind")))
            position = header.named.get("told", position)
            told_cell = cell_at(row, header.named.get("told"))
            told = not is_blank(told_cell) and YES_NO.parse(told_cell)
            position = header.named["time"]
            moment = parse_moment(cell_at(row, position), day)
        except CellError as error:
            self.problem(number, position, cell_at(row, position), error.message, error.remedy)
            return
        place = (number, position, cell_at(row, position))
        self._add(place, moment, agent_id, kind, self._device(row, header), told)

    def _day_row(self, number: int, row: list[str], agent_id: str, header: Header) -> None:
        """Times in the order of their columns; one earlier on the clock than the one before lies on the next day."""
        day = self._day(number, row, header)
        device = self._device(row, header)
        last: datetime | None = None
        for position, kind in header.paired:
            cell = cell_at(row, position)
            if is_blank(cell) or tidy(cell).casefold() in NO_TIMES:
                continue
            try:
                moment = parse_moment(cell, day)
            except CellError as error:
                self.problem(number, position, cell, error.message, error.remedy)
                continue
            plain = not any(mark in tidy(cell) for mark in ("-", "/", "年", "日"))
            if last is not None and plain and moment.tzinfo is None and moment < last:
                moment += timedelta(days=(last - moment).days + 1)
            lone = last is None and kind is RecordKind.OUT and plain and moment.hour < 12
            unclear = (
                text("a departure without arrival: on this day, or on the next?", "只有下班时间：当日还是次日？")
                if lone
                else None
            )
            self._add((number, position, cell), moment, agent_id, kind, device, unclear=unclear)
            last = moment if moment.tzinfo is None else last

    def _grid_row(self, number: int, row: list[str], agent_id: str, header: Header) -> None:
        for position, day in header.days:
            cell = cell_at(row, position)
            if is_blank(cell) or tidy(cell).casefold() in NO_TIMES:
                continue
            try:
                found = times_in(cell)
            except CellError as error:
                self.problem(number, position, cell, error.message, error.remedy)
                continue
            for later, clock in found:
                moment = datetime.combine(day + timedelta(days=later), clock)
                self._add((number, position, cell), moment, agent_id, RecordKind.PLAIN)

    def _add(
        self,
        place: Place,
        moment: datetime,
        agent_id: str,
        kind: RecordKind,
        device: str = "",
        told: bool = False,
        unclear: Text | None = None,
    ) -> None:
        """Keep a record; the wall clock becomes a moment of the centre's zone."""
        if moment.tzinfo is None:
            first, second = moment.replace(tzinfo=self._zone), moment.replace(tzinfo=self._zone, fold=1)
            before, after = first.utcoffset(), second.utcoffset()
            if before is not None and after is not None and before < after:
                message = text("this time does not exist: summer time begins", "该时间不存在：夏令时开始")
                remedy = text("correct it, or write its offset", "请更正，或写明时差")
                self.problem(*place, message, remedy)
                return
            if before != after:
                unclear = text("the clock showed this time twice (end of summer time)", "夏令时结束，该时刻出现了两次")
            moment = first
        source = f"{self.file} [{self._title}]" if self._title else self.file
        self.records.append(
            ClockRecord(
                agent_id=agent_id,
                at=moment.astimezone(self._zone),
                kind=kind,
                device=device,
                told=told,
                unclear=unclear,
                source=f"{source} row {place[0] + 1}",
            )
        )


def _month_above(rows: Grid) -> str | None:
    """The month named in the title rows above a grid."""
    for row in rows:
        for cell in row:
            found = MONTH_IN_TITLE.search(tidy(cell))
            if found and 1 <= int(found[2]) <= 12:
                return f"{found[1]}-{int(found[2]):02d}"
    return None

"""A roster file being read: what its cells may name, and every problem found so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, time

from models.base import Text, text
from models.centre import Centre
from models.input_problem import InputProblem
from models.roster_sheet import LEAVE_WORDS, OFF_WORDS, split_lock
from models.shifts import ShiftTemplate
from models.time import MINUTES_PER_DAY, clock_minutes
from store.cells import CLOCK, DAY, is_blank, tidy
from store.words import CellError, did_you_mean, shown

HEADER_SEARCH_ROWS = 20
"""Titles may stand above a header row, but not more than this."""


@dataclass(frozen=True)
class Place:
    """A cell of the file, as a planner finds it."""

    sheet: str
    row: int
    column: str = ""


@dataclass
class RosterReading:
    """Turns cells into agents, days, shifts and meal breaks of `centre`; what cannot be read becomes a problem."""

    file: str
    centre: Centre
    problems: list[InputProblem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._agents = {_folded(agent.id): agent.id for agent in self.centre.agents}
        self._shifts = {_folded(shift.code): shift.code for shift in self.centre.shifts}
        self._days: dict[str, date] = {}

    def problem(self, message: Text, remedy: Text, place: Place | None = None, value: str = "") -> None:
        found = InputProblem(file=self.file, value=shown(value), message=message, remedy=remedy)
        if place is not None:
            found = found.model_copy(update={"sheet": place.sheet, "row": place.row or None, "column": place.column})
        self.problems.append(found)

    def agent(self, cell: str, place: Place) -> str | None:
        """The agent id that a cell names."""
        if cell in self.centre.agents_by_id:
            return cell
        found = self._agents.get(_folded(cell))
        if found is None:
            message = text("there is no such agent in the centre", "中心没有该员工")
            otherwise = text("correct the id or remove the row", "请更正工号或删除该行")
            self.problem(message, did_you_mean(tidy(cell), self._agents.values(), otherwise), place, cell)
        return found

    def knows_shift(self, cell: str) -> bool:
        return cell in self.centre.shifts_by_code or _folded(cell) in self._shifts

    def shift(self, cell: str, place: Place) -> ShiftTemplate | None:
        """The shift that a cell names."""
        code = cell if cell in self.centre.shifts_by_code else self._shifts.get(_folded(cell))
        if code is None:
            codes = tuple(self._shifts.values())
            otherwise = text(
                f"write one of {', '.join(codes)}; leave a day off empty", f"请填写 {'、'.join(codes)} 之一；休息请留空"
            )
            message = text("there is no such shift", "没有该班次")
            self.problem(message, did_you_mean(tidy(cell), codes, otherwise), place, cell)
            return None
        return self.centre.shifts_by_code[code]

    def unlocked(self, cell: str) -> tuple[str, bool]:
        """What a cell holds and whether it is locked, unless a shift has that very name."""
        return (cell, False) if self.knows_shift(cell) else split_lock(cell)

    def is_off(self, cell: str) -> bool:
        """Whether a cell of the grid says that the agent does not work, unless a shift has that very name."""
        if self.knows_shift(cell):
            return False
        word = _folded(cell)
        return word in OFF_WORDS or word in LEAVE_WORDS

    def day(self, cell: str, place: Place) -> date | None:
        if cell not in self._days:
            day = self._parsed(DAY.parse, cell, place)
            if not isinstance(day, date):
                return None
            self._days[cell] = day
        return self._days[cell]

    def meal(self, cell: str, shift: ShiftTemplate, place: Place) -> int | None:
        """Minutes from the shift's start to the meal break that begins at the cell's clock time."""
        clock = None if is_blank(cell) else self._parsed(CLOCK.parse, cell, place)
        if not isinstance(clock, time):
            return None
        offset = (clock_minutes(clock) - clock_minutes(shift.start)) % MINUTES_PER_DAY
        if not shift.meal_minutes or offset + shift.meal_minutes > shift.length_minutes:
            span = f"{shift.code}, {shift.start:%H:%M}–{shift.end:%H:%M}"
            message = text(f"no meal break can begin then in the shift ({span})", f"该时间不能开始班内用餐（{span}）")
            remedy = text("write a time inside the shift or leave it empty", "请填写班次之内的时间，或留空")
            self.problem(message, remedy, place, cell)
            return None
        return offset

    def _parsed(self, parse: Callable[[str], object], cell: str, place: Place) -> object:
        try:
            return parse(cell)
        except CellError as error:
            self.problem(error.message, error.remedy, place, cell)
            return None


def _folded(cell: str) -> str:
    return tidy(cell).casefold()


def is_one_of(cell: str, words: Iterable[Text]) -> bool:
    """Whether a cell holds one of the words, in either language."""
    folded = _folded(cell)
    return any(folded in (_folded(word.en), _folded(word.zh)) for word in words)


def cell_at(row: list[str], position: int | None) -> str:
    return row[position] if position is not None and position < len(row) else ""


def column_name(position: int, header: str = "") -> str:
    """A column as a planner finds it: its letter, and its header where it has one."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters} ({header})" if header else letters

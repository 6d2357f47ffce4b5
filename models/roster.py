"""The roster: who works which shift on which day."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from models.base import Model, Text, text
from models.time import Period


class Assignment(Model):
    """One agent's shift on one day; `meal_offset` is where the meal break begins, in minutes after the shift's start."""

    agent_id: str
    day: date
    shift: str
    meal_offset: int | None = None


class LockedCell(Model):
    """An agent's day that the planner has settled: the next build keeps what stands there, a shift or a day off."""

    agent_id: str
    day: date


class Lock(LockedCell):
    """A locked cell with what it holds; no shift is a day off."""

    shift: str | None = None


class Roster(Model):
    """Shifts of a period. Who has no assignment on a day is off (or on leave, which the centre's tables tell)."""

    centre: str
    period: Period
    assignments: tuple[Assignment, ...]
    locked: tuple[LockedCell, ...] = ()

    @cached_property
    def by_agent(self) -> dict[str, dict[date, Assignment]]:
        table: dict[str, dict[date, Assignment]] = {}
        for assignment in self.assignments:
            table.setdefault(assignment.agent_id, {})[assignment.day] = assignment
        return table

    @cached_property
    def cells(self) -> dict[tuple[str, date], Cell]:
        """What stands in each cell that is worked or locked, by agent and day."""
        locked = {(lock.agent_id, lock.day) for lock in self.locked}
        table = {
            (a.agent_id, a.day): Cell(shift=a.shift, meal_offset=a.meal_offset, locked=(a.agent_id, a.day) in locked)
            for a in self.assignments
        }
        return table | {key: Cell(locked=True) for key in locked - table.keys()}

    @property
    def locks(self) -> tuple[Lock, ...]:
        """The locked cells with what they hold."""
        return tuple(
            Lock(agent_id=agent_id, day=day, shift=cell.shift)
            for (agent_id, day), cell in sorted(self.cells.items())
            if cell.locked
        )


class Cell(Model):
    """An agent's day: the shift, or none for a day off, and whether the planner has locked it."""

    shift: str | None = None
    meal_offset: int | None = None
    locked: bool = False


class CellChange(Model):
    """An agent's day that two rosters have differently."""

    agent_id: str
    day: date
    before: Cell
    after: Cell

    @property
    def sentence(self) -> Text:
        return text(
            f"{self.agent_id} {self.day}: {_words(self.before).en} → {_words(self.after).en}",
            f"{self.agent_id} {self.day}：{_words(self.before).zh} → {_words(self.after).zh}",
        )


def _words(cell: Cell) -> Text:
    shift = text("off", "休息") if cell.shift is None else text(cell.shift, cell.shift)
    meal_en, meal_zh = "", ""
    if cell.meal_offset is not None:
        meal_en, meal_zh = f" (meal after {cell.meal_offset} min)", f"（{cell.meal_offset} 分钟后用餐）"
    return text(
        f"{shift.en}{meal_en}{', locked' if cell.locked else ''}",
        f"{shift.zh}{meal_zh}{'，锁定' if cell.locked else ''}",
    )


def differences(before: Roster, after: Roster) -> tuple[CellChange, ...]:
    """Every cell in which the two differ, by agent and day."""
    nothing = Cell()
    return tuple(
        CellChange(agent_id=key[0], day=key[1], before=old, after=new)
        for key in sorted(before.cells.keys() | after.cells.keys())
        if (old := before.cells.get(key, nothing)) != (new := after.cells.get(key, nothing))
    )

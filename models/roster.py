"""The roster: who works which shift on which day."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from models.base import Model
from models.time import Period


class Assignment(Model):
    """One agent's shift on one day; `meal_offset` is where the meal break begins, in minutes after the shift's start."""

    agent_id: str
    day: date
    shift: str
    meal_offset: int | None = None


class Roster(Model):
    """Shifts of a period. Who has no assignment on a day is off (or on leave, which the centre's tables tell)."""

    centre: str
    period: Period
    assignments: tuple[Assignment, ...]

    @cached_property
    def by_agent(self) -> dict[str, dict[date, Assignment]]:
        table: dict[str, dict[date, Assignment]] = {}
        for assignment in self.assignments:
            table.setdefault(assignment.agent_id, {})[assignment.day] = assignment
        return table

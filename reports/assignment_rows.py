"""One row for each assignment, as the CSV and the Assignments sheet show it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.centre import Centre
from models.roster import Roster
from models.shifts import ShiftTemplate
from models.time import clock_after

AssignmentRow = tuple[str, str, date, str, str | None, str | None, str | None, float | None]
"""agent id, name, day, shift code, start, end, meal start (wall clock HH:MM), paid hours."""


_Details = tuple[str | None, str | None, str | None, float | None]


def assignment_rows(centre: Centre, roster: Roster) -> Iterator[AssignmentRow]:
    """The rows in the roster's own order; what the centre does not know of an agent or a shift stays empty."""
    names = {agent.id: agent.name for agent in centre.agents}
    # A month of 10,000 agents has 220,000 rows but only some dozens of different details.
    known: dict[tuple[str, int | None], _Details] = {}
    for assignment in roster.assignments:
        key = assignment.shift, assignment.meal_offset
        if key not in known:
            known[key] = _details(centre.shifts_by_code.get(assignment.shift), assignment.meal_offset)
        name = names.get(assignment.agent_id, "")
        yield assignment.agent_id, name, assignment.day, assignment.shift, *known[key]


def _details(shift: ShiftTemplate | None, meal_offset: int | None) -> _Details:
    """Start, end, meal start and paid hours of a shift."""
    if shift is None:
        return None, None, None, None
    meal = None if meal_offset is None else f"{clock_after(shift.start, meal_offset):%H:%M}"
    return f"{shift.start:%H:%M}", f"{shift.end:%H:%M}", meal, shift.paid_minutes / 60

"""One row for each assignment, as the CSV and the Assignments sheet show it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.centre import Centre
from models.roster import Assignment, Roster
from models.time import clock_after

AssignmentRow = tuple[str, str, date, str, str | None, str | None, str | None, float | None]
"""agent id, name, day, shift code, start, end, meal start (wall clock HH:MM), paid hours."""


def assignment_rows(centre: Centre, roster: Roster) -> Iterator[AssignmentRow]:
    """The rows in the roster's own order; what the centre does not know of an agent or a shift stays empty."""
    names = {agent.id: agent.name for agent in centre.agents}
    for assignment in roster.assignments:
        yield _row(centre, assignment, names.get(assignment.agent_id, ""))


def _row(centre: Centre, assignment: Assignment, name: str) -> AssignmentRow:
    shift = centre.shifts_by_code.get(assignment.shift)
    if shift is None:
        return assignment.agent_id, name, assignment.day, assignment.shift, None, None, None, None
    meal = None if assignment.meal_offset is None else f"{clock_after(shift.start, assignment.meal_offset):%H:%M}"
    return (
        assignment.agent_id,
        name,
        assignment.day,
        shift.code,
        f"{shift.start:%H:%M}",
        f"{shift.end:%H:%M}",
        meal,
        shift.paid_minutes / 60,
    )

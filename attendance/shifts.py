"""Rostered shifts as minutes of a timeline: the shift, its meal, its paid and its unpaid time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from attendance.spans import Span, Spans, first_minutes, minutes, union, without
from models.centre import Centre
from models.people import Leave, LeaveType
from models.roster import Assignment, Roster
from models.shifts import ShiftTemplate
from models.time import Timeline


@dataclass(frozen=True)
class RosteredShift:
    """A shift of one agent. `span` is elapsed time, so that a clock change neither adds to it nor takes from it.

    `meal_fixed` says whether the roster tells when the meal is; otherwise `meal` is the middle of its window.
    """

    agent_id: str
    day: date
    template: ShiftTemplate
    span: Span
    meal: Spans
    meal_fixed: bool
    leave: LeaveType | None

    @property
    def start(self) -> int:
        return self.span[0]

    @property
    def end(self) -> int:
        return self.span[1]

    @property
    def unpaid_minutes(self) -> int:
        return self.template.length_minutes - self.template.paid_minutes

    def unpaid(self, breaks: Spans) -> Spans:
        """The minutes of the shift that are not paid, given the breaks that were taken.

        Without recorded breaks the meal was taken when rostered. Breaks are unpaid but for the paid part of the meal; who
        takes less than the unpaid time is not paid for the rest of it, which is put right after the break.
        """
        taken = breaks or self.meal
        paid = first_minutes(taken, max(0, self.template.meal_minutes - self.unpaid_minutes))
        unpaid = without(taken, paid)
        missing = self.unpaid_minutes - minutes(unpaid)
        if missing <= 0:
            return unpaid
        pivot = taken[-1][1] if taken else (self.start + self.end) // 2
        free = without((self.span,), union((*taken, *paid)))
        later = first_minutes(without(free, ((self.start, pivot),)), missing)
        sooner = first_minutes(without(free, later), missing - minutes(later))
        return union((*unpaid, *later, *sooner))

    def working(self, breaks: Spans) -> Spans:
        """The minutes at work that the roster asks for: without the meal, which is where the roster has it or, left open, where it was taken."""
        taken = first_minutes(breaks, self.template.meal_minutes)
        return without((self.span,), taken if taken and not self.meal_fixed else self.meal)

    @property
    def planned(self) -> Spans:
        """The paid minutes as rostered."""
        return without((self.span,), self.unpaid(()))


def rostered_shifts(centre: Centre, rosters: Sequence[Roster], timeline: Timeline) -> dict[str, list[RosteredShift]]:
    """Everybody's shifts in order of time, from the published rosters and, for days before these, the past shifts.

    A roster's CSV does not say its period: the rosters begin with the day of their first assignment.
    """
    assigned = {(entry.agent_id, entry.day): entry for roster in rosters for entry in roster.assignments}
    begin = min((day for _, day in assigned), default=date.max)
    for past in (past for past in centre.past_shifts if past.day < begin):
        assigned[past.agent_id, past.day] = Assignment(agent_id=past.agent_id, day=past.day, shift=past.shift)
    leave: dict[str, list[Leave]] = {}
    for entry in centre.approved_leave:
        leave.setdefault(entry.agent_id, []).append(entry)
    found: dict[str, list[RosteredShift]] = {}
    for (agent_id, day), assignment in assigned.items():
        template = centre.shifts_by_code[assignment.shift]
        start = timeline.minute_at(day, template.start)
        away = next((entry.type for entry in leave.get(agent_id, ()) if entry.covers(day)), None)
        span = (start, start + template.length_minutes)
        meal = _meal(template, assignment.meal_offset, start)
        fixed = assignment.meal_offset is not None
        found.setdefault(agent_id, []).append(RosteredShift(agent_id, day, template, span, meal, fixed, away))
    for shifts in found.values():
        shifts.sort(key=lambda shift: (shift.span, shift.day))
    return found


def _meal(template: ShiftTemplate, offset: int | None, start: int) -> Spans:
    """The rostered meal, in the middle of its window where the roster leaves it open."""
    if not template.meal_minutes:
        return ()
    if offset is None:
        first, last = template.meal_window
        offset = (first + last - template.meal_minutes) // 2
    return ((start + offset, start + offset + template.meal_minutes),)

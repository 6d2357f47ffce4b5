"""What leave does to a roster that is there already: shifts left open, coverage, and who could take over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from models.centre import Centre
from models.explanation import LeaveEffect
from models.leave import DayHalf, LeaveRequest
from models.people import LeaveStatus
from models.roster import Assignment, Roster
from models.time import Timeline
from scheduler.evaluate import evaluate
from scheduler.explain.ledger import Ledger, compared
from scheduler.explain.replace import replacements
from scheduler.explain.service import day_services, touched_days
from scheduler.instance import Instance
from scheduler.leave.book import with_leave
from scheduler.view import View


def missed_shifts(centre: Centre, roster: Roster, request: LeaveRequest) -> tuple[Assignment, ...]:
    """The shifts that an agent on this leave cannot work: those that begin on its days, or touch its half day."""
    own = [assignment for assignment in roster.assignments if assignment.agent_id == request.agent_id]
    if request.half is None:
        return tuple(assignment for assignment in own if request.start <= assignment.day <= request.end)
    timeline, first = centre.timeline(roster.period), request.half is DayHalf.FIRST
    middle = timeline.minute_at(request.start, centre.policy.leave.half_day_at)
    since = timeline.day_start(request.start) if first else middle
    until = middle if first else timeline.day_start(request.start + timedelta(days=1))
    spans = [(assignment, *_span(centre, timeline, assignment)) for assignment in own]
    return tuple(assignment for assignment, start, end in spans if start < until and end > since)


def first_missed(centre: Centre, roster: Roster, request: LeaveRequest) -> datetime | None:
    """When the first of these shifts begins."""
    timeline = centre.timeline(roster.period)
    starts = [_span(centre, timeline, assignment)[0] for assignment in missed_shifts(centre, roster, request)]
    return timeline.moment(min(starts)) if starts else None


def _span(centre: Centre, timeline: Timeline, assignment: Assignment) -> tuple[int, int]:
    shift = centre.shifts_by_code[assignment.shift]
    start = timeline.minute_at(assignment.day, shift.start)
    return start, start + shift.length_minutes


def without(roster: Roster, missed: Sequence[Assignment]) -> Roster:
    """The roster with these shifts left open."""
    gone = {(assignment.agent_id, assignment.day) for assignment in missed}
    kept = tuple(a for a in roster.assignments if (a.agent_id, a.day) not in gone)
    return roster.model_copy(update={"assignments": kept})


def leave_effect(instance: Instance, roster: Roster, request: LeaveRequest) -> LeaveEffect:
    """What the leave does, judged with it approved: it also counts towards the hours of who takes it."""
    missed = missed_shifts(instance.centre, roster, request)
    approved = request.model_copy(update={"status": LeaveStatus.APPROVED})
    then = Instance(with_leave(instance.centre, [approved]), instance.requirement)
    after = without(roster, missed)
    ledger, a = Ledger(instance, roster), instance.agent_index[request.agent_id]
    days = [instance.day_number(assignment.day) for assignment in missed]
    return LeaveEffect(
        period=instance.period,
        effect=compared(
            evaluate(instance, roster).violations, evaluate(then, after).violations, frozenset({request.agent_id})
        ),
        days=day_services(ledger.view, View(then, after), touched_days(ledger.view, [(a, d) for d in days])),
        open_shifts=tuple(replacements(ledger, a, d) for d in days),
    )

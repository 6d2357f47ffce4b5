"""What leave does to a roster that is there already: shifts left open, coverage, and who could take over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from models.explanation import LeaveEffect
from models.leave import DayHalf, LeaveRequest
from models.people import LeaveStatus
from models.roster import Assignment, Roster
from scheduler.evaluate import evaluate
from scheduler.explain.ledger import Ledger, compared
from scheduler.explain.replace import replacements
from scheduler.explain.service import day_services, touched_days
from scheduler.instance import Instance
from scheduler.leave.book import with_leave
from scheduler.view import View


def missed_shifts(instance: Instance, roster: Roster, request: LeaveRequest) -> tuple[Assignment, ...]:
    """The shifts that an agent on this leave cannot work: those that begin on its days, or touch its half day."""
    own = [assignment for assignment in roster.assignments if assignment.agent_id == request.agent_id]
    if request.half is None:
        return tuple(assignment for assignment in own if request.start <= assignment.day <= request.end)
    middle, timeline = instance.policy.leave.half_day_at, instance.timeline
    since = timeline.minute_at(request.start, time() if request.half is DayHalf.FIRST else middle)
    until = (
        timeline.minute_at(request.start, middle)
        if request.half is DayHalf.FIRST
        else timeline.day_start(request.start + timedelta(days=1))
    )
    spans = ((a, instance.span(instance.day_number(a.day), instance.shift_index[a.shift])) for a in own)
    return tuple(assignment for assignment, (start, end) in spans if start < until and end > since)


def first_missed(instance: Instance, missed: Sequence[Assignment]) -> datetime | None:
    """When the first of these shifts begins."""
    starts = [instance.span(instance.day_number(a.day), instance.shift_index[a.shift])[0] for a in missed]
    return instance.timeline.moment(min(starts)) if starts else None


def without(roster: Roster, missed: Sequence[Assignment]) -> Roster:
    """The roster with these shifts left open."""
    gone = {(assignment.agent_id, assignment.day) for assignment in missed}
    kept = tuple(a for a in roster.assignments if (a.agent_id, a.day) not in gone)
    return roster.remade(assignments=kept)


def leave_effect(instance: Instance, roster: Roster, request: LeaveRequest) -> LeaveEffect:
    """What the leave does, judged with it approved: it also counts towards the hours of who takes it."""
    missed = missed_shifts(instance, roster, request)
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

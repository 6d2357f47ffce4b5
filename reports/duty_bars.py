"""Who is on duty on a day, as bars along its hours: shift, meal, activities; and what each works in the period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.activities import ActivityPlan
from models.centre import Centre
from models.demand import Requirement
from models.people import Agent
from models.roster import Assignment, Roster
from models.shifts import ShiftTemplate

Span = tuple[float, float]
"""From and until, in hours since midnight of the day."""


@dataclass(frozen=True)
class Bar:
    """An agent's shift as it is drawn; hours since midnight of the day, below 0 from the day before."""

    agent: Agent
    shift: ShiftTemplate
    start: float
    end: float
    meal: Span | None
    activities: tuple[Span, ...] = ()

    @property
    def on_phones(self) -> list[Span]:
        """The bar without its meal and its activities."""
        return self.without((*self.activities, *(() if self.meal is None else (self.meal,))))

    def without(self, away: Iterable[Span]) -> list[Span]:
        """What is left of the bar beside these spans, which lie inside it."""
        pieces, begin = [], self.start
        for start, end in sorted(away):
            pieces.append((begin, start))
            begin = max(begin, end)
        return [(start, end) for start, end in (*pieces, (begin, self.end)) if end > start]


def duty_bars(
    centre: Centre,
    requirement: Requirement,
    roster: Roster,
    day: date,
    team: str | None = None,
    plan: ActivityPlan | None = None,
) -> list[Bar]:
    """Everybody who is on duty at some time of `day`, team by team, in order of their start.

    Who worked on the day before the period is known by the centre's past shifts. A meal break that is not set is drawn
    at the middle of its possible places, as coverage counts it.
    """
    interval = requirement.timeline.interval_minutes
    teams = {name: rank for rank, name in enumerate(dict.fromkeys(agent.team for agent in centre.agents))}
    begun = [(back, _begun_on(centre, roster, day - timedelta(days=back))) for back in (1, 0)]
    sessions = {} if plan is None else _sessions(centre, plan, day)
    bars = []
    for agent in centre.agents:
        if team is not None and agent.team != team:
            continue
        for back, assignments in begun:
            assignment = assignments.get(agent.id)
            shift = centre.shifts_by_code.get(assignment.shift) if assignment else None
            if assignment is None or shift is None:
                continue
            start = shift.start.hour + shift.start.minute / 60 - 24 * back
            end = start + shift.length_minutes / 60
            if end > 0:
                meal = _meal(assignment, shift, start, interval)
                bars.append(Bar(agent, shift, start, end, meal, _inside(sessions.get(agent.id, ()), start, end)))
    return sorted(bars, key=lambda bar: (teams[bar.agent.team], bar.start, bar.shift.code, bar.agent.id))


def _meal(assignment: Assignment, shift: ShiftTemplate, start: float, interval: int) -> Span | None:
    offsets, offset = shift.meal_offsets(interval), assignment.meal_offset
    if offset is None and offsets:
        offset = offsets[len(offsets) // 2]
    return None if offset is None else (start + offset / 60, start + (offset + shift.meal_minutes) / 60)


def _sessions(centre: Centre, plan: ActivityPlan, day: date) -> dict[str, list[Span]]:
    """When each agent attends or holds a session, by the wall clock from midnight of `day`."""
    zone, midnight = ZoneInfo(centre.profile.time_zone), datetime.combine(day, time())
    trainers = {activity.name: activity.trainer for activity in centre.activities}
    spans: dict[str, list[Span]] = defaultdict(list)

    def hours(moment: datetime) -> float:
        return (moment.astimezone(zone).replace(tzinfo=None) - midnight) / timedelta(hours=1)

    for session in plan.sessions:
        for agent_id in filter(None, (*session.agents, trainers.get(session.activity, ""))):
            spans[agent_id].append((hours(session.start), hours(session.end)))
    return spans


def _inside(spans: Sequence[Span], start: float, end: float) -> tuple[Span, ...]:
    """The spans as far as they lie in a shift."""
    return tuple(sorted((max(s, start), min(e, end)) for s, e in spans if min(e, end) > max(s, start)))


def _begun_on(centre: Centre, roster: Roster, day: date) -> dict[str, Assignment]:
    """Who begins a shift on `day`: by the roster, or before its period by the past shifts."""
    if day >= roster.period.start:
        return {assignment.agent_id: assignment for assignment in roster.assignments if assignment.day == day}
    return {
        past.agent_id: Assignment(agent_id=past.agent_id, day=day, shift=past.shift)
        for past in centre.past_shifts
        if past.day == day
    }


def planned_hours(centre: Centre, roster: Roster) -> dict[str, float]:
    """Paid hours of each agent's shifts in the roster's period."""
    minutes: dict[str, int] = defaultdict(int)
    for assignment in roster.assignments:
        if assignment.day in roster.period and (shift := centre.shifts_by_code.get(assignment.shift)):
            minutes[assignment.agent_id] += shift.paid_minutes
    return {agent_id: paid / 60 for agent_id, paid in minutes.items()}

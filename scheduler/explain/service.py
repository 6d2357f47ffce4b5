"""Days before and after a change: who is missing on the phones, which calls wait too long, what service is predicted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.explanation import DayService
from models.service import ServiceFigures
from scheduler.rules.waiting_calls import late_calls
from scheduler.service import quick_services
from scheduler.view import View


def day_services(before: View, after: View, days: Iterable[int]) -> tuple[DayService, ...]:
    """The pooled demand and service of these days under both rosters."""
    numbers = list(days)
    dates = [before.instance.days[d] for d in numbers]
    services = quick_services((before, after), dates)
    return tuple(_day(before, after, d, pair) for d, *pair in zip(numbers, *services, strict=True))


def touched_days(view: View, cells: Iterable[tuple[int, int]]) -> list[int]:
    """The days with intervals that the shifts of these (agent, day) reach, and the days themselves."""
    days = set()
    for a, d in cells:
        days.add(d)
        if view.works(a, d):
            _, end = view.instance.span(d, view.shift(a, d))
            last = view.instance.timeline.moment(end - 1).date()
            days.add(min(view.instance.day_number(last), view.instance.day_count - 1))
    return sorted(days)


def _day(before: View, after: View, d: int, service: Sequence[ServiceFigures | None]) -> DayService:
    instance = before.instance
    inside = instance.timeline.day_intervals(instance.days[d])
    looked_at, group = slice(inside.start, inside.stop), instance.requirement.total
    required = np.array(group.required)[looked_at]
    crew, hours = instance.phone_crew(group.skills), instance.timeline.interval_minutes / 60
    heads = [view.staff(crew)[looked_at] for view in (before, after)]
    coverable = instance.coverable[looked_at]
    short = [float((np.maximum(0, required - staffed) * coverable).sum()) * hours for staffed in heads]
    fewest = [int(staffed[coverable].min(initial=staffed.max())) for staffed in heads]
    curves = group.waiting[looked_at]
    late = [_late(late_calls(curves, staffed), coverable) if curves else None for staffed in heads]
    return DayService(
        day=instance.days[d],
        required_hours=float((required * coverable).sum()) * hours,
        short_before=short[0],
        short_after=short[1],
        minimum=instance.policy.roster.minimum_staff,
        fewest_before=fewest[0],
        fewest_after=fewest[1],
        late_before=late[0],
        late_after=late[1],
        service_before=service[0],
        service_after=service[1],
    )


def _late(late: NDArray[np.int64], coverable: NDArray[np.bool_]) -> float:
    """Hundredths of calls summed up, in calls."""
    return round(float((late * coverable).sum()) / 100, 2)

"""Days before and after a change: who is missing on the phones, and which calls are expected to wait too long."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from models.explanation import DayService
from scheduler.rules.waiting_calls import late_calls
from scheduler.view import View


def day_services(before: View, after: View, days: Iterable[int]) -> tuple[DayService, ...]:
    """The pooled demand of these days under both rosters."""
    return tuple(_day(before, after, d) for d in days)


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


def _day(before: View, after: View, d: int) -> DayService:
    instance = before.instance
    inside = instance.timeline.day_intervals(instance.days[d])
    looked_at, group = slice(inside.start, inside.stop), instance.requirement.total
    required = np.array(group.required)[looked_at]
    crew, hours = instance.phone_crew(group.skills), instance.timeline.interval_minutes / 60
    heads = [view.staff(crew)[looked_at] for view in (before, after)]
    coverable = instance.coverable[looked_at]
    short = [float((np.maximum(0, required - staffed) * coverable).sum()) * hours for staffed in heads]
    curves = group.waiting[looked_at]
    late = [_late(late_calls(curves, staffed), coverable) if curves else None for staffed in heads]
    return DayService(
        day=instance.days[d],
        required_hours=float((required * coverable).sum()) * hours,
        short_before=short[0],
        short_after=short[1],
        late_before=late[0],
        late_after=late[1],
    )


def _late(late: NDArray[np.int64], coverable: NDArray[np.bool_]) -> float:
    """Hundredths of calls summed up, in calls."""
    return round(float((late * coverable).sum()) / 100, 2)

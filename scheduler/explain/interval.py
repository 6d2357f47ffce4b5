"""Why an interval is staffed as it is, and who could be there."""

from __future__ import annotations

from itertools import islice

from models.explanation import GroupMoment, IntervalExplanation, Option
from scheduler.explain.day import option
from scheduler.explain.ledger import Ledger, rank
from scheduler.instance import Instance
from scheduler.rules.waiting_calls import late_calls
from scheduler.view import OFF, View

Cover = tuple[int, int, tuple[int | None, ...]]
"""A day and a shift whose agent can be present in an interval, and where the meal break then may begin."""

_TRIED = 3
"""So many ways of bringing an agent there are looked at in full."""

Way = tuple[int, int, int | None]
"""A day, a shift and where its meal break begins."""


def explain_interval(ledger: Ledger, k: int) -> IntervalExplanation:
    """Interval `k`: its demand groups, and for each agent not on the phones what their coming would do.

    Of the shifts that bring an agent there, the cheapest is shown of those that are allowed and serve the intervals best.
    """
    instance, view = ledger.instance, ledger.view
    covers = _covers(instance, k)
    ways = {c: _ways(ledger, c, covers) for c in sorted(instance.phone_crew())}
    options = [
        found
        for a in range(len(instance.agents))
        if instance.on_phones[a]
        and not _present(view, a, k, covers)
        and (found := _best(ledger, a, ways[instance.class_of[a]]))
    ]
    options.sort(key=lambda found: (rank(found.effect), found.agent_id))
    return IntervalExplanation(
        start=instance.timeline.interval_start(k),
        minutes=instance.timeline.interval_minutes,
        coverable=bool(instance.coverable[k]),
        groups=tuple(_groups(view, k)),
        options=tuple(found for found in options if found.effect.allowed),
        refused=tuple(found for found in options if not found.effect.allowed),
    )


def _groups(view: View, k: int) -> list[GroupMoment]:
    instance = view.instance
    moments = []
    for group in instance.requirement.groups:
        staffed = view.staff(instance.phone_crew(group.skills))[k : k + 1]
        late = late_calls(group.waiting[k : k + 1], staffed)
        moments.append(
            GroupMoment(
                name=instance.group_label(group),
                required=group.required[k],
                staffed=int(staffed[0]),
                late_calls=int(late[0]) / 100 if len(late) else None,
            )
        )
    return moments


def _covers(instance: Instance, k: int) -> list[Cover]:
    """Every shift of the interval's day, or of the day before, that can make somebody present."""
    day = int(instance.day_of_interval[k])
    found = []
    for d in range(max(0, day - 1), day + 1):
        for t in range(instance.shift_count):
            offsets = tuple(o for o in instance.meal_offsets(t) if k in instance.phone_intervals(d, t, o))
            if offsets:
                found.append((d, t, offsets))
    return found


def _present(view: View, a: int, k: int, covers: list[Cover]) -> bool:
    days = {d for d, _, _ in covers}
    return any(
        k in view.instance.phone_intervals(d, view.shift(a, d), view.meal_offset(a, d))
        for d in days
        if view.shift(a, d) != OFF
    )


def _ways(ledger: Ledger, c: int, covers: list[Cover]) -> list[Way]:
    """The shifts that bring an agent of class `c` there, those first that serve the intervals best."""
    found = []
    for d, t, offsets in covers:
        meal = ledger.best_meal(ledger.view, c, d, t, offsets)
        found.append((ledger.worth(ledger.view, c, d, t, meal), (d, t, meal)))
    return [way for _, way in sorted(found, key=lambda entry: entry[0])]


def _best(ledger: Ledger, a: int, ways: list[Way]) -> Option | None:
    """The cheapest of the first ways that are allowed, or the first of all where none is."""
    allowed = (way for way in _own_first(ledger, a, ways) if not ledger.is_barred({(a, way[0]): way[1:]}))
    tried = [option(ledger, a, *way) for way in islice(allowed, _TRIED)] or [
        option(ledger, a, *way) for way in ways[:1]
    ]
    return min(tried, key=lambda found: rank(found.effect), default=None)


def _own_first(ledger: Ledger, a: int, ways: list[Way]) -> list[Way]:
    """Who is at a meal need only have it at another time."""
    return sorted(ways, key=lambda way: ledger.view.shift(a, way[0]) != way[1])

"""How many of the agents on duty really answer calls, from past shifts and from what became of the calls then.

Agents seen on duty are more than those who can take the next call: on real calls of August 1999 the queue behaved as if
seven in ten had been there. The factor is the one under which the queueing model expects as many calls to be abandoned as were.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.centre import Centre
from models.demand import DemandGroup, Requirement
from models.policy import StaffingPolicy
from models.roster import Assignment, Roster
from models.time import Period, Timeline
from scheduler.demand.delivery import quick
from scheduler.demand.load import Load
from scheduler.instance import Instance
from scheduler.view import View

Floats = NDArray[np.float64]

LEAST, MOST = 0.2, 1.0

_FEWEST_CALLS = 500
_FEWEST_DAYS = 5
_ROUNDS = 30


def staffing_policy(centre: Centre) -> StaffingPolicy:
    """The centre's staffing policy, with the availability that its history tells where the policy asks for that."""
    policy = centre.policy.staffing
    found = availability_from_history(centre) if policy.availability_from_history else None
    return policy if found is None else policy.model_copy(update={"availability": found})


def availability_from_history(centre: Centre) -> float | None:
    """Agents that answered calls for each one on duty, shrinkage taken off already; None where the history cannot tell.

    It takes five days of past shifts with calls of which is known how many were answered, and callers who hang up
    (`erlang_a`). The first past day is left out: shifts begun before it are not known.
    """
    days = sorted({shift.day for shift in centre.past_shifts})[1:]
    if len(days) < _FEWEST_DAYS or centre.policy.staffing.model != "erlang_a":
        return None
    period = Period(start=days[0], end=days[-1])
    timeline = centre.timeline(period)
    history = _answered_calls(centre, timeline)
    if history is None:
        return None
    load, abandoned = history
    staff = _on_duty(centre, timeline)
    known = (staff > 0) & (load.calls > 0)
    if load.calls[known].sum() < _FEWEST_CALLS:
        return None
    policy = centre.policy.staffing.model_copy(update={"method": "carried"})
    observed = float(abandoned[known].sum())
    low, high = LEAST, MOST
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        expected = quick(load, staff * (1 - policy.shrinkage) * middle, policy)
        if float(expected.abandoned[known].sum()) > observed:
            low = middle
        else:
            high = middle
    return round((low + high) / 2, 3)


def _answered_calls(centre: Centre, timeline: Timeline) -> tuple[Load, Floats] | None:
    """The calls of all queues and how many hung up; None where the history is coarser than the intervals."""
    count, step = timeline.interval_count, timeline.interval_minutes * 60
    offered, abandoned, work, handled = np.zeros((4, count))
    starts = defaultdict(list)
    for call in centre.calls:
        k = timeline.interval_of(call.start)
        lost = call.abandoned if call.answered is None else call.offered - call.answered
        if not 0 <= k < count or lost is None:
            continue
        starts[call.queue].append(call.start.timestamp())
        offered[k] += call.offered
        abandoned[k] += max(lost, 0.0)
        if call.aht_seconds is not None:
            work[k] += call.offered * call.aht_seconds
            handled[k] += call.offered
    gaps = [later - sooner for own in starts.values() for sooner, later in pairwise(sorted(own)) if later > sooner]
    if not handled.sum() or min(gaps, default=step + 1) > step:
        return None
    usual = work.sum() / handled.sum()
    aht = np.where(handled > 0, work / np.maximum(handled, 1e-300), usual)
    return Load(offered, aht, step), abandoned


def _on_duty(centre: Centre, timeline: Timeline) -> Floats:
    """Agents on the phones in each interval, as the past shifts have it, meals taken out."""
    period = timeline.period
    worked = tuple(
        Assignment(agent_id=past.agent_id, day=past.day, shift=past.shift)
        for past in centre.past_shifts
        if past.day in period
    )
    nobody = DemandGroup(name="all", skills=(), required=(0,) * timeline.interval_count)
    instance = Instance(centre, Requirement(timeline=timeline, groups=(nobody,), method="past"))
    view = View(instance, Roster(centre=centre.profile.name, period=period, assignments=worked))
    return view.staff(instance.phone_crew()).astype(np.float64)

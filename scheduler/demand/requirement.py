"""From expected calls to the agents required on the phones in every interval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.centre import Centre
from models.demand import DemandGroup, Forecast, QueueForecast, Requirement, RequirementPoint, Skill
from models.policy import StaffingPolicy
from models.time import Period, Timeline, in_window
from scheduler.demand.availability import staffing_policy
from scheduler.demand.forecast import forecast as make_forecast
from scheduler.demand.forecast import refuse_gaps
from scheduler.demand.load import Load
from scheduler.demand.skill_sets import served_alone
from scheduler.demand.staffing import agents_on_phones
from scheduler.demand.waiting import waiting_curves

Ints = NDArray[np.int64]

POOLED = "all"
_ROUNDING = 1e-9  # 23 / (1 - 0.08) is 25, not 25.000000000000004


def plan_requirement(centre: Centre, period: Period) -> Requirement:
    """The period's requirement: as the centre hands it in, or else from a forecast made here.

    Raises:
        DemandError: see `forecast` and `require`.
    """
    if centre.requirement:
        return _given(centre, centre.timeline(period))
    return require(centre, make_forecast(centre, period))


def require(centre: Centre, forecast: Forecast, *, waiting: bool = True) -> Requirement:
    """Agents required for the forecast under the centre's staffing policy.

    Group 0 pools the load of all queues, served by whoever has any of the skills; where there are several queues, each
    has a group of its own besides, served by those with its skill. Queues that the same people serve alone have one
    together. A centre's own requirement table goes first. Without `waiting` the groups tell neither the calls nor how many would
    wait, which takes far longer to work out than the agents do.

    Raises:
        DemandError: the service targets cannot be reached, or the centre's table leaves intervals out.
    """
    if centre.requirement:
        return _given(centre, forecast.timeline)
    policy = staffing_policy(centre)
    expected = [queue_load(forecast, (i,), policy) for i in range(len(forecast.queues))]
    pooled = queue_load(forecast, range(len(forecast.queues)), policy)
    loads = [pooled, *expected] if len(expected) > 1 else [pooled]
    groups = [_agents(own.load, forecast.timeline, policy) for own in loads]
    shared = {
        queues: _agents(queue_load(forecast, queues, policy).load, forecast.timeline, policy)
        for queues in _shared_queues(centre)
    }
    return _requirement(centre, forecast.timeline, groups, shared, describe(policy), loads if waiting else (), policy)


@dataclass(frozen=True)
class Expected:
    """The load of some queues together, and how far it may be off (relative standard deviations)."""

    load: Load
    day_error: float
    interval_error: float


def queue_load(forecast: Forecast, queues: Sequence[int], policy: StaffingPolicy) -> Expected:
    """These queues of the forecast pooled.

    A day's error is taken to be one for all queues, errors of intervals to be independent. A forecast that says neither is off by
    what the policy says.
    """
    chosen = [forecast.queues[i] for i in queues]
    calls, aht = (np.array([figures(queue) for queue in chosen]) for figures in (_offered, _handling))
    weights = calls.sum(axis=1) / max(calls.sum(), 1e-300)
    known = any(queue.day_error or queue.interval_error for queue in chosen)
    days = [queue.day_error if known else policy.day_error for queue in chosen]
    singles = [queue.interval_error if known else policy.interval_error for queue in chosen]
    return Expected(
        Load.pooled(calls, aht, forecast.timeline.interval_minutes * 60),
        float(weights @ days),
        float(np.sqrt(weights**2 @ np.square(singles))),
    )


def _offered(queue: QueueForecast) -> tuple[float, ...]:
    return queue.offered


def _handling(queue: QueueForecast) -> tuple[float, ...]:
    return queue.aht_seconds


def _agents(load: Load, timeline: Timeline, policy: StaffingPolicy) -> Ints:
    """Agents for a load, with shrinkage and availability on top."""
    days = tuple(timeline.day_intervals(day) for day in timeline.period.days)
    on_phones = agents_on_phones(load, days, policy)
    return np.ceil(on_phones / policy.presence - _ROUNDING).astype(np.int64)


def _given(centre: Centre, timeline: Timeline) -> Requirement:
    """The centre's own table; of steps finer than the interval the largest counts."""
    by_queue: dict[str, list[RequirementPoint]] = defaultdict(list)
    for point in centre.requirement:
        by_queue[point.queue].append(point)
    tables = []
    for skill in centre.skills:
        required, seen = np.zeros(timeline.interval_count, dtype=np.int64), np.zeros(timeline.interval_count)
        for point in by_queue[skill.code]:
            k = timeline.interval_of(point.start)
            if 0 <= k < timeline.interval_count:
                required[k], seen[k] = max(int(required[k]), point.required), 1
        if by_queue[skill.code]:
            refuse_gaps(seen, skill.code, timeline)
        tables.append(required)
    pooled: Ints = np.sum(tables, axis=0)
    groups = [pooled, *tables] if len(tables) > 1 else [pooled]
    shared = {queues: np.sum([tables[i] for i in queues], axis=0) for queues in _shared_queues(centre)}
    return _requirement(centre, timeline, groups, shared, "given by the centre")


def _shared_queues(centre: Centre) -> list[tuple[int, ...]]:
    """Queues (numbers of skills) that only the people of one of them can serve: they need a group together."""
    phones = [agent for agent in centre.agents if agent.role in centre.policy.roster.phone_roles]
    return served_alone([{a.id for a in phones if skill.code in a.skills} for skill in centre.skills])


def _requirement(
    centre: Centre,
    timeline: Timeline,
    groups: list[Ints],
    shared: Mapping[tuple[int, ...], Ints],
    method: str,
    loads: Sequence[Expected] = (),
    policy: StaffingPolicy | None = None,
) -> Requirement:
    """`groups` and `loads`: the pooled one, then one for each skill where there are several; `shared` come last."""
    codes = [skill.code for skill in centre.skills]
    minimums = [_minimum(skill, timeline) for skill in centre.skills]
    pooled = np.maximum(groups[0], centre.policy.staffing.minimum_agents)
    wanted: list[tuple[str, Sequence[int], Ints]] = [(POOLED, range(len(codes)), pooled)]
    wanted += [(code, (i,), own) for i, (code, own) in enumerate(zip(codes, groups[1:], strict=False))]
    wanted += [("+".join(codes[i] for i in queues), queues, own) for queues, own in shared.items()]
    made = [
        DemandGroup(
            name=name,
            skills=tuple(codes[i] for i in queues),
            # Nobody counts for the minimum of two skills.
            required=_whole(np.maximum(own, np.sum([minimums[i] for i in queues], axis=0))),
        )
        for name, queues, own in wanted
    ]
    for i, own in enumerate(loads):
        told = {
            "offered": tuple(own.load.calls.tolist()),
            "aht_seconds": tuple(own.load.aht.tolist()),
            "day_error": own.day_error,
            "interval_error": own.interval_error,
            "waiting": waiting_curves(own.load, policy or centre.policy.staffing),
        }
        made[i] = made[i].model_copy(update=told)
    return Requirement(timeline=timeline, groups=tuple(made), method=method)


def _minimum(skill: Skill, timeline: Timeline) -> Ints:
    """The skill's minimum staff in each interval: its figure inside its window, 0 outside."""
    inside = [in_window(moment.time(), skill.time_from, skill.time_until) for moment in timeline.interval_starts]
    return np.where(inside, skill.minimum_staff, 0).astype(np.int64)


def _whole(required: Ints) -> tuple[int, ...]:
    return tuple(required.tolist())


def describe(policy: StaffingPolicy) -> str:
    """The staffing targets in one line, with the definition of the service level."""
    model = "Erlang C" if policy.model == "erlang_c" else f"Erlang A (patience {policy.patience_seconds:g} s)"
    over = "offered calls less early hang-ups" if policy.less_early else "all offered calls"
    parts = [
        f"{model}, {_METHODS[policy.method]}",
        f"{policy.service_level:.0%} of {over} answered within {policy.threshold_seconds:g} s in every {policy.target_per}",
        *([f"{policy.answer_rate:.0%} answered at all"] if policy.answer_rate else []),
        f"occupancy at most {policy.max_occupancy:.0%}, shrinkage {policy.shrinkage:.0%}",
        *([f"availability {policy.availability:.0%}"] if policy.availability < 1 else []),
    ]
    return ", ".join(parts)


_METHODS = {
    "steady": "each interval by itself",
    "carried": "with the load carried over",
    "chain": "with the queue followed through the day",
}

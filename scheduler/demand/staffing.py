"""The fewest agents on the phones that reach the targets: interval by interval, or over each day.

Under the methods `steady` and `carried` the targets are judged by Erlang A (or C); under `chain` by the queue as it moves
through the day. Each interval's agents begin at what the load carried asks for, and one is added at a time wherever the chain
says that a target is missed. The agents of later intervals do not change what comes before them, so one pass leaves nothing short.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from models.policy import StaffingPolicy
from scheduler.demand.chain import Interval, Outcome, State, advance, outcome
from scheduler.demand.delivery import Delivered, delivered, intervals, quick
from scheduler.demand.erlang import least_agents, service, share_in_time
from scheduler.demand.load import Load

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_EXACT = 1e-9
_PLENTY = 1 - 1e-6
"""A service level beyond which no further agent is looked at."""


def agents_on_phones(load: Load, days: tuple[range, ...], policy: StaffingPolicy) -> Ints:
    """The agents that answer calls, shrinkage not counted, shape (K,); `days` are the intervals of each day.

    Raises:
        DemandError: no number of agents reaches the targets.
    """
    if policy.target_per == "day":
        return _by_day(load, days, policy)
    agents = _least(load, policy, policy.service_level, policy.answer_rate)
    return _repaired(load, agents, policy) if policy.method == "chain" else agents


def _least(load: Load, policy: StaffingPolicy, level: float, answered: float) -> Ints:
    return least_agents(
        load.worked_on(policy.method),
        load.aht,
        service_level=level,
        threshold_seconds=policy.threshold_seconds,
        max_occupancy=policy.max_occupancy,
        patience_seconds=policy.patience,
        answer_rate=answered,
        less_early=policy.less_early,
    )


def _repaired(load: Load, agents: Ints, policy: StaffingPolicy) -> Ints:
    """The same agents, and more where the chain finds an interval short."""
    state = State.in_progress(float(load.before))
    found = agents.copy()
    for k, interval in enumerate(intervals(load, agents.astype(np.float64), policy)):
        while True:
            tried = Interval(interval.rate, float(found[k]), interval.aht, interval.patience, interval.seconds)
            ended, mean = advance(state, tried)
            if not interval.rate or _reached(outcome(mean, tried, policy.threshold_seconds), tried, policy):
                break
            found[k] += 1 + isqrt(int(found[k])) // 10
        state = ended
    return found


def _reached(found: Outcome, interval: Interval, policy: StaffingPolicy) -> bool:
    early = found.early if policy.less_early else 0.0
    return bool(
        share_in_time(found.in_time, 1.0, early) >= policy.service_level - _EXACT
        and 1 - found.abandoned >= policy.answer_rate - _EXACT
        and found.busy <= policy.max_occupancy * interval.agents + _EXACT
    )


def _by_day(load: Load, days: tuple[range, ...], policy: StaffingPolicy) -> Ints:
    """Agents go where they save the most calls, one at a time, until each day reaches its targets.

    How many that takes is found by bisection. The occupancy holds in every interval.
    """
    agents = _least(load, policy, 0.0, 0.0)
    state = State.in_progress(float(load.before))
    for day in days:
        part = load.part(day.start, day.stop)
        if not part.calls.any():
            continue
        judged = _judge(part, state, policy)
        places = _worthwhile(part, agents[day.start : day.stop], policy)
        too_few, enough = -1, len(places)
        while enough - too_few > 1:
            middle = (too_few + enough) // 2
            tried = agents[day.start : day.stop] + np.bincount(places[:middle], minlength=len(day))
            if _day_reached(judged(tried)[0], policy):
                enough = middle
            else:
                too_few = middle
        agents[day.start : day.stop] += np.bincount(places[:enough], minlength=len(day))
        state = judged(agents[day.start : day.stop])[1]
    return agents


def _worthwhile(load: Load, least: Ints, policy: StaffingPolicy) -> Ints:
    """The intervals that get one agent more, in turn, beginning with where it saves the most calls."""
    erlangs = load.worked_on(policy.method)
    plenty = _least(load, policy, max(_PLENTY, policy.service_level), policy.answer_rate)
    width = int((plenty - least).max()) + 1
    agents = least[:, None] + np.arange(width)
    found = service(agents, erlangs[:, None], load.aht[:, None], policy.threshold_seconds, policy.patience)
    late = load.calls[:, None] * (1 - np.where(agents > 0, found.level(less_early=policy.less_early), 0.0))
    # Where the next agent saves little and the one after much (deep in an overload) both count as their mean.
    saved = _falling(-np.diff(late, axis=1))
    order = np.argsort(-saved, axis=None, kind="stable")
    return np.asarray(order // saved.shape[1])


def _falling(saved: Floats) -> Floats:
    """Each row as the slopes of its own concave hull: from every place the best mean that lies ahead."""
    totals = np.concatenate([np.zeros((len(saved), 1)), np.cumsum(saved, axis=1)], axis=1)
    hull = np.empty_like(saved)
    for row, total in enumerate(totals):
        place = 0
        while place < saved.shape[1]:
            ahead = (total[place + 1 :] - total[place]) / np.arange(1, saved.shape[1] - place + 1)
            best = len(ahead) - 1 - int(np.argmax(ahead[::-1]))
            hull[row, place : place + best + 1] = ahead[best]
            place += best + 1
    return hull


def _judge(load: Load, state: State, policy: StaffingPolicy) -> Callable[[Ints], tuple[Delivered, State]]:
    """What a day's agents deliver, and the calls that are left in the system at its end."""

    def judged(agents: Ints) -> tuple[Delivered, State]:
        staff = agents.astype(np.float64)
        if policy.method != "chain":
            return quick(load, staff, policy), state
        now, outcomes = state, []
        for interval in intervals(load, staff, policy):
            now, mean = advance(now, interval)
            outcomes.append(outcome(mean, interval, policy.threshold_seconds))
        return delivered(load, staff, outcomes), now

    return judged


def _day_reached(found: Delivered, policy: StaffingPolicy) -> bool:
    day = found.sums()
    level = float(day.level(less_early=policy.less_early))
    answered = 1 - float(day.abandoned) / float(day.offered)
    return level >= policy.service_level - _EXACT and answered >= policy.answer_rate - _EXACT

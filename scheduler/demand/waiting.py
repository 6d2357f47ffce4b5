"""Calls that wait too long: how many each agent more or less on the phones makes, interval by interval.

The expected number of calls that are not answered within the threshold (waiting calls and those that hang up) falls ever
more slowly with every agent, except deep in an overload, where it is taken to fall in a straight line from "every call,
nobody there": the curve is its own lower convex hull, so that optimisers can handle it exactly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.demand import WaitingCurve
from models.policy import StaffingPolicy
from scheduler.demand.delivery import service_of_fractions
from scheduler.demand.load import Load

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HUNDREDTHS = 100
"""Curves are in hundredths of a call, so that all points are whole numbers."""

_TOLERANCE = 0.05
"""Calls by which a curve with fewer corners may differ from the queue's."""

_FEW = 200
"""Agents up to which every number of them is looked at."""

_LEVELS = np.concatenate([np.linspace(-4, -2, 4, endpoint=False), np.linspace(-2, 4, 24), np.linspace(4.5, 9, 6)])
"""Where large queues are looked at: standard deviations of the load above or below it."""


def waiting_curves(load: Load, policy: StaffingPolicy) -> tuple[WaitingCurve, ...]:
    """A curve for each interval, on the load that the policy's method of staffing sees; see `WaitingCurve`."""
    told = list(zip(load.calls.tolist(), load.worked_on(policy.method).tolist(), load.aht.tolist(), strict=True))
    loads = sorted({own for own in told if own[0] > 0})
    if not loads:
        return ((),) * len(told)
    offered, erlangs, aht = np.array(loads).T
    levels = [_levels(own / policy.presence) for own in erlangs]
    sizes = [len(own) for own in levels]
    agents = np.concatenate(levels).astype(np.float64) * policy.presence
    found = service_of_fractions(agents, np.repeat(erlangs, sizes), np.repeat(aht, sizes), policy)
    late = np.repeat(offered, sizes) * (1 - np.where(agents > 0, found.level(less_early=policy.less_early), 0.0))
    curves = {
        own: _curve(places, values)
        for own, places, values in zip(loads, levels, np.split(late, np.cumsum(sizes)[:-1]), strict=True)
    }
    return tuple(curves.get(own, ()) for own in told)


def _curve(levels: Ints, late: Floats) -> WaitingCurve:
    """The convex curve under these calls, with few corners and whole hundredths saved by each agent."""
    corners = _simplified(levels, late, _hull(levels, late))
    return _whole(levels[corners], late[corners] * HUNDREDTHS)


def _levels(erlangs: float) -> Ints:
    """Numbers of agents to look at, from none to plenty; all of them where they are few."""
    spread = np.sqrt(erlangs) + 1
    around = np.rint(erlangs + _LEVELS * spread).astype(np.int64)
    most = int(around.max())
    return np.arange(most + 1) if most <= _FEW else np.unique(np.concatenate([[0], around[around > 0]]))


def _hull(x: Ints, y: Floats) -> list[int]:
    """Corners of the lower convex hull (Andrew's monotone chain)."""
    corners: list[int] = []
    for i in range(len(x)):
        while len(corners) > 1:
            a, b = corners[-2], corners[-1]
            if (y[b] - y[a]) * (x[i] - x[a]) < (y[i] - y[a]) * (x[b] - x[a]):
                break
            corners.pop()
        corners.append(i)
    return corners


def _simplified(x: Ints, y: Floats, corners: list[int]) -> list[int]:
    """As few corners of the hull as leave every other one within the tolerance of the chords between them."""
    kept = [corners[0]]
    first = 0
    for last in range(2, len(corners)):
        a, b = corners[first], corners[last]
        between = corners[first + 1 : last]
        chord = y[a] + (y[b] - y[a]) * (x[between] - x[a]) / (x[b] - x[a])
        if (chord - y[between] > _TOLERANCE).any():
            kept.append(corners[last - 1])
            first = last - 1
    return [*kept, corners[-1]]


def _whole(levels: Ints, late: Floats) -> WaitingCurve:
    """The curve with whole numbers saved by each agent, rounded so that it stays convex; flat ends are cut off."""
    steps = np.diff(levels)
    saved = np.rint(-np.diff(late) / steps).astype(np.int64)
    values = np.append(np.cumsum((saved * steps)[::-1])[::-1], 0)
    useful = [0, *(np.flatnonzero(saved > 0) + 1).tolist()]
    return tuple((int(levels[i]), int(values[i])) for i in useful)

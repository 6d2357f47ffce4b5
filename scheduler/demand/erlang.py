"""Queueing formulas: Erlang B, C and A for whole arrays of intervals at once.

Units: time in seconds, load in erlangs (calls per second × handling time in seconds), probabilities from 0 to 1.
`service_level` is the share of *all offered calls* that are answered within the threshold; a caller who hangs up, however
soon, counts as not served. Every argument may be a number or an array; arrays broadcast as in NumPy.

Sources: Erlang C as in Gans, Koole, Mandelbaum (2003), "Telephone call centers"; Erlang A (M/M/n+M) after Mandelbaum
and Zeltyn (2007), "Service engineering in action: the Palm/Erlang-A queue". All sums are written with incomplete gamma
functions in logarithms, so that nothing overflows at 10,000 erlangs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from models.base import text
from scheduler.demand.errors import DemandError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_TINY = 1e-290  # below this an incomplete gamma function has lost its digits; the series take over
_TERMS = 400
_LEVELS = 60
_ENDLESS_PATIENCE = 1e7  # seconds; with such patience Erlang A's mean wait is lost in rounding


@dataclass(frozen=True)
class Service:
    """How a queue performs in steady state; every field is an array of the same shape.

    `mean_wait` is over all offered calls, in seconds (infinite where Erlang C is overloaded); `abandoned` is the share
    of offered calls that hang up, `early` the share that hangs up within the threshold; `occupancy` is the share of the
    agents' time spent on calls.
    """

    service_level: Floats
    waits: Floats
    mean_wait: Floats
    abandoned: Floats
    early: Floats
    occupancy: Floats

    def level(self, *, less_early: bool) -> Floats:
        """The service level over all offered calls, or over those of them who did not hang up within the threshold."""
        return share_in_time(self.service_level, 1.0, self.early if less_early else 0.0)


def share_in_time(in_time: ArrayLike, offered: ArrayLike, early: ArrayLike) -> Floats:
    """Answered in time over offered less early hang-ups; 1 where that leaves no call."""
    counted = np.asarray(offered, dtype=np.float64) - np.asarray(early, dtype=np.float64)
    return np.where(
        counted > 0, np.minimum(np.asarray(in_time, dtype=np.float64) / np.where(counted > 0, counted, 1.0), 1.0), 1.0
    )


def erlang_b(agents: ArrayLike, erlangs: ArrayLike) -> Floats:
    """The share of calls blocked when nobody can wait (M/M/n/n)."""
    return np.asarray(np.exp(-_log_inverse_b(*_pair(agents, erlangs))))


def erlang_c(agents: ArrayLike, erlangs: ArrayLike) -> Floats:
    """The share of calls that wait when nobody hangs up (M/M/n); 1 where the load is not below the agents."""
    n, a = _pair(agents, erlangs)
    blocked = np.exp(-_log_inverse_b(n, a))
    stable = n > a
    spare = np.where(stable, n - a, 1.0)
    waits = n * blocked / (spare + a * blocked)
    return np.where(stable, np.minimum(waits, 1.0), 1.0)


def service(
    agents: ArrayLike,
    erlangs: ArrayLike,
    aht_seconds: ArrayLike,
    threshold_seconds: float,
    patience_seconds: float = np.inf,
) -> Service:
    """Steady-state service of `agents` under a load.

    `patience_seconds` is the callers' mean patience; infinite, or beyond 10^7 s (four months), means Erlang C.
    """
    n, a, aht = (np.asarray(x, dtype=np.float64) for x in np.broadcast_arrays(agents, erlangs, aht_seconds))
    if patience_seconds > _ENDLESS_PATIENCE:
        return _service_c(n, a, aht, threshold_seconds)
    return _service_a(n, a, aht, threshold_seconds, patience_seconds)


def least_agents(
    erlangs: ArrayLike,
    aht_seconds: ArrayLike,
    *,
    service_level: float,
    threshold_seconds: float,
    max_occupancy: float = 1.0,
    patience_seconds: float = np.inf,
    answer_rate: float = 0.0,
    less_early: bool = False,
) -> Ints:
    """The smallest number of agents that reaches the service level and the share of calls answered at all, and stays at or
    below the occupancy.

    No load needs no agent. All figures improve with every agent, so the number is found by bisection.

    Raises:
        DemandError: the targets cannot be reached by any number of agents.
    """
    if not (0 <= service_level < 1 and 0 <= answer_rate < 1 and max_occupancy > 0):
        raise DemandError(_IMPOSSIBLE)
    a, aht = (np.asarray(x, dtype=np.float64) for x in np.broadcast_arrays(erlangs, aht_seconds))

    def enough(agents: Ints) -> NDArray[np.bool_]:
        found = service(agents, a, aht, threshold_seconds, patience_seconds)
        reached = found.level(less_early=less_early) >= service_level
        return np.asarray(reached & (1 - found.abandoned >= answer_rate) & (found.occupancy <= max_occupancy))

    too_few = np.zeros(a.shape, dtype=np.int64)
    plenty = np.ceil(a / max_occupancy + 4 * np.sqrt(a) + 4).astype(np.int64)
    short = ~enough(plenty)
    for _ in range(40):
        if not short.any():
            break
        plenty = np.where(short, 2 * plenty, plenty)
        short = ~enough(plenty)
    else:
        raise DemandError(_IMPOSSIBLE)
    while (plenty - too_few > 1).any():
        middle = (plenty + too_few) // 2
        good = enough(middle)
        plenty = np.where(good, middle, plenty)
        too_few = np.where(good, too_few, middle)
    return np.where(a > 0, plenty, 0)


_IMPOSSIBLE = text(
    "no number of agents reaches the service level, answer rate and occupancy asked for; "
    "set service_level and answer_rate below 1 and max_occupancy above 0 in [policy.staffing]",
    "多少坐席都达不到所要求的服务水平、接通率与占用率；请在 [policy.staffing] 中把 service_level 与 answer_rate 设为小于 1，"
    "max_occupancy 设为大于 0",
)


def _pair(agents: ArrayLike, erlangs: ArrayLike) -> tuple[Floats, Floats]:
    n, a = np.broadcast_arrays(agents, erlangs)
    return np.asarray(n, dtype=np.float64), np.asarray(a, dtype=np.float64)


def _service_c(n: Floats, a: Floats, aht: Floats, threshold: float) -> Service:
    waits = np.where(a > 0, erlang_c(n, a), 0.0)
    stable = n > a
    spare = np.where(stable, n - a, 1.0)
    in_time = 1 - waits * np.exp(-spare * threshold / aht)
    idle = a == 0
    return Service(
        service_level=np.where(idle, 1.0, np.where(stable, in_time, 0.0)),
        waits=waits,
        mean_wait=np.where(idle, 0.0, np.where(stable, waits * aht / spare, np.inf)),
        abandoned=np.zeros_like(a),
        early=np.zeros_like(a),
        occupancy=np.where(idle, 0.0, np.minimum(1.0, a / np.maximum(n, 1e-300))),
    )


def _service_a(n: Floats, a: Floats, aht: Floats, threshold: float, patience: float) -> Service:
    """Erlang A. With A(c, y) = 1 + y/(c+1) + y²/((c+1)(c+2)) + …, c = n·patience/aht, y = a·patience/aht and
    E(t) = exp(y(1 − e^(−t/patience)) − n·t/aht), all measures are quotients over D = 1/B(n−1, a) + (a/n)·A(c, y):

        P(wait) = (a/n)·A / D,   P(abandon) = (1 − (1 − a/n)·A) / D,
        P(served after more than t) = E(t)·(A(c, y·e^(−t/patience)) − 1) / D,
        P(waits more than t)        = e^(−t/patience)·(a/n)·E(t)·A(c, y·e^(−t/patience)) / D.

    The large terms are divided by the largest of them, as logarithms.
    """
    busy, staffed = a > 0, n >= 1
    n_, a_ = np.maximum(n, 1.0), np.where(busy, a, 1.0)
    per_patience = patience / aht
    c, y, load = n_ * per_patience, a_ * per_patience, a_ / n_
    log_free = _log_inverse_b(n_ - 1, a_)
    log_queue = _log_a(c, y)
    log_decay = -y * np.expm1(-threshold / patience) - n_ * threshold / aht
    log_late = log_decay + _log_a(c, y * np.exp(-threshold / patience))
    top = np.maximum(log_free, log_queue)
    free, queue, one = np.exp(log_free - top), np.exp(log_queue - top), np.exp(-top)
    beyond = np.exp(log_late - top)
    late = beyond - np.exp(log_decay - top)
    total = free + load * queue
    abandoned = np.clip((one - (1 - load) * queue) / total, 0.0, 1.0)
    level = np.clip((free + queue - one - late) / total, 0.0, 1.0)
    still_waiting = np.exp(-threshold / patience) * load * beyond
    early = np.clip(abandoned - (still_waiting - late) / total, 0.0, abandoned)

    def by_case(value: Floats, unstaffed: float, idle: float) -> Floats:
        return np.where(busy, np.where(staffed, value, unstaffed), idle)

    return Service(
        service_level=by_case(level, 0.0, 1.0),
        waits=by_case(np.minimum(load * queue / total, 1.0), 1.0, 0.0),
        mean_wait=by_case(abandoned * patience, patience, 0.0),
        abandoned=by_case(abandoned, 1.0, 0.0),
        early=by_case(early, -np.expm1(-threshold / patience), 0.0),
        occupancy=by_case(np.minimum(load * (1 - abandoned), 1.0), 1.0, 0.0),
    )


def _log_poisson(k: Floats, mean: Floats) -> Floats:
    """Logarithm of mean^k e^(−mean) / k! for real k ≥ 0, without cancellation at large k (Loader 2000)."""
    large = k > 15
    big = np.where(large, k, 16.0)
    excess = (mean - big) / big
    stirling = 1 / (12 * big) - 1 / (360 * big**3) + 1 / (1260 * big**5) - 1 / (1680 * big**7)
    by_deviance = big * (np.log1p(excess) - excess) - 0.5 * np.log(2 * np.pi * big) - stirling
    small = np.where(large, 1.0, k)
    direct = special.xlogy(small, mean) - mean - special.gammaln(small + 1)
    return np.where(large, by_deviance, direct)


def _log_inverse_b(n: Floats, a: Floats) -> Floats:
    """Logarithm of 1/B(n, a) = P(Poisson(a) ≤ n) / P(Poisson(a) = n)."""
    below = special.gammaincc(n + 1, a)
    with np.errstate(divide="ignore"):
        direct = np.array(np.log(below) - _log_poisson(n, np.maximum(a, 1e-300)))
    lost = below < _TINY
    if lost.any():
        direct[lost] = np.log(_falling_sum(n[lost], a[lost]))
    return direct


def _log_a(c: Floats, y: Floats) -> Floats:
    """Logarithm of A(c, y) = 1 + y/(c+1) + y²/((c+1)(c+2)) + … = P(Gamma(c) ≤ y) / Poisson(c; y)."""
    below = special.gammainc(c, y)
    with np.errstate(divide="ignore"):
        direct = np.array(np.log(below) - _log_poisson(c, np.maximum(y, 1e-300)))
    lost = below < _TINY
    if lost.any():
        direct[lost] = np.log(_fraction_a(c[lost], y[lost]))
    return direct


def _fraction_a(c: Floats, y: Floats) -> Floats:
    """A(c, y) for y well below c, by the continued fraction of the lower incomplete gamma function (Gauss)."""
    below = c + 2 * _LEVELS
    for k in range(_LEVELS, 0, -1):
        above = c + 2 * k - 1 + k * y / below
        below = c + 2 * k - 2 - (c + k - 1) * y / above
    return c / below


def _falling_sum(n: Floats, a: Floats) -> Floats:
    """1 + n/a + n(n−1)/a² + … for n well below a; what lies beyond the terms is taken as a geometric series."""
    total = 1 / (1 - np.maximum(n - _TERMS, 0.0) / a)
    for j in range(_TERMS, 0, -1):
        total = 1 + np.maximum(n - j + 1, 0.0) / a * total
    return total

"""The service that agents on the phones deliver: quickly, interval by interval, or by the queue as it moves.

`steady` and `carried` are Erlang A (or C) on the interval's own load and on the modified offered load; both work on
whole arrays. `chain` follows the distribution of the number of calls from interval to interval and is the one to trust.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.policy import StaffingPolicy
from scheduler.demand.chain import Interval, Outcome, State, advance, outcome
from scheduler.demand.erlang import Service, service, share_in_time
from scheduler.demand.load import Load

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Delivered:
    """What becomes of the calls of each interval; all arrays are of one shape, whose last axis are intervals.

    `offered`, `in_time`, `early` (hang up within the threshold) and `abandoned` are calls, `waited` call-seconds (infinite
    where Erlang C is overloaded), `busy` and `agents` mean numbers of agents.
    """

    offered: Floats
    in_time: Floats
    early: Floats
    abandoned: Floats
    waited: Floats
    busy: Floats
    agents: Floats

    def level(self, *, less_early: bool) -> Floats:
        """The service level of each interval."""
        return share_in_time(self.in_time, self.offered, self.early if less_early else 0.0)

    def part(self, chosen: NDArray[np.bool_] | slice) -> Delivered:
        """Some intervals."""
        return Delivered(*(figures[..., chosen] for figures in vars(self).values()))

    def sums(self) -> Delivered:
        """Everything added up over the intervals; the agents are then agent-intervals."""
        return Delivered(*(figures.sum(axis=-1) for figures in vars(self).values()))


def quick(load: Load, agents: Floats, policy: StaffingPolicy) -> Delivered:
    """By Erlang A or C: on the interval's own load under the method `steady`, else on the load carried.

    With a fraction of an agent the larger whole number is there in that share of the time.
    """
    n = np.broadcast_to(np.asarray(agents, dtype=np.float64), load.calls.shape)
    erlangs = load.worked_on(policy.method)
    found = service_of_fractions(n, erlangs, load.aht, policy)
    shares = found.service_level, found.early, found.abandoned, found.mean_wait
    in_time, early, abandoned, waited = (load.calls * share for share in shares)
    return Delivered(load.calls, in_time, early, abandoned, waited, np.minimum(erlangs * (1 - found.abandoned), n), n)


def service_of_fractions(agents: Floats, erlangs: Floats, aht: Floats, policy: StaffingPolicy) -> Service:
    """Steady-state service of a fractional number of agents; arrays of one shape."""
    few = np.floor(agents + 1e-9)
    share = agents - few
    low = service(few, erlangs, aht, policy.threshold_seconds, policy.patience)
    if (share < 1e-9).all():
        return low
    high = service(few + 1, erlangs, aht, policy.threshold_seconds, policy.patience)
    pairs = zip(vars(low).values(), vars(high).values(), strict=True)
    with np.errstate(invalid="ignore"):  # an endless wait that counts for nothing
        return Service(*(np.where(share > 1e-9, (1 - share) * a + share * b, a) for a, b in pairs))


def by_chain(load: Load, agents: Floats, policy: StaffingPolicy) -> Delivered:
    """By the chain, shape (K,); see `chain.py`."""
    n = np.broadcast_to(np.asarray(agents, dtype=np.float64), load.calls.shape)
    state, outcomes = State.in_progress(float(load.before)), []
    for interval in intervals(load, n, policy):
        state, mean = advance(state, interval)
        outcomes.append(outcome(mean, interval, policy.threshold_seconds))
    return delivered(load, n, outcomes)


def intervals(load: Load, agents: Floats, policy: StaffingPolicy) -> Iterator[Interval]:
    """The intervals as the chain knows them."""
    for rate, n, aht in zip(load.rate.tolist(), agents.tolist(), load.aht.tolist(), strict=True):
        yield Interval(rate, n, aht, policy.patience, load.seconds)


def delivered(load: Load, agents: Floats, outcomes: list[Outcome]) -> Delivered:
    """The chain's outcomes in one."""
    shares = np.array([(o.in_time, o.early, o.abandoned, o.wait) for o in outcomes]).reshape(-1, 4).T
    in_time, early, abandoned, wait = load.calls * shares
    busy = np.array([o.busy for o in outcomes])
    return Delivered(load.calls, in_time, early, abandoned, wait, busy, np.asarray(agents, dtype=np.float64))

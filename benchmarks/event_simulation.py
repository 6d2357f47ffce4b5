"""An independent judge of the queue: calls, agents and patience drawn at random, event by event.

It shares no formula with `scheduler/demand`, and treats agents who go home as they are: whoever is on a call ends it first.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass
class Tally:
    """What became of the calls of each interval, by when they came in; shape (K,) each."""

    offered: Floats
    in_time: Floats = field(init=False)
    early: Floats = field(init=False)
    abandoned: Floats = field(init=False)
    waited: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.in_time, self.early, self.abandoned, self.waited = (np.zeros_like(self.offered) for _ in range(4))


def simulate(
    calls: Floats,
    aht: Floats,
    agents: NDArray[np.int64],
    seconds: float,
    threshold: float,
    patience: float,
    seed: int,
    runs: int,
) -> Tally:
    """Sums over `runs` runs through the intervals, each begun with calls in progress as in steady state.

    `calls` are expected calls of each interval of `seconds`, `aht` mean handling times and `patience` the mean patience in
    seconds (infinite: nobody hangs up). Arrivals are Poisson, handling and patience exponential.
    """
    tally = Tally(np.zeros(len(calls)))
    for run in range(runs):
        _run(tally, calls, aht, agents, seconds, threshold, patience, np.random.default_rng([seed, run]))
    return tally


def _run(
    tally: Tally,
    calls: Floats,
    aht: Floats,
    agents: NDArray[np.int64],
    seconds: float,
    threshold: float,
    patience: float,
    random: np.random.Generator,
) -> None:
    ends = random.exponential(aht[0], random.poisson(calls[0] / seconds * aht[0])).tolist()
    heapq.heapify(ends)
    waiting: deque[tuple[float, float, float, int]] = deque()  # came in, hangs up, handling time, interval

    def serve(now: float, staff: int) -> None:
        """Whoever is free takes those who wait, first come first served."""
        while waiting and len(ends) < staff:
            came, hangs_up, handling, k = waiting.popleft()
            if hangs_up <= now:
                tally.abandoned[k] += 1
                tally.early[k] += hangs_up - came <= threshold
                tally.waited[k] += hangs_up - came
                continue
            tally.in_time[k] += now - came <= threshold
            tally.waited[k] += now - came
            heapq.heappush(ends, now + handling)

    for k in range(len(calls)):
        staff, begin = int(agents[k]), k * seconds
        serve(begin, staff)
        count = int(random.poisson(calls[k]))
        tally.offered[k] += count
        arrivals = np.sort(random.uniform(begin, begin + seconds, count)).tolist()
        handling = random.exponential(aht[k], count).tolist()
        patient = random.exponential(patience, count).tolist() if np.isfinite(patience) else [np.inf] * count
        for came, length, patience_of in zip(arrivals, handling, patient, strict=True):
            while ends and ends[0] <= came:
                serve(heapq.heappop(ends), staff)
            waiting.append((came, came + patience_of, length, k))
            serve(came, staff)
        while ends and ends[0] <= begin + seconds:
            serve(heapq.heappop(ends), staff)
    for _ in range(len(waiting)):  # after the last interval the agents stay until nobody waits
        serve(heapq.heappop(ends) if ends else np.inf, max(int(agents[-1]), 1))
    serve(np.inf, len(waiting) + len(ends))

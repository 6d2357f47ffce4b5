"""The queue as it moves through the day: a birth-and-death chain on the number of calls in the system.

Calls come in at the interval's rate λ, the n agents there finish calls at μ each, and whoever waits hangs up at θ. The
distribution over states is carried from interval to interval by TR-BDF2, an implicit scheme of second order that is L-stable
(Bank et al. 1985): long steps damp what is fast instead of letting it swing. Both of its stages solve the same tridiagonal
system, which LAPACK factorises once an interval. Only states that hold any probability are looked at, so that a queue at
10,000 erlangs has a thousand of them.

With a fraction of an agent, as shrinkage leaves it, the larger whole number is there in that share of the time. When agents leave in the
middle of calls, their calls go on with the others who are there: the chain is a little too strict where staff falls steeply.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp, expm1, floor, inf, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.linalg import lapack

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEP_SECONDS = 300.0
"""Longest step; its error is measured by `benchmarks/service_methods.py`."""

_NEGLIGIBLE = 1e-11  # probability of a state below which the window leaves it out
_DEVIATIONS = 8.0  # standard deviations to which the window reaches
_MARGIN = 5

_GAMMA = 2 - sqrt(2)  # where TR-BDF2's first stage ends; this value gives both stages one matrix
_D = _GAMMA / 2
_C1 = 1 / (_GAMMA * (2 - _GAMMA))
_C0 = _C1 - 1
_W = _C1 * _D  # weight of the first two points of a step in its mean; the last has `_D`


@dataclass(frozen=True)
class State:
    """Probabilities of `low`, `low` + 1, … calls in the system."""

    low: int
    p: Floats

    @classmethod
    def in_progress(cls, erlangs: float) -> State:
        """So many calls in progress on the average, as with agents in plenty (a Poisson number)."""
        reach = _DEVIATIONS * sqrt(erlangs)
        low, high = max(0, floor(erlangs - reach)), ceil(erlangs + reach) + _MARGIN
        numbers = np.arange(low, high + 1)
        p = np.exp(special.xlogy(numbers, erlangs) - erlangs - special.gammaln(numbers + 1.0))
        return cls(low, p / p.sum())

    @property
    def mean(self) -> float:
        return self.low + float(self.p @ np.arange(len(self.p)))


@dataclass(frozen=True)
class Interval:
    """What holds during one interval: calls a second, agents on the phones, mean handling time and patience in seconds."""

    rate: float
    agents: float
    aht: float
    patience: float
    seconds: float

    def out(self, numbers: Floats) -> Floats:
        """Calls a second that leave, answered to the end or hung up, with so many in the system."""
        served = np.minimum(numbers, self.agents)
        return served / self.aht + (numbers - served) / self.patience

    def window(self, state: State) -> tuple[int, int]:
        """The states that the interval can reach from where the calls are, but for a negligible probability."""
        held = np.flatnonzero(state.p > _NEGLIGIBLE)
        low, high = state.low + int(held[0]), state.low + int(held[-1])
        memory = min(self.seconds, max(self.aht, self.patience))
        reach = _DEVIATIONS * sqrt(self.rate * memory)
        busy = self.rate * self.aht
        if busy <= self.agents:
            rest = busy
        else:  # what waits grows until those who hang up make up for it, or the interval ends
            grown = (self.rate - self.agents / self.aht) * self.seconds
            rest = min(
                self.agents + (busy - self.agents) * self.patience / self.aht, max(state.mean, self.agents) + grown
            )
        above = ceil(max(float(high), rest + reach, state.mean + reach if self.patience == inf else 0.0)) + _MARGIN
        return max(0, floor(min(float(low), rest - reach))), above


def advance(state: State, interval: Interval, step: float | None = None) -> tuple[State, State]:
    """The distribution as the interval ends, and its mean over the interval."""
    low, high = interval.window(state)
    p = np.zeros(high - low + 1)
    _lay(p, state, low)
    steps = max(1, ceil(interval.seconds / (step or STEP_SECONDS)))
    h = interval.seconds / steps
    out = interval.out(np.arange(low, high + 1, dtype=np.float64))
    out[0] = 0.0  # nothing leaves the window
    reach = _D * h * interval.rate
    inwards = np.full(len(p), reach)
    inwards[-1] = 0.0
    diagonal = 1 + inwards + _D * h * out
    factors = lapack.dgttrf(np.full(len(p) - 1, -reach), diagonal, -_D * h * out[1:])[:5]
    total = np.zeros_like(p)
    for _ in range(steps):
        half = lapack.dgttrs(*factors, p)[0]  # the first stage is 2·half − p
        first = 2 * half - p
        last = lapack.dgttrs(*factors, _C1 * first - _C0 * p)[0]
        total += _W * (p + first) + _D * last
        p = last
    return State(low, p), State(low, total / steps)


def _lay(p: Floats, state: State, low: int) -> None:
    """Put the state's probabilities in their places; what lies outside goes to the nearest place inside."""
    first = state.low - low
    before, beyond = max(0, -first), max(0, first + len(state.p) - len(p))
    inside = state.p[before : len(state.p) - beyond]
    p[first + before : first + before + len(inside)] = inside
    p[0] += state.p[:before].sum()
    p[-1] += state.p[len(state.p) - beyond :].sum()


def _in_time(c: float, past: float, ahead: Ints) -> tuple[Floats, Floats]:
    """For calls with so many ahead of them (consecutive numbers): P(served within T) and P(V > T), where `past` is θT.

    P(V > T) is the incomplete beta function I(c, q + 1) at e^(−θT), a sum of negative binomial probabilities; with c + 1 in c's place
    it leaves P(served within T) = c / (c + q + 1) · (1 − I(c + 1, q + 1)).
    """
    gone = -expm1(-past)
    last = int(ahead[-1]) + 1 if len(ahead) else 0
    numbers = np.arange(1, last)
    growth = np.log((c + numbers - 1) / numbers) + log(gone) if gone else np.full(max(last - 1, 0), -inf)
    terms = np.exp(-c * past + np.concatenate([np.zeros(min(last, 1)), np.cumsum(growth)]))
    later = np.cumsum(terms)[ahead]
    beyond = later - terms[ahead] * gone * (c + ahead) / c
    return c / (c + ahead + 1) * (1 - beyond), later


@dataclass(frozen=True)
class Outcome:
    """What becomes of the calls that come in during an interval, as shares of them, and what the agents do.

    `in_time` are answered within the threshold, `early` hang up within it, `abandoned` hang up at all; `wait` is the mean
    wait of all of them in seconds, `busy` the mean number of agents on calls.
    """

    in_time: float
    early: float
    abandoned: float
    wait: float
    busy: float


def outcome(mean: State, interval: Interval, threshold: float) -> Outcome:
    """The outcome for calls that meet the system as it is on the average of the interval (PASTA)."""
    few = floor(interval.agents)
    share = interval.agents - few
    found = _outcome(mean, interval, few, threshold)
    if share < 1e-9:
        return found
    more = _outcome(mean, interval, few + 1, threshold)
    pairs = zip(_figures(found), _figures(more), strict=True)
    return Outcome(*((1 - share) * a + share * b for a, b in pairs))


def _figures(found: Outcome) -> tuple[float, ...]:
    return found.in_time, found.early, found.abandoned, found.wait, found.busy


def _outcome(mean: State, interval: Interval, agents: int, threshold: float) -> Outcome:
    """With a whole number of agents.

    A call that finds q others waiting is served after a time V with e^(−θV) distributed as Beta(nμ/θ, q + 1): the sum
    of exponential times of rates nμ, nμ + θ, … nμ + qθ (Rényi). Without patience's end V is Gamma(q + 1, nμ).
    """
    numbers = mean.low + np.arange(len(mean.p))
    free = float(mean.p[numbers < agents].sum())
    waiting = mean.p[numbers >= agents]
    ahead = numbers[numbers >= agents] - agents
    busy = float(mean.p @ np.minimum(numbers, agents))
    if interval.patience == inf:
        in_time = special.gammainc(ahead + 1.0, agents * threshold / interval.aht)
        queue = float(waiting @ ahead)
        wait = queue / interval.rate if interval.rate > 0 else 0.0
        return Outcome(free + float(waiting @ in_time), 0.0, 0.0, wait, busy)
    c = agents * interval.patience / interval.aht
    past = threshold / interval.patience
    served = c / (c + ahead + 1)
    in_time, later = _in_time(c, past, ahead) if agents else (np.zeros(len(ahead)), np.ones(len(ahead)))
    abandoned = float(waiting @ (1 - served))
    early = float(waiting @ (1 - in_time - exp(-past) * later))
    return Outcome(free + float(waiting @ in_time), early, abandoned, abandoned * interval.patience, busy)

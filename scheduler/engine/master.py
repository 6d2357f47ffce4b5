"""Whole months mixed: a linear programme with a column for each month that an agent might have, found as they are wanted.

The relaxation of everybody's own rows lets an agent work half a shift on a day that is half off. Here an agent mixes whole months
only, so runs of days, weekends and hours are whole, and where these decide, the bound is far better. There are too many
months to write down: at the prices that head-counts have in the mix, the cheapest month of each agent is sought and added (column
generation). At any prices everybody's cheapest months and the cheapest head-counts bound every roster (Lagrange's bound).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from scheduler.engine.heads import HeadColumns, add_staff_rows
from scheduler.engine.limits import Stop
from scheduler.engine.months import OwnMonth
from scheduler.engine.part import Problem
from scheduler.engine.program import Floats, Ints, Matrix, Program
from scheduler.engine.rows import cell_caps, sums_of
from scheduler.view import OFF

_STEP = 0.2
"""How far prices go from the best ones to those of the mix, which alone would swing to and fro."""

_LONGEST = 10.0
"""Seconds for one solve at most: it cannot be stopped from outside."""

_WORTH = 0.01
"""A month is lacking when it is cheaper by so many points than what its agent mixes."""

Prices = Mapping[tuple[int, int, int], float]
"""What a head costs by (kind, day, shift)."""


def mixed_bound(problem: Problem, prices: Prices, seconds: Callable[[], float], stop: Stop) -> Iterator[float]:
    """Better and better bounds for every roster, from these prices on; `seconds` are left for it.

    Nothing where rules hold sums over agents: they cannot be priced by the month.
    """
    if not any(sums_of(problem.rows).values()):
        with suppress(UnsolvedError):
            yield from _rounds(problem, Master(problem, seconds), prices, seconds, stop)


def _rounds(
    problem: Problem, master: Master, prices: Prices, seconds: Callable[[], float], stop: Stop
) -> Iterator[float]:
    """Price everybody's months and mix them, until whole points of the bound cannot rise any more."""
    months = [OwnMonth(problem.instance, problem.rows, a) for a in range(len(problem.rows))]
    mix = Mix(math.inf, np.array([prices[cell] for cell in master.cells]), np.full(len(months), math.inf))
    best, step, centre = -math.inf, 1.0, mix.prices
    while np.ceil(best - _WORTH) < mix.value:
        at, lacking = centre + step * (mix.prices - centre), False
        bound = master.cheapest_heads(at)
        for a, month in enumerate(months):
            if stop.requested or seconds() <= 0:
                return
            cheapest = month.cheapest(master.charged(a, at), stop)
            if cheapest.month is None or cheapest.own is None:
                return
            bound += cheapest.bound
            lacking |= master.add(a, cheapest.own, cheapest.month, mix)
        if bound > best:
            best, centre = bound, at
            yield best
        if not lacking and step == 1:
            return
        mix, step = master.mix(), _STEP if lacking else 1.0


class UnsolvedError(Exception):
    """A linear programme that was not solved, mostly for want of time."""


@dataclass(frozen=True)
class Mix:
    """The cheapest mix of some months: what it costs, what a head costs in it by cell, and what a month may cost by agent."""

    value: float
    prices: Floats
    worth: Floats


@dataclass(frozen=True)
class _Month:
    """A column: the agent, what the month costs by the agent's own rules, and the rows of the head-counts it adds to."""

    a: int
    cost: int
    rows: Ints


class Master:
    """The programme of the months found so far, and of head-counts and what they cost; every agent mixes one month."""

    def __init__(self, problem: Problem, seconds: Callable[[], float]) -> None:
        """`seconds` are left for a solve."""
        instance, demands = problem.instance, problem.demands
        self._shape = instance.day_count, instance.shift_count
        self._kind = [demands.kind_of[c] for c in instance.class_of]
        program = Program()
        caps = demands.by_kind(cell_caps(instance, problem.rows, range(len(problem.rows))))
        heads = HeadColumns(program, instance, caps, range(instance.day_count))
        add_staff_rows(program, heads, demands, demands.past, whole=True)
        self.cells = list(heads.slots)
        """The (kind, day, shift) that have a price, in its order."""
        self._row = np.full((demands.kind_count + 1, instance.cell_count), -1, dtype=np.int64)
        for i, (kind, d, t) in enumerate(self.cells):
            self._row[kind, d * instance.shift_count + t] = i
        self._totals = heads.total[tuple(np.array(self.cells).T)]
        self._heads = _Linear(program.matrix(), seconds)
        self._months: list[_Month] = []
        self._known: set[tuple[int, bytes]] = set()

    def add(self, a: int, cost: int, month: Ints, mix: Mix) -> bool:
        """Add a month of agent `a`, shifts by day, unless it is known; whether the mix lacked it."""
        if (a, month.tobytes()) in self._known:
            return False
        self._known.add((a, month.tobytes()))
        days = np.flatnonzero(month != OFF)
        rows = self._row[self._kind[a], days * self._shape[1] + month[days]]
        rows = rows[rows >= 0]
        self._months.append(_Month(a, cost, rows))
        return bool(cost + mix.prices[rows].sum() < mix.worth[a] - _WORTH)

    def charged(self, a: int, prices: Floats) -> Floats:
        """What agent `a`'s cells cost, shape (D·T,)."""
        rows = self._row[self._kind[a]]
        return np.where(rows >= 0, prices[rows], 0.0)

    def cheapest_heads(self, prices: Floats) -> float:
        """What the cheapest head-counts cost where each head brings in its price; may raise `UnsolvedError`."""
        cost = self._heads.cost.copy()
        cost[self._totals] -= prices
        return self._heads.solved(cost)[0]

    def mix(self) -> Mix:
        """The cheapest mix of the months found so far; may raise `UnsolvedError`."""
        count, cells, columns = len(self._kind), len(self.cells), len(self._heads.cost)
        entries = [np.append(month.rows, cells + month.a) for month in self._months]
        where = np.concatenate(entries), np.repeat(np.arange(len(entries)), [len(rows) for rows in entries])
        months = csr_array((np.ones(len(where[0])), where), shape=(cells + count, len(entries)))
        totals = csr_array((-np.ones(cells), (np.arange(cells), self._totals)), shape=(cells + count, columns))
        equal_to = np.concatenate([np.zeros(cells), np.ones(count)])
        cost = np.concatenate([self._heads.cost, [month.cost for month in self._months]])
        value, duals = self._heads.solved(cost, hstack([totals, months]).tocsr(), equal_to)
        return Mix(value, -duals[:cells], duals[cells:])


class _Linear:
    """A programme as linprog takes it, to which rows and columns may be added."""

    def __init__(self, matrix: Matrix, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        entries, lower, upper = matrix.entries, matrix.row_lower, matrix.row_upper
        equal = lower == upper
        below, above = np.isfinite(upper) & ~equal, np.isfinite(lower) & ~equal
        self.cost = matrix.cost
        self._bounds = np.column_stack([matrix.lower, matrix.upper])
        self._equal, self._equal_to = entries[equal], upper[equal]
        self._below, self._limit = vstack([entries[below], -entries[above]]), np.append(upper[below], -lower[above])

    def solved(
        self, cost: Floats, more: csr_array | None = None, equal_to: Floats | None = None
    ) -> tuple[float, Floats]:
        """The least cost, and the prices of the rows that are added: `more` equals `equal_to`, its new columns are ≥ 0.

        Raises:
            UnsolvedError: when it was not solved.
        """
        equal, right, wide = self._equal, self._equal_to, len(cost) - len(self.cost)
        if more is not None and equal_to is not None:
            equal = vstack([hstack([equal, csr_array((equal.shape[0], wide))]), more])
            right = np.append(right, equal_to)
        solved = linprog(
            cost,
            A_ub=hstack([self._below, csr_array((self._below.shape[0], wide))]),
            b_ub=self._limit,
            A_eq=equal,
            b_eq=right,
            bounds=np.vstack([self._bounds, np.tile([0.0, np.inf], (wide, 1))]),
            method="highs-ds",
            options={"time_limit": min(_LONGEST, max(0.0, self._seconds()))},
        )
        if solved.status != 0:
            raise UnsolvedError(solved.message)
        return float(solved.fun), np.asarray(solved.eqlin.marginals)[len(self._equal_to) :]

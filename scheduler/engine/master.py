"""Whole months mixed: a linear programme with a column for each month that an agent might have, found as they are wanted.

The relaxation of everybody's own rows lets an agent work half a shift on a day that is half off. Here an agent mixes whole months
only, so runs of days, weekends and hours are whole, and where these decide, the bound is far better. There are too many
months to write down: at the prices that head-counts have in the mix, the cheapest month of each agent is sought and added (column
generation). At any prices everybody's cheapest months and the cheapest head-counts bound every roster (Lagrange's bound).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from scheduler.engine.heads import HeadColumns, add_staff_rows
from scheduler.engine.limits import Stop
from scheduler.engine.months import Month, OwnMonth
from scheduler.engine.part import Problem
from scheduler.engine.program import Floats, Ints, Matrix, Program
from scheduler.engine.rows import cell_caps

_STEP = 0.2
"""How far prices go from the best ones to those of the mix, which alone would swing to and fro."""

_LONGEST = 10.0
"""Seconds for one solve at most: it cannot be stopped from outside."""

_WORTH = 0.01
"""A month is lacking when it is cheaper by so many points than what its agent mixes."""

Prices = Mapping[tuple[int, int, int], float]
"""What a head costs by (kind, day, shift)."""


class Mixing:
    """Months priced and mixed in turns. `bound` holds for every roster; it is proven at `prices`, which heads have by `cells`.

    Not for problems whose rules hold sums over agents: these cannot be priced by the month.
    """

    def __init__(self, problem: Problem, prices: Prices) -> None:
        """It begins at these prices."""
        self.months = [OwnMonth(problem.instance, problem.rows, a) for a in range(len(problem.rows))]
        self.master = Master(problem)
        self.prices = np.array([prices[cell] for cell in self.master.cells])
        self.bound = -math.inf
        self.cheapest: list[float] = []
        """What each agent's months cost at least at `prices`."""
        self._mix = Mix(math.inf, self.prices, np.full(len(self.months), math.inf))
        self._step = 1.0

    @property
    def distance(self) -> float:
        """What the bound may still rise by at most."""
        return self._mix.value - self.bound

    def rounds(self, seconds: Callable[[], float], stop: Stop, workers: int = 1) -> Iterator[float]:
        """Better and better bounds, until whole points cannot rise any more; `seconds` are left for them."""
        with suppress(UnsolvedError), ThreadPoolExecutor(workers) as pool:
            while np.ceil(self.bound - _WORTH) < self._mix.value:
                at = self.prices + self._step * (self._mix.prices - self.prices)
                heads = self.master.cheapest_heads(at, seconds())
                found = list(pool.map(lambda a, at=at: self._month(a, at, seconds, stop), range(len(self.months))))
                months = [month for month in found if month is not None]
                if len(months) < len(found):
                    return
                lacking = [self.master.add(a, month, self._mix) for a, (_, month) in enumerate(months)]
                cheapest = [least for least, _ in months]
                bound = heads + sum(cheapest)
                if bound > self.bound:
                    self.bound, self.prices, self.cheapest = bound, at, cheapest
                    yield bound
                if not any(lacking) and self._step == 1:
                    return
                self._mix, self._step = self.master.mix(seconds()), _STEP if any(lacking) else 1.0

    def _month(self, a: int, at: Floats, seconds: Callable[[], float], stop: Stop) -> tuple[float, Month] | None:
        """What agent `a`'s months cost at least at these prices, and one that does; None where not found in time."""
        if stop.requested or seconds() <= 0:
            return None
        cheapest = self.months[a].cheapest(self.master.charged(a, at), stop)
        return None if cheapest.month is None else (cheapest.bound, cheapest.month)


class UnsolvedError(Exception):
    """A linear programme that was not solved, mostly for want of time."""


@dataclass(frozen=True)
class Mix:
    """The cheapest mix of some months: what it costs, what a head costs in it by cell, and what a month may cost by agent."""

    value: float
    prices: Floats
    worth: Floats


@dataclass(frozen=True)
class _Column:
    """Agent `a` works a month, and adds to these rows of head-counts."""

    a: int
    month: Month
    rows: Ints


class Master:
    """The programme of the months found so far, and of head-counts and what they cost; every agent mixes one month."""

    def __init__(self, problem: Problem) -> None:
        instance, demands = problem.instance, problem.demands
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
        self._heads = _Linear(program.matrix())
        self._columns: list[_Column] = []
        self._known: set[tuple[int, bytes]] = set()

    def add(self, a: int, month: Month, mix: Mix) -> bool:
        """Add a month of agent `a` unless it is known; whether the mix lacked it."""
        known = (a, month.cells.tobytes())
        if known in self._known:
            return False
        self._known.add(known)
        rows = self._row[self._kind[a], month.cells]
        rows = rows[rows >= 0]
        self._columns.append(_Column(a, month, rows))
        return bool(month.cost(self.charged(a, mix.prices)) < mix.worth[a] - _WORTH)

    def months_of(self, a: int) -> list[Month]:
        """The months of agent `a` found so far."""
        return [column.month for column in self._columns if column.a == a]

    def charged(self, a: int, prices: Floats) -> Floats:
        """What agent `a`'s cells cost, shape (D·T,)."""
        rows = self._row[self._kind[a]]
        return np.where(rows >= 0, prices[rows], 0.0)

    def cheapest_heads(self, prices: Floats, seconds: float) -> float:
        """What the cheapest head-counts cost where each head brings in its price; may raise `UnsolvedError`."""
        cost = self._heads.cost.copy()
        cost[self._totals] -= prices
        return self._heads.solved(cost, seconds)[0]

    def mix(self, seconds: float) -> Mix:
        """The cheapest mix of the months found so far; may raise `UnsolvedError`."""
        count, cells, heads = len(self._kind), len(self.cells), len(self._heads.cost)
        entries = [np.append(column.rows, cells + column.a) for column in self._columns]
        where = np.concatenate(entries), np.repeat(np.arange(len(entries)), [len(rows) for rows in entries])
        months = csr_array((np.ones(len(where[0])), where), shape=(cells + count, len(entries)))
        totals = csr_array((-np.ones(cells), (np.arange(cells), self._totals)), shape=(cells + count, heads))
        equal_to = np.concatenate([np.zeros(cells), np.ones(count)])
        cost = np.concatenate([self._heads.cost, [column.month.own for column in self._columns]])
        value, duals = self._heads.solved(cost, seconds, hstack([totals, months]).tocsr(), equal_to)
        return Mix(value, -duals[:cells], duals[cells:])


class _Linear:
    """A programme as linprog takes it, to which rows and columns may be added."""

    def __init__(self, matrix: Matrix) -> None:
        entries, lower, upper = matrix.entries, matrix.row_lower, matrix.row_upper
        equal = lower == upper
        below, above = np.isfinite(upper) & ~equal, np.isfinite(lower) & ~equal
        self.cost = matrix.cost
        self._bounds = np.column_stack([matrix.lower, matrix.upper])
        self._equal, self._equal_to = entries[equal], upper[equal]
        self._below, self._limit = vstack([entries[below], -entries[above]]), np.append(upper[below], -lower[above])

    def solved(
        self, cost: Floats, seconds: float, more: csr_array | None = None, equal_to: Floats | None = None
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
            options={"time_limit": min(_LONGEST, max(0.0, seconds))},
        )
        if solved.status != 0:
            raise UnsolvedError(solved.message)
        return float(solved.fun), np.asarray(solved.eqlin.marginals)[len(self._equal_to) :]

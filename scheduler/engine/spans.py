"""What fair shares in whole numbers add to the bound, whatever all agents together have of the work.

The sum over all agents is cut into spans. Where it lies in one, everybody's fair share is nearly known, and rows about whole
numbers hold (`shares.py`). They are about people alone, so the relaxation need not be solved again: its prices of staff stay, and
what people cost at least within a span is a small programme. Days in whole numbers are told at the same prices, so what
they add is added to it.

Far from the relaxation's sum nights are many or few, and are to have another price: there days and people are priced with so
many points a night more on one side and less on the other. The least of all spans bounds every roster.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.aside import Series, solve_series
from scheduler.engine.counts import CountsModel
from scheduler.engine.days import apart
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.months import whole_months
from scheduler.engine.program import Floats, Ints, Matrix, Priced
from scheduler.engine.rows import AgentRows
from scheduler.engine.shares import Span, dear_sum, narrowed
from scheduler.engine.solvers import Outcome, Relaxed

_STEP, _STEPS = 0.05, 4
"""So wide is a span, as a share of the relaxation's sum; so many are on either side of it, and two hold the rest."""

_SHIFT, _SHIFTS = 0.13, (0.1, 0.3, 0.6, 1, 2)
"""Prices are shifted by so much of the bound for each unit of the sum, and times as much."""

_DEAR, _NEAR = 0.025, 0.01
"""A span whose bound is so far above the relaxation, as a share, is dear enough; where it is nearer, days tell more."""


_Least = dict[float, tuple[float, Floats | None]]
"""By shift: the least cost, and the rows' prices; ∞ and none where there is no solution."""


@dataclass(frozen=True)
class Fair:
    """What fair shares and months add to the relaxation, span by span, and bounds of spans at prices of their own."""

    relaxation: float
    gained: Sequence[float]
    bounds: Sequence[float]

    def bound(self, days: float) -> float:
        """The bound of all rosters, where days add so much at the relaxation's prices."""
        spans = zip(self.gained, self.bounds, strict=True)
        return min((max(self.relaxation + gained + days, bound) for gained, bound in spans), default=0.0)


def fair_shares(model: CountsModel, rows: Sequence[AgentRows], clock: Clock, stop: Stop) -> Fair | None:
    """Fair shares of the work that costs most; None where that is little, or there is no time."""
    name = dear_sum(model)
    if name is None or model.relaxation is None or model.relaxation.priced is None:
        return None
    people = _People(model, model.relaxation.priced, rows, name, clock, stop)
    enough = (1 + _DEAR) * model.relaxation.value
    gained, bounds = [], []
    for span in people.spans():
        if clock.left <= 0 or stop.requested:
            return None
        within = people.within(span)
        bounds.append(people.bound(within))
        gained.append(people.gain(within) if bounds[-1] < enough else 0.0)
    return Fair(model.relaxation.value, gained, bounds)


@dataclass(frozen=True)
class _Within:
    """A model narrowed to a span, its programme, the people's part of that and which columns it has."""

    span: Span
    model: CountsModel
    matrix: Matrix
    part: Matrix
    columns: Ints

    @classmethod
    def of(cls, span: Span, model: CountsModel, charged: Floats, staff_too: NDArray[np.bool_]) -> _Within:
        """`charged` is what people pay for the columns that staff has too (those are marked)."""
        matrix = model.program.matrix()
        cost = matrix.cost.copy()
        cost[: len(charged)][staff_too] = charged[staff_too]
        rows = np.array(model.about_agents, dtype=np.int64)
        columns = np.unique(matrix.entries[rows].indices).astype(np.int64)
        return cls(span, model, matrix, matrix.part(rows, columns, cost), columns)


class _People:
    """The people's part of a relaxation, whose prices of staff stay."""

    def __init__(
        self, model: CountsModel, base: Priced, rows: Sequence[AgentRows], name: str, clock: Clock, stop: Stop
    ) -> None:
        assert model.relaxation is not None
        self._model = model
        self._base = base
        self._rows = rows
        self._name = name
        self._clock = clock
        self._stop = stop
        self._value = model.relaxation.value
        self._matrix = model.program.matrix()
        about = np.zeros(len(base.prices), dtype=bool)
        about[model.about_agents] = True
        entries = self._matrix.entries
        self._charged: Floats = entries[about].T @ base.prices[about]
        """What people are charged for each column that staff has too."""
        self._staff_too: NDArray[np.bool_] = abs(entries[~about]).sum(axis=0) > 0
        self._split = apart(model, self._matrix)
        self._work = self._work_columns()
        low, high, _ = self._sum()
        own = _Within.of(Span(name, low, high), model, self._charged, self._staff_too).part
        self._fractional = own.priced(base.prices[model.about_agents]).value
        self._staff = self._staff_gains()

    def spans(self) -> list[Span]:
        """What the sum may be, cut up around what it is in the relaxation."""
        low, high, middle = self._sum()
        edges = [math.floor(middle * (1 + _STEP * k)) for k in range(-_STEPS, _STEPS + 1)]
        edges = [low, *(min(max(edge, low), high + 1) for edge in edges), high + 1]
        return [Span(self._name, first, last - 1) for first, last in itertools.pairwise(edges) if first < last]

    def within(self, span: Span) -> _Within:
        """The people's part within a span."""
        return _Within.of(span, narrowed(self._model, self._rows, span), self._charged, self._staff_too)

    def gain(self, within: _Within) -> float:
        """What people cost more within a span than in the relaxation, months in whole numbers among it; ∞ where it is empty."""
        for value, prices in self._solved(within, [0.0]).values():
            return value - self._fractional + self._months(within, prices)
        return -math.inf

    def bound(self, within: _Within) -> float:
        """A bound for all rosters within a span, by shifted prices; 0 where there was no time."""
        middle = self._sum()[2]
        sign = (within.span.low < middle) - (within.span.high > middle)
        people = self._solved(within, [shift for shift in self._staff if shift * sign > 0])
        if not people:
            return 0.0
        best = max(people, key=lambda shift: people[shift][0] + self._staff[shift])
        value, prices = people[best]
        above = value - self._fractional + self._staff[best]
        if _NEAR * self._value < above < _DEAR * self._value:
            above += self._months(within, prices)
        return max(0.0, self._value + above)

    def _solved(self, within: _Within, shifts: Sequence[float]) -> _Least:
        """What people cost at least when each unit of the work pays so much more."""
        work = np.zeros(len(within.matrix.cost))
        work[: len(self._work)] = self._work
        return _least(within.part, -work[within.columns], shifts, self._clock.left, self._stop)

    def _months(self, within: _Within, prices: Floats | None) -> float:
        """What months in whole numbers add at these prices of the rows about people; nothing where there are none."""
        if prices is None:
            return 0.0
        every = np.zeros(len(within.matrix.row_lower))
        every[: len(self._base.prices)] = self._base.prices
        every[within.model.about_agents] = prices
        within.model.relaxation = Relaxed(Outcome.OPTIMAL, value=self._value, priced=within.matrix.priced(every))
        return [0.0, *whole_months(within.model, self._rows, self._clock, self._stop, exact=False)][-1]

    def _staff_gains(self) -> dict[float, float]:
        """What days cost more than in the relaxation when each unit of the work costs so much more, by shift of the price."""
        step = _SHIFT * self._value / max(1.0, self._sum()[2])
        shifts = [sign * step * k for sign in (1, -1) for k in _SHIFTS]
        cost = self._split.cost(self._matrix, self._base.prices)
        gains = np.zeros(len(shifts))
        for rows, columns in self._split.parts:
            if not self._work[columns].any():
                continue
            found = _least(
                self._matrix.part(rows, columns, cost), self._work[columns], shifts, self._clock.left, self._stop
            )
            if len(found) < len(shifts):
                return {}
            gains += [value for value, _ in found.values()]
            gains -= self._base.by_row[rows].sum() + self._base.by_column[columns].sum()
        return dict(zip(shifts, gains.tolist(), strict=True))

    def _sum(self) -> tuple[int, int, float]:
        """The sum's bounds, and what it is in the relaxation."""
        assert self._model.relaxation is not None
        assert self._model.relaxation.values is not None
        column = self._model.totals[self._name]
        program = self._model.program
        return program.lower[column], program.upper[column], float(self._model.relaxation.values[column])

    def _work_columns(self) -> Floats:
        """1 for the days' head-counts that the sum is made of, shape (columns,)."""
        work, in_days = np.zeros(len(self._matrix.cost)), np.zeros(len(self._matrix.cost))
        for _, columns in self._split.parts:
            in_days[columns] = 1.0
        for members, columns in zip(self._model.groups, self._model.by_class, strict=True):
            for a in members:
                own = columns.ravel()[self._rows[a].totals.get(self._name, [])]
                work[own[own >= 0]] = 1.0
        return work * in_days


def _least(part: Matrix, work: Floats, shifts: Sequence[float], seconds: float, stop: Stop) -> _Least:
    """What a programme costs at least when its work costs so much more a unit, as far as there is time."""
    costs = tuple(part.cost + shift * work for shift in shifts)
    reports = solve_series(Series(part, costs, (part.upper,) * len(costs), seconds), stop)
    found: _Least = {}
    for shift, cost, report in zip(shifts, costs, reports, strict=False):
        least = report.least(replace(part, cost=cost))
        if least > -math.inf:
            found[shift] = least, report.duals
    return found

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

_SHIFT, _SHIFTS = 0.13, (0.1, 0.5, 1, 2)
"""Prices are shifted by so much of the bound for each unit of the sum, and times as much."""

_DEAR = 0.025
"""A span whose bound is so far above the relaxation, as a share, is dear enough."""


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
        within = narrowed(model, rows, span)
        bounds.append(people.bound(within, span))
        gained.append(people.gain(within) if bounds[-1] < enough else 0.0)
    return Fair(model.relaxation.value, gained, bounds)


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
        about = _mask(model.about_agents, len(base.prices))
        entries = self._matrix.entries
        self._charged: Floats = entries[about].T @ base.prices[about]
        """What people are charged for each column that staff has too."""
        self._staff_too: NDArray[np.bool_] = abs(entries[~about]).sum(axis=0) > 0
        self._split = apart(model, self._matrix)
        self._work = self._work_columns()
        self._fractional = self._part(model, self._matrix).priced(base.prices[model.about_agents]).value
        self._staff = self._staff_gains()

    def spans(self) -> list[Span]:
        """What the sum may be, cut up around what it is in the relaxation."""
        low, high, middle = self._sum()
        edges = [math.floor(middle * (1 + _STEP * k)) for k in range(-_STEPS, _STEPS + 1)]
        edges = [low, *(min(max(edge, low), high + 1) for edge in edges), high + 1]
        return [Span(self._name, first, last - 1) for first, last in itertools.pairwise(edges) if first < last]

    def gain(self, model: CountsModel) -> float:
        """What people cost more within a span than in the relaxation, months in whole numbers among it; ∞ where it is empty."""
        value, prices = self._at_least(model)
        if prices is None:
            return value
        model.relaxation = Relaxed(Outcome.OPTIMAL, value=self._value, priced=model.program.matrix().priced(prices))
        months = [0.0, *whole_months(model, self._rows, self._clock, self._stop, exact=False)]
        return value - self._fractional + months[-1]

    def bound(self, model: CountsModel, span: Span) -> float:
        """A bound for all rosters within a span, by shifted prices; 0 where there was no time."""
        middle = self._sum()[2]
        sign = (span.low < middle) - (span.high > middle)
        people = self._shifted(model, [shift for shift in self._staff if shift * sign > 0])
        gains = [value - self._fractional + self._staff[shift] for shift, value in people.items()]
        return max(0.0, self._value + max(gains, default=-math.inf))

    def _at_least(self, model: CountsModel) -> tuple[float, Floats | None]:
        """What people cost at least, and all rows' prices then; ∞ where rows cannot be kept, −∞ where it is not known."""
        matrix = model.program.matrix()
        part = self._part(model, matrix)
        reports = solve_series(Series(part, (part.cost,), (part.upper,), self._clock.left), self._stop)
        if not reports or reports[0].duals is None:
            return math.inf if reports and reports[0].reason == "infeasible" else -math.inf, None
        prices = np.zeros(len(matrix.row_lower))
        prices[: len(self._base.prices)] = self._base.prices
        prices[model.about_agents] = reports[0].duals
        return part.priced(reports[0].duals).value, prices

    def _shifted(self, model: CountsModel, shifts: Sequence[float]) -> dict[float, float]:
        """What people cost at least when each unit of the work pays so much more."""
        part, columns = self._part_and_columns(model, model.program.matrix())
        work = np.zeros(model.program.column_count)
        work[: len(self._work)] = self._work
        return _least(part, -work[columns], shifts, self._clock.left, self._stop)

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
            gains += list(found.values())
            gains -= self._base.by_row[rows].sum() + self._base.by_column[columns].sum()
        return dict(zip(shifts, gains.tolist(), strict=True))

    def _sum(self) -> tuple[int, int, float]:
        """The sum's bounds, and what it is in the relaxation."""
        assert self._model.relaxation is not None
        assert self._model.relaxation.values is not None
        column = self._model.totals[self._name]
        program = self._model.program
        return program.lower[column], program.upper[column], float(self._model.relaxation.values[column])

    def _part(self, model: CountsModel, matrix: Matrix) -> Matrix:
        """The programme of the rows about people: what staff has too costs what is charged for it."""
        return self._part_and_columns(model, matrix)[0]

    def _part_and_columns(self, model: CountsModel, matrix: Matrix) -> tuple[Matrix, Ints]:
        cost = matrix.cost.copy()
        cost[: len(self._charged)][self._staff_too] = self._charged[self._staff_too]
        rows = np.array(model.about_agents, dtype=np.int64)
        columns = np.unique(matrix.entries[rows].indices).astype(np.int64)
        return matrix.part(rows, columns, cost), columns

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


def _least(part: Matrix, work: Floats, shifts: Sequence[float], seconds: float, stop: Stop) -> dict[float, float]:
    """What a programme costs at least when its work costs so much more a unit; without those for which there was no time."""
    costs = tuple(part.cost + shift * work for shift in shifts)
    reports = solve_series(Series(part, costs, (part.upper,) * len(costs), seconds), stop)
    found = {}
    for shift, cost, report in zip(shifts, costs, reports, strict=False):
        if report.duals is not None:
            found[shift] = replace(part, cost=cost).priced(report.duals).value
        elif report.reason == "infeasible":
            found[shift] = math.inf
    return found


def _mask(rows: Sequence[int], count: int) -> NDArray[np.bool_]:
    mask = np.zeros(count, dtype=bool)
    mask[list(rows)] = True
    return mask

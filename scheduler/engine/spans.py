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

_STEP, _WITHIN, _BEYOND = 0.05, 3, 1
"""So wide is a span, as a share of the relaxation's sum; so many are within, and so many beyond, on either side; the last hold the rest."""

_DEARER = 0.02
"""What shifted prices are to add to the bound beyond, at first: a part of it, and then more."""

_SHIFTS = (1, 2, 3)
"""How many times as far prices are shifted."""


@dataclass(frozen=True)
class Fair:
    """What fair shares and months add to the relaxation, and the bound of all rosters for which they do not hold."""

    gained: float
    most: float


def fair_shares(model: CountsModel, rows: Sequence[AgentRows], clock: Clock, stop: Stop) -> Fair | None:
    """Fair shares of the work that costs most; None where that is little, or there is no time."""
    name = dear_sum(model)
    if name is None or model.relaxation is None or model.relaxation.priced is None:
        return None
    people = _People(model, model.relaxation.priced, rows, name, clock, stop)
    within, beyond = people.spans()
    gained = people.least_gain(within)
    return None if gained is None else Fair(gained, people.least_bound(beyond))


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
        self._work = self._work_columns()
        self._fractional = self._part(model, self._matrix).priced(base.prices[model.about_agents]).value

    def spans(self) -> tuple[list[Span], list[Span]]:
        """Those near the relaxation's sum, and those beyond."""
        low, high, middle = self._sum()
        edges = [math.floor(middle * (1 + _STEP * k)) for k in range(-_WITHIN - _BEYOND, _WITHIN + _BEYOND + 1)]
        edges = [low, *(min(max(edge, low), high + 1) for edge in edges), high + 1]
        spans = [Span(self._name, first, last - 1) for first, last in itertools.pairwise(edges)]
        within = spans[_BEYOND + 1 : -_BEYOND - 1]
        return _not_empty(within), _not_empty([*spans[: _BEYOND + 1], *spans[-_BEYOND - 1 :]])

    def least_gain(self, spans: Sequence[Span]) -> float | None:
        """What people cost more than in the relaxation in the cheapest of the spans, months in whole numbers among it.

        None where there is no time.
        """
        found: list[tuple[float, CountsModel]] = []
        for span in spans:
            model = narrowed(self._model, self._rows, span)
            value, prices = self._at_least(model)
            if prices is not None:
                priced = model.program.matrix().priced(prices)
                model.relaxation = Relaxed(Outcome.OPTIMAL, value=self._value, priced=priced)
                found.append((value - self._fractional, model))
            elif value < math.inf:
                return None
        least = math.inf
        for gained, model in sorted(found, key=lambda item: item[0]):
            if gained >= least:
                break
            months = [0.0, *whole_months(model, self._rows, self._clock, self._stop, exact=False)]
            least = min(least, gained + months[-1])
        return least

    def least_bound(self, spans: Sequence[Span]) -> float:
        """A bound for all rosters within these spans, by shifted prices; 0 where there is no time."""
        middle = self._sum()[2]
        step = _DEARER * self._value / max(1.0, _WITHIN * _STEP * middle)
        shifts = [sign * step * k for sign in (1, -1) for k in _SHIFTS]
        staff = dict(zip(shifts, self._staff(shifts), strict=False))
        least = math.inf
        for span in spans:
            sign = 1 if span.low < middle else -1
            people = self._shifted(
                narrowed(self._model, self._rows, span), [shift for shift in staff if shift * sign > 0]
            )
            gains = [value - self._fractional + staff[shift] for shift, value in people.items()]
            least = min(least, max(0.0, self._value + max(gains, default=-math.inf)))
        return least

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

    def _staff(self, shifts: Sequence[float]) -> list[float]:
        """What days cost more than in the relaxation when each unit of the work costs so much more."""
        split = apart(self._model, self._matrix)
        cost = split.cost(self._matrix, self._base.prices)
        gains = np.zeros(len(shifts))
        for rows, columns in split.parts:
            if not self._work[columns].any():
                continue
            found = _least(
                self._matrix.part(rows, columns, cost), self._work[columns], shifts, self._clock.left, self._stop
            )
            if len(found) < len(shifts):
                return []
            gains += list(found.values())
            gains -= self._base.by_row[rows].sum() + self._base.by_column[columns].sum()
        return gains.tolist()

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
        """1 for the head-counts that the sum is made of, where staff has them too, shape (columns,)."""
        work = np.zeros(len(self._matrix.cost))
        for members, columns in zip(self._model.groups, self._model.by_class, strict=True):
            for a in members:
                own = columns.ravel()[self._rows[a].totals.get(self._name, [])]
                work[own[own >= 0]] = 1.0
        return work * self._staff_too


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


def _not_empty(spans: Sequence[Span]) -> list[Span]:
    return [span for span in spans if span.low <= span.high]


def _mask(rows: Sequence[int], count: int) -> NDArray[np.bool_]:
    mask = np.zeros(count, dtype=bool)
    mask[list(rows)] = True
    return mask

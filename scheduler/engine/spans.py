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
from scheduler.engine.shares import Span, commonest_share, dear_sum, narrowed, whole_shares
from scheduler.engine.solvers import Outcome, Relaxed

_STEP, _STEPS = 0.05, 4
"""So wide is a span, as a share of the relaxation's sum; so many are on either side of it, and two hold the rest."""

_SHIFT, _SHIFTS = 0.13, (0.2, 0.6, 1.5)
"""Prices are shifted by so much of the bound for each unit of the sum, and times as much."""


_Least = dict[float, tuple[float, Floats | None]]
"""By shift: the least cost, and the rows' prices; ∞ and none where there is no solution."""


@dataclass(eq=False)
class Told:
    """What is known of a span: what fair shares add to the relaxation there, what months add to that, a bound at other prices.

    Each is None until it is told; months are told at `prices`, those of the rows about people.
    """

    span: Span
    gained: float | None = None
    months: float | None = None
    shifted: float | None = None
    prices: Floats | None = None

    @property
    def is_new(self) -> bool:
        """Whether nothing is told yet."""
        return self.gained is None and self.shifted is None

    def bound(self, relaxation: float, days: float) -> float:
        """The bound of the rosters within, where days add so much at the relaxation's prices."""
        return max(relaxation + (self.gained or 0.0) + (self.months or 0.0) + days, self.shifted or 0.0)


class FairShares:
    """Bounds of all rosters, told span by span: that which has the least is told better first."""

    def __init__(self, model: CountsModel, rows: Sequence[AgentRows], name: str, clock: Clock, stop: Stop) -> None:
        """`name` is the sum, `model` has been relaxed."""
        assert model.relaxation is not None
        assert model.relaxation.priced is not None
        self._clock = clock
        self._stop = stop
        self.relaxation = model.relaxation.value
        self._people = _People(model, model.relaxation.priced, rows, name, clock, stop)
        self._took = 0.0
        self.spans = [Told(span) for span in self._people.spans()]

    def bound(self, days: float) -> float:
        """The bound of all rosters, where days add so much at the relaxation's prices, as far as there is time.

        It is more than the relaxation's once all spans are told, so none is begun where time is too short for all by what the
        one before took. 0 where no span has any roster: that there is none at all, others prove.
        """
        while True:
            least = min(
                self.spans, key=lambda told: (told.bound(self.relaxation, days), self._people.is_wide(told.span))
            )
            bound = least.bound(self.relaxation, days)
            if bound == math.inf:
                return 0.0
            untold = sum(told.is_new for told in self.spans)
            begun = self._clock.left
            if begun <= untold * self._took or self._stop.requested or not self._better(least):
                return bound
            self._took = begun - self._clock.left

    def _better(self, told: Told) -> bool:
        """Tell a span better; whether it could be. In a wide one fair shares tell nothing: shifted prices may."""
        if told.gained is None and not self._people.is_wide(told.span):
            told.gained, told.prices = self._people.gain(told.span)
        elif told.gained is not None and told.months is None:
            told.months = self._people.months(told.span, told.prices)
        elif told.shifted is None:
            told.shifted = self._people.shifted(told.span)
        elif len(parts := self._people.cut(told.span)) > 1:
            at = self.spans.index(told)
            self.spans[at : at + 1] = map(Told, parts)
        else:
            return False
        return True


def fair_shares(model: CountsModel, rows: Sequence[AgentRows], clock: Clock, stop: Stop) -> FairShares | None:
    """Fair shares of the work that costs most; None where that is little."""
    name = dear_sum(model)
    if name is None or model.relaxation is None or model.relaxation.priced is None:
        return None
    return FairShares(model, rows, name, clock, stop)


@dataclass(frozen=True)
class _Within:
    """A model narrowed to a span, its programme, the people's part of that and which columns it has."""

    model: CountsModel
    matrix: Matrix
    part: Matrix
    columns: Ints

    @classmethod
    def of(cls, model: CountsModel, charged: Floats, staff_too: NDArray[np.bool_]) -> _Within:
        """`charged` is what people pay for the columns that staff has too (those are marked)."""
        matrix = model.program.matrix()
        cost = matrix.cost.copy()
        cost[: len(charged)][staff_too] = charged[staff_too]
        rows = np.array(model.about_agents, dtype=np.int64)
        columns = np.unique(matrix.entries[rows].indices).astype(np.int64)
        return cls(model, matrix, matrix.part(rows, columns, cost), columns)


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
        self._share = commonest_share(row for own in rows for row in own.about(name))
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
        self._width = max(1.0, _STEP * self._sum()[2])
        own = _Within.of(model, self._charged, self._staff_too).part
        self._fractional = own.priced(base.prices[model.about_agents]).value
        self._staff = self._staff_gains()

    def spans(self) -> list[Span]:
        """What the sum may be: narrow spans around what it is in the relaxation, and a wide one on either side."""
        low, high, middle = self._sum()
        every = Span(self._name, low, high)
        near = self._width * _STEPS + 1
        edges = sorted({*self._steps(every), *whole_shares(self._share, every)})
        edges = [low, *(edge for edge in edges if abs(edge - middle) < near), high + 1]
        return [Span(self._name, first, last - 1) for first, last in itertools.pairwise(edges)]

    def is_wide(self, span: Span) -> bool:
        """Whether the fair share is a whole number within, on both sides of which other numbers are fair."""
        return bool(whole_shares(self._share, span))

    def cut(self, span: Span) -> list[Span]:
        """A span in two, what is nearest to the relaxation's sum apart; as it is where it is narrow."""
        edges = whole_shares(self._share, span) or self._steps(span)
        if not edges:
            return [span]
        edge = edges[-1] if span.high < self._sum()[2] else edges[0]
        return [Span(self._name, span.low, edge - 1), Span(self._name, edge, span.high)]

    def gain(self, span: Span) -> tuple[float, Floats | None]:
        """What people cost more within a span than in the relaxation, and the prices of their rows.

        ∞ where no roster is within, 0 where there was no time.
        """
        people = self._solved(self._within(span), [0.0])
        if not people:
            return 0.0, None
        value, prices = people[0.0]
        return max(0.0, value - self._fractional), prices

    def months(self, span: Span, prices: Floats | None) -> float:
        """What months in whole numbers add at these prices within a span; nothing where there are none."""
        return self._months(self._within(span), prices)

    def shifted(self, span: Span) -> float:
        """A bound for all rosters within a span, by shifted prices; 0 where there was no time."""
        within = self._within(span)
        middle = self._sum()[2]
        sign = (span.low < middle) - (span.high > middle)
        people = self._solved(within, [shift for shift in self._staff if shift * sign > 0])
        if not people:
            return 0.0
        best = max(people, key=lambda shift: people[shift][0] + self._staff[shift])
        value, prices = people[best]
        return max(0.0, self._value + value - self._fractional + self._staff[best] + self._months(within, prices))

    def _steps(self, span: Span) -> list[int]:
        """Where a span may be cut, each the first number of a part, but for whole shares."""
        middle = self._sum()[2]
        first, last = ((edge - middle) / self._width for edge in (span.low, span.high))
        steps = {math.floor(middle + self._width * k) for k in range(math.ceil(first), math.floor(last) + 2)}
        return sorted(edge for edge in steps if span.low < edge <= span.high)

    def _within(self, span: Span) -> _Within:
        return _Within.of(narrowed(self._model, self._rows, span), self._charged, self._staff_too)

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

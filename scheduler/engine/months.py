"""Whole months of single agents: whether there is one, one to begin with, and what they cost at the relaxation's prices.

The linear relaxation gives a class of agents parts of months, added up over people who differ. Where head-counts meet these
sums they have a price there; at these prices everybody's cheapest month in whole numbers costs more than the class's part
of the relaxation, and every roster costs as much more (a Lagrangian bound, as of whole days).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from scheduler.engine.counts import CountsModel
from scheduler.engine.layout import Floor
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.part import Problem
from scheduler.engine.people import Grid, PeopleColumns
from scheduler.engine.program import Floats, Ints, Priced, Program
from scheduler.engine.relaxed_months import relaxed_months
from scheduler.engine.rows import AgentRows
from scheduler.engine.solvers import Outcome, solve_cp_sat
from scheduler.engine.sums import Crowd
from scheduler.instance import Instance
from scheduler.view import OFF

_SECONDS = 5.0
"""Longest time for one agent's month; mostly it takes a twentieth of a second."""

_LEAST = 0.1
"""No month is begun when less time than this is left."""

_TRIED, _WORTH = 10, 1e-3
"""So many months are solved in whole numbers first; what they promise for all must be this part of the bound."""

_FINE = 1000
"""Prices of the relaxation are taken in thousandths of a point, rounded in the agent's favour."""


class NoMonthError(Exception):
    """An agent's own hard rules cannot hold together; `a` is the agent."""

    def __init__(self, a: int) -> None:
        super().__init__(f"no month is possible for agent number {a}")
        self.a = a


def first_months(problem: Problem, floor: Floor, clock: Clock, seed: int) -> Grid:
    """A month for everybody that keeps their own hard rules, shape (A, D): days off only, where that keeps them.

    An agent for whom none is found in time has days off too.

    Raises:
        NoMonthError: when an agent's hard rules contradict each other.
    """
    instance = problem.instance
    grid = np.full((len(instance.agents), instance.day_count), OFF, dtype=np.int64)
    for a in floor.cannot_stay_away():
        program = Program()
        people = PeopleColumns(
            program, instance, problem.rows, [a], grid, totals=dict.fromkeys(problem.rows[a].totals, 0), settled=True
        )
        wall, work = clock.solve_limits(_SECONDS)
        answer = solve_cp_sat(program, seconds=wall, work=work, seed=seed, workers=1, stop=clock.stop, presolve=False)
        clock.worked(answer.work)
        if answer.outcome is Outcome.INFEASIBLE:
            raise NoMonthError(a)
        if answer.values is not None:
            grid = people.read(answer.values)
    return grid


def whole_months(
    model: CountsModel, rows: Sequence[AgentRows], clock: Clock, stop: Stop, exact: bool = True
) -> Iterator[float]:
    """What crowds solved so far add to the relaxation, as long as there is time; nothing where it was not finished.

    At first by each month's relaxation, which is quick; then in whole numbers, where some of them promise enough, unless
    `exact` is not asked for.
    """
    relaxed = model.relaxation
    if relaxed is None or relaxed.priced is None:
        return
    alone = [replace(own, rows=[row for row in own.rows if row.rule not in model.sums_of]) for own in rows]
    shares = _shares(model, relaxed.priced)
    everyone = [(share, a) for share in shares for a in share.charged]
    share_of = {a: share for share, a in everyone}
    charged = {a: share.charged[a] for share, a in everyone}
    for least in relaxed_months(model.instance, alone, charged, clock, stop):
        for a, points in least.items():
            share_of[a].least[a] = points
        yield sum(share.gained for share in shares)
    if not exact or sum(len(share.least) for share in shares) < len(everyone):
        return
    asked = _Exact(model.instance, alone)
    tried = everyone[:: 1 + len(everyone) // _TRIED]
    promised = 0.0
    for share, a in [*tried, *everyone]:
        if clock.left < _LEAST or stop.requested:
            return
        before = share.least[a]
        share.least[a] = max(before, asked.cheapest(a, share.charged[a], stop))
        promised += share.least[a] - before if share.least[a] > before else 0.0
        if (share, a) == tried[-1] and promised / len(tried) * len(everyone) < _WORTH * relaxed.value:
            return
        yield sum(share.gained for share in shares)


@dataclass(eq=False)
class _Share:
    """Agents whose crowds hold nobody else, with what their cells are charged, and their part of the relaxation's bound.

    `least` is what their months cost at least.
    """

    charged: dict[int, Floats]
    fractional: float
    least: dict[int, float] = field(default_factory=dict)

    @property
    def gained(self) -> float:
        """What their months add to the bound; nothing while not all are known."""
        total = sum(self.least.values())
        known = len(self.least) == len(self.charged) and math.isfinite(total)
        return max(0.0, total - self.fractional) if known else 0.0


def _shares(model: CountsModel, relaxed: Priced) -> list[_Share]:
    """The parts of the relaxation's bound that belong to people, the smallest first.

    An agent's cell costs what all of the agent's crowds charge for it.
    """
    matrix = model.program.matrix()
    own_rows = np.array([row for crowd in model.crowds for row in crowd.own_rows], dtype=np.int64)
    prices = matrix.entries[own_rows].T @ relaxed.prices[own_rows]
    elsewhere = matrix.least(prices + relaxed.reduced - matrix.cost)
    shares = []
    for crowds in _apart(model.crowds):
        by_crowd = [np.where(crowd.heads >= 0, prices[crowd.heads], 0.0).ravel() for crowd in crowds]
        charged: dict[int, Floats] = {}
        together: dict[tuple[int, ...], Floats] = {}
        for a in sorted({a for crowd in crowds for a in crowd.members}):
            among = tuple(i for i, crowd in enumerate(crowds) if a in crowd.members)
            if among not in together:
                together[among] = np.sum([by_crowd[i] for i in among], axis=0)
            charged[a] = together[among]
        shares.append(_Share(charged, sum(_cost(model, crowd, relaxed, elsewhere) for crowd in crowds)))
    return shares


def _apart(crowds: Sequence[Crowd]) -> list[list[Crowd]]:
    """The crowds in parts that share nobody, the smallest first."""
    parts: list[tuple[set[int], list[Crowd]]] = []
    for crowd in crowds:
        everyone, together = set(crowd.members), [crowd]
        for part in [part for part in parts if part[0] & everyone]:
            parts.remove(part)
            everyone, together = everyone | part[0], part[1] + together
        parts.append((everyone, together))
    return [together for _, together in sorted(parts, key=lambda part: len(part[0]))]


def _cost(model: CountsModel, crowd: Crowd, relaxed: Priced, elsewhere: Floats) -> float:
    """A crowd's own part of the relaxation's bound: its own rows, and their columns but for head-counts.

    `elsewhere` is what columns add by all other rows.
    """
    heads = set(crowd.heads[crowd.heads >= 0].tolist())
    touched = sorted({column for row in crowd.own_rows for column in model.program.row_columns[row]} - heads)
    return float(relaxed.by_row[crowd.own_rows].sum() + (relaxed.by_column - elsewhere)[touched].sum())


class _Exact:
    """The cheapest months in whole numbers; agents alike are asked once."""

    def __init__(self, instance: Instance, rows: Sequence[AgentRows]) -> None:
        self._instance = instance
        self._rows = rows
        self._known: dict[tuple[object, ...], float] = {}

    def cheapest(self, a: int, charged: Floats, stop: Stop) -> float:
        """A bound on what the cheapest month of agent `a` costs where each cell costs so many points, shape (D·T,)."""
        own = self._rows[a]
        alike = (own.open.tobytes(), *map(id, own.rows), id(charged))
        if alike not in self._known:
            self._known[alike] = OwnMonth(self._instance, self._rows, a).cheapest(charged, stop).bound
        return self._known[alike]


@dataclass(frozen=True)
class Month:
    """The cells that are worked, and what that costs by the agent's own rules."""

    cells: Ints
    own: int

    def cost(self, charged: Floats) -> float:
        """What it costs where each cell costs so many points more, shape (D·T,)."""
        return self.own + float(charged[self.cells].sum())


@dataclass(frozen=True)
class Cheapest:
    """What every month costs at least at some prices (∞ where there is none), and one that costs about that.

    None where none was found in time.
    """

    bound: float
    month: Month | None = None


class OwnMonth:
    """The programme of one agent's month; `cells` are those that are open."""

    def __init__(self, instance: Instance, rows: Sequence[AgentRows], a: int) -> None:
        self._program = Program()
        nobody = np.full((len(rows), instance.day_count), OFF, dtype=np.int64)
        people = PeopleColumns(self._program, instance, rows, [a], nobody, settled=True)
        self._own = np.array(self._program.cost, dtype=np.int64)
        self.cells = people.cells_of(a)
        self._columns = people.column[a][self.cells]

    def cheapest(self, charged: Floats, stop: Stop, worked: int | None = None) -> Cheapest:
        """The cheapest month where each cell costs so many points, shape (D·T,), beside what the month costs itself.

        Of those only that work a cell, where `worked` says which.
        """
        cost = _FINE * self._own
        cost[self._columns] = np.floor(_FINE * charged[self.cells]).astype(np.int64)
        self._program.cost = cost.tolist()
        lower = np.array(self._program.lower)
        lower[self._columns[self.cells == worked]] = 1
        answer = solve_cp_sat(
            self._program, seconds=_SECONDS, seed=0, workers=1, stop=stop, presolve=False, lower=lower
        )
        if answer.outcome is Outcome.INFEASIBLE:
            return Cheapest(math.inf)
        bound = -math.inf if answer.bound is None else answer.bound / _FINE
        if answer.values is None:
            return Cheapest(bound)
        return Cheapest(bound, Month(self.cells[answer.values[self._columns] > 0], int(self._own @ answer.values)))

"""Whole months of single agents: whether there is one, and one to begin with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.engine.layout import Floor
from scheduler.engine.limits import Clock
from scheduler.engine.part import Problem
from scheduler.engine.people import Grid, PeopleColumns
from scheduler.engine.program import Floats, Ints, Program
from scheduler.engine.rows import AgentRows
from scheduler.engine.solvers import Outcome, solve_cp_sat
from scheduler.instance import Instance
from scheduler.view import OFF

_SECONDS = 5.0
"""Longest time for one agent's month; mostly it takes a twentieth of a second."""


class NoMonthError(Exception):
    """An agent's own hard rules cannot hold together; `a` is the agent."""

    def __init__(self, a: int) -> None:
        super().__init__(f"no month is possible for agent number {a}")
        self.a = a


class Month:
    """One agent's month as a programme: every open cell, the agent's own rules, and sums over agents as given."""

    def __init__(self, instance: Instance, rows: Sequence[AgentRows], a: int, seed: int) -> None:
        self.program = Program()
        self.seed = seed
        nobody = np.full((len(instance.agents), instance.day_count), OFF, dtype=np.int64)
        most = {name: instance.day_count * len(instance.agents) for name in rows[a].totals}
        people = PeopleColumns(self.program, instance, rows, [a], nobody, totals=most, settled=True)
        self.totals = people.totals
        self.cells = people.cells_of(a)
        self.columns = people.column[a][self.cells]

    def best(self, prices: Floats, totals: dict[str, int], clock: Clock) -> Ints | None:
        """The cells of the cheapest month, none of them when none was found in time; None when no month is possible."""
        for name, column in self.totals.items():
            self.program.lower[column] = self.program.upper[column] = totals[name]
        for column, price in zip(self.columns.tolist(), np.rint(prices[self.cells]).astype(int).tolist(), strict=True):
            self.program.cost[column] = price
        wall, work = clock.solve_limits(_SECONDS)
        answer = solve_cp_sat(
            self.program, seconds=wall, work=work, seed=self.seed, workers=1, stop=clock.stop, presolve=False
        )
        clock.worked(answer.work)
        if answer.values is None:
            return None if answer.outcome is Outcome.INFEASIBLE else np.zeros(0, dtype=np.int64)
        return np.asarray(self.cells[answer.values[self.columns] > 0])


def first_months(problem: Problem, floor: Floor, clock: Clock, seed: int) -> Grid:
    """A month for everybody that keeps their own hard rules, shape (A, D): days off only, where that keeps them.

    Raises:
        NoMonthError: when an agent's hard rules contradict each other.
    """
    instance = problem.instance
    grid = np.full((len(instance.agents), instance.day_count), OFF, dtype=np.int64)
    for a in floor.cannot_stay_away():
        prices = np.zeros(instance.cell_count)
        cells = Month(instance, problem.rows, a, seed).best(prices, dict.fromkeys(problem.rows[a].totals, 0), clock)
        if cells is None:
            raise NoMonthError(a)
        days, shifts = np.divmod(cells, instance.shift_count)
        grid[a, days] = shifts
    return grid

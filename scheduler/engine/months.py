"""Whole months of single agents: whether there is one, and one to begin with."""

from __future__ import annotations

import numpy as np

from scheduler.engine.layout import Floor
from scheduler.engine.limits import Clock
from scheduler.engine.part import Problem
from scheduler.engine.people import Grid, PeopleColumns
from scheduler.engine.program import Program
from scheduler.engine.solvers import Outcome, solve_cp_sat
from scheduler.view import OFF

_SECONDS = 5.0
"""Longest time for one agent's month; mostly it takes a twentieth of a second."""


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

"""Small problems as one programme: everybody free on every day.

What sums over a class cannot see, the rows of each agent do: the programme's linear relaxation bounds a small problem
better than head-counts, and a very small one is solved to the end.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.engine.limits import Clock
from scheduler.engine.part import Part, Plan, Problem
from scheduler.engine.solvers import solve_cp_sat, solve_lp

_RELAXED = 20_000
"""Cells open to anybody, all agents together, up to which the relaxation is worth its time."""

_SOLVED = 2_000
"""Likewise for the search in whole numbers."""

_SHARE = 0.3
"""The search may take so much of what is left, the relaxation half as much."""


@dataclass(frozen=True)
class Whole:
    """The plan, a better one where one was found, and a bound for every roster (0 where nothing was proven)."""

    plan: Plan
    bound: int


def solve_whole(problem: Problem, plan: Plan, clock: Clock, *, seed: int, workers: int) -> Whole:
    """The best plan of a very small problem within a share of the time, and a bound for a small one."""
    size = sum(int(rows.open.sum()) for rows in problem.rows)
    if size > _RELAXED or clock.left <= 0:
        return Whole(plan, 0)
    instance = problem.instance
    part = Part(problem, plan, range(len(instance.agents)), range(instance.day_count), counts="free")
    if size > _SOLVED:
        relaxed = solve_lp(part.program, seconds=clock.share(_SHARE / 2), stop=clock.stop)
        return Whole(plan, max(0, relaxed.bound or 0))
    wall, work = clock.solve_limits(clock.share(_SHARE))
    answer = solve_cp_sat(
        part.program,
        seconds=wall,
        work=work,
        seed=seed,
        workers=workers,
        subsolvers=("max_lp",),
        stop=clock.stop,
        hint=part.hint(),
    )
    clock.worked(answer.work)
    return Whole(plan if answer.values is None else part.read(answer.values), max(0, answer.bound or 0))

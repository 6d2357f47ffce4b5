"""Solving a large choice of places: the linear relaxation for the bound, then ever better places for some people at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.engine.limits import Clock, Effort, Stop
from scheduler.engine.program import Floats, Ints, Program
from scheduler.engine.solvers import Answer, Outcome, solve_cp_sat, solve_lp

SMALL = 1500
"""Up to so many places the whole problem is solved at once, to the end where time allows."""

FIRST_PLACES = 12
"""So many of each person's places, those nearest by the relaxation, are open at first."""

FREE_PEOPLE, OPEN_PLACES = 16, 60
"""So many are placed anew at a time on so many of their places, with all others left where they are."""


def best_places(program: Program, choices: Sequence[Sequence[int]], hint: Ints, effort: Effort) -> Answer:
    """The best solution found in the time, with a bound of the whole problem.

    `choices` are the columns of which each person has at most one; all other columns are free. `hint` is a solution.
    """
    clock = Clock(effort.seconds, effort.workers == 1, Stop())
    if sum(map(len, choices)) <= SMALL:
        return _solve(program, None, hint, effort, clock, clock.left)
    relaxed = solve_lp(program, seconds=effort.seconds, stop=Stop())
    if relaxed.priced is None or relaxed.bound is None:
        return _solve(program, None, hint, effort, clock, clock.left)
    reduced = relaxed.priced.reduced
    best = Answer(Outcome.FEASIBLE, hint, program.value(hint), relaxed.bound)
    best = _better(
        best, _solve(program, _nearest(program, choices, reduced, FIRST_PLACES), hint, effort, clock, clock.share(0.5))
    )
    random = np.random.default_rng(effort.seed)
    while clock.left > 0.05 and best.cost != best.bound:
        free = random.permutation(len(choices))[:FREE_PEOPLE]
        upper = _others_stay(_nearest(program, choices, reduced, OPEN_PLACES), choices, best, set(free.tolist()))
        best = _better(best, _solve(program, upper, best.values, effort, clock, clock.share(0.2, at_most=4.0)))
    outcome = Outcome.OPTIMAL if best.cost == best.bound else Outcome.FEASIBLE
    return Answer(outcome, best.values, best.cost, best.bound)


def _better(best: Answer, answer: Answer) -> Answer:
    """The cheaper of the two, with the first one's bound: the second's is of a part of the problem only."""
    if answer.cost is None or best.cost is None or answer.cost >= best.cost:
        return best
    return Answer(best.outcome, answer.values, answer.cost, best.bound)


def _nearest(program: Program, choices: Sequence[Sequence[int]], reduced: Floats, places: int) -> Ints:
    """Upper bounds that leave open only so many places of each person, those that the relaxation finds nearest; shape (columns,)."""
    upper = np.array(program.upper, dtype=np.int64)
    for own in choices:
        columns = np.array(own, dtype=np.int64)
        upper[columns[np.argsort(reduced[columns], kind="stable")[places:]]] = 0
    return upper


def _others_stay(upper: Ints, choices: Sequence[Sequence[int]], best: Answer, free: set[int]) -> Ints:
    """Upper bounds that leave everybody but the free ones the place they have, and these theirs too; shape (columns,)."""
    assert best.values is not None
    upper = upper.copy()
    for number, own in enumerate(choices):
        now = best.values[list(own)]
        upper[list(own)] = np.maximum(upper[list(own)], now) if number in free else now
    return upper


def _solve(
    program: Program, upper: Ints | None, hint: Ints | None, effort: Effort, clock: Clock, seconds: float
) -> Answer:
    """One solve; with one worker the solver's own count of work ends it, so that a seed repeats on any machine."""
    wall, work = clock.solve_limits(seconds)
    answer = solve_cp_sat(
        program, seconds=wall, work=work, seed=effort.seed, workers=effort.workers, stop=Stop(), hint=hint, upper=upper
    )
    clock.worked(max(answer.work, 0.01))
    return answer

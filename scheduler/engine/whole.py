"""Small problems as one programme: everybody free on every day.

What sums over a class cannot see, the rows of each agent do: the programme's linear relaxation bounds a small problem
better than head-counts, and a very small one is solved to the end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduler.engine.fixing import Dear, dearer
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.master import Mixing
from scheduler.engine.part import Part, Plan, Problem, solve_part
from scheduler.engine.solvers import Outcome, rounded_up, solve_lp

_RELAXED = 30_000
"""Cells open to anybody, all agents together, up to which the relaxation is worth its time."""

_SOLVED = 2_000
"""Likewise for the search in whole numbers."""

_SOON_ANNEALED = 3_000
"""Likewise for leaving most of the time to exact search."""

_TRIED, _TRIED_SHARE = 10_000, 0.08
"""Up to so many, annealing for this share of the time is tried first."""

_NEAR, EXACT_ON_TRIAL = 0.08, 0.2
"""A roster this near its bound is left to exact search, which takes everybody at once then (`thin.py`), for so much of the time left:
unless it goes half of the way by then, annealing begins anew.
"""

_HARDLY_IN_PARTS = 50_000
"""From so many on a part is too small a piece of the whole, and annealing gains more."""

_SHARE, _SHARE_OF_MANY = 0.4, 0.95
"""The search may take so much of the time that is left; by one worker the rest is worth more in parts."""

_MIXED, _PRICED = 0.4, 0.3
"""Mixing months and then pricing cells may take so much of what the search has left."""

_DEAR, _LEAST_DEAR = 0.001, 1.0
"""Cells are dear that cost so much of the bound more, and so many points at least."""


@dataclass(frozen=True)
class Whole:
    """The plan, a better one where one was found, and a bound for every roster (0 where nothing was proven)."""

    plan: Plan
    bound: int


def whole_share(problem: Problem, workers: int) -> float:
    """The share of the time left for search as a whole by so many workers: 0 unless the problem is small."""
    if _size(problem) > _SOLVED:
        return 0.0
    return _SHARE if workers == 1 else _SHARE_OF_MANY


def annealed_share(problem: Problem, workers: int) -> float:
    """The share of the time for annealing at most, which ends by itself; the rest is for exact search."""
    size = _size(problem)
    if size <= _SOON_ANNEALED:
        return 0.3 if workers == 1 else 0.15
    return 0.9 if size < _HARDLY_IN_PARTS else 0.98


def tried_share(problem: Problem, workers: int) -> float:
    """The share of the time for annealing on trial, 0 for none: whether exact search may be through soon, only its end tells."""
    tried = workers > 1 and _SOON_ANNEALED < _size(problem) <= _TRIED and not problem.has_sums
    return _TRIED_SHARE if tried else 0.0


def is_near(cost: float, bound: int) -> bool:
    """Whether exact search may go the rest of the way."""
    return cost <= (1 + _NEAR) * bound


def _size(problem: Problem) -> int:
    return sum(int(rows.open.sum()) for rows in problem.rows)


def _everything(problem: Problem, plan: Plan) -> Part:
    return Part(problem, plan, range(len(problem.instance.agents)), range(problem.instance.day_count))


@dataclass(frozen=True)
class RelaxedWhole:
    """A bound for every roster (0 where nothing was proven), and what a head costs there, by (kind, day, shift)."""

    bound: int = 0
    prices: dict[tuple[int, int, int], float] | None = None


def relaxed_whole(problem: Problem, plan: Plan, *, seconds: float, stop: Stop) -> RelaxedWhole:
    """The linear relaxation of a problem that is not too large."""
    if _size(problem) > _RELAXED or seconds <= 0:
        return RelaxedWhole()
    part = _everything(problem, plan)
    relaxed = solve_lp(part.program, seconds=seconds, stop=stop)
    if relaxed.bound is None or relaxed.priced is None:
        return RelaxedWhole()
    duals = relaxed.priced.prices
    return RelaxedWhole(max(0, relaxed.bound), {cell: -float(duals[row]) for cell, row in part.head_rows.items()})


def solve_whole(
    problem: Problem, plan: Plan, clock: Clock, *, seed: int, workers: int, mixing: Mixing | None = None
) -> Whole:
    """The best plan of a small problem within its share of the time left, and its bound.

    With a mix of whole months, cells that it proves dear are left out; if what is found then does not prove itself the
    best, those are let in again with which a better roster could be.
    """
    until = clock.left - clock.share(whole_share(problem, workers))
    dear = None if mixing is None else _dear_cells(mixing, clock, until, workers)
    bound = rounded_up(mixing.bound) if mixing is not None and mixing.bound > 0 else 0
    while True:
        part = _everything(problem, plan)
        upper, others = (None, None) if dear is None else (dear.left_out(part), dear.others)
        # Of CP-SAT's strategies this one proves the most.
        answer = solve_part(
            part, clock, clock.left - until, seed=seed, workers=workers, subsolver="max_lp", upper=upper
        )
        clock.worked(answer.work)
        plan = plan if answer.values is None else part.read(answer.values)
        proven = answer.bound or 0
        bound = max(0, bound, proven if others is None else min(proven, others))
        if dear is None or answer.cost is None or answer.outcome is not Outcome.OPTIMAL or answer.cost <= bound:
            return Whole(plan, bound)
        dear = replace(dear, limit=answer.cost - dear.bound)


def _dear_cells(mixing: Mixing, clock: Clock, until: float, workers: int) -> Dear | None:
    """Mix months to the end and price the cells, in a share of the time before `until` is left; None without a near mix."""
    mixed = clock.left - _MIXED * (clock.left - until)
    for _ in mixing.rounds(lambda: clock.left - mixed, clock.stop, workers):
        pass
    limit = max(_LEAST_DEAR, _DEAR * mixing.bound)
    if mixing.distance > limit:
        return None
    priced = clock.left - _PRICED * (clock.left - until)
    return Dear(mixing.bound, limit, dearer(mixing, limit, lambda: clock.left - priced, clock.stop, workers))

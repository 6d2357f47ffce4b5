"""Large parts thinned out: of their cells only those stay open that their linear relaxation works, and those worked now.

Solving the relaxation takes a second or two, and what it leaves open is a third of the part or less: CP-SAT then solves parts
to the end that are otherwise far too large. A little noise on what cells cost draws another of the many best relaxed rosters
each time, and so other cells.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scheduler.engine.limits import Clock
from scheduler.engine.part import Part, solve_part
from scheduler.engine.solvers import Answer, Outcome, solve_lp

_NOISE = 0.1
"""Points that a cell may seem dearer than it is: too little to matter, enough to choose among rosters that cost the same."""

_WORK = 3e-5
"""Deterministic seconds for each entry of a relaxation, as its method takes them on a usual core."""

_WORKED = 1e-6
"""What is worked less by the relaxation is not worked."""


def solve_thinned(part: Part, clock: Clock, seconds: float, *, seed: int, near: float) -> Answer:
    """Thin a part out and solve it, for so many seconds together, or as near as this; its work is the caller's to count."""
    begun = clock.seconds
    cells = part.people.all_cells()
    noise = np.zeros(part.program.column_count)
    noise[cells] = _NOISE * np.random.default_rng(seed).random(len(cells))
    wall, _ = clock.solve_limits(seconds)
    relaxed = solve_lp(part.program, seconds=wall, stop=clock.stop, dearer=noise)
    work = _WORK * part.program.entry_count
    if relaxed.values is None:
        return Answer(Outcome.UNKNOWN, work=work)
    upper = part.without(cells[relaxed.values[cells] < _WORKED])
    left = seconds - (work if clock.deterministic else clock.seconds - begun)
    answer = solve_part(part, clock, left, seed=seed, near=near, subsolver="max_lp", upper=upper)
    return replace(answer, work=answer.work + work)

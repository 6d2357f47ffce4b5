"""A better bound from single days in whole numbers.

The linear relaxation of head-counts has halves of people on a night and lets their meal breaks overlap by thirds. Rows that
hold the days together (rules about agents, and hours that shifts of two days reach) are priced at what they are worth there;
what remains falls into days, each small enough for whole numbers. What these cost more than in the relaxation, all days
together, every roster costs more (a Lagrangian bound).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from models.time import clock_minutes
from scheduler.engine.aside import Task, solve_aside
from scheduler.engine.counts import CountsModel
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.program import Floats, Ints, Matrix, Priced
from scheduler.instance import Instance

_NEAR = 3e-4
"""A day is left when it is solved as near as this."""

_SECONDS = (0.35, 1.5, 6.0, 24.0)
"""Longest time for one day, each time through all of them that are not solved yet."""

_TRIED, _WORTH = 6, 1e-3
"""From so many days on, what all of them promise must be this part of the bound: it is not where people are many.

Parts below half the size of the largest are no days: heads of few who are asked for apart.
"""


def whole_days(model: CountsModel, clock: Clock, stop: Stop) -> Iterator[float]:
    """What days solved so far add to the relaxation, as long as there is time; nothing where it was not finished."""
    relaxed = model.relaxation
    if relaxed is None or relaxed.priced is None:
        return
    parts = list(_days(model, relaxed.priced))
    largest = max((len(part.cost) for part, _ in parts), default=0)
    large = [i for i, (part, _) in enumerate(parts) if 2 * len(part.cost) > largest]
    days = {i: parts[i] for i in _spread(large, len(parts))}
    gained = dict.fromkeys(days, 0.0)
    tried: set[int] = set()
    for most in _SECONDS:
        for i, (day, fractional) in list(days.items()):
            seconds = min(most, clock.left)
            if seconds < 0.1 or stop.requested:
                return
            whole = solve_aside(Task(day, integer=True, seconds=seconds, gap=_NEAR), stop)
            if whole.reason == "optimal":
                del days[i]
            if whole.bound > fractional + gained[i]:
                gained[i] = whole.bound - fractional
                yield sum(gained.values())
            tried |= {i}.intersection(large)
            if len(tried) >= _TRIED and sum(gained.values()) / len(tried) * len(large) < _WORTH * relaxed.value:
                return


def _spread(large: list[int], count: int) -> list[int]:
    """All parts, those to be tried first from all over the period: a week of holidays promises less than others, or more.

    Smaller parts stay with the large one before them.
    """
    step = max(1, len(large) // _TRIED)
    begins = [0, *large[1:], count]
    chunks = [range(first, last) for first, last in itertools.pairwise(begins)]
    return [i for first in range(step) for chunk in chunks[first::step] for i in chunk]


def _days(model: CountsModel, relaxed: Priced) -> Iterator[tuple[Matrix, float]]:
    """What falls apart when the rows between days are priced: a programme for each day, and its part of the relaxation's bound."""
    matrix = model.program.matrix()
    split = apart(model, matrix)
    cost = split.cost(matrix, relaxed.prices)
    for rows, columns in split.parts:
        yield matrix.part(rows, columns, cost), float(relaxed.by_row[rows].sum() + relaxed.by_column[columns].sum())


@dataclass(frozen=True)
class Split:
    """A programme cut into days: which rows hold days together, and the rows and columns of each day or part of one."""

    between: NDArray[np.bool_]
    parts: list[tuple[Ints, Ints]]

    def cost(self, matrix: Matrix, prices: Floats) -> Floats:
        """What columns cost where the rows between days are priced."""
        charged: Floats = matrix.entries[self.between].T @ prices[self.between]
        return matrix.cost - charged


def apart(model: CountsModel, matrix: Matrix) -> Split:
    """Cut the model's programme, `matrix`, where rows hold days together."""
    entries = matrix.entries
    group = _group_columns(model)
    between = _between(model, matrix, group)
    kept = np.flatnonzero(~between)
    touches = abs(entries[kept])
    _, part_of = connected_components(touches.T @ touches, directed=False)
    row_part = part_of[entries.indices[entries.indptr[kept]]]
    parts = [(kept[row_part == part], np.flatnonzero(part_of == part)) for part in np.unique(part_of[group >= 0])]
    return Split(between, [(rows, columns) for rows, columns in parts if len(rows)])


def _between(model: CountsModel, matrix: Matrix, group: Ints) -> NDArray[np.bool_]:
    """Which rows hold days together: those about agents, and hours that shifts of two days reach."""
    between = np.zeros(len(matrix.row_lower), dtype=bool)
    between[model.about_agents] = True
    for row in model.program.defining_rows():
        groups = group[matrix.index[matrix.start[row] : matrix.start[row + 1]]]
        between[row] |= len(np.unique(groups[groups >= 0])) > 1
    return between


def _group_columns(model: CountsModel) -> Ints:
    """The day that each head-count belongs to, by column; −1 for all other columns.

    Days begin at the hour at which fewest intervals are reached from both sides; a night shift that starts after midnight
    belongs to the day before.
    """
    instance = model.instance
    starts = np.array([clock_minutes(shift.start) for shift in instance.shifts])
    begin = min(sorted(set(starts.tolist())), key=lambda begin: _shared_intervals(instance, starts, begin))
    group = np.full(model.program.column_count, -1, dtype=np.int64)
    day_of = 1 + np.arange(instance.day_count)[:, None] - (starts < begin)
    for columns in (model.by_class, model.heads.total):
        known = columns >= 0
        group[columns[known]] = np.broadcast_to(day_of, columns.shape)[known]
    for (_, d, t), slots in model.heads.slots.items():
        group[slots] = day_of[d, t]
    return group


def _shared_intervals(instance: Instance, starts: Ints, begin: int) -> int:
    """How many intervals shifts of two days reach when days begin at this minute."""
    reached: dict[int, set[int]] = {}
    for d in range(instance.day_count):
        for t in range(instance.shift_count):
            for offset in instance.meal_offsets(t):
                for k in instance.phone_intervals(d, t, offset):
                    reached.setdefault(k, set()).add(int(d - (starts[t] < begin)))
    return sum(len(days) > 1 for days in reached.values())

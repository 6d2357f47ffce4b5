"""What the agents present cost, place by place (see `heads`): all rules about staff as one convex table for each crew."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from scheduler.engine.heads import Demands
from scheduler.engine.program import Floats, Ints
from scheduler.instance import Instance


class StaffCosts:
    """Points for the agents present; `present` is by kind and place, shape (kinds, P), whole or not.

    Between whole numbers the cost is a straight line, as in the linear relaxation.
    """

    def __init__(self, instance: Instance, demands: Demands, past: Ints, only: Container[str] | None = None) -> None:
        """`only` are the rules that count, all unless given; `past` are agents present from before the period."""
        self._crews: list[tuple[list[int], Ints, Floats]] = []
        for crew in dict.fromkeys(demand.crew for demand in demands.all):
            kinds = demands.kinds(crew)
            most = sum(len(instance.classes[c]) for c in crew) + int(past[kinds].sum(axis=0).max(initial=0))
            places = np.flatnonzero(demands.asked(crew))
            self._crews.append((kinds, places, demands.points(crew, np.arange(most + 3), only)[places]))

    def cost(self, present: Floats | Ints) -> float:
        """Points for all places together."""
        return float(sum(_at(table, present[kinds].sum(axis=0)[at]).sum() for kinds, at, table in self._crews))

    def one_more(self, present: Floats | Ints, kind: int) -> Floats:
        """What one more agent of the kind would add to each place (mostly less than nothing), shape (P,)."""
        added = np.zeros(present.shape[1])
        for kinds, at, table in self._crews:
            if kind in kinds:
                heads = present[kinds].sum(axis=0)[at]
                added[at] += _at(table, heads + 1) - _at(table, heads)
        return added


def _at(table: Floats, heads: Floats | Ints) -> Floats:
    """The table's values at these heads, one for each of its rows."""
    rows = np.arange(len(table))
    inside = np.clip(heads, 0, table.shape[1] - 2)
    low = np.floor(inside).astype(np.int64)
    below, above = table[rows, low], table[rows, low + 1]
    return np.asarray(below + (inside - low) * (above - below))


class MealChoices:
    """Every cell with every slot of its meal break, and the places it counts at.

    Those are the intervals on the phones, all of [start, end) but [away, back), and its own where cells are looked at.
    """

    def __init__(self, demands: Demands) -> None:
        instance = demands.instance
        self._cell_places = slice(demands.first_cell, demands.place_count) if demands.first_cell is not None else None
        spans: list[tuple[int, int, int, int]] = []
        self.first: list[int] = []
        for d, t in np.ndindex(instance.day_count, instance.shift_count):
            self.first.append(len(spans))
            spans += [_span(instance.phone_intervals(d, t, offset)) for offset in instance.meal_offsets(t)]
        self._spans = np.array(spans, dtype=np.int64).T

    def presence(self, cell: int, slot: int) -> tuple[slice, ...]:
        """The places of a cell with its meal break at `slot`, in pieces."""
        start, end, away, back = self._spans[:, self.first[cell] + slot]
        pieces = slice(start, away), slice(back, end)
        if self._cell_places is None:
            return pieces
        own = self._cell_places.start + cell
        return *pieces, slice(own, own + 1)

    def costs(self, one_more: Floats) -> tuple[Floats, Ints]:
        """The cost of every cell with its best meal break, and that break's slot; shape (cells,) both."""
        start, end, away, back = self._spans
        sums = np.concatenate([[0.0], np.cumsum(one_more)])
        values = sums[end] - sums[start] - (sums[back] - sums[away])
        best = np.minimum.reduceat(values, self.first)
        sizes = np.diff([*self.first, len(values)])
        is_best = values <= np.repeat(best, sizes)
        slots = np.arange(len(values)) - np.repeat(self.first, sizes)
        if self._cell_places is not None:
            best = best + one_more[self._cell_places]
        return best, np.minimum.reduceat(np.where(is_best, slots, len(values)), self.first)


def _span(intervals: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Start, end, and the gap between, of intervals that follow each other with at most one gap."""
    if not intervals:
        return 0, 0, 0, 0
    first, last = intervals[0], intervals[-1]
    gap = [k for k in range(first, last) if k not in set(intervals)]
    return (first, last + 1, gap[0], gap[-1] + 1) if gap else (first, last + 1, last + 1, last + 1)

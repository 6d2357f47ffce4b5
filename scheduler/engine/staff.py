"""What the agents present cost, place by place (see `heads`): all rules about staff as one convex table for each crew."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from scheduler.engine.heads import Demands
from scheduler.engine.program import Floats, Ints
from scheduler.instance import Instance


class StaffCosts:
    """Points for the agents present; `present` is by kind and place, shape (kinds, P), whole or not.

    Between whole numbers the cost is a straight line, as in the linear relaxation, and beyond the tables too: they go
    as far as anything is asked, after which each head costs as much as the one before.
    """

    def __init__(self, demands: Demands, only: Container[str] | None = None) -> None:
        """`only` are the rules that count, all unless given."""
        self.crews: list[tuple[list[int], Ints, Floats]] = []
        crews = list(dict.fromkeys(demand.crew for demand in demands.all))
        members = len(demands.instance.agents) + int(demands.past.sum(axis=0).max(initial=0))
        heads = np.arange(3 + min(members, max((demands.highest(crew, only) for crew in crews), default=0)))
        for crew in crews:
            places = np.flatnonzero(demands.asked(crew))
            self.crews.append((demands.kinds(crew), places, demands.points(crew, heads, only)[places]))

    def cost(self, present: Floats | Ints) -> float:
        """Points for all places together."""
        return float(sum(_at(table, present[kinds].sum(axis=0)[at]).sum() for kinds, at, table in self.crews))


def _at(table: Floats, heads: Floats | Ints) -> Floats:
    """The table's values at these heads, one for each of its rows."""
    rows = np.arange(len(table))
    low = np.clip(np.floor(heads).astype(np.int64), 0, table.shape[1] - 2)
    below, above = table[rows, low], table[rows, low + 1]
    return np.asarray(below + (heads - low) * (above - below))


def meal_slots(instance: Instance) -> tuple[Ints, Ints]:
    """Where each cell's meal slots begin, shape (cells + 1,), and the intervals that each slot is on the phones.

    Those are all of [0, 1) and [2, 3), shape (slots, 4).
    """
    spans: list[tuple[int, int, int, int]] = []
    starts = [0]
    for d, t in np.ndindex(instance.day_count, instance.shift_count):
        spans += [_span(instance.phone_intervals(d, t, offset)) for offset in instance.meal_offsets(t)]
        starts.append(len(spans))
    return np.array(starts, dtype=np.int64), np.array(spans, dtype=np.int64).reshape(-1, 4)


def _span(intervals: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Start and end of the first piece, and of the second, of intervals with at most one gap."""
    if not intervals:
        return 0, 0, 0, 0
    first, last = intervals[0], intervals[-1]
    gap = [k for k in range(first, last) if k not in set(intervals)]
    return (first, gap[0], gap[-1] + 1, last + 1) if gap else (first, last + 1, last + 1, last + 1)

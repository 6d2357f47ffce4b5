"""What the rows of agents who are alike have in common, as plain arrays (see `arrays.py`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.arrays import Floats, Ints
from scheduler.engine.rows import AgentRow, AgentRows
from scheduler.instance import Instance


def own_rows(instance: Instance, rows: AgentRows) -> tuple[list[AgentRow], list[AgentRow]]:
    """An agent's rows that nobody else touches: clashes, and others.

    Rows that no roster with one shift a day can break are left out.
    """
    clashes: list[AgentRow] = []
    others: list[AgentRow] = []
    for row in rows.rows:
        if row.total is None:
            if is_clash(instance, row):
                clashes.append(row)
            elif not _holds_anyway(instance, row):
                others.append(row)
    return clashes, others


def _holds_anyway(instance: Instance, row: AgentRow) -> bool:
    if not row.is_own_and_hard or row.limit <= 0:
        return False
    first, last = row.ends
    shifts = instance.shift_count
    return first // shifts == last // shifts < instance.day_count and row.limit >= row.coef_range[1]


def is_clash(instance: Instance, row: AgentRow) -> bool:
    """Whether a row says that of the cells of two days in a row at most one is worked."""
    if not row.is_own_and_hard or row.limit != 1 or row.coef_range != (1, 1):
        return False
    first, last = row.ends
    return last < instance.cell_count and last // instance.shift_count - first // instance.shift_count == 1


def clash_table(instance: Instance, clashes: Iterable[AgentRow]) -> NDArray[np.bool_]:
    """By day, shift and the next day's shift whether these rows keep somebody from working both, shape (D, T, T)."""
    shifts = instance.shift_count
    table = np.zeros((instance.day_count, shifts, shifts), dtype=bool)
    for row in clashes:
        first = row.ends[0] // shifts
        early, late = row.cells[row.cells // shifts == first], row.cells[row.cells // shifts > first]
        table[first, early[:, None] % shifts, late % shifts] = True
    return table


def wish_points(instance: Instance, own: list[AgentRow]) -> Floats:
    """By cell, what working it costs more than a day off, by the soft rows among these that are about one day alone."""
    points = np.zeros(instance.cell_count)
    soft = [row for row in own if row.price is not None]
    shared = Counter((row.rule, row.slack) for row in soft)
    for row in soft:
        if not len(row.cells) or shared[row.rule, row.slack] > 1:
            continue
        first, last = row.ends
        if last < instance.cell_count and first // instance.shift_count == last // instance.shift_count:
            points[row.cells] += (row.price or 0) * (_units(row, row.coefs) - _units(row, np.zeros_like(row.coefs)))
    return points


def _units(row: AgentRow, activity: Ints) -> Ints:
    """What a soft row counts, in multiples of its price."""
    units = np.maximum(0, -(-(activity - row.limit) // row.scale))
    return units * (units + 1) // 2 if row.grows else units


class Structure:
    """Own rows of agents that are alike but for limits: entries by cell and flag, facts by row and slack."""

    def __init__(self, rows: AgentRows, own: list[AgentRow]) -> None:
        """`own` are the rows without clashes, see `own_rows`."""
        self.flag_count = len(rows.flags)
        cells = len(rows.open)
        self.cell_start, self.entries = self._entries(own, cells, list(rows.flags))
        of_cell: list[list[int]] = [[] for _ in range(cells)]
        for i, group in enumerate(rows.flags.values()):
            for cell in group.tolist():
                of_cell[cell].append(i)
        self.flag_start = np.cumsum([0, *map(len, of_cell)])
        self.flags = [flag for own_flags in of_cell for flag in own_flags]
        soft = dict.fromkeys((row.rule, row.slack) for row in own if row.price is not None)
        numbers = {key: i for i, key in enumerate(soft)}
        self.scale = [row.scale for row in own]
        self.slack = [-1 if row.price is None else numbers[row.rule, row.slack] for row in own]
        self.price, self.grows = [0] * len(soft), [False] * len(soft)
        self.slack_rows: list[list[int]] = [[] for _ in soft]
        for i, row in enumerate(own):
            if row.price is not None:
                self.price[self.slack[i]] = row.price
                self.grows[self.slack[i]] = row.grows
                self.slack_rows[self.slack[i]].append(i)

    @staticmethod
    def _entries(own: list[AgentRow], cells: int, flags: list[int]) -> tuple[Ints, NDArray[np.int32]]:
        """Row and coefficient of every entry by cell, then by flag, and where those of each begin."""
        numbers = np.concatenate([np.zeros(0, dtype=np.int64), *(row.cells for row in own)])
        place_of = np.zeros(1 + max(flags, default=cells), dtype=np.int64)
        place_of[flags] = cells + np.arange(len(flags))
        places = np.where(numbers < cells, numbers, place_of[np.maximum(numbers, cells)])
        which = np.repeat(np.arange(len(own)), [len(row.cells) for row in own])
        coefs = np.concatenate([np.zeros(0, dtype=np.int64), *(row.coefs for row in own)])
        order = np.argsort(places, kind="stable")
        held = np.bincount(places, minlength=cells + len(flags))
        return np.cumsum([0, *held]), np.stack([which, coefs], axis=1)[order].astype(np.int32)

    @staticmethod
    def key(rows: AgentRows, own: list[AgentRow]) -> tuple[object, ...]:
        """What agents of one structure have in common: everything but limits and clashes."""
        return tuple(row.form for row in own), tuple(rows.flags)

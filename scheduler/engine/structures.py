"""What the rows of agents who are alike have in common, as plain arrays (see `arrays.py`)."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from scheduler.engine.arrays import Floats, Ints
from scheduler.engine.rows import AgentRow, AgentRows
from scheduler.instance import Instance


def own_rows(instance: Instance, rows: AgentRows) -> list[AgentRow]:
    """An agent's rows that nobody else touches, but those that no roster with one shift a day can break."""
    return [row for row in rows.rows if row.total is None and not _holds_anyway(instance, row)]


class _Facts(NamedTuple):
    """What can be told of a row by its cells and coefficients: the first and last day, the range of coefficients."""

    first: int
    last: int
    least: int
    most: int


@lru_cache(maxsize=1 << 16)
def _facts(cells: bytes, coefs: bytes, shift_count: int) -> _Facts:
    """Of a row that holds any cells; agents alike have many such rows in common."""
    days, weights = np.frombuffer(cells, dtype=np.int64) // shift_count, np.frombuffer(coefs, dtype=np.int64)
    return _Facts(int(days.min()), int(days.max()), int(weights.min()), int(weights.max()))


def _facts_of(instance: Instance, row: AgentRow) -> _Facts:
    return _facts(row.cells.tobytes(), row.coefs.tobytes(), instance.shift_count)


def _holds_anyway(instance: Instance, row: AgentRow) -> bool:
    if row.price is not None or row.limit <= 0 or not len(row.cells):
        return False
    facts = _facts_of(instance, row)
    return facts.first == facts.last < instance.day_count and row.limit >= facts.most


def is_clash(instance: Instance, row: AgentRow) -> bool:
    """Whether a row says that of the cells of two days in a row at most one is worked."""
    if row.price is not None or row.limit != 1 or len(row.cells) == 0:
        return False
    facts = _facts_of(instance, row)
    return facts.least == facts.most == 1 and facts.last < instance.day_count and facts.last - facts.first == 1


def wish_points(instance: Instance, own: list[AgentRow]) -> Floats:
    """By cell, what working it costs more than a day off, by the soft rows among these that are about one day alone."""
    points = np.zeros(instance.cell_count)
    soft = [row for row in own if row.price is not None]
    shared = Counter((row.rule, row.slack) for row in soft)
    for row in soft:
        if not len(row.cells) or shared[row.rule, row.slack] > 1:
            continue
        facts = _facts_of(instance, row)
        if facts.first == facts.last < instance.day_count:
            points[row.cells] += (row.price or 0) * (_units(row, row.coefs) - _units(row, np.zeros_like(row.coefs)))
    return points


def _units(row: AgentRow, activity: Ints) -> Ints:
    """What a soft row counts, in multiples of its price."""
    units = np.maximum(0, -(-(activity - row.limit) // row.scale))
    return units * (units + 1) // 2 if row.grows else units


class Structure:
    """Own rows of agents that are alike but for limits: entries by cell and flag, facts by row and slack."""

    def __init__(self, instance: Instance, rows: AgentRows, own: list[AgentRow]) -> None:
        days, shifts = instance.day_count, instance.shift_count
        self.clash = np.zeros((days, shifts, shifts), dtype=bool)
        for row in (row for row in own if is_clash(instance, row)):
            first = int(row.cells.min()) // shifts
            early, late = row.cells[row.cells // shifts == first], row.cells[row.cells // shifts > first]
            self.clash[first, early[:, None] % shifts, late % shifts] = True
        own = [row for row in own if not is_clash(instance, row)]
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
    def _entries(own: list[AgentRow], cells: int, flags: list[int]) -> tuple[Ints, Ints]:
        """Row and coefficient of every entry by cell, then by flag, and where those of each begin."""
        numbers = np.concatenate([np.zeros(0, dtype=np.int64), *(row.cells for row in own)])
        place_of = np.zeros(1 + max(flags, default=cells), dtype=np.int64)
        place_of[flags] = cells + np.arange(len(flags))
        places = np.where(numbers < cells, numbers, place_of[np.maximum(numbers, cells)])
        which = np.repeat(np.arange(len(own)), [len(row.cells) for row in own])
        coefs = np.concatenate([np.zeros(0, dtype=np.int64), *(row.coefs for row in own)])
        order = np.argsort(places, kind="stable")
        held = np.bincount(places, minlength=cells + len(flags))
        return np.cumsum([0, *held]), np.stack([which, coefs], axis=1)[order]

    @staticmethod
    def key(instance: Instance, rows: AgentRows, own: list[AgentRow]) -> tuple[object, ...]:
        """What agents of one structure have in common: everything but limits, as far as these do not tell a clash."""
        slacks = {key: i for i, key in enumerate(dict.fromkeys((row.rule, row.slack) for row in own))}
        facts = tuple(
            (
                row.cells.tobytes(),
                row.coefs.tobytes(),
                row.scale,
                row.price,
                row.grows,
                slacks[row.rule, row.slack],
                is_clash(instance, row),
            )
            for row in own
        )
        return facts, tuple((number, group.tobytes()) for number, group in rows.flags.items())

"""What the rows of agents who are alike have in common, as plain arrays (see `arrays.py`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.arrays import Floats, Ints, Narrow
from scheduler.engine.rows import AgentRow, AgentRows
from scheduler.instance import Instance


def own_rows(instance: Instance, rows: AgentRows) -> tuple[list[AgentRow], list[AgentRow], list[AgentRow]]:
    """An agent's rows that nobody else touches: clashes, soft ones about one day alone, and others.

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
    sharing = Counter((row.rule, row.slack) for row in others if row.price is not None)
    alone = [row for row in others if sharing[row.rule, row.slack] == 1 and _is_about_one_day(instance, row)]
    own_days = set(map(id, alone))
    return clashes, alone, [row for row in others if id(row) not in own_days]


def _is_about_one_day(instance: Instance, row: AgentRow) -> bool:
    if row.price is None or not len(row.cells):
        return False
    first, last = row.ends
    return last < instance.cell_count and first // instance.shift_count == last // instance.shift_count


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


def wish_points(instance: Instance, alone: Iterable[AgentRow]) -> tuple[Floats, int]:
    """By cell, what working it costs more than a day off by these rows about one day alone; and what days off cost."""
    points, idle = np.zeros(instance.cell_count), 0
    for row in alone:
        nothing = int(_units(row, np.zeros(1, dtype=np.int64))[0])
        idle += (row.price or 0) * nothing
        points[row.cells] += (row.price or 0) * (_units(row, row.coefs) - nothing)
    return points, idle


def _units(row: AgentRow, activity: Ints) -> Ints:
    """What a soft row counts, in multiples of its price."""
    units = np.maximum(0, -(-(activity - row.limit) // row.scale))
    return units * (units + 1) // 2 if row.grows else units


def _usual(coefs: Ints) -> int:
    """What a shift usually moves a row by: so far one shift breaks it."""
    return max(1, int(np.median(np.abs(coefs)))) if len(coefs) else 1


class Structure:
    """Own rows of agents that are alike but for limits: entries by cell, day and flag, facts by row and slack.

    What most shifts of a day add to a row alike is an entry of the day; a cell's entries are what it adds besides.
    """

    def __init__(self, rows: AgentRows, own: list[AgentRow], shift_count: int) -> None:
        """`own` are the rows that belong to structures, see `own_rows`."""
        self.flag_count = len(rows.flags)
        cells = len(rows.open)
        self._shift_count = shift_count
        self.first_day, self.first_flag = cells, cells + cells // shift_count
        self.cell_start, self.entries = self._entries(own, list(rows.flags))
        of_cell: list[list[int]] = [[] for _ in range(cells)]
        for i, group in enumerate(rows.flags.values()):
            for cell in group.tolist():
                of_cell[cell].append(i)
        self.flag_start = np.cumsum([0, *map(len, of_cell)])
        self.flags = [flag for own_flags in of_cell for flag in own_flags]
        soft = dict.fromkeys((row.rule, row.slack) for row in own if row.price is not None)
        numbers = {key: i for i, key in enumerate(soft)}
        self.scale = [row.scale if row.price is not None else _usual(row.coefs) for row in own]
        self.slack = [-1 if row.price is None else numbers[row.rule, row.slack] for row in own]
        self.price, self.grows = [0] * len(soft), [False] * len(soft)
        self.slack_rows: list[list[int]] = [[] for _ in soft]
        for i, row in enumerate(own):
            if row.price is not None:
                self.price[self.slack[i]] = row.price
                self.grows[self.slack[i]] = row.grows
                self.slack_rows[self.slack[i]].append(i)

    def _entries(self, own: list[AgentRow], flags: list[int]) -> tuple[Ints, Narrow]:
        """Row and coefficient of every entry by cell, then by day and by flag, and where those of each begin."""
        place_of = np.zeros(1 + max(flags, default=self.first_day), dtype=np.int64)
        place_of[flags] = self.first_flag + np.arange(len(flags))
        places, coefs, held = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)], []
        for row in own:
            of_cell = row.cells < self.first_day
            own_cells, besides, own_days, common = self._parted(row.cells[of_cell], row.coefs[of_cell])
            own_flags = place_of[row.cells[~of_cell]]
            places += [own_cells, own_days, own_flags]
            coefs += [besides, common, row.coefs[~of_cell]]
            held.append(len(own_cells) + len(own_days) + len(own_flags))
        which = np.repeat(np.arange(len(own)), held)
        where = np.concatenate(places)
        order = np.argsort(where, kind="stable")
        starts = np.cumsum([0, *np.bincount(where, minlength=self.first_flag + len(flags))])
        return starts, np.stack([which, np.concatenate(coefs)], axis=1)[order].astype(np.int32)

    def _parted(self, cells: Ints, coefs: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """A row's cells and coefficients as places: what cells add besides their days, and what the days add."""
        if not len(cells):
            return cells, coefs, cells, coefs
        days = cells // self._shift_count
        first, count = days.min(), days.max() + 1 - days.min()
        by_day = np.zeros((count, self._shift_count), dtype=np.int64)
        by_day.ravel()[cells - first * self._shift_count] = coefs
        common = np.sort(by_day, axis=1)[:, (self._shift_count - 1) // 2]
        besides = (by_day - common[:, None]).ravel()
        own_cells, own_days = np.flatnonzero(besides), np.flatnonzero(common)
        return (
            own_cells + first * self._shift_count,
            besides[own_cells],
            own_days + self.first_day + first,
            common[own_days],
        )

    def numbers(self, cells: Ints, flags: Ints) -> list[int]:
        """Where the entries of somebody's cells (one a day), of their days and of flags are, in `cell_start`."""
        days = self.first_day + cells // self._shift_count
        return [*cells.tolist(), *days.tolist(), *(self.first_flag + flags).tolist()]

    @staticmethod
    def key(rows: AgentRows, own: list[AgentRow]) -> tuple[object, ...]:
        """What agents of one structure have in common: everything but limits and clashes."""
        return tuple(row.form for row in own), tuple(rows.flags)


def sharing_groups(rows: Sequence[AgentRows], names: Sequence[str]) -> tuple[Ints, list[list[AgentRow]]]:
    """By agent and sum the group of those who have the same rows with the sum (−1 for no rows), and the rows of each group."""
    sharing = np.full((len(rows), len(names)), -1, dtype=np.int64)
    groups: dict[tuple[object, ...], int] = {}
    found: list[list[AgentRow]] = []
    holding = [[row for row in own.rows if row.total] for own in rows]
    for i, name in enumerate(names):
        for a, held in enumerate(holding):
            alike = [row for row in held if row.total and row.total[0] == name]
            if alike:
                key = name, *((row.rule, *sharing_facts(row)) for row in alike)
                if key not in groups:
                    groups[key] = len(groups)
                    found.append(alike)
                sharing[a, i] = groups[key]
    return sharing, found


def sharing_facts(row: AgentRow) -> tuple[int, ...]:
    """A row with a sum as in `Layout.shared`."""
    assert row.total is not None
    own = int(row.coefs.max(initial=0)) or int(row.coefs.min(initial=0))
    return own, row.total[1], row.limit, row.scale, row.price or 0, int(row.grows)

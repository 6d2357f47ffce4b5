"""Rules about agents, added up: what holds for each agent of a group holds for their sum, so for head-counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.lifting import Lifting
from scheduler.engine.program import INFINITE, Ints, Program
from scheduler.engine.rows import AgentRow, AgentRows, most_activity, sums_of
from scheduler.instance import Cells, Instance

_STEPS = 8
"""So many units of a growing breach have a price of their own in the sums; those beyond cost as much as the last."""


@dataclass(frozen=True)
class Crowd:
    """Agents whose rows are added up: their head-counts' columns, shape (D, T), and the sums that are theirs alone.

    Sums of rules that hold a sum over other agents too are not among `own_rows`. `priced` says whether the crowd's breaches
    are paid for here, not in another crowd with the same agents.
    """

    members: Sequence[int]
    heads: Ints
    own_rows: list[int]
    slacks: dict[tuple[str, object, int], int]
    """The columns of what is paid for, by rule, slack and price."""
    priced: bool


def class_totals(rows: list[AgentRows], members: Sequence[int]) -> dict[str, tuple[Cells, list[int]]]:
    """The sums over agents that a class has work in: their cells, and which members' work counts."""
    found: dict[str, tuple[Cells, list[int]]] = {}
    for a in members:
        for name, cells in rows[a].totals.items():
            found.setdefault(name, (cells, []))[1].append(a)
    return found


def open_cells(rows: list[AgentRows], agents: Iterable[int]) -> NDArray[np.bool_]:
    """The cells that each of these agents may work, shape (agents, D·T)."""
    return np.array([rows[a].open for a in agents])


def add_group_rows(
    program: Program,
    instance: Instance,
    rows: list[AgentRows],
    groups: Sequence[Sequence[int]],
    by_group: Ints,
    totals: Mapping[str, int],
    priced: bool,
) -> list[Crowd]:
    """Add up the agents' rows over each group (or class) and put the sums on its head-counts, shape (groups, D, T).

    An agent without such a row counts with the most that it can reach. Slack is filled from the cheapest agent up.
    """
    lifting, shared = Lifting(instance), sums_of(rows)
    crowds = []
    for members, heads in zip(groups, by_group, strict=True):
        if not members:
            continue
        by_key: defaultdict[tuple[str, object], dict[int, AgentRow]] = defaultdict(dict)
        for a in members:
            for row in [*rows[a].rows, *lifting.rows(rows[a])]:
                by_key[row.rule, row.key][a] = row
        slacks: dict[tuple[str, object, int], int] = {}
        first = len(program.row_columns)
        columns = _with_flags(program, instance, [rows[a] for a in members], heads)
        own_rows = list(range(first, len(program.row_columns)))
        allowed = open_cells(rows, members)
        for (rule, _), own in by_key.items():
            first = len(program.row_columns)
            _add_sum(program, instance, members, allowed, columns, rule, own, slacks, totals)
            if rule not in shared:
                own_rows += range(first, len(program.row_columns))
        crowds.append(Crowd(members, heads, own_rows, slacks, priced))
    return crowds


def _with_flags(program: Program, instance: Instance, rows: list[AgentRows], by_class: Ints) -> Ints:
    """Columns by cell, then by flag: how many of the class's agents have it set."""
    columns = np.full(max(own.width for own in rows), -1, dtype=np.int64)
    columns[: instance.cell_count] = by_class.ravel()
    for number, group in {number: group for own in rows for number, group in own.flags.items()}.items():
        holders = sum(number in own.flags for own in rows)
        flag = columns[number] = program.column(0, holders)
        cells = group[columns[group] >= 0]
        days = cells // instance.shift_count
        for d in dict.fromkeys(days.tolist()):
            day = columns[cells[days == d]].tolist()
            program.at_most([*day, flag], [1] * len(day) + [-1], len(rows) - holders)
        program.at_most([flag, *columns[cells].tolist()], [1] + [-1] * len(cells), 0)
    return columns


def _add_sum(
    program: Program,
    instance: Instance,
    members: Sequence[int],
    allowed: NDArray[np.bool_],
    columns: Ints,
    rule: str,
    own: dict[int, AgentRow],
    slacks: dict[tuple[str, object, int], int],
    totals: Mapping[str, int],
) -> None:
    cells, coefs = _common(instance, list(own.values()))
    open_columns = columns[cells] >= 0
    row_columns = columns[cells][open_columns].tolist()
    row_coefs = coefs[open_columns].tolist()
    shared, shared_coef = _shared(list(own.values()))
    if shared is not None:
        row_columns.append(totals[shared])
        row_coefs.append(shared_coef)
    limit = 0
    caps: defaultdict[tuple[str, object, int], int] = defaultdict(int)
    for a, most in zip(members, most_activity(instance, cells, coefs, allowed).tolist(), strict=True):
        row = own.get(a)
        if row is not None and row.total is not None:
            most += max(0, row.total[1]) * program.upper[totals[row.total[0]]]
        limit += most if row is None else min(row.limit, most)
        if row is not None and row.price is not None and most > row.limit:
            for price, units in price_steps(row, -(-(most - row.limit) // row.scale)):
                caps[rule, row.slack, price] += units
    if limit >= sum(max(0, coef) * program.upper[i] for i, coef in zip(row_columns, row_coefs, strict=True)):
        return
    scale = max(row.scale for row in own.values())
    for key, cap in caps.items():
        if key not in slacks:
            slacks[key] = program.column(0, cap, key[2])
        program.upper[slacks[key]] = max(cap, program.upper[slacks[key]])
        row_columns.append(slacks[key])
        row_coefs.append(-scale)
    program.row(row_columns, row_coefs, -INFINITE, limit)


def price_steps(row: AgentRow, units: int) -> list[tuple[int, int]]:
    """Prices of the units of a row's slack: (price, units), the last price held where it would go on growing."""
    price = row.price or 0
    if not row.grows:
        return [(price, units)]
    steps = [(price * n, 1) for n in range(1, min(units, _STEPS))]
    return [*steps, (price * min(units, _STEPS), max(1, units - _STEPS + 1))]


def _shared(own: list[AgentRow]) -> tuple[str | None, int]:
    """The sum over agents that these rows hold (one and the same in all), and the sum of its coefficients."""
    names = {row.total[0] for row in own if row.total is not None}
    if not names:
        return None, 0
    (name,) = names
    return name, sum(row.total[1] for row in own if row.total is not None)


def _common(instance: Instance, own: list[AgentRow]) -> tuple[Ints, Ints]:
    """Cells and coefficients that hold for all rows: the smallest coefficient of each cell."""
    first = own[0]
    if all(row.cells is first.cells and row.coefs is first.coefs for row in own) or all(
        np.array_equal(row.cells, first.cells) and np.array_equal(row.coefs, first.coefs) for row in own
    ):
        return first.cells, first.coefs
    width = 1 + max(instance.cell_count - 1, *(int(row.cells.max(initial=0)) for row in own))
    dense = np.zeros((len(own), width), dtype=np.int64)
    for i, row in enumerate(own):
        dense[i, row.cells] = row.coefs
    smallest = dense.min(axis=0)
    cells = np.flatnonzero(smallest)
    return cells, smallest[cells]

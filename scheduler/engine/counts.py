"""The bound: head-counts by staff class, day, shift and meal slot. Its bound holds for the whole problem.

Every rule about staff is exact on head-counts. Rules about agents are added up over the agents of a class: what
holds for each of them holds for their sum. So no roster that keeps the rules costs less than the best head-counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.heads import Demands, HeadColumns, add_staff_rows
from scheduler.engine.lifting import Lifting
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.program import INFINITE, Ints, Program
from scheduler.engine.rows import AgentRow, AgentRows, most_activity
from scheduler.engine.solvers import Outcome, Relaxed, solve_highs, solve_lp
from scheduler.instance import Cells, Instance

_SMALL = 10_000
"""Columns up to which the programme is also solved in whole numbers, which raises the bound."""

_LEAST_SECONDS = 20.0
"""The relaxation may take so many seconds even when less is left."""

_GUARD_SECONDS = 120.0
"""Longest time for whole numbers with one worker, where the search tree is limited instead, so that a seed repeats."""

_STEPS = 8
"""So many units of a growing breach have a price of their own in the sums; those beyond cost as much as the last."""


class CountsModel:
    """The programme of head-counts."""

    def __init__(self, instance: Instance, demands: Demands, rows: list[AgentRows]) -> None:
        self.instance = instance
        self.program = Program()
        self._caps = _cell_caps(instance, rows)
        self.demands = self._demands(demands)
        self.heads = HeadColumns(self.program, instance, self.demands.by_kind(self._caps), range(instance.day_count))
        self.groups = self._groups()
        """The agents of each group; the programme has head-counts by group, day and shift."""
        self.by_class = self._group_columns()
        first = len(self.program.row_columns)
        self._add_agents(rows)
        self.about_agents = range(first, len(self.program.row_columns))
        """The rows that come from rules about agents: what holds the days together."""
        self.relaxation: Relaxed | None = None
        add_staff_rows(self.program, self.heads, self.demands, self.demands.past, whole=True)

    def _demands(self, demands: Demands) -> Demands:
        return demands

    def _groups(self) -> list[Sequence[int]]:
        return list(self.instance.classes)

    def _add_agents(self, rows: list[AgentRows]) -> None:
        add_group_rows(self.program, self.instance, rows, self.groups, self.by_class, self._total_columns(rows))

    def _group_columns(self) -> Ints:
        """A column for each (class, day, shift); those of a kind add up to the kind's head-count."""
        columns = self._class_columns()
        kind_of = np.array(self.demands.kind_of)
        for (kind, d, t), _ in self.heads.slots.items():
            own = [int(column) for column in columns[kind_of == kind, d, t] if column >= 0]
            self.program.equal([*own, int(self.heads.total[kind, d, t])], [1] * len(own) + [-1], 0)
        return columns

    def _class_columns(self) -> Ints:
        columns = np.full(self._caps.shape, -1, dtype=np.int64)
        for cell in np.argwhere(self._caps > 0):
            columns[tuple(cell)] = self.program.column(0, self._caps[tuple(cell)])
        return columns

    def _total_columns(self, rows: list[AgentRows]) -> dict[str, int]:
        """A column for each sum over agents."""
        columns: dict[str, list[int]] = {}
        for c, members in enumerate(self.groups):
            for name, (cells, holders) in class_totals(rows, members).items():
                own = self.by_class[c].ravel()[cells]
                own = own[own >= 0].tolist()
                if len(holders) < len(members):
                    own = [self._part_of(own, cells, rows, set(members) - set(holders))]
                columns.setdefault(name, []).extend(own)
        return {
            name: self.program.define(own, [1] * len(own), sum(self.program.upper[column] for column in own))
            for name, own in columns.items()
        }

    def _part_of(self, own: list[int], cells: Cells, rows: list[AgentRows], others: Iterable[int]) -> int:
        """A column for what of these head-counts is not work of the `others`, as far as sums can tell."""
        ones = np.ones(len(cells), dtype=np.int64)
        theirs = int(most_activity(self.instance, cells, ones, _open(rows, others)).sum())
        part = self.program.column(0, sum(self.program.upper[column] for column in own))
        self.program.row([*own, part], [1] * len(own) + [-1], 0, theirs)
        return part

    def relaxed(self, clock: Clock, stop: Stop) -> tuple[Outcome, int]:
        """The linear relaxation: what it proved, and its bound (0 when it was not finished)."""
        answer = self.relaxation = solve_lp(self.program, seconds=max(_LEAST_SECONDS, clock.left), stop=stop)
        return answer.outcome, max(0, answer.bound or 0)

    def in_whole_numbers(self, clock: Clock, stop: Stop) -> tuple[Outcome, int]:
        """The same in whole numbers, which raises the bound of small programmes; nothing for larger ones."""
        if self.program.column_count > _SMALL:
            return Outcome.UNKNOWN, 0
        seconds, nodes = (_GUARD_SECONDS, 1) if clock.deterministic else (clock.left, None)
        answer = solve_highs(self.program, seconds=seconds, stop=stop, nodes=nodes)
        return answer.outcome, max(0, answer.bound or 0)


class StaffByCrewModel(CountsModel):
    """A coarser programme: rules about staff, and meal slots, by crew; rules about agents by class as before.

    Meal slots of crews that overlap need not agree on a person, but for this: a crew within another has no more heads
    than it, in any slot. Both hold for every roster, so the bound does.
    """

    def _demands(self, demands: Demands) -> Demands:
        return demands.by_crew()

    def _group_columns(self) -> Ints:
        columns = self._class_columns()
        for (crew, d, t), _ in self.heads.slots.items():
            own = [int(columns[c, d, t]) for c in sorted(self.demands.crews[crew]) if columns[c, d, t] >= 0]
            self.program.equal([*own, int(self.heads.total[crew, d, t])], [1] * len(own) + [-1], 0)
        self._nest()
        return columns

    def _nest(self) -> None:
        """Crews within another, the next larger ones, have no more heads in any slot."""
        crews = self.demands.crews
        inner = {(i, j) for i, small in enumerate(crews) for j, large in enumerate(crews) if small < large}
        direct = [(i, j) for i, j in inner if not any((i, k) in inner and (k, j) in inner for k in range(len(crews)))]
        for i, j in sorted(direct):
            for (crew, d, t), slots in self.heads.slots.items():
                if crew == i:
                    for small, large in zip(slots, self.heads.slots[j, d, t], strict=True):
                        self.program.at_most([small, large], [1, -1], 0)


class CrewsModel(StaffByCrewModel):
    """A coarser one still, far smaller where there are many skills: rules about agents by crew too.

    Crews overlap, so costs of those rules and sums over all agents count in crews that share nobody, and in classes
    outside of these; the other crews keep the hard rows alone. That holds for every roster, so the bound does.
    """

    def _groups(self) -> list[Sequence[int]]:
        instance, crews = self.instance, self.demands.crews
        taken: set[int] = set()
        self._apart: list[int] = []
        for i in sorted(range(len(crews)), key=lambda i: -len(crews[i])):
            if not crews[i] & taken:
                self._apart.append(i)
                taken |= crews[i]
        self._others = [c for c in range(len(instance.classes)) if c not in taken]
        self._apart += range(len(crews), len(crews) + len(self._others))
        crowds: list[Sequence[int]] = [sorted(a for c in crew for a in instance.classes[c]) for crew in crews]
        return crowds + [instance.classes[c] for c in self._others]

    def _group_columns(self) -> Ints:
        caps = self._caps[self._others]
        others = np.full(caps.shape, -1, dtype=np.int64)
        for cell in np.argwhere(caps > 0):
            others[tuple(cell)] = self.program.column(0, caps[tuple(cell)])
        self._nest()
        return np.concatenate([self.heads.total, others])

    def _add_agents(self, rows: list[AgentRows]) -> None:
        groups, by_group = self.groups, self.by_class
        self.groups, self.by_class = [groups[i] for i in self._apart], by_group[self._apart]
        totals = self._total_columns(rows)
        add_group_rows(self.program, self.instance, rows, self.groups, self.by_class, totals)
        shared = [i for i in range(len(groups)) if i not in self._apart]
        hard = [replace(own, rows=[row for row in own.rows if row.price is None and row.total is None]) for own in rows]
        add_group_rows(self.program, self.instance, hard, [groups[i] for i in shared], by_group[shared], totals)
        self.groups, self.by_class = groups, by_group


def class_totals(rows: list[AgentRows], members: Sequence[int]) -> dict[str, tuple[Cells, list[int]]]:
    """The sums over agents that a class has work in: their cells, and which members' work counts."""
    found: dict[str, tuple[Cells, list[int]]] = {}
    for a in members:
        for name, cells in rows[a].totals.items():
            found.setdefault(name, (cells, []))[1].append(a)
    return found


def _open(rows: list[AgentRows], agents: Iterable[int]) -> NDArray[np.bool_]:
    """The cells that each of these agents may work, shape (agents, D·T)."""
    return np.array([rows[a].open for a in agents])


def _cell_caps(instance: Instance, rows: list[AgentRows]) -> Ints:
    """How many agents of each class may work each cell, shape (C, D, T)."""
    caps = np.zeros((len(instance.classes), instance.day_count, instance.shift_count), dtype=np.int64)
    for a, c in enumerate(instance.class_of):
        caps[c] += rows[a].open.reshape(caps.shape[1:])
    return caps


def add_group_rows(
    program: Program,
    instance: Instance,
    rows: list[AgentRows],
    groups: Sequence[Sequence[int]],
    by_class: Ints,
    totals: Mapping[str, int],
) -> None:
    """Add up the agents' rows over each group (or class) and put the sums on its head-counts, shape (groups, D, T).

    An agent without such a row counts with the most that it can reach. Slack is filled from the cheapest agent up.
    """
    lifting = Lifting(instance)
    for c, members in ((c, members) for c, members in enumerate(groups) if members):
        by_key: defaultdict[tuple[str, object], dict[int, AgentRow]] = defaultdict(dict)
        for a in members:
            for row in [*rows[a].rows, *lifting.rows(rows[a])]:
                by_key[row.rule, row.key][a] = row
        slacks: dict[tuple[str, object, int], int] = {}
        columns = _with_flags(program, instance, [rows[a] for a in members], by_class[c])
        allowed = _open(rows, members)
        for (rule, _), own in by_key.items():
            _add_sum(program, instance, members, allowed, columns, rule, own, slacks, totals)


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
            for price, units in _steps(row, -(-(most - row.limit) // row.scale)):
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


def _steps(row: AgentRow, units: int) -> list[tuple[int, int]]:
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

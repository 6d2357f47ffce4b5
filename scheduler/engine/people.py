"""Columns for agents (who works which cell) and the rows of the rules about agents on them.

Used for a whole staff class at first, then for parts of a roster: what is not free keeps its present value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from scheduler.engine.program import INFINITE, Ints, Program
from scheduler.engine.rows import AgentRow, AgentRows
from scheduler.instance import Instance
from scheduler.view import OFF

Grid = Ints
"""Shifts by agent and day, shape (A, D); `OFF` where there is none."""


class PeopleColumns:
    """A column for every open cell of the free agents on the free days; one for a day where rows hold all of its cells."""

    def __init__(
        self,
        program: Program,
        instance: Instance,
        rows: Sequence[AgentRows],
        agents: Iterable[int],
        grid: Grid,
        days: Iterable[int] | None = None,
        totals: dict[str, int] | None = None,
        settled: bool = False,
    ) -> None:
        """`totals` are the present sums over agents; when `settled`, the free cells cannot change them."""
        self.program = program
        self.instance = instance
        self.agents = tuple(agents)
        self.grid = grid
        self.free = np.zeros(instance.day_count, dtype=bool)
        self.free[list(range(instance.day_count) if days is None else days)] = True
        self._free_cells = np.repeat(self.free, instance.shift_count)
        self.column = {a: self._columns(rows[a]) for a in self.agents}
        self._fixed = {a: self._fixed_cells(a, rows[a]) for a in self.agents}
        self._days = {a: _Days(program, self.column[a], instance) for a in self.agents}
        for a in self.agents:
            self._add_flags(a, rows[a])
        if settled:
            self.totals = {name: program.column(value, value) for name, value in (totals or {}).items()}
        else:
            self.totals = self._total_columns(rows, totals or {})
        for a in self.agents:
            self._add_rows(a, rows[a])

    def _columns(self, rows: AgentRows) -> Ints:
        """Column of each cell (and flag, later), −1 where there is none; shape (D·T + flags,)."""
        columns = np.full(rows.width, -1, dtype=np.int64)
        for cell in np.flatnonzero(rows.open & self._free_cells):
            columns[cell] = self.program.column(0, 1)
        return columns

    def _fixed_cells(self, a: int, rows: AgentRows) -> Ints:
        """What the agent works on the days that are not free, as 0/1 by cell and flag."""
        worked = np.zeros(rows.width, dtype=np.int64)
        for d in np.flatnonzero(~self.free):
            if self.grid[a, d] != OFF:
                worked[d * self.instance.shift_count + self.grid[a, d]] = 1
        for number, group in rows.flags.items():
            worked[number] = worked[group].max(initial=0)
        return worked

    def _add_flags(self, a: int, rows: AgentRows) -> None:
        """A column for each flag that what is fixed does not settle."""
        columns = self.column[a]
        for number, group in rows.flags.items():
            open_cells = group[columns[group] >= 0]
            if not self._fixed[a][number] and len(open_cells):
                days = open_cells // self.instance.shift_count
                own = [columns[open_cells[days == d]].tolist() for d in dict.fromkeys(days.tolist())]
                columns[number] = self.program.any_of(own)

    def _total_columns(self, rows: Sequence[AgentRows], now: dict[str, int]) -> dict[str, int]:
        """A column for each sum over agents: its present value, less what the free cells held, plus their columns."""
        totals = {}
        for name, value in now.items():
            columns: list[int] = []
            held = 0
            for a in self.agents:
                cells = rows[a].totals.get(name)
                if cells is None:
                    continue
                own = self.column[a][cells]
                columns += own[own >= 0].tolist()
                held += sum(
                    int(self.grid[a, d]) == t
                    for d, t in zip(*divmod(cells, self.instance.shift_count), strict=True)
                    if self.free[d]
                )
            totals[name] = self.program.define(columns, [1] * len(columns), value + len(columns), value - held)
        return totals

    def _add_rows(self, a: int, rows: AgentRows) -> None:
        slacks: dict[tuple[str, object], int] = {}
        growing: dict[int, int] = {}
        for row in rows.rows:
            columns = self.column[a][row.cells]
            free = columns >= 0
            limit = row.limit - int(np.dot(row.coefs, self._fixed[a][row.cells]))
            if not free.any() and row.total is None and (limit >= 0 or row.price is not None):
                continue
            merged = self._days[a].merged(row.cells[free], columns[free], row.coefs[free])
            slack = self._add_row(*merged, limit, row, slacks)
            if slack is not None and row.grows and row.price is not None:
                growing[slack] = row.price
        for slack, price in growing.items():
            steps = self.program.price_above(
                [slack], [(n, price) for n in range(self.program.upper[slack])], self.program.upper[slack]
            )
            self.program.at_most([slack, *steps], [1] + [-1] * len(steps), 0)

    def _add_row(
        self, columns: list[int], coefs: list[int], limit: int, row: AgentRow, slacks: dict[tuple[str, object], int]
    ) -> int | None:
        """Add a row and return its slack, None where it needs none."""
        if row.total is not None:
            columns.append(self.totals[row.total[0]])
            coefs.append(row.total[1])
        most = sum(coef * self.program.upper[i] for i, coef in zip(columns, coefs, strict=True) if coef > 0)
        if most <= limit:
            return None
        if row.price is None:
            self.program.row(columns, coefs, -INFINITE, limit)
            return None
        needed = -(-(most - limit) // row.scale)
        slack = slacks.setdefault((row.rule, row.slack), -1)
        if slack < 0:
            slack = slacks[row.rule, row.slack] = self.program.column(0, needed, 0 if row.grows else row.price)
        self.program.upper[slack] = max(self.program.upper[slack], needed)
        self.program.relieved(columns, coefs, limit, slack, row.scale)
        return slack

    def cells_of(self, a: int) -> Ints:
        """The cells of agent `a` that have a column."""
        return np.flatnonzero(self.column[a][: self.instance.cell_count] >= 0)

    def all_cells(self) -> Ints:
        """The columns of all cells that have one."""
        return np.concatenate([self.column[a][self.cells_of(a)] for a in self.agents])

    def cell_columns(self, agents: Iterable[int], cell: int) -> list[int]:
        """The columns of these agents for a cell."""
        return [int(self.column[a][cell]) for a in agents if self.column[a][cell] >= 0]

    def read(self, values: Ints) -> Grid:
        """The grid with the free part as the solution has it."""
        grid = self.grid.copy()
        for a in self.agents:
            grid[a, self.free] = OFF
            cells = self.cells_of(a)
            for cell in cells[values[self.column[a][cells]] > 0]:
                d, t = divmod(int(cell), self.instance.shift_count)
                grid[a, d] = t
        return grid

    def write(self, grid: Grid, values: Ints) -> None:
        """Put a grid's free part into a solution's values."""
        for a in self.agents:
            values[self.column[a][self.cells_of(a)]] = 0
            for d in np.flatnonzero(self.free & (grid[a] != OFF)):
                column = self.column[a][d * self.instance.shift_count + grid[a, d]]
                if column >= 0:
                    values[column] = 1


class _Days:
    """For each day of one agent a column that is 1 when any open cell is worked: what most rows look at.

    Rows over whole days hold a tenth of the entries with them, and solvers see runs of days in them.
    """

    def __init__(self, program: Program, columns: Ints, instance: Instance) -> None:
        self._program = program
        self._shift_count = instance.shift_count
        self._cell_count = instance.cell_count
        self._open = columns[: instance.cell_count].reshape(instance.day_count, instance.shift_count)
        self._counts = (self._open >= 0).sum(axis=1)
        self._several = self._counts > 1
        self._fewest = min(self._counts[self._several].tolist(), default=instance.cell_count + 1)
        self._column: dict[int, int] = {}

    def merged(self, cells: Ints, columns: Ints, coefs: Ints) -> tuple[list[int], list[int]]:
        """Columns and coefficients of a row over these cells (and flags), whole days taken together."""
        apart = columns.tolist(), coefs.tolist()
        if len(cells) < self._fewest:
            return apart
        on_days = cells < self._cell_count
        days, of_days = cells[on_days] // self._shift_count, coefs[on_days]
        whole = self._several & (np.bincount(days, minlength=len(self._counts)) == self._counts)
        if not whole.any():
            return apart
        coef = np.zeros_like(self._counts)
        coef[days] = of_days
        whole[days[of_days != coef[days]]] = False
        rest = ~on_days
        rest[on_days] = ~whole[days]
        taken = np.flatnonzero(whole)
        own = [self._day(d) for d in taken.tolist()]
        return [*columns[rest].tolist(), *own], [*coefs[rest].tolist(), *coef[taken].tolist()]

    def _day(self, d: int) -> int:
        if d not in self._column:
            own = self._open[d][self._open[d] >= 0].tolist()
            self._column[d] = self._program.define(own, [1] * len(own), 1)
        return self._column[d]


def grid_totals(instance: Instance, rows: Sequence[AgentRows], grid: Grid) -> dict[str, int]:
    """The present value of every sum over agents."""
    totals: dict[str, int] = {}
    for a, agent_rows in enumerate(rows):
        for name, cells in agent_rows.totals.items():
            days, shifts = np.divmod(cells, instance.shift_count)
            totals[name] = totals.get(name, 0) + int((grid[a, days] == shifts).sum())
    return totals

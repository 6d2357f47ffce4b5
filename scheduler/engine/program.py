"""An integer programme in plain numbers, the same for every solver: columns with bounds and costs, linear rows."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

INFINITE = 1 << 40
"""A bound beyond every sum that occurs."""

Prices = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class _Chain:
    """Slacks for Σ columns above (sign 1) or below (−1) a level, filled in order."""

    columns: Sequence[int]
    level: int
    sign: int
    slacks: list[int]


@dataclass(frozen=True)
class Priced:
    """Rows that are paid for instead of kept: what each row and each column adds then; all together bound the programme.

    `reduced` is what a unit of each column costs then.
    """

    prices: Floats
    reduced: Floats
    by_row: Floats
    by_column: Floats

    @property
    def value(self) -> float:
        """The bound (of Lagrange), for any prices."""
        return float(self.by_row.sum() + self.by_column.sum())


@dataclass(frozen=True)
class Matrix:
    """A programme as arrays: costs and bounds by column, bounds and entries by row, and which columns must be whole."""

    cost: Floats
    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    row_lower: Floats
    row_upper: Floats
    start: NDArray[np.int32]
    index: NDArray[np.int32]
    value: Floats

    @property
    def entries(self) -> csr_array:
        """The rows' entries, shape (rows, columns)."""
        return csr_array((self.value, self.index, self.start), shape=(len(self.row_lower), len(self.cost)))

    def priced(self, prices: Floats) -> Priced:
        """What the rows are worth at these prices, whatever they are; a price on a side that a row does not have is dropped."""
        usable = np.where(prices > 0, np.isfinite(self.row_lower), np.isfinite(self.row_upper))
        prices = np.where(usable, prices, 0.0)
        sides = np.where(prices > 0, self.row_lower, self.row_upper)
        by_row = prices * np.where(usable, sides, 0.0)
        reduced = self.cost - self.entries.T @ prices
        return Priced(prices, reduced, by_row, self.least(reduced))

    def least(self, cost: Floats) -> Floats:
        """What each column costs at least within its bounds where a unit costs so much."""
        return np.minimum(cost * self.lower, cost * self.upper)

    def part(self, rows: Ints, columns: Ints, cost: Floats) -> Matrix:
        """The programme of these rows and columns, where the rows hold no others; `cost` is by column of the whole."""
        entries = self.entries[rows][:, columns].tocsr()
        return Matrix(
            cost=cost[columns],
            lower=self.lower[columns],
            upper=self.upper[columns],
            whole=self.whole[columns],
            row_lower=self.row_lower[rows],
            row_upper=self.row_upper[rows],
            start=entries.indptr.astype(np.int32),
            index=entries.indices.astype(np.int32),
            value=entries.data,
        )


class Program:
    """Minimise Σ cost·column, each row between its bounds; all columns are integers.

    Slack columns are remembered with the rows they relieve, so that a solution that is known on the other columns can
    be completed (a hint helps a solver only when it is complete).
    """

    def __init__(self) -> None:
        self.lower: list[int] = []
        self.upper: list[int] = []
        self.cost: list[int] = []
        self.row_columns: list[Sequence[int]] = []
        self.row_coefs: list[Sequence[int]] = []
        self.row_lower: list[int] = []
        self.row_upper: list[int] = []
        self.implied: set[int] = set()
        """Columns that are whole numbers when all others are: defined ones."""
        self._slack_rows: dict[int, list[tuple[int, int]]] = {}
        self._defined: list[tuple[int, int]] = []
        self._chains: list[_Chain] = []
        self._any: list[tuple[int, list[int]]] = []

    def copy(self) -> Program:
        """The same programme, to which columns and rows can be added and whose bounds can be changed by themselves."""
        other = copy.copy(self)
        for name in ("lower", "upper", "cost", "row_columns", "row_coefs", "row_lower", "row_upper"):
            setattr(other, name, list(getattr(self, name)))
        return other

    @property
    def column_count(self) -> int:
        return len(self.lower)

    def column(self, lower: int, upper: int, cost: int = 0) -> int:
        """Add a column and return its number."""
        self.lower.append(int(lower))
        self.upper.append(int(upper))
        self.cost.append(int(cost))
        return len(self.lower) - 1

    def row(self, columns: Sequence[int], coefs: Sequence[int], lower: int, upper: int) -> int:
        """Add lower ≤ Σ coefs·columns ≤ upper and return its number."""
        self.row_columns.append(columns)
        self.row_coefs.append(coefs)
        self.row_lower.append(int(lower))
        self.row_upper.append(int(upper))
        return len(self.row_columns) - 1

    @property
    def entry_count(self) -> int:
        """Numbers in all rows together."""
        return sum(len(columns) for columns in self.row_columns)

    def equal(self, columns: Sequence[int], coefs: Sequence[int], value: int) -> int:
        return self.row(columns, coefs, value, value)

    def at_most(self, columns: Sequence[int], coefs: Sequence[int], limit: int) -> int:
        return self.row(columns, coefs, -INFINITE, limit)

    def relieved(self, columns: Sequence[int], coefs: Sequence[int], limit: int, slack: int, scale: int = 1) -> int:
        """Add Σ coefs·columns ≤ limit + scale × slack column."""
        row = self.at_most([*columns, slack], [*coefs, -scale], limit)
        self._slack_rows.setdefault(slack, []).append((row, scale))
        return row

    def define(self, columns: Sequence[int], coefs: Sequence[int], upper: int, constant: int = 0) -> int:
        """Add a column that equals constant + Σ coefs·columns (at most `upper`) and return its number."""
        column = self.column(0, upper)
        self.implied.add(column)
        row = self.equal([*columns, column], [*coefs, -1], -constant)
        self._defined.append((column, row))
        return column

    def defining_rows(self) -> list[int]:
        """The rows that define columns."""
        return [row for _, row in self._defined]

    def any_of(self, groups: Sequence[Sequence[int]]) -> int:
        """Add a column that is 1 when any of these is 1, else 0, and return its number.

        Of the columns of one group at most one is 1.
        """
        flag = self.column(0, 1)
        self.implied.add(flag)
        columns = [column for group in groups for column in group]
        for group in groups:
            self.at_most([*group, flag], [1] * len(group) + [-1], 0)
        self.at_most([flag, *columns], [1] + [-1] * len(columns), 0)
        self._any.append((flag, columns))
        return flag

    def price_below(self, columns: Sequence[int], prices: Prices) -> list[int]:
        """Slacks that make Σ columns below each level cost its price for each unit; for a row of the caller's.

        `prices` are (level, price); the slacks are convex: the deeper the dearer.
        """
        levels = sorted(prices, reverse=True)
        lows = [level for level, _ in levels[1:]] + [0]
        slacks, price = [], 0
        for (level, more), low in zip(levels, lows, strict=True):
            price += more
            slacks.append(self.column(0, level - low, price))
        self._chains.append(_Chain(columns, levels[0][0], -1, slacks))
        return slacks

    def price_above(self, columns: Sequence[int], prices: Prices, most: int) -> list[int]:
        """Likewise for each unit above each level, where Σ columns is at most `most`."""
        levels = sorted(prices)
        highs = [level for level, _ in levels[1:]] + [most]
        slacks, price = [], 0
        for (level, more), high in zip(levels, highs, strict=True):
            price += more
            slacks.append(self.column(0, high - level, price))
        self._chains.append(_Chain(columns, levels[0][0], 1, slacks))
        return slacks

    def complete(self, values: Ints) -> Ints:
        """Fill the defined columns and the slacks of a solution that is known on all other columns; shape (columns,)."""
        values = values.copy()
        for column, row in self._defined:
            values[column] = 0
            values[column] = self._activity(row, values) - self.row_lower[row]
        for flag, columns in self._any:
            values[flag] = values[columns].max()
        for slack, rows in self._slack_rows.items():
            values[slack] = 0
            needed = [-(-(self._activity(row, values) - self.row_upper[row]) // scale) for row, scale in rows]
            values[slack] = max(0, *needed)
        for chain in self._chains:
            amount = max(0, chain.sign * (int(values[list(chain.columns)].sum()) - chain.level))
            for slack in chain.slacks:
                values[slack] = min(amount, self.upper[slack])
                amount -= int(values[slack])
        return values

    def _activity(self, row: int, values: Ints) -> int:
        return int(np.dot(values[list(self.row_columns[row])], self.row_coefs[row]))

    def matrix(self) -> Matrix:
        """The programme as arrays, for solvers that do not ask for whole numbers everywhere.

        Slacks (priced) and defined columns are whole by themselves where the others are: solvers find more when told less.
        """
        cost = np.array(self.cost, dtype=np.float64)
        whole = cost == 0
        whole[list(self.implied)] = False
        row_lower, row_upper = np.array(self.row_lower, np.float64), np.array(self.row_upper, np.float64)
        row_lower[row_lower <= -INFINITE] = -np.inf
        row_upper[row_upper >= INFINITE] = np.inf
        sizes = [len(columns) for columns in self.row_columns]
        return Matrix(
            cost=cost,
            lower=np.array(self.lower, np.float64),
            upper=np.array(self.upper, np.float64),
            whole=whole,
            row_lower=row_lower,
            row_upper=row_upper,
            start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
            index=np.fromiter(itertools.chain.from_iterable(self.row_columns), np.int32, sum(sizes)),
            value=np.fromiter(itertools.chain.from_iterable(self.row_coefs), np.float64, sum(sizes)),
        )

    def value(self, values: Ints) -> int:
        """The cost of a solution."""
        return int(np.dot(values, self.cost))

    def broken_rows(self, values: Ints) -> list[int]:
        """Rows and columns' bounds that a solution breaks (columns as −1−number); empty for a feasible one."""
        broken = [-1 - i for i in range(self.column_count) if not self.lower[i] <= values[i] <= self.upper[i]]
        for row in range(len(self.row_columns)):
            activity = self._activity(row, values)
            if not self.row_lower[row] <= activity <= self.row_upper[row]:
                broken.append(row)
        return broken

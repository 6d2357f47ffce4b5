"""What the rules say about agents, collected once for each agent and used by every phase of the engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.result import Strength
from scheduler.engine.program import Ints
from scheduler.instance import Cells, Instance
from scheduler.rules.base import AgentRule, Rule
from scheduler.rules.one_shift_a_day import OneShiftADay


@dataclass(frozen=True, eq=False)
class AgentRow:
    """Σ coefs·cells (+ coefficient × total) ≤ limit + scale × slack; `price` is points for a unit of slack, None if hard.

    When it `grows`, the n-th unit of slack costs n times the price. Cells beyond the last are flags, see `AgentRows`.
    Agents alike hold one and the same row, so that rows are compared by identity.
    """

    rule: str
    key: object
    slack: object
    cells: Cells
    coefs: Ints
    limit: int
    price: int | None
    total: tuple[str, int] | None = None
    scale: int = 1
    grows: bool = False

    @cached_property
    def is_own_and_hard(self) -> bool:
        """Whether it forbids something of the agent's cells, whatever others do."""
        return self.price is None and self.total is None and len(self.cells) > 0

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The first and the last of its cells, of which there are some."""
        return int(self.cells.min()), int(self.cells.max())

    @cached_property
    def coef_range(self) -> tuple[int, int]:
        """The smallest and the largest coefficient of a row that holds cells."""
        return int(self.coefs.min()), int(self.coefs.max())

    @cached_property
    def form(self) -> tuple[object, ...]:
        """All but the limit, as something to tell rows by."""
        return id(self.cells), id(self.coefs), self.scale, self.price, self.grows, self.rule, self.slack

    @cached_property
    def cell_set(self) -> frozenset[int]:
        return frozenset(self.cells.tolist())


@dataclass
class AgentRows:
    """One agent's rows. `open` marks the cells that no hard rule forbids, shape (D·T,).

    `flags` are numbers beyond the last cell that rows hold like cells: 1 when any cell of the flag's group is worked.
    """

    open: NDArray[np.bool_]
    rows: list[AgentRow] = field(default_factory=list)
    totals: dict[str, Cells] = field(default_factory=dict)
    flags: dict[int, Cells] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Cells and flags together, those of other agents that stand between included."""
        return max(self.flags, default=len(self.open) - 1) + 1

    def about(self, name: str) -> list[AgentRow]:
        """The rows that hold a sum over agents."""
        return [row for row in self.rows if row.total is not None and row.total[0] == name]


class Known:
    """What agents before have had: rows, arrays and flags that several have are held once."""

    def __init__(self, cell_count: int) -> None:
        self._cell_count = cell_count
        self._flags: dict[tuple[str, int, bytes], int] = {}
        self._arrays: dict[bytes, Ints] = {}
        self._kept: set[int] = set()
        self._ones: dict[int, Ints] = {}
        self._rows: dict[tuple[object, ...], AgentRow] = {}

    def flag(self, name: str, i: int, group: Cells) -> int:
        """The number of a flag: agents alike have the same, so that their rows can be added up."""
        return self._flags.setdefault((name, i, group.tobytes()), self._cell_count + len(self._flags))

    def array(self, values: Ints) -> Ints:
        """The one array that is held with these values."""
        if id(values) in self._kept:
            return values
        kept = self._arrays.setdefault(values.tobytes(), values)
        self._kept.add(id(kept))
        return kept

    def ones(self, count: int) -> Ints:
        """So many ones."""
        if count not in self._ones:
            self._ones[count] = self.array(np.ones(count, dtype=np.int64))
        return self._ones[count]

    def row(self, cells: Cells, coefs: Ints | None, **facts: object) -> AgentRow:
        """The one row that is held with these cells, coefficients (ones where None) and facts."""
        cells = self.array(cells)
        coefs = self.ones(len(cells)) if coefs is None else self.array(coefs)
        key = (id(cells), id(coefs), *facts.values())
        if key not in self._rows:
            self._rows[key] = AgentRow(cells=cells, coefs=coefs, **facts)  # type: ignore[arg-type]  # as the door has them
        return self._rows[key]


class _Collector:
    """The door that rules about agents speak through (`AgentDoor`)."""

    def __init__(self, instance: Instance, a: int, known: Known) -> None:
        self.instance = instance
        self.a = a
        self._known = known
        self.found = AgentRows(open=np.ones(instance.cell_count, dtype=bool))

    def forbid(self, rule: Rule, cells: Cells) -> None:
        if rule.strength is Strength.HARD:
            self.found.open[cells] = False
        else:
            for cell in cells:
                self.at_most(rule, ("forbid", int(cell)), np.array([cell]), 0)

    def at_most(
        self,
        rule: Rule,
        key: object,
        cells: Cells,
        limit: int,
        coefs: Ints | None = None,
        each: int = 1,
        slack: object = None,
        total: tuple[str, int] | None = None,
        scale: int = 1,
        tight: int | None = None,
        grows: bool = False,
    ) -> None:
        if len(cells) == 0 and total is None and limit >= 0:
            return
        hard = rule.strength is Strength.HARD
        if hard and total is None and limit == 0 and (coefs is None or bool((coefs > 0).all())):
            for cell in cells.tolist():
                self.found.open[self.found.flags.get(cell, cell)] = False
            return
        self.found.rows.append(
            self._known.row(
                cells,
                coefs,
                rule=rule.name,
                key=key,
                slack=key if slack is None else slack,
                limit=tight if hard and tight is not None else limit,
                price=None if hard else rule.weight * each,
                total=total,
                scale=scale,
                grows=grows,
            )
        )

    def at_least(
        self, rule: Rule, key: object, cells: Cells, limit: int, coefs: Ints | None = None, each: int = 1
    ) -> None:
        weights = np.ones(len(cells), dtype=np.int64) if coefs is None else coefs
        self.at_most(rule, key, cells, -limit, coefs=-weights, each=each)

    def flags(self, name: str, groups: Sequence[Cells]) -> Cells:
        numbers = []
        for i, group in enumerate(groups):
            number = self._known.flag(name, i, group)
            self.found.flags[number] = group
            numbers.append(number)
        return np.array(numbers, dtype=np.int64)

    def total_cells(self, name: str, cells: Cells) -> None:
        self.found.totals[name] = cells


def collect_rows(instance: Instance, rules: tuple[AgentRule, ...]) -> list[AgentRows]:
    """The rows of every agent."""
    known = Known(instance.cell_count)
    return [rows_of(instance, rules, a, known) for a in range(len(instance.agents))]


def rows_of(instance: Instance, rules: tuple[AgentRule, ...], a: int, known: Known | None = None) -> AgentRows:
    """The rows of one agent; `known` are those of agents before.

    The engine's rosters hold one shift a day, whatever the rules make of a second one.
    """
    door = _Collector(instance, a, Known(instance.cell_count) if known is None else known)
    OneShiftADay(Strength.HARD, 0).constrain(door)
    for rule in (rule for rule in rules if not isinstance(rule, OneShiftADay)):
        if rule.covers(instance.agents[a]):
            rule.constrain(door)
    door.found.rows = _without_implied(instance, door.found.rows)
    return door.found


def _without_implied(instance: Instance, rows: list[AgentRow]) -> list[AgentRow]:
    """The rows without hard ones that say nothing new.

    Another says the same of the same cells, or of all their cells at most one may be worked anyway.
    """
    shifts = instance.shift_count
    cliques: defaultdict[tuple[int, int], list[frozenset[int]]] = defaultdict(list)
    strictest: dict[tuple[int, int], AgentRow] = {}
    hard = [row for row in rows if row.is_own_and_hard]
    for row in hard:
        same = id(row.cells), id(row.coefs)
        if same not in strictest or row.limit < strictest[same].limit:
            strictest[same] = row
        if row.limit == 1 and row.coef_range == (1, 1):
            first, last = row.ends
            cliques[first // shifts, last // shifts].append(row.cell_set)

    def implied(row: AgentRow) -> bool:
        if strictest[id(row.cells), id(row.coefs)] is not row:
            return True
        if row.limit <= 1 or row.coef_range[1] > row.limit:
            return False
        first, last = row.ends
        return any(row.cell_set <= clique for clique in cliques.get((first // shifts, last // shifts), ()))

    # Rules may say one and the same thing: of a row that is held twice the first stays.
    left_out = {row for row in hard if implied(row)}
    return [row for row in dict.fromkeys(rows) if row not in left_out]


def cell_caps(instance: Instance, rows: Sequence[AgentRows], agents: Iterable[int]) -> Ints:
    """How many of these agents, by class, may work each cell, shape (C, D, T)."""
    caps = np.zeros((len(instance.classes), instance.day_count, instance.shift_count), dtype=np.int64)
    for a in agents:
        caps[instance.class_of[a]] += rows[a].open.reshape(caps.shape[1:])
    return caps


def sums_of(rows: Iterable[AgentRows]) -> dict[str, set[str]]:
    """The rules that hold sums over agents, and the names of these."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for own in rows:
        for row in own.rows:
            if row.total is not None:
                found[row.rule].add(row.total[0])
    return dict(found)


def most_activity(instance: Instance, cells: Cells, coefs: Ints, allowed: NDArray[np.bool_]) -> Ints:
    """The largest Σ coefs·cells that each agent can reach, working at most one allowed cell a day.

    `allowed` is by agent and cell, shape (agents, D·T).
    """
    is_flag = cells >= instance.cell_count
    own, weights = cells[~is_flag], coefs[~is_flag]
    most = np.full(len(allowed), np.maximum(0, coefs[is_flag]).sum())
    if len(own):
        order = np.argsort(own // instance.shift_count, kind="stable")
        own, weights = own[order], weights[order]
        _, first = np.unique(own // instance.shift_count, return_index=True)
        best = np.maximum.reduceat(np.where(allowed[:, own], weights, 0), first, axis=1)
        most += np.maximum(0, best).sum(axis=1)
    return most

"""What the rules say about agents, collected once for each agent and used by every phase of the engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from models.result import Strength
from scheduler.engine.program import Ints
from scheduler.instance import Cells, Instance
from scheduler.rules.base import AgentRule, Rule
from scheduler.rules.one_shift_a_day import OneShiftADay


@dataclass(frozen=True)
class AgentRow:
    """Σ coefs·cells (+ coefficient × total) ≤ limit + scale × slack; `price` is points for a unit of slack, None if hard.

    When it `grows`, the n-th unit of slack costs n times the price. Cells beyond the last are flags, see `AgentRows`.
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


class _Collector:
    """The door that rules about agents speak through (`AgentDoor`)."""

    def __init__(self, instance: Instance, a: int, flags: dict[tuple[str, int, bytes], int]) -> None:
        self.instance = instance
        self.a = a
        self._flags = flags
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
            AgentRow(
                rule=rule.name,
                key=key,
                slack=key if slack is None else slack,
                cells=cells,
                coefs=np.ones(len(cells), dtype=np.int64) if coefs is None else coefs,
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
            # Agents alike have the same numbers, so that their rows can be added up.
            number = self._flags.setdefault((name, i, group.tobytes()), self.instance.cell_count + len(self._flags))
            self.found.flags[number] = group
            numbers.append(number)
        return np.array(numbers, dtype=np.int64)

    def total_cells(self, name: str, cells: Cells) -> None:
        self.found.totals[name] = cells


def collect_rows(instance: Instance, rules: tuple[AgentRule, ...]) -> list[AgentRows]:
    """The rows of every agent."""
    flags: dict[tuple[str, int, bytes], int] = {}
    return [rows_of(instance, rules, a, flags) for a in range(len(instance.agents))]


def rows_of(
    instance: Instance, rules: tuple[AgentRule, ...], a: int, flags: dict[tuple[str, int, bytes], int] | None = None
) -> AgentRows:
    """The rows of one agent; `flags` are those of agents before, as (name, number in the rule, cells).

    The engine's rosters hold one shift a day, whatever the rules make of a second one.
    """
    door = _Collector(instance, a, {} if flags is None else flags)
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
    cliques: defaultdict[tuple[int, int], list[frozenset[int]]] = defaultdict(list)
    strictest: dict[tuple[bytes, bytes], AgentRow] = {}
    for row in rows:
        if _is_hard(row):
            same = row.cells.tobytes(), row.coefs.tobytes()
            if same not in strictest or row.limit < strictest[same].limit:
                strictest[same] = row
        if row.limit == 1 and _is_hard(row) and bool((row.coefs == 1).all()):
            cliques[_days(instance, row)].append(_set_of(row.cells.tobytes()))

    def implied(row: AgentRow) -> bool:
        if not _is_hard(row):
            return False
        if strictest[row.cells.tobytes(), row.coefs.tobytes()] is not row:
            return True
        if row.limit <= 1 or row.coefs.max() > row.limit:
            return False
        cells = _set_of(row.cells.tobytes())
        return any(cells <= clique for clique in cliques.get(_days(instance, row), ()))

    return [row for row in rows if not implied(row)]


def _is_hard(row: AgentRow) -> bool:
    return row.price is None and row.total is None and len(row.cells) > 0


def _days(instance: Instance, row: AgentRow) -> tuple[int, int]:
    """The days of a row's first and last cell."""
    return int(row.cells[0]) // instance.shift_count, int(row.cells[-1]) // instance.shift_count


@lru_cache(maxsize=4096)
def _set_of(cells: bytes) -> frozenset[int]:
    return frozenset(np.frombuffer(cells, dtype=np.int64).tolist())


def most_activity(instance: Instance, cells: Cells, coefs: Ints, allowed: NDArray[np.bool_]) -> int:
    """The largest Σ coefs·cells that one agent can reach, working at most one allowed cell a day."""
    is_flag = cells >= instance.cell_count
    own, weights = cells[~is_flag], coefs[~is_flag]
    best = np.zeros(instance.day_count, dtype=np.int64)
    np.maximum.at(best, own // instance.shift_count, np.where(allowed[own], weights, 0))
    return int(best.sum() + np.maximum(0, coefs[is_flag]).sum())

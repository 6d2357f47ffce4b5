"""A part of a roster set free while the rest stays: the one model behind assignment, repair and improvement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scheduler.engine.heads import Demands, HeadColumns, Slots, add_interval_rows, past_presence, presence
from scheduler.engine.people import Grid, PeopleColumns, grid_totals
from scheduler.engine.program import Ints, Program
from scheduler.engine.rows import AgentRows
from scheduler.instance import Instance
from scheduler.rules.base import IntervalRule
from scheduler.view import OFF


@dataclass
class Plan:
    """A roster as the engine holds it: who works what, head-counts by class (C, D, T), and meal slots by kind.

    For classes not assigned yet only the head-counts say anything.
    """

    grid: Grid
    counts: Ints
    slots: Slots


@dataclass(frozen=True)
class Problem:
    """What stays the same through the build."""

    instance: Instance
    demands: Demands
    rows: list[AgentRows]
    past: Ints

    @classmethod
    def of(cls, instance: Instance, rules: tuple[IntervalRule, ...], rows: list[AgentRows]) -> Problem:
        demands = Demands(instance, rules)
        return cls(instance, demands, rows, past_presence(instance, demands))


class Part:
    """The programme in which `agents` are free on `days`.

    With `keep_counts` the head-counts stay as `plan.heads` has them: the free agents share out what the others of
    their class leave, or exactly `target` (shape (D, T)) where that is given, and only rules about agents matter.
    Otherwise head-counts and meal slots of the agents' classes on these days are free too, and the rules about
    intervals judge them.
    """

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        agents: Iterable[int],
        days: Iterable[int],
        *,
        keep_counts: bool,
        target: Ints | None = None,
    ) -> None:
        self.problem = problem
        self.plan = plan
        self.program = Program()
        self.days = tuple(days)
        self.agents = tuple(agents)
        instance = problem.instance
        totals = self._head_totals() if keep_counts else grid_totals(instance, problem.rows, plan.grid)
        self.people = PeopleColumns(
            self.program, instance, problem.rows, self.agents, plan.grid, self.days, totals, settled=keep_counts
        )
        self.members: dict[int, list[int]] = {}
        for a in self.agents:
            self.members.setdefault(instance.class_of[a], []).append(a)
        self.heads: HeadColumns | None = None
        if keep_counts:
            self._keep_counts(target)
        else:
            self._free_counts()

    def _head_totals(self) -> dict[str, int]:
        """Sums over agents as the head-counts have them (agents of a class count into the same sums)."""
        instance = self.problem.instance
        totals: dict[str, int] = {}
        counts = self.plan.counts
        for c, members in enumerate(instance.classes):
            for name, cells in self.problem.rows[members[0]].totals.items():
                totals[name] = totals.get(name, 0) + int(counts[c].ravel()[cells].sum())
        return totals

    def _rest(self) -> Ints:
        """Heads of each class and cell that belong to agents who are not free, shape (C, D, T); other classes' too."""
        instance = self.problem.instance
        rest = self.plan.counts.copy()
        for c, free in self.members.items():
            rest[c] = 0
            for a in set(instance.classes[c]) - set(free):
                worked = np.flatnonzero(self.plan.grid[a] != OFF)
                rest[c, worked, self.plan.grid[a, worked]] += 1
        return rest

    def _keep_counts(self, target: Ints | None) -> None:
        instance = self.problem.instance
        left = self.plan.counts - self._rest() if target is None else None
        for c, members in self.members.items():
            wanted = left[c] if left is not None else target
            assert wanted is not None
            for d in self.days:
                for t in range(instance.shift_count):
                    columns = self.people.cell_columns(members, d * instance.shift_count + t)
                    if columns or wanted[d, t]:
                        self.program.equal(columns, [1] * len(columns), int(wanted[d, t]))

    def _free_counts(self) -> None:
        instance, demands = self.problem.instance, self.problem.demands
        rest = self._rest()
        free = np.zeros_like(rest)
        for a in self.agents:
            free[instance.class_of[a]] += self.problem.rows[a].open.reshape(free.shape[1:])
        kind_rest, caps = demands.by_kind(rest), demands.by_kind(rest + free)
        self.kinds = {demands.kind_of[c] for c in self.members} - {-1}
        caps[[kind for kind in range(demands.kind_count) if kind not in self.kinds]] = 0
        heads = self.heads = HeadColumns(self.program, instance, caps, self.days)
        by_kind: dict[int, list[int]] = {}
        for c, members in self.members.items():
            by_kind.setdefault(demands.kind_of[c], []).extend(members)
        for kind, d, t in heads.slots:
            columns = self.people.cell_columns(by_kind[kind], d * instance.shift_count + t)
            row = [*columns, int(heads.total[kind, d, t])]
            self.program.equal(row, [1] * len(columns) + [-1], -int(kind_rest[kind, d, t]))
        base = self.problem.past + presence(instance, demands.kind_count, self._outside())
        add_interval_rows(self.program, heads, demands, base, whole=False)

    def _outside(self) -> Slots:
        """Meal slots that the part does not touch."""
        days = set(self.days)
        return {
            cell: slots for cell, slots in self.plan.slots.items() if cell[0] not in self.kinds or cell[1] not in days
        }

    def hint(self) -> Ints:
        """The present plan as a complete solution of this programme."""
        values = np.zeros(self.program.column_count, dtype=np.int64)
        self.people.write(self.plan.grid, values)
        if self.heads is not None:
            self.heads.write(self.plan.slots, values)
        return self.program.complete(values)

    def read(self, values: Ints) -> Plan:
        """The plan with this part as the solution has it."""
        grid = self.people.read(values)
        if self.heads is None:
            return Plan(grid, self.plan.counts, self.plan.slots)
        counts = self._rest()
        for a in self.agents:
            worked = np.flatnonzero(grid[a] != OFF)
            counts[self.problem.instance.class_of[a], worked, grid[a, worked]] += 1
        return Plan(grid, counts, self._outside() | self.heads.read(values))

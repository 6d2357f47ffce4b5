"""A part of a roster set free while the rest stays: the one model behind assignment, repair and improvement."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

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

    With counts `kept` the head-counts stay as the plan has them: the free agents share out what the others of their
    class leave, and only rules about agents matter. With counts `free`, head-counts and meal slots of the agents'
    classes on these days are free too, and the rules about intervals judge them. With counts `open` nothing is said
    about them; `aim_at` says what they should be near.
    """

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        agents: Iterable[int],
        days: Iterable[int],
        *,
        counts: Literal["kept", "free", "open"],
    ) -> None:
        self.problem = problem
        self.plan = plan
        self.program = Program()
        self.days = tuple(days)
        self.agents = tuple(agents)
        instance = problem.instance
        settled = counts != "free"
        totals = self._head_totals() if settled else grid_totals(instance, problem.rows, plan.grid)
        self.people = PeopleColumns(
            self.program, instance, problem.rows, self.agents, plan.grid, self.days, totals, settled=settled
        )
        self.members: dict[int, list[int]] = {}
        for a in self.agents:
            self.members.setdefault(instance.class_of[a], []).append(a)
        self.heads: HeadColumns | None = None
        if counts == "kept":
            self._keep_counts()
        elif counts == "free":
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

    def _keep_counts(self) -> None:
        shift_count = self.problem.instance.shift_count
        left = self.plan.counts - self._rest()
        for c, members in self.members.items():
            for d in self.days:
                for t in range(shift_count):
                    columns = self.people.cell_columns(members, d * shift_count + t)
                    if columns or left[c, d, t]:
                        self.program.equal(columns, [1] * len(columns), int(left[c, d, t]))

    def aim_at(self, target: Ints) -> None:
        """Make the objective the distance of the free agents' head-counts from `target`, shape (D, T), and that only."""
        shift_count = self.problem.instance.shift_count
        self.program.cost = [0] * self.program.column_count
        for d in self.days:
            for t in range(shift_count):
                columns = self.people.cell_columns(self.agents, d * shift_count + t)
                wanted = int(target[d, t])
                missing, more = self.program.column(0, wanted, 1), self.program.column(0, len(columns), 1)
                row = [*columns, missing, more]
                self.program.equal(row, [1] * (len(columns) + 1) + [-1], wanted)

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
        # Columns that cannot move have no other value than their bound; all others begin at 0, which is theirs.
        values = np.array(self.program.lower, dtype=np.int64)
        self.people.write(self.plan.grid, values)
        if self.heads is not None:
            self.heads.write(self.plan.slots, values)
        return self.program.complete(values)

    def read(self, values: Ints) -> Plan:
        """The plan with this part as the solution has it."""
        grid = self.people.read(values)
        counts = self._rest()
        for a in self.agents:
            worked = np.flatnonzero(grid[a] != OFF)
            counts[self.problem.instance.class_of[a], worked, grid[a, worked]] += 1
        slots = self.plan.slots if self.heads is None else self._outside() | self.heads.read(values)
        return Plan(grid, counts, slots)


def place_meals(problem: Problem, plan: Plan, solve: Callable[[Program], Ints | None]) -> Plan:
    """The plan with meal slots for the head-counts that its grid has, day by day."""
    instance, demands = problem.instance, problem.demands
    heads = demands.by_kind(plan.counts)
    slots = {cell: counts for cell, counts in plan.slots.items() if sum(counts) == heads[cell]}
    for d in range(instance.day_count):
        program = Program()
        columns = HeadColumns(program, instance, heads, [d])
        for kind, day, t in columns.slots:
            program.equal([int(columns.total[kind, day, t])], [1], int(heads[kind, day, t]))
        others = {cell: counts for cell, counts in slots.items() if cell[1] != d}
        base = problem.past + presence(instance, demands.kind_count, others)
        add_interval_rows(program, columns, demands, base, whole=False)
        values = solve(program)
        slots = others | (_first_slots(columns, heads) if values is None else columns.read(values))
    return Plan(plan.grid, plan.counts, slots)


def _first_slots(columns: HeadColumns, heads: Ints) -> Slots:
    """Everybody at the first slot: for a search that was stopped."""
    return {cell: [int(heads[cell])] + [0] * (len(own) - 1) for cell, own in columns.slots.items() if heads[cell]}

"""A part of a roster set free while the rest stays: the one model behind every neighbourhood of the search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from models.result import Strength
from scheduler.engine.heads import Demands, HeadColumns, Slots, add_staff_rows, presence
from scheduler.engine.limits import Clock
from scheduler.engine.people import Grid, PeopleColumns, grid_totals
from scheduler.engine.program import Ints, Program
from scheduler.engine.rows import AgentRow, AgentRows, cell_caps, sums_of
from scheduler.engine.solvers import Answer, solve_cp_sat
from scheduler.instance import Instance
from scheduler.rules.base import StaffRule
from scheduler.view import OFF

FINE = 10_000
"""Points for each unit of a broken hard rule while a plan is being mended; never part of a roster's cost."""


@dataclass
class Plan:
    """A roster as the engine holds it: who works what, shape (A, D), and how many of each kind have which meal slot."""

    grid: Grid
    slots: Slots

    def cells(self, a: int, shift_count: int) -> Ints:
        """The cells that agent `a` works."""
        days = np.flatnonzero(self.grid[a] != OFF)
        return np.asarray(days * shift_count + self.grid[a, days])


@dataclass(frozen=True)
class Problem:
    """What stays the same through the build.

    Hard rules that one agent cannot keep alone (those about staff, and those that hold a sum over agents) carry
    fines here, so that a plan which breaks them can be mended in steps; `fined` are their names.
    """

    instance: Instance
    demands: Demands
    rows: list[AgentRows]
    past: Ints
    fined: frozenset[str]

    @classmethod
    def of(cls, instance: Instance, rules: tuple[StaffRule, ...], rows: list[AgentRows]) -> Problem:
        hard = {rule.name for rule in rules if rule.strength is Strength.HARD}
        demands = Demands(
            instance, tuple(replace(r, strength=Strength.SOFT, weight=FINE) if r.name in hard else r for r in rules)
        )
        fined = hard | {row.rule for own in rows for row in own.rows if row.total is not None and row.price is None}
        mendable = [replace(own, rows=[_with_fine(row) for row in own.rows]) for own in rows]
        return cls(instance, demands, mendable, demands.past, frozenset(fined))

    @property
    def has_sums(self) -> bool:
        """Whether a rule holds a sum over agents: then nobody's month can be priced by itself."""
        return bool(sums_of(self.rows))

    def head_counts(self, grid: Grid) -> Ints:
        """Heads by staff class, day and shift, shape (C, D, T)."""
        instance = self.instance
        counts = np.zeros((len(instance.classes), instance.day_count, instance.shift_count), dtype=np.int64)
        agents, days = np.nonzero(grid != OFF)
        np.add.at(counts, (np.array(instance.class_of)[agents], days, grid[agents, days]), 1)
        return counts


def _with_fine(row: AgentRow) -> AgentRow:
    return replace(row, price=FINE) if row.total is not None and row.price is None else row


class Part:
    """The programme in which `agents` are free on `days`.

    Head-counts and meal slots of the agents' kinds on these days are free too, and the rules about staff judge them.
    """

    def __init__(self, problem: Problem, plan: Plan, agents: Iterable[int], days: Iterable[int]) -> None:
        self.problem = problem
        self.plan = plan
        self.program = Program()
        self.days = tuple(days)
        self.agents = tuple(agents)
        instance = problem.instance
        totals = grid_totals(instance, problem.rows, plan.grid)
        self.people = PeopleColumns(self.program, instance, problem.rows, self.agents, plan.grid, self.days, totals)
        self.members: dict[int, list[int]] = {}
        for a in self.agents:
            self.members.setdefault(instance.class_of[a], []).append(a)
        self._free_counts()

    def _rest(self) -> Ints:
        """Heads of each class and cell that belong to agents who are not free, shape (C, D, T)."""
        others = self.plan.grid.copy()
        others[list(self.agents)] = OFF
        return self.problem.head_counts(others)

    def _free_counts(self) -> None:
        instance, demands = self.problem.instance, self.problem.demands
        rest = self._rest()
        free = cell_caps(instance, self.problem.rows, self.agents)
        kind_rest, caps = demands.by_kind(rest), demands.by_kind(rest + free)
        self.kinds = {demands.kind_of[c] for c in self.members} - {-1}
        caps[[kind for kind in range(demands.kind_count) if kind not in self.kinds]] = 0
        heads = self.heads = HeadColumns(self.program, instance, caps, self.days)
        by_kind: dict[int, list[int]] = {}
        for c, members in self.members.items():
            by_kind.setdefault(demands.kind_of[c], []).extend(members)
        self.head_rows: dict[tuple[int, int, int], int] = {}
        """The row that adds up the agents on each (kind, day, shift)."""
        for kind, d, t in heads.slots:
            columns = self.people.cell_columns(by_kind[kind], d * instance.shift_count + t)
            row = [*columns, int(heads.total[kind, d, t])]
            self.head_rows[kind, d, t] = self.program.equal(row, [1] * len(columns) + [-1], -int(kind_rest[kind, d, t]))
        base = self.problem.past + presence(demands, self._outside())
        everything = len(self.agents) == len(instance.agents) and len(self.days) == instance.day_count
        add_staff_rows(self.program, heads, demands, base, whole=everything)

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
        self.heads.write(self.plan.slots, values)
        return self.program.complete(values)

    def without(self, columns: Ints) -> Ints:
        """The columns' highest values when these are left out, but for those that the present plan works."""
        upper: Ints = np.array(self.program.upper)
        upper[columns[self.hint()[columns] == 0]] = 0
        return upper

    def read(self, values: Ints) -> Plan:
        """The plan with this part as the solution has it."""
        grid = self.people.read(values)
        return Plan(grid, self._outside() | self.heads.read(values))


def solve_part(
    part: Part,
    clock: Clock,
    seconds: float,
    *,
    seed: int,
    workers: int = 1,
    near: float = 0.0,
    subsolver: str = "pseudo_costs",
    upper: Ints | None = None,
) -> Answer:
    """Solve a part by CP-SAT from the present plan for so long, or as near as this; its work is the caller's to count.

    `subsolver` is CP-SAT's strategy: the default gains most from a good plan, see `docs/engine-findings.md`. `upper` are
    the columns' highest values where they are lower than the part's.
    """
    wall, work = clock.solve_limits(seconds)
    return solve_cp_sat(
        part.program,
        seconds=wall,
        work=work,
        seed=seed,
        workers=workers,
        subsolvers=(subsolver,),
        stop=clock.stop,
        hint=part.hint(),
        upper=upper,
        relative_gap=near,
    )

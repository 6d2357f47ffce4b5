"""Stages 2 and 3: split the head-counts of large classes into blocks, then give them to people, block by block."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from scheduler.engine.counts import add_group_rows, cell_caps
from scheduler.engine.limits import Clock
from scheduler.engine.part import Part, Plan, Problem
from scheduler.engine.program import Ints, Program
from scheduler.engine.solvers import solve_cp_sat
from scheduler.view import OFF

BLOCK = 50
"""Agents whose calendars are made in one model."""

_PATIENCE = 15.0
"""Seconds that a block or a split may take before another way is tried."""


class Assigner:
    """Gives head-counts to people."""

    def __init__(self, problem: Problem, clock: Clock, *, seed: int, workers: int) -> None:
        self.problem = problem
        self.clock = clock
        self.seed = seed
        self.workers = workers

    def assign(self, plan: Plan) -> Plan:
        """Every class in turn, the small ones first: what they cannot take as counted, the large ones make up for.

        A block that cannot be filled as it was split is filled with its counts free; what then differs is the plan's
        new head-counts.
        """
        instance = self.problem.instance
        for c in sorted(range(len(instance.classes)), key=lambda c: (len(instance.classes[c]), c)):
            target = plan.counts[c]
            blocks = self._blocks(instance.classes[c])
            targets = self._split(blocks, target)
            plan, failed = self._fill(plan, blocks, targets)
            for block in failed:
                plan = self.fill_freely(plan, block)
        return plan

    def _blocks(self, members: Sequence[int]) -> list[tuple[int, ...]]:
        """Blocks of at most `BLOCK` agents, as even as can be; teams stay together as far as they fit."""
        instance = self.problem.instance
        ordered = sorted(members, key=lambda a: (instance.agents[a].team, a))
        count = -(-len(ordered) // BLOCK)
        edges = [round(i * len(ordered) / count) for i in range(count + 1)]
        return [tuple(ordered[first:last]) for first, last in pairwise(edges)]

    def _split(self, blocks: list[tuple[int, ...]], target: Ints) -> list[Ints | None]:
        """Exact shares of the head-counts for each block, each within what the block's agents can do together."""
        if len(blocks) == 1:
            return [target]
        instance, rows = self.problem.instance, self.problem.rows
        program = Program()
        caps = cell_caps(instance, blocks, rows)
        total = np.full(caps.shape, -1, dtype=np.int64)
        for g, d, t in np.argwhere((caps > 0) & (target > 0)):
            total[g, d, t] = program.column(0, min(caps[g, d, t], target[d, t]))
        for d, t in np.argwhere(target > 0):
            columns = [int(column) for column in total[:, d, t] if column >= 0]
            program.equal(columns, [1] * len(columns), int(target[d, t]))
        add_group_rows(program, instance, blocks, rows, total)
        answer = self._solve(program, self.workers)
        if answer is None:
            return [None] * len(blocks)
        shares = np.where(total >= 0, answer[total], 0)
        return list(shares)

    def _fill(
        self, plan: Plan, blocks: list[tuple[int, ...]], targets: list[Ints | None]
    ) -> tuple[Plan, list[tuple[int, ...]]]:
        """Give each block its share; returns the plan and the blocks for which that did not work."""
        days = range(self.problem.instance.day_count)

        def fill(block: tuple[int, ...], target: Ints | None) -> Plan | None:
            if target is None:
                return None
            part = Part(self.problem, plan, block, days, keep_counts=True, target=target)
            values = self._solve(part.program, 1)
            return None if values is None else part.read(values)

        with ThreadPoolExecutor(self.workers) as pool:
            filled = list(pool.map(fill, blocks, targets))
        grid = plan.grid.copy()
        for block, result in zip(blocks, filled, strict=True):
            if result is not None:
                grid[list(block)] = result.grid[list(block)]
        failed = [block for block, result in zip(blocks, filled, strict=True) if result is None]
        return Plan(grid, plan.counts, plan.slots), failed

    def fill_freely(self, plan: Plan, block: tuple[int, ...]) -> Plan:
        """Fill a block with its class's head-counts free, against the rules about intervals."""
        instance = self.problem.instance
        grid = plan.grid.copy()
        grid[list(block)] = OFF
        part = Part(
            self.problem, Plan(grid, plan.counts, plan.slots), block, range(instance.day_count), keep_counts=False
        )
        values = self._solve(part.program, self.workers, hint=part.hint())
        return part.read(part.hint() if values is None else values)

    def _solve(self, program: Program, workers: int, hint: Ints | None = None) -> Ints | None:
        """A solution, whatever it costs; with a hint, a good one."""
        answer = solve_cp_sat(
            program,
            seconds=_PATIENCE * (3 if self.clock.deterministic else 1),
            work=_PATIENCE if self.clock.deterministic else None,
            seed=self.seed,
            workers=workers,
            stop=self.clock.stop,
            hint=hint,
            relative_gap=0.01 if hint is not None else 1e9,
        )
        self.clock.worked(answer.work)
        return answer.values

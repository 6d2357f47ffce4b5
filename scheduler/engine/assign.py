"""Stages 2 and 3: split the head-counts of large classes into blocks, then give them to people, block by block."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from scheduler.engine.counts import add_group_rows, cell_caps
from scheduler.engine.limits import Clock
from scheduler.engine.part import Part, Plan, Problem, place_meals
from scheduler.engine.people import Grid
from scheduler.engine.program import Ints, Program
from scheduler.engine.solvers import solve_cp_sat
from scheduler.view import OFF

BLOCK = 50
"""Agents whose calendars are made in one model."""

_PATIENCE = 15.0
"""Seconds that a block or a split may take."""


class Assigner:
    """Gives head-counts to people."""

    def __init__(self, problem: Problem, clock: Clock, *, seed: int, workers: int) -> None:
        self.problem = problem
        self.clock = clock
        self.seed = seed
        self.workers = workers

    def assign(self, plan: Plan) -> Plan:
        """Blocks as near to their head-counts as their agents can, then meal slots for what came out.

        Sums of rules about agents do not see everything: now and then a block cannot work exactly what was counted.
        """
        instance = self.problem.instance
        blocks: list[tuple[int, ...]] = []
        targets: list[Ints] = []
        for c, members in enumerate(instance.classes):
            own = self._blocks(members)
            blocks += own
            targets += self._split(own, plan.counts[c])
        counts = np.zeros_like(plan.counts)
        grid = plan.grid.copy()
        for block, target in zip(blocks, targets, strict=True):
            filled = self._fill(plan, block, target)
            grid[list(block)] = filled[list(block)]
        for a, c in enumerate(instance.class_of):
            worked = np.flatnonzero(grid[a] != OFF)
            counts[c, worked, grid[a, worked]] += 1
        return place_meals(self.problem, Plan(grid, counts, plan.slots), lambda program: self._solve(program, 2.0))

    def _blocks(self, members: Sequence[int]) -> list[tuple[int, ...]]:
        """Blocks of at most `BLOCK` agents, as even as can be; teams stay together as far as they fit."""
        instance = self.problem.instance
        ordered = sorted(members, key=lambda a: (instance.agents[a].team, a))
        count = -(-len(ordered) // BLOCK)
        edges = [round(i * len(ordered) / count) for i in range(count + 1)]
        return [tuple(ordered[first:last]) for first, last in pairwise(edges)]

    def _split(self, blocks: list[tuple[int, ...]], target: Ints) -> list[Ints]:
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
        values = self._solve(program, _PATIENCE, first=True)
        if values is None:
            # Shares in proportion then; the blocks come as near to them as they can.
            return [np.asarray(share) for share in _even_shares(target, [len(block) for block in blocks])]
        return list(np.where(total >= 0, values[total], 0))

    def _fill(self, plan: Plan, block: tuple[int, ...], target: Ints) -> Grid:
        """The block's calendars: hard rules kept, head-counts as near to the target as found in time."""
        part = Part(self.problem, plan, block, range(self.problem.instance.day_count), counts="open")
        part.aim_at(target)
        values = self._solve(part.program, _PATIENCE)
        return plan.grid if values is None else part.read(values).grid

    def _solve(self, program: Program, seconds: float, first: bool = False) -> Ints | None:
        """The best solution found in time, or the first one."""
        seconds = min(seconds, max(1.0, self.clock.share(0.5)))
        wall, work = self.clock.solve_limits(seconds)
        answer = solve_cp_sat(
            program,
            seconds=wall,
            work=work,
            seed=self.seed,
            workers=self.workers,
            stop=self.clock.stop,
            relative_gap=1e9 if first else 0.0,
        )
        self.clock.worked(answer.work)
        return answer.values


def _even_shares(target: Ints, sizes: list[int]) -> list[Ints]:
    """Shares of each head-count in proportion to the sizes; what rounding leaves goes round the blocks."""
    left, people = target.copy(), sum(sizes)
    shares = []
    for size in sizes:
        share = np.round(left * size / people).astype(np.int64)
        shares.append(share)
        left = left - share
        people -= size
    return shares

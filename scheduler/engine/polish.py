"""The last stage: CP-SAT on parts of the roster, exactly, with the true objective.

Everybody is free on one day, or some people on some days, and all else stays. Parts apart from each other are solved side
by side, each by one worker.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from scheduler.engine.account import Account
from scheduler.engine.limits import Clock
from scheduler.engine.part import Part, Plan, Problem
from scheduler.engine.solvers import Answer, solve_cp_sat

_ROUND_SECONDS = 4.0
"""Longest time for one part."""

_NEAR = 0.002
"""A part is left when it is solved as near as this."""

_SHAPES = ((60, 1), (20, 3), (12, 5), (30, 2), (6, 10))
"""Agents and days of parts."""

_STALLED = 3
"""Times through all days without a gain after which the search ends."""

Found = Callable[[Plan, float], None]


@dataclass(frozen=True)
class _Free:
    """Agents and days that are free."""

    agents: tuple[int, ...]
    days: tuple[int, ...]


class Polisher:
    """Improves a plan part by part. `cost` is the plan's cost by the engine's own account."""

    def __init__(self, account: Account, plan: Plan, clock: Clock, *, seed: int, workers: int) -> None:
        self.problem: Problem = account.problem
        self.account = account
        self.plan, self.cost = plan, account.cost(plan)
        self.clock = clock
        self.workers = workers
        self.seed = seed
        self.random = random.Random(seed)

    def run(self, reached: Callable[[float], bool], found: Found) -> None:
        """Search until a cost is `reached`, the clock or a stall; `found` hears of better plans."""
        idle = 0
        while idle < _STALLED and self.clock.left > 0.2 and not reached(self.cost):
            before = self.cost
            self._round(reached, found)
            idle = 0 if self.cost < before else idle + 1

    def _round(self, reached: Callable[[float], bool], found: Found) -> None:
        """As many parts as there are days, of one shape after the other."""
        count = self.problem.instance.day_count
        for agents, length in _SHAPES:
            offset = self.random.randrange(count)
            for _ in range(0, count, self.workers):
                if self.clock.left <= 0.2 or reached(self.cost):
                    return
                self._side_by_side(self._apart(agents, min(count, length), offset), found)
                offset = (offset + length) % count

    def _apart(self, agents: int, length: int, offset: int) -> list[_Free]:
        """A part for each worker, on days that no other has."""
        count = self.problem.instance.day_count
        left, parts = set(range(count)), []
        for i in range(self.workers):
            first = min((offset + i * count // self.workers) % count, count - length)
            span = range(first, first + length)
            if left.issuperset(span):
                left -= set(span)
                parts.append(_Free(self._some(agents), tuple(span)))
        return parts

    def _some(self, most: int) -> tuple[int, ...]:
        everyone = range(len(self.problem.instance.agents))
        return tuple(sorted(self.random.sample(everyone, min(len(everyone), most))))

    def _side_by_side(self, parts: list[_Free], found: Found) -> None:
        """Solve parts and take over what gains."""
        base = self.plan
        with ThreadPoolExecutor(len(parts)) as pool:
            solved = list(pool.map(self._solve, parts))
        for free, (part, answer) in zip(parts, solved, strict=True):
            self.clock.worked(answer.work)
            if answer.values is not None and self._take(self._merged(base, part.read(answer.values), free)):
                found(self.plan, self.cost)

    def _merged(self, base: Plan, candidate: Plan, free: _Free) -> Plan:
        """The present plan with what the candidate changed in `base`, from which it came."""
        grid = np.where(candidate.grid != base.grid, candidate.grid, self.plan.grid)
        days = set(free.days)
        slots = {cell: counts for cell, counts in self.plan.slots.items() if cell[1] not in days}
        return Plan(grid, slots | {cell: counts for cell, counts in candidate.slots.items() if cell[1] in days})

    def _take(self, candidate: Plan) -> bool:
        """Take over a plan if the whole of it is a gain: fairness of agents who were not free moves with sums over all."""
        cost = self.account.cost(candidate)
        if cost < self.cost:
            self.plan, self.cost = candidate, cost
            return True
        return False

    def _solve(self, free: _Free) -> tuple[Part, Answer]:
        part = Part(self.problem, self.plan, free.agents, free.days)
        wall, work = self.clock.solve_limits(min(_ROUND_SECONDS, self.clock.left))
        answer = solve_cp_sat(
            part.program,
            seconds=wall,
            work=work,
            seed=self.seed,
            workers=1,
            subsolvers=("max_lp",),
            stop=self.clock.stop,
            hint=part.hint(),
            relative_gap=_NEAR,
        )
        return part, answer

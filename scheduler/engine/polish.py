"""The last stage: CP-SAT on parts of the roster, exactly, with the true objective.

Some people are free on some days in a row, from everybody on one day to a few over the whole period, and all else stays. How
many people a part has is learnt, for each length of days: more while parts are solved to the end in time. Lengths that gain
more for their work are drawn more often. When parts gain little they may take longer, and grow with it. Long parts are also
thinned out (`thin.py`). Parts apart from each other are solved side by side, each by one worker.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from scheduler.engine.account import Account
from scheduler.engine.heads import Slots
from scheduler.engine.limits import Clock
from scheduler.engine.part import Part, Plan, Problem, solve_part
from scheduler.engine.shapes import Shape, drawn, shapes_for
from scheduler.engine.solvers import Answer
from scheduler.engine.thin import solve_thinned

_ROUND_SECONDS, _MOST_SECONDS = 4.0, 30.0
"""Longest time for one part to begin with, and at last."""

_STRETCH, _WORTH, _LONGER = 20, 0.001, 2.0
"""Where so many parts have gained less than this share of the cost, parts may take so many times as long, and grow."""

_NEAR = 0.0005
"""A part is left when it is solved as near as this, nearer as parts take longer."""

_STALLED = 400
"""Parts without a gain after which the search ends."""

Found = Callable[[Plan, float], None]


@dataclass(frozen=True)
class _Free:
    """Agents and days that are free, and what the part's own chance begins with.

    A `rival` has agents and days of a part before it: the better one is taken, not both.
    """

    agents: tuple[int, ...]
    days: tuple[int, ...]
    seed: int
    rival: bool = False


class Polisher:
    """Improves a plan part by part. `cost` is the plan's cost by the engine's own account."""

    def __init__(self, account: Account, plan: Plan, clock: Clock, *, seed: int, threads: Callable[[], int]) -> None:
        """`threads` says how many workers there are at the moment."""
        self.problem: Problem = account.problem
        self.account = account
        self.plan, self.cost = plan, account.cost(plan)
        self.clock = clock
        self.threads = threads
        self.seed = seed
        self.random = random.Random(seed)
        self.seconds = _ROUND_SECONDS
        self.shapes = shapes_for(self.problem.instance.day_count)

    def run(self, reached: Callable[[float], bool], found: Found) -> None:
        """Search until a cost is `reached`, the clock or a stall; `found` hears of better plans."""
        idle, tried, then = 0, 0, self.cost
        while idle < _STALLED and self.clock.left > 0.2 and not reached(self.cost):
            before, shape = self.cost, drawn(self.shapes, self.random, self.seconds)
            parts = self._apart(shape)
            self._side_by_side(shape, parts, found)
            idle = 0 if self.cost < before else idle + len(parts)
            tried += len(parts)
            if tried >= _STRETCH:
                self._be_patient(then - self.cost)
                tried, then = 0, self.cost

    def _be_patient(self, gained: float) -> None:
        """Let parts take longer where a stretch of them has gained little."""
        if gained < _WORTH * self.cost:
            self.seconds = min(_MOST_SECONDS, _LONGER * self.seconds)

    def _apart(self, shape: Shape) -> list[_Free]:
        """A part for each worker, on days or at least with people that no other has; thinned ones of everybody are rivals."""
        count, everyone = self.problem.instance.day_count, range(len(self.problem.instance.agents))
        starts, most = count - shape.days + 1, shape.agents(len(everyone))
        offset = self.random.randrange(starts)
        parts: list[_Free] = []
        workers = self.threads()
        for i in range(workers):
            first = (offset + i * starts // workers) % starts
            days = tuple(range(first, first + shape.days))
            beside = [part for part in parts if not set(days).isdisjoint(part.days)]
            left = set(everyone).difference(*(part.agents for part in beside))
            if left or shape.thin:
                agents = self.random.sample(sorted(left or everyone), min(len(left) or most, most))
                parts.append(_Free(tuple(sorted(agents)), days, self.random.getrandbits(31), not left))
        return parts

    def _side_by_side(self, shape: Shape, parts: list[_Free], found: Found) -> None:
        """Solve parts and take over what gains."""
        base = self.plan
        with ThreadPoolExecutor(len(parts)) as pool:
            solved = list(pool.map(lambda free: self._solve(free, shape.thin), parts))
        for free, (part, answer) in zip(parts, solved, strict=True):
            self.clock.worked(answer.work)
            before = self.cost
            candidate = None if answer.values is None else part.read(answer.values)
            if candidate is not None and not free.rival:
                candidate = self._merged(base, candidate)
            if candidate is not None and self.take(candidate):
                found(self.plan, self.cost)
            shape.learn(before - self.cost, answer, len(self.problem.instance.agents), self.seconds)

    def _merged(self, base: Plan, candidate: Plan) -> Plan | None:
        """The present plan with what the candidate changed in `base`, from which it came; None when meals do not add up."""
        grid = np.where(candidate.grid != base.grid, candidate.grid, self.plan.grid)
        slots: Slots = {}
        for cell in self.plan.slots.keys() | candidate.slots.keys():
            none = [0] * len(self.problem.instance.meal_offsets(cell[2]))
            now, new, old = (plan.slots.get(cell, none) for plan in (self.plan, candidate, base))
            slots[cell] = [a + b - c for a, b, c in zip(now, new, old, strict=True)]
            if min(slots[cell]) < 0:
                return None
        return Plan(grid, slots)

    def take(self, candidate: Plan) -> bool:
        """Take over a plan if the whole of it is a gain: fairness of agents who were not free moves with sums over all."""
        cost = self.account.cost(candidate)
        if cost < self.cost:
            self.plan, self.cost = candidate, cost
            return True
        return False

    def _solve(self, free: _Free, thin: bool) -> tuple[Part, Answer]:
        part = Part(self.problem, self.plan, free.agents, free.days)
        near, seconds = _NEAR * _ROUND_SECONDS / self.seconds, min(self.seconds, self.clock.left)
        if thin:
            return part, solve_thinned(part, self.clock, seconds, seed=free.seed, near=near)
        return part, solve_part(part, self.clock, seconds, seed=self.seed, near=near)

"""Stage 3: large-neighbourhood search on the true objective, wishes and fairness included.

Neighbourhoods come in kinds that take turns: everybody on one day; people of one class over the whole period with their
head-counts kept; some people on some days; and everybody's month, one agent after the other (`Months`). As many
neighbourhoods as there are workers are searched side by side, apart from each other, each by one worker.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from scheduler.engine.account import Account
from scheduler.engine.limits import Clock
from scheduler.engine.months import Months
from scheduler.engine.part import Part, Plan, Problem
from scheduler.engine.solvers import Answer, Outcome, solve_cp_sat

_ROUND_SECONDS = 4.0
"""Longest time for one neighbourhood."""

_NEAR = 0.002
"""A neighbourhood is left when it is solved as near as this."""

_LITTLE = 0.001
"""Rounds of months end when one gains less than this share of the cost."""

_STALLED = 3
"""Turns through all kinds without a gain after which the search ends."""

_SHAPES = ((20, 3), (12, 5), (30, 2), (6, 10))
"""Agents and days of mixed neighbourhoods."""

_DAY_AGENTS = 60
"""Agents that one day's neighbourhood holds at most."""

Found = Callable[[Plan, float], None]


@dataclass(frozen=True)
class _Neighbourhood:
    """Free agents and days; with `kept` head-counts stay as they are."""

    agents: tuple[int, ...]
    days: tuple[int, ...]
    kept: bool = False


class Improver:
    """Improves a plan turn by turn. `cost` is the plan's cost by the engine's own account."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        account: Account,
        months: Months,
        clock: Clock,
        *,
        seed: int,
        workers: int,
        bound: int,
    ) -> None:
        self.problem = problem
        self.plan = plan
        self.account = account
        self.cost = account.cost(plan)
        self.months = months
        self.clock = clock
        self.workers = workers
        self.bound = bound
        self.random = random.Random(seed)
        self.seed = seed
        self.group_size = 10

    def run(self, gap: float, found: Found) -> None:
        """Search until the gap, the clock or a stall; `found` hears of every better plan."""
        turns = (self._go_round, self._days, self._people, self._mixed)
        idle = 0
        while idle < _STALLED:
            before = self.cost
            for turn in turns:
                if self.clock.left <= 0.2 or self.cost <= self.bound * (1 + gap):
                    return
                turn(found)
            idle = 0 if self.cost < before else idle + 1

    def _go_round(self, found: Found) -> None:
        """Everybody's month, again and again while it pays."""
        while self.clock.left > 0.2:
            before = self.cost
            self._take(self.months.sweep(self.plan), found)
            if before - self.cost <= _LITTLE * before:
                return

    def _days(self, found: Found) -> None:
        """Every day once, in random order."""
        days = list(range(self.problem.instance.day_count))
        self.random.shuffle(days)
        while days:
            batch = [days.pop()]
            while len(batch) < self.workers and (apart := [d for d in days if min(abs(d - e) for e in batch) > 1]):
                batch.append(apart[0])
                days.remove(apart[0])
            if not self._search([_Neighbourhood(self._some(_DAY_AGENTS), (d,)) for d in batch], found):
                return

    def _people(self, found: Found) -> None:
        """Groups of each class swap what they work."""
        days = tuple(range(self.problem.instance.day_count))
        groups: list[tuple[int, ...]] = []
        for members in self.problem.instance.classes:
            drawn = self.random.sample(members, len(members))
            groups += [tuple(sorted(drawn[i : i + self.group_size])) for i in range(0, len(drawn), self.group_size)]
        groups = [group for group in groups if len(group) > 1]
        for first in range(0, len(groups), self.workers):
            batch = groups[first : first + self.workers]
            if not self._search([_Neighbourhood(group, days, kept=True) for group in batch], found):
                return

    def _mixed(self, found: Found) -> None:
        """Some people on some days, as many as there are days."""
        count = self.problem.instance.day_count
        for _ in range(0, count, self.workers):
            agents, length = self.random.choice(_SHAPES)
            length = min(count, length)
            offset = self.random.randrange(count)
            free = set(range(count))
            batch = []
            for i in range(self.workers):
                first = min((offset + i * count // self.workers) % count, count - length)
                span = range(first, first + length)
                if free.issuperset(span):
                    free -= set(span)
                    batch.append(_Neighbourhood(self._some(agents), tuple(span)))
            if not self._search(batch, found):
                return

    def _some(self, most: int) -> tuple[int, ...]:
        everyone = range(len(self.problem.instance.agents))
        return tuple(sorted(self.random.sample(everyone, min(len(everyone), most))))

    def _search(self, batch: list[_Neighbourhood], found: Found) -> bool:
        """Solve neighbourhoods side by side and take over what gains; False when the time is over."""
        base = self.plan
        with ThreadPoolExecutor(len(batch)) as pool:
            solved = list(pool.map(self._solve, batch))
        for neighbourhood, (part, answer) in zip(batch, solved, strict=True):
            self.clock.worked(answer.work)
            if neighbourhood.kept:
                self._learn(answer)
            if answer.values is not None:
                self._take(self._merged(base, part.read(answer.values), neighbourhood), found)
        return self.clock.left > 0.2

    def _merged(self, base: Plan, candidate: Plan, neighbourhood: _Neighbourhood) -> Plan:
        """The present plan with what the candidate changed in `base`, from which it came."""
        grid = np.where(candidate.grid != base.grid, candidate.grid, self.plan.grid)
        if neighbourhood.kept:
            return Plan(grid, self.plan.slots)
        days = set(neighbourhood.days)
        slots = {cell: counts for cell, counts in self.plan.slots.items() if cell[1] not in days}
        return Plan(grid, slots | {cell: counts for cell, counts in candidate.slots.items() if cell[1] in days})

    def _take(self, candidate: Plan, found: Found) -> None:
        """Take over a plan if the whole of it is a gain: fairness of agents who were not free moves with sums over all."""
        cost = self.account.cost(candidate)
        if cost < self.cost:
            self.plan, self.cost = candidate, cost
            found(candidate, cost)

    def _learn(self, answer: Answer) -> None:
        """Larger groups of people while they are solved to the end, smaller ones when they are not."""
        size = self.group_size + (1 if answer.outcome is Outcome.OPTIMAL else -2)
        self.group_size = min(40, max(6, size))

    def _solve(self, neighbourhood: _Neighbourhood) -> tuple[Part, Answer]:
        part = Part(
            self.problem,
            self.plan,
            neighbourhood.agents,
            neighbourhood.days,
            counts="kept" if neighbourhood.kept else "free",
        )
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

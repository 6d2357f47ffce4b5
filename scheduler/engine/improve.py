"""Stage 4: large-neighbourhood search on the true objective, wishes and fairness included.

Neighbourhoods come in kinds; how often a kind is tried follows what it has earned for the time it took.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from scheduler.engine.limits import Clock
from scheduler.engine.part import Part, Plan, Problem
from scheduler.engine.solvers import Answer, Outcome, solve_cp_sat

_ROUND_SECONDS = 4.0
"""Longest time for one neighbourhood."""

_STALLED = 60
"""Neighbourhoods without any gain after which the search ends."""


@dataclass
class _Kind:
    """A kind of neighbourhood and what it has earned: points for each second, an average that forgets."""

    name: str
    keep_counts: bool
    worth: float = 1.0


@dataclass(frozen=True)
class _Neighbourhood:
    kind: _Kind
    agents: tuple[int, ...]
    days: tuple[int, ...]


class Improver:
    """Improves a plan round by round. `cost` is the plan's cost by the engine's own account."""

    def __init__(
        self, problem: Problem, plan: Plan, cost: int, clock: Clock, *, seed: int, workers: int, bound: int
    ) -> None:
        self.problem = problem
        self.plan = plan
        self.cost = cost
        self.clock = clock
        self.workers = workers
        self.bound = bound
        self.random = random.Random(seed)
        self.seed = seed
        self.kinds = (_Kind("people", True), _Kind("days", False), _Kind("mixed", False))
        self.group_size = 14
        self.window = 2

    def run(self, gap: float, found: Callable[[Plan, int], None]) -> None:
        """Search until the gap, the clock or a stall; `found` hears of every better plan."""
        idle = 0
        while self.clock.left > 0.2 and idle < _STALLED and self.cost > self.bound * (1 + gap):
            batch = self._batch()
            with ThreadPoolExecutor(max(1, len(batch))) as pool:
                answers = list(pool.map(self._solve, batch))
            better = False
            for neighbourhood, (part, before, answer) in zip(batch, answers, strict=True):
                self.clock.worked(answer.work)
                gain = 0
                if answer.values is not None and answer.cost is not None and answer.cost < before:
                    gain = before - answer.cost
                    self._take(part, part.read(answer.values))
                    self.cost -= gain
                    better = True
                self._learn(neighbourhood.kind, gain, answer)
            if better:
                idle = 0
                found(self.plan, self.cost)
            else:
                idle += len(batch)

    def _take(self, part: Part, plan: Plan) -> None:
        """Take over what the part has changed; parts of one batch touch different agents."""
        grid = self.plan.grid.copy()
        agents = list(part.agents)
        grid[agents] = plan.grid[agents]
        freed = plan if part.heads is not None else self.plan
        self.plan = Plan(grid, freed.counts, freed.slots)

    def _learn(self, kind: _Kind, gain: int, answer: Answer) -> None:
        kind.worth = 0.8 * kind.worth + 0.2 * (gain / max(0.2, answer.work))
        if kind.keep_counts:
            size = self.group_size + (1 if answer.outcome is Outcome.OPTIMAL else -2)
            self.group_size = min(40, max(6, size))

    def _batch(self) -> list[_Neighbourhood]:
        """Neighbourhoods to solve side by side: several groups of different people, or a single one that frees counts."""
        floor = 0.05 * max(kind.worth for kind in self.kinds) + 1e-6
        kind = self.random.choices(self.kinds, [kind.worth + floor for kind in self.kinds])[0]
        if not kind.keep_counts:
            return [self._free_neighbourhood(kind)]
        taken: set[int] = set()
        batch = []
        for _ in range(self.workers):
            agents = self._group(taken)
            taken.update(agents)
            if agents:
                batch.append(_Neighbourhood(kind, agents, tuple(range(self.problem.instance.day_count))))
        return batch

    def _group(self, taken: set[int]) -> tuple[int, ...]:
        """Agents of one class, drawn by class size."""
        classes = [[a for a in members if a not in taken] for members in self.problem.instance.classes]
        classes = [members for members in classes if len(members) > 1]
        if not classes:
            return ()
        members = self.random.choices(classes, [len(members) for members in classes])[0]
        return tuple(sorted(self.random.sample(members, min(len(members), self.group_size))))

    def _free_neighbourhood(self, kind: _Kind) -> _Neighbourhood:
        instance = self.problem.instance
        everyone = range(len(instance.agents))
        if kind.name == "days":
            length = min(instance.day_count, self.random.choice((1, 2, 3)))
            agents = tuple(sorted(self.random.sample(everyone, min(len(everyone), 80))))
        else:
            length = min(instance.day_count, self.random.choice((5, 7, 10)))
            agents = tuple(sorted(self.random.sample(everyone, min(len(everyone), 12))))
        first = self.random.randrange(instance.day_count - length + 1)
        return _Neighbourhood(kind, agents, tuple(range(first, first + length)))

    def _solve(self, neighbourhood: _Neighbourhood) -> tuple[Part, int, Answer]:
        kind = neighbourhood.kind
        part = Part(
            self.problem,
            self.plan,
            neighbourhood.agents,
            neighbourhood.days,
            counts="kept" if kind.keep_counts else "free",
        )
        hint = part.hint()
        seconds = min(_ROUND_SECONDS, self.clock.left)
        answer = solve_cp_sat(
            part.program,
            seconds=3 * seconds if self.clock.deterministic else seconds,
            work=seconds if self.clock.deterministic else None,
            seed=self.seed,
            workers=1 if kind.keep_counts else self.workers,
            stop=self.clock.stop,
            hint=hint,
        )
        return part, part.program.value(hint), answer

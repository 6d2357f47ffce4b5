"""Stage 4: large-neighbourhood search on the true objective, wishes and fairness included.

Neighbourhoods come in kinds: people of one class over the whole period with their head-counts kept, everybody on a day
or two with head-counts free, and some people on some days. An adaptive choice by points gained for each second starved
the first kind, which repairs fairness and wishes; the kinds take turns instead.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from scheduler.engine.limits import Clock
from scheduler.engine.part import Part, Plan, Problem
from scheduler.engine.solvers import Answer, Outcome, solve_cp_sat

_ROUND_SECONDS = 4.0
"""Longest time for one neighbourhood."""

_STALLED = 60
"""Neighbourhoods without any gain after which the search ends."""


@dataclass(frozen=True)
class _Kind:
    """A kind of neighbourhood."""

    name: str
    keep_counts: bool


@dataclass(frozen=True)
class _Neighbourhood:
    kind: _Kind
    agents: tuple[int, ...]
    days: tuple[int, ...]


class Improver:
    """Improves a plan round by round. `cost` is the plan's cost by the engine's own account."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        account: Callable[[Plan], int],
        clock: Clock,
        *,
        seed: int,
        workers: int,
        bound: int,
    ) -> None:
        """`account` gives a plan's true cost: the search believes no model's own figure."""
        self.problem = problem
        self.plan = plan
        self.account = account
        self.cost = account(plan)
        self.clock = clock
        self.workers = workers
        self.bound = bound
        self.random = random.Random(seed)
        self.seed = seed
        people, days, mixed = _Kind("people", True), _Kind("days", False), _Kind("mixed", False)
        self.kinds = (people, days, days, people, days, mixed)
        self.turn = 0
        self.group_size = 10

    def run(self, gap: float, found: Callable[[Plan, int], None]) -> None:
        """Search until the gap, the clock or a stall; `found` hears of every better plan."""
        idle = 0
        while self.clock.left > 0.2 and idle < _STALLED and self.cost > self.bound * (1 + gap):
            neighbourhood = self._draw()
            part, before, answer = self._solve(neighbourhood)
            self.clock.worked(answer.work)
            gain = 0
            if answer.values is not None and answer.cost is not None and answer.cost < before:
                gain = self._take(part, part.read(answer.values))
            self._learn(neighbourhood.kind, answer)
            idle = 0 if gain else idle + 1
            if gain:
                found(self.plan, self.cost)

    def _take(self, part: Part, candidate: Plan) -> int:
        """Take over a part's plan if it is a gain, which is returned."""
        # Fairness of agents who were not free moves with the sums over all, so the whole is judged.
        gain = self.cost - self.account(candidate)
        if gain > 0:
            self.plan, self.cost = candidate, self.cost - gain
        return max(0, gain)

    def _learn(self, kind: _Kind, answer: Answer) -> None:
        """Larger groups of people while they are solved to the end, smaller ones when they are not."""
        if kind.keep_counts:
            size = self.group_size + (1 if answer.outcome is Outcome.OPTIMAL else -2)
            self.group_size = min(40, max(6, size))

    def _draw(self) -> _Neighbourhood:
        """The next neighbourhood: the kinds take turns."""
        kind = self.kinds[self.turn % len(self.kinds)]
        self.turn += 1
        if kind.keep_counts:
            return _Neighbourhood(kind, self._group(), tuple(range(self.problem.instance.day_count)))
        return self._free_neighbourhood(kind)

    def _group(self) -> tuple[int, ...]:
        """Agents of one class, drawn by class size."""
        classes = [members for members in self.problem.instance.classes if len(members) > 1]
        if not classes:
            return tuple(self.problem.instance.classes[0])
        members = self.random.choices(classes, [len(members) for members in classes])[0]
        return tuple(sorted(self.random.sample(members, min(len(members), self.group_size))))

    def _free_neighbourhood(self, kind: _Kind) -> _Neighbourhood:
        instance = self.problem.instance
        everyone = range(len(instance.agents))
        if kind.name == "days":
            length, most = self.random.choice((1, 1, 1, 2)), 80
        else:
            length, most = self.random.choice((3, 4, 5)), 12
        length = min(instance.day_count, length)
        agents = tuple(sorted(self.random.sample(everyone, min(len(everyone), most))))
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
        wall, work = self.clock.solve_limits(seconds)
        answer = solve_cp_sat(
            part.program,
            seconds=wall,
            work=work,
            seed=self.seed,
            workers=self.workers,
            subsolvers=("max_lp",) if self.workers == 1 else ("max_lp", "default_lp") if self.workers == 2 else (),
            stop=self.clock.stop,
            hint=hint,
        )
        return part, part.program.value(hint), answer

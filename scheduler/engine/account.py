"""What a plan costs by the engine's own account: exact, and quick enough to judge single moves.

The rules' checkers have the last word on a finished roster; a build fails when they do not come to the same figure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.heads import presence
from scheduler.engine.part import Plan, Problem
from scheduler.engine.people import grid_totals
from scheduler.engine.program import Ints
from scheduler.engine.rows import AgentRows
from scheduler.engine.staff import StaffCosts

BROKEN = math.inf
"""The cost of a roster that breaks a hard rule about agents."""


class OwnRows:
    """One agent's rows that nobody else touches, as arrays."""

    def __init__(self, rows: AgentRows) -> None:
        own = [row for row in rows.rows if row.total is None]
        matrix = np.zeros((len(own), rows.width), dtype=np.int32)
        for i, row in enumerate(own):
            np.add.at(matrix[i], row.cells, row.coefs)
        slacks = {key: i for i, key in enumerate(dict.fromkeys((row.rule, row.slack) for row in own))}
        self._by_cell = np.ascontiguousarray(matrix.T)
        self._limit = np.array([row.limit for row in own], dtype=np.int64)
        self._scale = np.array([row.scale for row in own], dtype=np.int64)
        self._hard = np.array([row.price is None for row in own], dtype=bool)
        self._slack = np.array([slacks[row.rule, row.slack] for row in own], dtype=np.int64)
        self._price = np.zeros(len(slacks), dtype=np.int64)
        self._grows = np.zeros(len(slacks), dtype=bool)
        for row in own:
            self._price[slacks[row.rule, row.slack]] = row.price or 0
            self._grows[slacks[row.rule, row.slack]] = row.grows
        self._flag_numbers = np.array(list(rows.flags), dtype=np.int64)
        self._flagged = np.zeros((len(rows.flags), len(rows.open)), dtype=bool)
        for i, group in enumerate(rows.flags.values()):
            self._flagged[i, group] = True

    def cost(self, cells: Ints) -> float:
        """Points for working these cells; `BROKEN` when a hard row does not hold."""
        flags = self._flag_numbers[self._flagged[:, cells].any(axis=1)]
        over = self._by_cell[np.concatenate([cells, flags])].sum(axis=0) - self._limit
        if (over[self._hard] > 0).any():
            return BROKEN
        breach = np.zeros(len(self._price), dtype=np.int64)
        np.maximum.at(breach, self._slack, -(-over // self._scale))
        return float(np.dot(_counted(breach, self._grows), self._price))


def _counted(breach: Ints, grows: NDArray[np.bool_]) -> Ints:
    """Units that breaches count: one each, or for those that grow one for the first, two for the second and so on."""
    return np.where(grows, breach * (breach + 1) // 2, breach)


class SharedRows:
    """All agents' rows that hold a sum over agents: somebody else's work moves them too."""

    def __init__(self, problem: Problem) -> None:
        found = [(a, row) for a, rows in enumerate(problem.rows) for row in rows.rows if row.total is not None]
        self._names = list(dict.fromkeys(row.total[0] for _, row in found if row.total))
        self._agent = np.array([a for a, _ in found], dtype=np.int64)
        self._rows = [row for _, row in found]
        self._total = np.array([self._names.index(row.total[0]) for _, row in found if row.total], dtype=np.int64)
        self._coef = np.array([row.total[1] for _, row in found if row.total], dtype=np.int64)
        self._limit = np.array([row.limit for _, row in found], dtype=np.int64)
        self._scale = np.array([row.scale for _, row in found], dtype=np.int64)
        self._price = np.array([row.price for _, row in found], dtype=np.int64)
        self._grows = np.array([row.grows for _, row in found], dtype=bool)
        self.fined = np.array([row.rule in problem.fined for _, row in found], dtype=bool)
        self._of: dict[int, list[int]] = {}
        for i, a in enumerate(self._agent.tolist()):
            self._of.setdefault(a, []).append(i)

    def activity(self, a: int, cells: Ints) -> tuple[list[int], Ints]:
        """The numbers of agent `a`'s rows, and what working these cells puts into each."""
        own = self._of.get(a, [])
        sums = [int(self._rows[i].coefs[np.isin(self._rows[i].cells, cells)].sum()) for i in own]
        return own, np.array(sums, dtype=np.int64)

    def points(self, activity: Ints, totals: Mapping[str, int]) -> Ints:
        """Points of every row for these sums."""
        sums = np.array([totals[name] for name in self._names], dtype=np.int64)
        over = activity + self._coef * sums[self._total] - self._limit
        return np.asarray(_counted(np.maximum(0, -(-over // self._scale)), self._grows) * self._price)


class Account:
    """The cost of whole plans."""

    def __init__(self, problem: Problem) -> None:
        instance = problem.instance
        self.problem = problem
        self.staff = StaffCosts(instance, problem.demands, problem.past)
        self.own = [OwnRows(rows) for rows in problem.rows]
        self.shared = SharedRows(problem)
        self._fined_staff = StaffCosts(instance, problem.demands, problem.past, problem.fined)

    def cost(self, plan: Plan) -> float:
        """Points, fines included; `BROKEN` when a hard rule about an agent is."""
        problem = self.problem
        own = 0.0
        for a in range(len(problem.instance.agents)):
            cells = plan.cells(a, problem.instance.shift_count)
            if not problem.rows[a].open[cells].all():
                return BROKEN
            own += self.own[a].cost(cells)
        return round(self.staff.cost(self._present(plan))) + own + float(self._shared(plan).sum())

    def keeps_rules(self, plan: Plan) -> bool:
        """Whether a plan carries no fine."""
        fined = self._shared(plan)[self.shared.fined]
        return self._fined_staff.cost(self._present(plan)) == 0 and not fined.any()

    def _present(self, plan: Plan) -> Ints:
        return self.problem.past + presence(self.problem.demands, plan.slots)

    def _shared(self, plan: Plan) -> Ints:
        activity = np.zeros(len(self.shared.fined), dtype=np.int64)
        for a in range(len(self.problem.rows)):
            rows, sums = self.shared.activity(a, plan.cells(a, self.problem.instance.shift_count))
            activity[rows] = sums
        return self.shared.points(activity, grid_totals(self.problem.instance, self.problem.rows, plan.grid))

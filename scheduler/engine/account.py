"""What a plan costs by the engine's own account: exact, and quick.

The rules' checkers have the last word on a finished roster; a build fails when they do not come to the same figure.
"""

from __future__ import annotations

import math

import numpy as np

from scheduler.engine.arrays import State
from scheduler.engine.kernel import cost_of
from scheduler.engine.layout import Floor
from scheduler.engine.part import Plan, Problem
from scheduler.engine.staff import StaffCosts

BROKEN = math.inf
"""The cost of a roster that breaks a hard rule about agents."""


class Account:
    """The cost of whole plans, and of the states that annealing makes of them."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.staff = StaffCosts(problem.demands)
        self.floor = Floor(problem, self.staff)
        self._fined_staff = StaffCosts(problem.demands, problem.fined)

    def cost(self, plan: Plan) -> float:
        """Points, fines included; `BROKEN` when a hard rule about an agent is."""
        return self.state_cost(self.floor.state(plan))

    def state_cost(self, state: State) -> float:
        """The same of a state."""
        cost = cost_of(self.floor.layout, state)
        return BROKEN if cost == math.inf else float(round(cost))

    def keeps_rules(self, state: State) -> bool:
        """Whether a state carries no fine."""
        for heads, (_, places, table) in zip(state.heads, self._fined_staff.crews, strict=True):
            if table[np.arange(len(places)), np.minimum(heads[places], table.shape[1] - 1)].any():
                return False
        layout = self.floor.layout
        for row in np.flatnonzero(self.floor.shared_fined):
            group = np.searchsorted(layout.shared_start, row, side="right") - 1
            name = np.searchsorted(layout.group_start, group, side="right") - 1
            own, coef, limit = layout.shared[row, :3]
            if (own * np.flatnonzero(state.having[group]) + coef * state.total[name] > limit).any():
                return False
        return True

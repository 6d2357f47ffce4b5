"""The flat model: one Boolean for each agent, day and shift, every rule and the whole objective, given to a solver at once.

It is the engine's own programme of a part of the roster, with everybody free on every day: meal slots are counted by
kind of agent, which is kinder to the solver than a Boolean for each agent's meal. No plan is given as a hint.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.records import Job
from benchmarks.trail import Trail
from models.roster import Roster
from scheduler.engine.account import Account
from scheduler.engine.aside import load_highs
from scheduler.engine.build import make_roster
from scheduler.engine.heads import Demands
from scheduler.engine.part import Part, Plan, Problem
from scheduler.engine.program import Ints
from scheduler.engine.rows import collect_rows
from scheduler.engine.solvers import cp_sat_model
from scheduler.instance import Instance
from scheduler.rules import agent_rules, load_rules, staff_rules
from scheduler.view import OFF


class Flat:
    """The programme, and what its solutions mean."""

    def __init__(self, instance: Instance, priced: bool = False) -> None:
        """With `priced` hard rules that no agent can keep alone carry the engine's fines instead of being rows."""
        rules = load_rules(instance.policy)
        rows = collect_rows(instance, agent_rules(rules))
        self.fined: Account | None = None
        if priced:
            self.problem = Problem.of(instance, staff_rules(rules), rows)
            self.fined = Account(self.problem)
        else:
            demands = Demands(instance, staff_rules(rules))
            self.problem = Problem(instance, demands, rows, demands.past, frozenset())
        people, days = range(len(instance.agents)), range(instance.day_count)
        nobody = np.full((len(people), len(days)), OFF, dtype=np.int64)
        self.part = Part(self.problem, Plan(nobody, {}), people, days)
        self.program = self.part.program

    def cost(self, values: Ints) -> int | None:
        """What a solution costs; None when it carries a fine."""
        if self.fined is not None and not self.fined.keeps_rules(self.fined.floor.state(self.part.read(values))):
            return None
        return self.program.value(values)

    def roster(self, values: Ints) -> Roster:
        return make_roster(self.problem, self.part.read(values))


class _Listener(cp_model.CpSolverSolutionCallback):
    """Tells the trail of every better solution and bound."""

    def __init__(self, flat: Flat, trail: Trail) -> None:
        super().__init__()
        self._flat = flat
        self._trail = trail
        self.best: Ints | None = None

    def on_solution_callback(self) -> None:
        values = np.array(self.response_proto.solution, dtype=np.int64)
        cost = self._flat.cost(values)
        if cost is not None:
            self.best = values
        self._trail.tell(cost, _whole(self.best_objective_bound))


def by_cp_sat(
    instance: Instance, job: Job, trail: Trail, *, subsolvers: tuple[str, ...] = (), priced: bool = False
) -> tuple[Roster | None, str]:
    """By CP-SAT; `subsolvers` are those to use alone."""
    flat = Flat(instance, priced)
    model = cp_sat_model(flat.program)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, job.time_limit - trail.seconds)
    solver.parameters.num_workers = job.workers
    solver.parameters.random_seed = job.case.seed
    solver.parameters.subsolvers.extend(subsolvers)
    solver.best_bound_callback = lambda bound: trail.tell(bound=_whole(bound))
    listener = _Listener(flat, trail)
    status = solver.solve(model, listener)
    if status == cp_model.OPTIMAL:
        trail.tell(bound=_whole(solver.best_objective_bound))
    return (None, solver.status_name(status).lower()) if listener.best is None else (flat.roster(listener.best), "")


def by_highs(instance: Instance, job: Job, trail: Trail) -> tuple[Roster | None, str]:
    """By HiGHS as a mixed-integer programme, with as many threads as the job has workers."""
    flat = Flat(instance)
    solver = load_highs(flat.program.matrix(), integer=True)
    solver.setOptionValue("threads", job.workers)
    solver.setOptionValue("random_seed", job.case.seed)
    best: list[Ints] = []

    def hear(event: Any) -> None:
        trail.tell(bound=_whole(event.data_out.mip_dual_bound))

    def take(event: Any) -> None:
        values = _rounded(flat, np.array(event.data_out.mip_solution))
        if values is not None:
            best[:] = [values]
            trail.tell(flat.cost(values), _whole(event.data_out.mip_dual_bound))

    solver.cbMipLogging += hear
    solver.cbMipImprovingSolution += take
    solver.setOptionValue("time_limit", max(0.1, job.time_limit - trail.seconds))
    solver.run()
    trail.tell(bound=_whole(solver.getInfo().mip_dual_bound))
    status = solver.modelStatusToString(solver.getModelStatus()).lower()
    return (flat.roster(best[0]), "") if best else (None, status)


def _rounded(flat: Flat, solution: Any) -> Ints | None:
    """HiGHS's figures as whole numbers, if they keep every row as such."""
    values = flat.program.complete(np.ceil(solution - 1e-5).astype(np.int64))
    return None if flat.program.broken_rows(values) else values


def _whole(bound: float) -> int | None:
    """A bound in whole points, never above what the solver says; None for one that says nothing."""
    return math.floor(bound + 1e-6) if math.isfinite(bound) and bound > 0 else None

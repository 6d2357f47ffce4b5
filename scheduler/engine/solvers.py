"""The solvers behind one kind of answer: CP-SAT and HiGHS."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from scheduler.engine.aside import Task, solve_aside
from scheduler.engine.limits import Stop
from scheduler.engine.program import Ints, Priced, Program


class Outcome(Enum):
    """What a solver proved: nothing, a solution, the best solution, or that there is none."""

    UNKNOWN = "unknown"
    FEASIBLE = "feasible"
    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True)
class Answer:
    """`values` by column, `cost` and proven `bound` (None where there is none), work in deterministic seconds."""

    outcome: Outcome
    values: Ints | None = None
    cost: int | None = None
    bound: int | None = None
    work: float = 0.0


@dataclass(frozen=True)
class Relaxed:
    """The linear relaxation's solution; `bound` is what its prices prove, rounded up, None when it is infeasible or unfinished.

    `value` is the same before rounding, and `priced` how it is made up of rows and columns. The outcome is "optimal" also where it
    was left because it was near.
    """

    outcome: Outcome
    values: NDArray[np.float64] | None = None
    bound: int | None = None
    value: float = 0.0
    priced: Priced | None = None


def solve_cp_sat(
    program: Program,
    *,
    seconds: float,
    seed: int,
    workers: int,
    stop: Stop,
    work: float | None = None,
    hint: Ints | None = None,
    lower: Ints | None = None,
    upper: Ints | None = None,
    subsolvers: tuple[str, ...] = (),
    relative_gap: float = 0.0,
    presolve: bool = True,
) -> Answer:
    """Solve with CP-SAT for at most `seconds` of wall time, and `work` deterministic seconds where given.

    `lower` and `upper` tighten the columns' bounds for this solve only. Programmes of a few hundred columns are solved
    faster without presolve.
    """
    model = cp_sat_model(program, lower, upper, hint)
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.max_time_in_seconds = max(0.05, seconds)
    if work is not None:
        parameters.max_deterministic_time = max(0.01, work)
    parameters.num_workers = workers
    parameters.random_seed = seed
    parameters.catch_sigint_signal = False
    parameters.relative_gap_limit = relative_gap
    parameters.cp_model_presolve = presolve
    if subsolvers:
        parameters.subsolvers.extend(subsolvers)
    with stop.watching(solver.stop_search):
        status = solver.solve(model)
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError(f"the engine built an invalid model: {model.validate()}")
    outcome = {
        cp_model.OPTIMAL: Outcome.OPTIMAL,
        cp_model.FEASIBLE: Outcome.FEASIBLE,
        cp_model.INFEASIBLE: Outcome.INFEASIBLE,
    }.get(status, Outcome.UNKNOWN)
    if outcome not in (Outcome.OPTIMAL, Outcome.FEASIBLE):
        return Answer(outcome, work=solver.deterministic_time)
    values = np.array(solver.response_proto.solution, dtype=np.int64)
    bound = math.ceil(solver.best_objective_bound - 1e-6) if any(program.cost) else 0
    return Answer(outcome, values, program.value(values), bound, solver.deterministic_time)


def cp_sat_model(
    program: Program, lower: Ints | None = None, upper: Ints | None = None, hint: Ints | None = None
) -> cp_model.CpModel:
    """The programme as CP-SAT takes it; see `solve_cp_sat`."""
    model = cp_model.CpModel()
    proto = model.proto
    lows = program.lower if lower is None else lower.tolist()
    highs = program.upper if upper is None else upper.tolist()
    for low, high in zip(lows, highs, strict=True):
        proto.variables.add().domain.extend((low, high))
    for columns, coefs, low, high in zip(
        program.row_columns, program.row_coefs, program.row_lower, program.row_upper, strict=True
    ):
        linear = proto.constraints.add().linear
        linear.vars.extend(columns)
        linear.coeffs.extend(coefs)
        linear.domain.extend((low, high))
    priced = [i for i, cost in enumerate(program.cost) if cost]
    if priced:
        proto.objective.vars.extend(priced)
        proto.objective.coeffs.extend([program.cost[i] for i in priced])
    if hint is not None:
        proto.solution_hint.vars.extend(range(program.column_count))
        proto.solution_hint.values.extend(hint.tolist())
    return model


def solve_lp(
    program: Program,
    *,
    seconds: float,
    stop: Stop,
    dearer: NDArray[np.float64] | None = None,
    near: float | None = None,
) -> Relaxed:
    """The linear relaxation, by HiGHS's interior-point method with a crossover to a vertex.

    `dearer` is added to what the columns cost; value, bound and prices are then those at these costs. With `near`, a share,
    it stops when the bound is so near and leaves out the crossover. The bound is told by the prices alone, so it holds.
    """
    matrix = program.matrix()
    if dearer is not None:
        matrix = replace(matrix, cost=matrix.cost + dearer)
    task = Task(matrix, integer=False, seconds=seconds)
    report = solve_aside(task if near is None else replace(task, gap=near, vertex=False), stop)
    if report.reason == "infeasible":
        return Relaxed(Outcome.INFEASIBLE)
    if report.reason not in ("optimal", "near") or report.values is None or report.duals is None:
        return Relaxed(Outcome.UNKNOWN)
    priced = matrix.priced(report.duals)
    return Relaxed(Outcome.OPTIMAL, report.values, rounded_up(priced.value), priced.value, priced)


def solve_highs(program: Program, *, seconds: float, stop: Stop, nodes: int | None = None) -> Answer:
    """Solve as a mixed-integer programme with HiGHS; its answer is rounded and checked before it is believed.

    `nodes` limits the search tree, which unlike a limit of time stops at the same place on any machine.
    """
    report = solve_aside(Task(program.matrix(), integer=True, seconds=seconds, nodes=nodes), stop)
    if report.reason == "infeasible":
        return Answer(Outcome.INFEASIBLE)
    bound = rounded_up(report.bound) if math.isfinite(report.bound) else None
    if report.values is None:
        return Answer(Outcome.UNKNOWN, bound=bound)
    values = program.complete(np.ceil(report.values - 1e-5).astype(np.int64))
    if program.broken_rows(values):
        return Answer(Outcome.UNKNOWN, bound=bound)
    cost = program.value(values)
    optimal = bound is not None and cost <= bound
    return Answer(Outcome.OPTIMAL if optimal else Outcome.FEASIBLE, values, cost, bound)


def rounded_up(value: float) -> int:
    """A bound in whole points; a solver's figure is true up to its tolerance."""
    return math.ceil(value - 1e-4 * max(1.0, abs(value) * 1e-4))

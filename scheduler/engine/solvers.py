"""The solvers that ship inside OR-Tools, behind one kind of answer: GLOP and HiGHS (MathOpt) and CP-SAT."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

from scheduler.engine.limits import Stop
from scheduler.engine.program import INFINITE, Ints, Program


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
    """The linear relaxation's solution; `bound` is its value rounded up, None when it is infeasible or unfinished."""

    outcome: Outcome
    values: NDArray[np.float64] | None = None
    bound: int | None = None


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

    `lower` and `upper` tighten the columns' bounds for this solve only.
    """
    model = cp_model.CpModel()
    _fill(model.proto, program, lower, upper, hint)
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
    bound = math.ceil(solver.best_objective_bound - 1e-6) + program.offset if any(program.cost) else program.offset
    return Answer(outcome, values, program.value(values), bound, solver.deterministic_time)


def _fill(proto: object, program: Program, lower: Ints | None, upper: Ints | None, hint: Ints | None) -> None:
    lows = program.lower if lower is None else lower.tolist()
    highs = program.upper if upper is None else upper.tolist()
    for low, high in zip(lows, highs, strict=True):
        proto.variables.add().domain.extend((low, high))  # type: ignore[attr-defined]
    for columns, coefs, low, high in zip(
        program.row_columns, program.row_coefs, program.row_lower, program.row_upper, strict=True
    ):
        linear = proto.constraints.add().linear  # type: ignore[attr-defined]
        linear.vars.extend(columns)
        linear.coeffs.extend(coefs)
        linear.domain.extend((low, high))
    priced = [i for i, cost in enumerate(program.cost) if cost]
    if priced:
        proto.objective.vars.extend(priced)  # type: ignore[attr-defined]
        proto.objective.coeffs.extend([program.cost[i] for i in priced])  # type: ignore[attr-defined]
    if hint is not None:
        proto.solution_hint.vars.extend(range(program.column_count))  # type: ignore[attr-defined]
        proto.solution_hint.values.extend(hint.tolist())  # type: ignore[attr-defined]


def _math_model(program: Program, integer: bool, lower: Ints | None = None, upper: Ints | None = None) -> mathopt.Model:
    proto = model_pb2.ModelProto()
    columns = program.column_count
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend(program.lower if lower is None else lower.tolist())
    proto.variables.upper_bounds.extend(program.upper if upper is None else upper.tolist())
    # Slacks (priced) and defined columns are whole by themselves where the others are: HiGHS finds more when told less.
    proto.variables.integers.extend(
        [integer and not cost and i not in program.implied for i, cost in enumerate(program.cost)]
    )
    proto.variables.names.extend([""] * columns)
    rows = len(program.row_columns)
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend([-math.inf if v <= -INFINITE else v for v in program.row_lower])
    proto.linear_constraints.upper_bounds.extend([math.inf if v >= INFINITE else v for v in program.row_upper])
    proto.linear_constraints.names.extend([""] * rows)
    for row in range(rows):
        order = np.argsort(program.row_columns[row], kind="stable")
        ids = np.asarray(program.row_columns[row], dtype=np.int64)[order]
        proto.linear_constraint_matrix.row_ids.extend([row] * len(ids))
        proto.linear_constraint_matrix.column_ids.extend(ids.tolist())
        proto.linear_constraint_matrix.coefficients.extend(np.asarray(program.row_coefs[row], float)[order].tolist())
    priced = [i for i, cost in enumerate(program.cost) if cost]
    proto.objective.linear_coefficients.ids.extend(priced)
    proto.objective.linear_coefficients.values.extend([float(program.cost[i]) for i in priced])
    return mathopt.Model.from_model_proto(proto)


def solve_lp(program: Program, *, seconds: float, stop: Stop) -> Relaxed:
    """The linear relaxation, by HiGHS's interior-point method with a crossover to a vertex."""
    return _relaxed(program, mathopt.SolverType.HIGHS, seconds, stop)


def confirm_lp_infeasible(program: Program, *, seconds: float, stop: Stop) -> bool:
    """Whether a second linear solver (GLOP) finds the relaxation infeasible too."""
    return _relaxed(program, mathopt.SolverType.GLOP, seconds, stop).outcome is Outcome.INFEASIBLE


def _relaxed(program: Program, solver: mathopt.SolverType, seconds: float, stop: Stop) -> Relaxed:
    barrier = mathopt.LPAlgorithm.BARRIER if solver is mathopt.SolverType.HIGHS else None
    result = _solve(_math_model(program, integer=False), solver, seconds, stop, algorithm=barrier)
    if result is None:
        return Relaxed(Outcome.UNKNOWN)
    reason = result.termination.reason
    if reason in (mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED):
        return Relaxed(Outcome.INFEASIBLE)
    if reason is not mathopt.TerminationReason.OPTIMAL:
        return Relaxed(Outcome.UNKNOWN)
    by_column = result.variable_values()
    values = np.array([value for _, value in sorted(by_column.items(), key=lambda item: item[0].id)])
    bound = math.ceil(result.objective_value() - 1e-4 * max(1.0, abs(result.objective_value()) * 1e-4))
    return Relaxed(Outcome.OPTIMAL, values, bound + program.offset)


def solve_highs(
    program: Program,
    *,
    seconds: float,
    stop: Stop,
    nodes: int | None = None,
    lower: Ints | None = None,
    upper: Ints | None = None,
) -> Answer:
    """Solve as a mixed-integer programme with HiGHS; its answer is rounded and checked before it is believed.

    `lower` and `upper` tighten the columns' bounds for this solve only; `nodes` limits the search tree, which unlike a
    limit of time stops at the same place on any machine.
    """
    model = _math_model(program, integer=True, lower=lower, upper=upper)
    result = _solve(model, mathopt.SolverType.HIGHS, seconds, stop, nodes=nodes)
    if result is None:
        return Answer(Outcome.UNKNOWN)
    if result.termination.reason is mathopt.TerminationReason.INFEASIBLE:
        return Answer(Outcome.INFEASIBLE)
    dual = result.termination.objective_bounds.dual_bound
    # A mixed-integer solver's bound is true up to its tolerance.
    bound = math.ceil(dual - 1e-4 * max(1.0, abs(dual) * 1e-4)) + program.offset if math.isfinite(dual) else None
    if not result.has_primal_feasible_solution():
        return Answer(Outcome.UNKNOWN, bound=bound)
    by_column = result.variable_values()
    values = np.array([math.ceil(value - 1e-5) for _, value in sorted(by_column.items(), key=lambda item: item[0].id)])
    values = program.complete(values)
    if program.broken_rows(values):
        return Answer(Outcome.UNKNOWN, bound=bound)
    cost = program.value(values)
    optimal = bound is not None and cost <= bound
    return Answer(Outcome.OPTIMAL if optimal else Outcome.FEASIBLE, values, cost, bound)


def _solve(
    model: mathopt.Model,
    solver: mathopt.SolverType,
    seconds: float,
    stop: Stop,
    nodes: int | None = None,
    algorithm: mathopt.LPAlgorithm | None = None,
) -> mathopt.SolveResult | None:
    """Solve; None when stopped, since these solvers cannot be interrupted from outside."""
    parameters = mathopt.SolveParameters(time_limit=timedelta(seconds=max(0.1, seconds)), lp_algorithm=algorithm)
    if nodes is not None:
        parameters.node_limit = nodes
    return stop.abandonable(lambda: mathopt.solve(model, solver, params=parameters))

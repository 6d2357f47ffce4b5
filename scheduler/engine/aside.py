"""Linear and mixed-integer solves by GLOP and HiGHS (MathOpt) in a process of their own.

These solvers cannot be interrupted from Python, and HiGHS crashes now and then: a process can be ended at any time, and
its crash is one answer less, not the end of the build.
"""

from __future__ import annotations

import math
import pickle
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from tempfile import TemporaryFile

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.limits import Stop
from scheduler.engine.program import INFINITE, Ints, Program


@dataclass(frozen=True)
class Task:
    """What to solve: `solver` is "glop" or "highs"; `integer` asks for whole numbers; `nodes` limits the search tree."""

    program: Program
    solver: str
    integer: bool
    seconds: float
    nodes: int | None = None
    lower: Ints | None = None
    upper: Ints | None = None


@dataclass(frozen=True)
class Report:
    """How it ended: MathOpt's termination reason in lower case, the proven bound, and the solution where there is one."""

    reason: str
    bound: float = -math.inf
    values: NDArray[np.float64] | None = None
    cost: float = math.inf


def solve_aside(task: Task, stop: Stop) -> Report:
    """Solve in a child process; the reason is "none" when it was stopped or crashed."""
    with TemporaryFile() as given, TemporaryFile() as answer:
        pickle.dump(task, given)
        given.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-m", "scheduler.engine.aside"],
            stdin=given,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env=None,
            start_new_session=True,
        )
        with stop.watching(child.kill):
            child.wait()
        if child.returncode != 0:
            return Report("none")
        answer.seek(0)
        report = pickle.load(answer)
    assert isinstance(report, Report)
    return report


def _solve(task: Task) -> Report:
    from ortools.math_opt.python import mathopt

    solver = mathopt.SolverType.GLOP if task.solver == "glop" else mathopt.SolverType.HIGHS
    parameters = mathopt.SolveParameters(time_limit=timedelta(seconds=max(0.1, task.seconds)))
    if task.solver == "highs" and not task.integer:
        parameters.lp_algorithm = mathopt.LPAlgorithm.BARRIER
    if task.nodes is not None:
        parameters.node_limit = task.nodes
    result = mathopt.solve(_model(task), solver, params=parameters)
    reason = result.termination.reason.name.lower()
    bound = result.termination.objective_bounds.dual_bound
    if not result.has_primal_feasible_solution():
        return Report(reason, bound)
    by_column = sorted(result.variable_values().items(), key=lambda item: item[0].id)
    return Report(reason, bound, np.array([value for _, value in by_column]), result.objective_value())


def _model(task: Task):  # type: ignore[no-untyped-def]  # MathOpt is imported in the child only
    from ortools.math_opt import model_pb2
    from ortools.math_opt.python import mathopt

    program = task.program
    proto = model_pb2.ModelProto()
    columns, rows = program.column_count, len(program.row_columns)
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend(program.lower if task.lower is None else task.lower.tolist())
    proto.variables.upper_bounds.extend(program.upper if task.upper is None else task.upper.tolist())
    # Slacks (priced) and defined columns are whole by themselves where the others are: HiGHS finds more when told less.
    proto.variables.integers.extend(
        [task.integer and not cost and i not in program.implied for i, cost in enumerate(program.cost)]
    )
    proto.variables.names.extend([""] * columns)
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend([-math.inf if v <= -INFINITE else v for v in program.row_lower])
    proto.linear_constraints.upper_bounds.extend([math.inf if v >= INFINITE else v for v in program.row_upper])
    proto.linear_constraints.names.extend([""] * rows)
    matrix = proto.linear_constraint_matrix
    for row in range(rows):
        order = np.argsort(program.row_columns[row], kind="stable")
        ids = np.asarray(program.row_columns[row], dtype=np.int64)[order]
        matrix.row_ids.extend([row] * len(ids))
        matrix.column_ids.extend(ids.tolist())
        matrix.coefficients.extend(np.asarray(program.row_coefs[row], float)[order].tolist())
    priced = [i for i, cost in enumerate(program.cost) if cost]
    proto.objective.linear_coefficients.ids.extend(priced)
    proto.objective.linear_coefficients.values.extend([float(program.cost[i]) for i in priced])
    return mathopt.Model.from_model_proto(proto)


if __name__ == "__main__":
    # Loaded by its own name, so that what is pickled here is known to the parent.
    from scheduler.engine import aside

    pickle.dump(aside._solve(pickle.load(sys.stdin.buffer)), sys.stdout.buffer)

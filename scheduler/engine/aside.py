"""Linear and mixed-integer solves by HiGHS in a process of their own.

A process can be ended at any time, which HiGHS does not allow everywhere, and its crash is one answer less, not the
end of the build. Starting one takes longer than a small programme, so a process waits for the next one.
"""

from __future__ import annotations

import atexit
import math
import os
import pickle
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.limits import Stop
from scheduler.engine.program import Matrix

if TYPE_CHECKING:
    import highspy


@dataclass(frozen=True)
class Task:
    """What to solve: `integer` asks for whole numbers; `nodes` limits the search tree, `gap` is near enough (a share).

    A linear programme is solved to a vertex unless that is not asked for; `gap` is near enough then.
    """

    matrix: Matrix
    integer: bool
    seconds: float
    nodes: int | None = None
    gap: float = 1e-4
    vertex: bool = True


@dataclass(frozen=True)
class Series:
    """A linear programme at several costs and upper bounds of its columns, each solved from where the one before ended."""

    matrix: Matrix
    costs: tuple[NDArray[np.float64], ...]
    uppers: tuple[NDArray[np.float64], ...]
    seconds: float


@dataclass(frozen=True)
class Report:
    """How it ended ("optimal", "near", "infeasible" or anything else), the proven bound, and the solution where there is one.

    "Near" is a linear programme's solution that keeps its rows nearly and costs nearly the least.

    `duals` are the rows' prices in a linear programme.
    """

    reason: str
    bound: float = -math.inf
    values: NDArray[np.float64] | None = None
    cost: float = math.inf
    duals: NDArray[np.float64] | None = None

    def least(self, matrix: Matrix) -> float:
        """What the linear programme costs at least, by the prices of its rows: ∞ where it has no solution, −∞ where none is known."""
        if self.duals is not None:
            return matrix.priced(self.duals).value
        return math.inf if self.reason == "infeasible" else -math.inf


_LARGE = 20_000
"""Columns above which a process is ended after its answer, so that it does not sit on the memory."""


class _Child:
    """A process that answers one task after the other until its input ends."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "scheduler.engine.aside"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def answer(self, task: Task | Series) -> list[Report] | None:
        """The reports; None when the process ended before."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            pickle.dump(task, self._process.stdin)
            self._process.stdin.flush()
            reports: list[Report] = pickle.load(self._process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            return None
        return reports

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what a dead process has not read
                pipe.close()  # type: ignore[union-attr]


class _Waiting:
    """The processes that wait for a task."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._children: list[_Child] = []

    def take(self) -> _Child:
        """A waiting process, or a new one."""
        while True:
            with self._lock:
                if not self._children:
                    break
                child = self._children.pop()
            if child.alive:
                return child
            child.end()
        return _Child()

    def put(self, child: _Child) -> None:
        with self._lock:
            self._children.append(child)

    def end(self) -> None:
        with self._lock:
            while self._children:
                self._children.pop().end()


_waiting = _Waiting()
atexit.register(_waiting.end)


def solve_aside(task: Task, stop: Stop) -> Report:
    """Solve in a child process; the reason is "none" when it was stopped or crashed."""
    (report,) = _asked(task, stop) or [Report("none")]
    return report


def solve_series(series: Series, stop: Stop) -> list[Report]:
    """Solve one after the other in a child process: as many as there was time for, none when it was stopped or crashed."""
    return _asked(series, stop) or []


def _asked(task: Task | Series, stop: Stop) -> list[Report] | None:
    child = _waiting.take()
    with stop.watching(child.kill):
        reports = child.answer(task)
    if reports is None or stop.requested or len(task.matrix.cost) > _LARGE:
        child.end()
    else:
        _waiting.put(child)
    return reports


def _solve(task: Task | Series) -> list[Report]:
    return [_by_highs(task)] if isinstance(task, Task) else _in_turn(task)


def load_highs(matrix: Matrix, integer: bool) -> highspy.Highs:
    """A silent HiGHS with the programme in it; `integer` asks for whole numbers."""
    import highspy

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(matrix.cost), len(matrix.row_lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = matrix.cost, matrix.lower, matrix.upper
    lp.row_lower_, lp.row_upper_ = matrix.row_lower, matrix.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.start, matrix.index, matrix.value
    if integer:
        kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
        lp.integrality_ = [kinds[whole] for whole in matrix.whole.astype(int).tolist()]
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.passModel(lp)
    return solver


def _by_highs(task: Task) -> Report:
    solver = load_highs(task.matrix, task.integer)
    solver.setOptionValue("time_limit", max(0.1, task.seconds))
    if not task.integer:
        solver.setOptionValue("solver", "ipm")
    if not task.vertex:
        solver.setOptionValue("run_crossover", "off")
        solver.setOptionValue("ipm_optimality_tolerance", task.gap)
    solver.setOptionValue("mip_rel_gap", task.gap)
    if task.nodes is not None:
        solver.setOptionValue("mip_max_nodes", task.nodes)
    solver.run()
    return _reported(solver, task.integer, near=not task.vertex)


def _reported(solver: highspy.Highs, integer: bool, near: bool = False) -> Report:
    """What it found; with `near`, a solution whose last digits no crossover has cleaned up is one too."""
    import highspy

    status, info = solver.getModelStatus(), solver.getInfo()
    reason = {
        highspy.HighsModelStatus.kOptimal: "optimal",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
        highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
    }.get(status, "other")
    bound = info.mip_dual_bound if integer else info.objective_function_value
    solution = solver.getSolution()
    if near and status == highspy.HighsModelStatus.kUnknown and solution.dual_valid:
        reason = "near"
    elif info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Report(reason, bound)
    duals = None if integer else np.array(solution.row_dual)
    return Report(reason, bound, np.array(solution.col_value), info.objective_function_value, duals)


def _in_turn(series: Series) -> list[Report]:
    solver = load_highs(series.matrix, integer=False)
    solver.setOptionValue("presolve", "off")  # it would throw the last basis away
    solver.setOptionValue("solver", "simplex")
    columns = np.arange(len(series.matrix.cost), dtype=np.int32)
    until = time.monotonic() + series.seconds
    reports: list[Report] = []
    for cost, upper in zip(series.costs, series.uppers, strict=True):
        if time.monotonic() > until:
            break
        solver.changeColsCost(len(columns), columns, cost)
        solver.changeColsBounds(len(columns), columns, series.matrix.lower, upper)
        solver.run()
        reports.append(_reported(solver, integer=False))
    return reports


def _serve() -> None:
    """Answer tasks from standard input until it ends."""
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # solvers write to standard output whatever they are told
        with suppress(EOFError):
            while True:
                pickle.dump(_solve(pickle.load(sys.stdin.buffer)), answers)
                answers.flush()


if __name__ == "__main__":
    # Loaded by its own name, so that what is pickled here is known to the parent.
    from scheduler.engine import aside

    aside._serve()

"""The problem as one flat CP-SAT model: a Boolean for each person, day and shift. The peer to be measured against."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product

from ortools.sat.python import cp_model

from benchmarks.curtois.problem import Employee, Problem, Roster

Tell = Callable[[int, int], None]
"""Hears of a better roster's cost and of the bound."""


@dataclass(frozen=True)
class FlatAnswer:
    """The best roster found, if any, and the bound that was proven."""

    roster: Roster | None
    bound: int
    seconds: float
    status: str


@dataclass
class _Flat:
    """The model under construction; `works` holds the sum of a person's shifts on a day."""

    problem: Problem
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    cells: dict[tuple[str, int, str], cp_model.IntVar] = field(default_factory=dict)
    works: dict[tuple[str, int], cp_model.IntVar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problem = self.problem
        for name, day in product(problem.staff, range(problem.days)):
            self.works[name, day] = self.model.new_bool_var("")
            for shift in problem.shifts:
                self.cells[name, day, shift] = self.model.new_bool_var("")
            self.model.add(sum(self.cells[name, day, shift] for shift in problem.shifts) == self.works[name, day])
        for employee in problem.staff.values():
            self._limits(employee)
            self._runs(employee)
        self.model.minimize(self._objective())

    def _limits(self, employee: Employee) -> None:
        problem, model, name = self.problem, self.model, employee.id
        for day in range(problem.days):
            if (name, day) in problem.days_off:
                model.add(self.works[name, day] == 0)
            for shift in problem.shifts.values() if day + 1 < problem.days else ():
                following = [self.cells[name, day + 1, other] for other in shift.not_followed_by]
                model.add_at_most_one([self.cells[name, day, shift.id], *following])
        for shift_id, most in employee.max_shifts.items():
            model.add(sum(self.cells[name, day, shift_id] for day in range(problem.days)) <= most)
        minutes = sum(
            self.cells[name, day, shift.id] * shift.minutes
            for day, shift in product(range(problem.days), problem.shifts.values())
        )
        model.add_linear_constraint(minutes, employee.min_minutes, employee.max_minutes)
        weekends = []
        for weekend in problem.weekends:
            weekends.append(model.new_bool_var(""))
            model.add_max_equality(weekends[-1], [self.works[name, day] for day in weekend])
        model.add(sum(weekends) <= employee.max_weekends)

    def _runs(self, employee: Employee) -> None:
        days = [self.works[employee.id, day] for day in range(self.problem.days)]
        for first in range(len(days) - employee.max_consecutive_shifts):
            window = days[first : first + employee.max_consecutive_shifts + 1]
            self.model.add(sum(window) <= employee.max_consecutive_shifts)
        for length in range(1, employee.min_consecutive_shifts):
            for first in range(len(days) - length - 1):
                off = [day.negated() for day in days[first + 1 : first + 1 + length]]
                self.model.add_bool_or([days[first], *off, days[first + 1 + length]])
        for length in range(1, employee.min_consecutive_days_off):
            for first in range(len(days) - length - 1):
                run = days[first + 1 : first + 1 + length]
                self.model.add_bool_or([days[first].negated(), *run, days[first + 1 + length].negated()])

    def _objective(self) -> cp_model.LinearExprT:
        problem, model = self.problem, self.model
        terms: list[cp_model.LinearExprT] = []
        for wish in problem.on_requests:
            terms.append(wish.weight * (1 - self.cells[wish.employee, wish.day, wish.shift]))
        for wish in problem.off_requests:
            terms.append(wish.weight * self.cells[wish.employee, wish.day, wish.shift])
        for cover in problem.cover:
            heads = sum(self.cells[name, cover.day, cover.shift] for name in problem.staff)
            missing = model.new_int_var(0, cover.required, "")
            more = model.new_int_var(0, len(problem.staff), "")
            model.add(heads + missing - more == cover.required)
            terms += [cover.under * missing, cover.over * more]
        return sum(terms)


class _Told(cp_model.CpSolverSolutionCallback):
    """Hands on cost and bound of every better roster."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def on_solution_callback(self) -> None:
        self._tell(round(self.objective_value), round(self.best_objective_bound))


def solve_flat(
    problem: Problem, seconds: float, workers: int = 2, seed: int = 0, tell: Tell = lambda cost, bound: None
) -> FlatAnswer:
    """The flat model's best roster within the limit (building the model counts), with `max_lp` among the solvers."""
    begin = time.monotonic()
    flat = _Flat(problem)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(1.0, seconds - (time.monotonic() - begin))
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    # With few workers CP-SAT leaves this one out; bounds are many times better with it.
    solver.parameters.subsolvers.append("max_lp")
    status = solver.solve(flat.model, _Told(tell))
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    roster = {(n, d): shift for (n, d, shift), cell in flat.cells.items() if solver.value(cell)} if found else None
    seconds = time.monotonic() - begin
    return FlatAnswer(roster, round(solver.best_objective_bound), seconds, solver.status_name(status))

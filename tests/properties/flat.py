"""An oracle: the whole problem as one plain CP-SAT model, straight from what the rules say.

It shares nothing with the engine but the rules: a Boolean for each agent, day, shift and meal slot; no staff classes, no
head-counts, no rows collected beforehand. Small centres are solved to the end; otherwise what is proven in between holds.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from models.demand import WaitingCurve
from models.result import Strength
from models.roster import Assignment, Roster
from scheduler.instance import Cells, Instance
from scheduler.rules import input_rules, load_rules
from scheduler.rules.base import AgentRule, CellRule, IntervalRule, Rule
from scheduler.view import View

Ints = NDArray[np.int64]

_PLENTY = 1 << 24
"""More than any slack."""


@dataclass(frozen=True)
class Truth:
    """What is proven: no roster costs less than `lower`, `roster` costs `upper`; or there is none at all.

    `upper` is None while no roster is known.
    """

    infeasible: bool
    lower: int
    upper: int | None
    roster: Roster | None

    @property
    def exact(self) -> bool:
        return self.upper == self.lower


def truth_of(instance: Instance, work: float) -> Truth:
    """Solve for at most `work` deterministic seconds."""
    rules = load_rules(instance.policy)
    empty = View(instance, Roster(centre="empty", period=instance.period, assignments=()))
    given = [violation for rule in input_rules(rules) for violation in rule.judge(empty)]
    if any(violation.strength is Strength.HARD for violation in given):
        return Truth(True, 0, None, None)
    return _Flat(instance, rules).solve(work, sum(violation.points for violation in given))


class _Flat:
    def __init__(self, instance: Instance, rules: Sequence[Rule]) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        self.prices: list[tuple[cp_model.IntVar, int]] = []
        self.choices: list[dict[tuple[int, int | None], cp_model.IntVar]] = []
        for _ in instance.agents:
            own = {
                (cell, offset): self.model.new_bool_var("")
                for cell in range(instance.cell_count)
                for offset in instance.meal_offsets(cell % instance.shift_count)
            }
            self.choices.append(own)
            for d in range(instance.day_count):
                self.model.add_at_most_one(x for (cell, _), x in own.items() if cell // instance.shift_count == d)
        people = _People(self)
        for people.a, agent in enumerate(instance.agents):
            for rule in rules:
                if isinstance(rule, AgentRule) and rule.covers(agent):
                    rule.constrain(people)
        people.close()
        staff = _Staff(self)
        for rule in rules:
            if isinstance(rule, IntervalRule | CellRule):
                rule.constrain(staff)
        self.model.minimize(sum(price * slack for slack, price in self.prices))

    def slack(self, price: int, most: int) -> cp_model.IntVar:
        """A slack from 0 to `most` with a price for each unit."""
        slack = self.model.new_int_var(0, max(0, most), "")
        self.prices.append((slack, price))
        return slack

    def solve(self, work: float, constant: int) -> Truth:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = work
        status = solver.solve(self.model)
        assert status != cp_model.MODEL_INVALID
        if status == cp_model.INFEASIBLE:
            return Truth(True, 0, None, None)
        if status == cp_model.UNKNOWN:
            return Truth(False, 0, None, None)
        lower = math.ceil(solver.best_objective_bound - 1e-6) + constant
        return Truth(False, lower, round(solver.objective_value) + constant, self._roster(solver))

    def _roster(self, solver: cp_model.CpSolver) -> Roster:
        instance = self.instance
        assignments = []
        for a, own in enumerate(self.choices):
            for (cell, offset), x in own.items():
                if solver.value(x):
                    d, t = divmod(cell, instance.shift_count)
                    agent, shift = instance.agents[a].id, instance.shifts[t].code
                    assignments.append(
                        Assignment(agent_id=agent, day=instance.days[d], shift=shift, meal_offset=offset)
                    )
        return Roster(centre="flat", period=instance.period, assignments=tuple(assignments))


@dataclass(frozen=True)
class _Row:
    """A soft or hard row whose sum over all agents is not known yet."""

    rule: Rule
    a: int
    slack: object
    columns: list[cp_model.IntVar]
    coefs: list[int]
    limit: int
    each: int
    scale: int
    total: tuple[str, int] | None
    grows: bool


class _People:
    """`AgentDoor`: rows are gathered, since sums over agents need everybody."""

    def __init__(self, flat: _Flat) -> None:
        self.flat = flat
        self.instance = flat.instance
        self.a = 0
        self._rows: list[_Row] = []
        self._totals: defaultdict[str, list[cp_model.IntVar]] = defaultdict(list)
        self._cells: list[dict[int, list[cp_model.IntVar]]] = []
        for own in flat.choices:
            cells: dict[int, list[cp_model.IntVar]] = {}
            for (cell, _), x in own.items():
                cells.setdefault(cell, []).append(x)
            self._cells.append(cells)

    def forbid(self, rule: Rule, cells: Cells) -> None:
        for cell in cells.tolist():
            self.at_most(rule, ("forbid", cell), np.array([cell]), 0)

    def at_least(
        self, rule: Rule, key: object, cells: Cells, limit: int, coefs: Ints | None = None, each: int = 1
    ) -> None:
        weights = np.ones(len(cells), dtype=np.int64) if coefs is None else coefs
        self.at_most(rule, ("least", key), cells, -limit, -weights, each)

    def flags(self, name: str, groups: Sequence[Cells]) -> Cells:
        own = self._cells[self.a]
        numbers = np.arange(len(own), len(own) + len(groups))
        for number, cells in zip(numbers.tolist(), groups, strict=True):
            flag, worked = self.flat.model.new_bool_var(""), [x for cell in cells.tolist() for x in own[cell]]
            self.flat.model.add_max_equality(flag, [*worked, 0])
            own[number] = [flag]
        return numbers

    def at_most(
        self,
        rule: Rule,
        key: object,
        cells: Cells,
        limit: int,
        coefs: Ints | None = None,
        each: int = 1,
        slack: object = None,
        total: tuple[str, int] | None = None,
        scale: int = 1,
        tight: int | None = None,
        grows: bool = False,
    ) -> None:
        weights = [1] * len(cells) if coefs is None else coefs.tolist()
        columns = [(x, w) for cell, w in zip(cells.tolist(), weights, strict=True) for x in self._cells[self.a][cell]]
        own = ("row", len(self._rows)) if slack is None else ("slack", slack)
        xs, ws = [x for x, _ in columns], [w for _, w in columns]
        self._rows.append(_Row(rule, self.a, own, xs, ws, int(limit), each, scale, total, grows))

    def total_cells(self, name: str, cells: Cells) -> None:
        for cell in cells.tolist():
            self._totals[name] += self._cells[self.a][cell]

    def close(self) -> None:
        slacks: dict[object, cp_model.IntVar] = {}
        for row in self._rows:
            columns, coefs = list(row.columns), list(row.coefs)
            if row.total is not None:
                name, coef = row.total
                columns += self._totals[name]
                coefs += [coef] * len(self._totals[name])
            activity = cp_model.LinearExpr.weighted_sum(columns, coefs)
            if row.rule.strength is Strength.HARD:
                self.flat.model.add(activity <= row.limit)
                continue
            most = max(0, -(-(sum(max(0, coef) for coef in coefs) - row.limit) // row.scale))
            key = (row.rule.name, row.a, row.slack)
            if key not in slacks:
                slacks[key] = self._slack(row, most)
            self.flat.model.add(activity <= row.limit + row.scale * slacks[key])

    def _slack(self, row: _Row, most: int) -> cp_model.IntVar:
        price = row.rule.weight * row.each
        if not row.grows:
            return self.flat.slack(price, _PLENTY)
        # n (n + 1) / 2 times the price is the largest of these straight lines.
        slack = self.flat.model.new_int_var(0, most, "")
        points = self.flat.slack(price, most * (most + 1) // 2)
        for n in range(1, most + 1):
            self.flat.model.add(points >= n * slack - n * (n - 1) // 2)
        return slack


class _Staff:
    """`IntervalDoor` and `CellDoor`."""

    def __init__(self, flat: _Flat) -> None:
        self.flat = flat
        self.instance = instance = flat.instance
        self._present: defaultdict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for a, own in enumerate(flat.choices):
            for (cell, offset), x in own.items():
                for k in instance.phone_intervals(*divmod(cell, instance.shift_count), offset):
                    self._present[instance.class_of[a], k].append(x)

    def _crew_present(self, crew: frozenset[int], k: int) -> tuple[cp_model.LinearExpr, int]:
        """The crew present, and the most it can be."""
        past = sum(int(self.instance.past_staff_by_class[c, k]) for c in crew)
        columns = [x for c in crew for x in self._present[c, k]]
        return cp_model.LinearExpr.sum(columns) + past, past + sum(len(self.instance.classes[c]) for c in crew)

    def at_least(self, rule: Rule, crew: frozenset[int], limits: Ints, sign: int = 1) -> None:
        minutes = self.instance.timeline.interval_minutes
        for k in np.flatnonzero(self.instance.coverable).tolist():
            heads, most = self._crew_present(crew, k)
            missing = sign * (int(limits[k]) - heads)
            if rule.strength is Strength.HARD:
                self.flat.model.add(missing <= 0)
            else:
                slack = self.flat.slack(rule.weight * minutes, max(int(limits[k]), most))
                self.flat.model.add(missing <= slack)

    def at_most(self, rule: Rule, crew: frozenset[int], limits: Ints) -> None:
        self.at_least(rule, crew, limits, sign=-1)

    def priced(self, rule: Rule, crew: frozenset[int], curves: Sequence[WaitingCurve]) -> None:
        for k in np.flatnonzero(self.instance.coverable).tolist():
            if not curves[k]:
                continue
            heads, _ = self._crew_present(crew, k)
            late = self.flat.slack(rule.weight, curves[k][0][1])
            for (low, more), (high, less) in pairwise(curves[k]):
                self.flat.model.add(late >= more - (more - less) // (high - low) * (heads - low))
            if rule.strength is Strength.HARD:
                self.flat.model.add(late <= 0)

    def heads(self, rule: Rule, crew: frozenset[int], required: Ints, under: Ints, over: Ints) -> None:
        members = [a for a, c in enumerate(self.instance.class_of) if c in crew]
        for cell in range(self.instance.cell_count):
            xs = [x for a in members for (own, _), x in self.flat.choices[a].items() if own == cell]
            for sign, weight in ((1, int(under[cell])), (-1, int(over[cell]))):
                missing = sign * (int(required[cell]) - cp_model.LinearExpr.sum(xs))
                if weight and rule.strength is Strength.HARD:
                    self.flat.model.add(missing <= 0)
                elif weight:
                    most = max(int(required[cell]), len(members))
                    self.flat.model.add(missing <= self.flat.slack(rule.weight * weight, most))

"""Stage 1: head-counts by staff class, day, shift and meal slot. Its bound holds for the whole problem.

Every rule about intervals is exact on head-counts. Rules about agents are added up over the agents of a class: what
holds for each of them holds for their sum. So no roster that keeps the rules costs less than the best head-counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from scheduler.engine.heads import Demands, HeadColumns, Slots, add_interval_rows, past_presence
from scheduler.engine.limits import Clock
from scheduler.engine.program import INFINITE, Ints, Program
from scheduler.engine.rows import AgentRow, AgentRows, most_activity
from scheduler.engine.solvers import Answer, Outcome, Relaxed, solve_cp_sat, solve_highs, solve_lp
from scheduler.instance import Instance

_SMALL = 10_000
"""Columns up to which the programme is also solved outside the box."""

_BOX_SECONDS = 45.0
"""Least time for the box: its search ends by itself after the root node, mostly well before."""

Groups = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Heads:
    """Head-counts by staff class, shape (C, D, T), and their meal slots by kind."""

    counts: Ints
    slots: Slots


@dataclass(frozen=True)
class CountsResult:
    """`bound` holds for the whole problem; `heads` is None when no head-counts were found (or there are none)."""

    outcome: Outcome
    bound: int
    heads: Heads | None
    cost: int | None


class CountsModel:
    """The programme of head-counts."""

    def __init__(self, instance: Instance, demands: Demands, rows: list[AgentRows]) -> None:
        self.instance = instance
        self.program = Program()
        caps = cell_caps(instance, instance.classes, rows)
        self.heads = HeadColumns(self.program, instance, demands.by_kind(caps), range(instance.day_count))
        self.by_class = self._class_columns(demands, caps)
        add_group_rows(self.program, instance, instance.classes, rows, self.by_class)
        add_interval_rows(self.program, self.heads, demands, past_presence(instance, demands), whole=True)

    def _class_columns(self, demands: Demands, caps: Ints) -> Ints:
        """A column for each (class, day, shift); those of a kind add up to the kind's head-count."""
        columns = np.full(caps.shape, -1, dtype=np.int64)
        for c, d, t in np.argwhere(caps > 0):
            columns[c, d, t] = self.program.column(0, caps[c, d, t])
        kind_of = np.array(demands.kind_of)
        for (kind, d, t), _ in self.heads.slots.items():
            own = [int(column) for column in columns[kind_of == kind, d, t] if column >= 0]
            self.program.equal([*own, int(self.heads.total[kind, d, t])], [1] * len(own) + [-1], 0)
        return columns

    def solve(self, clock: Clock, *, seed: int, workers: int, part: float) -> CountsResult:
        """The linear relaxation first, which gives the bound; then integers in the box around it and beside it."""
        relaxed = solve_lp(self.program, seconds=max(20.0, clock.left), stop=clock.stop)
        if relaxed.outcome is Outcome.INFEASIBLE:
            return CountsResult(Outcome.INFEASIBLE, 0, None, None)
        bound = max(0, relaxed.bound or 0)
        seconds = 120.0 if clock.deterministic else max(_BOX_SECONDS, clock.share(part))
        small = self.program.column_count <= _SMALL
        with ThreadPoolExecutor(min(workers, 2)) as pool:
            in_box = pool.submit(self._in_box, relaxed, seconds, clock)
            anywhere = pool.submit(self._by_highs, seconds if small else 0.0, clock)
            answers = [in_box.result(), anywhere.result()]
        if answers[1].outcome is Outcome.INFEASIBLE:
            return CountsResult(Outcome.INFEASIBLE, bound, None, None)
        bound = max(bound, answers[1].bound or 0)
        best = min((a for a in answers if a.values is not None), key=lambda a: a.cost or 0, default=None)
        return self._result(best or self._anywhere(clock, seed, workers), bound)

    def _by_highs(self, seconds: float, clock: Clock) -> Answer:
        """Without the box, which pays for small programmes only: there the bound often meets the cost."""
        if not seconds:
            return Answer(Outcome.UNKNOWN)
        return solve_highs(self.program, seconds=seconds, stop=clock.stop, nodes=1 if clock.deterministic else None)

    def _in_box(self, relaxed: Relaxed, seconds: float, clock: Clock) -> Answer:
        """Every head-count and meal slot between the relaxation's value rounded down and up."""
        if relaxed.values is None:
            return Answer(Outcome.UNKNOWN)
        lower, upper = np.array(self.program.lower), np.array(self.program.upper)
        boxed = [*self.by_class[self.by_class >= 0], *(i for slots in self.heads.slots.values() for i in slots)]
        lower[boxed] = np.maximum(lower[boxed], np.floor(relaxed.values[boxed] + 1e-6))
        upper[boxed] = np.minimum(upper[boxed], np.ceil(relaxed.values[boxed] - 1e-6))
        return solve_highs(self.program, seconds=seconds, stop=clock.stop, nodes=1, lower=lower, upper=upper)

    def _anywhere(self, clock: Clock, seed: int, workers: int) -> Answer:
        """Nothing in the box: CP-SAT without it, which also proves it when there is nothing at all."""
        return solve_cp_sat(
            self.program, seconds=max(20.0, clock.share(0.5)), seed=seed, workers=workers, stop=clock.stop
        )

    def _result(self, answer: Answer, bound: int) -> CountsResult:
        if answer.outcome is Outcome.INFEASIBLE:
            return CountsResult(Outcome.INFEASIBLE, bound, None, None)
        if answer.values is None:
            return CountsResult(Outcome.UNKNOWN, bound, None, None)
        cost = self.program.value(answer.values)
        outcome = Outcome.OPTIMAL if cost <= bound else Outcome.FEASIBLE
        counts = np.where(self.by_class >= 0, answer.values[self.by_class], 0)
        return CountsResult(outcome, bound, Heads(counts, self.heads.read(answer.values)), cost)


def cell_caps(instance: Instance, groups: Groups, rows: list[AgentRows]) -> Ints:
    """How many agents of each group may work each cell, shape (groups, D, T)."""
    shape = (len(groups), instance.day_count, instance.shift_count)
    caps = np.zeros(shape, dtype=np.int64)
    for g, members in enumerate(groups):
        for a in members:
            caps[g] += rows[a].open.reshape(shape[1:])
    return caps


def add_group_rows(program: Program, instance: Instance, groups: Groups, rows: list[AgentRows], total: Ints) -> None:
    """Add up the agents' rows over each group and put the sums on the groups' head-counts `total`, shape (groups, D, T).

    An agent without such a row counts with the most that it can reach. Slack is filled from the cheapest agent up.
    """
    for g, members in enumerate(groups):
        columns = total[g].ravel()
        by_key: defaultdict[tuple[str, object], dict[int, AgentRow]] = defaultdict(dict)
        for a in members:
            for row in rows[a].rows:
                if row.total is None:
                    by_key[row.rule, row.key][a] = row
        slacks: dict[tuple[str, object, int], int] = {}
        for (rule, _), own in by_key.items():
            _add_sum(program, instance, members, rows, columns, rule, own, slacks)


def _add_sum(
    program: Program,
    instance: Instance,
    members: Sequence[int],
    rows: list[AgentRows],
    columns: Ints,
    rule: str,
    own: dict[int, AgentRow],
    slacks: dict[tuple[str, object, int], int],
) -> None:
    cells, coefs = _common(instance, list(own.values()))
    limit = 0
    caps: defaultdict[tuple[str, object, int], int] = defaultdict(int)
    for a in members:
        most = most_activity(instance, cells, coefs, rows[a].open)
        row = own.get(a)
        limit += most if row is None else min(row.limit, most)
        if row is not None and row.price is not None and most > row.limit:
            caps[rule, row.slack, row.price] += -(-(most - row.limit) // row.scale)
    open_columns = columns[cells] >= 0
    row_columns = columns[cells][open_columns].tolist()
    row_coefs = coefs[open_columns].tolist()
    if limit >= sum(max(0, coef) * program.upper[i] for i, coef in zip(row_columns, row_coefs, strict=True)):
        return
    scale = max(row.scale for row in own.values())
    for key, cap in caps.items():
        if key not in slacks:
            slacks[key] = program.column(0, cap, key[2])
        program.upper[slacks[key]] = max(cap, program.upper[slacks[key]])
        row_columns.append(slacks[key])
        row_coefs.append(-scale)
    program.row(row_columns, row_coefs, -INFINITE, limit)


def _common(instance: Instance, own: list[AgentRow]) -> tuple[Ints, Ints]:
    """Cells and coefficients that hold for all rows: the smallest coefficient of each cell."""
    first = own[0]
    if all(row.cells is first.cells and row.coefs is first.coefs for row in own) or all(
        np.array_equal(row.cells, first.cells) and np.array_equal(row.coefs, first.coefs) for row in own
    ):
        return first.cells, first.coefs
    dense = np.zeros((len(own), instance.cell_count), dtype=np.int64)
    for i, row in enumerate(own):
        dense[i, row.cells] = row.coefs
    smallest = dense.min(axis=0)
    cells = np.flatnonzero(smallest)
    return cells, smallest[cells]

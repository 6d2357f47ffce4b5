"""Whole months, one agent at a time: exact best answers to what all others work.

What one agent more adds to a place is a plain number, so an agent's best month is a small programme: each open cell
at its price, with the agent's own rules. Dealing out the relaxed head-counts this way, one agent after the other, rounds
them to people; going round again improves any plan.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from scheduler.engine.account import Account
from scheduler.engine.counts import Heads, class_totals
from scheduler.engine.heads import presence
from scheduler.engine.limits import Clock
from scheduler.engine.part import Plan, Problem
from scheduler.engine.people import PeopleColumns
from scheduler.engine.program import Floats, Ints, Program
from scheduler.engine.rows import AgentRows
from scheduler.engine.solvers import Outcome, solve_cp_sat
from scheduler.engine.staff import MealChoices
from scheduler.instance import Instance
from scheduler.view import OFF

_SECONDS = 5.0
"""Longest time for one agent's month; mostly it takes a twentieth of a second."""


class NoMonthError(Exception):
    """An agent's own hard rules cannot hold together; `a` is the agent."""

    def __init__(self, a: int) -> None:
        super().__init__(f"no month is possible for agent number {a}")
        self.a = a


class Months:
    """Best months of single agents."""

    def __init__(self, problem: Problem, account: Account, clock: Clock, *, seed: int, workers: int) -> None:
        self.problem = problem
        self.account = account
        self.clock = clock
        self.workers = workers
        self.random = random.Random(seed)
        self.choices = MealChoices(problem.demands)
        self._months = [Month(problem.instance, problem.rows, a, seed) for a in range(len(problem.instance.agents))]

    def deal(self, heads: Heads) -> Plan:
        """Give the head-counts of the relaxation to people.

        At first everybody is present in parts, as the relaxation has it. One agent after the other gives up their part
        and takes the whole month that costs least beside what is left of the others'.

        Raises:
            NoMonthError: when an agent's hard rules contradict each other.
        """
        instance, kind_of = self.problem.instance, self.problem.demands.kind_of
        parts = self._parts(heads)
        present = self.problem.past + np.zeros(self.problem.past.shape)
        for c, members in enumerate(instance.classes):
            if kind_of[c] >= 0:
                present[kind_of[c]] += parts[c] * len(members)
        floor = _Floor(self, np.full((len(instance.agents), instance.day_count), OFF, dtype=np.int64), {})
        totals = self._relaxed_totals(heads)
        for a in self._order():
            c = instance.class_of[a]
            if kind_of[c] >= 0:
                present[kind_of[c]] -= parts[c]
            prices, slots = self._prices(present, kind_of[c])
            cells = self._months[a].best(prices, totals, self.clock)
            if cells is None:
                raise NoMonthError(a)
            floor.put(a, cells, slots[cells])
            if kind_of[c] >= 0:
                for piece in self._pieces(cells, slots[cells]):
                    present[kind_of[c], piece] += 1
        return floor.plan()

    def sweep(self, plan: Plan) -> Plan:
        """Go round the agents once; each takes the best month beside the others' as they stand."""
        floor = _Floor(self, plan.grid.copy(), plan.slots)
        order = self._order()
        with ThreadPoolExecutor(self.workers) as pool:
            for first in range(0, len(order), self.workers):
                if self.clock.left <= 0:
                    break
                batch = order[first : first + self.workers]
                prices = [floor.prices_for(a) for a in batch]
                answers = pool.map(self._answer, batch, prices, [floor.totals] * len(batch))
                for a, (_, slots), cells in zip(batch, prices, answers, strict=True):
                    if cells is not None:
                        floor.try_month(a, cells, slots[cells])
        return floor.plan()

    def _answer(self, a: int, prices: tuple[Floats, Ints], totals: dict[str, int]) -> Ints | None:
        return self._months[a].best(prices[0], totals, self.clock)

    def _order(self) -> list[int]:
        agents = list(range(len(self.problem.instance.agents)))
        self.random.shuffle(agents)
        return agents

    def _prices(self, present: Floats | Ints, kind: int) -> tuple[Floats, Ints]:
        """The price of every cell for one more agent of the kind, and where its meal break is best."""
        count = self.problem.instance.cell_count
        if kind < 0:
            return np.zeros(count), np.zeros(count, dtype=np.int64)
        return self.choices.costs(self.account.staff.one_more(present, kind))

    def _pieces(self, cells: Ints, slots: Ints) -> list[slice]:
        return [piece for cell, slot in zip(cells, slots, strict=True) for piece in self.choices.presence(cell, slot)]

    def _parts(self, heads: Heads) -> Floats:
        """What one agent of each class adds to the places in the relaxation, shape (C, P); nothing without a kind."""
        instance, kind_of = self.problem.instance, self.problem.demands.kind_of
        parts = np.zeros((len(instance.classes), self.problem.demands.place_count))
        for (kind, d, t), slots in heads.slots.items():
            for c in (c for c, own in enumerate(kind_of) if own == kind and heads.counts[c, d, t] > 0):
                share = heads.counts[c, d, t] / len(instance.classes[c]) / sum(slots)
                for slot, count in enumerate(slots):
                    for piece in self.choices.presence(d * instance.shift_count + t, slot):
                        parts[c, piece] += share * count
        return parts

    def _relaxed_totals(self, heads: Heads) -> dict[str, int]:
        """Sums over agents as the relaxation has them."""
        totals: dict[str, float] = {}
        for c, members in enumerate(self.problem.instance.classes):
            for name, (cells, holders) in class_totals(self.problem.rows, members).items():
                theirs = float(heads.counts[c].ravel()[cells].sum()) * len(holders) / len(members)
                totals[name] = totals.get(name, 0) + theirs
        return {name: round(total) for name, total in totals.items()}


class Month:
    """One agent's month as a programme: every open cell, the agent's own rules, and sums over agents as given."""

    def __init__(self, instance: Instance, rows: Sequence[AgentRows], a: int, seed: int) -> None:
        self.program = Program()
        self.seed = seed
        nobody = np.full((len(instance.agents), instance.day_count), OFF, dtype=np.int64)
        most = {name: instance.day_count * len(instance.agents) for name in rows[a].totals}
        people = PeopleColumns(self.program, instance, rows, [a], nobody, totals=most, settled=True)
        self.totals = people.totals
        self.cells = people.cells_of(a)
        self.columns = people.column[a][self.cells]

    def best(self, prices: Floats, totals: dict[str, int], clock: Clock) -> Ints | None:
        """The cells of the cheapest month, none of them when none was found in time; None when no month is possible."""
        for name, column in self.totals.items():
            self.program.lower[column] = self.program.upper[column] = totals[name]
        for column, price in zip(self.columns.tolist(), np.rint(prices[self.cells]).astype(int).tolist(), strict=True):
            self.program.cost[column] = price
        wall, work = clock.solve_limits(_SECONDS)
        answer = solve_cp_sat(
            self.program, seconds=wall, work=work, seed=self.seed, workers=1, stop=clock.stop, presolve=False
        )
        clock.worked(answer.work)
        if answer.values is None:
            return None if answer.outcome is Outcome.INFEASIBLE else np.zeros(0, dtype=np.int64)
        return np.asarray(self.cells[answer.values[self.columns] > 0])


class _Floor:
    """A plan that changes an agent at a time, with all that tells its cost."""

    def __init__(self, months: Months, grid: Ints, slots: dict[tuple[int, int, int], list[int]]) -> None:
        problem = months.problem
        self.months = months
        self.problem = problem
        self.shift_count = problem.instance.shift_count
        self.grid = grid
        self.slots = {cell: list(counts) for cell, counts in slots.items()}
        self.present = problem.past + presence(problem.demands, self.slots)
        self.activity = np.zeros(len(months.account.shared.fined), dtype=np.int64)
        self.totals = {name: 0 for rows in problem.rows for name in rows.totals}
        self.own = np.zeros(len(grid))
        for a in range(len(grid)):
            self._count(a, Plan(grid, {}).cells(a, self.shift_count))

    def plan(self) -> Plan:
        return Plan(self.grid, {cell: counts for cell, counts in self.slots.items() if any(counts)})

    def cost(self) -> float:
        account = self.months.account
        shared = account.shared.points(self.activity, self.totals).sum()
        return float(round(account.staff.cost(self.present)) + self.own.sum() + shared)

    def prices_for(self, a: int) -> tuple[Floats, Ints]:
        """Prices of all cells for agent `a`, as if the agent worked nothing yet."""
        cells, slots = self._worked(a)
        kind = self._kind(a)
        self._add(kind, cells, slots, -1)
        prices = self.months._prices(self.present, kind)
        self._add(kind, cells, slots, 1)
        return prices

    def try_month(self, a: int, cells: Ints, slots: Ints) -> None:
        """Give the agent this month if that is a gain."""
        before, old = self.cost(), self._worked(a)
        if np.array_equal(cells, old[0]):
            return
        self._replace(a, old, (cells, slots))
        if self.cost() >= before:
            self._replace(a, (cells, slots), old)

    def put(self, a: int, cells: Ints, slots: Ints) -> None:
        """Give a month to an agent who has none."""
        nothing = np.zeros(0, dtype=np.int64)
        self._replace(a, (nothing, nothing), (cells, slots))

    def _replace(self, a: int, old: tuple[Ints, Ints], new: tuple[Ints, Ints]) -> None:
        kind = self._kind(a)
        self._add(kind, *old, -1)
        self._add(kind, *new, 1)
        self._count(a, old[0], -1)
        self.grid[a] = OFF
        days, shifts = np.divmod(new[0], self.shift_count)
        self.grid[a, days] = shifts
        self._count(a, new[0])

    def _add(self, kind: int, cells: Ints, slots: Ints, heads: int) -> None:
        if kind < 0:
            return
        for cell, slot in zip(cells.tolist(), slots.tolist(), strict=True):
            d, t = divmod(cell, self.shift_count)
            counts = self.slots.setdefault((kind, d, t), [0] * len(self.problem.instance.meal_offsets(t)))
            counts[slot] += heads
        for piece in self.months._pieces(cells, slots):
            self.present[kind, piece] += heads

    def _count(self, a: int, cells: Ints, sign: int = 1) -> None:
        """Account for the agent's own rules and the sums over agents."""
        account = self.months.account
        for name, own in self.problem.rows[a].totals.items():
            self.totals[name] += sign * int(np.isin(own, cells).sum())
        rows, sums = account.shared.activity(a, cells)
        self.activity[rows] = sums
        self.own[a] = account.own[a].cost(cells)

    def _worked(self, a: int) -> tuple[Ints, Ints]:
        """The agent's cells, and for each the meal slot that is missed least (those of a kind are anybody's)."""
        cells = Plan(self.grid, {}).cells(a, self.shift_count)
        kind = self._kind(a)
        if kind < 0:
            return cells, np.zeros(len(cells), dtype=np.int64)
        one_less = self.present.copy()
        one_less[kind] -= 1
        worth = np.concatenate([[0.0], np.cumsum(self.months.account.staff.one_more(one_less, kind))])
        return cells, np.array([self._least_missed(kind, cell, worth) for cell in cells.tolist()], dtype=np.int64)

    def _least_missed(self, kind: int, cell: int, worth: Floats) -> int:
        counts = self.slots[kind, *divmod(cell, self.shift_count)]

        def value(slot: int) -> float:
            pieces = self.months.choices.presence(cell, slot)
            return float(sum(worth[piece.stop] - worth[piece.start] for piece in pieces))

        return max((slot for slot, count in enumerate(counts) if count), key=value)

    def _kind(self, a: int) -> int:
        return self.problem.demands.kind_of[self.problem.instance.class_of[a]]

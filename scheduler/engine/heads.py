"""Columns for head-counts with meal slots, and the rows of the rules about staff on them.

Rules about staff look at crews (sets of staff classes). Classes that every crew treats alike form a *kind*: whose
meal break is when matters only by kind. Heads are counted at *places*: the intervals, numbered as they are, and after them
the cells where a rule is about cells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.demand import WaitingCurve
from models.result import Strength
from scheduler.engine.program import INFINITE, Ints, Program
from scheduler.instance import Instance
from scheduler.rules.base import CellRule, IntervalRule, Rule, StaffRule

Slots = dict[tuple[int, int, int], list[int]]
"""For (kind, day, shift) how many have each meal slot, in the order of `Instance.meal_offsets`; zeros left out."""


@dataclass(frozen=True)
class _Demand:
    """At least (sign 1) or at most (−1) `limits` of a crew, each head counting `each`, or what `curves` price.

    Limits and units are by place, shape (P,), once `Demands` knows them all: until then by interval, or by cell where
    it is about cells. Curves are by interval.
    """

    rule: Rule
    crew: frozenset[int]
    limits: Ints
    each: Ints
    sign: int
    curves: Sequence[WaitingCurve] = ()
    about_cells: bool = False

    def placed(self, intervals: int, cells: int) -> _Demand:
        """The same by place, of which there are so many."""
        pad = (intervals, 0) if self.about_cells else (0, cells)
        return replace(self, limits=np.pad(self.limits, pad), each=np.pad(self.each, pad))

    @property
    def asked(self) -> NDArray[np.bool_]:
        """Places where heads can be missing or too many, shape (P,)."""
        return np.asarray((self.each > 0) & ((self.sign < 0) | (self.limits > 0)))

    def prices(self, k: int) -> Iterator[tuple[int, int]]:
        """(level, price) for a place: each agent beyond the level costs the price more."""
        if not self.curves:
            yield int(self.limits[k]), self.rule.weight * int(self.each[k])
            return
        saved = 0
        for (low, more), (high, less) in reversed(list(pairwise(self.curves[k]))):
            yield high, ((more - less) // (high - low) - saved) * self.rule.weight
            saved = (more - less) // (high - low)


class Demands:
    """All that the rules about staff demand (their `IntervalDoor` and `CellDoor`), and the kinds that follow.

    `kind_of` gives each staff class its kind, −1 for classes that no crew holds. `first_cell` is the place of the first
    cell, None where nothing is asked of cells. `crews` are the classes of each kind where kinds are crews (`by_crew`).
    """

    def __init__(self, instance: Instance, rules: tuple[StaffRule, ...]) -> None:
        self.instance = instance
        self.all: list[_Demand] = []
        for rule in rules:
            if isinstance(rule, IntervalRule | CellRule):
                rule.constrain(self)
        intervals = instance.timeline.interval_count
        cells = instance.cell_count if any(demand.about_cells for demand in self.all) else 0
        self.first_cell = intervals if cells else None
        self.place_count = intervals + cells
        self.all = [demand.placed(intervals, cells) for demand in self.all]
        signatures: dict[tuple[bool, ...], int] = {}
        self.kind_of: list[int] = []
        self.crews: tuple[frozenset[int], ...] = ()
        for c in range(len(instance.classes)):
            signature = tuple(c in demand.crew for demand in self.all)
            known = signatures.setdefault(signature, len(signatures)) if any(signature) else -1
            self.kind_of.append(known)
        self.kind_count = len(signatures)

    def by_crew(self) -> Demands:
        """The same demands with a kind for each crew, which overlap: meal slots of crews need not agree on a person.

        Every roster's heads by kind add up to heads by crew, so what holds for these bounds those. `kind_of` keeps the kinds.
        """
        coarse = copy(self)
        coarse.crews = tuple(dict.fromkeys(demand.crew for demand in self.all))
        coarse.kind_count = len(coarse.crews)
        return coarse

    def at_least(self, rule: Rule, crew: frozenset[int], limits: NDArray[np.int64]) -> None:
        self._add(rule, crew, limits, 1)

    def at_most(self, rule: Rule, crew: frozenset[int], limits: NDArray[np.int64]) -> None:
        self._add(rule, crew, limits, -1)

    def priced(self, rule: Rule, crew: frozenset[int], curves: Sequence[WaitingCurve]) -> None:
        enough = np.array([curve[-1][0] if curve else 0 for curve in curves], dtype=np.int64)
        self._add(rule, crew, enough, 1, () if rule.strength is Strength.HARD else curves)

    def _add(
        self, rule: Rule, crew: frozenset[int], limits: Ints, sign: int, curves: Sequence[WaitingCurve] = ()
    ) -> None:
        minutes = np.full(len(limits), self.instance.timeline.interval_minutes, dtype=np.int64)
        self.all.append(_Demand(rule, crew, limits, minutes, sign, curves))

    def heads(self, rule: Rule, crew: frozenset[int], required: Ints, under: Ints, over: Ints) -> None:
        for each, sign in ((under, 1), (over, -1)):
            self.all.append(_Demand(rule, crew, required, each, sign, about_cells=True))

    @property
    def past(self) -> Ints:
        """Agents of each kind present from before the period, shape (kinds, P)."""
        by_interval = self.by_kind(self.instance.past_staff_by_class)
        return np.pad(by_interval, ((0, 0), (0, self.place_count - by_interval.shape[1])))

    def asked(self, crew: frozenset[int] | None = None) -> NDArray[np.bool_]:
        """Places that this roster can fill and where a demand (on the crew) looks, shape (P,)."""
        asked = np.zeros(self.place_count, dtype=bool)
        for demand in self.all:
            if crew is None or demand.crew == crew:
                asked |= demand.asked
        asked[: len(self.instance.coverable)] &= self.instance.coverable
        return asked

    def points(self, crew: frozenset[int], heads: Ints, only: Container[str] | None = None) -> NDArray[np.float64]:
        """What the demands on the crew (of the rules `only`, or all) cost with so many of it there, shape (P, heads)."""
        points = np.zeros((self.place_count, len(heads)))
        for demand in self.all:
            if demand.crew != crew or (only is not None and demand.rule.name not in only):
                continue
            if not demand.curves:
                missing = np.maximum(0, demand.sign * (demand.limits[:, None] - heads))
                points += missing * demand.rule.weight * demand.each[:, None]
            for k, curve in enumerate(demand.curves):
                if curve:
                    agents, late = zip(*curve, strict=True)
                    points[k] += np.interp(heads, agents, late) * demand.rule.weight
        return points

    def highest(self, crew: frozenset[int], only: Container[str] | None = None) -> int:
        """The most heads that anything on the crew looks at: beyond it each head costs as much as the one before."""
        own = (demand for demand in self.all if demand.crew == crew and (only is None or demand.rule.name in only))
        return max((int(demand.limits.max(initial=0)) for demand in own), default=0)

    def kinds(self, crew: frozenset[int]) -> list[int]:
        """The kinds that make up a crew."""
        if self.crews:
            return [self.crews.index(crew)]
        return sorted({self.kind_of[c] for c in crew})

    def by_kind(self, by_class: Ints) -> Ints:
        """Add up figures of classes, shape (C, …), to figures of kinds."""
        sums = np.zeros((self.kind_count, *by_class.shape[1:]), dtype=np.int64)
        for kind, crew in enumerate(self.crews):
            sums[kind] = by_class[sorted(crew)].sum(axis=0)
        if self.crews:
            return sums
        for c, kind in enumerate(self.kind_of):
            if kind >= 0:
                sums[kind] += by_class[c]
        return sums


class HeadColumns:
    """For each (kind, day, shift) a column for each meal slot and one for their sum.

    `caps` is the largest sum, shape (kinds, D, T); where it is 0 there is no column (−1 in `total`).
    """

    def __init__(self, program: Program, instance: Instance, caps: Ints, days: Iterable[int]) -> None:
        self.program = program
        self.instance = instance
        self.total = np.full(caps.shape, -1, dtype=np.int64)
        self.slots: dict[tuple[int, int, int], list[int]] = {}
        for d in days:
            for kind, t in np.argwhere(caps[:, d, :] > 0):
                self._add(int(kind), d, int(t), int(caps[kind, d, t]))

    def _add(self, kind: int, d: int, t: int, cap: int) -> None:
        slots = [self.program.column(0, cap) for _ in self.instance.meal_offsets(t)]
        self.slots[kind, d, t] = slots
        self.total[kind, d, t] = slots[0] if len(slots) == 1 else self.program.define(slots, [1] * len(slots), cap)

    def read(self, values: Ints) -> Slots:
        """The meal slots of a solution."""
        slots = {cell: [int(values[column]) for column in columns] for cell, columns in self.slots.items()}
        return {cell: counts for cell, counts in slots.items() if any(counts)}

    def write(self, slots: Slots, values: Ints) -> None:
        """Put meal slots into a solution's values."""
        for cell, columns in self.slots.items():
            values[columns] = slots.get(cell, [0] * len(columns))


def presence(demands: Demands, slots: Slots) -> Ints:
    """Agents at each place by these meal slots, shape (kinds, P)."""
    instance = demands.instance
    present = np.zeros((demands.kind_count, demands.place_count), dtype=np.int64)
    for (kind, d, t), counts in slots.items():
        if demands.first_cell is not None:
            present[kind, demands.first_cell + d * instance.shift_count + t] = sum(counts)
        for offset, count in zip(instance.meal_offsets(t), counts, strict=True):
            if count:
                present[kind, list(instance.phone_intervals(d, t, offset))] += count
    return present


def add_staff_rows(program: Program, heads: HeadColumns, demands: Demands, base: Ints, whole: bool) -> None:
    """Tell the programme what is demanded of the head-counts.

    `base` are agents present beside those of the columns, shape (kinds, P). With `whole`, places that no column
    reaches are judged too (they are a constant); a part of the roster leaves them out.
    """
    present = _presence_columns(program, heads, demands)
    touched = np.zeros(demands.place_count, dtype=bool)
    touched[[k for _, k in present]] = True
    places = np.flatnonzero(demands.asked() & (touched | whole))
    by_crew: defaultdict[frozenset[int], list[_Demand]] = defaultdict(list)
    for demand in demands.all:
        by_crew[demand.crew].append(demand)
    for crew, own in by_crew.items():
        kinds = demands.kinds(crew)
        fixed = base[kinds].sum(axis=0)
        for k in places:
            columns = [present[kind, int(k)] for kind in kinds if (kind, int(k)) in present]
            _demand(program, columns, own, int(k), int(fixed[k]))


def _demand(program: Program, columns: list[int], demands: list[_Demand], k: int, fixed: int) -> None:
    """The rows of all demands on one crew at one place; soft ones share slacks, convex in the staff present."""
    most = sum(program.upper[column] for column in columns)
    below: list[tuple[int, int]] = []
    above: list[tuple[int, int]] = []
    for demand in demands:
        limit = int(demand.limits[k]) - fixed
        binding = limit > 0 if demand.sign > 0 else limit < most
        if not demand.each[k]:
            continue
        if binding and demand.rule.strength is Strength.HARD:
            program.at_most(columns, [-demand.sign] * len(columns), -demand.sign * limit)
        elif binding:
            prices = [(level - fixed, price) for level, price in demand.prices(k)]
            if demand.sign > 0:
                below += [(level, price) for level, price in prices if level > 0]
            else:
                above += prices
    short = program.price_below(columns, below) if below else []
    over = program.price_above(columns, [(max(0, limit), price) for limit, price in above], most) if above else []
    need, room = max((limit for limit, _ in below), default=0), min((max(0, v) for v, _ in above), default=most)
    lower, upper = (need if below else -INFINITE), (room if above else INFINITE)
    if below and above and need != room:
        program.row([*columns, *short], [1] * (len(columns) + len(short)), need, INFINITE)
        short, lower = [], -INFINITE
    if below or above:
        coefs = [1] * (len(columns) + len(short)) + [-1] * len(over)
        program.row([*columns, *short, *over], coefs, lower, upper)


def _presence_columns(program: Program, heads: HeadColumns, demands: Demands) -> dict[tuple[int, int], int]:
    """A column for the agents of each kind at each place that is asked about and that the head-counts reach."""
    instance, asked = heads.instance, demands.asked()
    present: dict[tuple[int, int], int] = {}
    columns: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    coefs: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for (kind, d, t), slots in heads.slots.items():
        if demands.first_cell is not None:
            present[kind, demands.first_cell + d * instance.shift_count + t] = int(heads.total[kind, d, t])
        offsets = instance.meal_offsets(t)
        whole = [k for k in instance.phone_intervals(d, t, None if len(offsets) > 1 else offsets[0]) if asked[k]]
        for k in whole:
            columns[kind, k].append(int(heads.total[kind, d, t]))
            coefs[kind, k].append(1)
        if len(offsets) > 1:
            for offset, slot in zip(offsets, slots, strict=True):
                for k in set(whole) - set(instance.phone_intervals(d, t, offset)):
                    columns[kind, k].append(slot)
                    coefs[kind, k].append(-1)
    for place in sorted(columns):
        most = sum(program.upper[i] for i, coef in zip(columns[place], coefs[place], strict=True) if coef > 0)
        present[place] = program.define(columns[place], coefs[place], most)
    return present

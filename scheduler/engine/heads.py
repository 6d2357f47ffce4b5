"""Columns for head-counts with meal slots, and the rows of the rules about intervals on them.

Rules about intervals look at crews (sets of staff classes). Classes that every crew treats alike form a *kind*: whose
meal break is when matters only by kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.demand import WaitingCurve
from models.result import Strength
from scheduler.engine.program import INFINITE, Ints, Program
from scheduler.instance import Instance
from scheduler.rules.base import IntervalRule, Rule

Slots = dict[tuple[int, int, int], list[int]]
"""For (kind, day, shift) how many have each meal slot, in the order of `Instance.meal_offsets`; zeros left out."""


@dataclass(frozen=True)
class _Demand:
    """At least (sign 1) or at most (−1) `limits` of a crew, or what `curves` price; one of each for an interval."""

    rule: Rule
    crew: frozenset[int]
    limits: NDArray[np.int64]
    sign: int
    curves: Sequence[WaitingCurve] = ()

    def prices(self, k: int, minutes: int) -> Iterator[tuple[int, int]]:
        """(level, price) for an interval: each agent beyond the level costs the price more."""
        if not self.curves:
            yield int(self.limits[k]), self.rule.weight * minutes
            return
        saved = 0
        for (low, more), (high, less) in reversed(list(pairwise(self.curves[k]))):
            yield high, ((more - less) // (high - low) - saved) * self.rule.weight
            saved = (more - less) // (high - low)


class Demands:
    """All that the rules about intervals demand (they speak through it: `IntervalDoor`), and the kinds that follow.

    `kind_of` gives each staff class its kind, −1 for classes that no crew holds.
    """

    def __init__(self, instance: Instance, rules: tuple[IntervalRule, ...]) -> None:
        self.instance = instance
        self.all: list[_Demand] = []
        for rule in rules:
            rule.constrain(self)
        signatures: dict[tuple[bool, ...], int] = {}
        self.kind_of: list[int] = []
        for c in range(len(instance.classes)):
            signature = tuple(c in demand.crew for demand in self.all)
            known = signatures.setdefault(signature, len(signatures)) if any(signature) else -1
            self.kind_of.append(known)
        self.kind_count = len(signatures)

    def at_least(self, rule: Rule, crew: frozenset[int], limits: NDArray[np.int64]) -> None:
        self.all.append(_Demand(rule, crew, limits, 1))

    def at_most(self, rule: Rule, crew: frozenset[int], limits: NDArray[np.int64]) -> None:
        self.all.append(_Demand(rule, crew, limits, -1))

    def priced(self, rule: Rule, crew: frozenset[int], curves: Sequence[WaitingCurve]) -> None:
        enough = np.array([curve[-1][0] if curve else 0 for curve in curves], dtype=np.int64)
        self.all.append(_Demand(rule, crew, enough, 1, () if rule.strength is Strength.HARD else curves))

    def points(self, crew: frozenset[int], heads: Ints, only: Container[str] | None = None) -> NDArray[np.float64]:
        """What the demands on the crew (of the rules `only`, or all) cost with so many of it present, shape (K, heads)."""
        minutes = self.instance.timeline.interval_minutes
        points = np.zeros((self.instance.timeline.interval_count, len(heads)))
        for demand in self.all:
            if demand.crew != crew or (only is not None and demand.rule.name not in only):
                continue
            if not demand.curves:
                missing = np.maximum(0, demand.sign * (demand.limits[:, None] - heads))
                points += missing * demand.rule.weight * minutes
            for k, curve in enumerate(demand.curves):
                if curve:
                    agents, late = zip(*curve, strict=True)
                    points[k] += np.interp(heads, agents, late) * demand.rule.weight
        return points

    def kinds(self, crew: frozenset[int]) -> list[int]:
        """The kinds that make up a crew."""
        return sorted({self.kind_of[c] for c in crew})

    def by_kind(self, by_class: Ints) -> Ints:
        """Add up figures of classes, shape (C, …), to figures of kinds."""
        sums = np.zeros((self.kind_count, *by_class.shape[1:]), dtype=np.int64)
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


def presence(instance: Instance, kind_count: int, slots: Slots) -> Ints:
    """Agents present in each interval by these meal slots, shape (kinds, K)."""
    present = np.zeros((kind_count, instance.timeline.interval_count), dtype=np.int64)
    for (kind, d, t), counts in slots.items():
        for offset, count in zip(instance.meal_offsets(t), counts, strict=True):
            if count:
                present[kind, list(instance.phone_intervals(d, t, offset))] += count
    return present


def add_interval_rows(program: Program, heads: HeadColumns, demands: Demands, base: Ints, whole: bool) -> None:
    """Tell the programme what is demanded of the head-counts.

    `base` are agents present beside those of the columns, shape (kinds, K). With `whole`, intervals that no column
    reaches are judged too (they are a constant); a part of the roster leaves them out.
    """
    instance = heads.instance
    present = _presence_columns(program, heads)
    touched = np.zeros(instance.timeline.interval_count, dtype=bool)
    touched[[k for _, k in present]] = True
    intervals = np.flatnonzero(instance.coverable & (touched | whole))
    by_crew: defaultdict[frozenset[int], list[_Demand]] = defaultdict(list)
    for demand in demands.all:
        by_crew[demand.crew].append(demand)
    for crew, own in by_crew.items():
        kinds = demands.kinds(crew)
        fixed = base[kinds].sum(axis=0)
        for k in intervals:
            columns = [present[kind, int(k)] for kind in kinds if (kind, int(k)) in present]
            _demand(program, columns, own, int(k), int(fixed[k]), instance.timeline.interval_minutes)


def _demand(program: Program, columns: list[int], demands: list[_Demand], k: int, fixed: int, minutes: int) -> None:
    """The rows of all demands on one crew in one interval; soft ones share slacks, convex in the staff present."""
    most = sum(program.upper[column] for column in columns)
    below: list[tuple[int, int]] = []
    above: list[tuple[int, int]] = []
    for demand in demands:
        limit = int(demand.limits[k]) - fixed
        binding = limit > 0 if demand.sign > 0 else limit < most
        if binding and demand.rule.strength is Strength.HARD:
            program.at_most(columns, [-demand.sign] * len(columns), -demand.sign * limit)
        elif binding:
            prices = [(level - fixed, price) for level, price in demand.prices(k, minutes)]
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


def _presence_columns(program: Program, heads: HeadColumns) -> dict[tuple[int, int], int]:
    """A column for the agents of each kind present in each interval that the head-counts reach."""
    instance = heads.instance
    columns: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    coefs: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for (kind, d, t), slots in heads.slots.items():
        offsets = instance.meal_offsets(t)
        whole = instance.phone_intervals(d, t, None if len(offsets) > 1 else offsets[0])
        for k in whole:
            columns[kind, k].append(int(heads.total[kind, d, t]))
            coefs[kind, k].append(1)
        if len(offsets) > 1:
            for offset, slot in zip(offsets, slots, strict=True):
                for k in set(whole) - set(instance.phone_intervals(d, t, offset)):
                    columns[kind, k].append(slot)
                    coefs[kind, k].append(-1)
    present = {}
    for cell in sorted(columns):
        most = sum(program.upper[i] for i, coef in zip(columns[cell], coefs[cell], strict=True) if coef > 0)
        present[cell] = program.define(columns[cell], coefs[cell], most)
    return present

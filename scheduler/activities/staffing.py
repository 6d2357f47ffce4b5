"""What it costs the service when agents are away from the phones: the roster's own rules about intervals, told once more.

The rules speak to this door as they speak to the engine's; nothing here knows a rule by name, so a new one counts as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.demand import WaitingCurve
from models.result import Strength
from scheduler.instance import Instance
from scheduler.rules import load_rules
from scheduler.rules.base import IntervalRule, Rule
from scheduler.rules.waiting_calls import late_calls
from scheduler.view import View

Crew = frozenset[int]
Step = tuple[int, int]


class Staffing:
    """For each crew and interval how many may be away at most, and what each one away costs."""

    def __init__(self, view: View) -> None:
        self.instance: Instance = view.instance
        self._view = view
        self.most: dict[Crew, NDArray[np.int64]] = {}
        """Heads that may be away without a hard rule being broken more than it is, shape (K,)."""
        self._under: dict[Crew, list[tuple[NDArray[np.int64], int]]] = defaultdict(list)
        self._over: dict[Crew, list[tuple[NDArray[np.int64], int]]] = defaultdict(list)
        self._curves: dict[Crew, list[tuple[Sequence[WaitingCurve], int]]] = defaultdict(list)
        for rule in load_rules(self.instance.policy):
            if isinstance(rule, IntervalRule):
                rule.constrain(self)

    @property
    def crews(self) -> list[Crew]:
        """The crews that a rule asks about."""
        return list(dict.fromkeys([*self.most, *self._under, *self._over, *self._curves]))

    def at_least(self, rule: Rule, crew: Crew, limits: NDArray[np.int64]) -> None:
        spare = np.maximum(0, self._view.staff(crew) - limits)
        if rule.strength is Strength.HARD:
            spare = np.where(self.instance.coverable, spare, len(self.instance.agents))
            self.most[crew] = np.minimum(self.most.get(crew, spare), spare)
        else:
            self._under[crew].append((spare, rule.weight * self.instance.timeline.interval_minutes))

    def at_most(self, rule: Rule, crew: Crew, limits: NDArray[np.int64]) -> None:
        if rule.strength is Strength.SOFT:
            over = np.maximum(0, self._view.staff(crew) - limits)
            self._over[crew].append((over, rule.weight * self.instance.timeline.interval_minutes))

    def priced(self, rule: Rule, crew: Crew, curves: Sequence[WaitingCurve]) -> None:
        if rule.strength is Strength.HARD:
            enough = np.array([curve[-1][0] if curve else 0 for curve in curves], dtype=np.int64)
            self.at_least(rule, crew, enough)
        else:
            self._curves[crew].append((curves, rule.weight))

    def prices(self, crew: Crew, k: int, heads: int) -> list[int]:
        """Points that the first, second, … of `heads` away in interval `k` costs; falling calls make each no cheaper."""
        if not self.instance.coverable[k]:
            return [0] * heads
        prices = np.zeros(heads, dtype=np.int64)
        for spare, points in self._under[crew]:
            prices[int(spare[k]) :] += points
        for over, points in self._over[crew]:
            prices[: int(over[k])] -= points
        for curves, weight in self._curves[crew]:
            there = int(self._view.staff(crew)[k])
            late = late_calls([curves[k]] * (heads + 1), np.arange(there, there - heads - 1, -1))
            prices += weight * np.diff(late)
        return [int(price) for price in prices]

"""Shifts that may not follow each other: one on a day, the other on the next working day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scheduler.instance import Cells, Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, Rule
from scheduler.view import View

Bad = tuple[tuple[int, ...], ...]
"""For each shift those that may not follow it, in order."""


def forbid_successions(rule: Rule, door: AgentDoor, bad: Bad, days_off: int = 0) -> None:
    """After a shift none of its `bad` ones on the next working day, when at most `days_off` days lie between.

    Each such day counts one. The last shift before the period counts.
    """
    for row in _rows(door.instance, bad, days_off):
        door.at_most(rule, row.key, row.cells, 1, row.coefs, slack=row.d)
    past = door.instance.past[door.a]
    last = max(past, default=None)
    if last is not None and bad[past[last]]:
        for d in range(min(last + days_off + 2, door.instance.day_count)):
            cells, coefs = _past_row(door.instance, bad[past[last]], d)
            door.at_most(rule, ("past", bad[past[last]], d), cells, 0, coefs, slack=d)


def bad_successions(view: View, a: int, bad: Bad, days_off: int = 0) -> Iterator[tuple[int, int, int]]:
    """The breaches of agent `a`: (day, shift, shift before)."""
    for (earlier, late), (d, soon) in pairwise(view.shifts(a)):
        if d >= 0 and d - earlier - 1 <= days_off and soon in bad[late]:
            yield d, soon, late


@dataclass(frozen=True)
class _Row:
    key: object
    d: int
    cells: Cells
    coefs: NDArray[np.int64]


@kept
def _rows(instance: Instance, bad: Bad, days_off: int) -> tuple[_Row, ...]:
    """Of the late shifts of a day and those that may not follow them at most one, unless a day between is worked."""
    rows = []
    for d in range(instance.day_count):
        for earlier in range(max(0, d - days_off - 1), d):
            between = instance.cells(range(earlier + 1, d))
            for late, soon in _widest(bad):
                pair = np.concatenate([instance.cells([earlier], late), instance.cells([d], soon)])
                key = (earlier, d, late, soon)
                rows.append(_Row(key, d, np.concatenate([pair, between]), _signs(len(pair), len(between))))
    return tuple(rows)


@kept
def _past_row(instance: Instance, soon: tuple[int, ...], d: int) -> tuple[Cells, NDArray[np.int64]]:
    own, between = instance.cells([d], soon), instance.cells(range(d))
    return np.concatenate([own, between]), _signs(len(own), len(between))


def _signs(plus: int, minus: int) -> NDArray[np.int64]:
    return np.array([1] * plus + [-1] * minus, dtype=np.int64)


def _widest(bad: Bad) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """The pairs gathered in sets: whatever is in the first may be followed by nothing in the second."""
    return tuple(
        (tuple(t for t, own in enumerate(bad) if set(soon) <= set(own)), soon) for soon in dict.fromkeys(bad) if soon
    )

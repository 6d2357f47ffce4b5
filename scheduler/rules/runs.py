"""Runs of working days, or of days off, that are too short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from scheduler.instance import PAST_DAYS, Cells, Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, Rule
from scheduler.view import View


def limit_runs(rule: Rule, door: AgentDoor, least: int, work: bool) -> None:
    """Runs of working days (or of days off) that end within the period are at least `least` days long.

    Each day that a run is too short counts one. Days before the period continue its first run; where none of them is
    known, that run is long enough. Runs that hold or touch leave are not judged.
    """
    instance, away, past = door.instance, door.instance.leave[door.a], door.instance.past[door.a]
    for row in _rows(instance, least, work):
        if away.keys().isdisjoint(row.days):
            door.at_most(rule, row.key, row.cells, row.limit, row.coefs, each=row.each)
    if past:
        before = _run_before(past, work)
        for row in _first_rows(instance, least, work, before):
            if away.keys().isdisjoint(row.days):
                door.at_most(rule, row.key, row.cells, row.limit, row.coefs, each=row.each)


def short_runs(view: View, a: int, least: int, work: bool) -> Iterator[tuple[int, int, int]]:
    """The breaches of agent `a`: (first day off, or of work, after the run, its length, days that it is too short)."""
    instance = view.instance
    away, known = instance.leave[a].keys(), bool(instance.past[a])
    first = -PAST_DAYS
    for worked, days in groupby(range(first, instance.day_count), lambda d: view.works(a, d)):
        run = list(days)
        start, end = run[0], run[-1] + 1
        judged = worked is work and 0 <= end < instance.day_count and (known or start > 0)
        if judged and len(run) < least and away.isdisjoint(range(start - 1, end + 1)):
            yield end, len(run), least - len(run)


def _run_before(past: dict[int, int], work: bool) -> int:
    """How many days up to the period are worked (or off) without a break."""
    length = 0
    while (-1 - length in past) is work:
        length += 1
    return length


@dataclass(frozen=True)
class _Row:
    """Not all `days` but the first and the last are worked and these two off (or the other way round)."""

    key: object
    days: range
    cells: Cells
    coefs: NDArray[np.int64]
    limit: int
    each: int


@kept
def _rows(instance: Instance, least: int, work: bool) -> tuple[_Row, ...]:
    """Every run that is too short and lies, with the days beside it, within the period."""
    starts = range(1, instance.day_count)
    return tuple(
        _row(instance, least, work, start, start + length)
        for start in starts
        for length in range(1, least)
        if start + length < instance.day_count
    )


@kept
def _first_rows(instance: Instance, least: int, work: bool, before: int) -> tuple[_Row, ...]:
    """Every run that is too short and goes on from so many days before the period."""
    ends = range(max(0, 1 - before), min(least - before, instance.day_count))
    return tuple(_row(instance, least, work, -before, end) for end in ends)


def _row(instance: Instance, least: int, work: bool, start: int, end: int) -> _Row:
    """The row of the run from day `start` to the day before `end`; what lies before the period is as the run needs it."""
    run, beside = instance.cells(range(start, end)), instance.cells((start - 1, end))
    inside = len(range(max(0, start), end))
    sign = 1 if work else -1
    return _Row(
        key=(start, end),
        days=range(start - 1, end + 1),
        cells=np.concatenate([run, beside]),
        coefs=np.array([sign] * len(run) + [-sign] * len(beside), dtype=np.int64),
        # Of n days in the run and m beside it within the period: all n worked and none of the m, or the other way round.
        limit=inside - 1 if work else (len(beside) // instance.shift_count) - 1,
        each=least - (end - start),
    )

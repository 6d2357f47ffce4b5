"""Shifts that lie too close: with less than a given rest between the end of one and the start of a later one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.instance import Instance
from scheduler.kept import kept

REACH = 2
"""A long shift and a long rest can reach over the next day into the one after."""


@dataclass(frozen=True)
class Touch:
    """Every shift in `late`, worked on day `earlier`, lies too close before every shift in `soon`, worked on day `d`."""

    earlier: int
    d: int
    late: tuple[int, ...]
    soon: tuple[int, ...]


def rest_minutes(instance: Instance, a: int) -> int:
    """The rest that agent `a` has between two shifts."""
    return round(instance.terms(a).min_rest_hours * 60)


@kept
def touches(instance: Instance, rest: int) -> tuple[Touch, ...]:
    """The pairs of shifts of the period that lie closer than `rest` minutes, gathered in the widest sets.

    Every such pair is in one of them, and every two shifts that one holds are such a pair.
    """
    found = []
    for d in range(instance.day_count):
        for earlier in range(max(0, d - REACH), d):
            seen: tuple[int, ...] = ()
            for end in sorted({instance.span(earlier, t)[1] for t in range(instance.shift_count)}):
                soon = too_soon(instance, rest, end, d)
                # For the same shifts of day d the widest set of late ones, met first, says it all.
                if soon != seen:
                    late = tuple(t for t in range(instance.shift_count) if instance.span(earlier, t)[1] >= end)
                    found.append(Touch(earlier, d, late, soon))
                seen = soon
    return tuple(found)


def past_touches(instance: Instance, rest: int, a: int) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    """For each shift that agent `a` worked just before the period: (its day, it, day `d`, shifts of `d` too close)."""
    for earlier in range(-REACH, 0):
        if earlier in instance.past[a]:
            t = instance.past[a][earlier]
            for d in range(min(earlier + REACH + 1, instance.day_count)):
                soon = too_soon(instance, rest, instance.span(earlier, t)[1], d)
                if soon:
                    yield earlier, t, d, soon


def too_soon(instance: Instance, rest: int, end: int, d: int) -> tuple[int, ...]:
    """Shifts of day `d` that start less than `rest` after minute `end`."""
    return tuple(t for t in range(instance.shift_count) if instance.span(d, t)[0] - end < rest)

"""Windows of days: so many of them worked at most, days before the period counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from scheduler.instance import Instance
from scheduler.rules.base import AgentDoor, Rule
from scheduler.view import View


def windows(instance: Instance, length: int) -> Iterator[range]:
    """Every window of `length` days that holds a day of the period and does not reach beyond its end."""
    for last in range(instance.day_count):
        yield range(last - length + 1, last + 1)


def limit_windows(rule: Rule, door: AgentDoor, length: int, most: int, shifts: Iterable[int] | None = None) -> None:
    """At most `most` days of every window of `length` days are worked (on one of `shifts` where given).

    What was worked before the period counts, but only what the period adds can be a breach.
    """
    instance = door.instance
    kinds = None if shifts is None else tuple(shifts)
    past = instance.past[door.a]
    for window in windows(instance, length):
        worked = sum(d in past and (kinds is None or past[d] in kinds) for d in window if d < 0)
        door.at_most(rule, window.start, instance.cells(window, kinds), max(0, most - worked))


def window_breaches(
    view: View, a: int, length: int, most: int, counts: Callable[[int], bool]
) -> Iterator[tuple[int, int]]:
    """Windows with more than `most` days that count: (last day of the window, how many too many)."""
    for window in windows(view.instance, length):
        before = sum(counts(view.shift(a, d)) for d in window if d < 0)
        inside = sum(counts(view.shift(a, d)) for d in window if d >= 0)
        excess = inside - max(0, most - before)
        if excess > 0:
            yield window.stop - 1, excess

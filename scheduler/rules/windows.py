"""Windows of days: so many of them worked at most, days before the period counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from scheduler.instance import PAST_DAYS, Cells, Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, Rule
from scheduler.view import OFF, View


@kept
def windows(instance: Instance, length: int, shifts: tuple[int, ...] | None = None) -> tuple[tuple[range, Cells], ...]:
    """Every window of `length` days that holds a day of the period and does not reach beyond its end, with its cells."""
    if shifts == ():
        return ()
    spans = (range(last - length + 1, last + 1) for last in range(instance.day_count))
    return tuple((span, instance.cells(span, shifts)) for span in spans)


def limit_windows(rule: Rule, door: AgentDoor, length: int, most: int, shifts: Iterable[int] | None = None) -> None:
    """At most `most` days of every window of `length` days are worked (on one of `shifts` where given).

    What was worked before the period counts, but only what the period adds can be a breach.
    """
    kinds = None if shifts is None else tuple(shifts)
    past = [d for d, t in door.instance.past[door.a].items() if kinds is None or t in kinds]
    for window, cells in windows(door.instance, length, kinds):
        # The length is in the key: by their contracts, agents of a class can have other windows.
        worked = sum(d in window for d in past) if window.start < 0 else 0
        door.at_most(rule, (length, window.start), cells, max(0, most - worked))


def window_breaches(
    view: View, limits: Mapping[int, tuple[int, int]], shifts: Iterable[int] | None = None
) -> Iterator[tuple[int, int, int]]:
    """Windows with too many days worked: (agent, last day of the window, how many the period adds too many).

    `limits` are length of the windows and most days worked for each agent.
    """
    kinds = None if shifts is None else tuple(shifts)
    for length, most in dict.fromkeys(limits.values()):
        agents = [a for a, limit in limits.items() if limit == (length, most)]
        for i, d, excess in _breaches(view, agents, length, most, kinds):
            yield agents[i], d, excess


def _breaches(
    view: View, agents: Sequence[int], length: int, most: int, shifts: tuple[int, ...] | None
) -> Iterator[tuple[int, int, int]]:
    """The breaches of some agents who have the same limit; agents numbered among these."""
    shift = view.grid_with_past[list(agents)]
    counts = shift != OFF if shifts is None else np.isin(shift, shifts)
    # Windows reach back before the days that are looked at where they are longer than these.
    reach = max(0, length - PAST_DAYS)
    counts = np.pad(counts, ((0, 0), (reach, 0)))
    inside = counts.copy()
    inside[:, : PAST_DAYS + reach] = False
    days = view.instance.day_count
    total = sliding_window_view(counts, length, axis=1).sum(axis=2)[:, -days:]
    added = sliding_window_view(inside, length, axis=1).sum(axis=2)[:, -days:]
    excess = added - np.maximum(0, most - (total - added))
    for i, d in np.argwhere(excess > 0).tolist():
        yield i, d, int(excess[i, d])

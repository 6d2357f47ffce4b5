"""What a move does to rows that hold sums over agents (fair shares): compiled, a part of `kernel.py`."""

from __future__ import annotations

import numpy as np

from scheduler.engine.arrays import AGENT, DAY, FARTHEST, SHIFT, Layout, Scratch, State
from scheduler.engine.compiled import inlined

_UNTOUCHED = 1 << 40
"""What a move does to a sum that none of its agents has a part in."""


@inlined
def counted(units: int, grows: int) -> int:
    """So many units of a price as these units count: the second twice, and so on, where the price grows."""
    if units <= 0:
        return 0
    return units * (units + 1) // 2 if grows else units


@inlined
def _shared_cost(layout: Layout, group: int, count: int, total: int) -> int:
    """Points of the rows of a group of one of its agents, who has so much of the sum, where all have so much of it."""
    points = 0
    for e in range(layout.shared_start[group], layout.shared_start[group + 1]):
        own, coef, limit, scale, price, grows = layout.shared[e]
        over = own * count + coef * total - limit
        points += price * counted(-(-over // scale), grows)
    return points


@inlined
def cost_together(layout: Layout, state: State, name: int, net: int) -> int:
    """Points of all rows with a sum, where it has moved by `net` and what each agent has of it has not."""
    total, points = state.total[name] + net, 0
    for group in range(layout.group_start[name], layout.group_start[name + 1]):
        for count in range(state.having.shape[1]):
            agents = state.having[group, count]
            if agents > 0:
                points += agents * _shared_cost(layout, group, count, total)
    return points


@inlined
def _rise(layout: Layout, state: State, name: int, low: int, high: int) -> float:
    """What all rows with a sum cost more where it has moved by `high` than where it has moved by `low`."""
    return float(cost_together(layout, state, name, high) - cost_together(layout, state, name, low))


@inlined
def _known(layout: Layout, state: State, work: Scratch, name: int, at: int, low: int, high: int) -> float:
    """The same, remembered at a place until somebody's part of the sum changes."""
    if work.drift_at[name, at] != state.moved[name]:
        work.drift_at[name, at] = state.moved[name]
        work.drift[name, at] = _rise(layout, state, name, low, high)
    return float(work.drift[name, at])


@inlined
def drift(layout: Layout, state: State, work: Scratch, name: int, net: int) -> float:
    """What all rows with a sum cost more when it moves by `net`, as moves see it (`Layout.sum_blur`)."""
    blur = layout.sum_blur[name]
    if net == 0:
        return 0.0
    if blur > 0:
        return float(net * _known(layout, state, work, name, FARTHEST, -blur, blur) / (2 * blur))
    if net < -FARTHEST or net > FARTHEST:
        return _rise(layout, state, name, 0, net)
    return _known(layout, state, work, name, net + FARTHEST, 0, net)


@inlined
def _count(layout: Layout, state: State, work: Scratch, name: int, n: int) -> int:
    """Note in `count_change` what a move does to the agents' parts of a sum; returns what it does to the sum."""
    net, touched = 0, False
    for i in range(n):
        a, d = work.change[i, AGENT], work.change[i, DAY]
        if layout.sharing[a, name] < 0:
            continue
        old, new = np.int64(state.shift[a, d]), work.change[i, SHIFT]
        change = 0
        if old >= 0 and layout.sum_cells[name, d * layout.shift_count + old]:
            change -= 1
        if new >= 0 and layout.sum_cells[name, d * layout.shift_count + new]:
            change += 1
        if change != 0:
            work.count_change[a] += change
            net += change
            touched = True
    return net if touched else _UNTOUCHED


@inlined
def shared_change(layout: Layout, state: State, work: Scratch, n: int, commit: bool) -> float:
    """What a move does to the cost of rows that hold sums over agents; with `commit` the counts are moved."""
    points = 0.0
    for name in range(layout.sum_cells.shape[0]):
        net = _count(layout, state, work, name, n)
        if net == _UNTOUCHED:
            continue
        total = state.total[name] + net
        if commit:
            state.total[name] = total
        else:
            points += drift(layout, state, work, name, net)
        for i in range(n):
            a = work.change[i, AGENT]
            change = work.count_change[a]
            if change == 0:
                continue
            work.count_change[a] = 0
            group, count = layout.sharing[a, name], state.done[a, name]
            if commit:
                state.done[a, name] += change
                state.having[group, count] -= 1
                state.having[group, count + change] += 1
            else:
                points += _shared_cost(layout, group, count + change, total)
                points -= _shared_cost(layout, group, count, total)
        if commit:
            state.moved[name] += 1
    return points

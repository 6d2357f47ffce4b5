"""Heads at places, and what a move does to what they cost: compiled, a part of `kernel.py`."""

from __future__ import annotations

import numpy as np

from scheduler.engine.arrays import AGENT, DAY, KIND, SHIFT, SLOT, Ints, Layout, Scratch, State
from scheduler.engine.compiled import compiled, inlined


@inlined
def points_at(layout: Layout, crew: int, place: int, heads: int) -> float:
    """What so many of a crew cost at a place; beyond both ends of the table each costs as much as the one next to it."""
    last = layout.table.shape[2] - 1
    if 0 <= heads <= last:
        return float(layout.table[crew, place, heads])
    if heads < 0:
        end = layout.table[crew, place, 0]
        return float(end + heads * (layout.table[crew, place, 1] - end))
    end = layout.table[crew, place, last]
    return float(end + (heads - last) * (end - layout.table[crew, place, last - 1]))


@inlined
def _rise(layout: Layout, crew: int, place: int, heads: int) -> float:
    """What one head more than so many costs at a place, as moves see it (`Layout.blur`)."""
    blur = layout.blur[crew]
    rise = points_at(layout, crew, place, heads + 1 + blur) - points_at(layout, crew, place, heads - blur)
    return float(rise / (2 * blur + 1))


@inlined
def weigh(layout: Layout, state: State, crew: int, place: int) -> None:
    """Note what one head more and one less cost at a place."""
    heads = state.heads[crew, place]
    state.more[crew, place] = _rise(layout, crew, place, heads)
    state.less[crew, place] = -_rise(layout, crew, place, heads - 1)


@compiled
def weigh_all(layout: Layout, state: State) -> None:
    """The same at all places."""
    for crew in range(state.heads.shape[0]):
        for place in range(state.heads.shape[1]):
            weigh(layout, state, crew, place)


@inlined
def one_more(layout: Layout, state: State, work: Scratch, crew: int, place: int) -> float:
    """What one head more costs at a place beside those laid in `work`."""
    aside = work.heads[crew, place]
    if aside == 0:
        return float(state.more[crew, place])
    if aside == -1:
        return float(-state.less[crew, place])
    return _rise(layout, crew, place, state.heads[crew, place] + aside)


@inlined
def lay(layout: Layout, heads: Ints, kind: int, cell: int, slot: int, sign: int) -> None:
    """Add a head at the places of a cell and its meal slot."""
    at = layout.slot_start[cell] + slot
    for crew in layout.crew_of[kind]:
        if crew < 0:
            break
        for k in range(layout.span[at, 0], layout.span[at, 1]):
            heads[crew, k] += sign
        for k in range(layout.span[at, 2], layout.span[at, 3]):
            heads[crew, k] += sign
        if layout.first_cell >= 0:
            heads[crew, layout.first_cell + cell] += sign


@inlined
def put_head(layout: Layout, state: State, kind: int, d: int, t: int, slot: int, sign: int) -> None:
    """Put a head where it is counted (or take it away, sign −1), and mark the days that this concerns."""
    cell = d * layout.shift_count + t
    at = layout.slot_start[cell] + slot
    first, last = layout.span[at, 0], layout.span[at, 3]
    for crew in layout.crew_of[kind]:
        if crew < 0:
            break
        for k in range(first, last):
            if k < layout.span[at, 1] or k >= layout.span[at, 2]:
                state.heads[crew, k] += sign
                weigh(layout, state, crew, k)
        if layout.first_cell >= 0:
            state.heads[crew, layout.first_cell + cell] += sign
            weigh(layout, state, crew, layout.first_cell + cell)
    for day in range(max(0, d - 2), min(len(state.version), d + 3)):
        if day == d or (layout.reach[day, 0] < last and first < layout.reach[day, 1]):
            state.version[day] += 1


@inlined
def _best_slot(layout: Layout, state: State, work: Scratch, kind: int, cell: int) -> int:
    """The meal slot of a cell at which one more head costs least."""
    best, found = np.inf, 0
    for slot in range(layout.slot_start[cell + 1] - layout.slot_start[cell]):
        at = layout.slot_start[cell] + slot
        away = 0.0
        for crew in layout.crew_of[kind]:
            if crew < 0:
                break
            for k in range(layout.span[at, 1], layout.span[at, 2]):
                away -= one_more(layout, state, work, crew, k)
        if away < best:
            best, found = away, slot
    return found


@inlined
def _settle(layout: Layout, state: State, work: Scratch, crew: int, place: int) -> float:
    """What the heads laid at a place change there; they are taken up again."""
    more = work.heads[crew, place]
    if more == 0:
        return 0.0
    work.heads[crew, place] = 0
    if more == 1:
        return float(state.more[crew, place])
    if more == -1:
        return float(state.less[crew, place])
    change = 0.0
    for heads in range(min(0, more), max(0, more)):
        change += _rise(layout, crew, place, state.heads[crew, place] + heads)
    return change if more > 0 else -change


@inlined
def _settle_slot(layout: Layout, state: State, work: Scratch, kind: int, cell: int, slot: int) -> float:
    """What the heads laid at the places of a cell and its meal slot change there; they are taken up again."""
    at = layout.slot_start[cell] + slot
    change = 0.0
    for crew in layout.crew_of[kind]:
        if crew < 0:
            break
        for k in range(layout.span[at, 0], layout.span[at, 1]):
            change += _settle(layout, state, work, crew, k)
        for k in range(layout.span[at, 2], layout.span[at, 3]):
            change += _settle(layout, state, work, crew, k)
        if layout.first_cell >= 0:
            change += _settle(layout, state, work, crew, layout.first_cell + cell)
    return change


@inlined
def _exchanged(layout: Layout, state: State, work: Scratch, n: int) -> bool:
    """Whether two agents of one kind exchange what they have, so that no head moves."""
    half = n // 2
    a, b = work.change[0, AGENT], work.change[n - 1, AGENT]
    if 2 * half != n or a == b or layout.agent[a, KIND] != layout.agent[b, KIND]:
        return False
    for i in range(half):
        d = work.change[i, DAY]
        if work.change[half + i, DAY] != d or work.change[i, AGENT] != a:
            return False
        if work.change[i, SHIFT] != state.shift[b, d] or work.change[half + i, SHIFT] != state.shift[a, d]:
            return False
        if work.change[i, SLOT] != state.slot[b, d] or work.change[half + i, SLOT] != state.slot[a, d]:
            return False
    return True


@inlined
def heads_change(layout: Layout, state: State, work: Scratch, n: int) -> float:
    """What a move does to the cost of the staff at all places; slots left open are settled."""
    if _exchanged(layout, state, work, n):
        return 0.0
    for i in range(n):
        a, d = work.change[i, AGENT], work.change[i, DAY]
        kind, t = layout.agent[a, KIND], state.shift[a, d]
        if kind >= 0 and t >= 0:
            lay(layout, work.heads, kind, d * layout.shift_count + t, state.slot[a, d], -1)
    for i in range(n):
        kind, t = layout.agent[work.change[i, AGENT], KIND], work.change[i, SHIFT]
        if t < 0 or kind < 0:
            work.change[i, SLOT] = 0
            continue
        cell = work.change[i, DAY] * layout.shift_count + t
        if work.change[i, SLOT] < 0:
            work.change[i, SLOT] = _best_slot(layout, state, work, kind, cell)
        lay(layout, work.heads, kind, cell, work.change[i, SLOT], 1)
    change = 0.0
    for i in range(n):
        a, d, t = work.change[i, AGENT], work.change[i, DAY], work.change[i, SHIFT]
        kind, old = layout.agent[a, KIND], state.shift[a, d]
        if kind >= 0 and old >= 0:
            change += _settle_slot(layout, state, work, kind, d * layout.shift_count + old, state.slot[a, d])
        if kind >= 0 and t >= 0:
            change += _settle_slot(layout, state, work, kind, d * layout.shift_count + t, work.change[i, SLOT])
    return change

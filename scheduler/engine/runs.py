"""Moves of runs: some days in a row of one agent are laid anew at once, which days are worked as well as which shifts.

First it is drawn which of the days are worked: as now, moved along, or a stretch of them turned round. Then the shifts of
these days are drawn together, the cheaper all of them the likelier (forward filtering, backward sampling: Frühwirth-Schnatter
1994). So a move can leave every run of days as long as it was, where one day alone would break a rule about runs. Compiled.
"""

from __future__ import annotations

import math

import numpy as np

from scheduler.engine.arrays import KIND, LONGEST_RUN, STRUCTURE, Layout, Scratch, State
from scheduler.engine.compiled import draw, inlined
from scheduler.engine.kernel import put
from scheduler.engine.placing import draw_line, on_line, put_back, take_up


@inlined
def _draw_pattern(state: State, work: Scratch, a: int, first: int, length: int) -> bool:
    """Draw which days are worked; as likely from one pattern to another as back. False when the draw is none."""
    choice = draw(work.random, 4)
    by = 0
    if choice == 1:
        by = 1 if draw(work.random, 2) else length - 1
    elif choice == 2:
        by = 1 + draw(work.random, length - 1)
    changed = False
    for i in range(length):
        worked = state.shift[a, first + (i + by) % length] >= 0
        work.works[i] = worked
        changed = changed or worked != (state.shift[a, first + i] >= 0)
    if choice < 3:
        return changed or choice == 0
    low, high = draw(work.random, length), draw(work.random, length)
    low, high = min(low, high), max(low, high)
    for i in range(low, high + 1):
        if work.works[i] != work.works[low]:
            return False
    turned = not work.works[low]
    for i in range(low, high + 1):
        work.works[i] = turned
    return True


@inlined
def _price_days(layout: Layout, state: State, work: Scratch, a: int, first: int, length: int) -> None:
    """Write in `run_price` what each shift costs on each day, and in `run_slot` at which meal slot; the days are taken up."""
    kind = layout.agent[a, KIND]
    for i in range(length):
        d = first + i
        draw_line(layout, state, work, kind, d)
        for t in range(layout.shift_count):
            cell = d * layout.shift_count + t
            work.run_price[i, t] = np.inf
            if layout.open[a, cell]:
                for slot in range(layout.slot_start[cell + 1] - layout.slot_start[cell]):
                    points = on_line(layout, state, work, a, d, t, slot)
                    if points < work.run_price[i, t]:
                        work.run_price[i, t], work.run_slot[i, t] = points, slot
                work.spent[0] += layout.slot_start[cell + 1] - layout.slot_start[cell]


@inlined
def _goes_before(layout: Layout, s: int, d: int, before: int, t: int) -> bool:
    """Whether shift `before` on day d − 1 and `t` on day d go together."""
    return d == 0 or before < 0 or t < 0 or not layout.clash[s, d - 1, before, t]


@inlined
def _weigh(
    layout: Layout, state: State, work: Scratch, a: int, first: int, length: int, warmth: float, new: bool
) -> float:
    """Write in `run_chance` how likely shifts of each day are given those before; returns −warmth × log of all weights.

    Column t + 1 is shift t, column 0 is off. Of the drawn pattern when `new`, else of the present one, whose shifts are
    taken up in `run_old`. Infinite when no shifts go together.
    """
    s, shifts = layout.agent[a, STRUCTURE], layout.shift_count
    total = 0.0
    for i in range(length):
        d = first + i
        works = work.works[i] if new else work.run_old[i] >= 0
        low, high = (0, shifts) if works else (-1, 0)
        work.spent[0] += high - low
        least = 0.0
        if works:
            least = np.inf
            for t in range(shifts):
                least = min(least, work.run_price[i, t])
            if least == np.inf:
                return np.inf
        weight = 0.0
        for t in range(shifts + 1):
            work.run_chance[i, t] = 0.0
        for t in range(low, high):
            if t >= 0 and work.run_price[i, t] == np.inf:
                continue
            came = 0.0
            if i == 0:
                before = state.shift[a, d - 1] if d > 0 else -1
                came = 1.0 if _goes_before(layout, s, d, before, t) else 0.0
            else:
                for u in range(-1, shifts):
                    if work.run_chance[i - 1, u + 1] > 0 and _goes_before(layout, s, d, u, t):
                        came += work.run_chance[i - 1, u + 1]
            if i == length - 1 and d + 1 < state.shift.shape[1]:
                came *= 1.0 if _goes_before(layout, s, d + 1, t, state.shift[a, d + 1]) else 0.0
            own = came * math.exp((least - work.run_price[i, t]) / warmth) if t >= 0 else came
            work.run_chance[i, t + 1] = own
            weight += own
        if weight <= 0.0:
            return np.inf
        for t in range(shifts + 1):
            work.run_chance[i, t] /= weight
        total += least - warmth * math.log(weight)
    return total


@inlined
def _draw_shifts(layout: Layout, work: Scratch, a: int, first: int, length: int) -> float:
    """Draw shifts backwards into `run_new`; returns what they cost."""
    s, after, points = layout.agent[a, STRUCTURE], -1, 0.0
    for i in range(length - 1, -1, -1):
        weight = 0.0
        for u in range(-1, layout.shift_count):
            if i == length - 1 or _goes_before(layout, s, first + i + 1, u, after):
                weight += work.run_chance[i, u + 1]
        at = weight * draw(work.random, 1 << 30) / (1 << 30)
        chosen = -2
        for u in range(-1, layout.shift_count):
            chance = work.run_chance[i, u + 1]
            if chance > 0 and (i == length - 1 or _goes_before(layout, s, first + i + 1, u, after)):
                chosen = u
                at -= chance
                if at < 0:
                    break
        work.run_new[i] = after = max(chosen, -1)
        if after >= 0:
            points += work.run_price[i, after]
    return points


@inlined
def place_run(layout: Layout, state: State, work: Scratch, a: int, first: int, warmth: float) -> tuple[int, float]:
    """Lay some days of agent `a` from `first` on anew; returns the changes, and by how much the draw was guided."""
    length = min(2 + draw(work.random, LONGEST_RUN - 1), state.shift.shape[1] - first)
    if length < 2 or layout.agent[a, KIND] < 0 or not _draw_pattern(state, work, a, first, length):
        return 0, 0.0
    before = 0.0
    for i in range(length):
        work.run_old[i] = state.shift[a, first + i]
        take_up(layout, state, work, a, first + i)
    _price_days(layout, state, work, a, first, length)
    for i in range(length):
        if work.run_old[i] >= 0:
            before += work.run_price[i, work.run_old[i]]
    free_before = _weigh(layout, state, work, a, first, length, warmth, False)
    free_after = _weigh(layout, state, work, a, first, length, warmth, True)
    after = 0.0
    if free_after < np.inf:
        after = _draw_shifts(layout, work, a, first, length)
    for i in range(length - 1, -1, -1):
        put_back(layout, state, work, a, first + i, work.run_old[i])
    if free_before == np.inf or free_after == np.inf:
        return 0, 0.0
    n = 0
    for i in range(length):
        old, new = work.run_old[i], work.run_new[i]
        if new != old:
            n = put(work, n, a, first + i, new, work.run_slot[i, new] if new >= 0 else 0)
    return n, (after - free_after) - (before - free_before)

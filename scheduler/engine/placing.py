"""Moves that know where a head costs least: somebody's shift is taken up and laid anew, the cheaper a place the likelier.

Each place has the chance that it has at this warmth when all others stay (a heat bath), as far as staff and wishes for
the day are concerned; what the agents' other rows say of it, the walk asks afterwards. Compiled.
"""

from __future__ import annotations

import math

import numpy as np

from scheduler.engine.arrays import DAY, KIND, STRUCTURE, Layout, Scratch, State
from scheduler.engine.compiled import draw, inlined
from scheduler.engine.crew import lay, one_more
from scheduler.engine.kernel import put

_NEVER = 20.0
"""A place this many times the warmth dearer than the cheapest one is never taken."""

_BOLD = 4.0
"""The first of two agents is laid at so many times the warmth: what it does badly, the second may mend."""

_ANY = 1 << 40
"""More than any shift's paid minutes."""


@inlined
def draw_line(layout: Layout, state: State, work: Scratch, kind: int, d: int) -> None:
    """Running sums of what one more head of the kind costs in each interval that day `d` reaches.

    Heads laid in `work` count: so a shift is taken up without anybody else seeing a gap.
    """
    low, total = layout.reach[d, 0], 0.0
    for k in range(low, layout.reach[d, 1]):
        for crew in layout.crew_of[kind]:
            if crew < 0:
                break
            total += one_more(layout, state, work, crew, k)
        work.line[k - low + 1] = total
    work.spent[0] += layout.reach[d, 1] - low


@inlined
def _staff_on_line(layout: Layout, state: State, work: Scratch, kind: int, d: int, t: int, slot: int) -> float:
    """What one more head costs on a shift with a meal slot; the line is that of the kind and day."""
    cell, low = d * layout.shift_count + t, layout.reach[d, 0]
    at = layout.slot_start[cell] + slot
    points = 0.0
    for i in range(0, 4, 2):
        first, last = layout.span[at, i], layout.span[at, i + 1]
        if last > first:
            points += work.line[last - low] - work.line[first - low]
    if layout.first_cell >= 0:
        for crew in layout.crew_of[kind]:
            if crew < 0:
                break
            points += one_more(layout, state, work, crew, layout.first_cell + cell)
    return points


@inlined
def on_line(layout: Layout, state: State, work: Scratch, a: int, d: int, t: int, slot: int) -> float:
    """What agent `a` costs on a shift with a meal slot, as staff and by own rows about this day alone."""
    points = _staff_on_line(layout, state, work, layout.agent[a, KIND], d, t, slot)
    return float(points + layout.wish[a, d * layout.shift_count + t])


@inlined
def _know(layout: Layout, state: State, work: Scratch, kind: int, d: int) -> None:
    """Bring `worth` and `best` of a kind and day up to date."""
    if work.known[kind, d] == state.version[d]:
        return
    work.known[kind, d] = state.version[d]
    draw_line(layout, state, work, kind, d)
    for t in range(layout.shift_count):
        cell = d * layout.shift_count + t
        work.worth[kind, d, t] = np.inf
        for slot in range(layout.slot_start[cell + 1] - layout.slot_start[cell]):
            points = _staff_on_line(layout, state, work, kind, d, t, slot)
            if points < work.worth[kind, d, t]:
                work.worth[kind, d, t] = points
                work.best[kind, d, t] = slot


@inlined
def _may_work(layout: Layout, state: State, a: int, d: int, t: int) -> bool:
    """Whether the shift is open to the agent and goes together with those of the days around."""
    if not layout.open[a, d * layout.shift_count + t]:
        return False
    s = layout.agent[a, STRUCTURE]
    if d > 0 and state.shift[a, d - 1] >= 0 and layout.clash[s, d - 1, state.shift[a, d - 1], t]:
        return False
    return not (
        d + 1 < state.shift.shape[1] and state.shift[a, d + 1] >= 0 and layout.clash[s, d, t, state.shift[a, d + 1]]
    )


@inlined
def _offer(work: Scratch, n: int, d: int, t: int, slot: int, price: float) -> int:
    work.spent[0] += 1
    work.choice[n, 0], work.choice[n, 1], work.choice[n, 2] = d, t, slot
    work.price[n] = price
    return n + 1


@inlined
def _on_the_day(layout: Layout, state: State, work: Scratch, a: int, d: int, n: int, least: int, most: int) -> int:
    """Offer all shifts and meal slots of day `d`, whose line is drawn, with so many paid minutes, after `n` others."""
    for t in range(layout.shift_count):
        if least <= layout.paid[t] <= most and _may_work(layout, state, a, d, t):
            cell = d * layout.shift_count + t
            for slot in range(layout.slot_start[cell + 1] - layout.slot_start[cell]):
                n = _offer(work, n, d, t, slot, on_line(layout, state, work, a, d, t, slot))
    return n


@inlined
def _on_days(
    layout: Layout, state: State, work: Scratch, a: int, first: int, last: int, n: int, least: int, most: int
) -> int:
    """Offer the shifts of days off from `first` to `last` − 1, each at its best meal slot, after `n` others.

    Days on which heads are laid in `work` (marked in `aside`) are left out.
    """
    kind = layout.agent[a, KIND]
    for d in range(first, last):
        if state.shift[a, d] < 0 and not work.aside[d]:
            _know(layout, state, work, kind, d)
            for t in range(layout.shift_count):
                if least <= layout.paid[t] <= most and _may_work(layout, state, a, d, t):
                    points = work.worth[kind, d, t] + layout.wish[a, d * layout.shift_count + t]
                    n = _offer(work, n, d, t, work.best[kind, d, t], points)
    return n


@inlined
def _choose(work: Scratch, n: int, warmth: float) -> int:
    """One of the offers, the cheaper the likelier; −1 where there are none."""
    least = np.inf
    for i in range(n):
        least = min(least, work.price[i])
    total = 0.0
    for i in range(n):
        above = (work.price[i] - least) / warmth
        if above < _NEVER:
            total += math.exp(-above)
    at = total * draw(work.random, 1 << 30) / (1 << 30)
    chosen = -1
    for i in range(n):
        above = (work.price[i] - least) / warmth
        if above < _NEVER:
            chosen = i
            at -= math.exp(-above)
            if at < 0:
                break
    return chosen


@inlined
def take_up(layout: Layout, state: State, work: Scratch, a: int, d: int) -> None:
    """Take up what agent `a` works on day `d`, if anything; its head is missing in `work` only."""
    t = state.shift[a, d]
    work.aside[d] = True
    if t >= 0:
        lay(layout, work.heads, layout.agent[a, KIND], d * layout.shift_count + t, state.slot[a, d], -1)
        state.shift[a, d] = -1


@inlined
def put_back(layout: Layout, state: State, work: Scratch, a: int, d: int, t: int) -> None:
    work.aside[d] = False
    if t >= 0:
        lay(layout, work.heads, layout.agent[a, KIND], d * layout.shift_count + t, state.slot[a, d], 1)
        state.shift[a, d] = t


@inlined
def place_anew(
    layout: Layout, state: State, work: Scratch, a: int, d: int, warmth: float, same_day: bool
) -> tuple[int, float]:
    """Lay the shift of agent `a` on day `d` anew, on the same day or on any; returns changes and what they do
    to staff and wishes for the day.
    """
    t, slot, kind = state.shift[a, d], state.slot[a, d], layout.agent[a, KIND]
    if t < 0 or kind < 0:
        return 0, 0.0
    take_up(layout, state, work, a, d)
    draw_line(layout, state, work, kind, d)
    before = on_line(layout, state, work, a, d, t, slot)
    most = layout.paid[t] if draw(work.random, 2) else _ANY
    n = _on_the_day(layout, state, work, a, d, 0, 0, most)
    if not same_day:
        n = _on_days(layout, state, work, a, 0, state.shift.shape[1], n, 0, most)
    put_back(layout, state, work, a, d, t)
    chosen = _choose(work, n, warmth)
    if chosen < 0:
        return 0, 0.0
    day, new, meal = work.choice[chosen, 0], work.choice[chosen, 1], work.choice[chosen, 2]
    if day == d and new == t and meal == slot:
        return 0, 0.0
    n = 0
    if day != d:
        n = put(work, n, a, d, -1, 0)
    return put(work, n, a, day, new, meal), work.price[chosen] - before


@inlined
def _anywhere(layout: Layout, state: State, work: Scratch, a: int, d: int, e: int, least: int, most: int) -> int:
    """Offer all days off and those two days, if they are off."""
    n, kind = 0, layout.agent[a, KIND]
    for day in (d, e):
        if state.shift[a, day] < 0:
            draw_line(layout, state, work, kind, day)
            n = _on_the_day(layout, state, work, a, day, n, least, most)
    return _on_days(layout, state, work, a, 0, state.shift.shape[1], n, least, most)


@inlined
def place_two(layout: Layout, state: State, work: Scratch, a: int, d: int, e: int, warmth: float) -> int:
    """Lay what agent `a` works on two days anew on any days: two shifts, or one split in two, or two made one.

    Their lengths are drawn, so this is a proposal like any other. Returns the number of changes.
    """
    kind, t, u = layout.agent[a, KIND], state.shift[a, d], state.shift[a, e]
    if t < 0 or kind < 0 or d == e:
        return 0
    owed = layout.paid[t] + (layout.paid[u] if u >= 0 else 0)
    first = layout.paid[draw(work.random, layout.shift_count)]
    if first > owed:
        return 0
    take_up(layout, state, work, a, d)
    take_up(layout, state, work, a, e)
    n = _anywhere(layout, state, work, a, d, e, first, first)
    chosen = _choose(work, n, warmth)
    more = -1
    if chosen >= 0:
        day, new, meal = work.choice[chosen, 0], work.choice[chosen, 1], work.choice[chosen, 2]
        cell = day * layout.shift_count + new
        lay(layout, work.heads, kind, cell, meal, 1)
        state.shift[a, day] = new
        n = _anywhere(layout, state, work, a, d, e, 1, owed - first)
        n = _offer(work, n, -1, -1, 0, 0.0)
        more = _choose(work, n, warmth)
        lay(layout, work.heads, kind, cell, meal, -1)
        state.shift[a, day] = -1
    put_back(layout, state, work, a, e, u)
    put_back(layout, state, work, a, d, t)
    if more < 0:
        return 0
    next_day, next_new = work.choice[more, 0], work.choice[more, 1]
    if (day == d and new == t and next_day == e and next_new == u) or (
        day == e and new == u and next_day == d and next_new == t
    ):
        return 0
    n = put(work, 0, a, day, new, meal)
    if next_day >= 0:
        n = put(work, n, a, next_day, next_new, work.choice[more, 2])
    for old in (d, e):
        kept = state.shift[a, old] < 0
        for i in range(n):
            kept = kept or work.change[i, DAY] == old
        if not kept:
            n = put(work, n, a, old, -1, 0)
    return n


@inlined
def place_more(layout: Layout, state: State, work: Scratch, a: int) -> int:
    """One more shift for agent `a`, where it costs least on some days in a row; returns the number of changes."""
    return next_more(work, a, offer_more(layout, state, work, a))


@inlined
def offer_more(layout: Layout, state: State, work: Scratch, a: int) -> int:
    """Offer all shifts of agent `a`'s days off among some days in a row; returns how many."""
    kind, days = layout.agent[a, KIND], state.shift.shape[1]
    if kind < 0:
        return 0
    first = draw(work.random, days)
    return _on_days(layout, state, work, a, first, min(days, first + 1 + draw(work.random, days)), 0, 0, _ANY)


@inlined
def next_more(work: Scratch, a: int, offers: int) -> int:
    """The cheapest of these offers as a move, which is not offered again; returns the number of changes."""
    chosen = _choose(work, offers, 1e-6)
    if chosen < 0:
        return 0
    work.price[chosen] = np.inf
    return put(work, 0, a, work.choice[chosen, 0], work.choice[chosen, 1], work.choice[chosen, 2])


@inlined
def place_pair(layout: Layout, state: State, work: Scratch, a: int, b: int, d: int, warmth: float) -> int:
    """Lay what two agents work on day `d` anew, as long as before: the first boldly, the second where it then costs least.

    Returns the number of changes.
    """
    t, u, slot, meal = state.shift[a, d], state.shift[b, d], state.slot[a, d], state.slot[b, d]
    take_up(layout, state, work, a, d)
    take_up(layout, state, work, b, d)
    first, first_meal = _choose_on(layout, state, work, a, d, layout.paid[t], _BOLD * warmth)
    second, second_meal = -1, 0
    if first >= 0:
        kind, cell = layout.agent[a, KIND], d * layout.shift_count + first
        lay(layout, work.heads, kind, cell, first_meal, 1)
        second, second_meal = _choose_on(layout, state, work, b, d, layout.paid[u], warmth)
        lay(layout, work.heads, kind, cell, first_meal, -1)
    put_back(layout, state, work, b, d, u)
    put_back(layout, state, work, a, d, t)
    if second < 0:
        return 0
    n = 0
    if first != t or first_meal != slot:
        n = put(work, n, a, d, first, first_meal)
    if second != u or second_meal != meal:
        n = put(work, n, b, d, second, second_meal)
    return n


@inlined
def _choose_on(
    layout: Layout, state: State, work: Scratch, a: int, d: int, paid: int, warmth: float
) -> tuple[int, int]:
    """A shift of so many paid minutes on the day and its meal slot, the cheaper the likelier; −1 where there is none."""
    draw_line(layout, state, work, layout.agent[a, KIND], d)
    chosen = _choose(work, _on_the_day(layout, state, work, a, d, 0, paid, paid), warmth)
    return (work.choice[chosen, 1], work.choice[chosen, 2]) if chosen >= 0 else (-1, 0)

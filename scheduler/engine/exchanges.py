"""Exchanges of days between two agents who are paid as much for them, so that hours stay as they are. Compiled."""

from __future__ import annotations

from scheduler.engine.arrays import KIND, LONGEST_RUN, Ints, Layout, Scratch, State
from scheduler.engine.compiled import draw, inlined
from scheduler.engine.kernel import paid, put, shared_cost

_PARTNERS = 24
"""So many agents are looked at for a partner."""


@inlined
def _owed(layout: Layout, state: State, a: int, b: int, d: int, last: int, step: int) -> tuple[int, bool]:
    """How much more `a` is paid for than `b` on days d, d + step … last, and whether their shifts differ."""
    owed, differ = 0, False
    for day in range(d, last + 1, step):
        t, u = state.shift[a, day], state.shift[b, day]
        if t != u:
            differ = True
            owed += paid(layout, t) - paid(layout, u)
    return owed, differ


@inlined
def _put_exchange(layout: Layout, state: State, work: Scratch, a: int, b: int, d: int, last: int, step: int) -> int:
    n, alike = 0, layout.agent[a, KIND] == layout.agent[b, KIND]
    for who, whose in ((a, b), (b, a)):
        for day in range(d, last + 1, step):
            if state.shift[a, day] != state.shift[b, day]:
                slot = state.slot[whose, day] if alike else -1
                n = put(work, n, who, day, state.shift[whose, day], slot)
    return n


@inlined
def exchange(layout: Layout, state: State, work: Scratch, agents: Ints, a: int, d: int, last: int, step: int) -> int:
    """Agent `a` and somebody else exchange what they have on days d, d + step … last. Returns the number of changes."""
    at = draw(work.random, len(agents))
    for _ in range(min(_PARTNERS, len(agents))):
        b = agents[at]
        owed, differ = _owed(layout, state, a, b, d, last, step)
        if differ and owed == 0:
            return _put_exchange(layout, state, work, a, b, d, last, step)
        at = at + 1 if at + 1 < len(agents) else 0
    return 0


@inlined
def even_out(layout: Layout, state: State, work: Scratch, agents: Ints) -> int:
    """Somebody who would gain by a larger or smaller part of a sum exchanges days with somebody else for it.

    Whoever that is may be no fairer off then: an unfair part wanders from one to the next until somebody can take it, which a
    single exchange seldom brings about where everybody's days off lie as close as they may. Returns the number of changes.
    """
    a, name, by = _unfair(layout, state, work, agents)
    if a < 0:
        return 0
    at = draw(work.random, len(agents))
    for _ in range(len(agents)):
        b = agents[at]
        if b != a and _has_part(layout, name, b):
            n = 0
            if draw(work.random, 2):
                n = _days_in_a_row(layout, state, work, a, b, name, by)
            else:
                n = _two_days(layout, state, work, a, b, name, by)
            if n > 0:
                return n
        at = at + 1 if at + 1 < len(agents) else 0
    return 0


@inlined
def _has_part(layout: Layout, name: int, a: int) -> bool:
    place = name * len(layout.agent) + a
    return bool(layout.shared_start[place] < layout.shared_start[place + 1])


@inlined
def _unfair(layout: Layout, state: State, work: Scratch, agents: Ints) -> tuple[int, int, int]:
    """An agent who would gain if its part of a sum were one more or less: agent, sum and which; agent −1 if there is none."""
    names = layout.sum_cells.shape[0]
    at = draw(work.random, len(agents))
    first = draw(work.random, names) if names > 0 else 0
    for _ in range(len(agents)):
        a = agents[at]
        for i in range(names):
            name = (first + i) % names
            if _has_part(layout, name, a):
                count, total = state.done[a, name], state.total[name]
                now = shared_cost(layout, name, a, count, total)
                if now > 0:
                    for by in (-1, 1):
                        if shared_cost(layout, name, a, count + by, total) < now:
                            return a, name, by
        at = at + 1 if at + 1 < len(agents) else 0
    return -1, 0, 0


@inlined
def _more(layout: Layout, state: State, a: int, b: int, name: int, d: int) -> int:
    """By how much agent `a` has more of a sum with what `b` has on the day."""
    t, u, cell = state.shift[a, d], state.shift[b, d], d * layout.shift_count
    more = 0
    if u >= 0 and layout.sum_cells[name, cell + u]:
        more += 1
    if t >= 0 and layout.sum_cells[name, cell + t]:
        more -= 1
    return more


@inlined
def _days_in_a_row(layout: Layout, state: State, work: Scratch, a: int, b: int, name: int, by: int) -> int:
    """Exchange some days in a row, of those from a random one on, after which `a` has `by` more of a sum."""
    days = state.shift.shape[1]
    first, owed, more = draw(work.random, days), 0, 0
    for d in range(first, min(days, first + LONGEST_RUN)):
        work.spent[0] += 1
        more += _more(layout, state, a, b, name, d)
        owed += paid(layout, state.shift[a, d]) - paid(layout, state.shift[b, d])
        if more == by and owed == 0 and draw(work.random, 2):
            return _put_exchange(layout, state, work, a, b, first, d, 1)
    return 0


@inlined
def _two_days(layout: Layout, state: State, work: Scratch, a: int, b: int, name: int, by: int) -> int:
    """Exchange a day after which `a` has `by` more of a sum, and another one that makes up for the hours."""
    days = state.shift.shape[1]
    d, e = draw(work.random, days), draw(work.random, days)
    for _ in range(days):
        work.spent[0] += 1
        if _more(layout, state, a, b, name, d) == by:
            break
        d = d + 1 if d + 1 < days else 0
    if _more(layout, state, a, b, name, d) != by:
        return 0
    for _ in range(days):
        work.spent[0] += 1
        if e != d and state.shift[a, e] != state.shift[b, e] and _more(layout, state, a, b, name, e) == 0:
            first, last = min(d, e), max(d, e)
            owed, _ = _owed(layout, state, a, b, first, last, last - first)
            if owed == 0:
                return _put_exchange(layout, state, work, a, b, first, last, last - first)
        e = e + 1 if e + 1 < days else 0
    return 0

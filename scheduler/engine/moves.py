"""The moves of annealing, drawn at random, and the walk that tries them one after the other: compiled."""

from __future__ import annotations

import math

import numpy as np

from scheduler.engine.arrays import DAY as AT_DAY
from scheduler.engine.arrays import DECK, KIND, LONGEST_RUN, Ints, Layout, Scratch, State
from scheduler.engine.compiled import compiled, draw, inlined
from scheduler.engine.kernel import carry_out, change_of, put
from scheduler.engine.mix import (
    COME_OR_GO,
    DAY,
    MEAL,
    MORE,
    PAIR,
    RUN,
    SAME_DAY,
    SAME_HOURS,
    SHIFT,
    SWAP_RUN,
    TWO,
    WINDOW,
)
from scheduler.engine.placing import next_more, offer_more, place_anew, place_more, place_pair, place_two
from scheduler.engine.runs import place_run
from scheduler.engine.turns import end_turn, stamp, take_turn

_PARTNERS = 24
"""So many agents are looked at for a partner."""

_PLACES = 16
"""So many places are looked at for one shift more, the cheapest first."""

_WORK_OF_MOVE, _WORK_OF_CHANGE = 4, 4
"""Work of a move, and of each of its changes, in places looked at."""


@inlined
def _open_shift(layout: Layout, work: Scratch, a: int, d: int) -> int:
    """A random shift that the agent may work on the day, or −1 when the draw is none."""
    t = draw(work.random, layout.shift_count)
    return t if layout.open[a, d * layout.shift_count + t] else -1


@inlined
def _paid(layout: Layout, t: int) -> int:
    return layout.paid[t] if t >= 0 else 0


@inlined
def _same_hours(layout: Layout, state: State, work: Scratch, a: int, d: int, count: int) -> int:
    """So many days of an agent anew, the first `d`, with the same paid time; 0 when the draw is none."""
    n, owed = 0, 0
    for i in range(count):
        day = d if i == 0 else draw(work.random, state.shift.shape[1])
        for j in range(n):
            if work.change[j, AT_DAY] == day:
                return 0
        owed += _paid(layout, state.shift[a, day])
        new = draw(work.random, layout.shift_count + 1) - 1
        if i == count - 1:
            for _ in range(layout.shift_count + 1):
                if _paid(layout, new) == owed:
                    break
                new = new + 1 if new + 1 < layout.shift_count else -1
            if _paid(layout, new) != owed:
                return 0
        if new >= 0 and not layout.open[a, day * layout.shift_count + new]:
            return 0
        owed -= _paid(layout, new)
        n = put(work, n, a, day, new, -1)
    return n


@inlined
def _other_shift(layout: Layout, work: Scratch, a: int, d: int, t: int) -> int:
    """Another shift on the day, with the meal break where it costs least."""
    new = _open_shift(layout, work, a, d)
    return 0 if t < 0 or new < 0 else put(work, 0, a, d, new, -1)


@inlined
def _other_meal(layout: Layout, work: Scratch, a: int, d: int, t: int) -> int:
    """Another meal break."""
    if t < 0:
        return 0
    cell = d * layout.shift_count + t
    return put(work, 0, a, d, t, draw(work.random, layout.slot_start[cell + 1] - layout.slot_start[cell]))


@inlined
def _other_day(layout: Layout, state: State, work: Scratch, a: int, d: int, t: int) -> int:
    """A shift, or another in its place, on another day."""
    other = draw(work.random, state.shift.shape[1])
    if t < 0 or other == d or state.shift[a, other] >= 0:
        return 0
    new = t if draw(work.random, 2) else _open_shift(layout, work, a, other)
    return 0 if new < 0 else put(work, put(work, 0, a, d, -1, 0), a, other, new, -1)


@inlined
def _come_or_go(layout: Layout, work: Scratch, a: int, d: int, t: int) -> int:
    """A shift more or one less."""
    if t >= 0:
        return put(work, 0, a, d, -1, 0)
    new = _open_shift(layout, work, a, d)
    return 0 if new < 0 else put(work, 0, a, d, new, -1)


@inlined
def _window(layout: Layout, state: State, work: Scratch, a: int, d: int) -> int:
    """Two to five days in a row anew, shifts mostly as on the day before."""
    n, new = 0, -1
    for day in range(d, min(state.shift.shape[1], d + 2 + draw(work.random, 4))):
        choice = draw(work.random, 10)
        if choice < 3:
            new = -1
        elif choice < 7 or new < 0:
            new = _open_shift(layout, work, a, day)
        if new >= 0 and not layout.open[a, day * layout.shift_count + new]:
            return 0
        n = put(work, n, a, day, new, -1)
    return n


@inlined
def _owed(layout: Layout, state: State, a: int, b: int, d: int, last: int, step: int) -> tuple[int, bool]:
    """How much more `a` is paid for than `b` on days d, d + step … last, and whether their shifts differ."""
    owed, differ = 0, False
    for day in range(d, last + 1, step):
        t, u = state.shift[a, day], state.shift[b, day]
        if t != u:
            differ = True
            owed += _paid(layout, t) - _paid(layout, u)
    return owed, differ


@inlined
def _exchange(layout: Layout, state: State, work: Scratch, agents: Ints, a: int, d: int, last: int, step: int) -> int:
    """Agent `a` and another who is paid as much exchange what they have on days d, d + step … last."""
    b, at = -1, draw(work.random, len(agents))
    for _ in range(min(_PARTNERS, len(agents))):
        owed, differ = _owed(layout, state, a, agents[at], d, last, step)
        if differ and owed == 0:
            b = agents[at]
            break
        at = at + 1 if at + 1 < len(agents) else 0
    if b < 0:
        return 0
    n, alike = 0, layout.agent[a, KIND] == layout.agent[b, KIND]
    for who, whose in ((a, b), (b, a)):
        for day in range(d, last + 1, step):
            if state.shift[a, day] != state.shift[b, day]:
                slot = state.slot[whose, day] if alike else -1
                n = put(work, n, who, day, state.shift[whose, day], slot)
    return n


@inlined
def _propose(layout: Layout, state: State, work: Scratch, agents: Ints, kind: int) -> int:
    """Write a random move of a kind that knows nothing; returns its number of changes, 0 when the draw is none."""
    days = state.shift.shape[1]
    a, d = agents[draw(work.random, len(agents))], draw(work.random, days)
    t = state.shift[a, d]
    if kind == MEAL:
        return _other_meal(layout, work, a, d, t)
    if kind == SHIFT:
        return _other_shift(layout, work, a, d, t)
    if kind == DAY:
        return _other_day(layout, state, work, a, d, t)
    if kind == SAME_HOURS:
        return _same_hours(layout, state, work, a, d, 2 + draw(work.random, 2))
    if kind == COME_OR_GO:
        return _come_or_go(layout, work, a, d, t)
    if kind == MORE:
        return place_more(layout, state, work, a)
    if kind == WINDOW:
        return _window(layout, state, work, a, d)
    if kind == SWAP_RUN:
        last = min(days - 1, d + draw(work.random, LONGEST_RUN))
        return _exchange(layout, state, work, agents, a, d, last, 1)
    other = draw(work.random, days)
    first, last = min(d, other), max(d, other)
    return _exchange(layout, state, work, agents, a, first, last, max(1, last - first))


@inlined
def _pair(layout: Layout, state: State, work: Scratch, agents: Ints, a: int, d: int, warmth: float) -> int:
    """The shifts of agent `a` and somebody else on a day, anew."""
    if state.shift[a, d] < 0 or layout.agent[a, KIND] < 0:
        return 0
    at = draw(work.random, len(agents))
    for _ in range(min(_PARTNERS, len(agents))):
        b = agents[at]
        if b != a and state.shift[b, d] >= 0 and layout.agent[b, KIND] >= 0:
            return place_pair(layout, state, work, a, b, d, warmth)
        at = at + 1 if at + 1 < len(agents) else 0
    return 0


@inlined
def _propose_guided(
    layout: Layout, state: State, work: Scratch, agents: Ints, kind: int, warmth: float
) -> tuple[int, float]:
    """Write a move of a kind that knows where a head costs least; returns its changes, and by how much it was guided."""
    days = state.shift.shape[1]
    a, d = agents[draw(work.random, len(agents))], draw(work.random, days)
    if kind == TWO:
        return place_two(layout, state, work, a, d, draw(work.random, days), warmth), 0.0
    if kind == PAIR:
        return _pair(layout, state, work, agents, a, d, warmth), 0.0
    if kind == RUN:
        return place_run(layout, state, work, a, d, warmth)
    return place_anew(layout, state, work, a, d, warmth, kind == SAME_DAY)


@inlined
def _forget(work: Scratch) -> None:
    """What is known of a state does not hold for another."""
    work.known[:] = -1
    work.drift_at[:] = -1


@compiled
def fill(layout: Layout, state: State, work: Scratch, agents: Ints, moves: int) -> int:
    """Give one shift more where that gains, so many tries; returns how many were made."""
    _forget(work)
    made = 0
    for _ in range(moves):
        a = agents[draw(work.random, len(agents))]
        offers = offer_more(layout, state, work, a)
        for _ in range(_PLACES):
            n = next_more(work, a, offers)
            if n == 0:
                break
            if change_of(layout, state, work, n) < 0:
                carry_out(layout, state, work, n)
                made += 1
                break
    return made


@inlined
def _is_made(work: Scratch, above: float, warmth: float) -> bool:
    """Whether a move that costs so many points is made."""
    if above <= 0:
        return True
    return above < 20 * warmth and draw(work.random, 1 << 30) < math.exp(-above / warmth) * (1 << 30)


@compiled
def walk(layout: Layout, state: State, work: Scratch, agents: Ints, moves: int, warmth: float) -> float:
    """Try so many moves of these agents; what costs `warmth` points is made with a chance of 1 : e.

    Returns the points that the moves made have added, as these see costs.
    """
    _forget(work)
    points = 0.0
    for _ in range(moves):
        kind, guided = work.deck[draw(work.random, DECK)], 0.0
        work.spent[0] = 0
        if kind >= TWO:
            n, guided = _propose_guided(layout, state, work, agents, kind, warmth)
        else:
            n = _propose(layout, state, work, agents, kind)
        work.tally[kind, 0] += _WORK_OF_MOVE + _WORK_OF_CHANGE * n + work.spent[0]
        if n == 0:
            continue
        change, made, has_turn, weighed = 0.0, False, False, False
        while not weighed:
            seen = stamp(state, work, n)
            change = change_of(layout, state, work, n)
            made = _is_made(work, change - guided, warmth)
            weighed = has_turn or not made
            if not weighed:
                take_turn(state)
                has_turn, weighed = True, stamp(state, work, n) == seen
        if made:
            carry_out(layout, state, work, n)
            points += change
            work.tally[kind, 1] += min(abs(change) / warmth, 1.0)
        if has_turn:
            end_turn(state)
    return points


@compiled
def sample(layout: Layout, state: State, work: Scratch, agents: Ints, deck: Ints, costs: Ints) -> tuple[int, float]:
    """Write what moves of a deck of kinds that know nothing would cost, those that are possible and cost something.

    Returns how many they are, and which share of all moves drawn is forbidden by hard rules about agents.
    """
    _forget(work)
    found, drawn, forbidden = 0, 0, 0
    for _ in range(len(costs)):
        n = _propose(layout, state, work, agents, deck[draw(work.random, DECK)])
        if n > 0:
            change = change_of(layout, state, work, n)
            drawn += 1
            if change == np.inf:
                forbidden += 1
            elif change > 0:
                costs[found] = int(change)
                found += 1
    return found, forbidden / max(1, drawn)

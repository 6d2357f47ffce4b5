"""What a move of annealing would cost, and carrying it out: compiled, for it is done some hundred thousand times a second.

Numbers only, laid out by `layout.py`. A move is a list of changes: agent `a` has on day `d` shift `t` (`OFF` for none)
with the meal break at `slot` (−1: where it costs least). Changes of one agent stand together.
"""

from __future__ import annotations

import numpy as np

from scheduler.engine.arrays import AGENT, DAY, FLAGS, KIND, ROWS, SHIFT, SLOT, STRUCTURE, Layout, Scratch, State
from scheduler.engine.compiled import compiled, inlined
from scheduler.engine.crew import heads_change, points_at, put_head
from scheduler.engine.together import cost_together, counted, shared_change


@inlined
def put(work: Scratch, n: int, a: int, d: int, t: int, slot: int) -> int:
    """Write the change after the first `n` of a move; returns how many there are now."""
    work.change[n, AGENT], work.change[n, DAY], work.change[n, SHIFT], work.change[n, SLOT] = a, d, t, slot
    return n + 1


@inlined
def _touch_rows(layout: Layout, work: Scratch, s: int, number: int, sign: int, seen: int) -> int:
    """Add a cell's (or day's, or flag's) entries to the changes of rows; returns how many rows are touched."""
    for e in range(layout.cell_start[s, number], layout.cell_start[s, number + 1]):
        row = layout.entry[e, 0]
        if not work.row_seen[row]:
            work.row_seen[row] = True
            work.row_change[row] = 0
            work.rows[seen] = row
            seen += 1
        work.row_change[row] += sign * layout.entry[e, 1]
    return seen


@inlined
def _agent_rows(layout: Layout, state: State, work: Scratch, a: int, first: int, last: int) -> int:
    """Touch all rows of agent `a` that changes first … last − 1 move; returns how many."""
    s = layout.agent[a, STRUCTURE]
    cells, days = layout.open.shape[1], state.shift.shape[1]
    seen, flags = 0, 0
    for i in range(first, last):
        d = work.change[i, DAY]
        old, new = np.int64(state.shift[a, d]), work.change[i, SHIFT]
        if old == new:
            continue
        if old < 0 or new < 0:
            seen = _touch_rows(layout, work, s, cells + d, 1 if old < 0 else -1, seen)
        for t, sign in ((old, -1), (new, 1)):
            if t < 0:
                continue
            cell = d * layout.shift_count + t
            seen = _touch_rows(layout, work, s, cell, sign, seen)
            for e in range(layout.flag_start[s, cell], layout.flag_start[s, cell + 1]):
                flag = layout.flag[e]
                if work.flag_change[flag] == 0:
                    work.flags[flags] = flag
                    flags += 1
                work.flag_change[flag] += sign
    for i in range(flags):
        flag = work.flags[i]
        change = work.flag_change[flag]
        if change != 0:
            work.flag_change[flag] = 0
            before = state.flags[layout.agent[a, FLAGS] + flag]
            if (before > 0) != (before + change > 0):
                seen = _touch_rows(layout, work, s, cells + days + flag, 1 if change > 0 else -1, seen)
    return seen


@inlined
def _wish_change(layout: Layout, state: State, work: Scratch, a: int, first: int, last: int) -> float:
    """What changes first … last − 1 do to the cost of agent `a`'s rows about one day alone."""
    change = 0.0
    for i in range(first, last):
        d = work.change[i, DAY]
        old, new = np.int64(state.shift[a, d]), work.change[i, SHIFT]
        if old >= 0:
            change -= layout.wish[a, d * layout.shift_count + old]
        if new >= 0:
            change += layout.wish[a, d * layout.shift_count + new]
    return change


@inlined
def _fine_change(layout: Layout, scale: int, over: int, delta: int) -> float:
    """What is fined more when a hard row, broken by `over` if that is above zero, moves by `delta`."""
    if layout.fine == np.inf:
        return np.inf if delta > 0 else 0.0
    return float(layout.fine * (-(-max(0, over + delta) // scale) + -max(0, over) // scale))


@inlined
def _own_change(layout: Layout, state: State, work: Scratch, a: int, first: int, last: int) -> float:
    """What changes first … last − 1 do to the cost of agent `a`'s own rows, fines included; infinite when a hard one may not break."""
    s = layout.agent[a, STRUCTURE]
    place, facts, slack_base = layout.agent[a, ROWS], layout.base[s, 0], layout.base[s, 1]
    seen = _agent_rows(layout, state, work, a, first, last)
    change, slacks = _wish_change(layout, state, work, a, first, last), 0
    for i in range(seen):
        row = work.rows[i]
        delta = work.row_change[row]
        if delta == 0:
            continue
        slack = layout.row[facts + row, 1]
        if slack < 0:
            over = state.activity[place + row] - layout.limit[place + row]
            if over + delta > 0 or over > 0:
                change += _fine_change(layout, layout.row[facts + row, 0], over, delta)
                if change == np.inf:
                    break
        elif not work.slack_seen[slack]:
            work.slack_seen[slack] = True
            work.slacks[slacks] = slack
            slacks += 1
    for i in range(slacks):
        slack = work.slacks[i]
        work.slack_seen[slack] = False
        if change == np.inf:
            continue
        number = slack_base + slack
        before, after = 0, 0
        for e in range(layout.slack[number, 2], layout.slack[number, 3]):
            row = layout.slack_row[e]
            scale = layout.row[facts + row, 0]
            over = state.activity[place + row] - layout.limit[place + row]
            before = max(before, -(-over // scale))
            if work.row_seen[row]:
                over += work.row_change[row]
            after = max(after, -(-over // scale))
        grows = layout.slack[number, 1]
        change += layout.slack[number, 0] * (counted(after, grows) - counted(before, grows))
    for i in range(seen):
        work.row_seen[work.rows[i]] = False
    return change


@inlined
def _shift_then(state: State, work: Scratch, a: int, d: int, first: int, last: int) -> int:
    """The shift of agent `a` on day `d` when changes first … last − 1 are made."""
    for i in range(first, last):
        if work.change[i, DAY] == d:
            return int(work.change[i, SHIFT])
    return int(state.shift[a, d])


@inlined
def _clashes(layout: Layout, state: State, work: Scratch, a: int, first: int, last: int) -> bool:
    """Whether shifts of agent `a` on days that follow each other do not go together."""
    clash = layout.clash[layout.agent[a, STRUCTURE]]
    for i in range(first, last):
        d, t = work.change[i, DAY], work.change[i, SHIFT]
        if t >= 0:
            before = _shift_then(state, work, a, d - 1, first, last) if d > 0 else -1
            if before >= 0 and clash[d - 1, before, t]:
                return True
            after = _shift_then(state, work, a, d + 1, first, last) if d + 1 < state.shift.shape[1] else -1
            if after >= 0 and clash[d, t, after]:
                return True
    return False


@inlined
def _end(work: Scratch, first: int, n: int) -> int:
    """The end of the changes of the agent whose first one this is."""
    last = first + 1
    while last < n and work.change[last, AGENT] == work.change[first, AGENT]:
        last += 1
    return last


@inlined
def change_of(layout: Layout, state: State, work: Scratch, n: int) -> float:
    """Points that the move of `n` changes adds; infinite when it breaks a hard rule about an agent that has no fine."""
    for i in range(n):
        if (
            work.change[i, SHIFT] >= 0
            and not layout.open[work.change[i, AGENT], work.change[i, DAY] * layout.shift_count + work.change[i, SHIFT]]
        ):
            return np.inf
    first = 0
    while first < n:
        last = _end(work, first, n)
        if _clashes(layout, state, work, work.change[first, AGENT], first, last):
            return np.inf
        first = last
    points, first = 0.0, 0
    while first < n:
        last = _end(work, first, n)
        points += _own_change(layout, state, work, work.change[first, AGENT], first, last)
        if points == np.inf:
            return points
        first = last
    return points + shared_change(layout, state, work, n, False) + heads_change(layout, state, work, n)


@inlined
def carry_out(layout: Layout, state: State, work: Scratch, n: int) -> None:
    """Make a move whose slots are settled."""
    first = 0
    while first < n:
        a, last = work.change[first, AGENT], _end(work, first, n)
        seen = _agent_rows(layout, state, work, a, first, last)
        for i in range(seen):
            row = work.rows[i]
            state.activity[layout.agent[a, ROWS] + row] += work.row_change[row]
            work.row_seen[row] = False
        first = last
    shared_change(layout, state, work, n, True)
    for i in range(n):
        a, d = work.change[i, AGENT], work.change[i, DAY]
        kind, s = layout.agent[a, KIND], layout.agent[a, STRUCTURE]
        for t, slot, sign in (
            (np.int64(state.shift[a, d]), np.int64(state.slot[a, d]), -1),
            (work.change[i, SHIFT], work.change[i, SLOT], 1),
        ):
            if t >= 0:
                cell = d * layout.shift_count + t
                if kind >= 0:
                    put_head(layout, state, kind, d, int(t), int(slot), sign)
                for e in range(layout.flag_start[s, cell], layout.flag_start[s, cell + 1]):
                    state.flags[layout.agent[a, FLAGS] + layout.flag[e]] += sign
        state.shift[a, d] = work.change[i, SHIFT]
        state.slot[a, d] = work.change[i, SLOT]


@compiled
def cost_of(layout: Layout, state: State) -> float:
    """Points of a state; infinite when a hard rule about an agent is broken."""
    points = 0.0
    for crew in range(layout.table.shape[0]):
        for place in range(layout.table.shape[1]):
            points += points_at(layout, crew, place, state.heads[crew, place])
    for a in range(len(layout.agent)):
        points += layout.idle[a]
        for d in range(state.shift.shape[1]):
            if state.shift[a, d] < 0:
                continue
            if not layout.open[a, d * layout.shift_count + state.shift[a, d]]:
                return np.inf
            points += layout.wish[a, d * layout.shift_count + state.shift[a, d]]
        s, place = layout.agent[a, STRUCTURE], layout.agent[a, ROWS]
        for d in range(state.shift.shape[1] - 1):
            before, after = state.shift[a, d], state.shift[a, d + 1]
            if before >= 0 and after >= 0 and layout.clash[s, d, before, after]:
                return np.inf
        facts = layout.base[s, 0]
        for row in range(layout.base[s + 1, 0] - facts):
            if layout.row[facts + row, 1] < 0 and state.activity[place + row] > layout.limit[place + row]:
                return np.inf
        for number in range(layout.base[s, 1], layout.base[s + 1, 1]):
            units = 0
            for e in range(layout.slack[number, 2], layout.slack[number, 3]):
                row = layout.slack_row[e]
                over = state.activity[place + row] - layout.limit[place + row]
                units = max(units, -(-over // layout.row[facts + row, 0]))
            points += layout.slack[number, 0] * counted(units, layout.slack[number, 1])
    for name in range(len(state.total)):
        points += cost_together(layout, state, name, 0)
    return points

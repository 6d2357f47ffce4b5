"""Hard rules of single agents may be broken for a while, for a fine; then the months that still break one are laid anew.

Where rules about runs of days bind, nearly every small move breaks one, though two or three together would not. So annealing
is *lenient* at first: it goes through months that break a rule. What a broken rule costs grows until none is worth its fine.
"""

from __future__ import annotations

import math

from scheduler.engine.account import Account
from scheduler.engine.arrays import Layout, State
from scheduler.engine.limits import Clock
from scheduler.engine.part import Part
from scheduler.engine.solvers import solve_cp_sat

_FIRST, _LAST = 0.6, 20.0
"""The fine at first and at last, for each unit by which a row is broken, as shares of what a random move costs in the middle."""

_LENIENT = 0.25
"""The part of the way after which nothing is to be broken any more."""

_SECONDS, _SHARE = 1.0, 0.05
"""Longest time for one month, and the share of the time left that all of them may take."""


def fine(middle: float, past: float) -> float:
    """Points for each unit by which a hard row is broken after this part of the way; infinite when that is over.

    `middle` is what a random move costs in the middle.
    """
    return middle * _FIRST * (_LAST / _FIRST) ** (past / _LENIENT) if past < _LENIENT else math.inf


def breaking(layout: Layout, state: State) -> list[int]:
    """The agents who break a hard row of their own."""
    found = []
    for a, (_, structure, first, _) in enumerate(layout.agent.tolist()):
        hard = layout.row[layout.base[structure, 0] : layout.base[structure + 1, 0], 1] < 0
        own = slice(first, first + len(hard))
        if (hard & (state.activity[own] > layout.limit[own])).any():
            found.append(a)
    return found


def mend(account: Account, state: State, kept: State, clock: Clock, *, seed: int) -> State:
    """The state with months that break hard rules laid anew, exactly, one after the other.

    Where there is no time for that they are as in `kept`, a state that keeps these rules.
    """
    floor, problem = account.floor, account.problem
    broken = breaking(floor.layout, state)
    if not broken:
        return state
    state.shift[broken], state.slot[broken] = kept.shift[broken], kept.slot[broken]
    plan, least = floor.plan(state), (1 - _SHARE) * clock.left
    for a in broken:
        if clock.left <= least:
            break
        part = Part(problem, plan, [a], range(problem.instance.day_count))
        wall, work = clock.solve_limits(_SECONDS)
        answer = solve_cp_sat(
            part.program,
            seconds=wall,
            work=work,
            seed=seed,
            workers=1,
            subsolvers=("max_lp",),
            stop=clock.stop,
            hint=part.hint(),
        )
        clock.worked(answer.work)
        plan = plan if answer.values is None else part.read(answer.values)
    return floor.state(plan)

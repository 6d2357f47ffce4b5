"""Hard rules of single agents may be broken for a while, for a fine; then the months that still break one are laid anew.

Where rules about runs of days bind, nearly every small move breaks one, though two or three together would not. So annealing
is *lenient* at first: it goes through months that break a rule. What a broken rule costs grows until none is worth its fine.
"""

from __future__ import annotations

import math

from scheduler.engine.account import Account
from scheduler.engine.arrays import State
from scheduler.engine.limits import Clock
from scheduler.engine.part import Part, solve_part

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


def mend(account: Account, state: State, kept: State, clock: Clock, *, seed: int) -> State:
    """The state with months that break hard rules laid anew, exactly, one after the other.

    Where there is no time for that they are as in `kept`, a state that keeps these rules.
    """
    floor, problem = account.floor, account.problem
    broken = floor.breaking(state.activity)
    if not broken:
        return state
    state.shift[broken], state.slot[broken] = kept.shift[broken], kept.slot[broken]
    plan, least = floor.plan(state), (1 - _SHARE) * clock.left
    for a in broken:
        if clock.left <= least:
            break
        part = Part(problem, plan, [a], range(problem.instance.day_count))
        answer = solve_part(part, clock, _SECONDS, seed=seed)
        clock.worked(answer.work)
        plan = plan if answer.values is None else part.read(answer.values)
    return floor.state(plan)

"""Annealing: the roster is changed by a great many small moves, at first also for the worse, later only for the better.

The moves are compiled (`moves.py`). At first they see what heads cost as through a blurred glass: an average over some heads more
and fewer. Where a head is missing on one side of a number and idle on the other, single moves are stuck; where the edge is
blurred they are not, and the more heads there are, the less it matters that a blurred optimum is some heads off.

Workers side by side move agents of their own in one and the same roster for a moment (an *epoch*), each seeing at once what the
others do; then agents are dealt out anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.account import Account
from scheduler.engine.arrays import Floats, Layout, Narrow, Scratch, State
from scheduler.engine.crew import weigh_all
from scheduler.engine.kernel import cost_of
from scheduler.engine.layout import scratch_of
from scheduler.engine.limits import Clock
from scheduler.engine.mending import fine, mend
from scheduler.engine.mix import RANDOM, Mix, deal
from scheduler.engine.moves import fill, sample, walk
from scheduler.engine.program import Ints

_HOT, _COLD = 0.12, 0.01
"""Warmth at first and before it freezes, as shares of what a random move costs in the middle."""

_TIGHT, _HOT_TIGHT = 0.6, 0.25
"""Where hard rules forbid more than this share of random moves, they may be broken for a while (`mending.py`), and it begins hotter."""

_ASTIR = 0.02
"""Before it freezes, every shift that is worked stirs about as many points as the warmth: together at most this share of the cost."""

_FINEST = 0.2
"""Least warmth before it freezes, in points: costs are whole points, so colder hardly anything is made that costs any."""

_FREEZES, _FROZEN = 0.95, 0.1
"""The part of the way after which it freezes, and the share of the warmth that is left at the end."""

_BLUR, _CLEARS = 1.3, 1.3
"""Blur at first, for the root of a crew's heads on average, and the power with which it goes to nothing."""

_MANY = 50
"""Crews of fewer heads on average are seen as they are: there a single head is much."""

_SUM_BLUR, _SETTLED = 0.5, 0.8
"""Blur of sums over agents at first, for the distance from one whole fair share to the next, and the part of the way when it is gone."""

_HOT_BROKEN = 1.0
"""First warmth when the filled roster breaks a hard rule: mending it takes bolder moves."""

_EPOCH = 20_000
"""Moves of each worker in an epoch."""

_TOGETHER = 128
"""Most agents that a worker moves in an epoch: what is laid out of more does not stay in the processor's cache."""

_ENOUGH, _ENOUGH_OF_LARGE, _LARGE = 100_000, 90_000, 1_000
"""Moves for each agent and day after which no more are tried; from so many agents × days on moves for each open cell.

What is left of the time is for exact search.
"""

_WORK = 2e-6
"""Deterministic seconds of a move."""

_LOOK = 300_000
"""Moves between looks at how far it is."""

Found = Callable[[State, float], None]


class Annealer:
    """Anneals one state. `best` is the cheapest state seen at a look, `cost` its cost."""

    def __init__(self, account: Account, state: State, clock: Clock, *, seed: int, workers: int) -> None:
        self.account = account
        self.layout = account.floor.layout
        self.state = state
        self.best, self.cost = _copy(state), account.state_cost(state)
        self.clock = clock
        self.seed = seed
        self.agents = np.arange(len(self.layout.agent))
        self.random = np.random.default_rng(seed)
        self.mix = Mix()
        self.scratch = [account.floor.scratch(seed * 64 + worker) for worker in range(workers)]
        self._asked = self.layout.table.any(axis=2)

    def fill(self, workers: int = 1) -> None:
        """Fill a roster greedily, then move what gains, as long as that gains much; a little is enough while it breaks rules."""
        self._see_sums(_SUM_BLUR)
        tries = 4 * len(self.agents)
        while self.clock.left > 0:
            self.clock.worked(tries * _WORK)
            if fill(self.layout, self.state, self.scratch[0], self.agents, tries) * 50 < tries:
                break
        cost, epochs = math.inf, 1 + self.state.shift.size // _EPOCH
        while self.cost < (0.9 if self.account.keeps_rules(self.best) else 0.98) * cost and self.clock.left > 0:
            cost = self.cost
            for _ in range(epochs):
                self._epoch(workers, 1e-6)
            self._look(lambda state, cost: None)

    def run(self, share: float, threads: Callable[[], int], reached: Callable[[float], bool], found: Found) -> None:
        """Anneal for this share of the time left, or until a cost is `reached`; `found` hears of better states.

        `threads` says how many workers there are at the moment.
        """
        middle, forbidden = self._middle()
        hot = _HOT if self.account.keeps_rules(self.state) else _HOT_BROKEN
        if lenient := forbidden > _TIGHT:
            self.mix.tighten()
            hot = max(hot, _HOT_TIGHT)
        blur = self._blur()
        begun, looked, tried = self.clock.left, 0, 0
        most = self._most()
        while (past := max(self._used(begun, share), tried / most)) < 1:
            side_by_side = min(threads(), len(self.scratch))
            self._see(blur * (1 - past) ** _CLEARS)
            self._see_sums(_SUM_BLUR * max(0.0, 1 - past / _SETTLED))
            if lenient:
                self._fine(fine(middle, past))
                lenient = self.layout.fine < math.inf
            self._epoch(side_by_side, middle * _warmth(hot, self._cold(middle), past))
            tried += _EPOCH * side_by_side
            if tried - looked > _LOOK:
                looked = tried
                self._look(found)
                if reached(self.cost):
                    break
        self._see(np.zeros_like(blur))
        self._see_sums(0.0)
        self._fine(math.inf)
        self._look(found)

    def take(self, state: State) -> None:
        """Hold a state found elsewhere as the best, if it is."""
        cost = self.account.state_cost(state)
        if cost < self.cost:
            self.best, self.cost = _copy(state), cost

    def _used(self, begun: float, share: float) -> float:
        """Which part is used up of a share of the time that was left at the beginning: all where none was."""
        return (begun - self.clock.left) / (share * begun) if begun > 0 else 1.0

    def _most(self) -> int:
        """After how many moves annealing is through."""
        size = self.state.shift.size
        return size * _ENOUGH if size < _LARGE else int(self.layout.open.sum()) * _ENOUGH_OF_LARGE

    def _middle(self) -> tuple[float, float]:
        """What a random move that costs something costs in the middle, and which share of moves hard rules forbid."""
        costs = np.zeros(20_000, dtype=np.int64)
        found, forbidden = sample(self.layout, self.state, self.scratch[0], self.agents, deal(RANDOM), costs)
        return (float(np.median(costs[:found])) if found else 1.0), forbidden

    def _cold(self, middle: float) -> float:
        """Warmth before it freezes, as a share of what a random move costs in the middle."""
        worked = max(1, int(np.count_nonzero(self.state.shift >= 0)))
        return max(_FINEST / middle, min(_COLD, _ASTIR * self.cost / worked / middle))

    def _blur(self) -> Floats:
        """By crew, over how many heads the costs are blurred at first."""
        heads = (self.state.heads * self._asked).sum(axis=1) / np.maximum(1, self._asked.sum(axis=1))
        return np.where(heads < _MANY, 0.0, _BLUR * np.sqrt(heads))

    def _see(self, blur: Floats) -> None:
        """Let moves see costs blurred over so many heads, by crew."""
        heads = np.rint(blur).astype(np.int64)
        if (heads != self.layout.blur).any():
            self.layout = self.layout._replace(blur=heads)
            weigh_all(self.layout, self.state)

    def _see_sums(self, share: float) -> None:
        """Let moves see what sums cost blurred over this share of the distance between whole fair shares."""
        self.layout = self.layout._replace(sum_blur=np.rint(share * self.account.floor.spacing).astype(np.int64))

    def _fine(self, points: float) -> None:
        """Fine broken hard rules of single agents with so many points; from now on they hold when these are infinite."""
        if self.layout.fine < math.inf == points:
            self.state = mend(self.account, self.state, self.best, self.clock, seed=self.seed)
            weigh_all(self.layout, self.state)
        self.layout = self.layout._replace(fine=points)

    def _look(self, found: Found) -> None:
        before = self.cost
        self.take(self.state)
        if self.cost < before:
            found(self.best, self.cost)

    def _epoch(self, workers: int, warmth: float) -> None:
        self.clock.worked(_EPOCH * workers * _WORK)
        self._walk(workers, warmth)
        self.mix.learn(self.scratch)

    def _walk(self, workers: int, warmth: float) -> None:
        size = min(_TOGETHER, -(-len(self.agents) // workers))
        order = self.random.permutation(self.agents)
        groups = [np.sort(order[first : first + size]) for first in range(0, min(len(order), workers * size), size)]
        if len(groups) == 1:
            walk(self.layout, self.state, self.scratch[0], groups[0], _EPOCH, warmth)
            return

        def anneal(work: Scratch, group: Ints) -> None:
            walk(self.layout, self.state, work, group, _EPOCH, warmth)

        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(anneal, self.scratch, groups))


def _warmth(hot: float, cold: float, past: float) -> float:
    """The warmth after this part of the way, 0 … 1."""
    if past < _FREEZES:
        return float(hot * (cold / hot) ** (past / _FREEZES))
    return float(cold * _FROZEN ** ((past - _FREEZES) / (1 - _FREEZES)))


def warm_up() -> None:
    """Compile what is compiled, or load it: a minute at the first run on a machine, later less than one."""
    layout, state = _smallest_layout(), _smallest_state()
    work = scratch_of(layout, rows=1, flags=1, seed=0)
    agents = np.zeros(1, dtype=np.int64)
    walk(layout, state, work, agents, 0, 1.0)
    fill(layout, state, work, agents, 0)
    sample(layout, state, work, agents, deal(RANDOM), costs=np.zeros(0, dtype=np.int64))
    cost_of(layout, state)
    weigh_all(layout, state)


def _smallest_layout() -> Layout:
    """One agent, day and shift, and no rule."""

    def zeros(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int64)

    def no(*shape: int) -> NDArray[np.bool_]:
        return np.zeros(shape, dtype=bool)

    def narrow(*shape: int) -> Narrow:
        return np.zeros(shape, dtype=np.int32)

    return Layout(
        shift_count=1,
        first_cell=-1,
        paid=zeros(1),
        agent=zeros(1, 4),
        open=no(1, 1),
        slot_start=zeros(2),
        wish=np.zeros((1, 1)),
        idle=zeros(1),
        span=zeros(1, 4),
        reach=zeros(1, 2),
        table=np.zeros((1, 1, 2)),
        blur=zeros(1),
        crew_of=zeros(1, 2) - 1,
        cell_start=zeros(1, 3),
        entry=narrow(0, 2),
        clash=no(1, 1, 1, 1),
        flag_start=zeros(1, 2),
        flag=zeros(0),
        base=zeros(2, 2),
        fine=np.inf,
        row=zeros(0, 2),
        slack=zeros(0, 4),
        slack_row=zeros(0),
        limit=narrow(0),
        sum_cells=no(0, 1),
        sharing=zeros(1, 0),
        sum_blur=zeros(0),
        group_start=zeros(1),
        shared_start=zeros(1),
        shared=zeros(0, 6),
    )


def _smallest_state() -> State:
    """Its roster, in which nobody works."""
    return State(
        shift=np.full((1, 1), -1, dtype=np.int16),
        slot=np.zeros((1, 1), dtype=np.int16),
        heads=np.zeros((1, 1), dtype=np.int64),
        more=np.zeros((1, 1)),
        less=np.zeros((1, 1)),
        activity=np.zeros(0, dtype=np.int32),
        flags=np.zeros(1, dtype=np.int16),
        done=np.zeros((1, 0), dtype=np.int64),
        having=np.zeros((0, 2), dtype=np.int64),
        total=np.zeros(0, dtype=np.int64),
        version=np.zeros(1, dtype=np.int64),
        moved=np.zeros(0, dtype=np.int64),
        taken=np.zeros(1, dtype=np.int64),
    )


def _copy(state: State) -> State:
    return State._make(values.copy() for values in state)

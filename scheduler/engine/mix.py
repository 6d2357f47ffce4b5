"""The mix of kinds of moves: guided ones that move little for their work are drawn less often.

What a kind does for a problem is found while annealing: where rules about runs of days bind, a single shift laid anew is in
vain, and a run is worth its work. Laying a shift anew on its own day is not drawn more often for moving most: it goes to and fro.
A kind's yield is what its accepted moves have changed, in units of the warmth (at most one a move), for the work spent on it.
Work is counted in places looked at, not in time, so that with one worker a seed repeats.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.engine.arrays import DECK, Floats, Ints, Scratch

MEAL, SHIFT, DAY, SAME_HOURS, COME_OR_GO, MORE, WINDOW, SWAP_RUN, SWAP_ENDS, TWO, SAME_DAY, ANY_DAY, RUN, PAIR = range(
    14
)
"""Kinds of moves; from `TWO` on they know where a head costs least."""

_SHARES = np.array([2, 15, 2, 20, 1, 1, 3, 8, 28, 2, 10, 7, 1, 5]) / 105
"""Shares of the kinds to begin with: exchanges of days between two that are paid alike leave heads and hours as they are."""

RANDOM = np.array([2, 10, 9, 10, 1, 1, 5, 7, 5, 0, 0, 0, 0, 0]) / 50
"""Shares of the kinds by which it is told what a random move costs, none of them guided."""

_TIGHT = 0.1
"""Least share of runs, about, where hard rules forbid most moves: there hardly anything else changes which days are worked."""

_GUIDED = len(_SHARES) - TWO
_LEAST = np.array([1.0] * TWO + [0.1] * _GUIDED)
_MOST = np.array([4.0 if kind == RUN else 1.0 for kind in range(len(_SHARES))])
"""What a kind's share is multiplied by at least and at most: blind moves are cheap and stay, guided ones must be worth it."""

_MEMORY = 0.9
"""Weight of what is known already when more is learnt."""


class Mix:
    """Learns the shares and deals out decks by them."""

    def __init__(self) -> None:
        self._known: Floats = no_tally()
        self._first, self._least = _SHARES, _LEAST

    def tighten(self) -> None:
        """Give runs their share of a problem in which hard rules forbid most moves."""
        self._first, self._least = _SHARES.copy(), _LEAST.copy()
        self._first[RUN], self._least[RUN] = _TIGHT, 1.0

    @property
    def shares(self) -> Floats:
        work, moved = self._known.T
        if not moved.any():
            return np.asarray(self._first / self._first.sum())
        yields = moved / np.maximum(work, 1.0)
        shares = self._first * np.clip(yields / max(float(np.median(yields)), 1e-12), self._least, _MOST)
        return np.asarray(shares / shares.sum())

    def learn(self, scratch: Sequence[Scratch]) -> None:
        """Take in what the walks have tallied, and deal each its deck anew."""
        self._known = _MEMORY * self._known + sum(work.tally for work in scratch)
        deck = deal(self.shares)
        for work in scratch:
            work.tally[:] = 0
            work.deck[:] = deck


def deal(shares: Floats = _SHARES) -> Ints:
    """A deck with each kind as often as its share says."""
    places = (np.arange(DECK) + 0.5) / DECK
    return np.searchsorted(np.cumsum(shares), places).clip(max=len(shares) - 1).astype(np.int64)


def no_tally() -> Floats:
    """A tally of nothing."""
    return np.zeros((len(_SHARES), 2))

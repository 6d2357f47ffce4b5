"""Cells that no good roster works: left out of the programme of a small problem, which is then solved far sooner.

Everybody's cheapest months at the prices of the mix bound every roster (`master.py`). Where the cheapest month that works a
cell is dearer by so much than the agent's cheapest of all, each roster with that cell costs so much more than the bound
(reduced-cost fixing). So once the best roster without the cells dearer than a limit is found, it is the best of all, or
costs more than the bound and the limit, which then is a bound itself.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from scheduler.engine.limits import Stop
from scheduler.engine.master import Mixing
from scheduler.engine.months import Month
from scheduler.engine.part import Part
from scheduler.engine.program import Floats, Ints
from scheduler.engine.solvers import rounded_up


@dataclass(frozen=True)
class Dear:
    """What rosters that work a cell cost more than a bound at least, shape (A, D·T); from a limit on they are left out."""

    bound: float
    limit: float
    more: Floats

    @property
    def others(self) -> int:
        """What rosters with a cell that is left out cost at least."""
        return rounded_up(self.bound + self.limit)

    def left_out(self, part: Part) -> Ints:
        """The columns' highest values, 0 for dear cells that the present plan does not work."""
        cells = {a: part.people.cells_of(a) for a in part.agents}
        dear = [part.people.column[a][own[self.more[a, own] >= self.limit]] for a, own in cells.items()]
        return part.without(np.concatenate(dear))


def dearer(mixing: Mixing, limit: float, seconds: Callable[[], float], stop: Stop, workers: int) -> Floats:
    """What rosters that work a cell cost more than the mix's bound, at least, shape (A, D·T).

    Cells are looked at while `seconds` are left; 0 stands for those that were not, and those known to be less dear than the limit.
    """
    with ThreadPoolExecutor(workers) as pool:
        agents = range(len(mixing.months))
        return np.stack(list(pool.map(lambda a: _dearer_of(mixing, a, limit, seconds, stop), agents)))


def _dearer_of(mixing: Mixing, a: int, limit: float, seconds: Callable[[], float], stop: Stop) -> Floats:
    """The same of one agent, shape (D·T,); each month that is found shows for all of its cells that they are not dear."""
    own, charged, least = mixing.months[a], mixing.master.charged(a, mixing.prices), mixing.cheapest[a]
    near = np.zeros(len(charged), dtype=bool)

    def see(month: Month) -> None:
        near[month.cells] |= month.cost(charged) - least < limit

    for month in mixing.master.months_of(a):
        see(month)
    more = np.zeros(len(charged))
    for cell in own.cells.tolist():
        if near[cell] or seconds() <= 0 or stop.requested:
            continue
        cheapest = own.cheapest(charged, stop, worked=cell)
        if cheapest.month is not None:
            see(cheapest.month)
        more[cell] = max(0.0, cheapest.bound - least)
    return more

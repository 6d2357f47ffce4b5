"""The proof of a bound, beside the search for a roster."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

import numpy as np

from scheduler.engine.counts import CountsModel, CrewsModel, StaffByCrewModel
from scheduler.engine.days import whole_days
from scheduler.engine.heads import Demands
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.master import Mixing
from scheduler.engine.months import whole_months
from scheduler.engine.part import Plan, Problem
from scheduler.engine.rows import AgentRows
from scheduler.engine.shares import dear_span, narrow, outside
from scheduler.engine.solvers import Outcome, rounded_up
from scheduler.engine.whole import relaxed_whole
from scheduler.rules import staff_rules
from scheduler.rules.base import Rule
from scheduler.view import OFF

_LARGE = 450_000
"""Entries of the head-counts' programme from which a coarser one is solved before it."""

_RELAXATIONS = 4
"""Fair shares take three relaxations more; so many times the first must be left."""

_FAIR_WORTH = 1e-3
"""What fair shares must add, as a share of the bound: days proven with them may have to be proven again without."""

_BESIDE = 0.15
"""The mix of whole months, and then head-counts in whole numbers, may take so much of the time that is left: the search lacks
a worker meanwhile.
"""


class Bounding:
    """Proves a bound while its block runs; `found` hears of every better one.

    With one worker all is done before the block begins, so that a seed repeats. A block that ends waits for a first
    bound, but for no better one.
    """

    def __init__(
        self,
        problem: Problem,
        rules: tuple[Rule, ...],
        rows: Sequence[AgentRows],
        clock: Clock,
        found: Callable[[int], None],
    ) -> None:
        self._problem = problem
        self._rules = rules
        self._rows = list(rows)
        self._clock = clock
        self._found = found
        self._stop = Stop()
        self._pool = ThreadPoolExecutor(1)
        self._first: Future[None] | None = None
        self._better: Future[None] | None = None
        self._mixing: Mixing | None = None
        self.infeasible = False

    @property
    def running(self) -> bool:
        """Whether a worker is busy with it."""
        return any(future is not None and not future.done() for future in (self._first, self._better))

    def hand_over(self) -> Mixing | None:
        """The mix of whole months, to go on with: nothing is proven beside the search any more.

        None where months have not been mixed yet, and the proof goes on.
        """
        if self._mixing is not None and self._better is not None:
            self._stop.request()
            self._better.result()
        return self._mixing

    def __enter__(self) -> Bounding:
        self._first = self._pool.submit(self._relax)
        self._better = self._pool.submit(self._improve)
        if self._clock.deterministic:
            self._better.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None or self._clock.stop.requested:
            self._stop.request()
        assert self._first is not None
        assert self._better is not None
        with self._clock.stop.watching(self._stop.request):
            self._first.result()
        self._stop.request()
        self._better.result()
        self._pool.shutdown()

    def _relax(self) -> None:
        """The first bound: head-counts by class, or all by crew where there are many classes."""
        instance = self._problem.instance
        self._demands = Demands(instance, staff_rules(self._rules))
        self._model = CountsModel(instance, self._demands, self._rows)
        self._coarse = self._model.program.entry_count > _LARGE
        if self._coarse:
            self._model = CrewsModel(instance, self._demands, self._rows)
        self._take(*self._relaxed(self._model))

    def _relaxed(self, model: CountsModel) -> tuple[Outcome, int]:
        """A model's relaxation; how long it took is kept."""
        begun = self._clock.seconds
        proven = model.relaxed(self._clock, self._stop)
        self._relaxing = self._clock.seconds - begun
        return proven

    def _improve(self) -> None:
        """Agents by class where they were added up by crew; what sums cannot see: whole numbers, and each agent's own rows."""
        if self._coarse and not self.infeasible and not self._stop.requested:
            finer = StaffByCrewModel(self._problem.instance, self._demands, self._rows)
            self._take(*self._relaxed(finer))
            if finer.relaxation is not None and finer.relaxation.values is not None:
                self._model = finer
        if not self.infeasible and not self._clock.deterministic:
            self._improve_relaxed()
            self._improve_whole()
        if not self.infeasible and not self._stop.requested:
            self._take(*self._model.in_whole_numbers(self._clock, self._stop, self._clock.share(_BESIDE)))

    def _improve_relaxed(self) -> None:
        """Months, fair shares and days in whole numbers at the relaxation's prices: what they cost more adds up.

        Where fair shares hold for most rosters only and the bound for the others is reached, it goes on without them.
        """
        months = self._whole_months(self._model, math.inf)
        narrowed = self._fair_shares()
        if narrowed is None or not self._improve_days(*narrowed, self._whole_months(*narrowed)):
            self._improve_days(self._model, math.inf, months)

    def _improve_days(self, model: CountsModel, most: float, months: float) -> bool:
        """Days in whole numbers; no bound above `most` is told, and when that is reached, it is not through."""
        for days in whole_days(model, self._clock, self._stop):
            assert model.relaxation is not None
            bound = model.relaxation.value + months + days
            self._take(Outcome.FEASIBLE, rounded_up(min(most, bound)))
            if bound >= most:
                return False
        return True

    def _improve_whole(self) -> None:
        """Everybody's own rows in one relaxation, then whole months mixed, where the problem is small enough."""
        nobody = Plan(np.full((len(self._rows), self._problem.instance.day_count), OFF, dtype=np.int64), {})
        whole = relaxed_whole(self._problem, nobody, seconds=self._clock.left / 2, stop=self._stop)
        self._take(Outcome.FEASIBLE, whole.bound)
        if whole.prices is not None and not self._problem.has_sums:
            until = (1 - _BESIDE) * self._clock.left
            self._mixing = Mixing(self._problem, whole.prices)
            for bound in self._mixing.rounds(lambda: self._clock.left - until, self._stop):
                self._take(Outcome.FEASIBLE, rounded_up(bound))

    def _whole_months(self, model: CountsModel, most: float) -> float:
        """What everybody's month in whole numbers adds; no bound above `most` is told."""
        gained = 0.0
        if model.relaxation is not None:
            for gained in whole_months(model, self._rows, self._clock, self._stop):
                self._take(Outcome.FEASIBLE, rounded_up(min(most, model.relaxation.value + gained)))
        return gained

    def _fair_shares(self) -> tuple[CountsModel, float] | None:
        """A model with fair shares in whole numbers, and the bound of all rosters for which it does not hold.

        None where there is no time for three relaxations more, or where they gain little.
        """
        model, span = self._model, dear_span(self._model)
        if span is None or self._clock.left < _RELAXATIONS * self._relaxing:
            return None
        inside = type(model)(self._problem.instance, self._demands, self._rows)
        narrow(inside, self._rows, span)
        inside.relaxed(self._clock, self._stop)
        most = outside(model, span, self._clock, self._stop)
        if model.relaxation is None or inside.relaxation is None or inside.relaxation.bound is None:
            return None
        gained = min(most, inside.relaxation.value) - model.relaxation.value
        return (inside, most) if gained > _FAIR_WORTH * model.relaxation.value else None

    def _take(self, outcome: Outcome, bound: int) -> None:
        if outcome is Outcome.INFEASIBLE:
            self.infeasible = True
        elif bound > 0:
            self._found(bound)

"""The proof of a bound, beside the search for a roster."""

from __future__ import annotations

import itertools
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
from scheduler.engine.solvers import Outcome, rounded_up
from scheduler.engine.spans import fair_shares
from scheduler.engine.whole import relaxed_whole
from scheduler.rules import staff_rules
from scheduler.rules.base import Rule
from scheduler.view import OFF

_LARGE = 450_000
"""Entries of the head-counts' programme from which a coarser one is solved before it."""

_LONG = 90.0
"""Seconds that must be left for the finer programme to begin beside the coarse one, which has its bound later then."""

_FAIR = 0.3
"""Fair shares are told when so many times what the relaxation took is left: to prepare them takes some tenths of that."""

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
        self._aside = ThreadPoolExecutor(1)
        self._finer: Future[CountsModel] | None = None
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
        self._aside.shutdown()

    def _relax(self) -> None:
        """The first bound: head-counts by class, or all by crew where there are many classes."""
        instance = self._problem.instance
        self._demands = Demands(instance, staff_rules(self._rules))
        self._model = CountsModel(instance, self._demands, self._rows)
        self._coarse = self._model.program.entry_count > _LARGE
        if self._coarse:
            if self._clock.left > _LONG and not self._clock.deterministic:
                self._finer = self._aside.submit(self._relax_finer)
            self._model = CrewsModel(instance, self._demands, self._rows)
        self._take(*self._relaxed(self._model))

    def _relax_finer(self) -> CountsModel:
        """Agents by class, where all are added up by crew for a first bound: that is far sooner there, so with time both begin at once."""
        finer = StaffByCrewModel(self._problem.instance, self._demands, self._rows)
        self._take(*self._relaxed(finer))
        return finer

    def _relaxed(self, model: CountsModel) -> tuple[Outcome, int]:
        """A model's relaxation; how long it took is kept."""
        begun = self._clock.seconds
        proven = model.relaxed(self._clock, self._stop)
        self._relaxing = self._clock.seconds - begun
        return proven

    def _improve(self) -> None:
        """Agents by class where they were added up by crew; what sums cannot see: whole numbers, and each agent's own rows."""
        if self._coarse and not self.infeasible and not self._stop.requested:
            finer = self._relax_finer() if self._finer is None else self._finer.result()
            if finer.relaxation is not None and finer.relaxation.values is not None:
                self._model = finer
        if not self.infeasible and not self._clock.deterministic:
            self._improve_relaxed()
            self._improve_whole()
        if not self.infeasible and not self._stop.requested:
            self._take(*self._model.in_whole_numbers(self._clock, self._stop, self._clock.share(_BESIDE)))

    def _improve_relaxed(self) -> None:
        """Months, fair shares and days in whole numbers at the relaxation's prices: what they cost more adds up."""
        model, months = self._model, 0.0
        if model.relaxation is None:
            return
        for months in whole_months(model, self._rows, self._clock, self._stop):
            self._take(Outcome.FEASIBLE, rounded_up(model.relaxation.value + months))
        has_time = self._clock.left > _FAIR * self._relaxing
        fair = fair_shares(model, self._rows, self._clock, self._stop) if has_time else None
        for days in itertools.chain([0.0], whole_days(model, self._clock, self._stop)):
            bound = model.relaxation.value + months + days
            if fair is not None:
                bound = max(bound, fair.bound(days))
            self._take(Outcome.FEASIBLE, rounded_up(bound))

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

    def _take(self, outcome: Outcome, bound: int) -> None:
        if outcome is Outcome.INFEASIBLE:
            self.infeasible = True
        elif bound > 0:
            self._found(bound)

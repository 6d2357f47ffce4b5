"""Who takes part: each contender makes a roster of an instance within a time limit, and leaves a trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from benchmarks.peers.flat import by_cp_sat, by_highs
from benchmarks.peers.outside import by_pyworkforce
from benchmarks.records import Job
from benchmarks.trail import Trail
from models.roster import Roster
from scheduler.engine.build import Build, BuildOptions, Progress
from scheduler.instance import Instance

Solve = Callable[[Instance, Job, Trail], tuple[Roster | None, str]]
"""Makes a roster; or None, and why there is none."""


@dataclass(frozen=True)
class Contender:
    """A way to a roster; `about` is what the page says of it."""

    about: str
    solve: Solve


def by_paiban(instance: Instance, job: Job, trail: Trail) -> tuple[Roster | None, str]:
    """The engine as `paiban roster build` runs it."""

    def tell(progress: Progress) -> None:
        # Until something is proven the engine's bound is 0, which says nothing.
        trail.tell(progress.cost, progress.bound or None)

    options = BuildOptions(job.time_limit, job.case.seed, job.workers)
    result = Build(instance, options, progress=tell, explain=False).run()
    return result.roster, "" if result.roster else result.status.label.en


PAIBAN = "paiban"

CONTENDERS = {
    PAIBAN: Contender("this engine", by_paiban),
    "flat-cp-sat": Contender("the flat model, CP-SAT with its default subsolvers", by_cp_sat),
    "flat-max-lp": Contender(
        "the flat model, CP-SAT's subsolver `max_lp` alone", partial(by_cp_sat, subsolvers=("max_lp",))
    ),
    "flat-priced": Contender(
        "the flat model with hard rules about staff priced at 10,000 points a unit, CP-SAT with its default subsolvers",
        partial(by_cp_sat, priced=True),
    ),
    "flat-highs": Contender("the flat model, HiGHS", by_highs),
    "pyworkforce": Contender("pyworkforce's two models, one after the other", by_pyworkforce),
}

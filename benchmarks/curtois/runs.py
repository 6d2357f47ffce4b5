"""Runs on the published instances: done, kept as JSON lines, and laid out as one table."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.curtois.centre import instance_of, roster_of
from benchmarks.curtois.flat import solve_flat
from benchmarks.curtois.judge import objective, violations
from benchmarks.curtois.problem import Problem, Roster
from benchmarks.curtois.published import BestKnown
from benchmarks.records import Point, thinned
from benchmarks.runner import commit
from benchmarks.trail import Trail
from models.base import Model
from scheduler.engine.build import Build, BuildOptions, Progress, versions


class Run(Model):
    """One contender on one instance. `cost` is what the independent judge makes of the roster, if no hard rule is broken.

    Runs of one `sitting` were made one after the other on the same machine; `load` is what else ran when it began.
    """

    instance: int
    size: str
    best_known: int | None
    contender: str
    time_limit: float
    workers: int
    seed: int
    cost: int | None
    broken: tuple[str, ...]
    bound: int
    seconds: float
    trail: tuple[Point, ...]
    sitting: datetime
    load: float
    cores: int
    commit: str
    versions: dict[str, str]


Solve = Callable[[Problem, BuildOptions, Trail], tuple[Roster | None, int]]
"""Makes a roster within the limit, and a bound."""


def by_paiban(problem: Problem, options: BuildOptions, trail: Trail) -> tuple[Roster | None, int]:
    """The engine as a centre's roster is built.

    Raises:
        RuntimeError: when the engine's cost is not the judge's, which is a bug.
    """

    def tell(progress: Progress) -> None:
        trail.tell(progress.cost, progress.bound or None)

    result = Build(instance_of(problem), options, progress=tell, explain=False).run()
    if result.roster is None or result.certificate is None:
        return None, trail.bound or 0
    roster = roster_of(result.roster)
    if result.certificate.cost != objective(problem, roster):
        raise RuntimeError(f"the engine counts {result.certificate.cost}, the judge {objective(problem, roster)}")
    return roster, result.certificate.bound


def by_flat(problem: Problem, options: BuildOptions, trail: Trail) -> tuple[Roster | None, int]:
    """The flat model."""
    answer = solve_flat(problem, options.time_limit, options.workers, options.seed, trail.tell)
    return answer.roster, answer.bound


CONTENDERS: dict[str, Solve] = {"paiban": by_paiban, "flat": by_flat}


def run(
    number: int, problem: Problem, known: BestKnown | None, contender: str, options: BuildOptions, sitting: datetime
) -> Run:
    """One contender on one instance; its clock begins when the file is read, so that building the model counts."""
    load = os.getloadavg()[0]
    points: list[Point] = []
    trail = Trail(points.append)
    roster, bound = CONTENDERS[contender](problem, options, trail)
    broken = () if roster is None else tuple(violations(problem, roster))
    return Run(
        instance=number,
        size=f"{len(problem.staff)} × {problem.days} × {len(problem.shifts)}",
        best_known=None if known is None else known.cost,
        contender=contender,
        time_limit=options.time_limit,
        workers=options.workers,
        seed=options.seed,
        cost=None if roster is None or broken else objective(problem, roster),
        broken=broken[:20],
        bound=bound,
        seconds=round(trail.seconds, 2),
        trail=thinned(points),
        sitting=sitting,
        load=round(load, 2),
        cores=os.cpu_count() or 1,
        commit=commit(),
        versions=versions(),
    )


def keep(folder: Path, one: Run) -> None:
    """Append a run to the folder's file of its sitting."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{one.sitting:%Y-%m-%dT%H%M%S}.jsonl").open("a", encoding="utf-8") as file:
        file.write(one.model_dump_json() + "\n")


def kept(folder: Path) -> list[Run]:
    """Every run that the folder holds, the oldest first."""
    paths = sorted(folder.glob("*.jsonl"))
    return [Run.model_validate_json(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


_HEADS = ("instance", "people × days × shifts", "limit s", "best known")
_OWN_HEADS = ("{}", "above best known", "its bound", "after s")


def table(runs: Sequence[Run]) -> list[str]:
    """Lines of Markdown, a row for each instance and time limit: the latest run of each contender beside what is known.

    What a contender's roster costs, how far that is above the best known, its bound, and when it had its first roster.
    """
    latest: dict[tuple[int, float], dict[str, Run]] = {}
    for one in runs:
        latest.setdefault((one.instance, one.time_limit), {})[one.contender] = one
    heads = [*_HEADS, *(head.format(name) for name in CONTENDERS for head in _OWN_HEADS), "load"]
    return [_line(cells) for cells in (heads, ["---:"] * len(heads), *(_row(own) for _, own in sorted(latest.items())))]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _row(runs: dict[str, Run]) -> list[str]:
    any_run = next(iter(runs.values()))
    cells = [str(any_run.instance), any_run.size, f"{any_run.time_limit:g}", _number(any_run.best_known)]
    for name in CONTENDERS:
        cells += _figures(runs[name]) if name in runs else [""] * len(_OWN_HEADS)
    return [*cells, f"{max(one.load for one in runs.values()):.1f}"]


def _figures(one: Run) -> list[str]:
    first = next((point.seconds for point in one.trail if point.cost is not None), None)
    above = "" if one.cost is None or not one.best_known else f"{one.cost / one.best_known - 1:.1%}"
    return [_number(one.cost), above, _number(one.bound), "" if first is None else f"{first:.0f}"]


def _number(value: int | None) -> str:
    return "none" if value is None else f"{value:,}"


BEGIN, END = "<!-- curtois: begin -->", "<!-- curtois: end -->"


def with_table(page: str, runs: Sequence[Run]) -> str:
    """The page with the runs' table between its two marks.

    Raises:
        ValueError: when the page has no place for it.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no lines {BEGIN} and {END} for the table")
    lines = table(runs) if runs else ["No runs are kept yet."]
    return "\n".join([f"{before}{BEGIN}", "", *lines, "", f"{END}{after}"])

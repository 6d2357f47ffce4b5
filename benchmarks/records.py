"""What a benchmark is asked to do, what it found, and the JSON lines that keep it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from pydantic import Field

from models.base import Model
from models.time import Period
from scenarios.generate import CentreSpec

START = date(2026, 10, 1)

VARIANTS: dict[str, dict[str, float]] = {
    "plain": {},
    "multi-skill": {"skills": 6},
    "wish-heavy": {"wishes_per_agent": 8},
}
"""What each kind of made-up centre has beside the generator's defaults."""


class Case(Model):
    """A made-up centre and the days to be planned from October 2026 on."""

    agents: int
    seed: int
    variant: str
    days: int = 31

    @property
    def name(self) -> str:
        return f"{self.agents:,} agents, {self.variant}, seed {self.seed}"

    def spec(self) -> CentreSpec:
        return CentreSpec.model_validate(
            {"agents": self.agents, "seed": self.seed, "start": START, **VARIANTS[self.variant]}
        )

    def period(self) -> Period:
        return Period(start=START, end=date.fromordinal(START.toordinal() + self.days - 1))


class Job(Model):
    """One contender on one case; `time_limit` in seconds of wall time, the building of its model included."""

    contender: str
    case: Case
    time_limit: float
    workers: int


class Point(Model):
    """The best cost of a roster that keeps the hard rules and the best bound after so many seconds (points)."""

    seconds: float
    cost: int | None = None
    bound: int | None = None


class Found(Model):
    """How a job ended.

    `cost` is what the rules' checkers say of the last roster, and `broken` are its breaches of hard rules by name: a roster
    with any has no `cost`. `memory_mib` is the peak of the process and that of its largest child added up.
    `note` says why there is no roster, where something is known.
    """

    roster: bool = False
    cost: int | None = None
    bound: int | None = None
    broken: dict[str, int] = Field(default_factory=dict)
    seconds: float
    memory_mib: int | None = None
    note: str = ""


class Run(Model):
    """A job that was done: its trail of progress, how it ended, and where and with what it was made.

    Runs of one `sitting` were made one after the other on the same machine: only they are held against each other.
    `load` is the machine's load average when it began: what else was running.
    """

    job: Job
    trail: tuple[Point, ...]
    found: Found
    sitting: datetime
    started: datetime
    load: float
    cores: int
    commit: str
    versions: dict[str, str]
    input_hash: str

    def at(self, seconds: float) -> Point | None:
        """Cost and bound as they stood after so many seconds; None when the run was not given as many."""
        if seconds > self.job.time_limit:
            return None
        past = [point for point in self.trail if point.seconds <= seconds]
        return past[-1] if past else Point(seconds=0)

    @property
    def bound_after(self) -> float | None:
        return next((point.seconds for point in self.trail if point.bound is not None), None)

    @property
    def roster_after(self) -> float | None:
        return next((point.seconds for point in self.trail if point.cost is not None), None)


def thinned(trail: Sequence[Point]) -> tuple[Point, ...]:
    """The last point of each second; the first bound and the first roster stay besides."""
    kept: dict[tuple[int, bool, bool], int] = {}
    for i, point in enumerate(trail):
        stage = (math.ceil(point.seconds), point.cost is None, point.bound is None)
        first = i == 0 or (trail[i - 1].cost is None, trail[i - 1].bound is None) != stage[1:]
        kept[(-i, *stage[1:]) if first else stage] = i
    return tuple(trail[i] for i in sorted(kept.values()))


def add_run(path: Path, run: Run) -> None:
    """Append a run to a file of JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(run.model_dump_json() + "\n")


def read_runs(folder: Path) -> list[Run]:
    """Every run kept in a folder, in the order of their making.

    Raises:
        ValueError: when a line is no run; it names the file and the line.
    """
    runs = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                runs.append(Run.model_validate_json(line))
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}") from error
    return sorted(runs, key=lambda run: run.started)

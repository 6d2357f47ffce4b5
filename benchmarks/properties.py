"""The properties of the engine on many random small centres; what was seen is kept, and written into the docs.

    python -m benchmarks.properties --examples 10000 --seed 1 --workers 2 --write-docs

The tests try a few hundred centres, the same ones every time; each seed here draws others. A failure is kept with the
smallest centre that shows it, as JSON: `Setting.model_validate_json` in `tests/properties/centres.py` reads it.
"""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import count
from multiprocessing import get_context
from pathlib import Path

import click
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from benchmarks.figures import table
from benchmarks.runner import ROOT, commit
from models.base import Model
from scheduler.engine.build import versions
from tests.properties import checks
from tests.properties.centres import Setting, settings_of, tiny_settings
from tests.properties.checks import Tally

KEPT = ROOT / "benchmarks" / "results" / "properties.json"
PAGE = ROOT / "docs" / "properties.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


@dataclass(frozen=True)
class Property:
    """What is checked of which centres, and how many of them in a batch."""

    name: str
    check: Callable[[Setting, Tally], None]
    centres: SearchStrategy[Setting]
    batch: int


_SMALL = settings_of(most_agents=5, most_days=7, clock_changes=False)

PROPERTIES = (
    Property("a build keeps its word", checks.keeps_its_word, settings_of(), 60),
    Property("a build agrees with every roster there is", checks.agrees_with_every_roster, tiny_settings(), 10),
    Property("a build is the same a week later", checks.is_the_same_a_week_later, _SMALL, 5),
    Property("a build is the same under other names", checks.is_the_same_under_other_names, _SMALL, 5),
    Property("a build proves the same in another order", checks.proves_the_same_in_another_order, _SMALL, 5),
    Property("a build repeats itself", checks.repeats_itself, _SMALL, 5),
    Property("a clash that is named is true", checks.names_a_true_clash, settings_of(most_agents=5, strict=True), 10),
)


class Failure(Model):
    """A property that does not hold: the batch's seed, the error, and the smallest centre found (JSON)."""

    property: str
    seed: int
    error: str
    setting: str


class Record(Model):
    """What a run has seen. `examples` are centres by property; batches with a failure are not counted in `seen`."""

    seed: int
    started: datetime
    seconds: int
    examples: dict[str, int]
    seen: dict[str, int]
    failures: tuple[Failure, ...]
    cores: int
    commit: str
    versions: dict[str, str]


Outcome = tuple[Tally, int, Failure | None]
"""What a batch has seen, how many centres were tried, and the failure if there is one."""


def run_batch(prop: Property, number: int) -> Outcome:
    """Check one batch: what was seen, how many centres, and the failure if there is one."""
    tally = Tally()
    tried: list[Setting] = []

    @seed(number)
    @settings(
        max_examples=prop.batch,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(setting=prop.centres)
    def holds(setting: Setting) -> None:
        tried.append(setting)
        prop.check(setting, tally)

    try:
        holds()
    except Exception as error:
        # The smallest centre is tried last.
        words = f"{type(error).__name__}: {error}".strip()
        return tally, len(tried), Failure(property=prop.name, seed=number, error=words, setting=repr(tried[-1]))
    return tally, len(tried), None


def _run_batch_of(index: int, number: int) -> Outcome:
    """`run_batch` in another process, where properties are told by their place in `PROPERTIES`."""
    return run_batch(PROPERTIES[index], number)


def outcomes(first: int, properties: Sequence[Property], workers: int) -> Iterator[tuple[Property, Outcome]]:
    """Batches of the properties in turns, without end, in the same order with any number of processes."""
    jobs = ((prop, first * 1_000_000 + number) for number in count() for prop in properties)
    if workers == 1:
        yield from ((prop, run_batch(prop, number)) for prop, number in jobs)
        return
    running: deque[tuple[Property, Future[Outcome]]] = deque()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        try:
            for prop, number in jobs:
                running.append((prop, pool.submit(_run_batch_of, PROPERTIES.index(prop), number)))
                if len(running) == 2 * workers:
                    done, future = running.popleft()
                    yield done, future.result()
        finally:
            for _, future in running:
                future.cancel()


def run(
    first: int, examples: int, until: float, properties: Sequence[Property], kept: Path, workers: int = 1
) -> Record:
    """Check batches in turns until there are so many examples, or the clock says `until`; keep the record after each."""
    started, begin = datetime.now(UTC).replace(microsecond=0), time.monotonic()
    seen: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    failures: list[Failure] = []
    for prop, (tally, done, failure) in outcomes(first, properties, workers):
        if failure is None:
            seen.update(tally.seen)
            tried[prop.name] += done
        else:
            failures.append(failure)
            click.echo(f"{failure.property}, seed {failure.seed}: {failure.error}\n{failure.setting}", err=True)
        record = Record(
            seed=first,
            started=started,
            seconds=round(time.monotonic() - begin),
            examples=dict(tried),
            seen=dict(sorted(seen.items())),
            failures=tuple(failures),
            cores=os.cpu_count() or 1,
            commit=commit(),
            versions=versions() | {"hypothesis": version("hypothesis")},
        )
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(record.model_dump_json(indent=1) + "\n", encoding="utf-8")
        if tried.total() >= examples or time.monotonic() > until:
            break
    return record


def summary(record: Record) -> str:
    """What a run has seen, as Markdown."""
    broken = Counter(failure.property for failure in record.failures)
    properties = [(name, f"{tried:,}", str(broken.pop(name, 0))) for name, tried in record.examples.items()]
    properties += [(name, "0", str(failed)) for name, failed in broken.items()]
    seen = [(name, f"{times:,}") for name, times in record.seen.items()]
    made = ", ".join(f"{name} {number}" for name, number in record.versions.items())
    return "\n".join(
        [
            table("Properties", ("property", "centres", "failed"), properties, ("property",)),
            table("What was seen", ("seen", "times"), seen, ("seen",)),
            f"Seed {record.seed}, {record.seconds:,} s, commit {record.commit}; {made}.",
        ]
    )


def with_summary(page: str, record: Record) -> str:
    """The page with the record's tables between its two marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no lines {BEGIN} and {END} for the table")
    return f"{before}{BEGIN}\n\n{summary(record)}\n\n{END}{after}"


@click.command()
@click.option("--examples", type=click.IntRange(min=1), default=10_000, show_default=True, help="Centres to try.")
@click.option("--seed", "first", type=click.IntRange(min=0), default=1, show_default=True, help="Which centres.")
@click.option("--minutes", type=click.FloatRange(min=0), default=600.0, show_default=True, help="Longest time.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes side by side.")
@click.option("--kept", type=click.Path(path_type=Path), default=KEPT, help="Where the record is kept.")
@click.option("--write-docs", is_flag=True, help="Write what was seen into docs/properties.md.")
def main(*, examples: int, first: int, minutes: float, workers: int, kept: Path, write_docs: bool) -> None:
    """Check the engine's properties; the exit code is 1 when one of them failed."""
    record = run(first, examples, time.monotonic() + 60 * minutes, PROPERTIES, kept, workers)
    click.echo(summary(record))
    if write_docs:
        PAGE.write_text(with_summary(PAGE.read_text(encoding="utf-8"), record), encoding="utf-8")
    raise SystemExit(1 if record.failures else 0)


if __name__ == "__main__":
    main()

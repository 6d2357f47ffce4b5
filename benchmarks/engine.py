"""How near the proven bound the engine comes, by size and kind of centre, and how near others come on the same machine.

    python -m benchmarks.engine --agents 60 --agents 100 --seed 0 --seed 1 --peers --time-limit 300 --write-docs

Made-up centres of `scenarios/generate`, October 2026, half-hours, every rule at its default. Each run is kept as a JSON
line; `--write-docs` writes the tables of docs/benchmarks.md from all that are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.contenders import CONTENDERS, PAIBAN
from benchmarks.figures import gap, number
from benchmarks.page import write_page
from benchmarks.peers.outside import pyworkforce_python
from benchmarks.records import VARIANTS, Case, Run, add_run, read_runs
from benchmarks.runner import ROOT, run_case

RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "benchmarks.md"


@click.command()
@click.option(
    "--agents", type=click.IntRange(10, 10_000), multiple=True, default=(60,), show_default=True, help="Sizes."
)
@click.option(
    "--seed",
    "seeds",
    type=click.IntRange(min=0),
    multiple=True,
    default=(0, 1, 2, 3, 4),
    show_default=True,
    help="Seeds.",
)
@click.option(
    "--variant",
    "variants",
    type=click.Choice([*VARIANTS]),
    multiple=True,
    default=("plain",),
    show_default=True,
    help="Kinds.",
)
@click.option("--days", type=click.IntRange(1, 31), default=31, show_default=True, help="Days to plan.")
@click.option(
    "--time-limit", type=click.FloatRange(min=1), default=300.0, show_default=True, help="Seconds of each run."
)
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Threads of each run.")
@click.option("--peers", is_flag=True, help="Run every peer beside the engine.")
@click.option("--contender", "chosen", type=click.Choice([*CONTENDERS]), multiple=True, help="Run these only.")
@click.option("--results", type=click.Path(path_type=Path), default=RESULTS, help="Folder of the JSON lines.")
@click.option("--page", type=click.Path(path_type=Path), default=PAGE, help="The page with the tables.")
@click.option("--write-docs", is_flag=True, help="Write the page's tables from all results at the end.")
@click.option("--no-runs", is_flag=True, help="Run nothing: only write the page.")
def main(
    *,
    agents: Sequence[int],
    seeds: Sequence[int],
    variants: Sequence[str],
    days: int,
    time_limit: float,
    workers: int,
    peers: bool,
    chosen: Sequence[str],
    results: Path,
    page: Path,
    write_docs: bool,
    no_runs: bool,
) -> None:
    """Build rosters of made-up centres and keep what came of it."""
    contenders = chosen or ([*CONTENDERS] if peers else [PAIBAN])
    cases = [Case(agents=n, seed=s, variant=v, days=days) for n in agents for v in variants for s in seeds]
    if not no_runs:
        sitting = datetime.now(UTC).replace(microsecond=0)
        count = len(cases) * len(contenders)
        click.echo(
            f"{count} runs of {time_limit:g} s: up to {count * time_limit / 3600:.1f} h, and the preparing", err=True
        )
        if "pyworkforce" in contenders:
            pyworkforce_python()
        for case in cases:
            for run in run_case(case, contenders, time_limit, workers, sitting):
                add_run(results / f"{sitting:%Y-%m-%d}.jsonl", run)
                click.echo(line(run))
    if write_docs or no_runs:
        try:
            write_page(page, read_runs(results))
        except (OSError, ValueError) as error:
            raise click.UsageError(str(error)) from error


def line(run: Run) -> str:
    """A run in one line."""
    found = run.found
    if found.cost is not None:
        ended = f"cost {found.cost:,}, bound {number(found.bound)}, gap {gap(run, None):.2%}"
    elif found.broken:
        ended = f"{sum(found.broken.values()):,} breaches of hard rules"
    else:
        ended = f"no roster ({found.note}), bound {number(found.bound)}"
    return f"{run.job.case.name}, {run.job.contender}: {ended}, {found.seconds:.0f} s, {number(found.memory_mib)} MiB"


if __name__ == "__main__":
    main()

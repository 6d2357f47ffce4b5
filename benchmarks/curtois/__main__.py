"""The engine on the public instances of Curtois and Qu, beside a flat model and the best that is known.

    PAIBAN_BENCH=~/bench python -m benchmarks.curtois --time-limit 60 --instance 3 --instance 5

The folder holds the published text files and, where there is one, `best_known.csv` (instance, best_known, status). Every
roster is judged by the benchmark's own definition. Each run is kept as a JSON line.
"""

from __future__ import annotations

from pathlib import Path

import click

from benchmarks.curtois.problem import FormatError, read_problem
from benchmarks.curtois.published import FOLDER_VARIABLE, best_known, folder_of, instance_files
from benchmarks.curtois.runs import CONTENDERS, keep, kept, now, run, table, with_table
from benchmarks.runner import ROOT
from scheduler.engine.build import BuildOptions

RESULTS = ROOT / "benchmarks" / "results" / "curtois"
PAGE = ROOT / "docs" / "benchmarks.md"


@click.command()
@click.option(
    "--folder", type=click.Path(path_type=Path), help=f"The instances' folder; {FOLDER_VARIABLE} if not given."
)
@click.option("--instance", "numbers", type=int, multiple=True, help="These only; all by default.")
@click.option(
    "--time-limit", type=click.FloatRange(min=1), default=60.0, show_default=True, help="Seconds of each run."
)
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Threads of each run.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of each run.")
@click.option("--contender", "chosen", type=click.Choice([*CONTENDERS]), multiple=True, help="Run these only.")
@click.option("--results", type=click.Path(path_type=Path), default=RESULTS, help="Folder of the JSON lines.")
@click.option("--write-docs", is_flag=True, help="Write the table of docs/benchmarks.md from all results at the end.")
def main(
    *,
    folder: Path | None,
    numbers: tuple[int, ...],
    time_limit: float,
    workers: int,
    seed: int,
    chosen: tuple[str, ...],
    results: Path,
    write_docs: bool,
) -> None:
    """Run engine and flat model on the published instances and print one table."""
    place = folder_of(folder)
    if place is None:
        raise click.UsageError(f"no published instances: give --folder, or set {FOLDER_VARIABLE}")
    files = instance_files(place)
    if unknown := sorted(set(numbers) - set(files)):
        raise click.BadParameter(f"{place} holds no Instance{unknown[0]}.txt", param_hint="--instance")
    try:
        problems = {number: read_problem(files[number]) for number in sorted(numbers or files)}
    except FormatError as error:
        raise click.UsageError(str(error)) from None
    sitting, options = now(), BuildOptions(time_limit=time_limit, workers=workers, seed=seed)
    known = best_known(place)
    for number, problem in problems.items():
        own = [run(number, problem, known.get(number), one, options, sitting) for one in chosen or CONTENDERS]
        for one in own:
            keep(results, one)
            for sentence in one.broken:
                click.echo(f"instance {number}: {one.contender} breaks a hard rule: {sentence}", err=True)
        lines = table(own)
        click.echo("\n".join(lines if number == next(iter(problems)) else lines[2:]))
    if write_docs:
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), kept(results)), encoding="utf-8")


if __name__ == "__main__":
    main()

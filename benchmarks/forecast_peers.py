"""Our forecasts beside statsforecast, Prophet and LightGBM: same series, same origins, same judged intervals.

    PAIBAN_DATA=FOLDER python -m benchmarks.forecast_peers [--origins 12] [--peer prophet] [--series made-up] [--write-docs]

`FOLDER` holds the two real series of `forecast_backtest`; without it only the made-up bank is judged. Each peer gets an
environment of its own from PyPI at the first call. Every forecaster's figures are kept as a JSON line under
`benchmarks/results/forecast/`, and the table of docs/demand.md is written from these lines and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.forecast_backtest import Series, all_series
from benchmarks.peers.forecasters import AHEAD, OURS, PEERS, Forecaster
from benchmarks.runner import ROOT, commit
from models.base import Model
from scheduler.demand.backtest import Backtest, by_horizon, judge_by
from scheduler.demand.day_types import DayType
from scheduler.demand.past import Past
from scheduler.engine.build import versions

Floats = NDArray[np.float64]

RESULTS = ROOT / "benchmarks" / "results" / "forecast"
PAGE = ROOT / "docs" / "demand.md"
BEGIN, END = "<!-- forecast peers: begin -->", "<!-- forecast peers: end -->"
WARM_UP_DAYS = 70


class Score(Model):
    """WAPE of the days so far ahead (first, last), of the forecaster and of the last known week again."""

    ahead: tuple[int, int]
    wape: float
    last_week: float
    chance_alone: float
    bias: float
    origins: int
    intervals: int


class Run(Model):
    """A forecaster on a series: its scores, and the mean seconds that an origin's forecast took it.

    Runs of one `sitting` were made one after the other on the same machine; `load` is what else ran when it began.
    """

    series: str
    forecaster: str
    about: str
    scores: tuple[Score, ...]
    fit_seconds: float
    most_origins: int
    sitting: datetime
    load: float
    cores: int
    commit: str
    versions: dict[str, str]


@dataclass(frozen=True)
class Table:
    """The forecast of the days after an origin."""

    origin: date
    expected: Floats

    def expected_day(self, day: date, kind: DayType) -> Floats:
        """Expected calls by slot."""
        return np.asarray(self.expected[(day - self.origin).days - 1])


def measure(series: Series, name: str, forecaster: Forecaster, origins: int, sitting: datetime) -> Run:
    """Have it forecast ordinary days from the last origins; a first call that compiles what it needs is not counted."""
    load = os.getloadavg()[0]
    seconds: list[float] = []
    with forecaster.start() as answer:

        def learn(past: Past) -> Mapping[str, Table]:
            if not seconds:
                answer(series.past(WARM_UP_DAYS), series.calendar)
            expected, taken = answer(past, series.calendar)
            seconds.append(taken)
            return {name: Table(past.last_day, expected)}

        judged = judge_by(
            learn,
            series.history,
            series.calendar,
            series.events,
            days_ahead=(1, AHEAD),
            ordinary_only=True,
            queue=series.queue,
            most_origins=origins,
        )
    own = dict(package.split("==") for package in forecaster.packages)
    return Run(
        series=series.name,
        forecaster=name,
        about=forecaster.about,
        scores=tuple(_score(ahead, found) for ahead, found in by_horizon(judged, name).items()),
        fit_seconds=round(float(np.mean(seconds)), 4),
        most_origins=origins,
        sitting=sitting,
        load=round(load, 2),
        cores=os.cpu_count() or 1,
        commit=commit(),
        versions=versions() | own,
    )


def _score(ahead: tuple[int, int], found: Backtest) -> Score:
    return Score(
        ahead=ahead,
        wape=round(found.forecast, 4),
        last_week=round(found.last_week, 4),
        chance_alone=round(found.floor, 4),
        bias=round(found.bias, 4),
        origins=found.origins,
        intervals=found.intervals,
    )


def kept(folder: Path) -> list[Run]:
    """Every run that the folder holds, in the order of their making."""
    paths = sorted(folder.glob("*.jsonl"))
    return [Run.model_validate_json(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def table(runs: Sequence[Run]) -> list[str]:
    """Lines of Markdown: the latest run of each forecaster on each series, with as many origins as the latest of all."""
    latest: dict[str, dict[str, Run]] = {}
    for run in runs:
        if run.most_origins == runs[-1].most_origins:
            latest.setdefault(run.series, {})[run.forecaster] = run
    lines = [
        "| series | forecaster | 1–7 days | 8–14 | 15–21 | 22–28 | s a forecast | origins | load |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for series, own in sorted(latest.items()):
        known = {(s.ahead, s.origins, s.intervals) for run in own.values() for s in run.scores}
        if len(known) > len(next(iter(own.values())).scores):
            raise ValueError(f"the runs on {series} were not judged on the same intervals: run them again together")
        first = next(iter(own.values()))
        lines.append(_row(series, "last week again", [s.last_week for s in first.scores], ["", "", ""]))
        for name in (*OURS, *PEERS):
            if name in own:
                run = own[name]
                rest = [f"{run.fit_seconds:.3f}", str(run.scores[0].origins), f"{run.load:.1f}"]
                lines.append(_row("", run.about, [s.wape for s in run.scores], rest))
    return lines


def _row(series: str, about: str, wapes: Sequence[float], rest: Sequence[str]) -> str:
    return f"| {' | '.join([series, about, *(f'{wape:.3f}' for wape in wapes), *rest])} |"


def write_page(path: Path, runs: Sequence[Run]) -> None:
    """Put the table between its two marks.

    Raises:
        ValueError: when the page lacks them.
    """
    page = path.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path} has no lines {BEGIN} and {END}")
    path.write_text("\n".join([before + begin, "", *table(runs), "", end + after]), encoding="utf-8")


def _chosen(folder: Path | None, words: str) -> Iterator[Series]:
    return (series for series in all_series(folder) if words in series.name)


@click.command()
@click.option("--data", type=click.Path(exists=True, path_type=Path), envvar="PAIBAN_DATA", help="The real series.")
@click.option("--series", "words", default="", help="Only series with these words in their names.")
@click.option("--peer", "names", multiple=True, type=click.Choice(list(PEERS)), help="Only these peers; ours always.")
@click.option("--origins", type=click.IntRange(min=1), default=12, show_default=True, help="The last so many.")
@click.option("--write-docs", is_flag=True, help="Write the table of docs/demand.md from all that is kept.")
@click.option("--no-runs", is_flag=True, help="Only tell the table anew.")
def main(data: Path | None, words: str, names: tuple[str, ...], origins: int, write_docs: bool, no_runs: bool) -> None:
    """Hold our forecasts against the peers'."""
    sitting = datetime.now(UTC).replace(microsecond=0)
    chosen = OURS | {name: PEERS[name] for name in names or PEERS}
    for series in () if no_runs else _chosen(data, words):
        for name, forecaster in chosen.items():
            run = measure(series, name, forecaster, origins, sitting)
            RESULTS.mkdir(parents=True, exist_ok=True)
            with (RESULTS / f"{sitting:%Y-%m-%d}.jsonl").open("a", encoding="utf-8") as file:
                file.write(run.model_dump_json() + "\n")
            told = ", ".join(f"{s.ahead[0]}–{s.ahead[1]} days {s.wape:.3f}" for s in run.scores)
            click.echo(f"{series.name}: {run.about}: {told}; {run.fit_seconds:.3f} s", err=True)
    runs = kept(RESULTS)
    click.echo("\n".join(table(runs)))
    if write_docs:
        write_page(PAGE, runs)


if __name__ == "__main__":
    main()

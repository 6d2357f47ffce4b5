"""How many intervals lie in the bands of the default model, drawn in several ways from what was known at each origin.

    PAIBAN_DATA=FOLDER python -m benchmarks.forecast_bands [--least-days 28]

*As it is* is the negative binomial with the day error and interval error of the judged days; *by itself* is what its bands would hold if
it were true: calls are whole numbers, so a band of few calls holds more than its share. *Without bad days* leaves out
the twentieth of the days that were furthest off. *Ranks* takes, instead of the shares, the ranks that past calls had in the same
distribution: quantiles of standardised errors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from scipy import stats

from benchmarks.forecast_backtest import Series, all_series
from models.forecast_model import ForecastModel
from scheduler.demand.backtest import BANDS, LEAST_DAYS_FOR_BANDS, JudgedDay, judge
from scheduler.demand.bands import measure

Floats = NDArray[np.float64]

MODEL = ForecastModel.PROFILE
WAYS = ("as it is", "by itself", "without bad days", "ranks")
BAD = 0.05
"""Of the days, left out as bad."""


def held(series: Series, least_days: int) -> dict[tuple[str, float], Floats]:
    """For each way and share: of every interval whether, or with which chance, its band held it.

    An origin counts once `least_days` judged days are over.
    """
    judged = judge(series.history, series.calendar, series.events, (MODEL,), queue=series.queue)
    found: dict[tuple[str, float], list[Floats]] = defaultdict(list)
    for known in sorted({day.known for day in judged}):
        origin = series.history.days[0] + timedelta(days=known)
        past = [day for day in judged if day.day < origin and day.expected[MODEL].sum() > 0]
        now = [day for day in judged if day.known == known]
        if len({day.day for day in past}) >= least_days:
            for key, inside in _at_origin(past, now):
                found[key].append(inside)
    return {key: np.concatenate(parts) for key, parts in found.items()}


def _at_origin(past: Sequence[JudgedDay], now: Sequence[JudgedDay]) -> Iterator[tuple[tuple[str, float], Floats]]:
    error, milder = (measure((day.actual, day.expected[MODEL]) for day in days) for days in (past, _without_bad(past)))
    actual, expected = _flat(now)
    usual = _calls(expected, error.variance)
    before, forecast = _flat(past)
    then = _calls(forecast, error.variance)
    ranks = (then.cdf(before) + then.cdf(before - 1)) / 2
    for share in BANDS:
        tails = np.array([(1 - share) / 2, (1 + share) / 2])
        low, high = (usual.ppf(level) for level in tails)
        yield ("as it is", share), (low <= actual) & (actual <= high)
        yield ("by itself", share), usual.cdf(high) - usual.cdf(low - 1)
        low, high = (_calls(expected, milder.variance).ppf(level) for level in tails)
        yield ("without bad days", share), (low <= actual) & (actual <= high)
        low, high = (usual.ppf(level) for level in np.quantile(ranks, tails))
        yield ("ranks", share), (low <= actual) & (actual <= high)


def _without_bad(days: Sequence[JudgedDay]) -> list[JudgedDay]:
    off = [abs(day.actual.sum() / day.expected[MODEL].sum() - 1) for day in days]
    limit = np.quantile(off, 1 - BAD)
    return [day for day, far in zip(days, off, strict=True) if far <= limit]


def _flat(days: Sequence[JudgedDay]) -> tuple[Floats, Floats]:
    """Actual and expected calls of the intervals where any are expected."""
    actual = np.concatenate([day.actual for day in days])
    expected = np.concatenate([day.expected[MODEL] for day in days])
    return actual[expected > 0], expected[expected > 0]


def _calls(expected: Floats, variance: float) -> stats.distributions.rv_frozen:
    """The negative binomial with that mean and relative extra variance."""
    some = max(variance, 1e-9)
    return stats.nbinom(1 / some, 1 / (1 + expected * some))


@click.command()
@click.option("--data", type=click.Path(exists=True, path_type=Path), envvar="PAIBAN_DATA", help="The real series.")
@click.option(
    "--least-days", type=click.IntRange(min=1), default=LEAST_DAYS_FOR_BANDS, show_default=True, help="To learn errors."
)
def main(data: Path | None, least_days: int) -> None:
    """Print the table of docs/demand.md."""
    click.echo("| series | band | " + " | ".join(WAYS) + " |\n| --- | ---: |" + " ---: |" * len(WAYS))
    for series in all_series(data):
        found = held(series, least_days)
        for share in BANDS:
            figures = " | ".join(f"{found[way, share].mean():.1%}" for way in WAYS)
            click.echo(f"| {series.name} | {share:.0%} | {figures} |")


if __name__ == "__main__":
    main()

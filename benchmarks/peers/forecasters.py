"""The forecasters that are held against each other: ours, and peers in environments of their own."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.environments import environment
from models.calendar import Calendar
from models.forecast_model import ForecastModel
from scheduler.demand.day_types import day_type
from scheduler.demand.forecast_models import fit
from scheduler.demand.past import Past

Floats = NDArray[np.float64]

AHEAD = 28
"""Days that are forecast from each origin."""

Answer = Callable[[Past, Calendar], tuple[Floats, float]]
"""The expected calls of the days after the past, shape (AHEAD, slots), and the seconds that learning and telling took."""


@dataclass(frozen=True)
class Forecaster:
    """`about` is what the table says of it; `packages` what its environment is made of, none for ours."""

    about: str
    start: Callable[[], AbstractContextManager[Answer]]
    packages: tuple[str, ...] = ()


def ours(model: ForecastModel) -> Forecaster:
    """One of our own models."""

    def answer(past: Past, calendar: Calendar) -> tuple[Floats, float]:
        begin = time.perf_counter()
        fitted = fit((model,), past)[model]
        days = [past.last_day + timedelta(days=i) for i in range(1, AHEAD + 1)]
        expected = np.stack([fitted.expected_day(day, day_type(calendar, day)) for day in days])
        return expected, time.perf_counter() - begin

    @contextmanager
    def start() -> Iterator[Answer]:
        yield answer

    return Forecaster(f"paiban, {model.label.en}", start)


def peer(about: str, packages: tuple[str, ...], script: str, *arguments: str) -> Forecaster:
    """A script of this folder, kept running in an environment with the packages."""

    @contextmanager
    def start() -> Iterator[Answer]:
        command = [str(environment(packages)), str(Path(__file__).parent / script), *arguments]
        pipe = subprocess.PIPE
        with (
            tempfile.TemporaryFile() as errors,
            subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, text=True) as process,
        ):

            def answer(past: Past, calendar: Calendar) -> tuple[Floats, float]:
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(json.dumps(question(past)) + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
                if not line:
                    errors.seek(0)
                    said = errors.read().decode(errors="replace").strip().splitlines()[-1:]
                    raise click.ClickException(f"{about} ended without an answer: {' '.join(said)}")
                found = json.loads(line)
                return np.array(found["expected"]), float(found["seconds"])

            yield answer

    return Forecaster(about, start, packages)


def question(past: Past) -> dict[str, object]:
    """What a peer is told: the cleaned calls of ordinary days, all others unknown (null)."""
    calls = np.where(past.ordinary[:, None], past.history.offered, np.nan)
    return {
        "first_day": past.history.days[0].isoformat(),
        "offered": [[None if np.isnan(value) else value for value in row] for row in calls.tolist()],
        "ahead": AHEAD,
        "days_off": past.days_off,
    }


_STATSFORECAST = ("statsforecast==2.0.3",)
_PROPHET = ("prophet==1.5.0",)
_LIGHTGBM = ("lightgbm==4.7.0",)

OURS = {
    "profile": ours(ForecastModel.PROFILE),
    "regression": ours(ForecastModel.REGRESSION),
    "mean": ours(ForecastModel.MEAN),
}
PEERS = {
    "weeks": peer(
        "statsforecast, mean of 8 weeks (SeasonalWindowAverage)", _STATSFORECAST, "statsforecast_script.py", "weeks"
    ),
    "mstl": peer("statsforecast, MSTL + AutoETS on logarithms", _STATSFORECAST, "statsforecast_script.py", "mstl"),
    "prophet": peer("Prophet", _PROPHET, "prophet_script.py"),
    "lightgbm": peer("LightGBM, Poisson loss, lags ≥ horizon", _LIGHTGBM, "lightgbm_script.py"),
}

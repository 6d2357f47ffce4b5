"""A scenario computed: the roster of the calls as expected, and the roster of the calls as changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.centre import Centre
from models.demand import Forecast, QueueForecast, Requirement
from models.result import Result
from models.time import in_window
from scenarios.scenario import Change, Scenario
from scheduler.demand.forecast import forecast as make_forecast
from scheduler.demand.requirement import require
from scheduler.engine.build import Build, BuildOptions, Progress
from scheduler.engine.limits import Stop
from scheduler.instance import Instance


@dataclass(frozen=True)
class Outcome:
    """Both rosters, each with what it was built for."""

    base: Result
    changed: Result


def apply_changes(forecast: Forecast, changes: tuple[Change, ...]) -> Forecast:
    """The forecast with every change laid on it; changes that overlap multiply."""
    return forecast.model_copy(update={"queues": tuple(_apply(forecast, queue, changes) for queue in forecast.queues)})


def _apply(forecast: Forecast, queue: QueueForecast, changes: tuple[Change, ...]) -> QueueForecast:
    offered, aht = np.array(queue.offered), np.array(queue.aht_seconds)
    for change in changes:
        if change.queue in (None, queue.queue):
            inside = [
                change.start <= moment.date() <= change.end
                and in_window(moment.time(), change.time_from, change.time_until)
                for moment in forecast.timeline.interval_starts
            ]
            offered[inside] *= change.volume_factor
            aht[inside] *= change.aht_factor
    return queue.model_copy(update={"offered": tuple(offered.tolist()), "aht_seconds": tuple(aht.tolist())})


def requirements(centre: Centre, scenario: Scenario) -> tuple[Requirement, Requirement]:
    """The agents required as things stand, and under the scenario.

    Raises:
        DemandError: see `forecast` and `require`.
    """
    expected = make_forecast(centre, scenario.period)
    return require(centre, expected), require(centre, apply_changes(expected, scenario.changes))


def run_scenario(
    centre: Centre,
    scenario: Scenario,
    options: BuildOptions,
    stop: Stop | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    input_hash: str = "",
) -> Outcome:
    """Build both rosters, one after the other, each with the same options.

    Raises:
        DemandError: see `forecast` and `require`.
    """
    base, changed = (
        Build(Instance(centre, requirement), options, stop, progress).run(input_hash)
        for requirement in requirements(centre, scenario)
    )
    return Outcome(base, changed)


def changed_days(scenario: Scenario) -> tuple[date, ...]:
    """The days of the period that some change touches."""
    return tuple(
        day for day in scenario.period.days if any(change.start <= day <= change.end for change in scenario.changes)
    )

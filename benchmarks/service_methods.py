"""Milliseconds for a week and accuracy of every way to staff and to predict service, beside pyworkforce's Erlang C.

    python -m benchmarks.service_methods [--runs 2000] [--peer]

One week of half-hours, 30,000 calls of 240 s, patience 180 s, 80 % in 20 s. The judge is the event simulation of
`event_simulation.py`: errors are call-weighted over half-hours, its own noise is the first line. `--peer` runs
pyworkforce in an environment of its own, made at the first call.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from time import perf_counter
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.event_simulation import Tally, simulate
from benchmarks.peers.outside import pyworkforce_python
from models.policy import StaffingPolicy
from scheduler.demand import chain
from scheduler.demand.delivery import Delivered, by_chain, quick
from scheduler.demand.load import Load
from scheduler.demand.staffing import agents_on_phones

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_PROFILE = [0.1] * 14 + [0.3, 0.6, 1, 1.6, 2.2, 2.6, 2.8, 2.7, 2.4, 2.0, 1.8, 1.9, 2.2, 2.4, 2.4, 2.3, 2.1]
_PROFILE += [1.9, 1.6, 1.4, 1.2, 1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1]
_WEEKDAYS = (1.1, 1.05, 1, 1, 1.05, 0.7, 0.6)
_CALLS = 30_000
_DAYS = tuple(range(48 * d, 48 * d + 48) for d in range(7))
_POLICY = StaffingPolicy(shrinkage=0, threshold_seconds=20, patience_seconds=180, max_occupancy=1)
_PEER = """
import json, sys, time
from pyworkforce.queuing import ErlangC
asked = json.load(sys.stdin)
def week():
    return [ErlangC(transactions=c, aht=4, asa=20 / 60, interval=30, shrinkage=0.0).required_positions(
        service_level=0.8, max_occupancy=1.0)["positions"] for c in asked]
week()
begin = time.perf_counter()
agents = week()
print(json.dumps({"agents": agents, "ms": 1000 * (time.perf_counter() - begin)}))
"""


def week() -> Load:
    """The week's load."""
    calls = np.concatenate([np.array(_PROFILE) * factor for factor in _WEEKDAYS])
    return Load(calls * _CALLS / calls.sum(), np.full(len(calls), 240.0), 1800)


def fresh(load: Load) -> Load:
    """The same load, without what has been worked out already."""
    return Load(load.calls, load.aht, load.seconds)


def milliseconds(work: Callable[[], object], times: int = 5) -> float:
    """The middle of some runs."""
    taken = []
    for _ in range(times):
        begin = perf_counter()
        work()
        taken.append(1000 * (perf_counter() - begin))
    return sorted(taken)[times // 2]


def staffing_rows(load: Load, peer: bool) -> None:
    click.echo(
        "\n| staffing | ms a week | agent-hours | half-hours short, by the chain |\n| --- | ---: | ---: | ---: |"
    )
    ways: dict[str, dict[str, Any]] = {
        "Erlang C, each half-hour by itself": {"method": "steady", "model": "erlang_c"},
        "Erlang A, each half-hour by itself": {"method": "steady"},
        "Erlang A on the load carried": {"method": "carried"},
        "and more where the chain is short": {"method": "chain"},
        "target for the day, load carried": {"method": "carried", "target_per": "day"},
        "target for the day, chain": {"method": "chain", "target_per": "day"},
    }
    for name, changes in ways.items():
        policy = _POLICY.model_copy(update=changes)
        agents = agents_on_phones(fresh(load), _DAYS, policy)
        taken = milliseconds(lambda p=policy: agents_on_phones(fresh(load), _DAYS, p))  # type: ignore[misc]
        _staffing_row(load, name, taken, agents)
    if peer:
        asked = json.dumps(load.calls.tolist())
        command = [str(pyworkforce_python()), "-c", _PEER]
        found = json.loads(subprocess.run(command, input=asked, stdout=subprocess.PIPE, text=True, check=True).stdout)
        _staffing_row(load, "pyworkforce, Erlang C", found["ms"], np.array(found["agents"]))


def _staffing_row(load: Load, name: str, taken: float, agents: Ints) -> None:
    level = by_chain(load, agents.astype(np.float64), _POLICY).level(less_early=False)
    click.echo(f"| {name} | {taken:.1f} | {agents.sum() / 2:,.1f} | {(level < 0.8 - 1e-6).mean():.1%} |")


def prediction_rows(load: Load, runs: int) -> None:
    agents = agents_on_phones(load, _DAYS, _POLICY)
    surge = load.calls.copy()
    surge[[68, 69, 70, 71]] *= 1.7
    shifts = np.repeat(agents.reshape(-1, 4).mean(axis=1).round().astype(np.int64), 4)
    cases = {
        "as required": (load, agents),
        "a tenth fewer agents": (load, np.maximum(1, np.floor(agents * 0.9)).astype(np.int64)),
        "surge of two hours": (Load(surge, load.aht, load.seconds), agents),
        "two-hour shifts": (load, shifts),
    }
    click.echo("\n| roster | prediction | ms a week | error of a half-hour | worst | error of the week |")
    click.echo("| --- | --- | ---: | ---: | ---: | ---: |")
    for name, (own, staff) in cases.items():
        truth = _simulated(own, staff, runs, 0)
        _prediction_row(own, name, f"simulated again ({runs} weeks)", None, _simulated(own, staff, runs, 1), truth)
        for way, method in (("each half-hour by itself", "steady"), ("load carried", "carried")):
            policy = _POLICY.model_copy(update={"method": method})
            found = quick(own, staff.astype(np.float64), policy)
            taken = milliseconds(lambda s=staff, p=policy, o=own: quick(fresh(o), s.astype(np.float64), p))  # type: ignore[misc]
            _prediction_row(own, name, way, taken, found, truth)
        for step in (300.0, 10.0):
            chain.STEP_SECONDS = step
            found = by_chain(own, staff.astype(np.float64), _POLICY)
            taken = milliseconds(lambda s=staff, o=own: by_chain(o, s.astype(np.float64), _POLICY), 3)  # type: ignore[misc]
            _prediction_row(own, name, f"chain, steps of {step:g} s", taken, found, truth)
        chain.STEP_SECONDS = 300.0


def _simulated(load: Load, agents: Ints, runs: int, seed: int) -> Tally:
    return simulate(load.calls, load.aht, agents, load.seconds, _POLICY.threshold_seconds, _POLICY.patience, seed, runs)


def _prediction_row(
    load: Load, name: str, way: str, taken: float | None, found: Delivered | Tally, truth: Tally
) -> None:
    weights = truth.offered
    error = np.abs(found.in_time / found.offered - truth.in_time / weights)
    mean = float((error * weights).sum() / weights.sum())
    whole = abs(found.in_time.sum() / found.offered.sum() - truth.in_time.sum() / weights.sum())
    told = "" if taken is None else f"{taken:.1f}"
    worst = error[load.calls > 20].max()
    click.echo(f"| {name} | {way} | {told} | {mean:.4f} | {worst:.3f} | {whole:.4f} |")


@click.command()
@click.option("--runs", type=click.IntRange(min=10), default=1000, show_default=True, help="Simulated weeks.")
@click.option("--peer", is_flag=True, help="Run pyworkforce beside it.")
def main(runs: int, peer: bool) -> None:
    """Print the tables of docs/demand.md."""
    load = week()
    staffing_rows(load, peer)
    prediction_rows(load, runs)


if __name__ == "__main__":
    main()

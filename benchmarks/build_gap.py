"""How near the proven bound a build comes, by size of the centre and time limit.

    python -m benchmarks.build_gap --agents 60 --agents 300 --time-limit 60

Made-up centres of `scenarios/generate` (seed 1), October 2026, half-hours, every rule at its default.
"""

from __future__ import annotations

import resource
import time
from datetime import date

import click

from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.engine.build import Build, BuildOptions
from scheduler.instance import Instance

PERIOD = Period(start=date(2026, 10, 1), end=date(2026, 10, 31))


@click.command()
@click.option("--agents", type=int, multiple=True, default=(60,), show_default=True, help="Sizes of the centre.")
@click.option("--time-limit", type=float, multiple=True, default=(60.0,), show_default=True, help="Seconds.")
@click.option("--workers", type=int, default=2, show_default=True, help="Worker threads.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the build.")
def main(agents: tuple[int, ...], time_limit: tuple[float, ...], workers: int, seed: int) -> None:
    """Print one line for each size and time limit, with the phases' times, cost and bound."""
    print("| agents | limit s | bound after s | first roster after s | its gap | gap at the end | cost | bound | MiB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in agents:
        centre = generate_centre(CentreSpec(agents=size, seed=1))
        requirement = plan_requirement(centre, PERIOD)
        for limit in time_limit:
            begin = time.monotonic()
            options = BuildOptions(time_limit=limit, workers=workers, seed=seed)
            found = Build(Instance(centre, requirement), options).run().certificate
            if found is None:
                print(
                    f"| {size} | {limit:g} | | | | no roster after {time.monotonic() - begin:.0f} s | | | |", flush=True
                )
                continue
            counts, assign, _ = found.phases
            first = "fines" if assign.cost is None else f"{1 - assign.bound / assign.cost:.1%}"
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"| {size} | {limit:g} | {counts.seconds:.0f} | {assign.seconds:.0f} | {first} | {found.gap:.2%} | "
                f"{found.cost:,} | {found.bound:,} | {memory:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()

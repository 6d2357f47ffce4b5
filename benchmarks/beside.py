"""The tables that hold the engine against others in the same sitting."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from benchmarks.contenders import PAIBAN
from benchmarks.figures import GAP_HEADS, SETTING_HEADS, gaps, group, grouped, middle, number, setting, table
from benchmarks.records import Case, Run


def beside_tables(runs: Sequence[Run]) -> list[str]:
    """How far above the best bound each contender ended, and which hard rules it broke."""
    rows, broken = [], []
    for own in grouped(runs, group).values():
        bounds = {
            case: max(run.found.bound or 0 for run in members)
            for case, members in grouped(own, lambda run: run.job.case).items()
        }
        engine = {run.job.case: run for run in own if run.job.contender == PAIBAN}
        for contender, members in grouped(own, lambda run: run.job.contender).items():
            rows.append(_row(contender, members, bounds, engine))
            if any(run.found.broken for run in members):
                broken.append([*setting(members[0]), contender, _broken(members)])
    heads = [*SETTING_HEADS, "contender", "rosters", *GAP_HEADS, "times the engine's distance", "own bound", "MiB"]
    words = ("centre", "contender", "hard rules broken")
    made = (
        [table("Beside others: above the best bound, median / worst of the seeds", heads, rows, words)] if rows else []
    )
    if broken:
        title = "Rosters that do not count: breaches of hard rules, mean of the seeds"
        made.append(table(title, [*SETTING_HEADS, "contender", "hard rules broken"], broken, words))
    return made


def _row(contender: str, runs: Sequence[Run], bounds: dict[Case, int], engine: dict[Case, Run]) -> list[str]:
    made = sum(run.found.cost is not None for run in runs)
    pairs = [(run, engine[run.job.case]) for run in runs if run.job.case in engine]
    shares = [(run.found.bound or 0) / max(1, bounds[run.job.case]) for run in runs]
    return [
        *setting(runs[0]),
        contender,
        f"{made} of {len(runs)}",
        *gaps(runs, bounds),
        middle([times(run, ours, bounds[run.job.case]) for run, ours in pairs], "{:.1f}"),
        middle(shares, "{:.1%}") if any(shares) else "–",
        number(max(run.found.memory_mib or 0 for run in runs)),
    ]


def times(run: Run, engine: Run, bound: int) -> float:
    """How many times as far above the best bound as the engine a contender ends; infinite without a roster."""
    if run.found.cost is None:
        return math.inf
    if engine.found.cost is None:
        return 0.0
    theirs, ours = run.found.cost - bound, engine.found.cost - bound
    return theirs / ours if ours else 1.0 if not theirs else math.inf


def _broken(runs: Sequence[Run]) -> str:
    """Each rule with its breaches, most broken first."""
    sums = sum((Counter(run.found.broken) for run in runs), Counter())
    return ", ".join(f"{rule} {count / len(runs):,.0f}" for rule, count in sums.most_common())

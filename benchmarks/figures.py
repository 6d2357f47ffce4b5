"""Figures of runs and how they are written: what the tables of the page share."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from benchmarks.contenders import CONTENDERS
from benchmarks.records import VARIANTS, Case, Point, Run

MARKS = (30, 120, 300)
"""Seconds after which cost, bound and gap are told."""

T = TypeVar("T", bound=Hashable)


def latest(runs: Iterable[Run], least: int = 1) -> list[Run]:
    """For each case, limit and number of workers the runs of the last sitting in which so many contenders took part.

    Runs of different sittings are never held against each other.
    """
    kept: list[Run] = []
    for own in grouped(runs, lambda run: (run.job.case, run.job.time_limit, run.job.workers)).values():
        sittings = grouped(own, lambda run: run.sitting)
        full = [s for s, members in sittings.items() if len({run.job.contender for run in members}) >= least]
        if full:
            last = {run.job.contender: run for run in sittings[max(full)]}
            kept += last.values()
    return sorted(kept, key=_order)


def _order(run: Run) -> tuple[object, ...]:
    variant, agents, *others = group(run)
    return [*VARIANTS].index(variant), agents, *others, run.job.case.seed, [*CONTENDERS].index(run.job.contender)


def group(run: Run) -> tuple[str, int, int, float, int]:
    """What runs have in common whose median is taken: all but seed and contender."""
    case = run.job.case
    return case.variant, case.agents, case.days, run.job.time_limit, run.job.workers


def grouped(runs: Iterable[Run], key: Callable[[Run], T]) -> dict[T, list[Run]]:
    groups: defaultdict[T, list[Run]] = defaultdict(list)
    for run in runs:
        groups[key(run)].append(run)
    return dict(groups)


def gap(run: Run, mark: float | None, bound: int | None = None) -> float:
    """(cost − bound) / cost after so many seconds, at the end with None; infinite while there is no roster.

    `bound` is one to judge by in place of what the run itself had proven by then.
    """
    end = Point(seconds=run.found.seconds, cost=run.found.cost, bound=run.found.bound)
    point = end if mark is None else run.at(mark)
    if point is None or point.cost is None:
        return math.inf
    against = point.bound if bound is None else bound
    return max(0, point.cost - (against or 0)) / point.cost if point.cost else 0.0


def gaps(runs: Sequence[Run], bounds: Mapping[Case, int] | None = None) -> list[str]:
    """Median and worst gap at each mark within the limit and at the end; against the cases' `bounds` where given."""
    cells = []
    for mark in (*MARKS, None):
        within = mark is None or mark <= runs[0].job.time_limit
        found = [gap(run, mark, None if bounds is None else bounds[run.job.case]) for run in runs]
        cells.append(spread(found, "{:.2%}") if within else "")
    return cells


GAP_HEADS = [*(f"at {mark} s" for mark in MARKS), "at the end"]


def setting(run: Run) -> list[str]:
    """Kind of centre, agents and limit: the first cells of a row."""
    case = run.job.case
    kind = case.variant if case.days == 31 else f"{case.variant}, {case.days} days"
    return [kind, f"{case.agents:,}", f"{run.job.time_limit:g}"]


SETTING_HEADS = ["centre", "agents", "limit s"]


def or_never(value: float | None) -> float:
    """For figures of which less is better: what never came is the worst."""
    return math.inf if value is None else value


def number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def spread(values: Sequence[float], form: str) -> str:
    """Median / worst; one figure where there is one value."""
    if len(values) == 1:
        return middle(values, form)
    return f"{middle(values, form)} / {middle([max(values)], form)}"


def middle(values: Sequence[float], form: str) -> str:
    """The median (the upper one of two), so that what never came counts as the worst."""
    if not values:
        return ""
    found = sorted(values)[len(values) // 2]
    return form.format(found) if math.isfinite(found) else "none"


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[str]) -> str:
    """A Markdown table under a heading; the columns in `words` stand to the left, figures to the right."""
    rule = ["---" if head in words else "---:" for head in heads]
    lines = [f"| {' | '.join(cells)} |" for cells in (heads, rule, *rows)]
    return f"### {title}\n\n" + "\n".join(lines) + "\n"

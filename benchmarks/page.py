"""The tables of docs/benchmarks.md, written from the runs that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.beside import beside_tables
from benchmarks.contenders import PAIBAN
from benchmarks.figures import (
    GAP_HEADS,
    MARKS,
    SETTING_HEADS,
    gap,
    gaps,
    group,
    grouped,
    latest,
    middle,
    number,
    or_never,
    setting,
    spread,
    table,
)
from benchmarks.records import Run

BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"


def write_page(path: Path, runs: Sequence[Run]) -> None:
    """Put the tables of these runs into the page.

    Raises:
        ValueError: when the page has no place for them.
    """
    path.write_text(with_tables(path.read_text(encoding="utf-8"), runs), encoding="utf-8")


def with_tables(page: str, runs: Sequence[Run]) -> str:
    """The page with these runs' tables between its two marks; see `write_page`."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no lines {BEGIN} and {END} for the tables")
    return f"{before}{BEGIN}\n\n{tables(runs)}\n{END}{after}"


def tables(runs: Sequence[Run]) -> str:
    """All tables, as Markdown."""
    own = [run for run in latest(runs) if run.job.contender == PAIBAN]
    beside = latest(runs, least=2)
    if not own and not beside:
        return "No runs are kept yet.\n"
    parts = [_engine(own), _worst(own)] if own else []
    parts += beside_tables(beside)
    parts += [_each(own)] if own else []
    parts += _history([run for run in runs if run.job.contender == PAIBAN])
    return "\n".join([*parts, _sittings([*own, *beside])])


def _engine(runs: Sequence[Run]) -> str:
    heads = [*SETTING_HEADS, "seeds", "bound after s", "first roster after s", *GAP_HEADS, "worst seed", "MiB"]
    rows = []
    for own in grouped(runs, group).values():
        worst = max(own, key=lambda run: gap(run, None))
        cells = [*setting(own[0]), str(len(own))]
        cells += [spread([or_never(run.bound_after) for run in own], "{:.0f}")]
        cells += [spread([or_never(run.roster_after) for run in own], "{:.0f}")]
        memory = number(max(run.found.memory_mib or 0 for run in own))
        rows.append([*cells, *gaps(own), str(worst.job.case.seed), memory])
    return table("The engine: gap to its own bound, median / worst of the seeds", heads, rows, ("centre",))


def _worst(runs: Sequence[Run]) -> str:
    run = max(runs, key=lambda run: gap(run, None))
    name = f"**Worst of all:** {run.job.case.name}"
    if run.found.cost is None:
        return f"{name}: no roster after {run.found.seconds:.0f} s ({run.found.note}).\n"
    figures = f"cost {number(run.found.cost)}, bound {number(run.found.bound)}"
    return f"{name}: {gap(run, None):.2%} after {run.found.seconds:.0f} s ({figures}).\n"


def _each(runs: Sequence[Run]) -> str:
    marks = [f"{what} at {mark} s" for mark in MARKS for what in ("cost", "bound", "gap")]
    end = [f"{what} at the end" for what in ("cost", "bound", "gap")]
    heads = ["run", "bound after s", "first roster after s", *marks, *end, "MiB", "load"]
    rows = []
    for run in runs:
        cells = [f"{run.job.case.name}, {run.job.time_limit:g} s", number(run.bound_after), number(run.roster_after)]
        for mark in MARKS:
            point = run.at(mark)
            cells += [number(point.cost), number(point.bound), _percent(run, mark)] if point else ["", "", ""]
        cells += [number(run.found.cost), number(run.found.bound), _percent(run, None)]
        rows.append([*cells, number(run.found.memory_mib), f"{run.load:.1f}"])
    return table("Each run of the engine", heads, rows, ("run",))


def _history(runs: Sequence[Run]) -> list[str]:
    """The gap at the end sitting by sitting, for settings that were measured more than once."""
    rows = []
    for own in grouped(runs, group).values():
        sittings = sorted(grouped(own, lambda run: run.sitting).items())
        for sitting, members in sittings if len(sittings) > 1 else []:
            seeds = ", ".join(str(run.job.case.seed) for run in members)
            found = spread([gap(run, None) for run in members], "{:.2%}")
            rows.append([*setting(members[0]), f"{sitting:%Y-%m-%d %H:%M}", members[-1].commit, seeds, found])
    heads = [*SETTING_HEADS, "sitting (UTC)", "commit", "seeds", "gap at the end"]
    title = "From sitting to sitting: the engine's gap, median / worst of the seeds"
    return [table(title, heads, rows, ("centre", "sitting (UTC)", "commit"))] if rows else []


def _percent(run: Run, mark: float | None) -> str:
    return middle([gap(run, mark)], "{:.2%}")


def _sittings(runs: Sequence[Run]) -> str:
    heads = ["sitting (UTC)", "commit", "cores", "workers", "load as runs began", "versions"]
    rows = []
    for sitting, own in sorted(grouped(runs, lambda run: run.sitting).items()):
        loads = [run.load for run in own]
        rows.append(
            [
                f"{sitting:%Y-%m-%d %H:%M}",
                ", ".join(dict.fromkeys(run.commit for run in own)),
                str(own[0].cores),
                ", ".join(sorted({str(run.job.workers) for run in own})),
                f"{min(loads):.1f}–{max(loads):.1f}",
                ", ".join(f"{name} {version}" for name, version in own[0].versions.items()),
            ]
        )
    return table("Where and with what", heads, rows, ("sitting (UTC)", "commit", "versions"))

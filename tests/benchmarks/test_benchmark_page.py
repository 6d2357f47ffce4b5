"""The tables of the page, from runs made by hand."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.beside import times
from benchmarks.engine import PAGE, RESULTS
from benchmarks.figures import gap, latest
from benchmarks.page import tables, with_tables
from benchmarks.records import Case, Found, Job, Point, Run, add_run, read_runs

MORNING, NOON = datetime(2026, 11, 1, 8, tzinfo=UTC), datetime(2026, 11, 1, 12, tzinfo=UTC)


def made(
    trail: list[tuple[float, int | None, int | None]],
    contender: str = "paiban",
    seed: int = 0,
    sitting: datetime = MORNING,
    broken: dict[str, int] | None = None,
) -> Run:
    """A run of 150 seconds whose trail is (seconds, cost, bound)."""
    points = tuple(Point(seconds=seconds, cost=cost, bound=bound) for seconds, cost, bound in trail)
    last = points[-1] if points else Point(seconds=0)
    return Run(
        job=Job(contender=contender, case=Case(agents=60, seed=seed, variant="plain"), time_limit=150, workers=2),
        trail=points,
        found=Found(
            roster=bool(broken) or last.cost is not None,
            cost=last.cost,
            bound=last.bound,
            broken=broken or {},
            seconds=150,
            memory_mib=400 + seed,
        ),
        sitting=sitting,
        started=sitting,
        load=0.5,
        cores=2,
        commit="abc",
        versions={"paiban": "0.1.0"},
        input_hash="0" * 64,
    )


ENGINE = [
    made([(5, None, 900), (10, 1250, 900), (100, 1000, 900), (140, 1000, 950)], seed=0),
    made([(6, None, 900), (40, 1200, 900)], seed=1),
    made([(7, None, 800), (20, 1000, 800), (110, 800, 800)], seed=2),
]


def row(page: str, *begin: str) -> list[str]:
    """The cells of the first row that begins so."""
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")
    ]
    return next(cells for cells in lines if cells[: len(begin)] == list(begin))


def test_the_engines_row_has_median_and_worst_of_the_seeds() -> None:
    cells = row(tables(ENGINE), "plain", "60", "150", "3")
    # Bound after 5, 6 and 7 s; roster after 10, 40 and 20 s.
    assert cells[4:6] == ["6 / 7", "20 / 40"]
    # At 30 s: (1250 − 900) / 1250 = 28 %, no roster, (1000 − 800) / 1000 = 20 %.
    # At 120 s: (1000 − 900) / 1000 = 10 %, (1200 − 900) / 1200 = 25 %, 0 %. 300 s lie beyond the limit.
    # At the end the bound of the first is 950: 5 %, 25 %, 0 %. Most memory: seed 2.
    assert cells[6:] == ["28.00% / none", "10.00% / 25.00%", "", "5.00% / 25.00%", "1", "402"]


def test_the_worst_instance_is_named() -> None:
    expected = "**Worst of all:** 60 agents, plain, seed 1: 25.00% after 150 s (cost 1,200, bound 900)."
    assert expected in tables(ENGINE)
    lost = made([(6, None, 900)], seed=4)
    assert "**Worst of all:** 60 agents, plain, seed 4: no roster" in tables([*ENGINE, lost])


def test_peers_are_held_against_the_best_bound_of_anybody() -> None:
    flat = [
        made([(50, 1900, 100)], "flat-cp-sat", seed=0),
        made([(50, 1500, 1000)], "flat-cp-sat", seed=1),
        made([(50, None, 10)], "flat-cp-sat", seed=2),
    ]
    page = tables([*ENGINE, *flat])
    # Best bounds: 950 (the engine's), 1000 (the flat model's), 800.
    # Engine: 50/1000 = 5 %, 200/1200 = 16.67 %, 0 %. Flat: 950/1900 = 50 %, 500/1500 = 33.33 %, none.
    ours, theirs = row(page, "plain", "60", "150", "paiban"), row(page, "plain", "60", "150", "flat-cp-sat")
    assert ours[4:5] + ours[8:10] == ["3 of 3", "5.00% / 16.67%", "1.0"]
    # 950 points above against 50: 19 times; 500 against 200: 2.5 times; none. Bounds: 100/950, 1000/1000, 10/800.
    assert theirs[4:5] + theirs[8:11] == ["2 of 3", "50.00% / none", "19.0", "10.5%"]


def test_rosters_that_break_hard_rules_are_told_and_do_not_count() -> None:
    peer = made([], "pyworkforce", broken={"min_rest": 4, "leave": 10})
    page = tables([ENGINE[0], peer])
    assert row(page, "plain", "60", "150", "pyworkforce")[4:] == [
        "0 of 1",
        "none",
        "none",
        "",
        "none",
        "none",
        "–",
        "400",
    ]
    assert "| plain | 60 | 150 | pyworkforce | leave 10, min_rest 4 |" in page


def test_only_runs_of_one_sitting_are_held_against_each_other() -> None:
    flat = made([(50, 1900, 100)], "flat-cp-sat")
    again = made([(5, 960, 950)], sitting=NOON)
    runs = [ENGINE[0], flat, again]
    assert latest(runs) == [again]
    assert latest(runs, least=2) == [ENGINE[0], flat]


def test_what_was_measured_again_is_told_sitting_by_sitting() -> None:
    again = [made([(5, 960, 900)], seed=0, sitting=NOON), made([(5, 1000, 900)], seed=1, sitting=NOON)]
    page = tables([*ENGINE, *again])
    # At noon (960 − 900) / 960 = 6.25 % and 10 %, and the upper one of two counts as the median.
    assert row(page, "plain", "60", "150", "2026-11-01 08:00")[4:] == ["abc", "0, 1, 2", "5.00% / 25.00%"]
    assert row(page, "plain", "60", "150", "2026-11-01 12:00")[4:] == ["abc", "0, 1", "10.00% / 10.00%"]
    assert "From sitting to sitting" not in tables(ENGINE)


def test_distances_of_an_optimal_roster() -> None:
    optimal, near = made([(1, 900, 900)]), made([(1, 1000, 900)])
    assert times(optimal, optimal, 900) == 1
    assert times(near, optimal, 900) == math.inf
    assert times(optimal, near, 900) == 0
    assert gap(optimal, 30) == 0


def test_without_runs_the_page_says_so() -> None:
    assert tables([]) == "No runs are kept yet.\n"


def test_runs_are_read_as_they_were_written(tmp_path: Path) -> None:
    for run in ENGINE:
        add_run(tmp_path / "new" / "a.jsonl", run)
    assert read_runs(tmp_path / "new") == ENGINE


def test_the_page_of_benchmarks_is_up_to_date() -> None:
    written = PAGE.read_text(encoding="utf-8")
    expected = with_tables(written, read_runs(RESULTS))
    assert written == expected, "docs/benchmarks.md is stale; make it anew: python -m benchmarks.engine --no-runs"

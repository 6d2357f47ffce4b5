"""The benchmark of the engine: from the command to the line that is kept, on a centre small enough for that."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.engine import main
from benchmarks.records import Case, Job, Point, read_runs, thinned
from benchmarks.runner import do_job
from benchmarks.trail import Trail
from scenarios.generate import generate_centre
from scheduler.demand.requirement import plan_requirement

TINY = Case(agents=10, seed=3, variant="plain", days=3)

PAGE = "Before.\n\n<!-- tables: begin -->\nold\n<!-- tables: end -->\n\nAfter.\n"


def test_the_command_keeps_a_judged_run_and_writes_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    asked = ["--agents", "10", "--seed", "3", "--days", "3", "--time-limit", "4", "--write-docs"]
    done = CliRunner().invoke(main, [*asked, "--results", str(tmp_path), "--page", str(page)])
    assert done.exit_code == 0, done.output
    (run,) = read_runs(tmp_path)
    assert run.job == Job(contender="paiban", case=TINY, time_limit=4, workers=2)
    assert run.found.roster
    assert run.found.broken == {}
    assert run.found.cost is not None
    assert run.found.bound is not None
    assert 0 < run.found.bound <= run.found.cost
    assert run.trail[-1] == Point(seconds=run.trail[-1].seconds, cost=run.found.cost, bound=run.found.bound)
    costs = [point.cost for point in run.trail if point.cost is not None]
    assert costs == sorted(costs, reverse=True)
    assert run.found.memory_mib is not None
    # A process with numpy and OR-Tools in it cannot do with less.
    assert run.found.memory_mib > 50
    assert {"ortools", "highspy", "pyworkforce"} <= set(run.versions)
    assert len(run.input_hash) == 64
    written = page.read_text(encoding="utf-8")
    assert written.startswith("Before.\n")
    assert written.endswith("After.\n")
    assert "old" not in written
    assert f"| {run.found.cost:,} | {run.found.bound:,} |" in written


def test_a_process_that_is_lost_leaves_its_last_words() -> None:
    centre = generate_centre(TINY.spec())
    job = Job(contender="nobody", case=TINY, time_limit=1, workers=1)
    trail, found = do_job(job, centre, plan_requirement(centre, TINY.period()))
    assert trail == []
    assert not found.roster
    assert found.note == "the process was lost (1) KeyError: 'nobody'"


def test_what_is_asked_for_wrongly_is_refused_with_exit_code_2(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["--variant", "hard"]).exit_code == 2
    (tmp_path / "a.jsonl").write_text("{}\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    done = CliRunner().invoke(main, ["--no-runs", "--results", str(tmp_path), "--page", str(page)])
    assert done.exit_code == 2
    assert "a.jsonl, line 1" in done.output
    assert page.read_text(encoding="utf-8") == PAGE


def test_a_page_without_room_for_tables_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["--no-runs", "--results", str(tmp_path), "--page", str(page)])
    assert done.exit_code == 2
    assert "tables: begin" in done.output


def test_a_trail_hands_on_only_what_is_better() -> None:
    heard: list[Point] = []
    trail = Trail(heard.append)
    trail.tell(bound=10)
    trail.tell(cost=30, bound=9)
    trail.tell(cost=30)
    trail.tell(cost=31, bound=10)
    trail.tell(cost=25, bound=12)
    assert [(point.cost, point.bound) for point in heard] == [(None, 10), (30, 10), (25, 12)]
    assert trail.bound == 12


def test_a_trail_keeps_the_last_point_of_each_second_and_the_first_bound_and_roster() -> None:
    points = [
        Point(seconds=1.1, bound=10),
        Point(seconds=1.2, bound=11),
        Point(seconds=1.3, bound=12),
        Point(seconds=1.4, cost=40, bound=12),
        Point(seconds=1.5, cost=39, bound=12),
        Point(seconds=1.9, cost=38, bound=12),
        Point(seconds=2.0, cost=37, bound=12),
        Point(seconds=2.1, cost=36, bound=12),
    ]
    # The second that ends at 2.0 keeps the first bound, the last bound before a roster, the first roster, its last.
    assert thinned(points) == (points[0], points[2], points[3], points[6], points[7])


@pytest.mark.parametrize(
    ("variant", "skills", "wishes"), [("plain", 1, 2), ("multi-skill", 6, 2), ("wish-heavy", 1, 8)]
)
def test_a_variant_differs_from_the_defaults_in_what_its_name_says(variant: str, skills: int, wishes: float) -> None:
    spec = Case(agents=10, seed=3, variant=variant).spec()
    assert (spec.agents, spec.seed, spec.skill_count, spec.wishes_per_agent) == (10, 3, skills, wishes)

"""The command on a made-up instance, and its table."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.curtois.__main__ import main
from benchmarks.curtois.runs import BEGIN, END, kept, table, with_table
from tests.benchmarks.tiny_instance import TINY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "published"
    place.mkdir()
    (place / "Instance2.txt").write_text(TINY)
    (place / "best_known.csv").write_text("instance,best_known,status\n2,206,made up\n")
    return place


def call(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_engine_and_flat_model_find_the_same_optimum_and_are_kept(folder: Path, tmp_path: Path) -> None:
    results = tmp_path / "results"
    done = call("--folder", folder, "--time-limit", 5, "--results", results)
    assert done.exit_code == 0, done.output
    runs = {run.contender: run for run in kept(results)}
    assert list(runs) == ["paiban", "flat"]
    assert runs["flat"].cost == runs["flat"].bound
    assert runs["paiban"].cost == runs["flat"].cost
    assert runs["paiban"].bound <= runs["flat"].bound
    assert not runs["paiban"].broken
    assert runs["paiban"].trail[-1].cost == runs["paiban"].cost
    assert table(list(runs.values()))[2] in done.output
    page = with_table(f"a\n{BEGIN}\nold\n{END}\nz\n", list(runs.values()))
    assert page.startswith(f"a\n{BEGIN}\n\n| instance |")
    assert "| 2 | 2 × 7 × 2 | 5 | 206 |" in page
    assert page.endswith(f"\n{END}\nz\n")
    assert "old" not in page


def test_a_page_without_a_place_for_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="no lines"):
        with_table("nothing", [])


def test_what_is_wrong_is_said_with_exit_code_2(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAIBAN_BENCH", raising=False)
    assert call().exit_code == 2
    assert "set PAIBAN_BENCH" in call().output
    assert "holds no Instance7.txt" in call("--folder", folder, "--instance", 7).output
    (folder / "Instance2.txt").write_text(TINY.replace("E,480,", "E,480"))
    faulty = call("--folder", folder, "--results", tmp_path / "results")
    assert faulty.exit_code == 2
    assert "Instance2.txt, line 8" in faulty.output

"""The property benchmark: what it counts, what it keeps of a failure, and its page."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import properties
from benchmarks.properties import KEPT, PAGE, Property, Record, main, run, run_batch, summary, with_summary
from tests.properties.centres import Setting, settings_of, tiny_settings
from tests.properties.checks import Tally


def count_agents(setting: Setting, tally: Tally) -> None:
    tally.add(f"{len(setting.centre.agents)} agents")


def want_two_days(setting: Setting, tally: Tally) -> None:
    assert len(setting.requirement.timeline.period.days) == 2, "not two"


COUNTS = Property("it counts", count_agents, settings_of(), 8)
FAILS = Property("two days", want_two_days, tiny_settings(), 20)


def test_a_batch_is_the_same_for_the_same_seed() -> None:
    tally, done, failure = run_batch(COUNTS, 3)
    assert failure is None
    assert tally.seen.total() == done == 8
    assert run_batch(COUNTS, 3)[0] == tally


def test_a_failure_is_kept_with_its_smallest_centre() -> None:
    _, _, failure = run_batch(FAILS, 1)
    assert failure is not None
    assert "not two" in failure.error
    assert len(Setting.model_validate_json(failure.setting).requirement.timeline.period.days) == 3


def test_a_run_ends_after_its_examples_and_keeps_what_it_saw(tmp_path: Path) -> None:
    kept = tmp_path / "results" / "kept.json"
    record = run(2, 20, time.monotonic() + 600, (COUNTS,), kept)
    assert record.examples == {"it counts": 24}
    assert sum(record.seen.values()) == 24
    assert Record.model_validate_json(kept.read_text(encoding="utf-8")) == record


def test_processes_side_by_side_see_the_same(tmp_path: Path) -> None:
    clashes = properties.PROPERTIES[-1:]
    alone, beside = (run(2, 20, time.monotonic() + 600, clashes, tmp_path / "kept.json", workers) for workers in (1, 2))
    assert alone.examples == beside.examples == {clashes[0].name: 20}
    assert alone.seen == beside.seen


def test_the_command_fails_when_a_property_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(properties, "PROPERTIES", (FAILS,))
    kept = tmp_path / "kept.json"
    result = CliRunner().invoke(main, ["--minutes", "0", "--kept", str(kept)])
    assert result.exit_code == 1
    assert "| two days | 0 | 1 |" in result.output
    assert json.loads(kept.read_text(encoding="utf-8"))["failures"][0]["property"] == "two days"


def test_the_page_holds_what_is_kept() -> None:
    page = PAGE.read_text(encoding="utf-8")
    record = Record.model_validate_json(KEPT.read_text(encoding="utf-8"))
    assert with_summary(page, record) == page, "stale: python -m benchmarks.properties --write-docs"
    assert summary(record) in page


def test_a_page_without_a_place_for_the_tables_is_refused() -> None:
    record = Record.model_validate_json(KEPT.read_text(encoding="utf-8"))
    with pytest.raises(ValueError, match="no lines"):
        with_summary("# A page\n", record)

"""`kill -9` while the store is written: nothing lost, nothing half-written."""

from __future__ import annotations

from helpers import run_helper

from store.db.migrations import HISTORY


def test_200_kills_of_import_publish_and_approve_lose_nothing(address: str) -> None:
    answer = run_helper("victim.py", "work", address, 200, 1)
    assert answer["problems"] == []
    # Each had finished something, so that there is something to lose.
    assert answer["finished"] >= 200


def test_a_migration_killed_before_any_of_its_statements_leaves_old_or_new(address: str) -> None:
    answer = run_helper("victim.py", "migrate", address, 200, 1)
    assert answer["came_through"]
    *before, last = answer["states"]
    assert set(before) == {"none"}
    assert last.startswith(f"{HISTORY[-1]}, ")
    # One statement at least for each of the tables.
    assert len(before) > 10

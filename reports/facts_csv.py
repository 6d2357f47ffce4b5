"""Facts for the scores, as a CSV file of their events table."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from models.csv_cell import shield

COLUMNS = (
    "event_id", "agent_id", "kind", "day", "month", "amount", "subject", "rater", "points", "entered_by", "entered_on",
    "evidence", "corrects",
)  # fmt: skip


def write_facts_csv(path: Path, facts: Sequence[Mapping[str, str]]) -> None:
    """UTF-8 with its mark, so that Excel reads it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([shield(fact[name]) for name in COLUMNS] for fact in facts)

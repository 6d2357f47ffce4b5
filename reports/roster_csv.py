"""The roster as a CSV: one row for each assignment, readable by Excel in any locale."""

from __future__ import annotations

import csv
from pathlib import Path

from models.base import Lang
from models.centre import Centre
from models.csv_cell import shield
from models.roster import Roster
from models.roster_sheet import ASSIGNMENT_COLUMNS
from reports.assignment_rows import assignment_rows


def write_roster_csv(path: Path, centre: Centre, roster: Roster, lang: Lang) -> None:
    """Write UTF-8 with a byte-order mark; text that a spreadsheet could take for a formula is shielded, reversibly."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.to(lang) for column in ASSIGNMENT_COLUMNS])
        for row in assignment_rows(centre, roster):
            writer.writerow([_cell(value) for value in row])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    return shield(value) if isinstance(value, str) else str(value)

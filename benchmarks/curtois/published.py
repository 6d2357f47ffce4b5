"""Where the published instances are, and the best that is known of them."""

from __future__ import annotations

import csv
import os
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER_VARIABLE = "PAIBAN_BENCH"
_NAME = re.compile(r"Instance(\d+)\.txt")


@dataclass(frozen=True)
class BestKnown:
    """The least cost that was ever found, and what is known about it (`optimal`, bounds, …)."""

    cost: int
    status: str


def folder_of(given: Path | None) -> Path | None:
    """The folder with the instances: the given one, or what the variable names (or its `curtois` folder)."""
    named = os.environ.get(FOLDER_VARIABLE)
    for folder in (given,) if given is not None else (Path(named), Path(named) / "curtois") if named else ():
        if instance_files(folder):
            return folder
    return None


def instance_files(folder: Path) -> dict[int, Path]:
    """The instance files of a folder by their number."""
    files = {int(match[1]): path for path in folder.glob("*.txt") if (match := _NAME.fullmatch(path.name))}
    return dict(sorted(files.items()))


def best_known(folder: Path) -> dict[int, BestKnown]:
    """What `best_known.csv` of the folder says; nothing where there is no such file."""
    path = folder / "best_known.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        return {int(row["instance"]): BestKnown(int(row["best_known"]), row["status"]) for row in rows}

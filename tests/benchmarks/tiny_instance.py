"""A made-up problem of the format of Curtois and Qu, small enough to judge by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

TINY = """\
# a comment
SECTION_HORIZON
# days
7

SECTION_SHIFTS
# ShiftID, Length in mins, Shifts which cannot follow this shift | separated
E,480,
n1,600,E

SECTION_STAFF
A,E=7|n1=0,2400,960,3,2,2,1
B,E=3|n1=3,3000,0,4,1,1,1

SECTION_DAYS_OFF
A,0

SECTION_SHIFT_ON_REQUESTS
A,1,E,2
B,0,n1,3

SECTION_SHIFT_OFF_REQUESTS
B,4,E,1

SECTION_COVER
0,E,1,100,1
0,n1,1,100,1
1,E,1,100,1
2,E,1,100,1
3,E,0,100,1
4,E,1,10,5
5,E,1,100,1
6,E,1,100,2
"""


def roster_of(**words: str) -> dict[tuple[str, int], str]:
    """A roster from one word for each person: `E`, `n` (for n1) or `.` for each day."""
    codes = {"E": "E", "n": "n1"}
    return {(name, day): codes[code] for name, word in words.items() for day, code in enumerate(word) if code != "."}


def bench_folder() -> Path:
    """The folder of the published instances; the test is skipped where there is none."""
    from benchmarks.curtois.published import FOLDER_VARIABLE, folder_of

    folder = folder_of(None)
    if folder is None:
        pytest.skip(f"{FOLDER_VARIABLE} names no folder with the published instances")
    return folder

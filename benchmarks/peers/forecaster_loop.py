"""Runs inside a peer's own environment: histories in as JSON lines, forecasts and the seconds they took out.

Only the standard library and NumPy are at hand here, and what the peer brings.
"""

import contextlib
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np


@dataclass(frozen=True)
class Question:
    """The calls of the days from `first_day` on, shape (days, slots), NaN where not known or on a special day.

    The expected calls of the `ahead` days that follow are asked for. `days_off` are weekdays (Monday is 0).
    """

    first_day: date
    offered: np.ndarray
    ahead: int
    days_off: tuple[int, ...]


Forecaster = Callable[[Question], np.ndarray]
"""The expected calls, shape (ahead, slots)."""


def serve(forecaster: Forecaster) -> None:
    """Answer until there is no more question; what a library prints goes to the error stream.

    A slot that its weekday has never had a call in is expected to have none.
    """
    answers = sys.stdout
    for line in sys.stdin:
        asked = json.loads(line)
        offered = np.array(asked["offered"], dtype=float)
        question = Question(date.fromisoformat(asked["first_day"]), offered, asked["ahead"], tuple(asked["days_off"]))
        begin = time.perf_counter()
        with contextlib.redirect_stdout(sys.stderr):
            expected = np.maximum(forecaster(question), 0.0)
        seconds = time.perf_counter() - begin
        hours = ever_open(offered)
        expected[[~hours[(len(offered) + i) % 7] for i in range(asked["ahead"])]] = 0.0
        print(json.dumps({"expected": expected.tolist(), "seconds": seconds}), file=answers, flush=True)


def ever_open(offered: np.ndarray) -> np.ndarray:
    """Which slots of the seven weekdays, counted from the first day's, ever had a call: shape (7, slots)."""
    return np.array([np.nansum(offered[weekday::7], axis=0) > 0 for weekday in range(7)])


def filled(offered: np.ndarray, weeks: int = 4) -> np.ndarray:
    """Unknown calls replaced by the mean of that weekday's slot over the last `weeks` known before, else the first known after."""
    table = offered.copy()
    for weekday in range(7):
        for slot in range(table.shape[1]):
            column = offered[weekday::7, slot]
            known = np.flatnonzero(~np.isnan(column))
            for place in np.flatnonzero(np.isnan(column)):
                before = known[known < place][-weeks:]
                near = before if len(before) else known[:1]
                table[weekday + 7 * place, slot] = column[near].mean() if len(near) else 0.0
    return table

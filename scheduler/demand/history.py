"""The call history of a queue as a table: one row per local day, one column per interval of the wall-clock day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from models.demand import CallCount
from models.time import MINUTES_PER_DAY

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """Calls of one queue on consecutive local days.

    `offered` has the shape (days, slots of the day) and is NaN where an interval is missing. `handled` counts the calls
    whose handling time is known (0 where it is not) and `talk_seconds` is their handling time in all.
    """

    days: tuple[date, ...]
    offered: Floats
    handled: Floats
    talk_seconds: Floats

    @property
    def observed_days(self) -> int:
        return int((~np.isnan(self.offered)).any(axis=1).sum())


def gather(calls: Iterable[CallCount], zone: str, interval_minutes: int, before: date) -> History | None:
    """Lay the calls of one queue that came before local midnight of `before` into a table; None when there are none.

    Finer steps are added up; an interval that lacks one of its steps is missing. Coarser steps are spread evenly. In
    the hour that a change from summer time repeats, the two intervals of the same wall-clock slot are averaged.
    """
    rows = [call for call in calls if call.start.astimezone(ZoneInfo(zone)).date() < before]
    if not rows:
        return None
    step = _step_minutes(rows, interval_minutes)
    parts = max(1, step // interval_minutes)
    needed = max(1, interval_minutes // step)
    intervals = _sum_by_interval(rows, ZoneInfo(zone), interval_minutes, parts)
    first = min(key[0] for key in intervals)
    count = max(key[0] for key in intervals) - first + 1
    # Fields of a cell: offered, handled, talk seconds; the last layer counts the intervals that fell on the slot.
    table = np.zeros((4, count, MINUTES_PER_DAY // interval_minutes))
    for (day, slot, _), (steps, *values) in intervals.items():
        if steps >= needed:
            table[:, day - first, slot] += (*values, 1.0)
    occurrences = table[3]
    with np.errstate(invalid="ignore"):
        offered = np.where(occurrences > 0, table[0] / np.maximum(occurrences, 1), np.nan)
    start = date.fromordinal(first)
    return History(tuple(start + timedelta(days=i) for i in range(count)), offered, table[1], table[2])


def _step_minutes(rows: list[CallCount], interval_minutes: int) -> int:
    """How finely the history is cut: the smallest distance between two of its moments."""
    moments = sorted({row.start for row in rows})
    gaps = (later - earlier for earlier, later in pairwise(moments))
    return max(1, round(min(gaps, default=timedelta(minutes=interval_minutes)).total_seconds() / 60))


def _sum_by_interval(
    rows: list[CallCount], tz: ZoneInfo, interval_minutes: int, parts: int
) -> dict[tuple[int, int, timedelta | None], list[float]]:
    """Steps, offered, handled and talk seconds by (day's ordinal, slot, UTC offset)."""
    sums: dict[tuple[int, int, timedelta | None], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for row in rows:
        handled = 0.0 if row.aht_seconds is None else row.offered if row.answered is None else row.answered
        talk = handled * (row.aht_seconds or 0.0)
        for part in range(parts):
            local = _local(row.start, tz, part * interval_minutes)
            slot = (local.hour * 60 + local.minute) // interval_minutes
            cell = sums[local.toordinal(), slot, local.utcoffset()]
            for field, value in enumerate((parts, row.offered, handled, talk)):
                cell[field] += value / parts
    return sums


def _local(moment: datetime, tz: ZoneInfo, minutes: int) -> datetime:
    if minutes:
        moment = moment.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes)
    return moment.astimezone(tz)

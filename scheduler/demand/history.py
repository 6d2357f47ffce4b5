"""The call history of a queue as a table: one row per local day, one column per interval of the wall-clock day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.demand import CallCount
from models.time import MINUTES_PER_DAY
from scheduler.demand.errors import DemandError
from scheduler.demand.findings import Finding, Remark

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """Calls of one queue on consecutive local days.

    `offered` has the shape (days, slots of the day) and is NaN where an interval is missing. `handled` counts the calls
    whose handling time is known (0 where it is not) and `talk_seconds` is their handling time in all. `findings` say
    what was remarkable about it and what was done.
    """

    days: tuple[date, ...]
    offered: Floats
    handled: Floats
    talk_seconds: Floats
    findings: tuple[Finding, ...] = ()

    @property
    def observed_days(self) -> int:
        return int((~np.isnan(self.offered)).any(axis=1).sum())

    def until(self, days: int) -> History:
        """Its first so many days."""
        return History(self.days[:days], self.offered[:days], self.handled[:days], self.talk_seconds[:days])


def gather(calls: Iterable[CallCount], zone: str, interval_minutes: int, before: date) -> History | None:
    """Lay the calls of one queue that came before local midnight of `before` into a table; None when there are none.

    Finer steps are added up; an interval that lacks one of its steps is missing. Coarser steps are spread evenly. In
    the hour that a change from summer time repeats, the two intervals of the same wall-clock slot are averaged. A row
    that stands there again is used once; intervals with two different rows are missing.

    Raises:
        DemandError: the history's step and the interval do not divide each other.
    """
    tz = ZoneInfo(zone)
    given = [call for call in calls if call.start.astimezone(tz).date() < before]
    rows, findings = _single_rows(given)
    if not rows:
        return None
    step = _step_minutes(rows, interval_minutes)
    if step > interval_minutes:
        findings.append(Finding(Remark.COARSE, step, amount=interval_minutes))
    parts = max(1, step // interval_minutes)
    needed = max(1, interval_minutes // step)
    intervals = _sum_by_interval(rows, tz, interval_minutes, parts)
    first = min(key[0] for key in intervals)
    count = max(key[0] for key in intervals) - first + 1
    # Fields of a cell: offered, handled, talk seconds; the last layer counts the intervals that fell on the slot.
    table = np.zeros((4, count, MINUTES_PER_DAY // interval_minutes))
    for (day, slot, _), (steps, *values) in intervals.items():
        if steps >= needed - 1e-9:
            table[:, day - first, slot] += (*values, 1.0)
    occurrences = table[3]
    with np.errstate(invalid="ignore"):
        offered = np.where(occurrences > 0, table[0] / np.maximum(occurrences, 1), np.nan)
    start = date.fromordinal(first)
    days = tuple(start + timedelta(days=i) for i in range(count))
    findings += [*_gaps(days, offered, interval_minutes), *_clock_changes(days, tz), *_oddities(rows, tz)]
    return History(days, offered, table[1], table[2], tuple(findings))


def moment_of(day: date, slot: int, slots: int) -> datetime:
    """The wall-clock time at which a slot of the day begins, without a zone."""
    return datetime.combine(day, time()) + timedelta(minutes=slot * MINUTES_PER_DAY // slots)


def _single_rows(given: Sequence[CallCount]) -> tuple[list[CallCount], list[Finding]]:
    """Each interval's one row, and what was found of others."""
    rows: dict[datetime, CallCount] = {}
    again: list[datetime] = []
    torn: set[datetime] = set()
    for call in given:
        if call.start not in rows:
            rows[call.start] = call
        elif rows[call.start] == call:
            again.append(call.start)
        else:
            torn.add(call.start)
    findings = []
    if again:
        findings.append(Finding(Remark.REPEATED, len(again), min(again)))
    if torn:
        findings.append(Finding(Remark.CONTRADICTORY, len(torn), min(torn)))
    return [row for start, row in rows.items() if start not in torn], findings


def _step_minutes(rows: list[CallCount], interval_minutes: int) -> int:
    """How finely the history is cut: the usual distance between two of its moments."""
    moments = sorted(row.start for row in rows)
    gaps = Counter(round((later - earlier).total_seconds() / 60) for earlier, later in pairwise(moments))
    step = max(1, gaps.most_common(1)[0][0]) if gaps else interval_minutes
    if interval_minutes % step and step % interval_minutes:
        raise DemandError(
            text(
                "the call history comes in steps of {step} minutes, which do not divide the {interval} of the plan: "
                "export it in steps that do, or change centre.interval_minutes",
                "话务历史的间隔为 {step} 分钟，不能整除排班的 {interval} 分钟：请按能整除的间隔导出，或修改 centre.interval_minutes",
            ).format(step=step, interval=interval_minutes)
        )
    return step


def _sum_by_interval(
    rows: list[CallCount], tz: ZoneInfo, interval_minutes: int, parts: int
) -> dict[tuple[int, int, timedelta | None], list[float]]:
    """Steps, offered, handled and talk seconds by (day's ordinal, slot, UTC offset)."""
    sums: dict[tuple[int, int, timedelta | None], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for row in rows:
        seconds = row.aht_seconds or 0.0
        handled = 0.0 if not seconds else row.offered if row.answered is None else row.answered
        for part in range(parts):
            local = _local(row.start, tz, part * interval_minutes)
            slot = (local.hour * 60 + local.minute) // interval_minutes
            cell = sums[local.toordinal(), slot, local.utcoffset()]
            for field, value in enumerate((parts, row.offered, handled, handled * seconds)):
                cell[field] += value / parts
    return sums


def _local(moment: datetime, tz: ZoneInfo, minutes: int) -> datetime:
    if minutes:
        moment = moment.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes)
    return moment.astimezone(tz)


def _gaps(days: Sequence[date], offered: Floats, interval_minutes: int) -> list[Finding]:
    """Missing intervals between the first and the last that are there."""
    flat = np.isnan(offered).ravel()
    there = np.flatnonzero(~flat)
    if not len(there):
        return []
    absent = np.flatnonzero(flat[there[0] : there[-1]]) + there[0]
    if not len(absent):
        return []
    day, slot = divmod(int(absent[0]), offered.shape[1])
    first = moment_of(days[day], slot, offered.shape[1])
    return [Finding(Remark.GAP, len(absent), first, float(there[-1] - there[0] + 1))]


def _clock_changes(days: Sequence[date], tz: ZoneInfo) -> list[Finding]:
    offsets = [datetime.combine(day, time(), tz).utcoffset() for day in (*days, days[-1] + timedelta(days=1))]
    changed = [day for day, (one, other) in zip(days, pairwise(offsets), strict=True) if one != other]
    return [Finding(Remark.CLOCK_CHANGE, len(changed), changed[0])] if changed else []


def _oddities(rows: Sequence[CallCount], tz: ZoneInfo) -> list[Finding]:
    """Rows whose figures are used, but do not look right."""
    odd: dict[Remark, list[datetime]] = defaultdict(list)
    for row in rows:
        if not row.offered.is_integer():
            odd[Remark.FRACTIONAL].append(row.start)
        if (row.answered or 0.0) + (row.abandoned or 0.0) > row.offered + 1e-6:
            odd[Remark.INCONSISTENT].append(row.start)
        if not row.aht_seconds and (row.offered if row.answered is None else row.answered) > 0:
            odd[Remark.NO_HANDLING_TIME].append(row.start)
    return [Finding(remark, len(starts), min(starts).astimezone(tz)) for remark, starts in odd.items()]

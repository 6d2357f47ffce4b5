"""Outages and spikes that nobody has entered: found in the history, treated by stated rules, and reported.

An ordinary day's interval is held against the *usual*: the median of the same slot on ordinary days of the same weekday
within six weeks (the day itself left out; at least three are needed). Special days and days of events are let be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from scheduler.demand.findings import Finding, Remark
from scheduler.demand.history import History, moment_of

Floats = NDArray[np.float64]

WEEKS_AROUND = 6
LEAST_DAYS = 3
OUTAGE_SHARE = 0.1
"""An interval with at most this share of its usual calls is silent; silent ones in a row may be an outage."""
OUTAGE_CALLS = 25.0
"""…when so many calls would have been usual in them: by chance alone that happens once in 10^8 such runs."""
SPIKE_TIMES = 3.0
SPIKE_SIGMA = 8.0
"""A spike lies above both: so many times the usual, and the usual plus so many standard deviations of chance."""


def clean(history: History, ordinary: NDArray[np.bool_]) -> History:
    """The history with the intervals of outages missing and those of spikes clipped, and findings that say so.

    `ordinary` tells which days are looked at.
    """
    offered = history.offered.copy()
    usual = usual_calls(history, ordinary)
    runs = list(_outages(offered, usual))
    for day, first, end in runs:
        offered[day, first:end] = np.nan
    limit = np.maximum(SPIKE_TIMES * usual, usual + SPIKE_SIGMA * np.sqrt(usual + 1))
    with np.errstate(invalid="ignore"):
        above = offered > limit
    clipped = np.where(above, limit, offered)
    findings = [*history.findings]

    def first_moment(day: int, slot: int) -> datetime:
        return moment_of(history.days[day], slot, history.offered.shape[1])

    if runs:
        silent = sum(end - first for _, first, end in runs)
        lost = sum(usual[day, first:end].sum() for day, first, end in runs)
        findings.append(Finding(Remark.OUTAGE, silent, first_moment(*runs[0][:2]), float(lost)))
    if above.any():
        day, slot = (int(place[0]) for place in np.nonzero(above))
        taken = float((offered - clipped)[above].sum())
        findings.append(Finding(Remark.SPIKE, int(above.sum()), first_moment(day, slot), taken))
    return replace(history, offered=clipped, findings=tuple(findings))


def usual_calls(history: History, ordinary: NDArray[np.bool_]) -> Floats:
    """The usual calls of every interval, shape (days, slots); NaN where too few days tell."""
    usual = np.full(history.offered.shape, np.nan)
    count = len(history.days)
    width = 2 * WEEKS_AROUND + 1
    for weekday in range(min(7, count)):
        places = np.arange(weekday, count, 7)
        padded = np.full((len(places) + 2 * WEEKS_AROUND, history.offered.shape[1]), np.nan)
        padded[WEEKS_AROUND : WEEKS_AROUND + len(places)] = np.where(
            ordinary[places, None], history.offered[places], np.nan
        )
        around = np.lib.stride_tricks.sliding_window_view(padded, width, axis=0).copy()
        around[..., WEEKS_AROUND] = np.nan
        around.sort(axis=-1)
        seen = (~np.isnan(around)).sum(axis=-1)
        low, high = (
            np.take_along_axis(around, k[..., None], -1)[..., 0] for k in (np.maximum(seen - 1, 0) // 2, seen // 2)
        )
        usual[places] = np.where((seen >= LEAST_DAYS) & ordinary[places, None], (low + high) / 2, np.nan)
    return usual


def _outages(offered: Floats, usual: Floats) -> Iterator[tuple[int, int, int]]:
    """(day, first slot, end) of silent runs within a day in which enough calls would have been usual."""
    with np.errstate(invalid="ignore"):
        silent = offered <= OUTAGE_SHARE * usual
    for day in np.flatnonzero(np.where(silent, usual, 0.0).sum(axis=1) >= OUTAGE_CALLS):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], silent[day], [False]))))
        for first, end in edges.reshape(-1, 2).tolist():
            if usual[day, first:end].sum() >= OUTAGE_CALLS:
                yield int(day), first, end

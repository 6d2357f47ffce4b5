"""Handling time by slot of the week, as learned from a history."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.demand.past import Past
from scheduler.demand.week_profile import WeekProfile

Floats = NDArray[np.float64]

PRIOR_CALLS = 200.0


def learn_handling_time(past: Past) -> WeekProfile:
    """Seconds by slot of the week, call-weighted; few calls draw it to the slot's mean over the week, then the queue's.

    NaN where the history tells no handling time at all.
    """
    history, recent = past.history, past.recent[:, None]
    handled, talk = history.handled * recent, history.talk_seconds * recent
    if handled.sum() <= 0:
        handled, talk = history.handled, history.talk_seconds
    if handled.sum() <= 0:
        return WeekProfile(np.full((7, history.offered.shape[1]), np.nan), past.days_off)
    mean = talk.sum() / handled.sum()
    of_slot = (talk.sum(axis=0) + PRIOR_CALLS * mean) / (handled.sum(axis=0) + PRIOR_CALLS)
    table = np.zeros((7, history.offered.shape[1]))
    for weekday in range(7):
        days = past.weekdays == weekday
        calls, seconds = handled[days].sum(axis=0), talk[days].sum(axis=0)
        table[weekday] = (seconds + PRIOR_CALLS * of_slot) / (calls + PRIOR_CALLS)
    return WeekProfile(table, past.days_off)

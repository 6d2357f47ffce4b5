"""Comp time: what was earned first is taken first, and what is not taken in time expires."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from models.hours import CompEntry, CompLot, Minutes
from models.time import Period


def lots(entries: Iterable[CompEntry], on: date | None = None) -> list[CompLot]:
    """What is left of each lot after all entries (those up to a day, where one is given), the first to expire first.

    Taken minutes come off lots that have not expired by that day; a line of expired minutes (taken off with `expires`
    set) off lots of that day.
    """
    left: list[CompLot] = []
    for entry in sorted(entries, key=lambda entry: (entry.day, entry.minutes < 0)):
        if on is not None and entry.day > on:
            break
        if entry.minutes >= 0:
            expires = entry.expires or entry.day
            left.append(CompLot(earned=entry.day, expires=expires, kind=entry.kind, minutes=entry.minutes))
            left.sort(key=lambda lot: (lot.expires, lot.earned))
            continue
        left = _taken(left, entry)
    return [lot for lot in left if lot.minutes]


def available(entries: Iterable[CompEntry], on: date) -> int:
    """Minutes that can be taken on a day: there by then, and not taken on later days already."""
    known = list(entries)
    by_then = sum(lot.minutes for lot in lots(known, on) if lot.expires >= on)
    left = sum(lot.minutes for lot in lots(known) if lot.earned <= on <= lot.expires)
    return min(by_then, left)


def expired(entries: Iterable[CompEntry], on: date) -> list[CompLot]:
    """Lots with minutes left whose last day is before `on` or on it."""
    return [lot for lot in lots(entries, on) if lot.expires <= on]


def taken_within(entries: Iterable[CompEntry], month: Period) -> int:
    """Minutes that were taken (not expired) on days of a month."""
    return -sum(entry.minutes for entry in entries if entry.minutes < 0 and not entry.expires and entry.day in month)


def by_kind(some: Iterable[CompLot]) -> Minutes:
    found: Minutes = {}
    for lot in some:
        found[lot.kind] = found.get(lot.kind, 0) + lot.minutes
    return found


def _taken(left: list[CompLot], entry: CompEntry) -> list[CompLot]:
    wanted, after = -entry.minutes, []
    for lot in left:
        fits = lot.expires == entry.expires and lot.kind is entry.kind if entry.expires else lot.expires >= entry.day
        part = min(wanted, lot.minutes) if fits else 0
        wanted -= part
        after.append(lot.model_copy(update={"minutes": lot.minutes - part}))
    return after

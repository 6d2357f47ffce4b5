"""Comp time as a ledger: first in, first out, and never more than there is."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hours.comp import available, expired, lots
from models.hours import CompEntry

FIRST = date(2026, 1, 1)


def entry(day: int, minutes: int, expires: int | None = None) -> CompEntry:
    until = None if expires is None else FIRST + timedelta(days=expires)
    return CompEntry(day=FIRST + timedelta(days=day), minutes=minutes, expires=until)


def test_what_expires_first_is_taken_first() -> None:
    left = lots([entry(0, 60, 90), entry(1, 60, 30), entry(5, -80)])
    assert [(lot.minutes, (lot.expires - FIRST).days) for lot in left] == [(40, 90)]


def test_an_expired_lot_cannot_be_taken() -> None:
    known = [entry(0, 60, 30), entry(1, 60, 90)]
    assert available(known, FIRST + timedelta(days=30)) == 120
    assert available(known, FIRST + timedelta(days=31)) == 60
    assert [lot.minutes for lot in expired(known, FIRST + timedelta(days=30))] == [60]
    assert expired(known, FIRST + timedelta(days=29)) == []


def test_what_is_taken_later_is_not_there_before() -> None:
    assert available([entry(0, 60, 90), entry(20, -60)], FIRST + timedelta(days=10)) == 0


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 300), st.booleans()), max_size=12))
def test_whatever_is_taken_while_it_is_there_the_balance_is_earned_less_taken(
    deeds: list[tuple[int, int, bool]],
) -> None:
    known: list[CompEntry] = []
    earned = taken = 0
    for day, minutes, earns in deeds:
        if earns:
            known.append(entry(day, minutes, 400))
            earned += minutes
        elif minutes <= available(known, FIRST + timedelta(days=day)):
            known.append(entry(day, -minutes))
            taken += minutes
    assert sum(lot.minutes for lot in lots(known)) == earned - taken

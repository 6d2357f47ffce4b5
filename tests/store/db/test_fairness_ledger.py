"""The fairness ledger in the store: written with a publication, once, and taken back with it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from kept import NAME, OCTOBER, act, draft, roster

from models.fairness import FairEntry, FairKind
from models.roster_version import RosterVersion
from store.db import Database
from store.db.audit import rows, verify
from store.db.fairness import LEDGER, fair_entries
from store.db.ledgers import lines
from store.db.rosters import get_version, publish
from store.errors import ConflictError, StoreError


def entry(agent: str, amount: float, share: float, kind: FairKind = FairKind.NIGHTS) -> FairEntry:
    return FairEntry(agent_id=agent, day=OCTOBER.end, kind=kind, amount=amount, share=share)


FIRST = (entry("A01", 4, 2.6667), entry("A02", 0, 1.3333), entry("A01", 1.5, 0, FairKind.OVERTIME))
SECOND = (entry("A01", 3, 2.6667), entry("A02", 1, 1.3333))


def publish_with(database: Database, version: RosterVersion, entries: tuple[FairEntry, ...]) -> RosterVersion:
    with database.transaction(act("planner2", "settled")) as tx:
        return publish(tx, version.mark, fairness=entries)


def kept(database: Database) -> set[FairEntry]:
    with database.read() as connection:
        return set(fair_entries(connection, NAME))


def test_entries_come_back_as_they_were_published(database: Database) -> None:
    version = draft(database)
    assert kept(database) == set()
    publish_with(database, version, FIRST)
    assert kept(database) == set(FIRST)
    with database.read() as connection:
        written = lines(connection, NAME, LEDGER)
        assert fair_entries(connection, "another") == ()
    # What is nothing has no line.
    assert [(line.agent, line.key, line.amount) for line in written] == [
        ("A01", "nights", Decimal(4)),
        ("A01", "nights/share", Decimal("2.6667")),
        ("A02", "nights/share", Decimal("1.3333")),
        ("A01", "overtime", Decimal("1.5")),
    ]
    assert {line.source for line in written} == {f"roster:{version.id}"}


def test_a_superseding_version_takes_the_lines_of_the_one_before_back(database: Database) -> None:
    first = publish_with(database, draft(database), FIRST)
    second = publish_with(database, draft(database, roster("E1")), SECOND)
    assert kept(database) == set(SECOND)
    with database.read() as connection:
        written = lines(connection, NAME, LEDGER)
    by_source = {
        source: [line for line in written if line.source == f"roster:{source}"] for source in (first.id, second.id)
    }
    # Every line is still there, and its opposite besides: nothing is changed or removed.
    assert sorted(line.amount for line in by_source[first.id]) == sorted(
        amount for size in ("4", "2.6667", "1.3333", "1.5") for amount in (Decimal(size), -Decimal(size))
    )
    assert {line.reason for line in by_source[first.id]} == {"", f"superseded by roster:{second.id}"}
    assert len(by_source[second.id]) == 4
    third = publish_with(database, draft(database, roster("N1")), FIRST)
    assert kept(database) == set(FIRST)
    assert third.id != first.id


def test_a_refused_publication_writes_nothing(database: Database) -> None:
    version = draft(database)
    publish_with(database, version, FIRST)
    with pytest.raises(ConflictError):
        publish_with(database, version, FIRST)
    assert kept(database) == set(FIRST)
    with database.read() as connection:
        assert len(lines(connection, NAME, LEDGER)) == 4


def test_lines_and_publication_are_one_decision(database: Database) -> None:
    version = draft(database)
    with pytest.raises(StoreError), database.transaction(act("planner2")) as tx:  # noqa: PT012
        publish(tx, version.mark, fairness=FIRST)
        get_version(tx.connection, 10_000)  # there is none
    assert kept(database) == set()
    publish_with(database, version, FIRST)
    with database.read() as connection:
        assert [row.action for row in rows(connection)] == ["roster.draft", "roster.publish"]
        assert verify(connection) == []

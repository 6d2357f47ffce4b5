"""The audit trail: one row for each change, chained, and closed to changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from kept import NAME, act, draft, publish_draft
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from store.db import Database, audit, schema
from store.errors import StoreError


def rows(database: Database) -> tuple[audit.AuditRow, ...]:
    with database.read() as connection:
        return audit.rows(connection)


def verify(database: Database, expected: audit.Head | None = None) -> list[str]:
    with database.read() as connection:
        return [problem.en for problem in audit.verify(connection, expected)]


@pytest.fixture
def three(database: Database) -> Database:
    """A trail of three rows."""
    draft(database)
    publish_draft(database, draft(database))
    return database


def tamper(database: Database, statement: str, *values: str) -> None:
    """What somebody with all rights can do: put triggers and references out of action, then change the trail."""
    if database.is_sqlite:
        with closing(sqlite3.connect(database.name, isolation_level=None)) as file:
            for step in ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"):
                file.execute(step)
            file.execute(statement, values)
        return
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_change ON audit")
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(statement.replace("?", "%s"), values)


def test_a_row_says_who_when_why_and_what(three: Database) -> None:
    row = rows(three)[-1]
    assert (row.who, row.roles, row.action, row.centre, row.subject, row.why) == (
        "planner2",
        "planner",
        "roster.publish",
        NAME,
        "roster:2",
        "October is settled",
    )
    assert verify(three) == []


@pytest.mark.parametrize("field", ["at", "who", "roles", "action", "centre", "subject", "why", "clause", "detail"])
def test_a_changed_field_is_found(three: Database, field: str) -> None:
    tamper(three, f"UPDATE audit SET {field} = ? WHERE seq = 2", "2026-09-21T12:00:00.000000+00:00")
    assert verify(three) == ["row 2 was changed"]


def test_a_changed_row_with_a_new_hash_is_found_by_the_next(three: Database) -> None:
    forged = rows(three)[1].model_copy(update={"who": "nobody"})
    tamper(three, "UPDATE audit SET who = 'nobody', hash = ? WHERE seq = 2", forged.sealed())
    assert verify(three) == ["row 3 does not follow the row before"]


def test_a_missing_row_is_found(three: Database) -> None:
    tamper(three, "DELETE FROM audit WHERE seq = 2")
    problems = verify(three)
    assert problems[:2] == ["before row 3: rows are missing", "row 3 does not follow the row before"]


def test_a_trail_that_was_cut_short_is_found_by_what_refers_to_it_or_by_a_head_noted_before(three: Database) -> None:
    with three.read() as connection:
        noted = audit.head(connection)
    tamper(three, "DELETE FROM audit WHERE seq = 3")
    assert "rosters names row 3, which is not there" in verify(three)
    assert "row 3 as noted is not there" in verify(three, noted)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 1"]
)
def test_the_trail_refuses_changes(three: Database, statement: str) -> None:
    before = rows(three)
    with pytest.raises(StoreError, match="can only grow"), three.transaction(act()) as tx:
        tx.connection.execute(text(statement))
    assert rows(three) == before


def test_a_change_without_a_reason_is_refused(database: Database) -> None:
    with pytest.raises(RuntimeError, match="without saying why"), database.transaction(act()) as tx:
        tx.execute(insert(schema.centres), {"name": NAME, "seq": tx.seq})
    assert rows(database) == ()
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(insert(schema.centres), {"name": NAME, "seq": 1})


def test_a_transaction_is_one_decision(database: Database) -> None:
    with database.transaction(act()) as tx:
        tx.record("a", NAME, "x")
        with pytest.raises(RuntimeError, match="one decision"):
            tx.record("b", NAME, "x")
    assert [row.action for row in rows(database)] == ["a"]


def test_what_changes_nothing_leaves_no_row(database: Database) -> None:
    with database.transaction(act()):
        pass
    assert rows(database) == ()


def test_rows_are_looked_for(three: Database) -> None:
    with three.read() as connection:
        assert [row.seq for row in audit.rows(connection, subject="roster:2")] == [2, 3]
        assert [row.seq for row in audit.rows(connection, who="planner2")] == [3]
        assert [row.seq for row in audit.rows(connection, last=2)] == [2, 3]
        assert audit.rows(connection, centre="another") == ()

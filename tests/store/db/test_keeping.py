"""Backup, restore, the check of a whole store, and what is not kept for ever."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from kept import CENTRE, NAME, OCTOBER, act, draft, publish_draft, roster
from sqlalchemy import select, text

from models.hours import HoursStatement
from models.people import Leave, LeaveType
from models.standby import CallOutcome, StandbyCall, StandbyDay, StandbyGroup, StandbyMember, StandbyPlan
from models.time import Period
from store.db import Act, Database, create_database, open_database
from store.db.audit import rows, verify
from store.db.backup import restore_backup, write_backup
from store.db.centres import imported_files, save_centre, save_file
from store.db.health import check_database
from store.db.hours import close
from store.db.ledgers import LedgerLine, lines, post
from store.db.requests import RequestKind, StoredRequest, decide, file_request, find_requests, get_request, private_note
from store.db.retention import remove_old
from store.db.rosters import versions
from store.db.schema import metadata
from store.db.standby import save_call, save_plan
from store.errors import ConflictError, StoreError

DAY = Period.parse("2026-10-05")
LEAVE = Leave(agent_id="A01", start=DAY.start, end=DAY.end, type=LeaveType.SICK)


def file_leave(database: Database, note: str = "flu") -> StoredRequest:
    with database.transaction(act("A01")) as tx:
        save_centre(tx, CENTRE)
        save_file(tx, NAME, "请假.xlsx", "00ff", 12)
        return file_request(
            tx, RequestKind.LEAVE, NAME, LEAVE, agent="A01", period=DAY, state="requested", private_note=note
        )


def approve(database: Database, request: StoredRequest) -> StoredRequest:
    with database.transaction(act("S1", "well again soon", "BANK-14b")) as tx:
        post(tx, NAME, [LedgerLine(ledger="leave", agent="A01", day=DAY.start, key="sick", amount=Decimal("0.50"))])
        return decide(tx, request.id, request.revision, "approved", LEAVE, action="approve")


@pytest.fixture
def full(database: Database) -> Database:
    """A store with something in every table."""
    publish_draft(database, draft(database))
    draft(database, roster("E1"))
    approve(database, file_leave(database))
    keep_standby(database)
    close_september(database)
    return database


def keep_standby(database: Database) -> None:
    """A plan of one day with a group of one, who is called and cannot come."""
    at = datetime(2026, 10, 1, 8, tzinfo=UTC)
    alone = StandbyMember(agent_id="A01", call_order=1, callable_from=at, callable_until=at + timedelta(hours=8))
    group = StandbyGroup(
        day=at.date(), name="1A", layer=1, starts=at, ends=at + timedelta(hours=8), leader="A01", members=(alone,)
    )
    plan = StandbyPlan(centre=NAME, days=(StandbyDay(day=at.date()),), groups=(group,), cost=0, bound=0)
    call = StandbyCall(day=at.date(), group="1A", agent_id="A01", called_at=at, outcome=CallOutcome.DECLINED)
    with database.transaction(act()) as tx:
        stored = save_plan(tx, plan, lambda _: 1, ())
    with database.transaction(act()) as tx:
        save_call(tx, stored, call, {}, 1)


def close_september(database: Database) -> None:
    month = HoursStatement(centre=NAME, month=Period.parse("2026-09"), settles=False, agents=())
    with database.transaction(act()) as tx:
        close(tx, month, ())


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


def test_a_request_is_decided_once(database: Database) -> None:
    request = file_leave(database)
    decided = approve(database, request)
    with pytest.raises(ConflictError, match="is now approved"):
        approve(database, request)
    with database.read() as connection:
        assert get_request(connection, request.id) == decided
        assert decided.read(Leave) == LEAVE
        assert lines(connection, NAME, "leave", agent="A01", period=DAY)[0].amount == Decimal("0.50")
        assert [row.clause for row in rows(connection, subject=f"leave:{request.id}")] == ["", "BANK-14b"]
        assert [file.name for file in imported_files(connection, NAME)] == ["请假.xlsx"]


def test_requests_are_looked_for(full: Database) -> None:
    with full.read() as connection:
        (found,) = find_requests(connection, NAME, RequestKind.LEAVE)
        for wanted in ({"states": ["approved"]}, {"agent": "A01"}, {"period": OCTOBER}):
            assert find_requests(connection, NAME, RequestKind.LEAVE, **wanted) == [found]  # type: ignore[arg-type]
        for other in ({"states": ["requested"]}, {"agent": "A02"}, {"period": Period.parse("2026-11")}):
            assert find_requests(connection, NAME, RequestKind.LEAVE, **other) == []  # type: ignore[arg-type]
        assert find_requests(connection, NAME, RequestKind.SWAP) == []


def test_why_leave_is_asked_for_is_kept_apart(full: Database) -> None:
    with full.read() as connection:
        (request,) = find_requests(connection, NAME, RequestKind.LEAVE)
        assert private_note(connection, request.id) == "flu"
        assert "flu" not in request.model_dump_json()
        assert not any("flu" in row.model_dump_json() for row in rows(connection))


def test_a_backup_restores_everything(full: Database, tmp_path: Path) -> None:
    assert all(contents(full).values())
    written = write_backup(full, tmp_path / "backup")
    restored = restore_backup(tmp_path / "backup", str(tmp_path / "new.db"), act("admin"))
    assert restored == written
    again = open_database(str(tmp_path / "new.db"))
    old, now = contents(full), contents(again)
    assert now.pop("audit")[:-1] == old.pop("audit")
    assert now == old
    assert check_database(again) == []
    with again.read() as connection:
        assert rows(connection)[-1].action == "store.restore"


def test_a_backup_of_a_file_restores_into_postgresql(tmp_path: Path, postgres_address: str) -> None:
    there = create_database(str(tmp_path / "paiban.db"))
    approve(there, file_leave(there))
    write_backup(there, tmp_path / "backup")
    restore_backup(tmp_path / "backup", postgres_address, act("admin"))
    moved = open_database(postgres_address)
    assert check_database(moved) == []
    assert contents(moved)["requests"] == contents(there)["requests"]
    moved.close()


def test_a_damaged_backup_is_refused(full: Database, tmp_path: Path) -> None:
    write_backup(full, tmp_path / "backup")
    whole = (tmp_path / "backup").read_bytes()
    lines = gzip.decompress(whole).splitlines(keepends=True)
    spoilt = {
        "cut": whole[: len(whole) // 2],
        "changed": gzip.compress(b"".join(lines).replace(b"planner1", b"planner3")),
        "row left out": gzip.compress(b"".join(lines[:3] + lines[4:])),
        "other": b"hello",
        "empty": b"",
    }
    for name, content in spoilt.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(StoreError, match="damaged"):
            restore_backup(tmp_path / name, str(tmp_path / "new.db"), act())
        assert not (tmp_path / "new.db").exists()


def test_a_store_is_not_restored_over_another(full: Database, address: str, tmp_path: Path) -> None:
    write_backup(full, tmp_path / "backup")
    before = contents(full)
    with pytest.raises(StoreError, match="already"):
        restore_backup(tmp_path / "backup", address, act())
    assert contents(full) == before


def test_a_check_finds_changed_contents(full: Database) -> None:
    assert check_database(full) == []
    with full.write() as connection:
        connection.execute(text("UPDATE centre_versions SET content = :it"), {"it": b"x"})
        connection.execute(
            text("UPDATE cells SET day = '2027-01-01' WHERE roster = 1 AND agent = 'A02' AND day = '2026-10-01'")
        )
    found = [problem.en for problem in check_database(full)]
    assert any("was changed" in problem for problem in found)
    assert "roster 1 has cells outside of 2026-10-01..2026-10-31" in found


def later(days: int) -> Act:
    return Act("planner1", ("planner",), datetime(2026, 10, 5, 12, tzinfo=UTC) + timedelta(days=days), clause="BANK-37")


@pytest.mark.parametrize(
    ("days", "removed"),
    [
        # Drafts are kept 90 days (drafted on 20 September), reasons 180 after the leave, requests and rosters three years.
        (74, {"private_notes": 0, "requests": 0, "rosters": 0, "centre_versions": 0}),
        (76, {"private_notes": 0, "requests": 0, "rosters": 1, "centre_versions": 0}),
        (180, {"private_notes": 0, "requests": 0, "rosters": 1, "centre_versions": 0}),
        (181, {"private_notes": 1, "requests": 0, "rosters": 1, "centre_versions": 0}),
        (1097, {"private_notes": 1, "requests": 1, "rosters": 1, "centre_versions": 0}),
        (1200, {"private_notes": 1, "requests": 1, "rosters": 2, "centre_versions": 1}),
    ],
)
def test_what_is_old_is_removed(full: Database, days: int, removed: dict[str, int]) -> None:
    with full.transaction(later(days)) as tx:
        assert remove_old(tx, CENTRE) == removed
    assert check_database(full) == []
    with full.read() as connection:
        assert len(versions(connection)) == 2 - removed["rosters"]
        assert verify(connection) == []
        assert len(rows(connection, who="planner1", since=datetime(2026, 10, 1, tzinfo=UTC))) == bool(
            any(removed.values())
        )


def test_a_ledger_only_grows(database: Database) -> None:
    first = LedgerLine(ledger="hours", agent="A01", day=date(2026, 10, 1), amount=Decimal("8.25"), source="roster:1")
    back = first.model_copy(update={"amount": Decimal("-8.25"), "reason": "entered twice"})
    with database.transaction(act()) as tx:
        save_centre(tx, CENTRE)
        post(tx, NAME, [first])
        post(tx, NAME, [back])
        tx.record("hours.correct", NAME, "hours")
    with database.read() as connection:
        assert lines(connection, NAME, "hours") == [first, back]
        assert lines(connection, NAME, "hours", agent="A02") == []

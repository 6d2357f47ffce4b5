"""Opening a store: what is not one, is older, newer, damaged, read-only or full is told, and left as it was."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from kept import OCTOBER, act, draft, roster
from sqlalchemy import event, text

from models.base import text as said
from store.db import Database, create_database, database_url, migrate_database, migrations, open_database
from store.db.audit import rows
from store.db.migrations import HISTORY
from store.db.rosters import versions
from store.db.schema import metadata
from store.db.share import on_network_share
from store.errors import StoreError


def test_the_migrations_make_the_tables_of_the_schema(database: Database) -> None:
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_history_is_that_of_the_migrations() -> None:
    script = ScriptDirectory(str(Path(str(migrations.__file__)).parent))
    assert [step.revision for step in script.walk_revisions()] == list(reversed(HISTORY))


def test_there_is_no_store(address: str) -> None:
    for opening in (open_database, migrate_database):
        if opening is migrate_database and address.startswith("postgresql"):
            continue  # an empty database is what a store is made in
        with pytest.raises(StoreError, match="no store") as error:
            opening(address)
        assert "db init" in error.value.sentence("en")
    create_database(address).close()
    with pytest.raises(StoreError, match="already"):
        create_database(address)
    open_database(address).close()


@pytest.mark.parametrize(("revision", "words"), [("0000", "older"), ("9999", "newer")])
def test_another_revision_is_told(
    database: Database, address: str, revision: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.db.engine.HISTORY", ("0000", *HISTORY))
    monkeypatch.setattr("store.db.upgrade.HISTORY", ("0000", *HISTORY))
    draft(database)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    with pytest.raises(StoreError, match=words):
        open_database(address)
    if words == "newer":
        with pytest.raises(StoreError, match=words):
            migrate_database(address)
    assert database.revision() == revision


def test_another_programs_database_is_told(address: str) -> None:
    database = Database(database_url(address))
    with database.write() as connection:
        connection.execute(text("CREATE TABLE recipes (name TEXT)"))
    database.close()
    for opening in (open_database, create_database, migrate_database):
        with pytest.raises(StoreError, match="no database of paiban's"):
            opening(address)


def spoil_start(file: Path) -> None:
    file.write_bytes(b"name,shift\n" * 1000)


def spoil_middle(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    file.write_bytes(content)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


@pytest.mark.parametrize("spoil", [spoil_start, spoil_middle, cut])
def test_a_damaged_file_is_told(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    file = tmp_path / "paiban.db"
    database = create_database(str(file))
    draft(database)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    spoil(file)
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"damaged|no database of paiban"):
        open_database(str(file))
    assert file.read_bytes() == before


def test_a_full_disk_leaves_what_was(tmp_path: Path) -> None:
    database = create_database(str(tmp_path / "paiban.db"))
    draft(database)
    with database.read() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))

    def bound(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + 1}")

    event.listen(database.engine, "connect", bound)
    with pytest.raises(StoreError, match="disk is full"):
        draft(database, roster(agents=tuple(f"agent {number:04}" for number in range(500)), days=31))
    with database.read() as connection:
        assert len(versions(connection)) == 1
        assert len(rows(connection)) == 1


def test_a_read_only_store_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "paiban.db"
    draft(create_database(str(file)))
    with closing(sqlite3.connect(file)) as connection:
        # The way in which a folder that may not be written is met by root, too.
        connection.execute("PRAGMA journal_mode = DELETE")
    url = database_url(f"sqlite:///file:{file}?mode=ro&uri=true")
    database = Database(url)
    with database.read() as connection:
        assert [version.period for version in versions(connection)] == [OCTOBER]
    with pytest.raises(StoreError, match="cannot be written"), database.transaction(act()) as tx:
        tx.record("a", "b", "c")


def test_a_file_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everything")
    file = tmp_path / "paiban.db"
    database = create_database(str(file))
    file.chmod(0o444)
    with pytest.raises(StoreError, match="cannot be written"):
        draft(database)


@pytest.mark.parametrize(
    ("place", "shared"), [("/home/a/x.db", False), ("/mnt/team/x.db", True), ("/mnt/team/own/x.db", False)]
)
def test_a_network_share_is_known(tmp_path: Path, place: str, shared: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\nserver:/team /mnt/team nfs4 rw 0 0\n/dev/sdb1 /mnt/team/own ext4 rw 0 0\n", "utf-8"
    )
    assert on_network_share(Path(place), mounts) is shared
    assert not on_network_share(Path(place), tmp_path / "none")


@pytest.mark.parametrize("where", ["mysql://host/name", "postgresql://host", "http://host/x"])
def test_an_address_that_is_none_is_told(where: str) -> None:
    with pytest.raises(StoreError, match="no address"):
        open_database(where)


def test_a_password_is_not_shown() -> None:
    assert "secret" not in Database(database_url("postgresql://me:secret@localhost/x")).name


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_database(f"postgresql://me@/x?host={tmp_path}")


def test_both_languages_are_told() -> None:
    error = StoreError(said("a", "甲"), said("b", "乙"))
    assert (error.sentence("en"), error.sentence("zh")) == ("a; b", "甲; 乙")

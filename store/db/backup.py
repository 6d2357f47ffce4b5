"""A backup: everything in the store as one compressed file of JSON lines, the same from SQLite and PostgreSQL.

The first line says what it is, one line follows for each row, and the last line holds the number of rows and the hash of
all before. A restored store may be of the other kind.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, insert, select

from models.base import Model, text
from store.atomic import atomic_write
from store.db import audit
from store.db.engine import Database
from store.db.migrations import HISTORY
from store.db.schema import Amount, Day, Moment, metadata
from store.db.upgrade import begin_new, upgrade_on
from store.errors import StoreError

_KIND = "paiban backup"
_BATCH = 1000


class BackupFacts(Model):
    """What a backup holds: rows, and the last audit row."""

    rows: int
    audit: audit.Head


def write_backup(database: Database, file: Path) -> BackupFacts:
    """Write the store as it is at one moment; the file is whole or not there."""
    seal, count = hashlib.sha256(), 0
    with database.read() as connection, atomic_write(file) as temporary:
        head = audit.head(connection)
        with gzip.open(temporary, "wt", encoding="utf-8", errors="surrogatepass") as out:
            for line in _lines(connection, head):
                seal.update(line.encode("utf-8", "surrogatepass"))
                out.write(line)
                count += 1
            out.write(json.dumps({"rows": count - 1, "sha256": seal.hexdigest()}) + "\n")
    return BackupFacts(rows=count - 1, audit=head)


def restore_backup(file: Path, where: str, act: audit.Act) -> BackupFacts:
    """Make a new store of a backup, in one transaction.

    Raises:
        StoreError: when the backup is damaged or of another version, or there is a store already.
    """
    lines, facts = _read(file)
    database = begin_new(where)
    try:
        with database.faults(), database.write() as connection:
            upgrade_on(connection)
            _load(connection, lines)
            problems = audit.verify(connection, facts.audit)
            if problems:
                raise StoreError(problems[0], text("use another backup", "请使用其他备份"))
            entry = audit.Entry("store.restore", "", "store")
            audit.append(connection, facts.audit.seq + 1, act, entry, {"file": file.name, "rows": facts.rows})
        return facts
    finally:
        database.close()


def _lines(connection: Connection, head: audit.Head) -> Iterator[str]:
    yield json.dumps({"kind": _KIND, "revision": HISTORY[-1], "audit": head.model_dump()}) + "\n"
    for table in metadata.sorted_tables:
        for row in connection.execute(select(table).order_by(*table.primary_key)):
            values = [_out(value) for value in row]
            yield json.dumps([table.name, values], ensure_ascii=False) + "\n"


def _out(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value if isinstance(value, int | None) else str(value)


def _in(column: Any, value: Any) -> Any:
    """A value as the table's column takes it."""
    if value is None:
        return None
    read: dict[type, Callable[[Any], Any]] = {
        LargeBinary: base64.b64decode,
        Day: date.fromisoformat,
        Moment: datetime.fromisoformat,
        Amount: Decimal,
    }
    return read.get(type(column.type), lambda same: same)(value)


def _read(file: Path) -> tuple[list[str], BackupFacts]:
    """The lines that hold rows, once they are known to be whole."""
    try:
        with gzip.open(file, "rt", encoding="utf-8", errors="surrogatepass") as source:
            first, *rows, last = source.readlines()
        head, end = json.loads(first), json.loads(last)
        seal = hashlib.sha256("".join([first, *rows]).encode("utf-8", "surrogatepass")).hexdigest()
        whole = head["kind"] == _KIND and end == {"rows": len(rows), "sha256": seal}
    except FileNotFoundError:
        raise
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise StoreError(
            text(f"{file.name} is damaged, or no backup of paiban's", f"{file.name} 已损坏，或不是 paiban 的备份"),
            text("use another backup", "请使用其他备份"),
        )
    if head["revision"] != HISTORY[-1]:
        raise StoreError(
            text(
                f"{file.name} is of revision {head['revision']}, this program of {HISTORY[-1]}",
                f"{file.name} 的版本为 {head['revision']}，本程序为 {HISTORY[-1]}",
            ),
            text("restore it with the version that made it, then migrate", "请用当时的版本恢复后再升级"),
        )
    return rows, BackupFacts(rows=len(rows), audit=audit.Head.model_validate(head["audit"]))


def _load(connection: Connection, lines: list[str]) -> None:
    tables = {table.name: table for table in metadata.sorted_tables}
    batch: list[dict[str, Any]] = []
    current: Table | None = None
    for line in lines:
        name, values = json.loads(line)
        if tables[name] is not current or len(batch) == _BATCH:
            _flush(connection, current, batch)
            current, batch = tables[name], []
        batch.append({column.name: _in(column, value) for column, value in zip(current.columns, values, strict=True)})
    _flush(connection, current, batch)


def _flush(connection: Connection, table: Table | None, batch: list[dict[str, Any]]) -> None:
    if table is not None and batch:
        connection.execute(insert(table), batch)

"""The audit trail: every decision with who, when, why and clause, each row sealed with the one before it.

A row's hash covers all its fields and the hash of the row before, so a row that is changed, taken out or slipped in
breaks the chain. The last rows of a chain can be cut off without breaking it: rows elsewhere that name them then refer to
nothing, and a head noted earlier (`Head`) is not found any more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from models.base import Model, Text, text
from store.db import schema

GENESIS = "0" * 64
"""What stands before the first row."""


@dataclass(frozen=True)
class Act:
    """Who acts, in which roles, at which moment, and why: given once for a transaction."""

    who: str
    roles: tuple[str, ...]
    at: datetime
    why: str = ""
    clause: str = ""


@dataclass(frozen=True)
class Entry:
    """What a transaction does (`roster.publish`), in which centre, and to what (`roster:17`)."""

    action: str
    centre: str
    subject: str


class AuditRow(Model):
    """A row of the trail."""

    seq: int
    at: datetime
    who: str
    roles: str
    action: str
    centre: str
    subject: str
    why: str
    clause: str
    detail: str
    previous: str
    hash: str

    def sealed(self) -> str:
        """The hash that the row's other fields give."""
        fields = self.model_dump(exclude={"hash", "at"}) | {"at": _moment(self.at)}
        return hashlib.sha256(_canonical(fields).encode("utf-8", "surrogatepass")).hexdigest()


class Head(Model):
    """The last row of a trail, to be noted outside of the database."""

    seq: int
    hash: str


def append(connection: Connection, seq: int, act: Act, entry: Entry, facts: dict[str, Any]) -> None:
    """Write the next row. The caller holds the writers' turn."""
    before = head(connection)
    row = AuditRow(
        seq=seq,
        at=act.at.astimezone(UTC),
        who=act.who,
        roles=", ".join(act.roles),
        action=entry.action,
        centre=entry.centre,
        subject=entry.subject,
        why=act.why,
        clause=act.clause,
        detail=_canonical(facts),
        previous=before.hash,
        hash="",
    )
    connection.execute(insert(schema.audit), row.model_dump() | {"hash": row.sealed()})


def head(connection: Connection) -> Head:
    """The last row, or number 0 before the first."""
    last = connection.execute(select(schema.audit).order_by(schema.audit.c.seq.desc()).limit(1)).first()
    return Head(seq=0, hash=GENESIS) if last is None else Head(seq=last.seq, hash=last.hash)


def rows(
    connection: Connection,
    *,
    centre: str | None = None,
    subject: str | None = None,
    who: str | None = None,
    since: datetime | None = None,
    last: int | None = None,
) -> tuple[AuditRow, ...]:
    """Rows of the trail in their order; `last` is how many of the newest."""
    table = schema.audit
    query = select(table).order_by(table.c.seq.desc()).limit(last)
    for column, wanted in ((table.c.centre, centre), (table.c.subject, subject), (table.c.who, who)):
        if wanted is not None:
            query = query.where(column == wanted)
    if since is not None:
        query = query.where(table.c.at >= since)
    return tuple(reversed([_row(found) for found in connection.execute(query)]))


def verify(connection: Connection, expected: Head | None = None) -> list[Text]:
    """Everything that shows tampering: nothing when the chain holds."""
    problems: list[Text] = []
    previous, number, seen = GENESIS, 0, expected is None
    for row in _all(connection):
        number += 1
        if row.seq != number:
            gone = text(f"before row {row.seq}: rows are missing", f"第 {row.seq} 行之前缺少记录")
            problems.append(gone)
            number = row.seq
        if row.previous != previous:
            problems.append(text(f"row {row.seq} does not follow the row before", f"第 {row.seq} 行与前一行不相连"))
        if row.sealed() != row.hash:
            problems.append(text(f"row {row.seq} was changed", f"第 {row.seq} 行被改动"))
        seen = seen or expected == Head(seq=row.seq, hash=row.hash)
        previous = row.hash
    if not seen and expected is not None:
        problems.append(text(f"row {expected.seq} as noted is not there", f"找不到所记的第 {expected.seq} 行"))
    return [*problems, *_orphans(connection)]


def _orphans(connection: Connection) -> Iterator[Text]:
    """Rows elsewhere that name an audit row which is not there."""
    known = select(schema.audit.c.seq)
    for table in schema.metadata.sorted_tables:
        if table is schema.audit or "seq" not in table.c:
            continue
        for (seq,) in connection.execute(select(table.c.seq).distinct().where(table.c.seq.not_in(known))):
            yield text(f"{table.name} names row {seq}, which is not there", f"表 {table.name} 引用的第 {seq} 行不存在")


def _all(connection: Connection) -> Iterator[AuditRow]:
    for found in connection.execute(select(schema.audit).order_by(schema.audit.c.seq)):
        yield _row(found)


def _row(found: Any) -> AuditRow:
    return AuditRow.model_validate(dict(found._mapping))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(facts: dict[str, Any]) -> str:
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)

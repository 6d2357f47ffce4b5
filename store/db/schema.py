"""The tables of the store, the same in SQLite and PostgreSQL. `docs/store.md` says what each of them is for.

A row that a decision brings or changes carries the number of that decision's audit row (`seq`), so nothing can be
written without one: the reference is checked when the transaction commits. Things are numbered by the audit row that
brought them, so a number is never used twice. Amounts are decimal numbers written as text, days are ISO dates, moments
ISO in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Day(TypeDecorator[date]):
    """A date, kept as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Moment(TypeDecorator[datetime]):
    """A zone-aware moment, kept as ISO text in UTC with microseconds, so that its order is that of the text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Amount(TypeDecorator[Decimal]):
    """A decimal number, kept as text: nothing is rounded."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _table(name: str, *parts: Any) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


def _seq(name: str = "seq", **more: Any) -> Column[int]:
    """The audit row behind a row; it may be written later in the same transaction."""
    reference = ForeignKey("audit.seq", deferrable=True, initially="DEFERRED")
    return Column(name, Integer, reference, nullable=False, **more)


def _centre(**more: Any) -> Column[str]:
    return Column("centre", Text, ForeignKey("centres.name"), nullable=False, **more)


audit = _table(
    "audit",
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("centre", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

centres = _table("centres", Column("name", Text, primary_key=True), _seq())

centre_versions = _table(
    "centre_versions",
    _centre(primary_key=True),
    Column("hash", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    _seq(),
)

agent_history = _table(
    "agent_history",
    _centre(primary_key=True),
    Column("agent", Text, primary_key=True),
    _seq(primary_key=True),
    Column("content", Text),
)

files = _table(
    "files",
    _seq(primary_key=True, autoincrement=False),
    _centre(),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
)

rosters = _table(
    "rosters",
    Column("id", Integer, primary_key=True, autoincrement=False),
    _centre(),
    Column("first_day", Day, nullable=False),
    Column("last_day", Day, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("centre_hash", Text, nullable=False),
    Column("base", Integer, ForeignKey("rosters.id")),
    Column("base_revision", Integer),
    Column("published_base", Integer, ForeignKey("rosters.id")),
    Column("published_base_revision", Integer),
    Column("cost", Integer),
    Column("hard_violations", Integer),
    Column("drafted_at", Moment, nullable=False),
    Column("drafted_by", Text, nullable=False),
    Column("published_at", Moment),
    Column("published_by", Text),
    _seq(),
    CheckConstraint("state IN ('draft', 'published', 'superseded')", name="state"),
    CheckConstraint("(state = 'draft') = (published_by IS NULL)", name="named_publisher"),
    ForeignKeyConstraint(
        ["centre", "centre_hash"],
        ["centre_versions.centre", "centre_versions.hash"],
        name="fk_rosters_centre_version",
    ),
    Index("one_version", "centre", "first_day", "last_day", "version", unique=True),
    Index(
        "one_published",
        "centre",
        "first_day",
        "last_day",
        unique=True,
        sqlite_where=text("state = 'published'"),
        postgresql_where=text("state = 'published'"),
    ),
)

cells = _table(
    "cells",
    Column("roster", Integer, ForeignKey("rosters.id", ondelete="CASCADE"), primary_key=True),
    Column("agent", Text, primary_key=True),
    Column("day", Day, primary_key=True),
    Column("shift", Text),
    Column("meal_offset", Integer),
    Column("locked", Integer, nullable=False),
    CheckConstraint("locked IN (0, 1)", name="locked"),
    CheckConstraint("shift IS NOT NULL OR locked = 1", name="worth_a_row"),
)

requests = _table(
    "requests",
    Column("id", Integer, primary_key=True, autoincrement=False),
    _centre(),
    Column("kind", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("other_agent", Text),
    Column("first_day", Day, nullable=False),
    Column("last_day", Day, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("filed_at", Moment, nullable=False),
    Column("filed_by", Text, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", Text),
    _seq(),
    CheckConstraint("kind IN ('leave', 'swap')", name="kind"),
    Index("requests_by_agent", "centre", "agent", "first_day"),
    Index("requests_by_day", "centre", "kind", "first_day", "last_day"),
)

private_notes = _table(
    "private_notes",
    Column("request", Integer, ForeignKey("requests.id", ondelete="CASCADE"), primary_key=True),
    Column("note", Text, nullable=False),
    _seq(),
)

ledger = _table(
    "ledger",
    _seq(primary_key=True, autoincrement=False),
    Column("line", Integer, primary_key=True, autoincrement=False),
    _centre(),
    Column("ledger", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("day", Day, nullable=False),
    Column("key", Text, nullable=False),
    Column("amount", Amount, nullable=False),
    Column("reason", Text, nullable=False),
    Column("source", Text, nullable=False),
    Index("ledger_by_agent", "centre", "ledger", "agent", "day"),
)

standby_plans = _table(
    "standby_plans",
    Column("id", Integer, primary_key=True, autoincrement=False),
    _centre(),
    Column("first_day", Day, nullable=False),
    Column("last_day", Day, nullable=False),
    Column("state", Text, nullable=False),
    Column("content", Text, nullable=False),
    _seq(),
    CheckConstraint("state IN ('planned', 'superseded')", name="state"),
    Index("standby_by_day", "centre", "first_day", "last_day"),
)

standby_calls = _table(
    "standby_calls",
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("plan", Integer, ForeignKey("standby_plans.id"), nullable=False),
    Column("agent", Text, nullable=False),
    Column("day", Day, nullable=False),
    Column("content", Text, nullable=False),
    _seq(),
    Index("calls_by_plan", "plan"),
)

hours_closings = _table(
    "hours_closings",
    Column("id", Integer, primary_key=True, autoincrement=False),
    _centre(),
    Column("first_day", Day, nullable=False),
    Column("last_day", Day, nullable=False),
    Column("content", Text, nullable=False),
    _seq(),
    Index("one_closing", "centre", "first_day", unique=True),
)

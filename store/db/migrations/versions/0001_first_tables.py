"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_APPEND_ONLY = "the audit trail is append-only"


def upgrade() -> None:
    _make_tables()
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
                f"BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_APPEND_ONLY}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
    )


def _make_tables() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sqlite_strict=True,
    )
    op.create_table(
        "centres",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seq"], ["audit.seq"], name=op.f("fk_centres_seq"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_centres")),
        sqlite_strict=True,
    )
    op.create_table(
        "agent_history",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["centre"], ["centres.name"], name=op.f("fk_agent_history_centre")),
        sa.ForeignKeyConstraint(
            ["seq"], ["audit.seq"], name=op.f("fk_agent_history_seq"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("centre", "agent", "seq", name=op.f("pk_agent_history")),
        sqlite_strict=True,
    )
    op.create_table(
        "centre_versions",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["centre"], ["centres.name"], name=op.f("fk_centre_versions_centre")),
        sa.ForeignKeyConstraint(
            ["seq"], ["audit.seq"], name=op.f("fk_centre_versions_seq"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("centre", "hash", name=op.f("pk_centre_versions")),
        sqlite_strict=True,
    )
    op.create_table(
        "files",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["centre"], ["centres.name"], name=op.f("fk_files_centre")),
        sa.ForeignKeyConstraint(
            ["seq"], ["audit.seq"], name=op.f("fk_files_seq"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_files")),
        sqlite_strict=True,
    )
    op.create_table(
        "ledger",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["centre"], ["centres.name"], name=op.f("fk_ledger_centre")),
        sa.ForeignKeyConstraint(
            ["seq"], ["audit.seq"], name=op.f("fk_ledger_seq"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("seq", "line", name=op.f("pk_ledger")),
        sqlite_strict=True,
    )
    op.create_index("ledger_by_agent", "ledger", ["centre", "ledger", "agent", "day"], unique=False)
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("other_agent", sa.Text(), nullable=True),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.Text(), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('leave', 'swap')", name=op.f("ck_requests_kind")),
        sa.ForeignKeyConstraint(["centre"], ["centres.name"], name=op.f("fk_requests_centre")),
        sa.ForeignKeyConstraint(
            ["seq"], ["audit.seq"], name=op.f("fk_requests_seq"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sqlite_strict=True,
    )
    op.create_index("requests_by_agent", "requests", ["centre", "agent", "first_day"], unique=False)
    op.create_index("requests_by_day", "requests", ["centre", "kind", "first_day", "last_day"], unique=False)
    op.create_table(
        "private_notes",
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request"], ["requests.id"], name=op.f("fk_private_notes_request"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["seq"], ["audit.seq"], name=op.f("fk_private_notes_seq"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_private_notes")),
        sqlite_strict=True,
    )
    op.create_table(
        "rosters",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("centre_hash", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("base_revision", sa.Integer(), nullable=True),
        sa.Column("published_base", sa.Integer(), nullable=True),
        sa.Column("published_base_revision", sa.Integer(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("hard_violations", sa.Integer(), nullable=True),
        sa.Column("drafted_at", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.Text(), nullable=False),
        sa.Column("published_at", sa.Text(), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'draft') = (published_by IS NULL)", name=op.f("ck_rosters_named_publisher")),
        sa.CheckConstraint("state IN ('draft', 'published', 'superseded')", name=op.f("ck_rosters_state")),
        sa.ForeignKeyConstraint(["base"], ["rosters.id"], name=op.f("fk_rosters_base")),
        sa.ForeignKeyConstraint(
            ["centre", "centre_hash"],
            ["centre_versions.centre", "centre_versions.hash"],
            name="fk_rosters_centre_version",
        ),
        sa.ForeignKeyConstraint(["centre"], ["centres.name"], name=op.f("fk_rosters_centre")),
        sa.ForeignKeyConstraint(["published_base"], ["rosters.id"], name=op.f("fk_rosters_published_base")),
        sa.ForeignKeyConstraint(
            ["seq"], ["audit.seq"], name=op.f("fk_rosters_seq"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters")),
        sqlite_strict=True,
    )
    op.create_index(
        "one_published",
        "rosters",
        ["centre", "first_day", "last_day"],
        unique=True,
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_index("one_version", "rosters", ["centre", "first_day", "last_day", "version"], unique=True)
    op.create_table(
        "cells",
        sa.Column("roster", sa.Integer(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=True),
        sa.Column("meal_offset", sa.Integer(), nullable=True),
        sa.Column("locked", sa.Integer(), nullable=False),
        sa.CheckConstraint("locked IN (0, 1)", name=op.f("ck_cells_locked")),
        sa.CheckConstraint("shift IS NOT NULL OR locked = 1", name=op.f("ck_cells_worth_a_row")),
        sa.ForeignKeyConstraint(["roster"], ["rosters.id"], name=op.f("fk_cells_roster"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("roster", "agent", "day", name=op.f("pk_cells")),
        sqlite_strict=True,
    )

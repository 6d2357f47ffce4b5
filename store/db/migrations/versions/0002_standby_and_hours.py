"""Standby plans and calls, and closed months of the hours ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "standby_plans",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'superseded')", name=op.f("ck_standby_plans_state")),
        sa.ForeignKeyConstraint(["centre"], ["centres.name"], name=op.f("fk_standby_plans_centre")),
        _seq("standby_plans"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standby_plans")),
        sqlite_strict=True,
    )
    op.create_index("standby_by_day", "standby_plans", ["centre", "first_day", "last_day"])
    op.create_table(
        "standby_calls",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["standby_plans.id"], name=op.f("fk_standby_calls_plan")),
        _seq("standby_calls"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standby_calls")),
        sqlite_strict=True,
    )
    op.create_index("calls_by_plan", "standby_calls", ["plan"])
    op.create_table(
        "hours_closings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["centre"], ["centres.name"], name=op.f("fk_hours_closings_centre")),
        _seq("hours_closings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_closings")),
        sqlite_strict=True,
    )
    op.create_index("one_closing", "hours_closings", ["centre", "first_day"], unique=True)


def _seq(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_seq")
    return sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=name, initially="DEFERRED", deferrable=True)

"""Ledgers: amounts by agent and day that only ever grow by further lines (leave taken, hours, points, money)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, insert, select

from models.base import Model
from models.time import Period
from store.db.engine import Transaction
from store.db.schema import ledger


class LedgerLine(Model):
    """One line: what a ledger counts for an agent on a day under a key, why, and what it comes from (`leave:17`)."""

    ledger: str
    agent: str
    day: date
    key: str = ""
    amount: Decimal
    reason: str = ""
    source: str = ""


def post(tx: Transaction, centre: str, lines: Sequence[LedgerLine]) -> None:
    """Write lines as part of a decision that the caller records. A line that was wrong is balanced by another."""
    first = (tx.connection.scalar(select(func.max(ledger.c.line)).where(ledger.c.seq == tx.seq)) or 0) + 1
    rows = [
        {"seq": tx.seq, "line": number, "centre": centre, **line.model_dump()}
        for number, line in enumerate(lines, first)
    ]
    if rows:
        tx.execute(insert(ledger), rows)


def lines(
    connection: Connection, centre: str, name: str, *, agent: str | None = None, period: Period | None = None
) -> list[LedgerLine]:
    """Lines of a ledger in the order in which they were written."""
    query = select(ledger).where(ledger.c.centre == centre, ledger.c.ledger == name)
    if agent is not None:
        query = query.where(ledger.c.agent == agent)
    if period is not None:
        query = query.where(ledger.c.day >= period.start, ledger.c.day <= period.end)
    return [_line(row) for row in connection.execute(query.order_by(ledger.c.seq, ledger.c.line))]


def _line(row: Any) -> LedgerLine:
    return LedgerLine.model_validate({name: row._mapping[name] for name in LedgerLine.model_fields})

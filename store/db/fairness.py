"""The fairness ledger as it is kept: lines of the ledger table, a count and a fair share for each entry.

A line's source is the roster that it comes from (`roster:17`). A roster that is replaced has its lines taken back by lines
of the opposite amounts, so that the sum by source is that of the published rosters only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from models.fairness import FairEntry, FairKind
from models.time import Period
from store.db.engine import Transaction
from store.db.ledgers import LedgerLine, lines, post

LEDGER = "fairness"
_SHARE = "/share"


def post_entries(tx: Transaction, centre: str, entries: Iterable[FairEntry], source: str) -> None:
    """Write entries that come from `source`, as part of a decision that the caller records."""
    post(tx, centre, [line for entry in entries for line in _lines(entry, source)])


def take_back(tx: Transaction, centre: str, period: Period, source: str, reason: str) -> None:
    """Balance every line of these days that comes from `source` by one of the opposite amount."""
    sums: defaultdict[LedgerLine, Decimal] = defaultdict(Decimal)
    for line in lines(tx.connection, centre, LEDGER, period=period):
        if line.source == source:
            sums[line.model_copy(update={"amount": Decimal(0), "reason": reason})] += line.amount
    back = [line.model_copy(update={"amount": -total}) for line, total in sums.items() if total]
    post(tx, centre, back)


def fair_entries(connection: Connection, centre: str) -> tuple[FairEntry, ...]:
    """The entries as all lines together make them."""
    sums: defaultdict[tuple[str, date, str], Decimal] = defaultdict(Decimal)
    for line in lines(connection, centre, LEDGER):
        sums[line.agent, line.day, line.key] += line.amount
    found = []
    for agent, day, kind in dict.fromkeys((a, d, FairKind(key.removesuffix(_SHARE))) for a, d, key in [*sums]):
        amount, share = sums[agent, day, kind.value], sums[agent, day, kind.value + _SHARE]
        if amount or share:
            found.append(FairEntry(agent_id=agent, day=day, kind=kind, amount=float(amount), share=float(share)))
    return tuple(sorted(found, key=lambda entry: (entry.day, entry.kind, entry.agent_id)))


def _lines(entry: FairEntry, source: str) -> list[LedgerLine]:
    amounts = {entry.kind.value: entry.amount, entry.kind.value + _SHARE: entry.share}
    return [
        LedgerLine(
            ledger=LEDGER, agent=entry.agent_id, day=entry.day, key=key, amount=Decimal(str(amount)), source=source
        )
        for key, amount in amounts.items()
        if amount
    ]

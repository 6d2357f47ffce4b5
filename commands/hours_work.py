"""What the hours commands ask of the other rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from commands.common import input_error
from commands.duty_sources import month_books, require_shifts, with_stored_leave
from hours.comp import lots
from hours.month import ends_settlement, settle_month, settlement_months
from models.base import text
from models.centre import Centre
from models.hours import CompLot, HoursStatement, clock_words
from models.time import Period
from reports.console import Console
from reports.hours_words import HEADS, hours_row
from store.db import Transaction
from store.db import hours as ledger
from store.db.centres import save_centre
from store.db.rosters import load_roster
from store.errors import StoreError


def month_of(
    connection: Connection, centre: Centre, month: Period, wages: Mapping[str, Decimal], roster: int | None
) -> tuple[HoursStatement, int | None, list[date]]:
    """A month as it was closed (with the closing's number), or as it stands; and its days that no roster has."""
    closed = ledger.closing_of(connection, centre.profile.name, month.start)
    if closed is not None and roster is None:
        return closed.statement, closed.id, []
    drafts = None
    if roster is not None:
        drafts = [load_roster(connection, roster)]
        require_shifts(centre, drafts[0])
    known = month_books(connection, centre, month, wages, drafts)
    return settle_month(with_stored_leave(connection, centre), known.books), None, known.uncovered


def close_month(tx: Transaction, centre: Centre, month: Period, wages: Mapping[str, Decimal]) -> ledger.Closing:
    """Settle a month from its published rosters and all that was entered, and write it down.

    Raises:
        InputError: when days of it have no published roster.
        StoreError: when it is closed, or an earlier month of its settlement period is not.
    """
    known = month_books(tx.connection, centre, month, wages)
    if known.uncovered:
        message = text("no published roster has this day", "没有包含该日的已发布班表")
        remedy = text("publish the month's rosters first", "请先发布该月班表")
        raise input_error("--period", str(known.uncovered[0]), message, remedy)
    if ends_settlement(centre, month):
        there = {one.month.start for one in known.books.earlier}
        missing = [
            one for one in settlement_months(centre, month) if one.start < month.start and one.start not in there
        ]
        if missing:
            first = f"{missing[0].start:%Y-%m}"
            raise StoreError(
                text(f"{first} of the settlement period is not closed", f"结算周期内 {first} 尚未结账"),
                text("close it first", "请先结账"),
            )
    save_centre(tx, centre)
    statement = settle_month(with_stored_leave(tx.connection, centre), known.books)
    return ledger.close(tx, statement, known.marks)


def comp_lots(
    connection: Connection, centre: Centre, agent_id: str | None, on: date | None
) -> dict[str, list[CompLot]]:
    """By agent the comp time that is left."""
    found = {
        agent: lots(entries, on) for agent, entries in ledger.comp_entries(connection, centre.profile.name).items()
    }
    return {agent: left for agent, left in sorted(found.items()) if left and agent_id in (None, agent)}


def show_statement(
    console: Console, centre: Centre, statement: HoursStatement, closed: int | None, uncovered: Sequence[date]
) -> None:
    names = {agent.id: agent.name for agent in centre.agents}
    console.table(HEADS, [hours_row(own, names.get(own.agent_id, "")) for own in statement.agents], left=2)
    month = f"{statement.month.start:%Y-%m}"
    if closed is None:
        console.say(text(f"{month} is not closed: as it stands now", f"{month} 尚未结账：为目前数据"))
    else:
        console.say(text(f"{month} closed (entry {closed})", f"{month} 已结账（记录 {closed}）"))
    if uncovered:
        days = f"{len(uncovered)}"
        console.tell(text(f"{days} day(s) have no published roster", f"有 {days} 天没有已发布班表"))
    for own in statement.agents:
        for words in own.warnings:
            console.tell(words)


def show_lots(console: Console, found: Mapping[str, Sequence[CompLot]]) -> None:
    heads = (text("agent", "工号"), text("earned", "取得"), text("expires", "有效至"), text("from", "来源"))
    console.table(
        (*heads, text("left", "余额")),
        [
            (agent, str(lot.earned), str(lot.expires), lot.kind.label, clock_words(lot.minutes))
            for agent, own in found.items()
            for lot in own
        ],
        left=4,
    )

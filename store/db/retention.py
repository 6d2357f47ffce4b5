"""Removing what the policy does not keep any longer. The audit trail itself is kept: it holds no reasons of leave."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Delete, delete, exists, select

from models.centre import Centre
from models.roster_version import RosterState
from models.time import add_months
from store.db.engine import Transaction
from store.db.schema import centre_versions, private_notes, requests, rosters


def remove_old(tx: Transaction, centre: Centre) -> dict[str, int]:
    """Remove what is older than `policy.records` says, as of the act's day; how much of each.

    A roster that a later one was made on stays as long as that one, and so does content of the centre that a roster names.
    """
    name, records = centre.profile.name, centre.policy.records
    today = tx.act.at.astimezone(ZoneInfo(centre.profile.time_zone)).date()
    mine = select(requests.c.id).where(requests.c.centre == name)
    ended = mine.where(requests.c.last_day < today - timedelta(days=records.private_note_days))
    steps: dict[str, Delete] = {
        "private_notes": delete(private_notes).where(private_notes.c.request.in_(ended)),
        "requests": delete(requests).where(
            requests.c.centre == name, requests.c.last_day < _years_before(today, records.request_years)
        ),
    }
    removed = {what: tx.execute(step).rowcount for what, step in steps.items()}
    drafted = tx.act.at - timedelta(days=records.draft_days)
    is_old = ((rosters.c.state == RosterState.DRAFT.value) & (rosters.c.drafted_at < drafted)) | (
        rosters.c.last_day < _years_before(today, records.roster_years)
    )
    removed["rosters"] = _remove_rosters(
        tx,
        [
            row.id
            for row in tx.connection.execute(
                select(rosters.c.id).where(rosters.c.centre == name, is_old).order_by(rosters.c.id.desc())
            )
        ],
    )
    unused = ~exists().where(rosters.c.centre == name, rosters.c.centre_hash == centre_versions.c.hash)
    removed["centre_versions"] = tx.execute(
        delete(centre_versions).where(centre_versions.c.centre == name, unused)
    ).rowcount
    if any(removed.values()):
        tx.record("store.retain", name, "store", **removed)
    return removed


def _remove_rosters(tx: Transaction, newest_first: list[int]) -> int:
    """Remove those that no other one was made on; the newest first, so that a chain of old ones goes whole."""
    later = rosters.alias()
    count = 0
    for number in newest_first:
        needed = exists().where((later.c.base == number) | (later.c.published_base == number))
        count += tx.execute(delete(rosters).where(rosters.c.id == number, ~needed)).rowcount
    return count


def _years_before(day: date, years: int) -> date:
    return add_months(day, -12 * years)

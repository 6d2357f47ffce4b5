"""Swaps at the desk: checked, filed, agreed to, decided. Each is one transaction with one audit row.

An approval changes the published roster's cells in that same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from commands.common import input_error
from commands.deciding import Outcome, grounds, moved
from commands.desk import Desk, decided_meanwhile
from models.access import Deed
from models.base import text
from models.explanation import SwapEffect
from models.process import Verdict
from models.roster import Roster, differences
from models.roster_version import RosterVersion
from models.swap import SwapCell, SwapRequest, SwapStatus
from models.time import Period, add_months
from scheduler.swaps.cells import stale_cells, swapped
from scheduler.swaps.check import check_swap
from scheduler.swaps.effect import swap_effect
from store.db.centres import save_centre
from store.db.requests import RequestKind, decide, file_request
from store.db.rosters import change_cells
from store.errors import StoreError

SwapOutcome = Outcome[SwapRequest, Verdict]


@dataclass(frozen=True)
class Seen:
    """A swap before it is decided: nothing is done yet; no effect where the roster has changed under it."""

    outcome: SwapOutcome
    effect: SwapEffect | None


@dataclass(frozen=True)
class Wanted:
    """A swap as it is asked for: days, whose shifts the published roster tells."""

    initiator: str
    partner: str
    gives: tuple[date, ...]
    takes: tuple[date, ...]
    reason: str = ""
    partner_agreed: bool = False
    voluntary: bool = True


def draft_swap(desk: Desk, wanted: Wanted) -> SwapRequest:
    """The request, its shifts read from the published roster.

    Raises:
        InputError: when somebody works nothing on a day that is named.
        StoreError: when no roster is published for the days.
    """
    with desk.database.read() as connection:
        version, roster = _one_roster(desk, connection, (*wanted.gives, *wanted.takes))
    return SwapRequest(
        id="-",
        initiator=wanted.initiator,
        partner=wanted.partner,
        gives=_cells(roster, wanted.initiator, wanted.gives, "--give"),
        takes=_cells(roster, wanted.partner, wanted.takes, "--take"),
        reason=wanted.reason,
        filed_at=desk.moment,
        filed_by=desk.person.id,
        roster_version=version.id,
        partner_agreed=wanted.partner_agreed or desk.person.id == wanted.partner,
        voluntary=wanted.voluntary,
    )


def see_draft(desk: Desk, draft: SwapRequest) -> Seen:
    """A swap that is not filed: what the checks say of it and what it would do."""
    with desk.database.read() as connection:
        return _seen(desk, connection, draft, 0, deciding=False)


def see_swap(desk: Desk, number: int) -> Seen:
    """A filed swap: what the checks say of approving it now, and what it does."""
    with desk.database.read() as connection:
        stored = desk.stored(connection, RequestKind.SWAP, number)
        return _seen(desk, connection, stored.read(SwapRequest), stored.revision, deciding=True)


def file_swap(desk: Desk, draft: SwapRequest) -> SwapOutcome:
    """File a swap where every clause and every hard rule allows it.

    Raises:
        ForbiddenError: when the person may not file for the initiator.
    """
    desk.may_file_for(draft.initiator)
    desk.vouches(not draft.voluntary, text("the centre asks for a swap", "调班由中心安排"), "--ordered")
    signed = draft.partner_agreed and desk.person.id != draft.partner
    desk.vouches(signed, text("the partner has signed", "对方已签字"), "--agreed")
    desk.requirement(_planned(desk, draft))
    with desk.database.transaction(desk.act(draft.reason)) as tx:
        request = draft.model_copy(update={"id": str(tx.seq)})
        verdict = _verdict(desk, tx.connection, request, deciding=False)
        if not verdict.is_allowed:
            return SwapOutcome(done=False, request=draft, revision=0, verdict=verdict)
        save_centre(tx, desk.centre)
        desk.note(tx)
        kept = file_request(
            tx,
            RequestKind.SWAP,
            desk.name,
            request,
            agent=request.initiator,
            other_agent=request.partner,
            period=Period(start=request.days[0], end=request.days[-1]),
            state=request.status,
        )
        return SwapOutcome(done=True, request=request, revision=kept.revision, verdict=verdict)


def agree_to_swap(desk: Desk, number: int) -> SwapOutcome:
    """The partner gives their word.

    Raises:
        ForbiddenError: when somebody else does, who may not act for others.
        ConflictError: when it is decided already.
    """
    with desk.database.transaction(desk.act()) as tx:
        stored = desk.stored(tx.connection, RequestKind.SWAP, number)
        request = stored.read(SwapRequest)
        desk.may_file_for(request.partner)
        if request.status is not SwapStatus.REQUESTED:
            raise decided_meanwhile(stored)
        agreed = request.model_copy(update={"partner_agreed": True})
        desk.note(tx)
        kept = decide(tx, number, stored.revision, agreed.status, agreed, action="agree")
        return SwapOutcome(done=True, request=agreed, revision=kept.revision, verdict=Verdict(findings=()))


def approve_swap(desk: Desk, number: int, revision: int, why: str = "") -> SwapOutcome:
    """Approve a swap where every check still holds, and change the published roster's cells.

    Raises:
        ForbiddenError: when the person may not decide about it.
        ConflictError: when somebody else has decided meanwhile.
    """
    with desk.database.read() as connection:
        request = desk.stored(connection, RequestKind.SWAP, number).read(SwapRequest)
    desk.requirement(_planned(desk, request))
    with desk.database.transaction(desk.act(why)) as tx:
        stored = desk.stored(tx.connection, RequestKind.SWAP, number, revision)
        request = stored.read(SwapRequest)
        desk.may_decide(Deed.DECIDE_SWAP, request.initiator, request.partner)
        approved = moved(stored, lambda: request.moved(SwapStatus.APPROVED, desk.decision(why)))
        verdict = _verdict(desk, tx.connection, request, deciding=True)
        if not verdict.is_allowed:
            return SwapOutcome(done=False, request=request, revision=revision, verdict=verdict)
        version, roster = _one_roster(desk, tx.connection, request.days)
        change_cells(tx, version.mark, differences(roster, swapped(roster, request)))
        desk.note(tx)
        kept = decide(tx, number, revision, approved.status, approved, action="approve")
        return SwapOutcome(done=True, request=approved, revision=kept.revision, verdict=verdict)


def refuse_swap(desk: Desk, number: int, revision: int | None, why: str, clause: str = "") -> SwapOutcome:
    """Refuse a swap. Without a clause those that the checks find broken are named.

    Raises:
        ForbiddenError: when the person may not decide about it.
        ConflictError: when somebody else has decided meanwhile.
        StoreError: when no clause is broken and no reason is given.
    """
    verdict = see_swap(desk, number).outcome.verdict
    named = grounds(verdict.broken, why, clause)
    with desk.database.transaction(desk.act(why, named)) as tx:
        stored = desk.stored(tx.connection, RequestKind.SWAP, number, revision)
        request = stored.read(SwapRequest)
        desk.may_decide(Deed.DECIDE_SWAP, request.initiator, request.partner)
        refused = moved(stored, lambda: request.moved(SwapStatus.REFUSED, desk.decision(why, named)))
        desk.note(tx)
        kept = decide(tx, number, stored.revision, refused.status, refused, action="refuse")
    return SwapOutcome(done=True, request=refused, revision=kept.revision, verdict=verdict)


def withdraw_swap(desk: Desk, number: int, why: str = "") -> SwapOutcome:
    """Take a request back before it is decided.

    Raises:
        ForbiddenError: when it is somebody else's and the person may not act for others.
        ConflictError: when it is decided already.
    """
    with desk.database.transaction(desk.act(why)) as tx:
        stored = desk.stored(tx.connection, RequestKind.SWAP, number)
        request = stored.read(SwapRequest)
        desk.may_file_for(request.initiator)
        withdrawn = moved(stored, lambda: request.moved(SwapStatus.WITHDRAWN, desk.decision(why)))
        desk.note(tx)
        kept = decide(tx, number, stored.revision, withdrawn.status, withdrawn, action="withdraw")
        return SwapOutcome(done=True, request=withdrawn, revision=kept.revision, verdict=Verdict(findings=()))


def _planned(desk: Desk, request: SwapRequest) -> Period:
    """The period of the published roster that holds the swap's days."""
    with desk.database.read() as connection:
        return _one_roster(desk, connection, request.days)[0].period


def _one_roster(desk: Desk, connection: Connection, days: Sequence[date]) -> tuple[RosterVersion, Roster]:
    """The published roster that holds these days.

    Raises:
        StoreError: when there is none, or when they lie in several.
    """
    found = desk.published(connection, Period(start=min(days), end=max(days)))
    inside = [(version, roster) for version, roster in found if all(day in roster.period for day in days)]
    if not inside:
        words = ", ".join(str(day) for day in sorted(set(days)))
        raise StoreError(
            text(f"no published roster holds {words} together", f"没有同时包含 {words} 的已发布班表"),
            text("swap within one published roster", "请在同一份已发布班表内调班"),
        )
    return inside[0]


def _cells(roster: Roster, agent_id: str, days: Sequence[date], option: str) -> tuple[SwapCell, ...]:
    own = roster.by_agent.get(agent_id, {})
    for day in days:
        if day not in own:
            message = text(f"{agent_id} works nothing on {day}", f"{agent_id} 在 {day} 没有班次")
            raise input_error(option, str(day), message, text("give a day with a shift", "请给出有班次的日期"))
    return tuple(SwapCell(day=day, shift=own[day].shift) for day in sorted(days))


def _verdict(desk: Desk, connection: Connection, request: SwapRequest, deciding: bool) -> Verdict:
    version, roster = _one_roster(desk, connection, request.days)
    book = desk.book(connection)
    instance = desk.instance(book, version.period)
    others = desk.swaps(connection, _months(request))
    return check_swap(instance, roster, request, others, book, desk.moment if deciding else None)


def _months(request: SwapRequest) -> Period:
    """The whole months that a swap touches: what counts against the cap lies in them."""
    last = add_months(request.days[-1].replace(day=1), 1) - timedelta(days=1)
    return Period(start=request.days[0].replace(day=1), end=last)


def _seen(desk: Desk, connection: Connection, request: SwapRequest, revision: int, deciding: bool) -> Seen:
    version, roster = _one_roster(desk, connection, request.days)
    verdict = _verdict(desk, connection, request, deciding)
    outcome = SwapOutcome(done=False, request=request, revision=revision, verdict=verdict)
    if stale_cells(roster, request):
        return Seen(outcome, None)
    return Seen(outcome, swap_effect(desk.instance(desk.book(connection), version.period), roster, request))

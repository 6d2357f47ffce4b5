"""Leave at the desk: filed, decided, cancelled, and its open shifts covered. Each is one transaction with one audit row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from commands.deciding import Outcome, grounds, moved
from commands.desk import Desk
from models.access import Deed
from models.base import Text, text
from models.explanation import LeaveEffect
from models.leave import DayHalf, LeaveDay, LeaveRequest, OpenShift
from models.people import LeaveStatus
from models.roster import Assignment, Cell, CellChange, Roster, differences
from models.roster_version import RosterVersion
from models.time import Period
from scheduler.explain.ledger import Ledger
from scheduler.instance import Instance
from scheduler.leave.calendar import leave_calendar
from scheduler.leave.check import LeaveVerdict, check_leave, next_in_line
from scheduler.leave.effect import first_missed, leave_effect, missed_shifts, without
from store.db.centres import save_centre
from store.db.engine import Transaction
from store.db.requests import RequestKind, StoredRequest, decide, file_request
from store.db.rosters import change_cells
from store.errors import StoreError

LeaveOutcome = Outcome[LeaveRequest, LeaveVerdict]


@dataclass(frozen=True)
class Seen:
    """A request as the approver sees it before deciding: nothing is done yet, and what it does to published rosters."""

    outcome: LeaveOutcome
    effects: tuple[LeaveEffect, ...]


def file_leave(desk: Desk, draft: LeaveRequest, note: str = "", waitlist: bool = False) -> LeaveOutcome:
    """File a request where the clauses allow it; with `waitlist` also where only others' annual leave stands in the way.

    The draft's id is replaced by the number that the store gives.

    Raises:
        ForbiddenError: when the person may not file for the agent.
    """
    desk.may_file_for(draft.agent_id)
    desk.vouches(draft.certificate, text("a certificate was seen", "已核验证明"), "--certificate")
    with desk.database.transaction(desk.act()) as tx:
        request = draft.model_copy(update={"id": str(tx.seq)})
        verdict = _verdict(desk, tx.connection, request)
        if not verdict.is_allowed:
            if not (waitlist and verdict.may_wait):
                return LeaveOutcome(done=False, request=draft, revision=0, verdict=verdict)
            request = request.moved(LeaveStatus.WAITLISTED)
        save_centre(tx, desk.centre)
        desk.note(tx)
        kept = file_request(
            tx,
            RequestKind.LEAVE,
            desk.name,
            request,
            agent=request.agent_id,
            period=_period(request),
            state=request.status,
            private_note=note,
        )
        return LeaveOutcome(done=True, request=request, revision=kept.revision, verdict=verdict)


def see_leave(desk: Desk, number: int, certificate: bool = False) -> Seen:
    """A request, what the checks say of approving it, and what it does to each published roster it touches.

    `certificate`: the approver has seen it.
    """
    with desk.database.read() as connection:
        stored = desk.stored(connection, RequestKind.LEAVE, number)
        request, book = _certified(stored.read(LeaveRequest), certificate), desk.book(connection)
        rosters = desk.published(connection, _reach(request))
        verdict = _verdict(desk, connection, request, deciding=True)
    effects = [
        leave_effect(desk.instance(book.without(request.id), version.period), roster, request)
        for version, roster in rosters
    ]
    outcome = LeaveOutcome(done=False, request=request, revision=stored.revision, verdict=verdict)
    return Seen(outcome, tuple(effects))


def approve_leave(desk: Desk, number: int, revision: int, why: str = "", certificate: bool = False) -> LeaveOutcome:
    """Approve a request where every clause still allows it; its shifts in published rosters are left open.

    Raises:
        ForbiddenError: when the person may not decide about it.
        ConflictError: when somebody else has decided meanwhile.
    """
    with desk.database.transaction(desk.act(why)) as tx:
        stored, request = _open(desk, tx, number, revision)
        desk.may_decide(Deed.DECIDE_LEAVE, request.agent_id)
        request = _certified(request, certificate)
        approved = moved(stored, lambda: request.moved(LeaveStatus.APPROVED, desk.decision(why)))
        verdict = _verdict(desk, tx.connection, request, deciding=True)
        if not verdict.is_allowed:
            return LeaveOutcome(done=False, request=request, revision=revision, verdict=verdict)
        approved = approved.model_copy(update={"opened": tuple(_open_up(desk, tx, request))})
        desk.note(tx)
        opened = [shift.model_dump(mode="json") for shift in approved.opened]
        kept = decide(tx, number, revision, approved.status, approved, action="approve", open_shifts=opened)
        return LeaveOutcome(done=True, request=approved, revision=kept.revision, verdict=verdict)


def refuse_leave(desk: Desk, number: int, revision: int | None, why: str, clause: str = "") -> LeaveOutcome:
    """Refuse a request. Without a clause those that the checks find broken are named.

    Raises:
        ForbiddenError: when the person may not decide about it.
        ConflictError: when somebody else has decided meanwhile.
        StoreError: when no clause is broken and no reason is given.
    """
    with desk.database.read() as connection:
        request = desk.stored(connection, RequestKind.LEAVE, number).read(LeaveRequest)
        verdict = _verdict(desk, connection, request, deciding=True)
    named = grounds(verdict.broken, why, clause)
    with desk.database.transaction(desk.act(why, named)) as tx:
        stored, request = _open(desk, tx, number, revision)
        desk.may_decide(Deed.DECIDE_LEAVE, request.agent_id)
        refused = moved(stored, lambda: request.moved(LeaveStatus.REFUSED, desk.decision(why, named)))
        desk.note(tx)
        kept = decide(tx, number, stored.revision, refused.status, refused, action="refuse")
    return LeaveOutcome(done=True, request=refused, revision=kept.revision, verdict=verdict)


def cancel_leave(desk: Desk, number: int, why: str = "") -> tuple[LeaveOutcome, list[LeaveRequest]]:
    """Cancel a request, or approved leave that has not begun: shifts that nobody has taken over go back to the agent, as
    far as no hard rule is broken by it.

    With it the requests on the waitlist that could be approved now.

    Raises:
        ForbiddenError: when it is somebody else's and the person may not act for others.
        StoreError: when the leave has begun.
    """
    _plan(desk, number)
    with desk.database.transaction(desk.act(why)) as tx:
        stored, request = _open(desk, tx, number)
        desk.may_file_for(request.agent_id)
        cancelled = moved(stored, lambda: request.moved(LeaveStatus.CANCELLED, desk.decision(why)))
        book = desk.book(tx.connection)
        if request.status is LeaveStatus.APPROVED and request.start <= book.local_day(desk.moment):
            raise StoreError(
                text(f"it has begun on {request.start}", f"假期已于 {request.start} 开始"),
                text("leave that has begun is not cancelled", "已开始的假期不能取消"),
            )
        cancelled = cancelled.model_copy(update={"opened": _given_back(desk, tx, request)})
        desk.note(tx)
        shifts = [shift.model_dump(mode="json") for shift in cancelled.opened]
        kept = decide(tx, number, stored.revision, cancelled.status, cancelled, action="cancel", shifts=shifts)
        outcome = LeaveOutcome(done=True, request=cancelled, revision=kept.revision, verdict=LeaveVerdict(findings=()))
        return outcome, next_in_line(desk.book(tx.connection))


def see_calendar(desk: Desk, period: Period) -> tuple[LeaveDay, ...]:
    """Leave day by day, as far as the person may see it, with the shifts that are open in published rosters."""
    with desk.database.read() as connection:
        book = desk.book(connection)
        rosters = {version.id for version, _ in desk.published(connection, period)}
    return leave_calendar(book, period, desk.may_see, rosters)


def cover_shift(desk: Desk, number: int, day: date, agent_id: str, why: str = "") -> LeaveRequest:
    """Somebody takes over a shift that leave has left open; who works another one on that day leaves it.

    Raises:
        ForbiddenError: when the person may not decide about leave.
        StoreError: when no such shift is open, or when it would break a hard rule.
    """
    _plan(desk, number)
    with desk.database.transaction(desk.act(why)) as tx:
        stored, request = _open(desk, tx, number)
        desk.may_decide(Deed.DECIDE_LEAVE, agent_id)
        there = next(iter(desk.published(tx.connection, Period(start=day, end=day))), None)
        shift = next((s for s in request.opened if s.day == day and not s.covered_by), None)
        if shift is None or there is None or shift.roster != there[0].id:
            raise StoreError(
                text(f"request {number} has left no shift open on {day}", f"申请 {number} 在 {day} 没有空缺班次"),
                text("paiban leave calendar shows the open shifts", "空缺班次见 paiban leave calendar"),
            )
        version, roster = there
        breaks = _breaks(desk.instance(desk.book(tx.connection), version.period), roster, shift, agent_id)
        if breaks:
            raise StoreError(
                text("; ".join(words.en for words in breaks), "；".join(words.zh for words in breaks)),
                text("choose somebody else", "请选择其他人员"),
            )
        change_cells(tx, version.mark, [_taking(roster, shift, agent_id)])
        covered = tuple(s.model_copy(update={"covered_by": agent_id}) if s == shift else s for s in request.opened)
        request = request.model_copy(update={"opened": covered})
        desk.note(tx)
        decide(tx, number, stored.revision, request.status, request, action="cover", covered_by=agent_id, day=str(day))
        return request


def _plan(desk: Desk, number: int) -> None:
    """Plan the demand of the published rosters that a request touches: it takes a while, so before the writer's turn."""
    with desk.database.read() as connection:
        request = desk.stored(connection, RequestKind.LEAVE, number).read(LeaveRequest)
        periods = [version.period for version, _ in desk.published(connection, _reach(request))]
    for period in periods if request.opened else ():
        desk.requirement(period)


def _breaks(instance: Instance, roster: Roster, shift: OpenShift, agent_id: str) -> list[Text]:
    """Why somebody cannot take an open shift."""
    ledger = Ledger(instance, roster)
    a, d, t = instance.agent_index[agent_id], instance.day_number(shift.day), instance.shift_index[shift.shift]
    if ledger.view.shift(a, d) == t:
        what = f"{shift.shift} on {shift.day}"
        return [text(f"{agent_id} works {what} already", f"{agent_id} 在 {shift.day} 已上 {shift.shift}")]
    return [violation.text for violation in ledger.effect({(a, d): (t, shift.meal_offset)}).breaks]


def _taking(roster: Roster, shift: OpenShift, agent_id: str) -> CellChange:
    """The cell of somebody who takes an open shift."""
    cell = roster.cells.get((agent_id, shift.day), Cell())
    after = cell.model_copy(update={"shift": shift.shift, "meal_offset": shift.meal_offset})
    return CellChange(agent_id=agent_id, day=shift.day, before=cell, after=after)


def _open(desk: Desk, tx: Transaction, number: int, revision: int | None = None) -> tuple[StoredRequest, LeaveRequest]:
    stored = desk.stored(tx.connection, RequestKind.LEAVE, number, revision)
    return stored, stored.read(LeaveRequest)


def _certified(request: LeaveRequest, certificate: bool) -> LeaveRequest:
    return request.model_copy(update={"certificate": request.certificate or certificate})


def _period(request: LeaveRequest) -> Period:
    return Period(start=request.start, end=request.end)


def _reach(request: LeaveRequest) -> Period:
    """The days whose shifts it may touch: a night of the day before runs into the first half of a day."""
    first = request.start - timedelta(days=request.half is DayHalf.FIRST)
    return Period(start=first, end=request.end)


def _verdict(desk: Desk, connection: Connection, request: LeaveRequest, deciding: bool = False) -> LeaveVerdict:
    rosters = desk.published(connection, _reach(request))
    starts = [start for _, roster in rosters if (start := first_missed(desk.centre, roster, request))]
    return check_leave(desk.book(connection), request, min(starts, default=None), deciding)


def _open_up(desk: Desk, tx: Transaction, request: LeaveRequest) -> list[OpenShift]:
    """Take the agent's shifts out of the published rosters; what is open now."""
    opened = []
    for version, roster in desk.published(tx.connection, _reach(request)):
        missed = missed_shifts(desk.centre, roster, request)
        if missed:
            change_cells(tx, version.mark, differences(roster, without(roster, missed)))
        opened += [_open_shift(version, assignment) for assignment in missed]
    return opened


def _open_shift(version: RosterVersion, assignment: Assignment) -> OpenShift:
    return OpenShift(roster=version.id, day=assignment.day, shift=assignment.shift, meal_offset=assignment.meal_offset)


def _given_back(desk: Desk, tx: Transaction, request: LeaveRequest) -> tuple[OpenShift, ...]:
    """The shifts that the leave had opened, as far as possible taken over by the agent again.

    A shift goes back into the roster that it was taken from, where that is still published, the agent's day is free and no
    hard rule is broken by it. Others stay open.
    """
    shifts = list(request.opened)
    book = desk.book(tx.connection).without(request.id)
    for version, roster in desk.published(tx.connection, _reach(request)):
        instance, changes = desk.instance(book, version.period), []
        for number, shift in enumerate(shifts):
            free = shift.day not in roster.by_agent.get(request.agent_id, {})
            if shift.roster != version.id or shift.covered_by or not free:
                continue
            if not _breaks(instance, roster, shift, request.agent_id):
                shifts[number] = shift.model_copy(update={"covered_by": request.agent_id})
                changes.append(_taking(roster, shift, request.agent_id))
                roster = roster.model_copy(update={"assignments": (*roster.assignments, _assignment(shift, request))})
        if changes:
            change_cells(tx, version.mark, changes)
    return tuple(shifts)


def _assignment(shift: OpenShift, request: LeaveRequest) -> Assignment:
    return Assignment(agent_id=request.agent_id, day=shift.day, shift=shift.shift, meal_offset=shift.meal_offset)

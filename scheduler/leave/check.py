"""Everything the clauses say of a request for leave, all at once, and the nearest dates that would work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from models.base import Text, text
from models.leave import LeaveRequest
from models.people import LeaveStatus
from models.process import Finding, Outcome, Verdict
from scheduler.leave.balance import overdrawn
from scheduler.leave.book import LeaveBook
from scheduler.leave.cap import crowds
from scheduler.leave.notice import check_notice

SEARCH_DAYS = 400
"""How far from the days asked for other dates are looked for."""

CAP = "annual_leave_at_once"
"""The check that a place on the waitlist is about."""


class LeaveVerdict(Verdict):
    """What the checks make of a request, and where it is broken the nearest spans (first and last day) that would work."""

    nearest: tuple[tuple[date, date], ...] = ()

    @property
    def may_wait(self) -> bool:
        """Whether nothing but others' annual leave stands in the way."""
        return bool(self.broken) and all(finding.check == CAP for finding in self.broken)


def check_leave(
    book: LeaveBook, request: LeaveRequest, first_shift: datetime | None = None, deciding: bool = False
) -> LeaveVerdict:
    """Every check of a request against the rest of the book, and other dates where it is broken.

    `first_shift` is when the first shift begins that would be missed; `deciding` asks for what must be there before an
    approval (the certificate, BANK-14b).

    Raises:
        KeyError: when the centre has no such agent.
    """
    rest = book.without(request.id)
    verdict = LeaveVerdict(findings=tuple(findings(rest, request, first_shift, deciding)))
    if all(finding.check == "certificate" for finding in verdict.broken):
        return verdict  # no other date would mend that
    return verdict.model_copy(update={"nearest": tuple(nearest_spans(rest, request))})


def nearest_spans(book: LeaveBook, request: LeaveRequest, most: int = 3) -> list[tuple[date, date]]:
    """The spans of the same length nearest to the one asked for on which the clauses would allow it, nearest first."""
    found: list[tuple[date, date]] = []
    for distance in range(1, SEARCH_DAYS):
        for shift in (timedelta(days=distance), timedelta(days=-distance)):
            start, end = request.start + shift, request.end + shift
            if start <= book.local_day(request.filed_at):
                continue
            moved = request.model_copy(update={"start": start, "end": end, "told_at": None})
            if all(finding.outcome is not Outcome.BROKEN for finding in findings(book, moved)):
                found.append((start, end))
                if len(found) == most:
                    return found
    return found


def next_in_line(book: LeaveBook) -> list[LeaveRequest]:
    """Requests on the waitlist that could be approved now, the first filed first; each would take its place in turn."""
    ready = []
    for request in book.waiting():
        if all(finding.check != CAP or finding.outcome is Outcome.KEPT for finding in findings(book, request)):
            ready.append(request)
            approved = request.moved(LeaveStatus.APPROVED)
            book = LeaveBook(book.centre, (*book.without(request.id).requests, approved))
    return ready


def findings(
    book: LeaveBook, request: LeaveRequest, first_shift: datetime | None = None, deciding: bool = False
) -> Iterator[Finding]:
    """What every check says of a request; the book is without it. See `check_leave`."""
    yield _employment(book, request)
    yield _overlap(book, request)
    yield check_notice(book, request, first_shift)
    if book.policy.types[request.type].certificate:
        yield _certificate(request, deciding)
    yield _quota(book, request)
    yield from _cap(book, request)


def _finding(check: str, clause: str, outcome: Outcome, words: Text) -> Finding:
    return Finding(check=check, clause=clause, outcome=outcome, text=words)


def _employment(book: LeaveBook, request: LeaveRequest) -> Finding:
    hired = book.centre.agents_by_id[request.agent_id].hire_date
    if hired is not None and request.start < hired:
        words = text(f"it starts before the hire date {hired}", f"早于入职日期 {hired}")
        return _finding("employment", "ours", Outcome.BROKEN, words)
    return _finding("employment", "ours", Outcome.KEPT, text("employed on these days", "期间在职"))


def _overlap(book: LeaveBook, request: LeaveRequest) -> Finding:
    """Nobody is on two leaves at once; what is only asked for counts too, or both might be approved."""
    taken = {day for day, half in book.of(request.agent_id) if (day, half) in request.halves}
    asked = {
        day
        for other in book.requests
        if other.agent_id == request.agent_id and other.is_open
        for day, _ in other.halves & request.halves
    }
    if taken or asked:
        days = _days(sorted(taken | asked))
        words = text("there is other leave of this agent on {days}", "此人在 {days} 已有其他请假").format(days=days)
        return _finding("overlap", "ours", Outcome.BROKEN, words)
    return _finding("overlap", "ours", Outcome.KEPT, text("no other leave on these days", "期间没有其他请假"))


def _certificate(request: LeaveRequest, deciding: bool) -> Finding:
    if request.certificate:
        return _finding("certificate", "BANK-14b", Outcome.KEPT, text("the certificate was seen", "证明已核验"))
    words = text("{kind} needs a certificate before it is approved", "{kind}须在批准前提交证明").format(
        kind=request.type.label
    )
    return _finding("certificate", "BANK-14b", Outcome.BROKEN if deciding else Outcome.WEIGH, words)


def _quota(book: LeaveBook, request: LeaveRequest) -> Finding:
    agent, clause = book.centre.agents_by_id[request.agent_id], "HLJ ch. 5"
    over = overdrawn(book, agent, request)
    if over is None:
        return _finding("quota", clause, Outcome.KEPT, text("within what is due", "在额度之内"))
    where, due, days = over
    span = text("in one case", "单次") if where == "case" else text(f"in {where}", f"{where} 年")
    words = text(
        "{kind}: {due} day(s) are due {span}, with this it would be {days}",
        "{kind}：{span}额度 {due} 天，加上本次共 {days} 天",
    ).format(kind=request.type.label, due=f"{float(due):g}", days=f"{float(days):g}", span=span)
    return _finding("quota", clause, Outcome.BROKEN, words)


def _cap(book: LeaveBook, request: LeaveRequest) -> Iterator[Finding]:
    full = crowds(book, request)
    for crowd in full:
        # Who is away is not said: whoever asks need not know.
        words = text(
            "{where}: at most {limit} on annual leave at the same time; on {days} every place is taken",
            "{where}：同时休年假最多 {limit} 人；{days} 名额已满",
        ).format(where=crowd.where, limit=book.policy.annual_leave_at_once, days=_days(crowd.days))
        yield _finding(CAP, "BANK-16", Outcome.BROKEN, words)
    if not full:
        yield _finding(CAP, "BANK-16", Outcome.KEPT, text("not too many on annual leave", "同时休年假人数未超"))


def _days(days: Sequence[date]) -> Text:
    """Days in a row as spans."""
    spans: list[list[date]] = []
    for day in days:
        if spans and day == spans[-1][-1] + timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    words = [f"{span[0]}" if len(span) == 1 else f"{span[0]}..{span[-1]}" for span in spans]
    return text(", ".join(words), "、".join(words))

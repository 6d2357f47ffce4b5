"""By when leave must be filed, and what an emergency allows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from models.base import Text, text
from models.leave import DayHalf, LeaveRequest
from models.people import LeaveType
from models.process import Finding, Outcome
from models.time import add_months
from scheduler.leave.book import LeaveBook


def latest_filing(book: LeaveBook, kind: LeaveType, start: date) -> date:
    """The last day on which leave that starts on a day is filed in time.

    A month ahead is the same day of the month before, or that month's last day where it is shorter.
    """
    rule = book.policy.types[kind]
    return min(
        start - timedelta(days=book.policy.notice_days(kind)),
        add_months(start, -rule.notice_months),
        book.centre.calendar.working_days_before(start, rule.notice_working_days),
    )


def notice_clause(book: LeaveBook, kind: LeaveType) -> str:
    return "BANK-15" if book.policy.types[kind].notice_months else "BANK-14a"


def notice_words(book: LeaveBook, kind: LeaveType) -> Text:
    """How far ahead a type of leave is filed."""
    rule, parts = book.policy.types[kind], []
    if days := book.policy.notice_days(kind):
        parts.append(text(f"{days} day(s)", f"{days} 天"))
    if rule.notice_months:
        parts.append(text(f"{rule.notice_months} month(s)", f"{rule.notice_months} 个月"))
    if rule.notice_working_days:
        parts.append(text(f"{rule.notice_working_days} working day(s)", f"{rule.notice_working_days} 个工作日"))
    if not parts:
        return text("before it starts", "开始之前")
    en, zh = " and ".join(part.en for part in parts), "、".join(part.zh for part in parts)
    return text(f"{en} ahead", f"提前 {zh}")


def check_notice(book: LeaveBook, request: LeaveRequest, first_shift: datetime | None = None) -> Finding:
    """Whether a request was filed in time.

    What could only be told is let pass for types that may be filed afterwards, and is for the approver to weigh for
    others with less than a month of notice: told within `emergency_notice_hours` of the start, and filed at the latest
    `filed_after_working_days` after its end. It starts with the first shift that is missed (`first_shift`), as far as
    that is known, else with the day.
    """
    filed, latest = book.local_day(request.filed_at), latest_filing(book, request.type, request.start)
    clause, kind = notice_clause(book, request.type), request.type.label
    facts: dict[str, object] = {"kind": kind, "notice": notice_words(book, request.type), "latest": latest}
    facts |= {"filed": f"{request.filed_at.astimezone(book.zone):%Y-%m-%d %H:%M}"}
    if filed <= latest:
        return _finding(clause, Outcome.KEPT, _IN_TIME, facts)
    rule = book.policy.types[request.type]
    if request.told_at is None or (rule.notice_months and not rule.after_the_fact):
        return _finding(clause, Outcome.BROKEN, _LATE, facts)
    begins = first_shift or start_moment(book, request)
    told_by = begins + timedelta(hours=book.policy.emergency_notice_hours)
    file_by = _working_days_after(book, request.end, book.policy.filed_after_working_days)
    facts |= {
        "told": f"{request.told_at.astimezone(book.zone):%Y-%m-%d %H:%M}",
        "told_by": f"{told_by.astimezone(book.zone):%Y-%m-%d %H:%M}",
        "file_by": file_by,
    }
    if request.told_at > told_by:
        return _finding("CS-2.8", Outcome.BROKEN, _TOLD_LATE, facts)
    if filed > file_by:
        return _finding("BANK-14a", Outcome.BROKEN, _FILED_LATE, facts)
    if rule.after_the_fact:
        return _finding("BANK-14a", Outcome.KEPT, _TOLD, facts)
    return _finding("CS-2.8", Outcome.WEIGH, _EMERGENCY, facts)


def start_moment(book: LeaveBook, request: LeaveRequest) -> datetime:
    """When leave starts by the clock."""
    clock = book.policy.half_day_at if request.half is DayHalf.SECOND else time()
    return datetime.combine(request.start, clock, book.zone)


def _working_days_after(book: LeaveBook, day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= book.centre.calendar.is_working_day(day)
    return day


def _finding(clause: str, outcome: Outcome, words: Text, facts: dict[str, object]) -> Finding:
    return Finding(check="notice", clause=clause, outcome=outcome, text=words.format(**facts))


_IN_TIME = text(
    "filed {filed}, in time: {kind} is filed {notice}, by {latest}",
    "{filed} 提交，符合：{kind}须{notice}，最迟 {latest}",
)
_LATE = text(
    "filed {filed}, too late: {kind} is filed {notice}, for this start by {latest}",
    "{filed} 提交，已逾期：{kind}须{notice}，此开始日期最迟 {latest}",
)
_TOLD_LATE = text(
    "told at {told}, too late: in an emergency the manager is told by {told_by}",
    "{told} 告知，已逾期：紧急情况最迟须在 {told_by} 告知主管",
)
_FILED_LATE = text(
    "filed {filed}, too late: what was only told is filed by {file_by}", "{filed} 补办，已逾期：最迟须在 {file_by} 补办"
)
_TOLD = text(
    "told at {told}, in time (by {told_by}); {kind} may be filed afterwards",
    "{told} 告知，及时（最迟 {told_by}）；{kind}可事后补办",
)
_EMERGENCY = text(
    "an emergency, told at {told}, in time (by {told_by}): the approver weighs it",
    "紧急情况，{told} 告知，及时（最迟 {told_by}）：由审批人酌情决定",
)

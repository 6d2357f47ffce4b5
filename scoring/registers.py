"""From registers to facts: what a complaint, a check, an exam, a figure or a rating says about whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.base import Text, text
from models.calendar import Calendar
from models.facts import Fact, FactKind
from models.registers import Complaint, Exam, FigureEntry, QualityCheck, RatingEntry
from models.time import month_of

ANSWER_DAYS, DEPARTMENT_DAYS, CALL_BACK_DAYS = 5, 3, 5
"""Working days for an answer, for the responsible department's, and for the call-back after the fix (MALL complaints)."""

QUICK_ANSWER_MINUTES, QUICK_SOLVE_DAYS = 120, 3
"""What a manager's complaints are measured by: answered in 2 hours, solved in 3 working days (MALL mall-manager)."""


_Make = Callable[[str, date], Fact]


class StepState(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"
    OPEN = "open"
    OVERDUE = "overdue"

    @property
    def label(self) -> Text:
        return {
            StepState.IN_TIME: text("in time", "按时"),
            StepState.LATE: text("late", "超时"),
            StepState.OPEN: text("open", "未到期"),
            StepState.OVERDUE: text("overdue", "逾期未办"),
        }[self]


@dataclass(frozen=True)
class Step:
    """One step of a complaint with its deadline (the last day, included)."""

    code: str
    title: Text
    due: date
    done: date | None
    state: StepState


def steps(complaint: Complaint, calendar: Calendar, as_of: date) -> tuple[Step, ...]:
    """The steps that have begun by the end of `as_of`: answer, the department's answer, call-back once it is resolved."""
    received = complaint.received.date()
    found = [
        ("answer", text("answer", "答复客户"), received, ANSWER_DAYS, _day(complaint.answered)),
    ]
    if complaint.department or complaint.passed_on:
        title = text("department's answer", "责任部门答复")
        start = complaint.passed_on or received
        found.append(("department", title, start, DEPARTMENT_DAYS, complaint.department_answered))
    if complaint.resolved is not None:
        title = text("call-back", "回访")
        found.append(("call_back", title, complaint.resolved.date(), CALL_BACK_DAYS, complaint.called_back))
    return tuple(
        _step(code, title, calendar.working_days_after(start, days), done, as_of)
        for code, title, start, days, done in found
    )


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _step(code: str, title: Text, due: date, done: date | None, as_of: date) -> Step:
    if done is not None and done <= as_of:
        return Step(code, title, due, done, StepState.IN_TIME if done <= due else StepState.LATE)
    return Step(code, title, due, None, StepState.OVERDUE if due <= as_of else StepState.OPEN)


def is_reopened(complaint: Complaint) -> bool:
    """A complaint whose customer is not satisfied at the call-back is open again."""
    return complaint.called_back is not None and complaint.satisfied is False


def minutes_between(start: datetime, end: datetime, zone: str) -> int:
    """Elapsed minutes between two moments; those without a zone are the centre's wall clock."""
    tz = ZoneInfo(zone)
    first, last = (moment if moment.tzinfo else moment.replace(tzinfo=tz) for moment in (start, end))
    return int((last.astimezone(UTC) - first.astimezone(UTC)).total_seconds() // 60)


def complaint_facts(
    complaint: Complaint, calendar: Calendar, as_of: date, zone: str, source: str = ""
) -> Iterator[Fact]:
    """What a complaint says of whom it is about (received, valid) and of who handles it (in time, late, solved)."""

    def fact(who: str, kind: FactKind, what: str, day: date, amount: int = 1) -> Fact:
        return Fact(
            id=f"complaint:{complaint.id}:{what}",
            agent_id=who,
            kind=kind,
            day=day,
            amount=Decimal(amount),
            source=source,
            entered_by=complaint.entered_by,
            evidence=complaint.type,
        )

    received = complaint.received.date()
    if complaint.agent_id:
        yield fact(complaint.agent_id, FactKind.COMPLAINT, "received", received)
        if complaint.valid:
            yield fact(complaint.agent_id, FactKind.VALID_COMPLAINT, "valid", received)
    handler = complaint.handler_id or complaint.agent_id
    if not handler:
        return
    for step in steps(complaint, calendar, as_of):
        if step.state is StepState.IN_TIME:
            yield fact(handler, FactKind.COMPLAINT_IN_TIME, step.code, step.done or step.due)
        elif step.state is not StepState.OPEN:
            yield fact(handler, FactKind.COMPLAINT_LATE, step.code, step.due)
    if complaint.resolved is not None and complaint.resolved.date() <= as_of:
        day = complaint.resolved.date()
        minutes = max(0, minutes_between(complaint.received, complaint.resolved, zone))
        yield fact(handler, FactKind.COMPLAINT_CLOSED, "closed", day)
        yield fact(handler, FactKind.RESOLUTION_MINUTES, "resolution", day, minutes)
    day = complaint.called_back or received
    if complaint.satisfied is not None and day <= as_of:
        yield fact(handler, FactKind.COMPLAINT_RATED, "rated", day)
        if complaint.satisfied:
            yield fact(handler, FactKind.COMPLAINT_SATISFIED, "satisfied", day)
    yield from _misses(
        complaint, calendar, as_of, zone, lambda what, day: fact(handler, FactKind.COMPLAINT_MISS, what, day)
    )


def _misses(complaint: Complaint, calendar: Calendar, as_of: date, zone: str, fact: _Make) -> Iterator[Fact]:
    """A miss for an answer after two hours, and one for a solution after three working days."""
    limit = (complaint.received + timedelta(minutes=QUICK_ANSWER_MINUTES)).date()
    answered = complaint.answered
    slow = answered is None or minutes_between(complaint.received, answered, zone) > QUICK_ANSWER_MINUTES
    if slow and limit <= as_of:
        yield fact("answer_2h", limit)
    due = calendar.working_days_after(complaint.received.date(), QUICK_SOLVE_DAYS)
    solved = _day(complaint.resolved)
    if due <= as_of and (solved is None or solved > due):
        yield fact("solve_3d", due)


@dataclass(frozen=True)
class ComplaintCount:
    """A month's complaints of one type."""

    type: str
    received: int
    valid: int
    resolved: int
    reopened: int
    late_steps: int
    mean_hours: Decimal | None


def complaint_statistics(
    complaints: Sequence[Complaint], month: str, calendar: Calendar, as_of: date, zone: str
) -> tuple[ComplaintCount, ...]:
    """The month's complaints (by the day received), classified by type (MALL complaints)."""
    own = [complaint for complaint in complaints if month_of(complaint.received.date()) == month]
    counts = []
    for kind in sorted({complaint.type for complaint in own}):
        some = [complaint for complaint in own if complaint.type == kind]
        minutes = [minutes_between(c.received, c.resolved, zone) for c in some if c.resolved is not None]
        late = sum(
            step.state in (StepState.LATE, StepState.OVERDUE) for c in some for step in steps(c, calendar, as_of)
        )
        mean = (Decimal(sum(minutes)) / len(minutes) / 60).quantize(Decimal("0.1")) if minutes else None
        counts.append(
            ComplaintCount(
                kind,
                len(some),
                sum(c.valid is True for c in some),
                len(minutes),
                sum(map(is_reopened, some)),
                late,
                mean,
            )
        )
    return tuple(counts)


def quality_facts(check: QualityCheck, source: str = "") -> Iterator[Fact]:
    """A check's score, and its share of performance pay where it failed."""
    amounts = {FactKind.QUALITY_CHECK: check.score}
    if not check.passed:
        amounts[FactKind.QUALITY_CHECK_FAILED] = check.share
    for kind, amount in amounts.items():
        yield Fact(
            id=f"{kind}:{check.check_id}",
            agent_id=check.agent_id,
            kind=kind,
            day=check.day,
            amount=amount,
            source=source,
            entered_by=check.entered_by,
            evidence=check.evidence or check.check_id,
        )


def exam_fact(exam: Exam, source: str = "") -> Fact:
    kind = FactKind.LEVEL_EXAM if exam.level else FactKind.EXAM
    return Fact(
        id=f"{kind}:{exam.agent_id}:{exam.day}",
        agent_id=exam.agent_id,
        kind=kind,
        day=exam.day,
        amount=exam.score,
        source=source,
        entered_by=exam.entered_by,
    )


def figure_fact(entry: FigureEntry, source: str = "") -> Fact:
    return Fact(
        id=f"figure:{entry.agent_id}:{entry.month}:{entry.figure}",
        agent_id=entry.agent_id,
        kind=FactKind.FIGURE,
        month=entry.month,
        amount=entry.amount,
        subject=entry.figure,
        source=source,
        entered_by=entry.entered_by,
    )


def rating_fact(entry: RatingEntry, source: str = "") -> Fact:
    return Fact(
        id=f"rating:{entry.agent_id}:{entry.month}:{entry.item}:{entry.rater}:{entry.entered_by}",
        agent_id=entry.agent_id,
        kind=FactKind.RATING,
        month=entry.month,
        amount=entry.points,
        subject=entry.item,
        rater=entry.rater,
        source=source,
        entered_by=entry.entered_by,
        entered_on=entry.entered_on,
    )

"""The complaint register and the other registers: deadlines by the centre's calendar, and the facts they make."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from models.calendar import Calendar, CalendarDay, DayKind
from models.facts import FactKind
from models.registers import Complaint, Exam, FigureEntry, QualityCheck, RatingEntry
from models.score import FactSet
from scoring.book import Board, FactBook
from scoring.registers import (
    complaint_facts,
    complaint_statistics,
    exam_fact,
    figure_fact,
    is_reopened,
    quality_facts,
    rating_fact,
    steps,
)
from tests.scoring.case import ALL, LIBRARY, person, shipped

ZONE = "Asia/Shanghai"
CN = Calendar()
LATER = date(2026, 12, 31)


def complaint(received: str = "2026-11-02 10:00", **more: Any) -> Complaint:
    """Received on Monday 2 November 2026, unless said otherwise."""
    given = {"id": "C1", "agent_id": "A", "type": "attitude"} | more
    return Complaint(received=datetime.fromisoformat(received), **given)


def states(own: Complaint, as_of: date = LATER, calendar: Calendar = CN) -> dict[str, tuple[date, str]]:
    return {step.code: (step.due, step.state.value) for step in steps(own, calendar, as_of)}


def kinds(own: Complaint, as_of: date = LATER) -> list[tuple[str, str, date | None]]:
    return sorted((f.kind.value, f.agent_id, f.day) for f in complaint_facts(own, CN, as_of, ZONE))


def test_an_answer_is_due_within_5_working_days() -> None:
    """Monday 2 November: the fifth working day after it is Monday 9."""
    assert states(complaint(answered=datetime(2026, 11, 9, 18)))["answer"] == (date(2026, 11, 9), "in_time")
    assert states(complaint(answered=datetime(2026, 11, 10, 8)))["answer"] == (date(2026, 11, 9), "late")


def test_working_days_are_the_calendars() -> None:
    """Wednesday 30 September 2026: 1 to 7 October are holiday, Saturday 10 October is worked: 8, 9, 10, 12, 13."""
    assert states(complaint("2026-09-30 09:00"))["answer"][0] == date(2026, 10, 13)
    closed = Calendar(own_days=(CalendarDay(day=date(2026, 11, 4), kind=DayKind.REST_DAY),))
    assert states(complaint(), calendar=closed)["answer"][0] == date(2026, 11, 10)


def test_the_department_answers_in_3_working_days() -> None:
    own = complaint(department="billing", passed_on=date(2026, 11, 5), department_answered=date(2026, 11, 10))
    assert states(own)["department"] == (date(2026, 11, 10), "in_time")
    assert "department" not in states(complaint())


def test_the_call_back_is_within_5_working_days_after_the_fix() -> None:
    own = complaint(resolved=datetime(2026, 11, 6, 12), called_back=date(2026, 11, 16))
    assert states(own)["call_back"] == (date(2026, 11, 13), "late")


@pytest.mark.parametrize(("as_of", "state"), [(date(2026, 11, 8), "open"), (date(2026, 11, 9), "overdue")])
def test_a_step_not_done_is_open_until_its_last_day_ends(as_of: date, state: str) -> None:
    assert states(complaint(), as_of)["answer"][1] == state


def test_a_complaint_is_reopened_when_the_customer_is_not_satisfied() -> None:
    assert is_reopened(complaint(called_back=date(2026, 11, 9), satisfied=False))
    assert not is_reopened(complaint(called_back=date(2026, 11, 9), satisfied=True))
    assert not is_reopened(complaint())


def test_facts_go_to_whom_it_is_about_and_to_who_handles_it() -> None:
    own = complaint(
        handler_id="H",
        answered=datetime(2026, 11, 2, 11),
        resolved=datetime(2026, 11, 4, 10),
        called_back=date(2026, 11, 5),
        satisfied=True,
        valid=True,
    )
    assert kinds(own) == [
        ("complaint", "A", date(2026, 11, 2)),
        ("complaint_closed", "H", date(2026, 11, 4)),
        ("complaint_in_time", "H", date(2026, 11, 2)),
        ("complaint_in_time", "H", date(2026, 11, 5)),
        ("complaint_rated", "H", date(2026, 11, 5)),
        ("complaint_satisfied", "H", date(2026, 11, 5)),
        ("resolution_minutes", "H", date(2026, 11, 4)),
        ("valid_complaint", "A", date(2026, 11, 2)),
    ]
    minutes = [f.amount for f in complaint_facts(own, CN, LATER, ZONE) if f.kind is FactKind.RESOLUTION_MINUTES]
    assert minutes == [2 * 24 * 60]


def misses(own: Complaint, as_of: date = LATER) -> int:
    return sum(kind == "complaint_miss" for kind, _, _ in kinds(own, as_of))


@pytest.mark.parametrize(
    ("answered", "resolved", "count"),
    [
        ("2026-11-02 12:00", "2026-11-05 20:00", 0),
        ("2026-11-02 12:01", "2026-11-05 20:00", 1),
        ("2026-11-02 12:00", "2026-11-06 08:00", 1),
        ("2026-11-03 09:00", "2026-11-09 08:00", 2),
    ],
)
def test_a_miss_for_an_answer_after_2_hours_and_for_3_working_days(answered: str, resolved: str, count: int) -> None:
    """Received Monday 2 November at 10:00: answered by 12:00, solved by Thursday 5."""
    own = complaint(answered=datetime.fromisoformat(answered), resolved=datetime.fromisoformat(resolved))
    assert misses(own) == count


def test_a_month_says_the_same_whenever_it_is_looked_at() -> None:
    """What has been told of October when it ended still holds, and is all, when November has ended."""
    late = [
        complaint("2026-10-30 23:30", id="1", answered=datetime(2026, 11, 2, 9)),
        complaint("2026-10-26 10:00", id="2", answered=datetime(2026, 11, 20, 9), resolved=datetime(2026, 11, 21)),
        complaint("2026-10-12 10:00", id="3", resolved=datetime(2026, 10, 31, 9), called_back=date(2026, 11, 30)),
    ]

    def october(as_of: date) -> set[object]:
        facts = [f for own in late for f in complaint_facts(own, CN, as_of, ZONE)]
        return {f.content for f in facts if f.month == "2026-10"}

    assert october(date(2026, 10, 31)) == october(LATER)


def test_resolution_time_is_elapsed_time() -> None:
    """Berlin's clocks go back on 25 October 2026: from 24th noon to 25th noon are 25 hours."""
    own = complaint("2026-10-24 12:00", resolved=datetime(2026, 10, 25, 12))
    facts = complaint_facts(own, Calendar(country="DE"), LATER, "Europe/Berlin")
    assert [f.amount for f in facts if f.kind is FactKind.RESOLUTION_MINUTES] == [25 * 60]


def test_classified_statistics_each_month() -> None:
    register = [
        complaint(
            id="1",
            resolved=datetime(2026, 11, 2, 13),
            answered=datetime(2026, 11, 2, 11),
            valid=True,
            called_back=date(2026, 11, 3),
            satisfied=False,
        ),
        complaint(id="2", resolved=datetime(2026, 11, 2, 11), answered=datetime(2026, 11, 30)),
        complaint(id="3", type="billing"),
        complaint("2026-10-20 09:00", id="4"),
    ]
    attitude, billing = complaint_statistics(register, "2026-11", CN, LATER, ZONE)
    # 3 h and 1 h; the second was answered late and never called back.
    assert (attitude.type, attitude.received, attitude.valid, attitude.resolved, attitude.reopened) == (
        "attitude",
        2,
        1,
        2,
        1,
    )
    assert (attitude.late_steps, attitude.mean_hours) == (2, Decimal("2.0"))
    assert (billing.received, billing.resolved, billing.late_steps, billing.mean_hours) == (1, 0, 1, None)


def test_measures_of_the_register() -> None:
    """Handled by A: two of four steps in time (answer and call-back of the second are overdue), solved after 3 h and 1 h, one of two customers satisfied."""
    register = [
        complaint(
            "2026-10-12 10:00",
            id="1",
            handler_id="A",
            answered=datetime(2026, 10, 12, 11),
            resolved=datetime(2026, 10, 12, 13),
            called_back=date(2026, 10, 13),
            satisfied=True,
        ),
        complaint("2026-10-13 10:00", id="2", handler_id="A", resolved=datetime(2026, 10, 13, 11), satisfied=False),
    ]
    facts = tuple(f for own in register for f in complaint_facts(own, CN, date(2026, 10, 20), ZONE))
    own = person()
    board = Board.of(shipped("mall-kpi-agent"), LIBRARY, [own], FactBook(FactSet(facts=facts, imported=ALL)), "2026-10")
    assert board.measure(own, "complaint_timeliness") == 50
    assert board.measure(own, "complaint_hours") == 2
    assert board.measure(own, "complaint_satisfaction") == 50


def test_a_complaint_answered_before_it_was_received_is_refused() -> None:
    with pytest.raises(ValidationError, match="before it was received"):
        complaint(answered=datetime(2026, 11, 1, 9))


def test_the_other_registers() -> None:
    check = QualityCheck(
        agent_id="A", day=date(2026, 10, 3), check_id="Q1", score=Decimal(55), passed=False, share=Decimal(15)
    )
    assert [(f.kind.value, f.amount) for f in quality_facts(check)] == [
        ("quality_check", 55),
        ("quality_check_failed", 15),
    ]
    assert len(list(quality_facts(check.model_copy(update={"passed": True})))) == 1
    exam = Exam(agent_id="A", day=date(2026, 10, 3), score=Decimal(88))
    assert exam_fact(exam).kind is FactKind.EXAM
    assert exam_fact(exam.model_copy(update={"level": True})).kind is FactKind.LEVEL_EXAM
    figure = figure_fact(FigureEntry(agent_id="A", month="2026-10", figure="handled", amount=Decimal(7)))
    assert (figure.subject, figure.amount, figure.month) == ("handled", 7, "2026-10")
    rating = RatingEntry(agent_id="A", month="2026-10", item="skill", rater="self", points=Decimal(9), entered_by="A")  # type: ignore[arg-type]
    assert (rating_fact(rating).subject, rating_fact(rating).amount) == ("skill", 9)

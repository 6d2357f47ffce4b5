"""By when leave is filed: days, months and working days, month ends, make-up days, midnight, February, emergencies."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.people import LeaveType
from models.process import Outcome
from scheduler.leave.notice import check_notice, latest_filing
from tests.leave.office import at, book, request

WORKING = {"types": {"personal": {"notice_days": 0, "notice_working_days": 1}}}


@pytest.mark.parametrize(
    ("kind", "start", "latest"),
    [
        # BANK-14a: three days ahead.
        (LeaveType.PERSONAL, "2026-06-10", "2026-06-07"),
        (LeaveType.PERSONAL, "2026-03-02", "2026-02-27"),
        (LeaveType.PERSONAL, "2027-01-01", "2026-12-29"),
        # BANK-15: one month ahead is the same day of the month before, or its last day.
        (LeaveType.ANNUAL, "2026-06-10", "2026-05-10"),
        (LeaveType.ANNUAL, "2026-03-31", "2026-02-28"),
        (LeaveType.ANNUAL, "2028-03-31", "2028-02-29"),
        (LeaveType.ANNUAL, "2026-05-31", "2026-04-30"),
        (LeaveType.ANNUAL, "2027-01-31", "2026-12-31"),
        (LeaveType.MARRIAGE, "2026-03-01", "2026-02-01"),
        (LeaveType.MATERNITY, "2026-02-28", "2026-01-28"),
    ],
)
def test_the_last_day_to_file_is_days_or_a_month_ahead(kind: LeaveType, start: str, latest: str) -> None:
    assert latest_filing(book(), kind, date.fromisoformat(start)) == date.fromisoformat(latest)


@pytest.mark.parametrize(
    ("start", "latest"),
    [
        ("2026-06-10", "2026-06-09"),  # Wednesday: Tuesday
        ("2026-06-08", "2026-06-05"),  # Monday: Friday
        ("2026-10-08", "2026-09-30"),  # after National Day
        ("2026-10-11", "2026-10-10"),  # Saturday 10 October makes up for the 7th
        ("2026-02-24", "2026-02-14"),  # after the Spring Festival: Saturday the 14th is a make-up day
        ("2026-03-02", "2026-02-28"),  # Saturday 28 February is one, too
    ],
)
def test_working_days_of_notice_know_holidays_and_make_up_days(start: str, latest: str) -> None:
    found = latest_filing(book(**WORKING), LeaveType.PERSONAL, date.fromisoformat(start))
    assert found == date.fromisoformat(latest)


def test_the_policys_notice_holds_where_a_type_says_nothing_else() -> None:
    five = book(leave_notice_days=5)
    assert latest_filing(five, LeaveType.PERSONAL, date(2026, 6, 10)) == date(2026, 6, 5)
    assert latest_filing(five, LeaveType.ANNUAL, date(2026, 6, 10)) == date(2026, 5, 10)


@pytest.mark.parametrize(
    ("filed", "outcome"), [("2026-06-07 23:59", Outcome.KEPT), ("2026-06-08 00:00", Outcome.BROKEN)]
)
def test_midnight_of_the_centres_clock_ends_the_last_day(filed: str, outcome: Outcome) -> None:
    finding = check_notice(book(), request(kind=LeaveType.PERSONAL, start="2026-06-10", filed=filed))
    assert (finding.outcome, finding.clause) == (outcome, "BANK-14a")


def told(kind: LeaveType, told_at: str, filed: str, start: str = "2026-06-10", **more: Any) -> tuple[Outcome, str]:
    asked = request(kind=kind, start=start, filed=filed, told_at=at(told_at))
    finding = check_notice(book(**more), asked, at(f"{start} 09:00"))
    return finding.outcome, finding.clause


def test_sudden_illness_is_told_within_the_hour_and_filed_afterwards() -> None:
    filed = "2026-06-12 10:00"
    assert told(LeaveType.SICK, "2026-06-10 10:00", filed) == (Outcome.KEPT, "BANK-14a")
    assert told(LeaveType.SICK, "2026-06-10 10:01", filed) == (Outcome.BROKEN, "CS-2.8")
    assert told(LeaveType.SICK, "2026-06-10 11:00", filed, emergency_notice_hours=2) == (Outcome.KEPT, "BANK-14a")


def test_what_was_only_told_is_filed_within_three_working_days() -> None:
    # Wednesday 10 June: Thursday, Friday and Monday 15 are the three.
    assert told(LeaveType.SICK, "2026-06-10 08:00", "2026-06-15 23:59")[0] is Outcome.KEPT
    assert told(LeaveType.SICK, "2026-06-10 08:00", "2026-06-16 00:00")[0] is Outcome.BROKEN


def test_an_emergency_is_for_the_approver_to_weigh() -> None:
    assert told(LeaveType.PERSONAL, "2026-06-10 09:30", "2026-06-10 12:00") == (Outcome.WEIGH, "CS-2.8")
    assert told(LeaveType.ANNUAL, "2026-06-10 09:30", "2026-06-10 12:00") == (Outcome.BROKEN, "BANK-15")


def test_without_a_shift_known_leave_starts_with_the_day() -> None:
    asked = request(kind=LeaveType.SICK, start="2026-06-10", filed="2026-06-10 12:00", told_at=at("2026-06-10 01:01"))
    assert check_notice(book(), asked).outcome is Outcome.BROKEN


@given(
    start=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    days=st.integers(0, 40),
    months=st.integers(0, 12),
    working=st.integers(0, 20),
)
def test_every_notice_a_type_has_is_kept_at_once(start: date, days: int, months: int, working: int) -> None:
    rule = {"notice_days": days, "notice_months": months, "notice_working_days": working}
    there = book(types={"personal": rule})
    latest = latest_filing(there, LeaveType.PERSONAL, start)
    assert (start - latest).days >= days
    between = [date.fromordinal(n) for n in range(latest.toordinal(), start.toordinal())]
    assert sum(map(there.centre.calendar.is_working_day, between)) >= working
    assert (start.year - latest.year) * 12 + start.month - latest.month >= months

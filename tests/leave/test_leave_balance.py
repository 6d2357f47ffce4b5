"""What leave counts as, what is due by service, and what is left."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import Calendar
from models.leave import DayHalf, LeaveRequest
from models.leave_policy import LeavePolicy, LeaveTypeRule
from models.people import Agent, LeaveStatus, LeaveType
from scheduler.leave.balance import anniversary, balance, counted_days, entitlement, overdrawn
from scheduler.leave.book import LeaveBook
from tests.leave.office import approved, book, request

TYPES = LeavePolicy().types
ANNUAL = TYPES[LeaveType.ANNUAL]


def hired(day: str) -> Agent:
    return Agent(id="A", name="a", hire_date=date.fromisoformat(day))


@pytest.mark.parametrize(
    ("hire_date", "year", "days"),
    [
        ("2020-03-01", 2026, 5),  # 5 to 6 full years
        ("2016-01-01", 2026, 10),  # ten from the first day of the year on
        ("2005-06-01", 2026, 15),
        ("2026-03-01", 2026, 0),  # the first year has none
        # From 1 July on 184 of 365 days at 5: 2.52, and less than a day is not given.
        ("2025-07-01", 2026, 2),
        # 181 days at 5 and 184 at 10: 7.52.
        ("2016-07-01", 2026, 7),
        ("2027-01-01", 2026, 0),
    ],
)
def test_annual_leave_is_due_by_years_of_service(hire_date: str, year: int, days: int) -> None:
    assert entitlement(hired(hire_date), ANNUAL, year) == days


def test_who_was_hired_on_29_february_has_a_year_on_the_last_of_february() -> None:
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert anniversary(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_a_quota_stands_before_service_and_neither_is_no_limit() -> None:
    assert entitlement(hired("2020-03-01"), ANNUAL.model_copy(update={"quota_days": 7.5}), 2026) == 7.5
    assert entitlement(hired("2020-03-01"), TYPES[LeaveType.SICK], 2026) is None


@pytest.mark.parametrize(
    ("start", "end", "half", "days"),
    [
        ("2026-06-01", "2026-06-05", None, 5),  # Monday to Friday
        ("2026-06-01", "2026-06-07", None, 5),  # a whole week is five days
        ("2026-06-06", "2026-06-07", None, 2),  # shift workers' weekends count
        ("2026-06-01", "2026-06-14", None, 10),
        ("2026-09-28", "2026-10-04", None, 4),  # 1 to 3 October are statutory holidays
        ("2026-06-01", "2026-06-01", DayHalf.FIRST, 0.5),
    ],
)
def test_leave_counts_like_a_working_week(start: str, end: str, half: DayHalf | None, days: float) -> None:
    asked = request(start=start, end=end, half=half)
    assert counted_days(asked.halves, ANNUAL, Calendar()) == days


def test_maternity_leave_counts_every_day() -> None:
    asked = request(kind=LeaveType.MATERNITY, start="2026-01-01", end="2026-04-08")
    assert counted_days(asked.halves, TYPES[LeaveType.MATERNITY], Calendar()) == 98
    assert overdrawn(book(), hired("2020-03-01"), asked) is None
    longer = asked.model_copy(update={"end": date(2026, 4, 9)})
    assert overdrawn(book(), hired("2020-03-01"), longer) == ("case", 98, 99)


def test_a_week_in_two_parts_is_still_five_days() -> None:
    there = book(approved("A", "2026-06-01", "2026-06-05"), approved("A", "2026-06-06", "2026-06-07"))
    assert balance(there, hired("2020-03-01"), LeaveType.ANNUAL, 2026).taken == 5


def test_what_is_asked_stands_apart_from_what_is_taken() -> None:
    there = book(
        approved("A", "2026-06-01", "2026-06-02"),
        request(start="2026-07-01", number="r2"),
        request(start="2026-07-08", number="r3", status=LeaveStatus.CANCELLED),
        approved("B", "2026-08-03"),
    )
    found = balance(there, hired("2020-03-01"), LeaveType.ANNUAL, 2026)
    assert (found.due, found.taken, found.asked, found.left) == (5, 2, 1, 3)


def test_the_quota_of_each_year_is_its_own() -> None:
    there = book(approved("A", "2026-06-01", "2026-06-03"))
    # Monday 28 to Thursday 31 December, and 1 January, a statutory holiday.
    asked = request(start="2026-12-28", end="2027-01-01")
    assert overdrawn(there, hired("2020-03-01"), asked) == ("2026", 5, 7)
    assert overdrawn(there, hired("2020-03-01"), request(start="2026-12-28", end="2026-12-29")) is None


@given(hire=st.dates(date(1990, 1, 1), date(2026, 12, 31)), year=st.integers(2024, 2030))
def test_what_is_due_grows_with_service_and_stays_within_the_rates(hire: date, year: int) -> None:
    days = entitlement(Agent(id="A", name="a", hire_date=hire), ANNUAL, year)
    earlier = entitlement(Agent(id="A", name="a", hire_date=hire - timedelta(days=100)), ANNUAL, year)
    assert days is not None
    assert earlier is not None
    assert 0 <= days <= earlier <= 15
    assert days.denominator == 1


SPANS = st.lists(
    st.tuples(st.integers(0, 364), st.integers(0, 20), st.sampled_from([None, *DayHalf])), min_size=1, max_size=12
)


def leaves(spans: list[tuple[int, int, DayHalf | None]]) -> list[LeaveRequest]:
    first = date(2026, 1, 1)
    return [
        request(
            number=f"r{i}",
            start=str(first + timedelta(days=start)),
            end=str(min(first + timedelta(days=start + (0 if half else length)), date(2026, 12, 31))),
            half=half,
            status=LeaveStatus.APPROVED,
        )
        for i, (start, length, half) in enumerate(spans)
    ]


@given(spans=SPANS)
def test_taking_more_leave_never_gives_days_back(spans: list[tuple[int, int, DayHalf | None]]) -> None:
    taken = [
        balance(book(*leaves(spans[:n])), hired("2000-01-01"), LeaveType.ANNUAL, 2026) for n in range(len(spans) + 1)
    ]
    assert taken[0].taken == 0
    for before, after in pairwise(taken):
        assert before.taken <= after.taken
        assert after.left == 15 - after.taken


@given(spans=SPANS, counts=st.sampled_from(["working_week", "calendar_days"]))
def test_leave_counts_at_most_its_days_and_five_a_week(
    spans: list[tuple[int, int, DayHalf | None]], counts: str
) -> None:
    rule = LeaveTypeRule.model_validate({"counts": counts})
    halves = {half for leave in leaves(spans) for half in leave.halves}
    counted = counted_days(halves, rule, Calendar())
    assert counted <= len(halves) / 2
    if counts == "calendar_days":
        assert counted * 2 == len(halves)
    weeks = {day.isocalendar()[:2] for day, _ in halves}
    assert counts == "calendar_days" or counted <= 5 * len(weeks)


CARRY = {"annual_carry_days": 3, "annual_carry_months": 3}


def carrying(*requests: LeaveRequest) -> LeaveBook:
    """Five days are due in each of 2025, 2026 and 2027; at most three go over and are taken by the end of March."""
    return book(*requests, **CARRY)


@pytest.mark.parametrize(
    ("spans", "own_left", "carried_left"),
    [
        ([], 5, 3),
        ([("2025-06-02", "2025-06-04")], 5, 2),  # two of 2025 are left, and go over
        ([("2026-03-30", "2026-03-31")], 5, 1),  # what was carried over is taken first
        ([("2026-03-30", "2026-04-03")], 2, 1),  # three of the five days are taken too late for it
        ([("2026-06-01", "2026-06-03")], 2, 3),
        ([("2025-01-06", "2025-01-10"), ("2025-06-02", "2025-06-02")], 5, 2),  # three of these six are 2024's
    ],
)
def test_annual_leave_that_is_left_goes_over_and_lapses(
    spans: list[tuple[str, str]], own_left: float, carried_left: float
) -> None:
    there = carrying(*(approved("A", *span) for span in spans))
    found = balance(there, hired("2020-03-01"), LeaveType.ANNUAL, 2026)
    assert (found.left, found.carried_left, found.carried_until) == (own_left, carried_left, date(2026, 3, 31))
    without = balance(book(*there.requests), hired("2020-03-01"), LeaveType.ANNUAL, 2026)
    assert (without.carried_left, without.carried_until) == (0, None)


def test_who_began_this_year_carries_nothing_over() -> None:
    assert balance(carrying(), hired("2026-01-01"), LeaveType.ANNUAL, 2026).carried_until is None
    assert balance(carrying(), hired("2020-03-01"), LeaveType.SICK, 2026).carried_until is None


def test_days_carried_over_are_taken_in_time_and_only_once() -> None:
    who = hired("2020-03-01")
    early = request(start="2026-03-02", end="2026-03-13")  # ten days, of which eight are due
    assert overdrawn(carrying(), who, early) == ("2026", 8, 10)
    assert overdrawn(carrying(), who, request(start="2026-03-05", end="2026-03-12")) is None
    assert overdrawn(carrying(), who, request(start="2026-05-11", end="2026-05-20")) == ("2026", 5, 8)
    # All that 2026 has is taken early in it: what 2025 still takes is missing then.
    spent = carrying(approved("A", "2026-03-05", "2026-03-12"))
    assert overdrawn(spent, who, request(start="2025-12-22", end="2025-12-23")) is None
    assert overdrawn(spent, who, request(start="2025-12-22", end="2025-12-24")) == ("2026", 7, 8)

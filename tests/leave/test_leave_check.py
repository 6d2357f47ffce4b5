"""All clauses at once: the limit on annual leave, overlaps, certificates, the waitlist, and dates that would work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from models.leave import LEAVE_TRANSITIONS, DayHalf, LeaveRequest
from models.people import Leave, LeaveStatus, LeaveType
from models.process import Outcome, StateError
from scheduler.leave.balance import balance
from scheduler.leave.book import LeaveBook, with_leave
from scheduler.leave.check import LeaveVerdict, check_leave, next_in_line
from tests.leave.office import approved, at, book, centre, request


def broken(verdict: LeaveVerdict) -> set[tuple[str, str]]:
    return {(finding.check, finding.clause) for finding in verdict.broken}


def test_a_request_in_time_with_days_left_is_allowed() -> None:
    verdict = check_leave(book(), request())
    assert verdict.is_allowed
    assert verdict.nearest == ()
    assert {finding.outcome for finding in verdict.findings} == {Outcome.KEPT}


@pytest.mark.parametrize(
    ("scope", "agent", "kept"),
    [
        ("centre", "D", False),
        ("team", "B", False),
        ("team", "C", True),
        ("skill", "C", False),  # Mandarin in common
        ("skill", "D", True),
    ],
)
def test_one_on_annual_leave_at_once_within_the_scope(scope: str, agent: str, kept: bool) -> None:
    there = book(approved("A", "2026-06-01", "2026-06-03"), annual_leave_scope=scope)
    verdict = check_leave(there, request(agent, start="2026-06-03", end="2026-06-04"))
    assert broken(verdict) == (set() if kept else {("annual_leave_at_once", "BANK-16")})


def test_the_day_after_is_free_again_and_other_leave_does_not_count() -> None:
    there = book(approved("A", "2026-06-01", "2026-06-03"), approved("B", "2026-06-04", kind=LeaveType.SICK))
    assert check_leave(there, request("C", start="2026-06-04")).is_allowed
    assert check_leave(there, request("C", LeaveType.PERSONAL, start="2026-06-01")).is_allowed


def test_the_cap_at_its_limit() -> None:
    there = book(approved("A", "2026-06-01"), annual_leave_at_once=2)
    assert check_leave(there, request("B")).is_allowed
    assert broken(check_leave(book(annual_leave_at_once=0), request())) == {("annual_leave_at_once", "BANK-16")}


def test_two_halves_of_a_day_are_not_at_once() -> None:
    there = book(approved("A", "2026-06-01", half=DayHalf.FIRST))
    assert check_leave(there, request("B", half=DayHalf.SECOND)).is_allowed
    assert not check_leave(there, request("B", half=DayHalf.FIRST)).is_allowed
    assert not check_leave(there, request("B")).is_allowed


def test_leave_of_the_centres_table_counts_as_approved() -> None:
    leave = Leave(agent_id="A", start=date(2026, 6, 1), end=date(2026, 6, 2), type=LeaveType.ANNUAL)
    there = LeaveBook(centre().model_copy(update={"leave": (leave,)}))
    assert broken(check_leave(there, request("B", start="2026-06-02"))) == {("annual_leave_at_once", "BANK-16")}


def test_a_refusal_names_every_clause_and_the_nearest_dates() -> None:
    there = book(approved("B", "2026-06-01", "2026-06-03"))
    asked = request(start="2026-06-02", end="2026-06-03", filed="2026-05-10 09:00")
    verdict = check_leave(there, asked)
    assert broken(verdict) == {("notice", "BANK-15"), ("annual_leave_at_once", "BANK-16")}
    # Filed on 10 May: from 10 June on it is in time.
    assert [str(start) for start, _ in verdict.nearest] == ["2026-06-10", "2026-06-11", "2026-06-12"]
    assert all(end - start == timedelta(days=1) for start, end in verdict.nearest)
    for start, end in verdict.nearest:
        assert check_leave(there, asked.model_copy(update={"start": start, "end": end})).is_allowed


def test_the_nearest_dates_lie_on_both_sides() -> None:
    verdict = check_leave(book(approved("B", "2026-06-02")), request(start="2026-06-02"))
    assert [str(start) for start, _ in verdict.nearest] == ["2026-06-03", "2026-06-01", "2026-06-04"]


def test_no_dates_would_work_when_nothing_is_left() -> None:
    there = book(annual_leave_at_once=0)
    assert check_leave(there, request()).nearest == ()


def test_nobody_is_on_two_leaves_at_once() -> None:
    waiting = request(kind=LeaveType.PERSONAL, number="r0", start="2026-06-01", end="2026-06-02")
    assert broken(check_leave(book(waiting), request(start="2026-06-02"))) == {("overlap", "ours")}
    refused = waiting.moved(LeaveStatus.REFUSED)
    assert check_leave(book(refused), request(start="2026-06-02")).is_allowed


def test_a_request_is_not_held_against_itself() -> None:
    asked = request()
    assert check_leave(book(asked), asked).is_allowed
    assert check_leave(book(asked.moved(LeaveStatus.APPROVED)), asked).is_allowed


def test_a_certificate_may_follow_but_is_there_before_approval() -> None:
    asked = request(kind=LeaveType.SICK)
    filed = check_leave(book(), asked)
    assert filed.is_allowed
    assert [f.clause for f in filed.findings if f.outcome is Outcome.WEIGH] == ["BANK-14b"]
    missing = check_leave(book(), asked, deciding=True)
    assert (broken(missing), missing.nearest) == ({("certificate", "BANK-14b")}, ())
    seen = asked.model_copy(update={"certificate": True})
    assert check_leave(book(), seen, deciding=True).is_allowed


def test_leave_before_the_hire_date_is_none() -> None:
    asked = request(kind=LeaveType.PERSONAL, start="2020-02-28", filed="2020-01-01 09:00")
    assert ("employment", "ours") in broken(check_leave(book(), asked))


def test_the_waitlist_is_for_who_only_others_stand_in_the_way_of() -> None:
    there = book(approved("A", "2026-06-01"))
    assert check_leave(there, request("B")).may_wait
    assert not check_leave(there, request("B", filed="2026-05-31 09:00")).may_wait
    assert not check_leave(book(), request("B")).may_wait


def test_a_free_place_goes_to_who_waited_longest() -> None:
    first = request("B", number="r5", filed="2026-01-02 09:00", status=LeaveStatus.WAITLISTED)
    second = request("C", number="r4", filed="2026-01-03 09:00", status=LeaveStatus.WAITLISTED)
    elsewhere = request("D", number="r6", start="2026-06-02", filed="2026-01-04 09:00", status=LeaveStatus.WAITLISTED)
    assert next_in_line(book(approved("A", "2026-06-01"), second, first)) == []
    assert next_in_line(book(second, elsewhere, first)) == [first, elsewhere]


def test_rosters_see_approved_leave_and_half_days_as_hours() -> None:
    requests = [
        approved("A", "2026-06-01", "2026-06-02"),
        approved("B", "2026-06-01", half=DayHalf.SECOND),
        request("C"),
    ]
    there = with_leave(centre(), requests)
    assert [(leave.agent_id, leave.start.day) for leave in there.leave] == [("A", 1), ("A", 2)]
    (half,) = there.unavailability
    assert (half.agent_id, half.time_from.hour, half.time_until.hour) == ("B", 12, 0)
    assert half.half_leave is LeaveType.ANNUAL
    assert with_leave(there, requests[:1]).leave == there.leave


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": "2026-06-02", "end": "2026-06-01"},
        {"start": "2026-06-01", "end": "2026-06-02", "half": DayHalf.FIRST},
        {"start": "2026-06-01", "end": "2027-07-01"},
    ],
)
def test_a_request_that_cannot_be_meant_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        request(**wrong)


def test_moments_without_a_zone_are_refused() -> None:
    with pytest.raises(ValidationError):
        LeaveRequest.model_validate(request().model_dump() | {"filed_at": at("2026-01-05 09:00").replace(tzinfo=None)})


@pytest.mark.parametrize("now", LeaveStatus)
@pytest.mark.parametrize("then", LeaveStatus)
def test_states_change_as_the_process_allows(now: LeaveStatus, then: LeaveStatus) -> None:
    asked = request(status=now)
    if then in LEAVE_TRANSITIONS[now]:
        assert asked.moved(then).status is then
    else:
        with pytest.raises(StateError):
            asked.moved(then)


ASKED = st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 20), st.integers(0, 4)), max_size=14)


@settings(deadline=None, max_examples=30)
@given(asked=ASKED, limit=st.integers(0, 2), scope=st.sampled_from(["centre", "team", "skill"]))
def test_whatever_is_asked_the_cap_and_the_quota_are_never_exceeded(
    asked: list[tuple[str, int, int]], limit: int, scope: str
) -> None:
    there = book(annual_leave_at_once=limit, annual_leave_scope=scope)
    for number, (agent, start, length) in enumerate(asked):
        first = date(2026, 6, 1) + timedelta(days=start)
        wanted = request(agent, start=str(first), end=str(first + timedelta(days=length)), number=str(number))
        if check_leave(there, wanted).is_allowed:
            there = LeaveBook(there.centre, (*there.requests, wanted.moved(LeaveStatus.APPROVED)))
    people = there.centre.agents
    groups = {
        "centre": [people],
        "team": [[a for a in people if a.team == team] for team in ("red", "blue")],
        "skill": [[a for a in people if skill in a.skills] for skill in ("mandarin", "cantonese")],
    }[scope]
    for n in range(26):
        key = date(2026, 6, 1) + timedelta(days=n), DayHalf.FIRST
        for group in groups:
            assert sum(key in there.of(agent.id) for agent in group) <= limit
    for agent in people:
        left = balance(there, agent, LeaveType.ANNUAL, 2026).left
        assert left is not None
        assert left >= 0

"""The clauses on swaps: notice, the monthly cap, day with night, leave, and what is no swap at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from models.people import Role
from models.process import StateError
from models.swap import SWAP_TRANSITIONS, SwapCell, SwapRequest, SwapStatus
from scheduler.swaps.check import months_of, voluntary_swaps
from tests.swaps.desk import FILED, approved, at, broken, case, check, swap, weighed

PAIR = case({"A": "D......", "B": ".D....."})
"""A works on Monday 1 June, B on Tuesday."""


def test_a_swap_in_time_is_allowed_and_says_so_for_every_clause() -> None:
    verdict = check(PAIR, swap(PAIR, (0,), (1,)))
    assert verdict.is_allowed
    assert weighed(verdict) == set()
    assert {"BANK-6c", "BANK-10", "BANK-11a", "BANK-11b", "BANK-14"} <= {f.clause for f in verdict.findings}


@pytest.mark.parametrize(
    ("first_day", "filed", "kept"),
    [
        ("2026-06-01", "2026-05-29 23:59", True),  # for Monday: Friday
        ("2026-06-01", "2026-05-30 00:00", False),
        ("2026-06-02", "2026-06-01 23:59", True),
        ("2026-06-02", "2026-06-02 00:00", False),
        ("2026-10-08", "2026-09-30 23:59", True),  # after National Day
        ("2026-10-08", "2026-10-01 00:00", False),
        ("2026-10-11", "2026-10-10 23:59", True),  # Saturday 10 October is a make-up working day
        ("2026-10-11", "2026-10-11 00:00", False),
        ("2026-03-01", "2026-02-28 23:59", True),  # and so is 28 February
        ("2026-02-24", "2026-02-15 00:00", False),  # the Spring Festival
        ("2026-02-24", "2026-02-14 23:59", True),
    ],
)
def test_a_swap_is_filed_one_working_day_ahead(first_day: str, filed: str, kept: bool) -> None:
    there = case({"A": "D......", "B": ".D....."}, first_day=date.fromisoformat(first_day))
    verdict = check(there, swap(there, (0,), (1,), filed=filed))
    assert ("notice", "BANK-10") not in broken(verdict) if kept else ("notice", "BANK-10") in broken(verdict)


def test_the_first_day_that_changes_counts() -> None:
    late = swap(PAIR, (0,), (1,), filed="2026-06-01 00:30")
    assert broken(check(PAIR, late)) == {("notice", "BANK-10")}


def test_nothing_is_swapped_once_it_has_begun() -> None:
    # D begins at 09:00.
    asked = swap(PAIR, (0,), (1,))
    assert check(PAIR, asked, decided_at=at("2026-06-01 08:59")).is_allowed
    assert broken(check(PAIR, asked, decided_at=at("2026-06-01 09:00"))) == {("begun", "BANK-10")}


@pytest.mark.parametrize(("before", "kept"), [(0, True), (1, True), (2, False), (3, False)])
def test_the_third_swap_of_a_month_is_one_too_many(before: int, kept: bool) -> None:
    asked = swap(PAIR, (0,), (1,))
    verdict = check(PAIR, asked, approved(asked, before))
    assert broken(verdict) == (set() if kept else {("cap", "BANK-11a")})


def test_what_was_not_approved_or_the_centre_asked_for_does_not_count() -> None:
    asked = swap(PAIR, (0,), (1,))
    refused = [other.model_copy(update={"status": SwapStatus.REFUSED}) for other in approved(asked, 3)]
    ordered = [other.model_copy(update={"voluntary": False}) for other in approved(asked, 3)]
    assert check(PAIR, asked, [*refused, *ordered]).is_allowed
    assert check(PAIR, asked.model_copy(update={"voluntary": False}), approved(asked, 3)).is_allowed


@pytest.mark.parametrize(("counts", "kept"), [("initiator", True), ("both", False)])
def test_who_counts_is_a_setting(counts: str, kept: bool) -> None:
    there = case({"A": "D......", "B": ".D....."}, policy={"swaps": {"swap_cap_counts": counts}})
    asked = swap(there, (0,), (1,))
    # B has asked for two swaps with somebody else, A for none.
    others = [o.model_copy(update={"initiator": "B", "partner": "C"}) for o in approved(asked, 2)]
    assert broken(check(there, asked, others)) == (set() if kept else {("cap", "BANK-11a")})


def test_every_month_that_a_swap_touches_counts() -> None:
    # Saturday 30 May to Tuesday 2 June.
    there = case({"A": "D...", "B": "...D"}, first_day=date(2026, 5, 30))
    asked = swap(there, (0,), (3,))
    assert months_of(asked) == {(2026, 5), (2026, 6)}
    used = voluntary_swaps(approved(asked, 2), "A", "initiator")
    assert used == {(2026, 5): 2, (2026, 6): 2}
    assert broken(check(PAIR, swap(PAIR, (0,), (1,)), approved(asked, 2))) == {("cap", "BANK-11a")}


@pytest.mark.parametrize(
    ("a", "b", "gives", "takes", "kept"),
    [
        ("D......", "...N...", (0,), (3,), False),
        ("N......", "...D...", (0,), (3,), False),
        ("D......", "...L...", (0,), (3,), True),
        ("L......", "...N...", (0,), (3,), True),
        ("N......", "...N...", (0,), (3,), True),
        ("D......", ".......", (0,), (), True),
        # A day and a night for a day and a night; two days and an evening for a night and two evenings.
        ("D.N....", "....D.N", (0, 2), (4, 6), True),
        ("DL.....", "....LN.", (0, 1), (4, 5), False),
    ],
)
def test_day_shifts_are_not_swapped_for_night_shifts(
    a: str, b: str, gives: tuple[int, ...], takes: tuple[int, ...], kept: bool
) -> None:
    there = case({"A": a, "B": b})
    verdict = check(there, swap(there, gives, takes))
    assert broken(verdict) == (set() if kept else {("day_with_night", "BANK-11b")})


def test_day_with_night_may_be_allowed() -> None:
    there = case({"A": "D......", "B": "...N..."}, policy={"swaps": {"swap_same_shift_class": False}})
    assert check(there, swap(there, (0,), (3,))).is_allowed


def test_the_partners_word_may_follow_but_is_there_before_approval() -> None:
    asked = swap(PAIR, (0,), (1,), partner_agreed=False)
    assert check(PAIR, asked).is_allowed
    assert weighed(check(PAIR, asked)) == {"partner"}
    assert broken(check(PAIR, asked, decided_at=at(FILED))) == {("partner", "BANK-10")}


def test_a_shift_that_is_not_there_any_more_is_not_swapped() -> None:
    asked = swap(PAIR, (0,), (1,))
    moved = case({"A": "L......", "B": ".D....."})
    assert broken(check(moved, asked)) == {("published", "BANK-6c")}
    busy = case({"A": "D......", "B": "DD....."})
    assert broken(check(busy, asked)) == {("published", "BANK-6c")}
    elsewhere = case({"A": "D......", "B": ".D....."}, first_day=date(2026, 7, 6))
    assert ("published", "BANK-6c") in broken(check(elsewhere, asked))


def test_agents_do_not_swap_with_supervisors() -> None:
    there = case({"A": "D......", "B": ".D....."}, agents={"B": {"role": Role.SUPERVISOR}})
    assert ("same_work", "ours") in broken(check(there, swap(there, (0,), (1,))))


def test_other_requests_for_the_same_shifts_are_told() -> None:
    asked = swap(PAIR, (0,), (1,))
    rival = asked.model_copy(update={"id": "s0"})
    assert weighed(check(PAIR, asked, [rival, asked])) == {"pending"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"partner": "A"},
        {"gives": ()},
        {"gives": (SwapCell(day=date(2026, 6, 1), shift="D"),) * 2},
        {"filed_at": at(FILED).replace(tzinfo=None)},
        {"roster_version": 0},
    ],
)
def test_what_cannot_be_meant_is_no_request(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SwapRequest.model_validate(swap(PAIR, (0,), (1,)).model_dump() | wrong)


@pytest.mark.parametrize("now", SwapStatus)
@pytest.mark.parametrize("then", SwapStatus)
def test_states_change_as_the_process_allows(now: SwapStatus, then: SwapStatus) -> None:
    asked = swap(PAIR, status=now)
    if then in SWAP_TRANSITIONS[now]:
        assert asked.moved(then).status is then
    else:
        with pytest.raises(StateError):
            asked.moved(then)


@settings(deadline=None, max_examples=40)
@given(cap=st.integers(0, 4), asked=st.integers(0, 8), counts=st.sampled_from(["initiator", "both"]))
def test_however_many_are_asked_the_cap_is_never_exceeded(cap: int, asked: int, counts: str) -> None:
    there = case(
        {"A": "D......", "B": ".D....."}, policy={"swaps": {"swap_cap_per_month": cap, "swap_cap_counts": counts}}
    )
    taken: list[SwapRequest] = []
    for number in range(asked):
        wanted = swap(there, (0,), (1,), id=f"s{number}")
        if number % 2:
            wanted = swap(there, (1,), (0,), id=f"s{number}", initiator="B", partner="A", filed_by="B")
        if check(there, wanted, taken).is_allowed:
            taken.append(wanted.moved(SwapStatus.APPROVED))
    for who in ("A", "B"):
        assert voluntary_swaps(taken, who, "initiator" if counts == "initiator" else "both").total() <= cap
    most = min(asked, cap) if counts == "both" else min((asked + 1) // 2, cap) + min(asked // 2, cap)
    assert len(taken) == most

"""What leave does to a roster: the shifts it leaves open, coverage, hard rules, and who could take over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.leave import DayHalf, LeaveRequest
from models.people import LeaveStatus, LeaveType
from scheduler.demand.prediction import PredictionOptions
from scheduler.instance import Instance
from scheduler.leave.book import with_leave
from scheduler.leave.effect import first_missed, leave_effect, missed_shifts, without
from scheduler.rules.cases import Case
from scheduler.service import predict_service
from tests.leave.office import at


def asked(
    there: Case, first: int, last: int, half: DayHalf | None = None, kind: LeaveType = LeaveType.ANNUAL
) -> LeaveRequest:
    return LeaveRequest(
        id="r1",
        agent_id="A",
        type=kind,
        start=there.first_day + timedelta(days=first),
        end=there.first_day + timedelta(days=last),
        half=half,
        filed_at=at("2026-04-01 09:00"),
        filed_by="A",
    )


def laid(there: Case) -> Instance:
    return Instance(there.centre(), there.requirement())


@pytest.mark.parametrize(
    ("word", "first", "last", "half", "missed"),
    [
        ("DDD....", 1, 2, None, [1, 2]),
        ("D.D....", 1, 1, None, []),
        ("N.D....", 1, 2, None, [2]),  # the night of the day before runs into it and is worked
        ("NDD....", 1, 1, DayHalf.FIRST, [0, 1]),  # until noon: the night ends at 6, D begins at 9
        (".L.....", 1, 1, DayHalf.FIRST, []),  # L begins at 14
        (".L.....", 1, 1, DayHalf.SECOND, [1]),
        (".N.....", 1, 1, DayHalf.SECOND, [1]),
        ("N......", 1, 1, DayHalf.SECOND, []),
    ],
)
def test_leave_opens_the_shifts_that_it_touches(
    word: str, first: int, last: int, half: DayHalf | None, missed: list[int]
) -> None:
    there = Case("leave", {"A": word}, 0)
    found = missed_shifts(there.centre(), there.plan(), asked(there, first, last, half))
    assert [(assignment.day - there.first_day).days for assignment in found] == missed


def test_a_half_day_ends_where_the_policy_says() -> None:
    there = Case("leave", {"A": ".S....."}, 0, policy={"leave": {"half_day_at": "09:00"}})  # S is 9 to 13
    assert missed_shifts(there.centre(), there.plan(), asked(there, 1, 1, DayHalf.FIRST)) == ()


def test_the_first_shift_missed_is_when_leave_begins() -> None:
    there = Case("leave", {"A": ".LD...."}, 0)
    assert first_missed(there.centre(), there.plan(), asked(there, 1, 2)) == at("2026-06-02 14:00")
    assert first_missed(there.centre(), there.plan(), asked(there, 3, 4)) is None


def test_open_shifts_come_with_ranked_replacements_and_what_they_cost() -> None:
    there = Case("leave", {"A": "DDD....", "B": "...L...", "C": "DDDDDD."}, 0, required=1)
    found = leave_effect(laid(there), there.plan(), asked(there, 1, 1))
    (hole,) = found.open_shifts
    assert (hole.agent_id, hole.duty.shift, str(hole.day)) == ("A", "D", "2026-06-02")
    assert [option.agent_id for option in hole.options] == ["B"]
    # C works D that day already and has nothing to take over with.
    assert hole.refused == ()
    (tuesday,) = found.days
    # C is there from 9 to 17 all the same.
    assert tuesday.short_after == tuesday.short_before


def test_what_stays_uncovered_is_shown_by_the_day() -> None:
    there = Case("leave", {"A": "N......", "B": "......."}, 0, required=1)
    found = leave_effect(laid(there), there.plan(), asked(there, 0, 0))
    assert [day.short_after - day.short_before for day in found.days] == [2, 6]
    assert {violation.rule for violation in found.effect.breaks} == {"minimum_staff", "experienced_at_night"}


def test_paid_leave_counts_towards_the_hours_of_who_takes_it() -> None:
    # Forty hours from Tuesday to Saturday are the average; Sunday on leave makes eight of them too many.
    there = Case("leave", {"A": ".DDDDD."}, 0)
    paid = leave_effect(laid(there), there.plan(), asked(there, 6, 6))
    assert paid.open_shifts == ()
    assert {violation.rule for violation in paid.effect.breaks} == {"average_hours"}
    unpaid = leave_effect(laid(there), there.plan(), asked(there, 6, 6, kind=LeaveType.PERSONAL))
    assert unpaid.effect.allowed


def test_a_roster_without_the_shifts_has_all_others() -> None:
    there = Case("leave", {"A": "DD.....", "B": "DD....."}, 0)
    plan = there.plan()
    assert plan.by_agent["A"]
    after = without(plan, missed_shifts(there.centre(), plan, asked(there, 1, 1)))
    assert [(a.agent_id, (a.day - there.first_day).days) for a in after.assignments] == [("A", 0), ("B", 0), ("B", 1)]
    assert list(after.by_agent["A"]) == [there.first_day]


def with_calls(there: Case, calls: float) -> Instance:
    """The same requirement, with so many calls of five minutes in every hour."""
    asked_for = there.requirement()
    hours = len(asked_for.total.required)
    total = asked_for.total.model_copy(update={"offered": (calls,) * hours, "aht_seconds": (300.0,) * hours})
    return Instance(there.centre(), asked_for.model_copy(update={"groups": (total,)}))


def test_the_approver_sees_the_service_before_and_after_beside_minimum_staff() -> None:
    there = Case("leave", {"A": "DDD....", "B": "DDDDDD."}, 0, required=1, policy={"roster": {"minimum_staff": 1}})
    instance, roster, request = with_calls(there, 10), there.plan(), asked(there, 1, 1)
    (tuesday,) = leave_effect(instance, roster, request).days
    assert (tuesday.minimum, tuesday.fewest_before, tuesday.fewest_after) == (1, 0, 0)
    assert tuesday.service_before is not None
    assert tuesday.service_after is not None
    options = PredictionOptions(scenarios=1, exact=False)
    for plan, told in (
        (roster, tuesday.service_before),
        (without(roster, missed_shifts(instance.centre, roster, request)), tuesday.service_after),
    ):
        assert told == predict_service(instance, plan, options).total.days[1].figures
    assert tuesday.service_before.offered == tuesday.service_after.offered == pytest.approx(240)
    assert tuesday.service_before.service_level is not None
    assert tuesday.service_after.service_level is not None
    assert tuesday.service_after.service_level < tuesday.service_before.service_level


def test_without_calls_no_service_is_told() -> None:
    there = Case("leave", {"A": "DDD....", "B": "DDDDDD."}, 0, required=1)
    (tuesday,) = leave_effect(laid(there), there.plan(), asked(there, 1, 1)).days
    assert (tuesday.service_before, tuesday.service_after) == (None, None)


@pytest.mark.parametrize(
    ("kind", "halves", "paid_minutes", "minutes"),
    [
        (LeaveType.ANNUAL, [DayHalf.FIRST], 240, 240),
        (LeaveType.ANNUAL, [DayHalf.FIRST, DayHalf.SECOND], 480, 480),
        (LeaveType.PERSONAL, [DayHalf.SECOND], 0, 240),
        (LeaveType.ANNUAL, [None], 480, 480),
    ],
)
def test_half_a_day_of_leave_counts_half_its_hours(
    kind: LeaveType, halves: list[DayHalf | None], paid_minutes: int, minutes: int
) -> None:
    there = Case("leave", {"A": "......."}, 0)
    requests = [
        asked(there, 6, 6, half, kind).model_copy(update={"id": f"r{i}", "status": LeaveStatus.APPROVED})
        for i, half in enumerate(halves)
    ]
    instance = Instance(with_leave(there.centre(), requests), there.requirement())
    assert instance.leave_credit_minutes(0, range(7)) == paid_minutes
    assert instance.leave_credit_minutes(0, range(7), paid_only=False) == minutes


def test_half_a_day_of_paid_leave_counts_towards_the_average() -> None:
    there = Case("leave", {"A": ".DDDDD."}, 0)
    found = leave_effect(laid(there), there.plan(), asked(there, 6, 6, DayHalf.FIRST))
    assert {violation.rule for violation in found.effect.breaks} == {"average_hours"}

"""Months worked out by hand: minutes by kind, pay to the fen, comp time, the comprehensive system."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hours.month import MonthBooks, settle_month
from hours.planned import Planned, planned_hours
from models.centre import Centre, CentreProfile
from models.demand import Skill
from models.hours import AgentHours, CompEntry, HoursStatement, OvertimeKind
from models.people import Agent, Leave, LeaveType, PastShift
from models.policy import Policy
from models.roster import Assignment, Roster
from models.shifts import ShiftClass, ShiftTemplate
from models.time import Period

OCTOBER = Period.parse("2026-10")
ORDINARY, REST, HOLIDAY = OvertimeKind.WORKDAY, OvertimeKind.REST_DAY, OvertimeKind.HOLIDAY


def shift(code: str, kind: ShiftClass, start: int) -> ShiftTemplate:
    return ShiftTemplate(code=code, shift_class=kind, start=time(start), length_minutes=480, paid_minutes=480)


def centre(policy: dict[str, Any] | None = None, **more: Any) -> Centre:
    """One agent on 40 hours, with day shifts 09–17 (D) and nights 22–06 (N)."""
    parts: dict[str, Any] = {"agents": (Agent(id="A", name="Anna", skills=("mandarin",)),)} | more
    return Centre(
        profile=CentreProfile(name="case"),
        policy=Policy.model_validate({"hours": policy or {}}),
        skills=(Skill(code="mandarin"),),
        shifts=(shift("D", ShiftClass.DAY, 9), shift("N", ShiftClass.NIGHT, 22)),
        **parts,
    )


def plan(on: Centre, days: Iterable[int], nights: Iterable[int] = (), month: Period = OCTOBER) -> Planned:
    """Agent A on D and N on these days of the month."""
    worked = [(number, "D") for number in days] + [(number, "N") for number in nights]
    first = month.start
    assignments = tuple(Assignment(agent_id="A", day=first.replace(day=n), shift=code) for n, code in worked)
    return planned_hours(on, [Roster(centre="case", period=month, assignments=assignments)], month)


def of_a(on: Centre, planned: Planned, month: Period = OCTOBER, **books: Any) -> AgentHours:
    own = settle_month(on, MonthBooks(month, planned, **books)).of("A")
    assert own is not None
    return own


NINETEEN = [5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 26, 27, 28, 29]
"""19 days off the holidays: 19 × 480 = 9,120 minutes."""


def test_a_month_worked_out_by_hand_to_the_fen() -> None:
    # October 2026 has 31 days and three statutory holidays (1 to 3): the norm is
    # 40 h × 60 × 31 / 7 = 10,628.57 min, less 3 × 480 = 1,440 → 9,188 min (rounded down).
    # Planned: 20 ordinary days (9,600 min) and the holiday 1st (480 min) = 10,080 min.
    #   above the norm: 9,600 − 9,188 = 412 min, ordinary.
    # Beside the plan: +90 min on the 5th, a day of work: ordinary. +150 min on the 4th, a rest day.
    #   ordinary 412 + 90 = 502 min; rest day 150 min; holiday 480 min.
    # 6,000 yuan a month are 6,000 / 21.75 / 8 / 60 a minute, so 6,000 / 10,440:
    #   ordinary 6,000 × 1.5 × 502 / 10,440 = 432.7586… → 432.76
    #   rest day 6,000 × 2.0 × 150 / 10,440 = 172.4137… → 172.41
    #   holiday  6,000 × 3.0 × 480 / 10,440 = 827.5862… → 827.59
    #   together 1,432.76
    on = centre({"rest_day_settlement": "pay"})
    own = of_a(
        on,
        plan(on, [1, *NINETEEN, 30]),
        extra={("A", date(2026, 10, 5)): 90, ("A", date(2026, 10, 4)): 150},
        wages={"A": Decimal(6000)},
    )
    assert (own.planned, own.worked, own.norm, own.leave_credit) == (10_080, 10_320, 9_188, 0)
    assert own.overtime == {ORDINARY: 502, REST: 150, HOLIDAY: 480} == own.paid
    assert own.pay == {ORDINARY: Decimal("432.76"), REST: Decimal("172.41"), HOLIDAY: Decimal("827.59")}
    assert own.total_pay == Decimal("1432.76")


def test_half_a_fen_is_rounded_up_once_for_each_kind() -> None:
    # 20.88 yuan a month are 0.002 a minute. 480 min of holiday × 3: 2.88. Ordinary 5 min × 1.5: 0.015 → 0.02.
    on = centre()
    own = of_a(on, plan(on, [1, 5]), extra={("A", date(2026, 10, 5)): 5}, wages={"A": Decimal("20.88")})
    assert own.pay == {HOLIDAY: Decimal("2.88"), ORDINARY: Decimal("0.02")}


def test_a_night_is_split_at_midnight() -> None:
    # Nights begin on 09-30 (known as a past shift: 6 h on the holiday 1st), on the 3rd (2 h on the holiday, 6 h after) and
    # on the 31st (2 h in October).
    on = centre(past_shifts=(PastShift(agent_id="A", day=date(2026, 9, 30), shift="N"),))
    own = of_a(on, plan(on, [], nights=[3, 31]))
    assert own.planned == 360 + 120 + 360 + 120
    assert own.overtime == {HOLIDAY: 360 + 120}


def test_less_work_than_planned_makes_no_overtime_elsewhere() -> None:
    # 9,600 planned, 480 not worked: 9,120 are below the norm of 9,188.
    on = centre()
    own = of_a(on, plan(on, [*NINETEEN, 30]), extra={("A", date(2026, 10, 5)): -480})
    assert (own.worked, own.overtime) == (9_120, {})


def test_paid_leave_counts_and_unpaid_does_not() -> None:
    # The 30th on leave instead of worked: 9,120 + 480 − 9,188 = 412 when it is paid.
    for kind, expected in ((LeaveType.ANNUAL, {ORDINARY: 412}), (LeaveType.PERSONAL, {})):
        day = date(2026, 10, 30)
        on = centre(leave=(Leave(agent_id="A", start=day, end=day, type=kind),))
        assert of_a(on, plan(on, NINETEEN)).overtime == expected


def test_the_norm_can_be_the_calendars_working_days() -> None:
    # October 2026: 8, 9, the make-up Saturday 10, then 15 more: 18 × 480.
    on = centre({"norm": "working_days"})
    assert of_a(on, plan(on, [])).norm == 18 * 480


def test_work_on_a_rest_day_earns_time_off_that_expires_and_is_then_paid() -> None:
    # 150 min on the rest day 4th earn 150 min, to be taken up to 2027-01-31 (three months).
    on = centre()
    own = of_a(on, plan(on, NINETEEN), extra={("A", date(2026, 10, 4)): 150})
    assert (own.paid, own.comp_earned, own.comp_balance) == ({}, {REST: 150}, 150)
    (earned,) = own.comp_entries
    assert (earned.day, earned.expires) == (date(2026, 10, 31), date(2027, 1, 31))
    # Nothing was taken by then: at 2.0 it is paid with January, 6,000 × 2 × 150 / 10,440 = 172.41.
    january = Period.parse("2027-01")
    then = of_a(on, plan(on, [], month=january), january, comp={"A": [earned]}, wages={"A": Decimal(6000)})
    assert (then.comp_expired, then.comp_balance, then.pay) == ({REST: 150}, 0, {REST: Decimal("172.41")})
    lapsing = centre({"expired_comp_time": "lapses"})
    assert of_a(lapsing, plan(lapsing, [], month=january), january, comp={"A": [earned]}).paid == {}


def test_leave_for_comp_time_takes_what_was_earned_first() -> None:
    # A day of leave takes 480 min; 300 expire on the 20th and go first, of the other 300 180 are taken.
    day = date(2026, 10, 14)
    on = centre(leave=(Leave(agent_id="A", start=day, end=day, type=LeaveType.COMP_TIME),))
    lots = [
        CompEntry(day=date(2026, 9, 30), minutes=300, expires=date(2026, 12, 31)),
        CompEntry(day=date(2026, 7, 31), minutes=300, expires=date(2026, 10, 20)),
    ]
    own = of_a(on, plan(on, []), comp={"A": lots})
    assert (own.comp_taken, own.comp_missing, own.comp_expired, own.comp_balance) == (480, 0, {}, 120)
    short = of_a(on, plan(on, []), comp={"A": lots[:1]})
    assert (short.comp_taken, short.comp_missing, short.comp_balance) == (300, 180, 0)
    assert any("3:00" in words.en for words in short.warnings)


@pytest.mark.parametrize(("choice", "paid"), [("pay", {REST: 150}), ("time_off", {}), (None, {REST: 150})])
def test_the_agent_chooses_where_the_policy_lets_them(choice: str | None, paid: dict[OvertimeKind, int]) -> None:
    on = centre({"rest_day_settlement": "choice"})
    chosen = {} if choice is None else {"A": choice}
    assert of_a(on, plan(on, []), extra={("A", date(2026, 10, 4)): 150}, choices=chosen).paid == paid


def test_corrections_of_a_closed_month_are_settled_with_the_next() -> None:
    # Carried over: 60 min of ordinary overtime, and 30 min of holiday taken back.
    # 6,000 × 1.5 × 60 / 10,440 = 51.7241… → 51.72; 6,000 × 3 × −30 / 10,440 = −51.7241… → −51.72.
    on = centre()
    own = of_a(on, plan(on, []), carried={"A": {ORDINARY: 60, HOLIDAY: -30}}, wages={"A": Decimal(6000)})
    assert own.overtime == {}
    assert own.pay == {ORDINARY: Decimal("51.72"), HOLIDAY: Decimal("-51.72")}


def quarter(days: dict[str, list[int]], extra: dict[str, dict[tuple[str, date], int]]) -> list[HoursStatement]:
    on = centre({"system": "comprehensive", "settlement_months": 3})
    closed: list[HoursStatement] = []
    for words, worked in days.items():
        month = Period.parse(words)
        planned = plan(on, worked, month=month)
        closed.append(settle_month(on, MonthBooks(month, planned, extra=extra.get(words, {}), earlier=tuple(closed))))
    return closed


def test_the_comprehensive_system_settles_over_the_quarter() -> None:
    # Norms of the fourth quarter: October 9,188; November 40 × 60 × 30 / 7 = 10,285; December 10,628 → 30,101 min.
    # October: 20 days (9,600) and the holiday 1st (480): 412 above, nothing paid but the holiday.
    # November: 20 days (9,600): 685 below. December: 22 days (10,560) and 600 min on the rest day 6th: 532 above.
    # Together 412 − 685 + 532 = 259 min above: ordinary overtime; the rest day is none of its own.
    october, november, december = quarter(
        {"2026-10": [1, *NINETEEN, 30], "2026-11": list(range(2, 22)), "2026-12": list(range(7, 29))},
        {"2026-12": {("A", date(2026, 12, 6)): 600}},
    )
    assert [month.settles for month in (october, november, december)] == [False, False, True]
    own = [month.agents[0] for month in (october, november, december)]
    assert [one.balance for one in own] == [412, -685, 532]
    assert [one.overtime for one in own] == [{HOLIDAY: 480}, {}, {ORDINARY: 259}]


@pytest.mark.parametrize(("hours", "word"), [(29, None), (30, "near"), (36, "near"), (37, "above")])
def test_the_limit_of_a_month_is_warned_about(hours: int, word: str | None) -> None:
    # All on rest days, so that nothing else is overtime: at most 36 h a month, near from 30 h on.
    on = centre()
    extra = {("A", date(2026, 10, 4) + timedelta(days=7 * i)): hours * 15 for i in range(4)}
    warnings = [words.en for words in of_a(on, plan(on, []), extra=extra).warnings]
    assert [word in warning for warning in warnings] == ([True] if word else [])


def test_a_newcomers_norm_begins_with_the_hire_date() -> None:
    # Hired on the 18th: 14 days, 40 × 60 × 14 / 7 = 4,800 and no holiday among them.
    on = centre(agents=(Agent(id="A", name="Anna", skills=("mandarin",), hire_date=date(2026, 10, 18)),))
    assert of_a(on, plan(on, [])).norm == 4_800

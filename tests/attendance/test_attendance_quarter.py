"""The made-up quarter: everything planted is found, nothing else is, and the cases done by hand come out to the minute."""

from __future__ import annotations

import random
from datetime import date
from functools import cache

import pytest

from attendance.attend import attend
from attendance.facts import facts_of
from models.attendance import Attendance, ExceptionKind, ShiftState
from models.facts import FactKind
from models.hours import OvertimeKind
from scenarios.clock import made_up_records
from tests.attendance.desk import desk, entry, hours, told
from tests.attendance.quarter import HAND, QUARTER, quarter


@cache
def found() -> Attendance:
    made = quarter()
    records = list(made.records)
    random.Random(5).shuffle(records)
    return attend(made.centre, [made.roster], records, [entry("approve", "A00012", "10-10", by="A00001")], QUARTER)


def test_everything_planted_is_found_and_nothing_else() -> None:
    planted = {(p.agent_id, p.day, p.kind, p.minutes) for p in quarter().planted}
    listed = [(e.agent_id, e.day, e.kind, e.minutes) for e in found().exceptions if e.agent_id not in HAND]
    assert len(planted) > 250
    assert {p.kind for p in quarter().planted} == set(ExceptionKind) - {
        ExceptionKind.WORKED_ON_LEAVE,
        ExceptionKind.MEETING_MISSED,
    }
    assert sorted(listed) == sorted(planted)


def test_sixty_people_have_three_months_each_once_they_are_employed() -> None:
    made = quarter()
    due = sum(
        3 - sum(f"{agent.hire_date:%Y-%m}" > month for month in ("2026-08", "2026-09", "2026-10"))
        for agent in made.centre.agents
        if agent.hire_date
    )
    assert len(made.centre.agents) == 60
    assert len(found().months) == due


def test_by_hand_late_absent_and_overtime_on_a_make_up_working_day() -> None:
    """A00012 in October, four shifts of 480 paid minutes.

    8 October: in 09:06, 6 late (tier 2: over 5, up to 15), worked 474. 9: kept, 480. 10: a make-up working day, so a working
    day; stays 120 minutes after 18:00, approved: 600, of which 120 at 1.5. 12: nothing, absent. Together 474 + 480 + 600 = 1554 of 1920.
    """
    assert told(found(), "A00012") == [
        ("10-08", "late", 6),
        ("10-10", "unrostered_work", 120),
        ("10-12", "absent_without_leave", 0),
    ]
    (month,) = [m for m in found().months if (m.agent_id, m.month) == ("A00012", "2026-10")]
    assert (month.planned, month.worked, month.overtime) == (1920, 1554, {OvertimeKind.WORKDAY: 120})
    # At the post: 480 - 6, 480, 480, 0 of 4 x 480; worked 1554 of 1920.
    assert (month.at_post, month.rostered_work) == (1434, 1920)
    assert month.conformance == 1554 / 1920


def test_by_hand_nights_over_the_end_of_the_month_and_a_statutory_holiday() -> None:
    """A00016: N22 on 30 September, 1 and 31 October; the meal, left open, is in the middle of 01-04: 02:00 to 03:00.

    30 September: 22-24 is 120 on that day; 1 October until 07:00 is 420 - 60 = 360. The second night brings 120 more to the
    1st: 480 there, all on a statutory holiday. It ends at 06:30, 30 early: 390 - 60 = 330 on the 2nd, a holiday, too.
    31 October: 120; the 360 after midnight are November's.
    """
    assert hours(found(), "A00016") == {
        "09-30": (120, 120),
        "10-01": (480, 480),
        "10-02": (360, 330),
        "10-31": (120, 120),
    }
    assert told(found(), "A00016") == [("10-01", "early_leave", 30)]
    holiday = {d.day: d.overtime for d in found().days if d.agent_id == "A00016" and d.overtime}
    assert holiday == {
        date(2026, 10, 1): {OvertimeKind.HOLIDAY: 480},
        date(2026, 10, 2): {OvertimeKind.HOLIDAY: 330},
    }


def test_by_hand_an_odd_number_of_plain_records_is_left_to_a_person() -> None:
    """A00017 on 4 August: three records; the middle one can be the end or the begin of the meal."""
    assert told(found(), "A00017") == [("08-04", "missing_record", 0)]
    (doubt,) = [d for d in found().doubts if d.agent_id == "A00017"]
    assert [f"{at:%H:%M}" for at in doubt.at] == ["08:52", "12:40", "18:00"]
    (month,) = [m for m in found().months if (m.agent_id, m.month) == ("A00017", "2026-08")]
    assert (month.open_shifts, month.full_attendance, month.worked) == (1, False, 480)


def test_by_hand_a_missing_departure_and_unapproved_work_on_a_day_off() -> None:
    """A00022: three hours on Sunday 6 September without a shift and without approval; an in only on the 7th."""
    assert told(found(), "A00022") == [("09-06", "unrostered_work", 180), ("09-07", "missing_record", 0)]
    assert [s.state for s in found().shifts if s.agent_id == "A00022"] == [ShiftState.OPEN]
    (month,) = [m for m in found().months if (m.agent_id, m.month) == ("A00022", "2026-09")]
    assert (month.planned, month.worked, month.conformance) == (480, 0, None)


def test_facts_of_the_cases_done_by_hand() -> None:
    facts = {
        (f.kind, f.month, str(f.day or "")[5:], int(f.amount))
        for f in facts_of(found(), quarter().centre)
        if f.agent_id == "A00012"
    }
    assert facts == {
        (FactKind.LATE, "2026-10", "10-08", 6),
        (FactKind.ABSENT_WITHOUT_LEAVE, "2026-10", "10-12", 1),
        (FactKind.OVERTIME_WORKDAY, "2026-10", "10-10", 120),
        (FactKind.WORKED, "2026-08", "", 0),
        (FactKind.WORKED, "2026-09", "", 0),
        (FactKind.WORKED, "2026-10", "", 1554),
    }


def test_the_months_add_up_to_the_days() -> None:
    months = found().months
    assert sum(m.worked for m in months) == sum(d.worked for d in found().days)
    assert sum(m.planned for m in months) == sum(d.planned for d in found().days)


@pytest.mark.parametrize("first_day", [date(2026, 3, 27), date(2026, 10, 23)])
def test_made_up_records_hold_over_a_change_of_the_clock(first_day: date) -> None:
    """Everybody works nights around the last Sunday of March and of October in Berlin."""
    people = {f"P{number:02d}": "NNNN" for number in range(12)}
    centre, roster, month = desk(people, first_day=first_day, zone="Europe/Berlin")
    made = made_up_records(centre, roster, seed=2)
    result = attend(centre, [roster], made.records, [], month)
    planted = sorted((p.agent_id, p.day, p.kind, p.minutes) for p in made.planted)
    assert sorted((e.agent_id, e.day, e.kind, e.minutes) for e in result.exceptions) == planted
    assert planted

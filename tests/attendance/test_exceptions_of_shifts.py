"""The clauses of the rulebook about attendance, shift by shift. D is 09–17, N 22–06, M 09–18 with a meal of 60 minutes."""

from __future__ import annotations

from datetime import date

import pytest

from attendance.attend import attend
from models.attendance import ExceptionKind, MeetingAttendance, ShiftState
from tests.attendance.desk import attended, clock, desk, told


def test_a_shift_kept_has_no_exception() -> None:
    found = attended({"A": "D"}, clock("A", "06-01 08:50 in", "06-01 17:00 out"))
    assert told(found) == []
    (shift,) = found.shifts
    assert (shift.state, shift.planned, shift.worked) == (ShiftState.KEPT, 480, 480)


@pytest.mark.parametrize(
    ("arrival", "expected"),
    [
        ("08:50", []),
        ("08:50:59", []),  # seconds count for the agent
        ("08:51", [("06-01", "preparation_missed", 1)]),
        ("09:00", [("06-01", "preparation_missed", 10)]),
        ("09:00:59", [("06-01", "preparation_missed", 10)]),
        ("09:01", [("06-01", "late", 1)]),
        ("09:12", [("06-01", "late", 12)]),
    ],
)
def test_bank_17_on_time_and_ten_minutes_early(arrival: str, expected: list[tuple[str, str, int]]) -> None:
    assert told(attended({"A": "D"}, clock("A", f"06-01 {arrival} in", "06-01 17:00 out"))) == expected


def test_bank_17_no_early_leaving() -> None:
    found = attended({"A": "D"}, clock("A", "06-01 08:50 in", "06-01 16:39:01 out"))
    # 16:39:01 counts as 16:40.
    assert told(found) == [("06-01", "early_leave", 20)]
    assert found.shifts[0].worked == 460


@pytest.mark.parametrize(("late", "tier"), [(1, 1), (5, 1), (6, 2), (15, 2), (16, 3), (30, 3), (31, 4)])
def test_late_falls_into_tiers(late: int, tier: int) -> None:
    found = attended({"A": "D"}, clock("A", f"06-01 09:{late:02d} in", "06-01 17:00 out"))
    assert [(e.minutes, e.tier) for e in found.exceptions] == [(late, tier)]


def test_tolerances_are_settings() -> None:
    policy = {"late_tolerance_minutes": 5, "early_tolerance_minutes": 3, "preparation_tolerance_minutes": 10}
    assert told(attended({"A": "D"}, clock("A", "06-01 09:05 in", "06-01 16:57 out"), policy=policy)) == []
    found = attended({"A": "D"}, clock("A", "06-01 09:06 in", "06-01 16:56 out"), policy=policy)
    assert told(found) == [("06-01", "early_leave", 4), ("06-01", "late", 6)]


def test_bank_14c_no_record_and_no_leave_is_absence_without_leave() -> None:
    found = attended({"A": "D"}, [])
    assert told(found) == [("06-01", "absent_without_leave", 0)]
    assert found.exceptions[0].clause == "BANK-14c"
    assert found.shifts[0].state is ShiftState.ABSENT


def test_late_beyond_a_setting_is_absence() -> None:
    records = clock("A", "06-01 11:01 in", "06-01 17:00 out")
    assert told(attended({"A": "D"}, records)) == [("06-01", "late", 121)]
    found = attended({"A": "D"}, records, policy={"absent_after_minutes": 120})
    assert told(found) == [("06-01", "absent_without_leave", 121)]


@pytest.mark.parametrize(("back", "expected"), [("10:05", []), ("10:06", [("06-01", "away", 6)])])
def test_cs_3_1_away_more_than_five_minutes_untold(back: str, expected: list[tuple[str, str, int]]) -> None:
    lines = ("06-01 08:50 in", "06-01 10:00 away", f"06-01 {back} return", "06-01 17:00 out")
    assert told(attended({"A": "D"}, clock("A", *lines))) == expected


def test_mall_2_3_tolerates_ten_minutes() -> None:
    lines = ("06-01 08:50 in", "06-01 10:00 away", "06-01 10:10 return", "06-01 17:00 out")
    assert told(attended({"A": "D"}, clock("A", *lines), policy={"away_tolerance_minutes": 10})) == []


def test_told_absence_from_the_post_is_none() -> None:
    lines = clock("A", "06-01 08:50 in", "06-01 17:00 out")
    lines += clock("A", "06-01 10:00 away", "06-01 10:40 return", told=True)
    assert told(attended({"A": "D"}, lines)) == []


def test_bank_18_a_break_beyond_the_meal() -> None:
    lines = ("06-01 08:50 in", "06-01 12:00 break", "06-01 13:06 back", "06-01 18:00 out")
    found = attended({"A": "M"}, clock("A", *lines))
    assert told(found) == [("06-01", "break_overrun", 6)]
    # 9 h at work less 66 minutes.
    assert found.shifts[0].worked == 540 - 66
    lines = ("06-01 08:50 in", "06-01 12:00 break", "06-01 13:05 back", "06-01 18:00 out")
    assert told(attended({"A": "M"}, clock("A", *lines))) == []


def test_going_out_and_in_again_for_the_meal_is_a_break() -> None:
    lines = ("06-01 08:50 in", "06-01 12:00 out", "06-01 12:50 in", "06-01 18:00 out")
    found = attended({"A": "M"}, clock("A", *lines))
    assert told(found) == []
    # 50 minutes of the hour are taken; the hour is unpaid all the same.
    assert (found.shifts[0].break_minutes, found.shifts[0].worked) == (50, 480)


def test_missing_out_is_a_missing_record_and_left_open() -> None:
    found = attended({"A": "D"}, clock("A", "06-01 09:03 in"))
    assert told(found) == [("06-01", "late", 3), ("06-01", "missing_record", 0)]
    assert found.shifts[0].state is ShiftState.OPEN
    assert found.shifts[0].worked == 0
    assert found.months[0].conformance is None


def test_missing_in_says_nothing_about_late() -> None:
    found = attended({"A": "D"}, clock("A", "06-01 16:50 out"))
    assert told(found) == [("06-01", "early_leave", 10), ("06-01", "missing_record", 0)]


def test_a_break_without_its_end_is_a_missing_record() -> None:
    lines = ("06-01 08:50 in", "06-01 12:00 break", "06-01 18:00 out")
    found = attended({"A": "M"}, clock("A", *lines))
    assert told(found) == [("06-01", "missing_record", 0)]
    assert found.exceptions[0].detail.en == "a break or absence without its end"


def test_bank_6c_work_without_a_shift_is_listed() -> None:
    found = attended({"A": ".D"}, clock("A", "06-01 10:00 in", "06-01 14:00 out", "06-02 08:50 in", "06-02 17:00 out"))
    assert told(found) == [("06-01", "unrostered_work", 240)]


def test_staying_on_is_listed_beyond_the_tolerance() -> None:
    half_hour = clock("A", "06-01 08:50 in", "06-01 17:30 out")
    assert told(attended({"A": "D"}, half_hour)) == []
    found = attended({"A": "D"}, clock("A", "06-01 08:50 in", "06-01 18:30 out"))
    assert told(found) == [("06-01", "unrostered_work", 90)]


def test_work_on_leave_is_listed_and_leave_excuses_the_shift() -> None:
    found = attended({"A": "D"}, [], leave={"A": "S"})
    assert told(found) == []
    assert found.shifts[0].state is ShiftState.ON_LEAVE
    found = attended({"A": "D"}, clock("A", "06-01 09:30 in", "06-01 12:00 out"), leave={"A": "S"})
    assert told(found) == [("06-01", "worked_on_leave", 150)]
    assert found.months[0].worked == 0


def test_every_exception_names_its_clause_and_both_languages() -> None:
    for kind in ExceptionKind:
        assert kind.clause
        assert kind.label.en
        assert kind.label.zh


def test_cs_medium_a_meeting_missed_without_leave() -> None:
    centre, roster, month = desk({"A": "DD", "B": "D"}, leave={"B": "A"})
    lines = [MeetingAttendance(agent_id=who, day=date(2026, 6, 1), present=False) for who in "AB"]
    lines.append(MeetingAttendance(agent_id="A", day=date(2026, 6, 2), present=True))
    found = attend(centre, [roster], [], [], month, lines)
    missed = [(e.agent_id, e.day.day) for e in found.exceptions if e.kind is ExceptionKind.MEETING_MISSED]
    assert missed == [("A", 1)]

"""Hours by day and kind: midnight, holidays, make-up working days, rest days, approval and time off in lieu.

In 2026 the National Day holidays 1-3 October are statutory, 4-7 rest days, Saturday 10 October a make-up working day.
"""

from __future__ import annotations

from datetime import date

import pytest

from attendance.attend import attend
from attendance.facts import facts_of
from models.calendar import DayKind
from models.facts import FactKind
from models.time import Period
from tests.attendance.desk import attended, clock, desk, entry, hours

EVE = date(2026, 9, 30)


def overtime(found: object, agent: str = "A") -> dict[str, dict[str, int]]:
    return {
        f"{d.day:%m-%d}": {kind.value.removeprefix("overtime_"): count for kind, count in d.overtime.items()}
        | ({"comp_time": d.comp_time} if d.comp_time else {})
        for d in found.days  # type: ignore[attr-defined]
        if d.agent_id == agent and (d.overtime or d.comp_time)
    }


def test_bank_12_minutes_on_a_statutory_holiday_count_threefold_and_only_those() -> None:
    """A night from 30 September into 1 October: 360 of its 480 minutes lie on the holiday."""
    centre, roster, _ = desk({"A": "N"}, first_day=EVE)
    records = clock("A", "09-30 21:50 in", "10-01 06:00 out")
    found = attend(centre, [roster], records, [], Period(start=date(2026, 9, 1), end=date(2026, 10, 31)))
    assert overtime(found) == {"10-01": {"holiday": 360}}
    kinds = {(f.kind, f.day, int(f.amount)) for f in facts_of(found, centre) if "overtime" in f.kind.value}
    assert kinds == {(FactKind.OVERTIME_HOLIDAY, date(2026, 10, 1), 360)}


def test_a_make_up_working_day_is_a_working_day() -> None:
    found = attended(
        {"A": "D"},
        clock("A", "10-10 08:50 in", "10-10 18:30 out"),
        [entry("approve", "A", "10-10")],
        first_day=date(2026, 10, 10),
    )
    assert [d.day_kind for d in found.days if d.day == date(2026, 10, 10)] == [DayKind.MAKE_UP_WORKDAY]
    assert overtime(found) == {"10-10": {"workday": 90}}


def test_time_outside_the_roster_counts_once_approved() -> None:
    records = clock("A", "06-01 08:50 in", "06-01 18:30 out")
    assert hours(attended({"A": "D"}, records)) == {"06-01": (480, 480)}
    found = attended({"A": "D"}, records, [entry("approve", "A", "06-01")])
    assert hours(found) == {"06-01": (480, 570)}
    assert overtime(found) == {"06-01": {"workday": 90}}
    assert found.months[0].conformance == pytest.approx(570 / 480)


def test_approved_work_on_a_day_off_is_rest_day_overtime_unless_taken_off_in_lieu() -> None:
    records = clock("A", "06-02 10:00 in", "06-02 14:00 out")
    found = attended({"A": "D."}, records, [entry("approve", "A", "06-02")])
    assert overtime(found) == {"06-02": {"rest_day": 240}}
    found = attended({"A": "D."}, records, [entry("approve_comp_time", "A", "06-02")])
    assert overtime(found) == {"06-02": {"comp_time": 240}}
    found = attended(
        {"A": "D."},
        records,
        [entry("approve_comp_time", "A", "06-02"), entry("approve", "A", "06-02", on="06-03 09:00")],
    )
    assert overtime(found) == {"06-02": {"rest_day": 240}}


def test_a_statutory_holiday_is_not_taken_off_in_lieu() -> None:
    records = clock("A", "10-01 10:00 in", "10-01 14:00 out")
    found = attended({"A": "."}, records, [entry("approve_comp_time", "A", "10-01")], first_day=date(2026, 10, 1))
    assert overtime(found) == {"10-01": {"holiday": 240}}


def test_rest_days_of_the_calendar_as_a_setting() -> None:
    """6 June 2026 is a Saturday: an ordinary shift in the roster, rest-day work by the calendar."""
    records = clock("A", "06-06 08:50 in", "06-06 17:00 out")
    assert overtime(attended({"A": ".....D"}, records)) == {}
    found = attended({"A": ".....D"}, records, policy={"rest_days": "calendar"})
    assert overtime(found) == {"06-06": {"rest_day": 480}}


def test_the_unpaid_meal_lies_where_it_was_taken() -> None:
    """M with its meal across no midnight: 9 h there, 8 h paid; leaving at noon before the meal costs no meal."""
    found = attended({"A": "M"}, clock("A", "06-01 08:50 in", "06-01 12:00 out"))
    # The rostered meal is in the middle of 12-15, so three hours were worked.
    assert hours(found) == {"06-01": (480, 180)}


def test_adherence_and_conformance() -> None:
    """D of 480 minutes: 12 late, 20 away. At the post 448 of 480; worked 468 of 480."""
    lines = ("06-01 09:12 in", "06-01 10:00 away", "06-01 10:20 return", "06-01 17:00 out")
    (month, _) = attended({"A": "D"}, clock("A", *lines)).months
    assert month.adherence == pytest.approx(448 / 480)
    assert month.conformance == pytest.approx(468 / 480)


def test_absence_counts_in_both_and_leave_in_neither() -> None:
    (month, _) = attended({"A": "DD"}, clock("A", "06-01 08:50 in", "06-01 17:00 out")).months
    assert (month.adherence, month.conformance) == (0.5, 0.5)
    (month, _) = attended({"A": "DD"}, clock("A", "06-01 08:50 in", "06-01 17:00 out"), leave={"A": ".S"}).months
    assert (month.adherence, month.conformance) == (1.0, 1.0)


def test_a_meal_at_another_time_than_rostered_is_not_adherence() -> None:
    """The roster has the meal at 13:00; taken at 12:00, the hour from 12 on is missed at the post."""
    lines = ("06-01 08:50 in", "06-01 12:00 break", "06-01 13:00 back", "06-01 18:00 out")
    (month, _) = attended({"A": "M"}, clock("A", *lines), meals=240).months
    assert month.adherence == pytest.approx(420 / 480)
    assert month.conformance == 1.0
    (month, _) = attended({"A": "M"}, clock("A", *lines)).months
    assert month.adherence == 1.0


def test_leave_days_by_type_count_working_days_and_days_with_a_shift() -> None:
    """Leave on Friday 5 June to Monday 8: two working days; all four by the setting."""
    leave = {"A": "....PPPP"}
    (month, _) = attended({"A": "." * 8}, [], leave=leave).months
    assert {k.value: n for k, n in month.leave_days.items()} == {"personal": 2}
    assert month.off_duty_days == 4
    (month, _) = attended({"A": "." * 8}, [], leave=leave, policy={"leave_days": "all"}).months
    assert {k.value: n for k, n in month.leave_days.items()} == {"personal": 4}
    (month, _) = attended({"A": ".....D.."}, [], leave=leave).months
    assert {k.value: n for k, n in month.leave_days.items()} == {"personal": 3}


@pytest.mark.parametrize(
    ("lines", "leave", "full"),
    [
        (("06-01 08:50 in", "06-01 17:00 out"), "", True),
        (("06-01 08:55 in", "06-01 17:00 out"), "", True),  # preparation is no lateness
        (("06-01 09:01 in", "06-01 17:00 out"), "", False),
        (("06-01 08:50 in", "06-01 16:59 out"), "", False),
        ((), "", False),
        (("06-01 08:50 in",), "", False),  # open
        (("06-01 08:50 in", "06-01 17:00 out"), ".S", False),
        (("06-01 08:50 in", "06-01 17:00 out"), ".A", True),
    ],
)
def test_promo_a_month_without_late_early_or_absent_days(lines: tuple[str, ...], leave: str, full: bool) -> None:
    centre_leave = {"A": leave} if leave else {}
    found = attended({"A": "D."}, clock("A", *lines), leave=centre_leave)
    assert found.months[0].full_attendance is full


def test_overtime_is_left_to_the_hours_ledger_on_demand() -> None:
    records = clock("A", "10-01 08:50 in", "10-01 17:00 out")
    for policy, expected in (({}, {FactKind.OVERTIME_HOLIDAY}), ({"overtime_facts": False}, set())):
        centre, roster, month = desk({"A": "D"}, policy, first_day=date(2026, 10, 1))
        kinds = {fact.kind for fact in facts_of(attend(centre, [roster], records, [], month), centre)}
        assert {kind for kind in kinds if kind.value.startswith("overtime")} == expected

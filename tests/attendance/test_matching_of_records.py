"""Records against rostered shifts: midnight, month ends, clock changes, repeats, several clocks, and what is left to a person.

D is 09–17, E 07–15, L 14–22, N 22–06, S 09–13, M 09–18 with a meal of 60 minutes.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from attendance.attend import attend
from models.attendance import ShiftState
from models.roster import Assignment, Roster
from models.time import Period
from tests.attendance.desk import attended, clock, desk, hours, told


def test_a_night_shift_across_midnight() -> None:
    found = attended({"A": "N"}, clock("A", "06-01 21:50 in", "06-02 06:00 out"))
    assert told(found) == []
    # Two hours on the first, six on the second.
    assert hours(found) == {"06-01": (120, 120), "06-02": (360, 360)}


def test_exceptions_after_midnight_belong_to_the_shifts_day() -> None:
    found = attended({"A": "N"}, clock("A", "06-01 21:50 in", "06-02 05:45 out"))
    assert told(found) == [("06-01", "early_leave", 15)]


def test_nights_in_a_row_do_not_mix() -> None:
    lines = ("06-01 21:50 in", "06-02 06:05 out", "06-02 22:07 in", "06-03 06:00 out")
    found = attended({"A": "NN"}, clock("A", *lines))
    assert told(found) == [("06-02", "late", 7)]


def test_a_night_across_the_end_of_the_month_is_split_between_the_months() -> None:
    """30 June 22:00 to 1 July 06:00: 120 minutes are June's, 360 July's; both together are the shift."""
    centre, _, june = desk({"A": ""})
    july = Period.parse("2026-07")
    roster = Roster(
        centre="case",
        period=june,
        assignments=(Assignment(agent_id="A", day=date(2026, 6, 30), shift="N"),),
    )
    records = clock("A", "06-30 21:50 in", "07-01 06:00 out")
    first = attend(centre, [roster], records, [], june)
    assert hours(first) == {"06-30": (120, 120)}
    assert told(first) == []
    second = attend(centre, [roster], records, [], july)
    assert hours(second) == {"07-01": (360, 360)}
    assert [m.worked for m in second.months if m.agent_id == "A"] == [360]
    assert second.shifts == ()


def test_the_night_before_the_period_is_known_from_past_shifts() -> None:
    found = attended({"A": "."}, clock("A", "05-31 21:50 in", "06-01 06:00 out"), past={"A": "N"})
    assert told(found) == []
    assert hours(found) == {"06-01": (360, 360)}


@pytest.mark.parametrize(
    ("first_day", "arrival", "departure", "expected"),
    [
        # 29 March 2026, 02:00 becomes 03:00: eight hours from 22:00 end at 07:00 by the clock.
        (date(2026, 3, 28), "03-28 21:50 in", "03-29 07:00 out", []),
        (date(2026, 3, 28), "03-28 21:50 in", "03-29 06:00 out", [("03-28", "early_leave", 60)]),
        # 25 October 2026, 03:00 becomes 02:00: they end at 05:00.
        (date(2026, 10, 24), "10-24 21:50 in", "10-25 05:00 out", []),
        (date(2026, 10, 24), "10-24 21:50 in", "10-25 04:59 out", [("10-24", "early_leave", 1)]),
    ],
)
def test_a_change_of_the_clock(first_day: date, arrival: str, departure: str, expected: object) -> None:
    records = clock("A", arrival, departure, zone="Europe/Berlin")
    assert told(attended({"A": "N"}, records, first_day=first_day, zone="Europe/Berlin")) == expected


def test_repeated_records_are_one_arrival_and_one_departure() -> None:
    lines = ("06-01 08:45 in", "06-01 08:45 in", "06-01 08:58 in", "06-01 17:00 out", "06-01 17:04 out")
    found = attended({"A": "D"}, clock("A", *lines))
    assert told(found) == []
    (shift,) = found.shifts
    assert (f"{shift.arrived:%H:%M}", f"{shift.left:%H:%M}") == ("08:45", "17:04")


def test_two_clocks_for_one_arrival() -> None:
    records = clock("A", "06-01 08:48 in", "06-01 17:01 out", device="gate")
    records += clock("A", "06-01 08:53 -", "06-01 16:59 -", device="desk")
    assert told(attended({"A": "D"}, records)) == []


def test_a_plain_record_between_arrival_and_departure_says_nothing_new() -> None:
    records = clock("A", "06-01 08:48 in", "06-01 12:00 -", "06-01 17:01 out")
    found = attended({"A": "D"}, records)
    assert (told(found), found.doubts) == ([], ())


def test_a_clock_that_is_fast_is_set_right() -> None:
    records = clock("A", "06-01 08:55 in", "06-01 17:05 out", device="west")
    assert told(attended({"A": "D"}, records)) == [("06-01", "preparation_missed", 5)]
    policy = {"device_minutes_fast": {"west": 5}}
    assert told(attended({"A": "D"}, records, policy=policy)) == []
    slow = {"device_minutes_fast": {"west": -7}}
    assert told(attended({"A": "D"}, records, policy=slow)) == [("06-01", "late", 2)]


def test_how_fast_a_clock_is_is_estimated_and_only_reported() -> None:
    """Ten people by each clock; those by the west one seem seven minutes later, coming and going."""
    people = {f"P{i:02d}": "D" for i in range(20)}
    records = []
    for number, name in enumerate(people):
        later = timedelta(minutes=7 if number % 2 else 0)
        own = clock(name, "06-01 08:45 in", "06-01 17:02 out", device="west" if number % 2 else "east")
        records += [record.model_copy(update={"at": record.at + later}) for record in own]
    found = attended(people, records)
    assert [(d.device, d.records, d.estimated_minutes) for d in found.devices] == [("east", 20, -7), ("west", 20, 7)]
    assert told(found, "P01") == [("06-01", "preparation_missed", 2)]
    few = attended({"A": "D"}, clock("A", "06-01 08:45 in", "06-01 17:02 out", device="west"))
    assert few.devices[0].estimated_minutes is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("06-01 08:50 -", "06-01 17:00 -"), []),
        (("06-01 08:50 -", "06-01 08:51 -", "06-01 17:00 -"), []),  # a double touch
        (("06-01 08:40 -", "06-01 08:50 -", "06-01 17:00 -", "06-01 17:10 -"), []),
        (("06-01 09:08 -", "06-01 16:50 -"), [("06-01", "early_leave", 10), ("06-01", "late", 8)]),
        (("06-01 08:50 -",), [("06-01", "missing_record", 0)]),
        (("06-01 17:00 -",), [("06-01", "missing_record", 0)]),
    ],
)
def test_a_clock_that_does_not_say_in_or_out(lines: tuple[str, ...], expected: object) -> None:
    assert told(attended({"A": "D"}, clock("A", *lines))) == expected


def test_four_plain_records_are_a_shift_with_its_meal() -> None:
    lines = ("06-01 08:50 -", "06-01 12:10 -", "06-01 13:00 -", "06-01 18:00 -")
    found = attended({"A": "M"}, clock("A", *lines))
    assert told(found) == []
    assert found.shifts[0].break_minutes == 50


@pytest.mark.parametrize("lines", [("06-01 12:00 -",), ("06-01 08:50 -", "06-01 12:00 -", "06-01 17:00 -")])
def test_plain_records_that_can_mean_two_things_are_left_to_a_person(lines: tuple[str, ...]) -> None:
    found = attended({"A": "D"}, clock("A", *lines))
    assert [(d.agent_id, str(d.day), len(d.at)) for d in found.doubts] == [("A", "2026-06-01", len(lines))]
    assert found.shifts[0].state is ShiftState.OPEN
    assert told(found) == [("06-01", "missing_record", 0)]


def test_a_record_between_two_shifts_is_not_guessed() -> None:
    """S 09–13 today after N 22–06: 07:30 can be leaving late or coming early."""
    found = attended({"A": "NS"}, clock("A", "06-01 21:50 -", "06-02 13:00 -", "06-02 07:30 -"))
    assert [d.shifts for d in found.doubts] == [(date(2026, 6, 1), date(2026, 6, 2))]
    assert {s.state for s in found.shifts} == {ShiftState.OPEN}


def test_two_plain_records_between_two_shifts_end_one_and_begin_the_other() -> None:
    lines = ("06-01 21:50 -", "06-02 06:10 -", "06-02 08:50 -", "06-02 13:00 -")
    found = attended({"A": "NS"}, clock("A", *lines))
    assert told(found) == []
    assert found.doubts == ()


def test_an_in_that_two_shifts_can_claim_is_left_to_a_person() -> None:
    centre, _, month = desk({"A": ""}, {"match_window_minutes": 480})
    shifts = (("06-01", "D"), ("06-02", "E"))
    roster = Roster(
        centre="case",
        period=month,
        assignments=tuple(
            Assignment(agent_id="A", day=date.fromisoformat(f"2026-{day}"), shift=code) for day, code in shifts
        ),
    )
    # D ends at 17:00, E begins at 07:00 the next day: with eight hours' window 23:30 is near both, as an in only near E.
    found = attend(centre, [roster], clock("A", "06-01 23:30 in"), [], month)
    assert found.doubts == ()
    found = attend(centre, [roster], clock("A", "06-01 23:30 -"), [], month)
    assert [d.shifts for d in found.doubts] == [(date(2026, 6, 1), date(2026, 6, 2))]


def test_a_lone_record_near_no_shift_is_left_to_a_person() -> None:
    found = attended({"A": "D"}, clock("A", "06-01 23:30 out"))
    assert [d.what.en for d in found.doubts] == ["a record without arrival, near no shift"]
    # The day's shift has no other record: whether it was worked is not guessed.
    assert told(found) == [("06-01", "missing_record", 0)]


def test_an_in_and_an_out_too_far_apart_do_not_belong_together() -> None:
    found = attended({"A": "DD"}, clock("A", "06-01 08:50 in", "06-02 17:00 out"))
    assert told(found) == [("06-01", "missing_record", 0), ("06-02", "missing_record", 0)]


def test_a_swap_that_was_not_published_is_pointed_out() -> None:
    found = attended({"A": "D", "B": "."}, clock("B", "06-01 08:50 in", "06-01 17:00 out"))
    assert told(found, "A") == [("06-01", "absent_without_leave", 0)]
    assert told(found, "B") == [("06-01", "unrostered_work", 490)]
    (doubt,) = found.doubts
    assert (doubt.agent_id, "B worked this shift" in doubt.what.en) == ("A", True)


def test_the_published_roster_with_the_swap_settles_it() -> None:
    found = attended({"A": ".", "B": "D"}, clock("B", "06-01 08:50 in", "06-01 17:00 out"))
    assert (told(found, "A"), told(found, "B"), found.doubts) == ([], [], ())


def test_records_that_end_before_the_last_shift_are_noticed() -> None:
    centre, roster, month = desk({"A": "DN"})
    found = attend(centre, [roster], clock("A", "06-01 08:50 in", "06-01 17:00 out"), [], month)
    assert "before the last shift does" in found.notices[0].en

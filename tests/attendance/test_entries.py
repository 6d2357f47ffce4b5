"""Corrections, appeals and decisions: what they do, who may enter them, and that nothing is overwritten."""

from __future__ import annotations

import pytest

from attendance.entries import appeal_until, entry_faults
from models.attendance import AppealState, Entry, ExceptionKind, ShiftState
from models.people import Role
from tests.attendance.desk import attended, clock, desk, entry, hours, told

LATE = clock("A", "06-01 09:12 in", "06-01 17:00 out")


def faults(*entries: Entry) -> list[tuple[str, str]]:
    centre, _, _ = desk({"A": "D", "B": "D", "T": "."}, agents={"T": {"role": Role.TRAINER}})
    return [(fault.column, fault.message.en) for fault in entry_faults(entries, centre)]


def test_an_excused_exception_stays_listed_and_counts_no_more() -> None:
    found = attended({"A": "D"}, LATE, [entry("excuse", "A", "06-01", about="late", reason="metro stood still")])
    assert told(found) == []
    (late,) = found.exceptions
    assert (late.kind, late.minutes, late.excused, late.settled_by) == (
        ExceptionKind.LATE,
        12,
        True,
        "excuse-A-06-01",
    )
    assert found.months[0].full_attendance


def test_a_missing_record_is_added() -> None:
    records = clock("A", "06-01 08:50 in")
    found = attended({"A": "D"}, records, [entry("record_out", "A", "06-01", at="06-01 17:00")])
    assert told(found) == []
    assert hours(found) == {"06-01": (480, 480)}
    assert "record_out-A-06-01" in found.shifts[0].places


def test_a_night_s_missing_departure_lies_on_the_next_day() -> None:
    records = clock("A", "06-01 21:50 in")
    found = attended({"A": "N"}, records, [entry("record_out", "A", "06-01", at="06-02 06:00")])
    assert told(found) == []


def test_a_record_in_doubt_is_settled() -> None:
    records = clock("A", "06-01 12:00 -")
    assert attended({"A": "D"}, records).shifts[0].state is ShiftState.OPEN
    settled = [entry("record_in", "A", "06-01", at="06-01 12:00"), entry("record_out", "A", "06-01", at="06-01 17:00")]
    found = attended({"A": "D"}, records, settled)
    assert (found.doubts, told(found)) == ((), [("06-01", "late", 180)])


def test_a_record_is_discarded() -> None:
    records = clock("A", "06-01 08:50 in", "06-01 10:00 out", "06-01 17:00 out")
    assert told(attended({"A": "D"}, records)) != []
    assert told(attended({"A": "D"}, records, [entry("discard", "A", "06-01", at="06-01 10:00")])) == []


def test_bank_18_leaving_the_post_is_absence_once_verified() -> None:
    records = clock("A", "06-01 08:50 in", "06-01 17:00 out")
    found = attended({"A": "D"}, records, [entry("absence", "A", "06-01", reason="seen in the canteen")])
    assert told(found) == [("06-01", "absent_without_leave", 0)]
    assert found.exceptions[0].clause == "BANK-18"
    assert "seen in the canteen" in found.exceptions[0].detail.en


def test_a_withdrawn_entry_has_no_effect_any_more() -> None:
    excuse = entry("excuse", "A", "06-01", about="late")
    back = entry("withdraw", "A", "06-01", refers_to=excuse.id, on="06-02 09:00")
    assert told(attended({"A": "D"}, LATE, [excuse, back])) == [("06-01", "late", 12)]
    assert faults(excuse, back) == []


def test_an_appeal_is_open_then_upheld_or_refused() -> None:
    appeal = entry("appeal", "A", "06-01", by="A", about="late")
    (late,) = attended({"A": "D"}, LATE, [appeal]).exceptions
    assert (late.appeal, late.excused) == (AppealState.OPEN, False)
    upheld = entry("uphold", "A", "06-01", refers_to=appeal.id, on="06-02 09:00")
    (late,) = attended({"A": "D"}, LATE, [appeal, upheld]).exceptions
    assert (late.appeal, late.excused, late.settled_by) == (AppealState.UPHELD, True, upheld.id)
    refused = entry("refuse", "A", "06-01", refers_to=appeal.id, on="06-02 09:00")
    (late,) = attended({"A": "D"}, LATE, [appeal, refused]).exceptions
    assert (late.appeal, late.excused) == (AppealState.REFUSED, False)
    assert faults(appeal, upheld) == []


def test_an_appeal_is_due_so_many_working_days_after_the_month() -> None:
    """June 2026 ends on a Tuesday: 1, 2, 3, 6, 7 July. September's five go around National Day: 8, 9, 10 (made up), 12, 13 October."""
    centre, _, month = desk({"A": "D"})
    assert str(appeal_until(centre, month.start)) == "2026-07-07"
    assert str(appeal_until(centre, month.start.replace(month=9))) == "2026-10-13"
    in_time = entry("appeal", "A", "06-01", by="A", about="late", on="07-07 23:59")
    too_late = entry("appeal", "A", "06-01", by="A", about="late", on="07-08 00:00")
    assert faults(in_time) == []
    assert faults(too_late) == [("entered_at", "the appeal comes too late: until 2026-07-07")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (entry("excuse", "A", "06-01", about="late"), []),
        (entry("excuse", "A", "06-01", by="B", about="late"), ["this is entered by a supervisor"]),
        (entry("excuse", "A", "06-01", by="T", about="late"), ["this is entered by a supervisor"]),
        (entry("excuse", "S", "06-01", about="late"), ["nobody decides about themselves"]),
        (entry("excuse", "A", "06-01", by="X", about="late"), ["the centre knows nobody of this id"]),
        (entry("excuse", "X", "06-01", about="late"), ["no agent has this id"]),
        (entry("appeal", "A", "06-01", by="S", about="late"), ["an appeal is filed by the agent concerned"]),
        (entry("uphold", "A", "06-01", refers_to="K9"), ["there is no earlier entry with this id"]),
    ],
)
def test_who_may_enter_what(given: Entry, expected: list[str]) -> None:
    assert [message for _, message in faults(given)] == expected


def test_faults_of_references_are_all_named() -> None:
    appeal = entry("appeal", "A", "06-01", by="A", about="late")
    excuse = entry("excuse", "B", "06-01", about="late")
    upheld = entry("uphold", "A", "06-01", refers_to=appeal.id, on="06-02 09:00")
    found = faults(
        appeal,
        excuse,
        upheld,
        entry("refuse", "A", "06-01", refers_to=appeal.id, on="06-03 09:00"),
        entry("refuse", "B", "06-01", refers_to=excuse.id, on="06-03 09:00"),
        entry("uphold", "B", "06-01", refers_to=appeal.id, on="06-04 09:00", id="other"),
        entry("excuse", "B", "06-01", about="late", on="06-05 09:00"),
    )
    assert [message for _, message in found] == [
        f"it is settled already by {upheld.id}",
        "that entry is no appeal",
        "that entry is about another agent or day",
        f"it is settled already by {upheld.id}",
        "another entry has this id",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "record_in"},
        {"kind": "excuse"},
        {"kind": "withdraw"},
        {"kind": "approve", "about": "late"},
        {"kind": "excuse", "about": "late", "reason": ""},
    ],
)
def test_an_entry_is_whole_or_none(wrong: dict[str, str]) -> None:
    rest = {key: value for key, value in wrong.items() if key != "kind"}
    with pytest.raises(ValueError, match=r"needs|has no|at least 1"):
        entry(wrong["kind"], "A", "06-01", **rest)

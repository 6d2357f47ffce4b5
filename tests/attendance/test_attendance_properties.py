"""What holds for any roster and any records, however odd."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attendance.attend import attend
from attendance.facts import facts_of
from attendance.spans import minutes, union
from models.attendance import Attendance, ClockRecord, RecordKind
from models.time import Period
from store.clock_files import read_clock_files
from tests.attendance.desk import desk, entry

JUNE, JULY = Period.parse("2026-06"), Period.parse("2026-07")
FIRST = datetime(2026, 5, 31, 16, tzinfo=UTC)  # local midnight of 1 June

words = st.text("EDLNSMX....", min_size=1, max_size=6)
record = st.builds(
    ClockRecord,
    agent_id=st.sampled_from("AB"),
    # On the quarter hour or anywhere, so that records meet shifts' edges and each other.
    at=st.one_of(st.integers(-12, 160).map(lambda q: q * 60), st.integers(-720, 9600)).map(
        lambda m: FIRST + timedelta(minutes=m)
    ),
    kind=st.sampled_from((*RecordKind, RecordKind.IN, RecordKind.OUT)),
    device=st.sampled_from(("", "east", "west")),
    told=st.booleans(),
)
records = st.lists(record, max_size=24, unique_by=lambda r: (r.agent_id, r.at, r.kind, r.device, r.told))
cases = st.tuples(words, words, records, st.randoms(use_true_random=False))

ENTRIES = [entry("approve", "A", f"06-{day:02d}") for day in range(1, 7)]
ENTRIES += [entry("approve_comp_time", "B", f"06-{day:02d}") for day in range(1, 7)]
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def of(case: tuple[str, str, list[ClockRecord], Any], period: Period = JUNE) -> Attendance:
    centre, roster, _ = desk({"A": case[0], "B": case[1]})
    return attend(centre, [roster], case[2], ENTRIES, period)


def plain(found: Attendance) -> dict[str, Any]:
    """Everything but where it was read from."""
    tree = found.model_dump()
    for name in ("shifts", "exceptions", "doubts"):
        for item in tree[name]:
            item.pop("places")
    return tree


@QUICK
@given(cases)
def test_no_minute_is_counted_twice(case: tuple[str, str, list[ClockRecord], Any]) -> None:
    found = of(case)
    for agent in "AB":
        days = [d for d in found.days if d.agent_id == agent]
        assert len({d.day for d in days}) == len(days)
        assert all(d.worked <= 24 * 60 and sum(d.overtime.values()) + d.comp_time <= d.worked for d in days)
        # Nobody works longer than between the first and the last record; out rounds up, in down.
        stamps = sorted(r.at for r in case[2] if r.agent_id == agent)
        longest = (stamps[-1] - stamps[0]).total_seconds() / 60 + 2 if stamps else 0
        assert sum(d.worked for d in days) <= longest
        # The days hold exactly the minutes of the shifts, each once where shifts meet, and the approved ones.
        own = [s for s in found.shifts if s.agent_id == agent]
        spans = union((int(s.start.timestamp()) // 60, int(s.end.timestamp()) // 60) for s in own)
        total = sum(d.worked - d.extra for d in days)
        if minutes(spans) == sum((s.end - s.start) // timedelta(minutes=1) for s in own):
            assert total == sum(s.worked for s in own)
        else:
            assert total <= sum(s.worked for s in own)


@QUICK
@given(cases)
def test_rates_stay_within_their_bounds(case: tuple[str, str, list[ClockRecord], Any]) -> None:
    for month in of(case).months:
        assert month.adherence is None or 0 <= month.adherence <= 1
        assert month.conformance is None or month.conformance >= 0


@QUICK
@given(cases)
def test_the_order_of_records_changes_nothing(case: tuple[str, str, list[ClockRecord], Any]) -> None:
    shuffled = list(case[2])
    case[3].shuffle(shuffled)
    assert plain(of(case)) == plain(of((case[0], case[1], shuffled, None)))


@QUICK
@given(cases)
def test_two_months_at_once_are_the_two_months(case: tuple[str, str, list[ClockRecord], Any]) -> None:
    """Moved to the end of June, so that shifts and records lie on both sides."""
    centre, roster, _ = desk({"A": case[0], "B": case[1]})
    late = timedelta(days=27)
    moved = roster.model_copy(
        update={
            "period": Period(start=JUNE.start, end=JULY.end),
            "assignments": tuple(a.model_copy(update={"day": a.day + late}) for a in roster.assignments),
        }
    )
    clocked = [r.model_copy(update={"at": r.at + late}) for r in case[2]]

    def days(period: Period) -> list[Any]:
        return sorted(attend(centre, [moved], clocked, [], period).days, key=lambda d: (d.agent_id, d.day))

    both = days(Period(start=JUNE.start, end=JULY.end))
    assert both == sorted([*days(JUNE), *days(JULY)], key=lambda d: (d.agent_id, d.day))


@QUICK
@given(cases)
def test_facts_have_ids_of_their_own_and_lie_in_the_month(case: tuple[str, str, list[ClockRecord], Any]) -> None:
    centre, _, _ = desk({"A": case[0], "B": case[1]})
    facts = facts_of(of(case), centre)
    assert len({fact.id for fact in facts}) == len(facts)
    assert {fact.month for fact in facts} <= {"2026-06"}
    assert all(fact.amount >= 0 and fact.amount == int(fact.amount) for fact in facts)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases, st.integers(0, 24))
def test_files_may_be_split_shuffled_and_handed_in_twice(
    tmp_path: Path, case: tuple[str, str, list[ClockRecord], Any], cut: int
) -> None:
    centre, roster, month = desk({"A": case[0], "B": case[1]})
    shuffled = list(case[2])
    case[3].shuffle(shuffled)
    parts = {"whole.csv": case[2], "one.csv": shuffled[:cut], "two.csv": shuffled[cut:], "again.csv": shuffled[::2]}
    for name, part in parts.items():
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            rows = [("工号", "打卡时间", "类型", "考勤机", "报备")]
            rows += [(r.agent_id, r.at.isoformat(" "), r.kind.label.zh, r.device, "是" if r.told else "") for r in part]
            csv.writer(file).writerows(rows)
    whole = read_clock_files([tmp_path / "whole.csv"], centre)
    split = read_clock_files([tmp_path / f"{name}.csv" for name in ("one", "two", "again")], centre)
    assert {(r.agent_id, r.at, r.kind) for r in whole} == {(r.agent_id, r.at, r.kind) for r in case[2]}
    assert plain(attend(centre, [roster], whole, [], month)) == plain(attend(centre, [roster], split, [], month))


def test_the_first_is_local_midnight() -> None:
    assert FIRST.astimezone(desk({"A": "D"})[0].timeline(JUNE).tz).date() == date(2026, 6, 1)

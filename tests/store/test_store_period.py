"""What a planning period asks of a centre's tables."""

from __future__ import annotations

from datetime import date, timedelta

from models.centre import Centre
from models.time import Period
from store.consistency import check_demand, check_period, notices

DAY = Period.parse("2026-10-01")


def test_a_period_that_is_covered_has_no_problem(centre: Centre) -> None:
    assert check_period(centre, DAY) == []


def test_a_ready_made_series_must_cover_the_period(centre: Centre) -> None:
    problems = check_period(centre, Period.parse("2026-10-01..2026-10-02"))
    assert [p.file for p in problems] == ["forecast", "requirement"]
    assert "48 of 96" in problems[0].message.en
    assert "the first at 2026-10-02 00:00, the last at 2026-10-02 23:30" in problems[0].message.en


def test_history_alone_covers_any_period(centre: Centre) -> None:
    bare = centre.model_copy(update={"forecast": (), "requirement": ()})
    assert check_period(bare, Period.parse("2026-11")) == []


def test_without_any_demand_there_is_nothing_to_plan(centre: Centre) -> None:
    bare = centre.model_copy(update={"calls": (), "forecast": (), "requirement": ()})
    assert "nothing to plan" in check_period(bare, DAY)[0].message.en


def test_past_shifts_inside_the_period_are_problems(centre: Centre) -> None:
    bare = centre.model_copy(update={"forecast": (), "requirement": ()})
    (problem,) = check_period(bare, Period.parse("2026-09"))
    assert problem.file == "past_shifts"
    assert check_demand(bare, Period.parse("2026-09")) == []


def test_a_period_of_92_days_is_allowed_and_one_more_is_not(centre: Centre) -> None:
    bare = centre.model_copy(update={"forecast": (), "requirement": ()})
    start = date(2026, 10, 1)
    assert check_period(bare, Period(start=start, end=start + timedelta(days=91))) == []
    assert len(check_period(bare, Period(start=start, end=start + timedelta(days=92)))) == 1


def test_notices_tell_what_does_not_stand_in_the_way(centre: Centre) -> None:
    words = " ".join(n.en for n in notices(centre, Period.parse("2026-10")))
    assert "1 leave request(s)" in words
    assert "skill dialect has no calls" in words
    assert "past shifts" not in words
    assert "provisional" not in words


def test_notices_name_provisional_years_and_missing_past_shifts(centre: Centre) -> None:
    bare = centre.model_copy(update={"past_shifts": (), "calls": centre.calls[:10] + centre.calls[12:]})
    words = " ".join(n.en for n in notices(bare, Period.parse("2031-01")))
    assert "calendar of 2031 is provisional" in words
    assert "no past shifts" in words
    assert all(n.zh for n in notices(bare, DAY))

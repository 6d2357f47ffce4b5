"""PROMO appraisals and rewards: rulebook section 8, without the ladders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from models.facts import Fact, Origin, Rater
from models.score import PayBasis, Result
from scoring.check import remarks
from scoring.sums import quarter_sums, stars_of_the_year, year_flags, year_sums
from tests.scoring.case import MONTH, earned, fact, figures, flags, paid, person, ratings, run, scored, shipped

SPOTLESS = fact("worked", 9600)

# conduct-100


def conduct(**more: Any) -> list[Fact]:
    """Everything at its best."""
    amounts = {
        "rated_calls": 10,
        "satisfied_calls": 10,
        "tasks": 4,
        "tasks_done": 4,
        "overtime_planned": 8,
        "overtime_done": 8,
    }
    points = {"speed": 10, "correctness": 10, "standard": 10, "initiative": 5, "teamwork": 10}
    facts = [*figures(**amounts | more), *ratings(**points), *ratings(rater=Rater.PANEL, colleagues_view=5)]
    return [*facts, fact("exam", 90), SPOTLESS]


def test_the_stated_parts_add_up_to_95_which_is_kept_and_said() -> None:
    scheme = shipped("conduct-100")
    assert [part.stated for part in scheme.parts] == [40, 30, 15, 10]
    assert scheme.stated == 100
    assert any("100, its parts add up to 95" in remark.en for remark in remarks(scheme))
    assert scored("conduct-100", conduct())["A"].total == 95


def test_work_quality_is_four_times_10() -> None:
    found = earned(scored("conduct-100", conduct())["A"])
    assert [found[item] for item in ("satisfaction_points", "speed", "correctness", "standard")] == [10] * 4


@pytest.mark.parametrize(("score", "points"), [(90, 10), (89, None)])
def test_the_knowledge_exam_from_90_on(score: int, points: int | None) -> None:
    facts = [f for f in conduct() if f.kind != "exam"]
    assert earned(scored("conduct-100", [*facts, fact("exam", score)])["A"]).get("knowledge_exam") == points


def test_tasks_and_overtime_in_proportion() -> None:
    """3 of 4 tasks: 11.25 of 15; half of the planned overtime: 2.5 of 5."""
    found = earned(scored("conduct-100", conduct(tasks_done=3, overtime_done=4))["A"])
    assert found["tasks_points"] == Decimal("11.25")
    assert found["overtime_points"] == Decimal("2.5")


@pytest.mark.parametrize(("kind", "amount"), [("late", 1), ("early_leave", 1), ("absent_without_leave", 1)])
def test_a_month_without_late_early_or_absent_days_is_full_attendance(kind: str, amount: int) -> None:
    assert earned(scored("conduct-100", conduct())["A"])["attendance_marks"] == 5
    assert "attendance_marks" not in earned(scored("conduct-100", [*conduct(), fact(kind, amount)])["A"])


def test_attendance_marks_wait_for_attendance() -> None:
    result = scored("conduct-100", conduct(), imported=frozenset(Origin) - {Origin.ATTENDANCE})["A"]
    assert "attendance_marks" not in earned(result)
    assert any("attendance" in words.en for words in result.open)


# service-thresholds


@pytest.mark.parametrize(("percent", "points"), [(90, 20), (89, 16), (80, 16), (79, 12), (70, 12), (69, 0)])
def test_satisfaction_and_resolution_thresholds(percent: int, points: int) -> None:
    facts = figures(rated_calls=100, satisfied_calls=percent, cases=100, cases_resolved=percent)
    found = earned(scored("service-thresholds", facts)["A"])
    assert found["satisfaction_points"] == found["resolved_points"] == points


@pytest.mark.parametrize(("minutes", "points"), [(5, 20), ("5.1", 16), (10, 16), (11, 12), (15, 12), (16, 0)])
def test_answer_within_5_10_or_15_minutes(minutes: object, points: int) -> None:
    assert earned(scored("service-thresholds", figures(answer_minutes=minutes))["A"])["answer_points"] == points


def test_discipline_and_teamwork_are_rated_by_the_head() -> None:
    found = earned(scored("service-thresholds", ratings(discipline=18, teamwork=15))["A"])
    assert (found["discipline"], found["teamwork"]) == (18, 15)


def weak(month: str, satisfied: int = 69) -> list[Fact]:
    """20 + 20 from the head and 12 for answers in 15 minutes: 52, and with 80 % satisfied 68."""
    amounts = {
        "rated_calls": 100,
        "satisfied_calls": satisfied,
        "answer_minutes": 15,
        "cases": 100,
        "cases_resolved": 50,
    }
    return [*figures(month=month, **amounts), *ratings(month=month, discipline=20, teamwork=20)]


def test_a_failed_month_means_training_and_three_in_a_row_a_warning() -> None:
    bad = [f for month in ("2026-08", "2026-09", "2026-10") for f in weak(month)]
    assert flags(run("service-thresholds", bad, month="2026-08")["A"]) == {"training"}
    assert flags(run("service-thresholds", bad)["A"]) == {"training", "warning"}
    broken = [*weak("2026-08"), *weak("2026-09", satisfied=80), *weak("2026-10")]
    assert flags(run("service-thresholds", broken)["A"]) == {"training"}


def test_nothing_follows_from_a_result_that_is_not_complete() -> None:
    """Without the head's ratings the month has 12 points so far: provisional, no training, no run of failed months."""
    unrated = [f for f in weak("2026-10") if f.kind != "rating"]
    found = scored("service-thresholds", unrated)["A"]
    assert found.provisional
    assert not found.met
    assert not flags(found)
    assert not scored("service-thresholds", weak("2026-10"))["A"].provisional


def result(month: str, total: int, **more: Any) -> Result:
    return Result(scheme="service-thresholds", agent_id="A", month=month, total=Decimal(total), **more)


def test_quarters_are_sums_of_months_and_years_sums_of_quarters() -> None:
    """80 + 70 + 90 = 240 in the fourth quarter, 60 in the third: 300 in the year, of four months."""
    quarters = quarter_sums(
        [result("2026-09", 60), result("2026-10", 80), result("2026-11", 70), result("2026-12", 90)]
    )
    assert [(q.period, q.total, q.months) for q in quarters] == [("2026-Q3", 60, 1), ("2026-Q4", 240, 3)]
    (year,) = year_sums(quarters)
    assert (year.period, year.total, year.months) == ("2026", 300, 4)


def test_two_failed_years_mean_leaving() -> None:
    """A year fails when its mean month does: 55 in 2025; in 2026 (50 + 68) / 2 = 59."""
    results = [result("2025-11", 55), result("2026-01", 50), result("2026-02", 68)]
    scheme = shipped("service-thresholds")
    flagged = year_flags(scheme, year_sums(quarter_sums(results)))
    assert [flag.code for flag in flagged["A"]] == ["leaves"]
    assert year_flags(scheme, year_sums(quarter_sums(results[1:]))) == {}
    better = [*results[:2], result("2026-02", 70)]
    assert year_flags(scheme, year_sums(quarter_sums(better))) == {}


# pay-percent

FIXED = {"A": PayBasis(agent_id="A", month=MONTH, fixed_pay=Decimal(4000))}


@pytest.mark.parametrize(("satisfied", "points"), [(100, 50), (80, 50), (40, 25), (0, 0)])
def test_full_satisfaction_marks_from_80_percent(satisfied: int, points: int) -> None:
    facts = figures(rated_calls=100, satisfied_calls=satisfied)
    assert earned(scored("pay-percent", facts)["A"])["satisfaction_points"] == points


def test_full_satisfaction_marks_when_no_one_rated() -> None:
    assert earned(scored("pay-percent", figures(rated_calls=0, satisfied_calls=0))["A"])["satisfaction_points"] == 50
    missing = scored("pay-percent", imported=frozenset())["A"]
    assert "satisfaction_points" not in earned(missing)


def test_pay_is_fixed_and_15_percent_by_score() -> None:
    """50 + 20 (spotless) + 24 = 94 points: 4000 × 15 % = 600, of which 94 % are 564."""
    facts = [*figures(rated_calls=0, satisfied_calls=0), SPOTLESS, *ratings(head_rating=24)]
    result = scored("pay-percent", facts, pay=FIXED)["A"]
    assert result.total == 94
    assert paid(result) == {"fixed": 4000, "performance": 564}


def test_full_attendance_marks_for_a_spotless_month() -> None:
    assert earned(scored("pay-percent", [SPOTLESS])["A"])["attendance_marks"] == 20
    assert "attendance_marks" not in earned(scored("pay-percent", [SPOTLESS, fact("late", 1)])["A"])


# month-pay


def test_months_pay_is_the_sum_of_its_four_parts() -> None:
    basis = PayBasis(
        agent_id="A",
        month=MONTH,
        post_pay=Decimal(3000),
        personal_commission=Decimal("812.345"),
        shared_commission=Decimal(200),
        seniority_pay=Decimal(150),
    )
    result = scored("month-pay", figures(target=100, achieved=100), pay={"A": basis})["A"]
    # 812.345 is rounded half up to 812.35.
    assert sum(paid(result).values()) == Decimal("4162.35")


def targets(*months: str, who: str = "A", achieved: int = 100) -> list[Fact]:
    return [f for month in months for f in figures(who, month, target=100, achieved=achieved)]


def test_first_three_months_running_brings_200_once() -> None:
    """A is first from July to October: the third month is September, and October brings nothing more."""
    months = ("2026-07", "2026-08", "2026-09", "2026-10")
    facts = targets(*months) + targets(*months, who="B", achieved=90)
    group = [person("A"), person("B")]
    by_month = {month: paid(run("month-pay", facts, group, month)["A"])["first_bonus"] for month in months}
    assert by_month == {"2026-07": 0, "2026-08": 0, "2026-09": 200, "2026-10": 0}


def test_three_failed_months_running_asked_to_leave() -> None:
    facts = targets("2026-08", "2026-09", "2026-10", achieved=59)
    assert flags(run("month-pay", facts)["A"]) >= {"asked_to_leave"}
    assert "asked_to_leave" not in flags(run("month-pay", targets("2026-09", "2026-10", achieved=59))["A"])


@pytest.mark.parametrize(("days", "appraised"), [(60, True), (61, False)])
def test_more_than_two_months_off_duty_is_not_appraised(days: int, appraised: bool) -> None:
    facts = [*targets(MONTH), fact("off_duty", days - 20, month="2026-06"), fact("off_duty", 20)]
    result = scored("month-pay", facts)["A"]
    assert result.appraised is appraised
    assert bool(result.lines) is appraised


# star-rating

Q = {"A": PayBasis(agent_id="A", month=MONTH, performance_pay=Decimal(1000))}


@pytest.mark.parametrize(
    ("achieved", "fault", "grade", "pay", "bonus"),
    [
        (110, "", "five", 1000, 500),
        (109, "", "four", 1000, 200),
        (100, "", "four", 1000, 200),
        (110, "valid_complaint", "three", 1000, 0),
        (110, "messy_desk", "three", 1000, 0),
        (99, "", "two", 500, 0),
        (85, "", "two", 500, 0),
        (84, "", "one", 0, 0),
    ],
)
def test_stars(achieved: int, fault: str, grade: str, pay: int, bonus: int) -> None:
    facts = [*targets(MONTH, achieved=achieved), *([fact(fault)] if fault else [])]
    found = scored("star-rating", facts, pay=Q)["A"]
    assert found.grade is not None
    assert found.grade.code == grade
    assert paid(found) == {"performance": pay, "star_bonus": bonus}


def test_no_five_stars_while_nobody_knows_of_complaints() -> None:
    found = scored("star-rating", targets(MONTH, achieved=120), imported=frozenset({Origin.FIGURES}))["A"]
    assert found.grade is not None
    assert found.grade.code == "three"


def test_the_years_most_five_star_agent_is_the_best() -> None:
    results = []
    for who, achieved in (("A", 115), ("B", 115), ("C", 90)):
        for month in ("2026-09", "2026-10"):
            if (who, month) != ("B", "2026-09"):
                results += scored(
                    "star-rating", targets(month, who=who, achieved=achieved), [person(who)], month
                ).values()
    assert stars_of_the_year(results, "2026") == (("A", 2),)
    assert stars_of_the_year(results, "2025") == ()

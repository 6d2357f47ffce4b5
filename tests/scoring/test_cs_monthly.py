"""The CS monthly score, clause by clause, from the rulebook's section 5.

With every input handed in and nothing in it an agent has 80 + 5 (no valid complaint) = 85. `quiet` takes that away with
a valid complaint, so that the worked examples start from 80.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.facts import Fact, FactKind, Origin
from models.people import Role
from tests.scoring.case import earned, fact, figures, flags, paid, person, run, scored, shipped, times

QUIET = fact("valid_complaint")


def total(*facts: Fact) -> Decimal:
    """The total of one agent with these facts, from 80."""
    return scored("cs-monthly", [QUIET, *facts])["A"].total


def test_the_base_is_80() -> None:
    assert total() == 80


@pytest.mark.parametrize("kind", ["standby_call_in", "extra_task", "improvement"])
def test_a_bonus_of_5_each_time(kind: str) -> None:
    assert total(*times(2, kind)) == 80 + 2 * 5


def test_no_valid_complaint_is_derived_and_brings_5() -> None:
    assert scored("cs-monthly")["A"].total == 85
    assert scored("cs-monthly", [QUIET])["A"].total == 80


def test_no_complaint_register_no_bonus_for_none() -> None:
    result = scored("cs-monthly", imported=frozenset({Origin.ATTENDANCE}))["A"]
    assert result.total == 80
    assert any("complaint register" in words.en for words in result.open)


@pytest.mark.parametrize(("score", "points"), [(100, 5), (99, 0), (60, 0), (59, -10)])
def test_the_exam_full_marks_and_below_60(score: int, points: int) -> None:
    assert total(fact("exam", score)) == 80 + points


def test_most_work_at_the_best_quality_with_no_violation() -> None:
    """A and B: A handles more (600 to 500) at better quality (95 to 90). One late arrival takes it away."""
    group = [person("A"), person("B")]
    facts = [
        *figures("A", handled=600),
        *figures("B", handled=500),
        fact("quality_check", 95, "A"),
        fact("quality_check", 90, "B"),
    ]
    found = scored("cs-monthly", facts, group)
    assert earned(found["A"])["best_work"] == 5
    assert "best_work" not in earned(found["B"])
    late = scored("cs-monthly", [*facts, fact("late", 3)], group)
    assert "best_work" not in earned(late["A"])
    better = scored(
        "cs-monthly",
        [*facts, fact("quality_check", 99, "B", number=1), fact("quality_check", 99, "B", number=2)],
        group,
    )
    # B's mean is (90 + 99 + 99) / 3 = 96: A has the most work, not the best quality; B the other way round.
    assert "best_work" not in earned(better["A"]) | earned(better["B"])


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("not_mandarin", 2),
        ("messy_desk", 2),
        ("cleaning_missed", 2),
        ("records_not_filled", 5),
        ("appeal_neglected", 5),
        ("loud_noise", 2),
        ("smoking_or_eating", 5),
        ("data_entry_error", 2),
    ],
)
def test_a_minor_fault(kind: str, points: int) -> None:
    assert total(fact(kind)) == 80 - points


@pytest.mark.parametrize(("minutes", "points"), [(1, 2), (5, 2), (6, 3), (15, 3), (16, 4), (30, 4), (31, 5), (90, 5)])
@pytest.mark.parametrize("kind", ["late", "early_leave"])
def test_late_or_early_costs_2_to_5_by_tiers(kind: str, minutes: int, points: int) -> None:
    assert total(fact(kind, minutes)) == 80 - points


@pytest.mark.parametrize(("minutes", "points"), [(5, 0), (6, 5)])
def test_away_more_than_5_minutes_untold(minutes: int, points: int) -> None:
    assert total(fact("away", minutes)) == 80 - points


@pytest.mark.parametrize(
    ("kind", "low", "high"), [("private_chat", 1, 2), ("spot_check_error", 2, 5), ("duty_late", 2, 5)]
)
def test_points_left_to_who_enters_them(kind: str, low: int, high: int) -> None:
    for points in (low, high):
        assert total(fact(kind, points=Decimal(points))) == 80 - points


@pytest.mark.parametrize(("minutes", "points"), [(0, 0), (1, 5), (10, 5), (11, 10), (30, 10), (31, 20), (120, 20)])
def test_an_incident_past_its_limit(minutes: int, points: int) -> None:
    assert total(fact("incident_overrun", minutes)) == 80 - points


@pytest.mark.parametrize(
    "kind",
    ["films_or_games", "records_inflated", "event_hidden", "unapproved_software", "records_skipped", "meeting_missed"],
)
def test_a_medium_fault_costs_10(kind: str) -> None:
    assert total(fact(kind)) == 80 - 10


@pytest.mark.parametrize("kind", ["absent_without_leave", "quarrel", "outsiders"])
def test_a_severe_fault_costs_20(kind: str) -> None:
    assert total(fact(kind)) == 80 - 20


def test_equipment_taken_costs_20_and_its_price() -> None:
    result = scored("cs-monthly", [QUIET, fact("equipment_taken", 350)])["A"]
    assert result.total == 60
    # 60 is 20 below 80: -200; the equipment is paid for besides.
    assert paid(result) == {"score_pay": -200, "equipment": -350}


@pytest.mark.parametrize(
    ("minor", "medium", "extra"), [(3, 0, 0), (4, 0, 20), (0, 1, 0), (0, 2, 20), (3, 1, 0), (5, 3, 20)]
)
def test_repeated_violations_cost_a_further_20(minor: int, medium: int, extra: int) -> None:
    """Minor ones of 2 points, medium ones of 10; the further 20 comes once."""
    facts = times(minor, "messy_desk") + times(medium, "films_or_games")
    assert total(*facts) == 80 - 2 * minor - 10 * medium - extra


def test_different_violations_of_a_group_add_up() -> None:
    """Late (3), away (5), exam below 60 (10), meeting missed (10): two medium, so 20 more; 80 - 48 = 32."""
    facts = [fact("late", 10), fact("away", 9), fact("exam", 41), fact("meeting_missed")]
    assert total(*facts) == 32


@pytest.mark.parametrize("kind", ["asleep", "phone_off_hook", "clique", "abuse_of_office"])
def test_offences_that_mean_dismissal(kind: str) -> None:
    result = scored("cs-monthly", [QUIET, fact(kind)])["A"]
    assert result.total == 80
    assert flags(result) == {"dismissal_offence"}


def test_the_trainers_points_for_a_team_leader() -> None:
    leader = person("L", Role.SUPERVISOR)
    facts = [fact("adjustment", who=who, points=Decimal(-5)) for who in ("L", "A")]
    found = scored("cs-monthly", facts, [leader, person("A")])
    assert earned(found["L"])["leader_adjustment"] == -5
    assert "leader_adjustment" not in earned(found["A"])


def test_the_total_is_capped_at_110() -> None:
    """Seven extra tasks: 80 + 35 = 115, held at 110 by a line of its own."""
    result = scored("cs-monthly", [QUIET, *times(7, "extra_task")])["A"]
    assert result.total == 110
    assert earned(result)["limit"] == -5
    assert paid(result)["score_pay"] == 300


@pytest.mark.parametrize(
    ("points", "grade"),
    [(90, "a"), (89, "b"), (80, "b"), (79, "c"), (70, "c"), (69, "d"), (65, "d"), (64, "e"), (60, "e"), (59, "below")],
)
def test_grades(points: int, grade: str) -> None:
    result = scored("cs-monthly", points_to(points), LEADER)["A"]
    assert result.total == points
    assert result.grade is not None
    assert result.grade.code == grade


def points_to(total: int) -> list[Fact]:
    """Facts that lead a team leader from 80 to a total: severe faults (20), extra tasks (5) and the trainer's points."""
    severe = max(0, -(-(80 - total) // 20))
    tasks = -(-(total - 80 + 20 * severe) // 5)
    rest = total - (80 - 20 * severe + 5 * tasks)
    return [
        QUIET,
        *times(severe, "outsiders"),
        *times(tasks, "extra_task"),
        fact("adjustment", points=Decimal(rest)),
    ]


LEADER = [person("A", Role.SUPERVISOR)]


@pytest.mark.parametrize(("total", "money"), [(80, 0), (91, 110), (68, -120)])
def test_the_worked_examples_of_pay(total: int, money: int) -> None:
    result = scored("cs-monthly", points_to(total), LEADER)["A"]
    assert result.total == total
    assert paid(result)["score_pay"] == money
    assert not flags(result)


def test_below_60_the_company_may_dismiss() -> None:
    assert flags(scored("cs-monthly", points_to(59), LEADER)["A"]) == {"dismissal_below_60"}
    assert not flags(scored("cs-monthly", points_to(60), LEADER)["A"])


def test_pay_stays_within_300() -> None:
    """Three severe faults and a bonus: 80 - 60 + 5 = 25, 55 below 80: -550 held at -300."""
    facts = [QUIET, fact("outsiders"), fact("quarrel"), fact("absent_without_leave"), fact("extra_task")]
    result = scored("cs-monthly", facts)["A"]
    assert result.total == 25
    assert paid(result)["score_pay"] == -300


@pytest.mark.parametrize(("month", "money"), [("2026-08", 0), ("2026-09", 0), ("2026-10", 50), ("2026-11", 50)])
def test_pay_moves_from_the_third_month_of_employment(month: str, money: int) -> None:
    """Hired on 20 August: August is the first month, October the third. 85 points are +50."""
    result = scored("cs-monthly", people=[person(hired=date(2026, 8, 20))], month=month)["A"]
    assert result.total == 85
    assert paid(result)["score_pay"] == money


def test_nobody_is_scored_before_being_hired() -> None:
    assert scored("cs-monthly", people=[person(hired=date(2026, 8, 20))], month="2026-07") == {}


def last_in(*months: str) -> list[Fact]:
    """A 80 - 20 + 5 = 65 in these months; B always has 85."""
    return [fact("outsiders", month=month) for month in months]


def test_last_of_all_for_two_months_running_while_below_70() -> None:
    group = [person("A"), person("B")]
    twice = run("cs-monthly", last_in("2026-09", "2026-10"), group)
    assert twice["A"].total == 65
    assert flags(twice["A"]) == {"dismissal_last_twice"}
    assert not flags(twice["B"])
    assert not flags(run("cs-monthly", last_in("2026-10"), group)["A"])
    # In August and October, not in September: not running.
    assert not flags(run("cs-monthly", last_in("2026-08", "2026-10"), group)["A"])


def test_last_of_all_with_70_or_more_is_no_ground() -> None:
    """85 - 10 = 75 twice, and last both times."""
    facts = [fact("films_or_games", month=month) for month in ("2026-09", "2026-10")]
    found = run("cs-monthly", facts, [person("A"), person("B")])
    assert found["A"].last_of_all
    assert not flags(found["A"])


def test_with_equal_totals_nobody_is_last() -> None:
    found = run("cs-monthly", last_in("2026-09", "2026-10"), [person("A")])
    assert not found["A"].last_of_all


def test_wages_on_early_resignation_are_recorded_and_not_applied() -> None:
    """CS-6.1 and 6.2 are in the scheme's note; no pay rule and no kind of fact takes wages away for leaving."""
    scheme = shipped("cs-monthly")
    assert "CS-6.1" in scheme.note.en
    assert {rule.code for rule in scheme.pay} == {"score_pay", "equipment"}
    assert not [kind for kind in FactKind if "resign" in kind]


def test_every_line_has_its_clause_and_who_entered_it() -> None:
    facts = [*points_to(68), fact("late", 12, entered_by=""), fact("exam", 100)]
    for line in scored("cs-monthly", facts, LEADER)["A"].lines:
        assert line.clause.startswith("CS")
        assert line.entered_by
        if line.item not in ("base", "exam_full", "no_complaint", "repeated", "limit"):
            assert line.facts

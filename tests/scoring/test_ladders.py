"""Ladders: eligibility, what is missing, demotion; rulebook section 8."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from models.facts import Fact, Origin, Rater
from models.ladder import Standing
from models.registers import LevelPlace
from models.score import FactSet, Scored
from models.time import months_until
from scoring.ladders import level_pay, standings
from store.scheme_files import ladder_names, read_ladder
from tests.scoring.case import ALL, LIBRARY, MONTH, fact, person, ratings, scored, shipped


def stands(
    ladder: str,
    facts: Sequence[Fact],
    level: str = "",
    who: Scored | None = None,
    since: date = date(2024, 1, 1),
    competition: object = None,
    imported: frozenset[Origin] = ALL,
) -> Standing:
    places = [LevelPlace(agent_id="A", ladder=ladder, level=level, since=since)] if level else []
    totals = {"A": Decimal(str(competition))} if competition is not None else {}
    known = FactSet(facts=tuple(facts), imported=imported)
    own = read_ladder(ladder)[0]
    (found,) = standings(own, LIBRARY, [who or person()], known, MONTH, places, totals)
    return found


def missing(standing: Standing) -> dict[str, Decimal | None]:
    """What is missing, by the need's English name."""
    return {need.title.en: need.missing for need in standing.needs if not need.met}


STAR = [fact("confirmed_in_post", month="2026-05"), fact("level_exam", 60)]


def hired(months_ago: int) -> Scored:
    return person(hired=date.fromisoformat(f"{months_until(MONTH, months_ago + 1)[0]}-15"))


def test_star_wants_three_months_no_violation_and_an_exam() -> None:
    found = stands("info-service", STAR, who=hired(3))
    assert found.level == "agent"
    assert found.next_level == "star"
    assert found.eligible


@pytest.mark.parametrize(
    ("months", "change", "lacks"),
    [
        (2, [], {"months in post": 1}),
        (3, [fact("late", 2)], {"violations and penalties in 3 months": 1}),
        (3, [fact("written_guidance", month="2026-08")], {"violations and penalties in 3 months": 1}),
        (3, [fact("late", 2, month="2026-07")], {}),
    ],
)
def test_what_is_missing_for_a_star(months: int, change: list[Fact], lacks: dict[str, int]) -> None:
    assert missing(stands("info-service", [*STAR, *change], who=hired(months))) == lacks


def test_an_exam_that_is_failed_or_not_taken() -> None:
    failed = stands("info-service", [STAR[0], fact("level_exam", 52)], who=hired(5))
    assert missing(failed) == {"exam for the level": 8}
    never = stands("info-service", [STAR[0]], who=hired(5))
    assert missing(never) == {"exam for the level": None}
    assert not never.eligible


def diamond(**more: Any) -> list[Fact]:
    wanted = {"cases": 4, "results": 5, "complaints": 1} | more
    return [
        *(fact("good_case", number=n, month="2026-06") for n in range(wanted["cases"])),
        fact("core_result", wanted["results"]),
        *(fact("valid_complaint", number=n, month="2026-07") for n in range(wanted["complaints"])),
        fact("level_exam", 75),
    ]


@pytest.mark.parametrize(
    ("more", "months", "lacks"),
    [
        ({}, 12, {}),
        ({}, 11, {"months in post": 1}),
        ({"cases": 3}, 12, {"good cases in 6 months": 1}),
        ({"results": 3}, 12, {"customers with a core result in 6 months": 2}),
        ({"complaints": 2}, 12, {"valid complaints in 6 months": 1}),
    ],
)
def test_diamond(more: dict[str, int], months: int, lacks: dict[str, int]) -> None:
    """A year in post; in 6 months (May to October) 4 cases, 5 customers, at most one valid complaint, no grave fault."""
    assert missing(stands("info-service", diamond(**more), "star", hired(months))) == lacks


def test_diamond_wants_no_grave_fault() -> None:
    found = stands("info-service", [*diamond(), fact("data_disclosed", month="2026-06")], "star", hired(24))
    assert missing(found) == {"grave faults in 6 months": 1}


def crown(months_with_cases: int = 12, results: int = 10) -> list[Fact]:
    cases = [fact("good_case", month=month) for month in months_until(MONTH, 12)[:months_with_cases]]
    return [*cases, fact("core_result", results), fact("level_exam", 90)]


def test_crown_wants_two_years_a_case_each_month_and_ten_customers() -> None:
    assert missing(stands("info-service", crown(), "diamond", hired(24))) == {}
    assert stands("info-service", crown(), "diamond", hired(24)).eligible
    found = stands("info-service", crown(11, 8), "diamond", hired(23))
    assert missing(found) == {
        "months in post": 1,
        "months with a good case, of 12": 1,
        "customers with a core result in a year": 2,
    }


def test_nothing_is_above_the_crown() -> None:
    found = stands("info-service", crown(), "crown", hired(30))
    assert found.next_level == ""
    assert not found.eligible


@pytest.mark.parametrize(("level", "pay"), [("star", 1000), ("diamond", 1200), ("crown", 1300)])
def test_the_pay_of_levels(level: str, pay: int) -> None:
    assert level_pay([stands("info-service", crown(), level)])["A"].amount == pay


def test_the_lowest_level_has_no_pay_of_its_own() -> None:
    assert level_pay([stands("info-service", [])]) == {}


def triggers(*facts: Fact, level: str = "star", since: date = date(2026, 1, 1)) -> list[str]:
    return [words.en for words in stands("info-service", facts, level, since=since).demotions]


def test_demotion_after_three_months_without_a_core_result() -> None:
    assert triggers(fact("core_result", 1, month="2026-07")) == ["three months with no core result"]
    assert triggers(fact("core_result", 1, month="2026-08")) == []
    # Two months after rising there have not been three yet.
    assert triggers(since=date(2026, 8, 20)) == []


def test_demotion_for_more_than_two_valid_complaints() -> None:
    three = [fact("valid_complaint", number=n, month="2026-03") for n in range(3)]
    assert triggers(fact("core_result"), *three) == ["more than 2 valid complaints"]
    assert triggers(fact("core_result"), *three[:2]) == []


def test_demotion_for_a_grave_fault() -> None:
    assert triggers(fact("core_result"), fact("quarrel")) == ["a grave fault"]
    assert triggers(fact("core_result"), fact("quarrel"), level="agent") == []


def test_over_two_months_off_duty_nobody_moves() -> None:
    away = fact("off_duty", 61, month="2026-06")
    found = stands("info-service", [*STAR, away], who=hired(12))
    assert found.not_appraised is not None
    assert not found.eligible
    assert stands("info-service", [*STAR, away], "star").demotions == ()


def test_what_nobody_has_handed_in_is_not_taken_for_nothing() -> None:
    found = stands("info-service", STAR, who=hired(6), imported=frozenset({Origin.EXAMS}))
    assert missing(found) == {"violations and penalties in 3 months": None}


# graded


@pytest.mark.parametrize(("months", "rises"), [(5, False), (6, True)])
def test_graded_level_two_after_half_a_year_and_the_basic_conditions(months: int, rises: bool) -> None:
    assert stands("graded", [STAR[0]], who=hired(months)).eligible is rises
    assert not stands("graded", [], who=hired(months)).eligible


@pytest.mark.parametrize(("score", "rises"), [(80, True), ("79.99", False), (None, False)])
def test_graded_level_three_by_competition_from_80(score: object, rises: bool) -> None:
    assert stands("graded", [], "level_2", competition=score).eligible is rises


def test_graded_senior_from_85_with_the_certificate() -> None:
    certificate = fact("certificate", month="2025-01")
    assert stands("graded", [certificate], "level_3", competition=85).eligible
    assert missing(stands("graded", [certificate], "level_3", competition=84)) == {"internal competition": 1}
    assert missing(stands("graded", [], "level_3", competition=85)) == {"certificate of level 2": 1}


def test_the_competition_is_scored_40_30_20_and_10() -> None:
    scheme = shipped("graded-competition")
    assert [part.stated for part in scheme.parts] == [40, 30, 20, 10]
    assert len([item for item in scheme.items if item.part == "basics"]) == 3
    points = {
        "knowledge": 15,
        "service_skill": 15,
        "tools": 10,
        "results_rating": 30,
        "potential_rating": 20,
        "growth_rating": 9,
    }
    assert scored("graded-competition", ratings(rater=Rater.PANEL, **points))["A"].total == 99


def test_both_ladders_are_shipped() -> None:
    assert ladder_names() == ("graded", "info-service")

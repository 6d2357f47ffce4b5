"""Which facts may enter a score: every problem is named, all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pytest

from models.facts import Fact, Origin, Rater
from models.people import Role
from models.score import FactSet
from scoring.admit import admit
from tests.scoring.case import LIBRARY, MONTH, SUPERVISOR, TRAINER, fact, figures, person, ratings, shipped

EVERYBODY = [person(hired=date(2026, 9, 10)), TRAINER, SUPERVISOR, person("B")]


def problems(*facts: Fact, scheme: str = "cs-monthly", closed: Mapping[str, Sequence[Fact]] | None = None) -> list[str]:
    """Column, value, message and remedy of every problem, in English."""
    known = FactSet(facts=facts, imported=frozenset(Origin))
    _, found = admit(shipped(scheme), LIBRARY, EVERYBODY, EVERYBODY, known, closed)
    return [f"{p.column} {p.value!r}: {p.message.en}; {p.remedy.en}" for p in found]


def test_good_facts_pass() -> None:
    assert (
        problems(fact("messy_desk"), fact("late", 3, entered_by=""), fact("spot_check_error", points=Decimal(3))) == []
    )


def test_an_unknown_agent_is_named_with_its_row() -> None:
    known = FactSet(facts=(fact("messy_desk", who="X9", source="events.csv row 12"),))
    _, (problem,) = admit(shipped("cs-monthly"), LIBRARY, EVERYBODY, EVERYBODY, known)
    assert (
        problem.sentence("en") == "events.csv row 12 column agent_id (value 'X9'): no agent has this id; correct the id"
    )


def test_the_same_entry_twice_counts_once() -> None:
    one = fact("messy_desk", source="a.csv row 2")
    again = one.model_copy(update={"source": "b.csv row 7"})
    known, found = admit(shipped("cs-monthly"), LIBRARY, EVERYBODY, EVERYBODY, FactSet(facts=(one, again, one)))
    assert not found
    assert known.facts == (one,)


def test_two_entries_of_one_id_that_differ() -> None:
    one = fact("messy_desk")
    other = one.model_copy(update={"evidence": "note 2"})
    (problem,) = problems(one, other)
    assert "another entry has the same id (events.csv row 2)" in problem


@pytest.mark.parametrize(("day", "refused"), [(date(2026, 9, 9), True), (date(2026, 9, 10), False)])
def test_events_before_the_agent_was_hired(day: date, refused: bool) -> None:
    found = problems(fact("messy_desk", month="2026-09", day=day))
    assert bool(found) is refused
    assert all("before the agent was hired (2026-09-10)" in problem for problem in found)


def test_a_month_before_the_month_of_hiring() -> None:
    (problem,) = problems(fact("figure", 5, month="2026-08", subject="handled", day=None))
    assert "before the agent was hired" in problem


@pytest.mark.parametrize(
    ("points", "words"), [(1, "allowed: 2 to 5"), (6, "allowed: 2 to 5"), (None, "points are missing")]
)
def test_points_outside_their_range(points: int | None, words: str) -> None:
    (problem,) = problems(fact("spot_check_error", points=None if points is None else Decimal(points)))
    assert words in problem


def test_points_that_the_scheme_fixes() -> None:
    (problem,) = problems(fact("messy_desk", points=Decimal(3)))
    assert "the scheme fixes its points" in problem


def test_facts_entered_for_another_scheme() -> None:
    """Who entered them and with what points is that scheme's; what cannot be counted here is still a problem."""
    facts = (fact("messy_desk", points=Decimal(3), entered_by="B"), fact("spot_check_error"), fact("exam", 101))
    known = FactSet(facts=facts, imported=frozenset(Origin))
    _, found = admit(shipped("cs-monthly"), LIBRARY, EVERYBODY, EVERYBODY, known, foreign=True)
    assert [problem.column for problem in found] == ["points", "amount"]


def test_a_gain_without_evidence() -> None:
    (problem,) = problems(fact("extra_task", evidence=""))
    assert problem.startswith("evidence")


@pytest.mark.parametrize(("kind", "amount"), [("exam", 101), ("late", -3), ("quality_check", 120)])
def test_amounts_out_of_range(kind: str, amount: int) -> None:
    (problem,) = problems(fact(kind, amount))
    assert problem.startswith("amount")


def test_an_unknown_figure() -> None:
    (problem,) = problems(*figures(handeld=5))
    assert "there is no such figure" in problem
    assert "handled" in problem


def test_ratings_have_a_range_steps_and_raters() -> None:
    assert problems(*ratings(skill=11), scheme="mall-monthly") == [
        "points '11': skill: the points are out of range; allowed: 0 to 10"
    ]
    assert problems(*ratings(initiative=7), scheme="mall-manager") == [
        "points '7': initiative: the points are out of range; allowed: 5 to 25 in steps of 5"
    ]
    (problem,) = problems(*ratings(rater=Rater.PANEL, initiative=10), scheme="mall-manager")
    assert "not rated by this one" in problem


def test_who_may_enter() -> None:
    """The trainer scores agents, the supervisor scores the trainer, nobody enters about themselves."""
    assert problems(fact("messy_desk", entered_by="T")) == []
    assert problems(fact("messy_desk", who="T", entered_by="S")) == []
    assert "allowed: trainer" in problems(fact("messy_desk", entered_by="S"))[0]
    assert "allowed: trainer" in problems(fact("messy_desk", entered_by="B"))[0]
    assert "allowed: supervisor" in problems(fact("messy_desk", who="T", entered_by="B"))[0]
    assert "nobody enters facts about themselves" in problems(fact("messy_desk", who="T", entered_by="T"))[0]
    assert "nobody has this id" in problems(fact("messy_desk", entered_by="nobody"))[0]
    assert "nobody has this id" in problems(fact("messy_desk", entered_by=""))[0]
    assert "allowed: trainer" in problems(fact("adjustment", who="S", points=Decimal(2), entered_by="B"))[0]


def test_a_self_rating_is_ones_own() -> None:
    own = [f.model_copy(update={"entered_by": "A"}) for f in ratings(rater=Rater.SELF, skill=9)]
    assert problems(*own, scheme="mall-monthly") == []
    assert "a self rating is one's own" in problems(*ratings(rater=Rater.SELF, skill=9), scheme="mall-monthly")[0]
    superior = [f.model_copy(update={"entered_by": "A"}) for f in ratings(skill=9)]
    assert "nobody enters" in problems(*superior, scheme="mall-monthly")[0]


def test_all_problems_at_once() -> None:
    found = problems(fact("messy_desk", who="X"), fact("exam", 500), fact("spot_check_error", points=Decimal(9)))
    assert len(found) == 3


LATE = fact("late", 12, entered_by="", id="L1")


def test_a_correction_takes_the_place_of_a_fact() -> None:
    right = fact("late", 2, id="K1", corrects="L1")
    assert problems(LATE, right) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"corrects": "nothing"}, "it corrects no fact"),
        ({"corrects": "L1", "who": "B"}, "it corrects no fact"),
        ({"corrects": "L1", "evidence": ""}, "a correction has no reason"),
        ({"corrects": "L1", "entered_by": ""}, "nobody has this id"),
    ],
)
def test_corrections_that_are_none(more: dict[str, str], words: str) -> None:
    found = problems(LATE, fact("late", 2, id="K1", **more))
    assert words in found[0]


def test_one_fact_is_corrected_once() -> None:
    twice = [fact("late", 2, id=name, corrects="L1") for name in ("K1", "K2")]
    (problem,) = problems(LATE, *twice)
    assert "K1 corrects the same fact" in problem


def test_a_closed_month_is_changed_only_by_a_correction() -> None:
    closed = {MONTH: [LATE]}
    assert problems(LATE, closed=closed) == []
    assert problems(LATE, fact("late", 2, id="K1", corrects="L1"), closed=closed) == []
    assert problems(LATE, fact("messy_desk", corrects=MONTH), closed=closed) == []
    assert "this fact is gone" in problems(closed=closed)[0]
    assert "this fact has changed" in problems(LATE.model_copy(update={"amount": Decimal(2)}), closed=closed)[0]
    assert "2026-10 is closed; enter it as a correction" in problems(LATE, fact("messy_desk"), closed=closed)[0]
    assert problems(LATE, fact("messy_desk", month="2026-11"), closed=closed) == []


def test_the_role_of_a_leader_is_no_licence() -> None:
    leader = person("L", Role.SUPERVISOR)
    known = FactSet(facts=(fact("messy_desk", entered_by="L"),))
    _, found = admit(shipped("cs-monthly"), LIBRARY, EVERYBODY, [*EVERYBODY, leader], known)
    assert len(found) == 1

"""Which skills are looked at together."""

from __future__ import annotations

from datetime import time

from hypothesis import given, settings
from hypothesis import strategies as st

from models.demand import Skill
from models.result import Strength
from scheduler.demand.skill_sets import ALL_SETS_UP_TO, joint_sets, served_alone
from scheduler.instance import Instance
from scheduler.rules.cases import Case
from scheduler.rules.skill_minimum import SkillMinimum
from scheduler.view import View


def test_skills_of_different_people_are_not_looked_at_together() -> None:
    assert list(joint_sets({"a": {1}, "b": {2}})) == [("a",), ("b",)]


def test_skills_hang_together_through_a_third() -> None:
    sets = list(joint_sets({"a": {1}, "b": {1, 2}, "c": {2}}))
    assert sets == [("a",), ("b",), ("c",), ("a", "b"), ("b", "c"), ("a", "b", "c")]


def test_of_many_skills_pairs_and_all_are_looked_at() -> None:
    one_more = [f"s{i}" for i in range(ALL_SETS_UP_TO + 1)]
    sizes = [len(skills) for skills in joint_sets({skill: {1} for skill in one_more})]
    assert sorted(set(sizes)) == [1, 2, len(one_more)]
    all_sets = list(joint_sets({skill: {1} for skill in one_more[:-1]}))
    assert len(all_sets) == 2**ALL_SETS_UP_TO - 1


def test_the_same_people_are_named_once() -> None:
    assert served_alone([{1, 2, 3}, {1}, {1}]) == [(1, 2)]
    assert served_alone([{1, 2, 3}, {1, 2}, {1}]) == [(1, 2)]
    assert served_alone([{1, 2}, {1}]) == []
    assert served_alone([]) == []


def fits(people: list[set[str]], minimums: dict[str, int]) -> bool:
    """Whether everybody can be given one of their skills so that all minimums are met, by trying."""
    if not any(minimums.values()):
        return True
    if not people:
        return False
    choices = [minimums | {skill: minimums[skill] - 1} for skill in people[0] if minimums[skill]]
    return any(fits(people[1:], left) for left in [*choices, minimums])


@settings(max_examples=200, deadline=None)
@given(
    people=st.lists(st.sets(st.sampled_from("abc"), min_size=1), min_size=1, max_size=5),
    minimums=st.fixed_dictionaries({skill: st.integers(0, 2) for skill in "abc"}),
)
def test_minimums_are_kept_just_when_everybody_can_be_given_one_skill(
    people: list[set[str]], minimums: dict[str, int]
) -> None:
    names = "PQRSTU"[: len(people)]
    case = Case(
        "",
        dict.fromkeys(names, "D"),
        0,
        agents={name: {"skills": tuple(sorted(own))} for name, own in zip(names, people, strict=True)},
        skills=[
            Skill(code=code, minimum_staff=least, time_from=time(9), time_until=time(17))
            for code, least in minimums.items()
        ],
    )
    view = View(Instance(case.centre(), case.requirement()), case.plan())
    rule = SkillMinimum(strength=Strength.HARD, weight=1)
    assert (not list(rule.check(view))) == fits(people, minimums)

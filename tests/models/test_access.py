"""Who may do what."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from small import centre_of

from models.access import ALLOWED, Deed, Duty, Person, in_sight, person_of
from models.people import Agent, Role
from models.policy import PeoplePolicy, Policy


def test_every_deed_is_someones_and_has_words() -> None:
    assert set(ALLOWED) == set(Deed)
    for deed in Deed:
        assert ALLOWED[deed]
        assert deed.label.en
        assert deed.label.zh


@pytest.mark.parametrize(
    ("name", "duties"),
    [
        ("A1", {Duty.AGENT}),
        ("T1", {Duty.TRAINER}),
        ("S1", {Duty.SUPERVISOR}),
        ("zhang", {Duty.PLANNER}),
        ("both", {Duty.PLANNER, Duty.SUPERVISOR}),
        ("A2", {Duty.AGENT, Duty.SUPERVISOR}),
    ],
)
def test_roles_are_those_of_the_agents_table_and_of_the_policy(name: str, duties: set[Duty]) -> None:
    person = person_of(centre_of(), name)
    assert person == Person(id=name, duties=frozenset(duties))


def test_nobody_else_is_known() -> None:
    assert person_of(centre_of(), "stranger") is None
    assert person_of(centre_of(), "") is None


@pytest.mark.parametrize(
    ("duty", "deeds"),
    [
        (Duty.AGENT, {Deed.REQUEST, Deed.SEE_PUBLISHED, Deed.APPEAL}),
        (
            Duty.TRAINER,
            {
                Deed.REQUEST,
                Deed.SEE_PUBLISHED,
                Deed.APPEAL,
                Deed.SEE_TEAM_ATTENDANCE,
                Deed.SEE_OTHERS_ATTENDANCE,
                Deed.SEE_TEAM_SCORES,
                Deed.SEE_OTHERS_SCORES,
            },
        ),
        (
            Duty.SUPERVISOR,
            {
                Deed.REQUEST,
                Deed.REQUEST_FOR_OTHERS,
                Deed.DECIDE_LEAVE,
                Deed.DECIDE_SWAP,
                Deed.SEE_PUBLISHED,
                Deed.SEE_DRAFTS,
                Deed.SEE_OTHERS_REQUESTS,
                Deed.SEE_PRIVATE_NOTES,
                Deed.SEE_OTHERS_FAIRNESS,
                Deed.SEE_AUDIT,
                Deed.RECORD_CALL,
                Deed.ENTER_HOURS,
                Deed.SEE_OTHERS_HOURS,
                Deed.APPEAL,
                Deed.CORRECT_ATTENDANCE,
                Deed.SEE_TEAM_ATTENDANCE,
                Deed.CLOSE_SCORES,
                Deed.SEE_TEAM_SCORES,
            },
        ),
        (
            Duty.PLANNER,
            {
                Deed.REQUEST,
                Deed.REQUEST_FOR_OTHERS,
                Deed.DRAFT_ROSTER,
                Deed.PUBLISH_ROSTER,
                Deed.SEE_PUBLISHED,
                Deed.SEE_DRAFTS,
                Deed.SEE_OTHERS_REQUESTS,
                Deed.SEE_OTHERS_FAIRNESS,
                Deed.SEE_AUDIT,
                Deed.PLAN_STANDBY,
                Deed.RECORD_CALL,
                Deed.ENTER_HOURS,
                Deed.CLOSE_HOURS,
                Deed.SEE_OTHERS_HOURS,
                Deed.APPEAL,
                Deed.SEE_TEAM_ATTENDANCE,
                Deed.SEE_OTHERS_ATTENDANCE,
                Deed.REMOVE_OLD,
            },
        ),
    ],
)
def test_each_role_may_do_its_deeds_and_no_other(duty: Duty, deeds: set[Deed]) -> None:
    person = Person(id="x", duties=frozenset({duty}))
    assert {deed for deed in Deed if person.may(deed)} == deeds


def test_several_roles_add_up() -> None:
    person = Person(id="x", duties=frozenset({Duty.PLANNER, Duty.SUPERVISOR}))
    assert {deed for deed in Deed if person.may(deed)} == set(Deed) - {Deed.SEE_OTHERS_SCORES}
    assert person.roles == ("planner", "supervisor")


@pytest.mark.parametrize(
    ("name", "attendance", "scores"),
    [
        ("A", "A", "A"),
        ("S", "ABS", "ABS"),
        ("lone", {"lone"}, {"lone"}),
        ("T", {*"ABCST", "lone"}, {*"ABCST", "lone"}),
        ("zhang", {*"ABCST", "lone"}, ""),
        ("named", "", ""),
    ],
)
def test_whose_attendance_and_scores_are_in_sight(
    name: str, attendance: Collection[str], scores: Collection[str]
) -> None:
    """S leads East with A and B; `lone` supervises and has no team, as C has none; `named` is no agent."""
    people = {"A": ("agent", "East"), "B": ("agent", "East"), "C": ("agent", "")}
    people |= {"S": ("supervisor", "East"), "T": ("trainer", "West"), "lone": ("supervisor", "")}
    agents = tuple(Agent(id=who, name=who, role=Role(role), team=team) for who, (role, team) in people.items())
    policy = Policy(people=PeoplePolicy(planners=("zhang",), supervisors=("named",)))
    centre = centre_of().model_copy(update={"agents": agents, "policy": policy})
    person = person_of(centre, name)
    assert person is not None
    assert in_sight(centre, person, Deed.SEE_TEAM_ATTENDANCE, Deed.SEE_OTHERS_ATTENDANCE) == set(attendance)
    assert in_sight(centre, person, Deed.SEE_TEAM_SCORES, Deed.SEE_OTHERS_SCORES) == set(scores)

"""Who may do what."""

from __future__ import annotations

import pytest
from small import centre_of

from models.access import ALLOWED, Deed, Duty, Person, person_of


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
        (Duty.AGENT, {Deed.REQUEST, Deed.SEE_PUBLISHED}),
        (Duty.TRAINER, {Deed.REQUEST, Deed.SEE_PUBLISHED}),
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
    assert all(person.may(deed) for deed in Deed)
    assert person.roles == ("planner", "supervisor")

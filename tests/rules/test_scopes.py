"""A rule that holds for some teams or roles only: by the checker, by the engine, and refused where it makes no sense."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.people import Role
from models.policy import Policy
from models.result import Result, Status, Strength
from scheduler.engine.build import Build, BuildOptions
from scheduler.evaluate import evaluate
from scheduler.instance import Instance
from scheduler.rules import load_rules, rule_classes
from scheduler.rules.base import AgentRule, Rule
from scheduler.rules.cases import Case
from scheduler.view import View
from tests.rules.fixed_door import charge
from tests.rules.random_cases import cases

RED, BLUE = {"team": "red"}, {"team": "blue"}
OFF = {"strength": "off"}
AGENT_RULES = [rule for rule in rule_classes() if issubclass(rule, AgentRule)]


def only(rules: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """These rules and that agents work one shift a day, all others off."""
    return {rule.name: OFF for rule in rule_classes() if rule.name != "one_shift_a_day"} | rules


def amounts(case: Case, rule: str) -> dict[str, int]:
    """What the checker finds of the rule with each agent."""
    found: dict[str, int] = {}
    for violation in evaluate(Instance(case.centre(), case.requirement()), case.plan()).violations:
        if violation.rule == rule:
            found[str(violation.agent_id)] = found.get(str(violation.agent_id), 0) + violation.amount
    return found


def build(case: Case) -> Result:
    instance = Instance(case.centre(), case.requirement())
    return Build(instance, BuildOptions(time_limit=5, workers=1)).run()


def worked(result: Result, agent: str) -> list[int]:
    assert result.roster is not None
    first = result.roster.period.start
    return [(a.day - first).days for a in result.roster.assignments if a.agent_id == agent]


SIX_NIGHTS = Case(
    "six nights each",
    {"A": "NNNNNN", "B": "NNNNNN", "C": "NNNNNN"},
    0,
    agents={"A": RED, "B": BLUE, "C": RED | {"role": "supervisor"}},
)


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        # At most 4 in a row: two too many each.
        ({}, {"A": 2, "B": 2, "C": 2}),
        ({"teams": ["red"]}, {"A": 2, "C": 2}),
        ({"roles": ["supervisor"]}, {"C": 2}),
        ({"teams": ["red", "blue"], "roles": ["agent"]}, {"A": 2, "B": 2}),
        ({"teams": ["blue"], "roles": ["supervisor"]}, {}),
    ],
)
def test_the_checker_looks_only_at_those_whom_the_rule_holds_for(
    scope: dict[str, object], found: dict[str, int]
) -> None:
    case = replace(SIX_NIGHTS, policy={"rules": {"max_consecutive_nights": scope}})
    assert amounts(case, "max_consecutive_nights") == found


@pytest.mark.parametrize("strength", ["hard", "soft"])
def test_the_engine_lets_the_others_work_on(strength: str) -> None:
    # Two are wanted from 09 to 17 on six days; the reds may work two days in a row.
    rules = only({"understaffing": {}, "max_consecutive_days": {"teams": ["red"], "strength": strength}})
    case = Case(
        "two are wanted",
        {"A": "......", "B": "......"},
        0,
        agents={"A": RED, "B": BLUE},
        policy={"roster": {"max_consecutive_days": 2}, "rules": rules},
        required=[0] * 9 + [2] * 8 + [0] * 7,
    )
    result = build(case)
    assert result.status is Status.OPTIMAL
    assert worked(result, "B") == [0, 1, 2, 3, 4, 5]
    # Each day without A leaves one missing for 8 hours, at 5 points a minute.
    assert len(worked(result, "A")) == 4
    assert result.evaluation is not None
    assert result.evaluation.cost == 2 * 8 * 60 * 5


FAIR = {"fair_nights": {"teams": ["red"]}}


@pytest.mark.parametrize(
    ("roster", "found"),
    [
        # Two nights among A and B of the red team, one each; C's four are none of theirs.
        ({"A": "N...", "B": ".N..", "C": "NNNN"}, {}),
        ({"A": "NN..", "B": "....", "C": "...."}, {"A": 1, "B": 1}),
    ],
)
def test_what_is_to_be_fair_is_shared_out_within_the_scope(roster: dict[str, str], found: dict[str, int]) -> None:
    agents = {"A": RED, "B": RED, "C": BLUE}
    case = Case("", roster, 0, agents=agents, policy={"roster": {"fair_tolerance": 0}, "rules": FAIR})
    assert amounts(case, "fair_nights") == found
    everybody = replace(case, policy={"roster": {"fair_tolerance": 0}})
    assert amounts(everybody, "fair_nights") != found


@pytest.mark.parametrize("scope", [{"teams": ["red"]}, {}])
def test_the_bound_holds_where_only_some_of_a_staff_class_share(scope: dict[str, object]) -> None:
    # One night of 22-06 on each of four days. D works no nights, C is of the other team; all four are alike otherwise.
    rules = only(
        {"understaffing": {}, "overstaffing": {}, "shift_classes": {}, "fair_nights": scope | {"weight": 5000}}
    )
    case = Case(
        "four nights",
        {"D": "....", "C": "....", "A": "....", "B": "...."},
        0,
        agents={"A": RED, "B": RED, "C": BLUE, "D": RED | {"shift_classes": ("day", "evening")}},
        policy={"roster": {"fair_tolerance": 0}, "rules": rules},
        required=[1] * 6 + [0] * 16 + [1] * 2,
    )
    result = build(case)
    assert result.certificate is not None
    # Two nights each for A and B. With C among those who share, two each are two nights too many: on the last day
    # these reach two hours into the period.
    assert result.certificate.cost == (0 if scope else 2 * 120)
    assert result.certificate.bound <= result.certificate.cost


@settings(max_examples=100, deadline=None)
@given(
    case=cases(),
    teams=st.lists(st.sampled_from(["red", "blue", ""]), max_size=2, unique=True),
    roles=st.lists(st.sampled_from(list(Role)), max_size=2, unique=True),
)
def test_checker_and_engine_mean_the_same_agents(case: Case, teams: list[str], roles: list[Role]) -> None:
    view = View(Instance(case.centre(), case.requirement()), case.plan())
    for kind in AGENT_RULES:
        rule = kind(strength=Strength.SOFT, weight=1, teams=tuple(teams), roles=tuple(roles))
        found = list(rule.judge(view))
        assert charge(rule, view).amount == sum(violation.amount for violation in found), rule.name
        for violation in found:
            agent = view.instance.agents[view.instance.agent_index[str(violation.agent_id)]]
            assert rule.covers(agent), rule.name


@pytest.mark.parametrize("rule", [rule for rule in rule_classes() if not issubclass(rule, AgentRule)])
def test_a_rule_that_is_not_about_agents_has_no_scope(rule: type[Rule]) -> None:
    policy = Policy.model_validate({"rules": {rule.name: {"roles": ["agent"]}}})
    with pytest.raises(ValueError, match=rule.name):
        load_rules(policy)

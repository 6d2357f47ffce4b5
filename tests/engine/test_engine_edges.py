"""Small centres at the edge of what a policy can say, each of which a build once got wrong."""

from __future__ import annotations

import pytest

from models.result import Result, Status
from scheduler.engine.build import Build, BuildOptions
from scheduler.instance import Instance
from scheduler.rules import rule_classes
from scheduler.rules.base import StaffRule
from scheduler.rules.cases import Case

OFF = {"strength": "off"}


def only(**rules: dict[str, object]) -> dict[str, dict[str, object]]:
    """These rules and no other."""
    return {"rules": {rule.name: OFF for rule in rule_classes()} | rules}


def build(case: Case) -> Result:
    return Build(Instance(case.centre(), case.requirement()), BuildOptions(time_limit=5, workers=1)).run()


@pytest.mark.parametrize("setting", [OFF, {"strength": "soft"}, {"teams": ("red",)}])
def test_nobody_is_given_two_shifts_a_day_even_where_the_rule_lets_them(setting: dict[str, object]) -> None:
    # One is wanted from 07 to 22. E and L would do it; one of them leaves 7 hours at 5 points a minute.
    policy = only(understaffing={}, one_shift_a_day=setting)
    case = Case("one agent, two shifts wanted", {"A": "."}, 0, policy=policy, required=[0] * 7 + [1] * 15 + [0] * 2)
    result = build(case)
    assert result.status is Status.OPTIMAL
    assert result.roster is not None
    assert result.evaluation is not None
    assert len(result.roster.assignments) == 1
    # X is 08-20: 07-08 and 20-22 are missing.
    assert result.evaluation.cost == 3 * 60 * 5


@pytest.mark.parametrize("policy", [only(contract_hours={}), {}])
def test_a_centre_with_nobody_on_the_phones_has_a_roster(policy: dict[str, dict[str, object]]) -> None:
    soft = {rule.name: {"strength": "soft"} for rule in rule_classes() if issubclass(rule, StaffRule)}
    case = Case(
        "trainers only",
        {"A": ".......", "B": "......."},
        0,
        policy=policy or {"rules": soft},
        agents={name: {"role": "trainer"} for name in "AB"},
    )
    result = build(case)
    assert result.roster is not None
    assert result.evaluation is not None
    assert result.evaluation.cost_by_rule["contract_hours"] == 0


def test_what_is_given_costs_points_in_roster_and_bound() -> None:
    # Two on annual leave on both days, one allowed: one breach of one agent at 7 points, whatever is rostered.
    policy = only(annual_leave_at_once={"strength": "soft", "weight": 7})
    result = build(
        Case("two on leave together", {"A": "..", "B": ".."}, 1, policy=policy, leave={"A": "AA", "B": "AA"})
    )
    assert result.certificate is not None
    assert (result.status, result.certificate.cost, result.certificate.bound) == (Status.OPTIMAL, 7, 7)

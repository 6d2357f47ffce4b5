"""What a rule asks of the engine and what its checker counts are the same, for any roster."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from models.result import Strength
from scheduler.instance import Instance
from scheduler.rules import AgentRule, Rule, StaffRule, rule_classes
from scheduler.rules.cases import Case
from scheduler.view import View
from tests.rules.fixed_door import charge
from tests.rules.random_cases import cases

ENGINE_RULES = [rule for rule in rule_classes() if issubclass(rule, AgentRule | StaffRule)]
CASES = [pytest.param(rule, case, id=f"{rule.name}: {case.title}") for rule in ENGINE_RULES for case in rule.examples]


def agreed_amount(rule: type[Rule], view: View) -> int:
    """What checker and engine both make of the roster."""
    soft = rule(strength=Strength.SOFT, weight=1)
    counted = sum(violation.amount for violation in soft.judge(view))
    charged = charge(soft, view)
    assert charged.amount == counted, rule.name
    assert charged.holds == (counted == 0), rule.name
    return counted


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_the_slack_of_a_case_is_its_amount(rule: type[Rule], case: Case) -> None:
    view = View(Instance(case.centre(), case.requirement()), case.plan())
    assert agreed_amount(rule, view) == case.amount


@settings(max_examples=250, deadline=None)
@given(case=cases())
def test_the_slack_of_any_roster_is_what_the_checkers_count(case: Case) -> None:
    view = View(Instance(case.centre(), case.requirement()), case.plan())
    amounts = [agreed_amount(rule, view) for rule in ENGINE_RULES]
    assert min(amounts) >= 0

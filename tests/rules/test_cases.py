"""Every rule found in the rules' folder is held to its own cases."""

from __future__ import annotations

import pytest

from scheduler.instance import Instance
from scheduler.rules import Rule, rule_classes
from scheduler.rules.cases import Case
from scheduler.view import View

CASES = [pytest.param(rule, case, id=f"{rule.name}: {case.title}") for rule in rule_classes() for case in rule.examples]


def default(rule: type[Rule]) -> Rule:
    return rule(strength=rule.default_strength, weight=rule.default_weight)


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_the_checker_counts_what_the_clause_says(rule: type[Rule], case: Case) -> None:
    view = View(Instance(case.centre(), case.requirement()), case.plan())
    found = list(default(rule).check(view))
    assert sum(violation.amount for violation in found) == case.amount
    for violation in found:
        assert violation.amount > 0
        assert "{" not in violation.text.en
        assert "{" not in violation.text.zh


@pytest.mark.parametrize("rule", rule_classes(), ids=lambda rule: rule.name)
def test_every_rule_has_cases_on_both_sides(rule: type[Rule]) -> None:
    amounts = [case.amount for case in rule.examples]
    assert 0 in amounts
    assert any(amounts)
    assert rule.title.en
    assert rule.title.zh
    assert rule.source

"""A finished roster is judged by all rules at once, whatever its agents are called and whenever it plays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.policy import Policy, RuleSetting
from models.result import Evaluation, Strength
from scheduler.evaluate import evaluate
from scheduler.instance import Instance
from scheduler.rules import load_rules, rule_classes
from scheduler.rules.cases import Case
from tests.rules.random_cases import cases

# Two agents and a supervisor for two days; two agents are required from 09 to 17.
SMALL = Case(
    "small",
    {"A": "DL", "B": ".E", "C": "XX"},
    0,
    agents={"C": {"role": "supervisor"}},
    required=[0] * 9 + [2] * 8 + [0] * 7,
)


def judge(case: Case) -> Evaluation:
    return evaluate(Instance(case.centre(), case.requirement()), case.plan())


def figures(evaluation: Evaluation) -> list[tuple[str, int, int]]:
    return [(result.rule, result.breaches, result.amount) for result in evaluation.rules]


ON_BY_DEFAULT = [rule.name for rule in rule_classes() if rule.default_strength is not Strength.OFF]


def test_every_rule_that_is_on_gives_its_result() -> None:
    assert [result.rule for result in judge(SMALL).rules] == ON_BY_DEFAULT
    assert "start_stability" not in ON_BY_DEFAULT


def test_a_small_roster_is_judged_as_by_hand() -> None:
    amounts = {result.rule: result.amount for result in judge(SMALL).rules if result.amount}
    assert amounts == {
        # X is 12 hours, twice.
        "continuous_hours": 480,
        # 40 h × 2/7 are 685 minutes: A and B have 960 and 480, C 1440.
        "average_hours": (960 - 685) + (1440 - 685),
        # 36 h × 2/30 are 144 more.
        "max_overtime": (960 - 685 - 144) + (1440 - 685 - 144),
        # 685 − 480 of tolerance are 205 at least; all have more.
        # Nobody on the phones 07-09 and 17-24 of day 1, 00-06 and 22-24 of day 2; no shift covers 06-07 of day 2.
        "minimum_staff": (2 + 7 + 6 + 2) * 60,
        # 22-24 and 00-06, and 22-24 of day 2.
        "experienced_at_night": (2 + 6 + 2) * 60,
        # Day 1: D alone, 8 hours one missing. Day 2: E 07-15, L 14-22: 09-14 and 15-17 one missing.
        "understaffing": (8 + 7) * 60,
        # Before 09 and after 17 nobody is required: E 07-09, L 17-22.
        "overstaffing": (2 + 5) * 60,
    }


def test_costs_are_the_sums_of_what_was_found() -> None:
    evaluation = judge(SMALL)
    for result in evaluation.rules:
        found = [violation for violation in evaluation.violations if violation.rule == result.rule]
        assert result.breaches == len(found)
        assert result.amount == sum(violation.amount for violation in found)
        assert result.points == (result.weight * result.amount if result.strength is Strength.SOFT else 0)
    # 15 × 60 agent-minutes at 5 points, 7 × 60 at 1.
    assert evaluation.cost == 4500 + 420
    assert evaluation.cost == sum(violation.points for violation in evaluation.violations)


def test_hard_breaches_come_first_then_the_dearest() -> None:
    violations = judge(SMALL).violations
    hard = [violation.strength is Strength.HARD for violation in violations]
    assert hard == sorted(hard, reverse=True)
    soft = [violation.points for violation in violations if violation.strength is Strength.SOFT]
    assert soft == sorted(soft, reverse=True)
    assert len(soft) > 1


def test_coverage_is_what_was_required_and_who_was_there() -> None:
    (pooled,) = judge(SMALL).coverage
    assert pooled.required == tuple(([0] * 9 + [2] * 8 + [0] * 7) * 2)
    # Day 1: D. Day 2: E 07-15 and L 14-22.
    assert pooled.staffed == tuple([0] * 9 + [1] * 8 + [0] * 7 + [0] * 7 + [1] * 7 + [2] + [1] * 7 + [0] * 2)


def test_the_small_hours_of_the_first_day_belong_to_the_roster_before() -> None:
    (pooled,) = judge(replace(SMALL, required=1)).coverage
    # N of the day before is 22-06. No shift at all covers 06-07: nobody covers that for us.
    assert pooled.before == tuple(range(6))
    assert pooled.difference(5) == 0
    assert pooled.difference(6) == -1


def test_the_policy_sets_strength_and_weight() -> None:
    policy = Policy(
        rules={"min_rest": RuleSetting(strength=Strength.SOFT, weight=7), "wishes": RuleSetting(strength=Strength.OFF)}
    )
    rules = {rule.name: rule for rule in load_rules(policy)}
    assert (rules["min_rest"].strength, rules["min_rest"].weight) == (Strength.SOFT, 7)
    assert "wishes" not in rules
    assert rules["leave"].strength is Strength.HARD


def test_a_rule_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="min_rst"):
        load_rules(Policy(rules={"min_rst": RuleSetting(weight=1)}))


@settings(max_examples=150, deadline=None)
@given(case=cases())
def test_no_roster_is_too_strange_for_the_checkers(case: Case) -> None:
    evaluation = judge(case)
    assert len(evaluation.rules) == len(ON_BY_DEFAULT)
    assert all(violation.amount > 0 for violation in evaluation.violations)
    assert not any("{" in violation.text.en + violation.text.zh for violation in evaluation.violations)


def renamed(case: Case, names: Mapping[str, str]) -> Case:
    """The same centre and roster, its agents called and ordered otherwise."""

    def keys(table: Mapping[str, Any]) -> dict[str, Any]:
        return {names[agent]: table[agent] for agent in sorted(table, key=names.__getitem__)}

    def firsts(rows: Sequence[tuple[Any, ...]]) -> list[Any]:
        return [(names[agent], *rest) for agent, *rest in rows]

    return replace(
        case,
        roster=keys(case.roster),
        past=keys(case.past),
        agents=keys(case.agents),
        hired=keys(case.hired),
        leave=keys(case.leave),
        locked=keys(case.locked),
        wishes=firsts(case.wishes),
        unavailable=firsts(case.unavailable),
        ledger=firsts(case.ledger),
    )


@settings(max_examples=60, deadline=None)
@given(case=cases(), order=st.permutations(["kim", "lee", "ann", "bob"]))
def test_what_agents_are_called_and_their_order_change_nothing(case: Case, order: list[str]) -> None:
    other = renamed(case, dict(zip("ABCD", order, strict=True)))
    assert figures(judge(other)) == figures(judge(case))


@settings(max_examples=60, deadline=None)
@given(case=cases(zones=False), weeks=st.integers(-60, 60))
def test_a_shift_by_whole_weeks_changes_nothing(case: Case, weeks: int) -> None:
    other = replace(case, first_day=case.first_day + timedelta(weeks=weeks))

    def by_weeks(evaluation: Evaluation) -> list[tuple[str, int, int]]:
        # Calendar months begin on another weekday then, and holidays stay where they are.
        return [figure for figure in figures(evaluation) if figure[0] not in {"max_overtime", "fair_holidays"}]

    assert by_weeks(judge(other)) == by_weeks(judge(case))

"""Judge a finished roster with the rules' own checkers: no solver, nothing but the rulebook."""

from __future__ import annotations

from models.result import Evaluation, GroupCoverage, RuleResult, Strength, Violation
from models.roster import Roster
from scheduler.instance import Instance
from scheduler.rules import load_rules
from scheduler.rules.base import Rule
from scheduler.view import View


def evaluate(instance: Instance, roster: Roster, rules: tuple[Rule, ...] | None = None) -> Evaluation:
    """Every breach of every rule, what each rule costs, and the coverage of every demand group.

    `rules` are those of the centre's policy unless given.

    Raises:
        ValueError: when the roster names agents, shifts or days that the instance does not have.
    """
    return judge(View(instance, roster), rules)


def judge(view: View, rules: tuple[Rule, ...] | None = None) -> Evaluation:
    """Likewise of a roster that is laid out already."""
    instance = view.instance
    results: list[RuleResult] = []
    violations: list[Violation] = []
    for rule in load_rules(instance.policy) if rules is None else rules:
        found = list(rule.judge(view))
        violations += found
        results.append(
            RuleResult(
                rule=rule.name,
                title=rule.title,
                source=rule.source,
                strength=rule.strength,
                weight=rule.weight,
                unit=rule.unit,
                breaches=len(found),
                amount=sum(violation.amount for violation in found),
                points=sum(violation.points for violation in found),
            )
        )
    violations.sort(key=lambda v: (v.strength is not Strength.HARD, -v.points, v.rule, str(v.day), v.agent_id or ""))
    return Evaluation(
        cost=sum(result.points for result in results),
        rules=tuple(results),
        violations=tuple(violations),
        coverage=coverage_of(view),
    )


def coverage_of(view: View) -> tuple[GroupCoverage, ...]:
    """Agents present and required, for each demand group."""
    return tuple(
        GroupCoverage(
            name=group.name,
            required=group.required,
            staffed=tuple(int(heads) for heads in view.staff(view.instance.phone_crew(group.skills))),
            before=view.instance.covered_before,
        )
        for group in view.instance.requirement.groups
    )

"""The rules of a roster. One file is one rule; a rule is found by lying in this folder."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from models.policy import Policy, RuleSetting
from models.result import Strength
from scheduler.rules.base import AgentRule, InputRule, Rule, StaffRule

_NOT_RULES = {
    "base",
    "case_words",
    "cases",
    "fairness",
    "hours",
    "reference",
    "runs",
    "successions",
    "touching",
    "weekends",
    "windows",
}
"""Modules of this folder that rules share."""


@cache
def rule_classes() -> tuple[type[Rule], ...]:
    """Every rule class of this folder, by name."""
    found: list[type[Rule]] = []
    for module_info in pkgutil.iter_modules(__path__):
        if module_info.name in _NOT_RULES:
            continue
        module = import_module(f"{__name__}.{module_info.name}")
        found += [
            value
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__
        ]
    return tuple(sorted(found, key=lambda rule: rule.name))


def load_rules(policy: Policy) -> tuple[Rule, ...]:
    """The rules as the centre's policy sets them; those switched off are left out.

    Raises:
        ValueError: when the policy names a rule that does not exist, or gives a scope to one that has none.
    """
    unknown = set(policy.rules) - {rule.name for rule in rule_classes()}
    if unknown:
        raise ValueError(f"the policy sets rules that do not exist: {', '.join(sorted(unknown))}")
    rules = (as_set(rule, policy) for rule in rule_classes())
    return tuple(rule for rule in rules if rule.strength is not Strength.OFF)


def as_set(rule: type[Rule], policy: Policy) -> Rule:
    """One rule as the centre's policy sets it, switched off or not.

    Raises:
        ValueError: when it is given a scope and is not about agents.
    """
    own = policy.rules.get(rule.name, RuleSetting())
    if (own.teams or own.roles) and not issubclass(rule, AgentRule):
        raise ValueError(f"{rule.name} is not about single agents: it holds for no teams or roles")
    return rule(
        strength=own.strength or rule.default_strength,
        weight=rule.default_weight if own.weight is None else own.weight,
        teams=own.teams,
        roles=own.roles,
    )


def agent_rules(rules: tuple[Rule, ...]) -> tuple[AgentRule, ...]:
    return tuple(rule for rule in rules if isinstance(rule, AgentRule))


def staff_rules(rules: tuple[Rule, ...]) -> tuple[StaffRule, ...]:
    return tuple(rule for rule in rules if isinstance(rule, StaffRule))


def input_rules(rules: tuple[Rule, ...]) -> tuple[InputRule, ...]:
    return tuple(rule for rule in rules if isinstance(rule, InputRule))

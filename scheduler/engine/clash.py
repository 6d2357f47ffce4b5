"""Why there is no roster: which hard rules cannot hold together, and what would be the cheapest to give up.

Rules about agents alone can always be kept (nobody works), so every clash holds a rule about intervals. A clash is
found on the linear relaxation of the head-counts: a rule without which it stays infeasible is not part of it.
"""

from __future__ import annotations

from collections.abc import Callable

from models.centre import Centre
from models.policy import RuleSetting
from models.result import Clash, Evaluation, Strength
from scheduler.engine.counts import CountsModel
from scheduler.engine.heads import Demands
from scheduler.engine.limits import Stop
from scheduler.engine.rows import collect_rows
from scheduler.engine.solvers import Outcome, confirm_lp_infeasible, solve_lp
from scheduler.instance import Instance
from scheduler.rules import agent_rules, interval_rules
from scheduler.rules.base import IntervalRule, Rule

_SECONDS = 60.0
"""Longest time for one linear relaxation."""

Rebuild = Callable[[Instance], Evaluation | None]
"""Builds a roster for an instance and returns its evaluation."""


def find_clash(instance: Instance, rules: tuple[Rule, ...], stop: Stop, rebuild: Rebuild) -> Clash:
    """The clashing rules, confirmed by a second solver, and the breaches of the cheapest roster that gives them up."""
    core = _core(instance, [rule for rule in rules if rule.strength is Strength.HARD], stop)
    confirmed = confirm_lp_infeasible(_relaxation(instance, core).program, seconds=_SECONDS, stop=stop)
    given_up = [rule for rule in core if isinstance(rule, IntervalRule)]
    evaluation = rebuild(_softened(instance, given_up))
    names = {rule.name for rule in given_up}
    breaches = () if evaluation is None else tuple(v for v in evaluation.violations if v.rule in names)
    return Clash(rules=tuple(rule.name for rule in core), confirmed=confirmed, give_up=breaches)


def _relaxation(instance: Instance, rules: list[Rule]) -> CountsModel:
    """Head-counts under these rules only, without any price."""
    kept = tuple(rules)
    model = CountsModel(instance, Demands(instance, interval_rules(kept)), collect_rows(instance, agent_rules(kept)))
    model.program.cost = [0] * model.program.column_count
    return model


def _core(instance: Instance, rules: list[Rule], stop: Stop) -> list[Rule]:
    """A smallest set (nothing can be left out) of rules that cannot hold together; all rules where none was shown."""
    core = [rule for rule in rules if not isinstance(rule, IntervalRule)]
    core += [rule for rule in rules if isinstance(rule, IntervalRule)]
    for rule in list(core):
        fewer = [other for other in core if other is not rule]
        if not any(isinstance(other, IntervalRule) for other in fewer):
            continue
        relaxed = solve_lp(_relaxation(instance, fewer).program, seconds=_SECONDS, stop=stop)
        if relaxed.outcome is Outcome.INFEASIBLE:
            core = fewer
    return core


def _softened(instance: Instance, rules: list[IntervalRule]) -> Instance:
    """The instance with these rules priced instead of hard."""
    policy = instance.policy
    settings = {rule.name: RuleSetting(strength=Strength.SOFT, weight=max(rule.weight, 1)) for rule in rules}
    softer = policy.model_copy(update={"rules": {**policy.rules, **settings}})
    fields = {name: getattr(instance.centre, name) for name in Centre.model_fields}
    return Instance(Centre(**{**fields, "policy": softer}), instance.requirement)

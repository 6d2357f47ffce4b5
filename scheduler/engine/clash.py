"""Why there is no roster: which hard rules cannot hold together, and what would be the cheapest to give up.

A clash is found by leaving rules out: one without which there still is no roster is not part of it. Whether there is
one is asked of the linear relaxation of the head-counts, or, where one agent's rules clash, of that agent's month.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from models.centre import Centre
from models.policy import RuleSetting
from models.result import Clash, Evaluation, Strength
from scheduler.engine.counts import CountsModel
from scheduler.engine.heads import Demands
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.months import Month
from scheduler.engine.rows import AgentRows, collect_rows, rows_of
from scheduler.engine.solvers import Outcome, confirm_lp_infeasible, solve_lp
from scheduler.instance import Instance
from scheduler.rules import agent_rules, staff_rules
from scheduler.rules.base import AgentRule, Rule, StaffRule

_SECONDS = 60.0
"""Longest time for one linear relaxation."""

Rebuild = Callable[[Instance], Evaluation | None]
"""Builds a roster for an instance and returns its evaluation."""


def find_clash(instance: Instance, rules: tuple[Rule, ...], a: int | None, clock: Clock, rebuild: Rebuild) -> Clash:
    """The clashing rules (of agent `a` alone where given or found), and the breaches of the cheapest roster that gives them up.

    A clash of all together is confirmed by a second solver.
    """
    hard = [rule for rule in rules if rule.strength is Strength.HARD]
    if a is None:
        alone = (other for other in range(len(instance.agents)) if not _has_month(instance, hard, other, clock))
        a = next(alone, None)
    if a is None:
        core = _core(instance, hard, clock.stop)
        confirmed = confirm_lp_infeasible(_relaxation(instance, core).program, seconds=_SECONDS, stop=clock.stop)
        given_up: list[Rule] = [rule for rule in core if isinstance(rule, StaffRule)]
    else:
        core = _core_of_month(instance, hard, a, clock)
        confirmed = not _has_month(instance, core, a, clock)
        given_up = core[-1:]
    evaluation = rebuild(_softened(instance, given_up))
    names = {rule.name for rule in given_up}
    breaches = () if evaluation is None else tuple(v for v in evaluation.violations if v.rule in names)
    return Clash(rules=tuple(rule.name for rule in core), confirmed=confirmed, give_up=breaches)


def _core_of_month(instance: Instance, rules: list[Rule], a: int, clock: Clock) -> list[Rule]:
    """A smallest set of rules that leave agent `a` no month; the cheapest to give up comes last."""
    core = sorted((rule for rule in rules if isinstance(rule, AgentRule)), key=lambda rule: rule.weight)
    for rule in list(core):
        fewer = [other for other in core if other is not rule]
        if not _has_month(instance, fewer, a, clock):
            core = fewer
    return list(reversed(core))


def _has_month(instance: Instance, rules: Sequence[Rule], a: int, clock: Clock) -> bool:
    """Whether agent `a` can keep these rules."""
    own = rows_of(instance, agent_rules(tuple(rules)), a)
    unbound = AgentRows(open=np.ones(instance.cell_count, dtype=bool))
    rows = [own if other == a else unbound for other in range(len(instance.agents))]
    month = Month(instance, rows, a, seed=0)
    return month.best(np.zeros(instance.cell_count), dict.fromkeys(own.totals, 0), clock) is not None


def _relaxation(instance: Instance, rules: list[Rule]) -> CountsModel:
    """Head-counts under these rules only, without any price."""
    kept = tuple(rules)
    model = CountsModel(instance, Demands(instance, staff_rules(kept)), collect_rows(instance, agent_rules(kept)))
    model.program.cost = [0] * model.program.column_count
    return model


def _core(instance: Instance, rules: list[Rule], stop: Stop) -> list[Rule]:
    """A smallest set (nothing can be left out) of rules that cannot hold together; all rules where none was shown."""
    core = [rule for rule in rules if not isinstance(rule, StaffRule)]
    core += [rule for rule in rules if isinstance(rule, StaffRule)]
    for rule in list(core):
        fewer = [other for other in core if other is not rule]
        if not any(isinstance(other, StaffRule) for other in fewer):
            continue
        relaxed = solve_lp(_relaxation(instance, fewer).program, seconds=_SECONDS, stop=stop)
        if relaxed.outcome is Outcome.INFEASIBLE:
            core = fewer
    return core


def _softened(instance: Instance, rules: Sequence[Rule]) -> Instance:
    """The instance with these rules priced instead of hard."""
    policy = instance.policy
    settings = {
        rule.name: RuleSetting(strength=Strength.SOFT, weight=max(rule.weight, 1), teams=rule.teams, roles=rule.roles)
        for rule in rules
    }
    softer = policy.model_copy(update={"rules": {**policy.rules, **settings}})
    fields = {name: getattr(instance.centre, name) for name in Centre.model_fields}
    return Instance(Centre(**{**fields, "policy": softer}), instance.requirement)

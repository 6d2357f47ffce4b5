"""What must hold of every build. Each check takes one random setting and adds to a tally what it has seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product

import pytest

from models.policy import RuleSetting
from models.result import Result, Status, Strength
from models.roster import Assignment, Roster
from scheduler.engine.build import Build, BuildOptions
from scheduler.engine.counts import CountsModel
from scheduler.engine.heads import Demands
from scheduler.engine.limits import Stop
from scheduler.engine.rows import collect_rows
from scheduler.engine.solvers import Relaxed, solve_lp
from scheduler.evaluate import evaluate
from scheduler.instance import Instance
from scheduler.rules import agent_rules, load_rules, rule_classes, staff_rules
from tests.properties.centres import Setting
from tests.properties.flat import Truth, truth_of

SHORT = 0.5
"""Seconds for a build that is only to be sound."""

LONG = 600.0
"""Seconds that no build of a small centre takes: it ends by itself, at the same place on any machine."""

ORACLE_WORK = 0.3
"""Deterministic seconds of the oracle."""


@dataclass
class Tally:
    """How often what was seen."""

    seen: Counter[str] = field(default_factory=Counter)

    def add(self, *names: str) -> None:
        self.seen.update(names)


# --- the properties ---------------------------------------------------------------------------------------------------


def keeps_its_word(setting: Setting, tally: Tally) -> None:
    """Roster, certificate and proofs of one build, held against the checkers and the oracle."""
    instance = setting.instance()
    result = build(instance, seconds=SHORT)
    tally.add("builds", f"build: {result.status.value}")
    check_result(instance, result)
    truth = truth_of(instance, ORACLE_WORK)
    check_oracle(instance, truth)
    check_truth(result, truth)
    count_nearness(result, truth, tally)


def agrees_with_every_roster(setting: Setting, tally: Tally) -> None:
    """A build of a tiny centre, and the oracle too, held against the best of all rosters there are."""
    instance = setting.instance()
    costs = [
        judged.cost for roster in every_roster(instance) if not (judged := evaluate(instance, roster)).hard_violations
    ]
    best = min(costs, default=None)
    truth = truth_of(instance, LONG)
    assert truth.infeasible == (best is None)
    assert truth.upper == truth.lower == best or best is None
    result = build(instance, seconds=LONG)
    check_result(instance, result)
    tally.add("tiny builds")
    if result.status is Status.INFEASIBLE:
        assert best is None
    if result.certificate is not None:
        assert best is not None
        assert result.certificate.bound <= best <= result.certificate.cost
        tally.add("tiny builds at the optimum" if result.certificate.cost == best else "tiny builds above it")
    elif best is not None:
        tally.add("tiny builds without a roster where there is one")


def is_the_same_a_week_later(setting: Setting, tally: Tally) -> None:
    """Nothing changes when every date moves by a week."""
    tally.add("builds a week later")
    assert outcome(build(setting.instance(), seconds=LONG)) == outcome(
        build(moved(setting, weeks=1).instance(), seconds=LONG)
    )


def is_the_same_under_other_names(setting: Setting, tally: Tally) -> None:
    """Nothing changes when agents are called otherwise, in another alphabetical order."""
    tally.add("builds under other names")
    assert outcome(build(setting.instance(), seconds=LONG)) == outcome(build(renamed(setting).instance(), seconds=LONG))


def proves_the_same_in_another_order(setting: Setting, tally: Tally) -> None:
    """The relaxation does not see the agents' order, and what is proven for one order does not contradict the other."""
    tally.add("builds in another order")
    agents = setting.centre.agents
    other = setting.model_copy(update={"centre": setting.centre.model_copy(update={"agents": agents[::-1]})})
    here, there = relaxed(setting.instance()), relaxed(other.instance())
    assert here.outcome == there.outcome
    assert cost_of(setting, here) == pytest.approx(cost_of(other, there), rel=1e-6, abs=1e-3)
    one, two = build(setting.instance(), seconds=SHORT), build(other.instance(), seconds=SHORT)
    for first, second in ((one, two), (two, one)):
        if first.certificate is not None:
            assert second.status is not Status.INFEASIBLE
        if first.certificate is not None and second.certificate is not None:
            assert first.certificate.bound <= second.certificate.cost


def repeats_itself(setting: Setting, tally: Tally) -> None:
    """The same seed and one worker give the same roster."""
    tally.add("builds repeated")
    assert (
        build(setting.instance(), seed=5, seconds=LONG).roster == build(setting.instance(), seed=5, seconds=LONG).roster
    )


def names_a_true_clash(setting: Setting, tally: Tally) -> None:
    """Rules that are said to clash have no roster together, all others off."""
    instance = setting.instance()
    result = Build(instance, BuildOptions(time_limit=SHORT, workers=1)).run()
    if result.clash is None or not result.clash.confirmed:
        return
    tally.add("clashes")
    hard = {rule.name for rule in load_rules(instance.policy) if rule.strength is Strength.HARD}
    assert set(result.clash.rules) <= hard
    rules = {rule.name: RuleSetting(strength=Strength.OFF) for rule in rule_classes()}
    own = {name: setting.centre.policy.rules.get(name, RuleSetting()) for name in result.clash.rules}
    policy = setting.centre.policy.model_copy(update={"rules": rules | own})
    clashing = Instance(setting.centre.model_copy(update={"policy": policy}), setting.requirement)
    assert truth_of(clashing, LONG).infeasible, result.clash.rules


# --- what they are made of --------------------------------------------------------------------------------------------


def build(instance: Instance, *, seed: int = 0, seconds: float) -> Result:
    return Build(instance, BuildOptions(time_limit=seconds, seed=seed, workers=1), explain=False).run()


def check_result(instance: Instance, result: Result) -> None:
    """A roster keeps every hard rule; its certificate has the checkers' cost and a bound not above it."""
    if result.roster is None:
        assert result.status in (Status.INFEASIBLE, Status.UNKNOWN)
        assert result.certificate is None
        return
    check_form(instance, result.roster)
    judged = evaluate(instance, result.roster)
    assert not judged.hard_violations
    assert result.certificate is not None
    assert result.status is result.certificate.status
    assert judged.cost == result.certificate.cost
    assert 0 <= result.certificate.bound <= judged.cost
    assert (result.status is Status.OPTIMAL) == (result.certificate.bound == judged.cost)


def check_form(instance: Instance, roster: Roster) -> None:
    """One shift a day, of a known agent, with a meal break where its template allows one."""
    assert len({(x.agent_id, x.day) for x in roster.assignments}) == len(roster.assignments)
    for assignment in roster.assignments:
        assert assignment.meal_offset in instance.meal_offsets(instance.shift_index[assignment.shift])


def check_oracle(instance: Instance, truth: Truth) -> None:
    """The oracle's roster costs what the oracle says; slack that is not the least yet may be less in truth."""
    if truth.roster is not None and truth.upper is not None:
        judged = evaluate(instance, truth.roster)
        assert not judged.hard_violations
        assert truth.lower <= judged.cost <= truth.upper


def check_truth(result: Result, truth: Truth) -> None:
    """What the engine claims to have proven does not contradict what the oracle has."""
    if result.status is Status.INFEASIBLE:
        assert truth.upper is None, "called impossible, and here is a roster"
    if result.certificate is not None:
        assert not truth.infeasible, "a roster where there is none"
        assert result.certificate.cost >= truth.lower, "cheaper than the cheapest"
        assert truth.upper is None or result.certificate.bound <= truth.upper, "the bound cuts off a roster"


def count_nearness(result: Result, truth: Truth, tally: Tally) -> None:
    """How near roster and bound come to the optimum, where the oracle knows it."""
    if result.certificate is None and truth.upper is not None:
        tally.add("no roster found where there is one")
    if result.status is Status.UNKNOWN and truth.infeasible:
        tally.add("impossible, and not proven so")
    if result.certificate is None or not truth.exact or truth.upper is None:
        return
    tally.add(
        "optimum known", f"roster above the optimum by {_share(result.certificate.cost - truth.upper, truth.upper)}"
    )
    tally.add(f"bound below the optimum by {_share(truth.upper - result.certificate.bound, truth.upper)}")


def _share(difference: int, whole: int) -> str:
    """A share in coarse steps."""
    steps = ((0.0, "nothing"), (0.001, "at most 0.1 %"), (0.01, "at most 1 %"), (0.05, "at most 5 %"))
    return next((name for most, name in steps if difference <= most * whole), "more than 5 %")


def every_roster(instance: Instance) -> list[Roster]:
    """Every roster with a meal break in every place; keep the instance tiny."""
    choices: list[list[Assignment | None]] = []
    for agent, day in product(instance.agents, instance.days):
        worked = [
            Assignment(agent_id=agent.id, day=day, shift=shift.code, meal_offset=offset)
            for t, shift in enumerate(instance.shifts)
            for offset in instance.meal_offsets(t)
        ]
        choices.append([None, *worked])
    return [
        Roster(centre="any", period=instance.period, assignments=tuple(x for x in chosen if x is not None))
        for chosen in product(*choices)
    ]


def outcome(result: Result) -> tuple[Status, int | None, int | None]:
    """How a build ended, its cost and its bound."""
    if result.certificate is None:
        return result.status, None, None
    return result.status, result.certificate.cost, result.certificate.bound


def moved(setting: Setting, weeks: int) -> Setting:
    """The setting with every date so many weeks later."""

    def later(value: object) -> object:
        if isinstance(value, date):
            return value + timedelta(weeks=weeks)
        if isinstance(value, dict):
            return {key: later(entry) for key, entry in value.items()}
        return type(value)(map(later, value)) if isinstance(value, list | tuple) else value

    return Setting.model_validate(later(setting.model_dump()))


def renamed(setting: Setting) -> Setting:
    """The setting with agents A0, A1, … called Z9, Z8, …"""

    def named(value: object) -> object:
        if isinstance(value, str) and value[:1] == "A" and value[1:].isdigit():
            return f"Z{9 - int(value[1:])}"
        if isinstance(value, dict):
            return {key: named(entry) for key, entry in value.items()}
        return type(value)(map(named, value)) if isinstance(value, list | tuple) else value

    return Setting.model_validate(named(setting.model_dump()))


def relaxed(instance: Instance) -> Relaxed:
    """The linear relaxation of the head-counts."""
    return solve_lp(_counts(instance).program, seconds=60, stop=Stop())


def cost_of(setting: Setting, solution: Relaxed) -> float:
    """What the relaxation's solution costs; 0 without one."""
    if solution.values is None:
        return 0.0
    return float(solution.values @ _counts(setting.instance()).program.cost)


def _counts(instance: Instance) -> CountsModel:
    rules = load_rules(instance.policy)
    return CountsModel(instance, Demands(instance, staff_rules(rules)), collect_rows(instance, agent_rules(rules)))

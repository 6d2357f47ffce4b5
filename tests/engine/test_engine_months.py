"""Whole months one agent at a time: prices, dealing, and agents who have no month."""

from __future__ import annotations

import numpy as np
import pytest

from models.centre import Centre
from models.policy import RuleSetting
from models.result import Status, Strength
from scheduler.engine.account import BROKEN, Account
from scheduler.engine.build import Build, BuildOptions
from scheduler.engine.counts import CountsModel, Heads
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.months import Months
from scheduler.engine.part import Problem
from scheduler.engine.rows import collect_rows
from scheduler.engine.staff import MealChoices
from scheduler.instance import Instance
from scheduler.rules import agent_rules, load_rules, staff_rules
from tests.engine.test_engine_models import CENTRE, INSTANCE, PROBLEM, ROWS, random_plan

ACCOUNT = Account(PROBLEM)


def months(workers: int = 1) -> Months:
    return Months(PROBLEM, ACCOUNT, Clock(60, False, Stop()), seed=1, workers=workers)


@pytest.mark.parametrize("kind", range(PROBLEM.demands.kind_count))
def test_one_agent_more_costs_the_difference(kind: int) -> None:
    present = ACCOUNT._present(random_plan(3))
    more = present.copy()
    more[kind] += 1
    assert ACCOUNT.staff.one_more(present, kind).sum() == pytest.approx(
        ACCOUNT.staff.cost(more) - ACCOUNT.staff.cost(present)
    )


def test_a_cell_costs_what_its_intervals_cost_with_the_best_meal_break() -> None:
    choices = MealChoices(PROBLEM.demands)
    prices = np.random.default_rng(0).normal(size=PROBLEM.demands.place_count)
    costs, slots = choices.costs(prices)
    for cell in range(INSTANCE.cell_count):
        d, t = divmod(cell, INSTANCE.shift_count)
        offsets = INSTANCE.meal_offsets(t)
        sums = [prices[list(INSTANCE.phone_intervals(d, t, offset))].sum() for offset in offsets]
        own = prices[INSTANCE.timeline.interval_count + cell]
        assert costs[cell] == pytest.approx(own + min(sums))
        assert sums[slots[cell]] == pytest.approx(min(sums))


def test_dealing_keeps_every_rule_about_agents() -> None:
    heads = CountsModel(INSTANCE, PROBLEM.demands, ROWS).solve(Clock(4, False, Stop())).heads
    assert ACCOUNT.cost(months().deal(heads)) < BROKEN


def test_dealing_without_a_relaxation_fills_the_floor_from_nothing() -> None:
    shape = (len(INSTANCE.classes), INSTANCE.day_count, INSTANCE.shift_count)
    plan = months().deal(Heads(np.zeros(shape), {}))
    assert ACCOUNT.cost(plan) < BROKEN
    assert (plan.grid >= 0).sum() > len(INSTANCE.agents)


@pytest.mark.parametrize("workers", [1, 2])
def test_going_round_never_costs_more(workers: int) -> None:
    plan = random_plan(2)
    better = months(workers).sweep(plan)
    assert ACCOUNT.cost(better) < ACCOUNT.cost(plan)


def test_an_agent_whose_own_rules_clash_is_named() -> None:
    who = CENTRE.agents[0]
    hard = CENTRE.policy.model_copy(update={"rules": {"contract_hours": RuleSetting(strength=Strength.HARD)}})
    agents = (who.model_copy(update={"shift_classes": ()}), *CENTRE.agents[1:])
    fields = {name: getattr(CENTRE, name) for name in Centre.model_fields}
    instance = Instance(Centre(**{**fields, "policy": hard, "agents": agents}), INSTANCE.requirement)
    result = Build(instance, BuildOptions(time_limit=10, workers=1)).run()
    assert result.status is Status.INFEASIBLE
    assert result.clash is not None
    assert result.clash.confirmed
    assert set(result.clash.rules) == {"contract_hours", "shift_classes"}


def test_a_hard_rule_on_a_sum_is_fined_and_kept_where_it_can_be() -> None:
    rules = tuple(
        rule if rule.name != "fair_nights" else type(rule)(Strength.HARD, rule.weight)
        for rule in load_rules(INSTANCE.policy)
    )
    rows = collect_rows(INSTANCE, agent_rules(rules))
    problem = Problem.of(INSTANCE, staff_rules(rules), rows)
    assert "fair_nights" in problem.fined
    assert all(row.price is not None for own in problem.rows for row in own.rows if row.total is not None)

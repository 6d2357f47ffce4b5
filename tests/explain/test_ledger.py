"""The effect of a change is what judging the whole roster anew says, rule by rule."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.result import Evaluation, Strength
from models.roster import Assignment, Roster
from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.evaluate import evaluate
from scheduler.explain.ledger import Ledger
from scheduler.instance import Instance
from scheduler.rules import load_rules
from scheduler.rules.cases import Case
from scheduler.view import OFF, Shifts
from tests.rules.random_cases import cases


def changed(instance: Instance, roster: Roster, shifts: Shifts) -> Roster:
    """The roster with these shifts, written anew."""
    replaced = {(instance.agents[a].id, instance.days[d]) for a, d in shifts}
    kept = [own for own in roster.assignments if (own.agent_id, own.day) not in replaced]
    new = [
        Assignment(
            agent_id=instance.agents[a].id, day=instance.days[d], shift=instance.shifts[t].code, meal_offset=meal
        )
        for (a, d), (t, meal) in shifts.items()
        if t != OFF
    ]
    return roster.model_copy(update={"assignments": (*kept, *new)})


def amounts(evaluation: Evaluation, strength: Strength) -> dict[str, int]:
    return {result.rule: result.amount for result in evaluation.rules if result.strength is strength}


def assert_exact(instance: Instance, roster: Roster, shifts: Shifts) -> None:
    rules = load_rules(instance.policy)
    effect = Ledger(instance, roster, rules).effect(shifts)
    before, after = evaluate(instance, roster, rules), evaluate(instance, changed(instance, roster, shifts), rules)
    by_rule = {rule: after.cost_by_rule[rule] - points for rule, points in before.cost_by_rule.items()}
    assert effect.by_rule == {rule: points for rule, points in by_rule.items() if points}
    assert effect.cost == after.cost - before.cost
    was, now = amounts(before, Strength.HARD), amounts(after, Strength.HARD)
    assert {v.rule for v in effect.breaks} >= {rule for rule in was if now[rule] > was[rule]}
    assert {v.rule for v in effect.mends} >= {rule for rule in was if now[rule] < was[rule]}
    assert set(effect.breaks) <= set(after.hard_violations)
    assert set(effect.mends) <= set(before.hard_violations)
    if effect.allowed:
        assert all(now[rule] <= was[rule] for rule in was)


@settings(max_examples=150, deadline=None)
@given(case=cases(), data=st.data())
def test_the_effect_of_any_change_of_any_roster_is_exact(case: Case, data: st.DataObject) -> None:
    instance = Instance(case.centre(), case.requirement())
    cell = st.tuples(st.integers(0, len(instance.agents) - 1), st.integers(0, instance.day_count - 1))
    shift = st.tuples(st.integers(OFF, instance.shift_count - 1), st.sampled_from([None, 180, 300]))
    shifts = data.draw(st.dictionaries(cell, shift, min_size=1, max_size=3))
    assert_exact(instance, case.plan(), shifts)


def test_a_second_shift_of_the_day_goes_with_the_first() -> None:
    case = Case("double", {"A": "ED"}, 0, extra=[("A", 0, "L")])
    instance = Instance(case.centre(), case.requirement())
    assert_exact(instance, case.plan(), {(0, 0): (instance.shift_index["D"], None)})
    effect = Ledger(instance, case.plan()).effect({(0, 0): (OFF, None)})
    assert "one_shift_a_day" in {v.rule for v in effect.mends}


@pytest.fixture(scope="module")
def queues() -> Instance:
    """A made-up centre with several queues and waiting curves."""
    centre = generate_centre(CentreSpec(agents=12, seed=5, weeks=6))
    return Instance(centre, plan_requirement(centre, Period(start=date(2026, 10, 1), end=date(2026, 10, 9))))


@pytest.mark.parametrize("seed", range(12))
def test_the_effect_is_exact_where_calls_wait(queues: Instance, seed: int) -> None:
    draw = random.Random(seed)
    assignments = [
        Assignment(agent_id=agent.id, day=day, shift=draw.choice(queues.shifts).code)
        for agent in queues.agents
        for day in queues.days
        if draw.random() < 0.7
    ]
    roster = Roster(centre="random", period=queues.period, assignments=tuple(assignments))
    for _ in range(4):
        t = draw.randrange(OFF, queues.shift_count)
        meal = draw.choice(queues.meal_offsets(t)) if t != OFF else None
        assert_exact(queues, roster, {(draw.randrange(12), draw.randrange(9)): (t, meal)})


def test_a_breach_that_only_became_smaller_is_no_new_one() -> None:
    # Nobody is there from 07 to 24; E (07-15) fills a part of it, so that what is missing begins later.
    case = Case("bare", {"A": ".."}, 0)
    instance = Instance(case.centre(), case.requirement())
    effect = Ledger(instance, case.plan()).effect({(0, 0): (instance.shift_index["E"], None)})
    assert effect.allowed
    assert [(v.rule, v.amount) for v in effect.mends] == [("minimum_staff", 17 * 60)]


def test_a_greater_breach_is_told_with_its_sentence() -> None:
    # E covers 07-15, S only 09-13: 07-09 and 13-24 are bare instead of 15-24.
    case = Case("shorter", {"A": "E."}, 0)
    instance = Instance(case.centre(), case.requirement())
    effect = Ledger(instance, case.plan()).effect({(0, 0): (instance.shift_index["S"], None)})
    assert [(v.rule, v.amount) for v in effect.breaks] == [("minimum_staff", 120), ("minimum_staff", 11 * 60)]
    assert effect.breaks[1].text.en.endswith("on the phones from 13:00 to 00:00 on 2026-06-01")

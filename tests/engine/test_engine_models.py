"""The engine's programmes against the rules' checkers: same cost for a roster, and no roster cut off by the head-counts."""

from __future__ import annotations

import random
from datetime import date

import numpy as np
import pytest

from models.demand import ShiftCover, Weekday
from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.engine.account import BROKEN, Account
from scheduler.engine.build import make_roster
from scheduler.engine.counts import CountsModel, CrewsModel, StaffByCrewModel
from scheduler.engine.limits import Stop
from scheduler.engine.part import FINE, Part, Plan, Problem
from scheduler.engine.rows import collect_rows
from scheduler.engine.solvers import solve_cp_sat
from scheduler.evaluate import evaluate
from scheduler.instance import Instance
from scheduler.rules import agent_rules, load_rules, staff_rules

PERIOD = Period(start=date(2026, 10, 1), end=date(2026, 10, 5))
MADE_UP = generate_centre(CentreSpec(agents=10, seed=5))
# Two shifts have a number of their own, so that heads are counted on cells too.
COVER = (
    ShiftCover(shift=MADE_UP.shifts[0].code, required=2, under=3),
    ShiftCover(shift=MADE_UP.shifts[-1].code, required=1, weekdays=(Weekday.FRIDAY,), over=7),
)
CENTRE = MADE_UP.model_copy(update={"shift_cover": COVER})
INSTANCE = Instance(CENTRE, plan_requirement(CENTRE, PERIOD))
RULES = load_rules(INSTANCE.policy)
ROWS = collect_rows(INSTANCE, agent_rules(RULES))
PROBLEM = Problem.of(INSTANCE, staff_rules(RULES), ROWS)
ACCOUNT = Account(PROBLEM)


def random_plan(seed: int) -> Plan:
    """A roster that keeps every rule about agents: a solution for a random objective."""
    nobody = Plan(np.full((len(INSTANCE.agents), INSTANCE.day_count), -1), {})
    part = Part(PROBLEM, nobody, range(len(INSTANCE.agents)), range(INSTANCE.day_count))
    draw = random.Random(seed)
    true_cost = part.program.cost
    part.program.cost = [draw.randint(-5, 2) for _ in true_cost]
    answer = solve_cp_sat(part.program, seconds=60, seed=seed, workers=1, stop=Stop(), relative_gap=1e9)
    assert answer.values is not None
    return part.read(answer.values)


@pytest.mark.parametrize("seed", range(6))
def test_a_roster_costs_in_the_programme_what_the_checkers_make_of_it(seed: int) -> None:
    plan = random_plan(seed)
    part = Part(PROBLEM, plan, range(len(INSTANCE.agents)), range(INSTANCE.day_count))
    values = part.hint()
    evaluation = evaluate(INSTANCE, make_roster(PROBLEM, plan), RULES)
    broken = sum(v.amount for v in evaluation.hard_violations)
    assert part.program.broken_rows(values) == []
    assert part.program.value(values) == evaluation.cost + FINE * broken
    assert ACCOUNT.cost(plan) == evaluation.cost + FINE * broken
    assert ACCOUNT.keeps_rules(ACCOUNT.floor.state(plan)) == (broken == 0)


@pytest.mark.parametrize("seed", range(6))
def test_the_head_counts_of_a_roster_cost_no_more_than_the_roster(seed: int) -> None:
    plan = random_plan(seed)
    model = CountsModel(INSTANCE, PROBLEM.demands, ROWS)
    counts = PROBLEM.head_counts(plan.grid)
    lower, upper = np.array(model.program.lower), np.array(model.program.upper)
    for cell, column in np.ndenumerate(model.by_class):
        if column >= 0:
            lower[column] = upper[column] = counts[cell]
        else:
            assert counts[cell] == 0
    for cell, columns in model.heads.slots.items():
        lower[columns] = upper[columns] = plan.slots.get(cell, [0] * len(columns))
    answer = solve_cp_sat(model.program, seconds=20, seed=0, workers=1, stop=Stop(), lower=lower, upper=upper)
    evaluation = evaluate(INSTANCE, make_roster(PROBLEM, plan), RULES)
    assert answer.cost is not None, "the head-counts cut off a roster that keeps the rules"
    assert answer.cost <= evaluation.cost + FINE * sum(v.amount for v in evaluation.hard_violations)


@pytest.mark.parametrize("coarse", [CrewsModel, StaffByCrewModel])
@pytest.mark.parametrize("seed", range(6))
def test_the_head_counts_by_crew_of_a_roster_cost_no_more_than_the_roster(
    seed: int, coarse: type[StaffByCrewModel]
) -> None:
    plan = random_plan(seed)
    model = coarse(INSTANCE, PROBLEM.demands, ROWS)
    counts = PROBLEM.head_counts(plan.grid)
    crews = model.demands.crews
    assert len({c for crew in crews for c in crew}) < sum(len(crew) for crew in crews), "no crews overlap"
    lower, upper = np.array(model.program.lower), np.array(model.program.upper)
    of_kind = [PROBLEM.demands.kinds(crew) for crew in crews]
    for (crew, d, t), columns in model.heads.slots.items():
        slots = [plan.slots.get((kind, d, t), [0] * len(columns)) for kind in of_kind[crew]]
        lower[columns] = upper[columns] = np.sum(slots, axis=0)
        total = int(model.heads.total[crew, d, t])
        lower[total] = upper[total] = counts[sorted(crews[crew]), d, t].sum()
    if coarse is StaffByCrewModel:
        open_cells = model.by_class >= 0
        lower[model.by_class[open_cells]] = upper[model.by_class[open_cells]] = counts[open_cells]
    answer = solve_cp_sat(model.program, seconds=20, seed=0, workers=1, stop=Stop(), lower=lower, upper=upper)
    evaluation = evaluate(INSTANCE, make_roster(PROBLEM, plan), RULES)
    assert answer.cost is not None, "the head-counts cut off a roster that keeps the rules"
    assert answer.cost <= evaluation.cost + FINE * sum(v.amount for v in evaluation.hard_violations)


def test_a_roster_that_breaks_an_agents_hard_rule_is_broken_by_the_account() -> None:
    grid = np.full((len(INSTANCE.agents), INSTANCE.day_count), int(INSTANCE.night_shifts[0]))
    assert ACCOUNT.state_cost(ACCOUNT.floor.begin(grid)) == BROKEN

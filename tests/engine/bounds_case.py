"""Ten agents over twelve days: a centre small enough that its rosters are quickly judged against bounds."""

from __future__ import annotations

import random
from datetime import date
from functools import cache

import numpy as np

from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.engine.counts import CountsModel
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.part import Part, Plan, Problem
from scheduler.engine.rows import collect_rows
from scheduler.engine.solvers import Outcome, solve_cp_sat
from scheduler.instance import Instance
from scheduler.rules import agent_rules, load_rules, staff_rules

# Twelve days from a Thursday, with two weekends.
PERIOD = Period(start=date(2026, 10, 15), end=date(2026, 10, 26))
CENTRE = generate_centre(CentreSpec(agents=10, seed=3))
INSTANCE = Instance(CENTRE, plan_requirement(CENTRE, PERIOD))
RULES = load_rules(INSTANCE.policy)
ROWS = collect_rows(INSTANCE, agent_rules(RULES))
PROBLEM = Problem.of(INSTANCE, staff_rules(RULES), ROWS)
NIGHTS = "nights/agent"


def everything() -> Part:
    nobody = Plan(np.full((len(INSTANCE.agents), INSTANCE.day_count), -1), {})
    return Part(PROBLEM, nobody, range(len(INSTANCE.agents)), range(INSTANCE.day_count))


def random_plan(seed: int) -> Plan:
    """A roster that keeps every hard rule about agents: a good one for random prices of its cells."""
    part, draw = everything(), random.Random(seed)
    part.program.cost = [draw.randint(-9, 3) for _ in part.program.cost]
    answer = solve_cp_sat(part.program, seconds=60, seed=seed, workers=2, stop=Stop(), relative_gap=0.1)
    assert answer.values is not None
    return part.read(answer.values)


@cache
def good_cost() -> float:
    """What a good roster costs."""
    best = solve_cp_sat(everything().program, seconds=10, seed=0, workers=2, stop=Stop(), subsolvers=("max_lp",))
    assert best.cost is not None
    return best.cost


def relaxed(kind: type[CountsModel] = CountsModel) -> CountsModel:
    model = kind(INSTANCE, PROBLEM.demands, ROWS)
    assert model.relaxed(Clock(60, False, Stop()), Stop())[0] is Outcome.OPTIMAL
    return model

"""The bound from single days in whole numbers: above the relaxation, never above a roster."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.engine import days
from scheduler.engine.aside import Report, Task
from scheduler.engine.counts import CountsModel
from scheduler.engine.heads import Demands
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.rows import collect_rows
from scheduler.engine.solvers import Outcome, solve_highs
from scheduler.instance import Instance
from scheduler.rules import agent_rules, load_rules, staff_rules


def instance_of(seed: int) -> Instance:
    centre = generate_centre(CentreSpec(agents=12, seed=seed))
    return Instance(centre, plan_requirement(centre, Period(start=date(2026, 10, 1), end=date(2026, 10, 4))))


def relaxed(instance: Instance) -> CountsModel:
    rules = load_rules(instance.policy)
    rows = collect_rows(instance, agent_rules(rules))
    model = CountsModel(instance, Demands(instance, staff_rules(rules)), rows)
    assert model.relaxed(Clock(60, False, Stop()), Stop())[0] is Outcome.OPTIMAL
    return model


@pytest.mark.parametrize("seed", range(4))
def test_days_in_whole_numbers_raise_the_bound_and_no_roster_is_below_it(seed: int) -> None:
    instance = instance_of(seed)
    model = relaxed(instance)
    assert model.relaxation is not None
    gains = list(days.whole_days(model, Clock(60, False, Stop()), Stop()))
    assert gains == sorted(gains)
    assert gains[-1] > 0
    # The best head-counts in whole numbers cost no more than the best roster.
    whole = solve_highs(model.program, seconds=20, stop=Stop())
    assert whole.cost is not None
    assert model.relaxation.value + gains[-1] <= whole.cost


def test_days_that_promise_little_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    model = relaxed(instance_of(0))
    every = list(days.whole_days(model, Clock(60, False, Stop()), Stop()))
    monkeypatch.setattr(days, "_TRIED", 2)
    monkeypatch.setattr(days, "_WORTH", 1.0)
    few = list(days.whole_days(model, Clock(60, False, Stop()), Stop()))
    assert len(few) <= 2 < len(every)


def test_days_tried_first_lie_all_over_the_period(monkeypatch: pytest.MonkeyPatch) -> None:
    """A week of holidays at the beginning must not decide for the days after it."""
    model = relaxed(instance_of(0))
    assert model.relaxation is not None
    assert model.relaxation.priced is not None
    in_order = [part.cost for part, _ in days._days(model, model.relaxation.priced) if len(part.cost) > 200]
    seen: list[int] = []
    solve = days.solve_aside

    def recording(task: Task, stop: Stop) -> Report:
        seen.extend(i for i, cost in enumerate(in_order) if np.array_equal(cost, task.matrix.cost))
        return solve(task, stop)

    monkeypatch.setattr(days, "solve_aside", recording)
    monkeypatch.setattr(days, "_TRIED", 2)
    monkeypatch.setattr(days, "_WORTH", 0.0)
    list(days.whole_days(model, Clock(60, False, Stop()), Stop()))
    assert set(seen) == set(range(len(in_order)))
    half = len(in_order) // 2
    assert min(seen[:half]) < half <= max(seen[:half])


def test_each_day_is_a_programme_of_its_own() -> None:
    model = relaxed(instance_of(0))
    assert model.relaxation is not None
    assert model.relaxation.priced is not None
    parts = [part for part, _ in days._days(model, model.relaxation.priced)]
    heads = sum(len(slots) for slots in model.heads.slots.values())
    # Every head-count with its meal slots lies in one part; four days, and the night before the first.
    assert sum(len(part.cost) for part in parts) > heads
    assert sum(int(part.whole.sum()) for part in parts) <= int(model.program.matrix().whole.sum())
    assert len([part for part in parts if len(part.cost) > 200]) in (4, 5)


def test_without_a_relaxation_or_time_there_is_no_such_bound() -> None:
    model = relaxed(instance_of(0))
    assert list(days.whole_days(model, Clock(0, False, Stop()), Stop())) == []
    model.relaxation = None
    assert list(days.whole_days(model, Clock(60, False, Stop()), Stop())) == []


def test_a_part_of_a_programme_holds_its_rows_and_columns() -> None:
    matrix = relaxed(instance_of(0)).program.matrix()
    rows = np.array([0])
    columns = np.sort(matrix.index[: matrix.start[1]]).astype(np.int64)
    part = matrix.part(rows, columns, matrix.cost)
    assert part.entries.shape == (1, len(columns))
    assert sorted(part.value) == sorted(matrix.value[: matrix.start[1]])

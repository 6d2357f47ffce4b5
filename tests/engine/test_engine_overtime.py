"""A centre that is short and allows overtime gets priced overtime, up to the limit."""

from __future__ import annotations

from typing import Any

import pytest

from models.result import Status
from scheduler.engine.build import Build, BuildOptions
from scheduler.instance import Instance
from scheduler.rules import rule_classes
from scheduler.rules.cases import Case

RULES = ("one_shift_a_day", "understaffing", "max_overtime", "max_weekly_hours")
SOFT = {"strength": "soft"}


@pytest.mark.parametrize(
    ("average", "roster", "hours", "overtime", "cost"),
    [
        # 112 hours are wanted, 80 make the average of two people. Eight missing cost 480 × 5 = 2400.
        ({}, {}, 80, 0, 4 * 2400),
        # 7 of 30 days of 36 hours are 8.4: a sixth day each, at 480 × 3 = 1440.
        (SOFT, {}, 96, 2 * 480, 2 * 2400 + 2 * 1440),
        (SOFT, {"max_overtime_hours_month": 0}, 80, 0, 4 * 2400),
        # 16.8 hours: a seventh day, if the week allows it.
        (SOFT, {"max_overtime_hours_month": 72}, 96, 2 * 480, 2 * 2400 + 2 * 1440),
        (SOFT, {"max_overtime_hours_month": 72, "max_weekly_hours": 60}, 112, 4 * 480, 4 * 1440),
        (SOFT | {"weight": 6}, {}, 80, 0, 4 * 2400),
    ],
)
def test_overtime_is_rostered_where_it_is_allowed_and_worth_it(
    average: dict[str, Any], roster: dict[str, Any], hours: int, overtime: int, cost: int
) -> None:
    off = {rule.name: {"strength": "off"} for rule in rule_classes() if rule.name not in RULES}
    case = Case(
        "two are wanted from 09 to 17 on seven days",
        {"A": ".......", "B": "......."},
        0,
        required=[0] * 9 + [2] * 8 + [0] * 7,
        policy={"roster": roster, "rules": off | {"average_hours": average}},
    )
    instance = Instance(case.centre(), case.requirement())
    result = Build(instance, BuildOptions(time_limit=10, workers=1)).run()
    assert result.status is Status.OPTIMAL
    assert result.roster is not None
    assert result.evaluation is not None
    lengths = [instance.shifts[instance.shift_index[a.shift]].length_minutes for a in result.roster.assignments]
    assert sum(lengths) == hours * 60
    assert result.evaluation.cost == cost
    (rule,) = (found for found in result.evaluation.rules if found.rule == "average_hours")
    assert rule.amount == overtime

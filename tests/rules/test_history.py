"""What was worked before the period reaches into it; here with shifts that reach further than those of the cases."""

from __future__ import annotations

from datetime import time

import pytest

from models.result import Strength
from models.shifts import ShiftClass, ShiftTemplate
from scheduler.instance import Instance
from scheduler.rules import rule_classes
from scheduler.rules.cases import SHIFTS, Case
from scheduler.view import View
from tests.rules.fixed_door import charge

# V begins while N of the day before is still there; U is 16 hours long and ends at noon of the next day.
EARLY = ShiftTemplate(code="V", shift_class=ShiftClass.DAY, start=time(5), length_minutes=480, paid_minutes=480)
LONG = ShiftTemplate(code="U", shift_class=ShiftClass.NIGHT, start=time(20), length_minutes=960, paid_minutes=960)
FULL_DAY_OF_REST = {"roster": {"min_rest_hours": 24}}


@pytest.mark.parametrize(
    ("rule", "case"),
    [
        ("overstaffing", Case("a night before the period alone is nobody's surplus", {"A": "."}, 0, past={"A": "N"})),
        # V 05-13 is not needed; at 05-06 N of the day before is there beside it.
        ("overstaffing", Case("who comes on top is", {"A": ".", "B": "V"}, 480, past={"A": "N"})),
        # U of the day before yesterday ends at noon of yesterday, 19 hours before E.
        ("min_rest", Case("a long rest reaches over a day", {"A": "E"}, 1, past={"A": "U."}, policy=FULL_DAY_OF_REST)),
        ("min_rest", Case("and no further", {"A": "L"}, 0, past={"A": "U."}, policy=FULL_DAY_OF_REST)),
        ("min_rest", Case("within the period too", {"A": "U.E"}, 1, policy=FULL_DAY_OF_REST)),
        # 8 hours of U's 16 are the limit, the other 8 were too many before the period; E adds 8.
        ("continuous_hours", Case("a stretch over a day", {"A": "E"}, 480, past={"A": "U."}, policy=FULL_DAY_OF_REST)),
        ("continuous_hours", Case("within the period", {"A": "U.E"}, 960, policy=FULL_DAY_OF_REST)),
        (
            "understaffing",
            Case("who is still there counts", {"A": "."}, 7 * 60, past={"A": "N"}, required=[1] * 13 + [0] * 11),
        ),
    ],
    ids=lambda value: value.title if isinstance(value, Case) else value,
)
def test_long_shifts_before_the_period_count(rule: str, case: Case) -> None:
    (kind,) = (found for found in rule_classes() if found.name == rule)
    centre = case.centre().model_copy(update={"shifts": (*SHIFTS, EARLY, LONG)})
    view = View(Instance(centre, case.requirement()), case.plan())
    soft = kind(strength=Strength.SOFT, weight=1)
    assert sum(violation.amount for violation in soft.check(view)) == case.amount
    assert charge(soft, view).amount == case.amount

"""What rules work out about an instance is worked out once and goes with it."""

from __future__ import annotations

import gc
import weakref

from scheduler.evaluate import evaluate
from scheduler.instance import Instance
from scheduler.rules.cases import Case
from scheduler.rules.touching import touches


def test_an_instance_that_every_rule_has_judged_is_forgotten() -> None:
    case = Case("a week", {"A": "EEEEE..", "B": "..NNNNN"}, 0)
    instance = Instance(case.centre(), case.requirement())
    evaluate(instance, case.plan())
    assert instance.kept
    gone = weakref.ref(instance)
    del instance
    gc.collect()
    assert gone() is None


def test_answers_are_told_apart_by_instance_and_by_what_was_asked() -> None:
    week, day = (
        Instance(case.centre(), case.requirement())
        for case in (Case("a week", {"A": "EEEEE.."}, 0), Case("a day", {"A": "E"}, 0))
    )
    assert touches(week, 660) is touches(week, 660)
    assert touches(week, 660) != touches(week, 1440)
    assert touches(week, 660) != touches(day, 660)

"""Far fewer agents on the phones than the forecast asks for."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.demand import DemandGroup
from models.result import Strength, Violation
from scheduler.instance import Instance
from scheduler.rules.base import IntervalDoor, IntervalRule
from scheduler.rules.cases import Case
from scheduler.view import View

_NOON = 11


class DeepUnderstaffing(IntervalRule):
    """What is missing beyond `deep_shortage_share` of the required agents, on top of understaffing.

    The share is rounded up to whole agents; those are only understaffing, each one beyond counts here too. So a
    shortage is spread rather than left to one group of callers.
    """

    name = "deep_understaffing"
    title = text("Deep understaffing", "严重人手不足")
    source = "ours"
    unit = text("agent-minutes", "人·分钟")
    breach = text(
        "{group}: deep shortage from {time} to {until} on {day}: up to {heads} agents below {required}",
        "{group}：{day} {time}–{until} 严重缺员，最多比 {required} 人还少 {heads} 人",
    )
    default_strength = Strength.SOFT
    default_weight = 10
    settings = ("roster.deep_shortage_share",)
    examples = (
        # 15 % of 2 agents, rounded up, is 1: one missing is not deep, two are one too many.
        Case("one of two missing", {"A": "D", "B": "."}, 0, required=[0] * _NOON + [2] + [0] * 12),
        Case("both missing", {"A": ".", "B": "."}, 60, required=[0] * _NOON + [2] + [0] * 12),
        Case("as many as required", {"A": "D"}, 0, required=[0] * _NOON + [1] + [0] * 12),
        # 15 % of 20 is 3 exactly: 20 − 3 = 17 are not there.
        Case("exactly the share is let pass", {"A": "."}, 17 * 60, required=[0] * _NOON + [20] + [0] * 12),
        # 15 % of 21 is 3.15, rounded up 4: 17 again.
        Case("parts of an agent are let pass", {"A": "."}, 17 * 60, required=[0] * _NOON + [21] + [0] * 12),
        Case(
            "no share, every one counts",
            {"A": "."},
            120,
            required=[0] * _NOON + [2] + [0] * 12,
            policy={"roster": {"deep_shortage_share": 0}},
        ),
        Case(
            "all the share, none does",
            {"A": "."},
            0,
            required=[0] * _NOON + [2] + [0] * 12,
            policy={"roster": {"deep_shortage_share": 1}},
        ),
        Case("first and last day", {"A": ".D."}, 120, required=[0] * _NOON + [2] + [0] * 12),
        Case("the first small hours are the roster's before", {"A": "."}, 0, required=[5] * 6 + [0] * 18),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for group in instance.requirement.groups:
            crew = instance.phone_crew(group.skills)
            yield from self.shortages(view, crew, _limits(instance, group), group=instance.group_label(group))

    def constrain(self, door: IntervalDoor) -> None:
        for group in door.instance.requirement.groups:
            door.at_least(self, door.instance.phone_crew(group.skills), _limits(door.instance, group))


def _limits(instance: Instance, group: DemandGroup) -> NDArray[np.int64]:
    # As a fraction, so that 15 % of 20 is 3 and not a hair more.
    share = Fraction(str(instance.policy.roster.deep_shortage_share))
    required = np.array(group.required, dtype=np.int64)
    return required - -(-required * share.numerator // share.denominator)

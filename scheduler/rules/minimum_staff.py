"""Somebody is always there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.result import Strength, Violation
from scheduler.instance import Instance
from scheduler.rules.base import IntervalDoor, IntervalRule
from scheduler.rules.cases import Case
from scheduler.view import View


class MinimumStaff(IntervalRule):
    """At least `minimum_staff` agents are on the phones in every interval (BANK-6a), noon included (MALL-2.2, MALL-2.3).

    Who is at a meal is not on the phones.
    """

    name = "minimum_staff"
    title = text("Minimum staff", "最低在岗人数")
    source = "BANK-6a, MALL-2.2, MALL-2.3"
    unit = text("agent-minutes", "人·分钟")
    breach = text(
        "{heads} fewer than the minimum of {required} agents on the phones from {time} to {until} on {day}",
        "{day} {time}–{until} 在线人数比最低要求 {required} 人少 {heads} 人",
    )
    default_strength = Strength.HARD
    default_weight = 100
    settings = ("roster.minimum_staff", "roster.phone_roles")
    examples = (
        # E 07-15, L 14-22, N 22-06. No shift of the period begins early enough for 00-07 of the first day.
        Case("somebody at all times", {"A": "E", "B": "L", "C": "N"}, 0),
        # No shift of the centre covers 06-07.
        Case("the night shift serves the next morning", {"A": "EE", "B": "LL", "C": "NN"}, 0),
        # 22-24 of the first day and 00-06 of the second.
        Case("a night without anybody", {"A": "EE", "B": "LL", "C": ".N"}, 480),
        Case("the last night of the period", {"A": "EE", "B": "LL", "C": "N."}, 120),
        Case("an evening without anybody, 15-22", {"A": "E", "C": "N"}, 420),
        # M is 09-18 with its meal 13-14: 07-09, 13-14 and 18-22 are bare.
        Case("noon is no exception", {"A": "M", "C": "N"}, 420, meals=240),
        # X is 08-20 and has no meal: 07-08 and 20-22 are bare.
        Case("somebody else is there meanwhile", {"A": "M", "B": "X", "C": "N"}, 180, meals=240),
        Case("two at a meal together are both away", {"A": "M", "B": "M", "C": "N"}, 420, meals=240),
        # Two from 07 to 24 are 34 hours; E, L and N make 8 + 8 + 2.
        Case("two asked for", {"A": "E", "B": "L", "C": "N"}, 960, policy={"roster": {"minimum_staff": 2}}),
        Case("nobody asked for", {"A": "."}, 0, policy={"roster": {"minimum_staff": 0}}),
        Case(
            "supervisors are not on the phones",
            {"A": "E", "B": "L", "C": "N"},
            120,
            agents={"C": {"role": "supervisor"}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        yield from self.shortages(view, view.instance.phone_crew(), _limits(view.instance))

    def constrain(self, door: IntervalDoor) -> None:
        door.at_least(self, door.instance.phone_crew(), _limits(door.instance))


def _limits(instance: Instance) -> NDArray[np.int64]:
    return np.full(instance.timeline.interval_count, instance.policy.roster.minimum_staff, dtype=np.int64)

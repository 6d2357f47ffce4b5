"""No newcomer alone at night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.result import Strength, Violation
from scheduler.instance import Instance
from scheduler.rules.base import IntervalDoor, IntervalRule
from scheduler.rules.cases import Case
from scheduler.view import View

_NEW = {"level": 1}


class ExperiencedAtNight(IntervalRule):
    """From `night_from` to `night_until` at least `experienced_minimum` on the phones have `experienced_level` or more.

    So no newcomer is alone at night. Asked for in every interval in which somebody has to be there at all: by
    `minimum_staff`, by the minimum of a skill or by the forecast. Who is at a meal is not on the phones.
    """

    name = "experienced_at_night"
    title = text("Experienced at night", "夜间有熟练坐席")
    source = "ours"
    unit = text("agent-minutes", "人·分钟")
    breach = text(
        "{heads} of {required} experienced agents (level {level} or above) missing from {time} to {until} on {day}",
        "{day} {time}–{until} 需要 {required} 名熟练坐席（{level} 级及以上），最多缺 {heads} 名",
    )
    default_strength = Strength.HARD
    default_weight = 50
    settings = (
        "roster.night_from",
        "roster.night_until",
        "roster.experienced_minimum",
        "roster.experienced_level",
        "roster.phone_roles",
    )
    examples = (
        # N is 22-06; of the one night 22-24 lie in the period.
        Case("an experienced agent", {"A": "N"}, 0),
        Case("a newcomer alone", {"A": "N"}, 120, agents={"A": _NEW}),
        Case("level 2 is experienced", {"A": "N"}, 0, agents={"A": {"level": 2}}),
        Case("a newcomer with company", {"A": "N", "B": "N"}, 0, agents={"A": _NEW}),
        Case("two newcomers", {"A": "N", "B": "N"}, 120, agents={"A": _NEW, "B": _NEW}),
        # 22-24 and 00-06 of the first night, 22-24 of the second.
        Case("every night, over midnight", {"A": "NN", "B": ".."}, 600, agents={"A": _NEW}),
        Case("the first night only", {"A": "NN", "B": "N."}, 120, agents={"A": _NEW}),
        Case("the last night only", {"A": "NN", "B": ".N"}, 480, agents={"A": _NEW}),
        Case("the small hours of the first day are the roster's before", {"A": "N"}, 0, past={"A": "N"}),
        Case("by day a newcomer may be alone", {"A": "D", "B": "N"}, 0, agents={"A": _NEW}),
        Case("nobody at all", {"A": "D"}, 120),
        Case("a supervisor is not on the phones", {"A": "N"}, 120, agents={"A": {"role": "supervisor"}}),
        Case(
            "two asked for",
            {"A": "N", "B": "N"},
            120,
            agents={"B": _NEW},
            policy={"roster": {"experienced_minimum": 2}},
        ),
        Case("another level", {"A": "N"}, 120, policy={"roster": {"experienced_level": 4}}),
        # L is 14-22: 20-22 of the night that begins at 20, and N its 22-24.
        Case(
            "other hours",
            {"A": "L", "B": "N"},
            120,
            agents={"A": _NEW},
            policy={"roster": {"night_from": time(20)}},
        ),
        # M is 09-18 with its meal 13-14, when the newcomer is alone.
        Case(
            "a meal leaves the newcomer alone",
            {"A": "M", "B": "D"},
            60,
            agents={"B": _NEW},
            policy={"roster": {"night_from": time(12), "night_until": time(16)}},
            meals=240,
        ),
        Case("where nobody has to be there", {"A": "."}, 0, policy={"roster": {"minimum_staff": 0}}),
        Case(
            "where the forecast asks for somebody",
            {"A": "N"},
            60,
            agents={"A": _NEW},
            policy={"roster": {"minimum_staff": 0}},
            required=[0] * 22 + [1, 0],
        ),
        Case("none asked for", {"A": "N"}, 0, agents={"A": _NEW}, policy={"roster": {"experienced_minimum": 0}}),
    )

    def check(self, view: View) -> Iterator[Violation]:
        level = view.instance.policy.roster.experienced_level
        yield from self.shortages(view, view.instance.experienced_crew(), _limits(view.instance), level=level)

    def constrain(self, door: IntervalDoor) -> None:
        limits = _limits(door.instance)
        if limits.any():
            door.at_least(self, door.instance.experienced_crew(), limits)


def _limits(instance: Instance) -> NDArray[np.int64]:
    roster = instance.policy.roster
    # The pooled requirement holds the skills' minimums.
    asked = (np.array(instance.requirement.total.required) > 0) | (roster.minimum_staff > 0)
    night = instance.within_clock(roster.night_from, roster.night_until)
    return np.asarray(night * asked * roster.experienced_minimum, dtype=np.int64)

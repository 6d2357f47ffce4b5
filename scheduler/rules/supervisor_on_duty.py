"""A supervisor on duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.people import Role
from models.result import Strength, Violation
from scheduler.instance import Instance
from scheduler.rules.base import IntervalDoor, IntervalRule
from scheduler.rules.cases import Case
from scheduler.view import View

_BOSS = {"A": {"role": "supervisor"}}
_BOSSES = _BOSS | {"B": {"role": "supervisor"}}


class SupervisorOnDuty(IntervalRule):
    """At least `supervisor_minimum` supervisors are present from `supervisor_from` to `supervisor_until` (BANK-28).

    Who is at a meal is not present.
    """

    name = "supervisor_on_duty"
    title = text("Supervisor on duty", "主管值班")
    source = "BANK-28"
    unit = text("agent-minutes", "人·分钟")
    breach = text(
        "{heads} of {required} supervisors missing from {time} to {until} on {day}",
        "{day} {time}–{until} 需要 {required} 名主管，最多缺 {heads} 名",
    )
    default_strength = Strength.HARD
    default_weight = 50
    settings = ("roster.supervisor_minimum", "roster.supervisor_from", "roster.supervisor_until")
    examples = (
        # By default from 08 to 20; X is 08-20.
        Case("one all day", {"A": "X"}, 0, agents=_BOSS),
        Case("nobody", {"A": "."}, 720, agents=_BOSS),
        # D is 09-17: 08-09 and 17-20 are missing.
        Case("too short a day", {"A": "D"}, 240, agents=_BOSS),
        Case("agents are no supervisors", {"A": "D", "B": "X"}, 240, agents=_BOSS),
        # M is 09-18 with the meal 12-13: 08-09, 12-13, 18-20.
        Case("a meal break is an absence", {"A": "M"}, 240, agents=_BOSS, meals=180),
        Case("another one is there meanwhile", {"A": "M", "B": "X"}, 0, agents=_BOSSES, meals=180),
        # 08-09, 12-13 and 18-20 one is missing.
        Case(
            "two asked for, meals included",
            {"A": "M", "B": "X"},
            240,
            agents=_BOSSES,
            policy={"roster": {"supervisor_minimum": 2}},
            meals=180,
        ),
        Case("an agent is no stand-in during the meal", {"A": "M", "B": "X"}, 240, agents=_BOSS, meals=180),
        Case("first and last day", {"A": ".X."}, 1440, agents=_BOSS),
        # N of the day before the period serves to 06; E is 07-15.
        Case(
            "other hours",
            {"A": "E"},
            60,
            agents=_BOSS,
            policy={"roster": {"supervisor_from": time(7), "supervisor_until": time(16)}},
        ),
        # 22-24 of the first day and 00-06 of the second; N of the second day serves its 22-24.
        Case(
            "hours across midnight",
            {"A": ".N"},
            480,
            agents=_BOSS,
            policy={"roster": {"supervisor_from": time(22), "supervisor_until": time(6)}},
        ),
        Case("none asked for", {"A": "."}, 0, policy={"roster": {"supervisor_minimum": 0}}),
    )

    def check(self, view: View) -> Iterator[Violation]:
        yield from self.shortages(view, _crew(view.instance), _limits(view.instance))

    def constrain(self, door: IntervalDoor) -> None:
        door.at_least(self, _crew(door.instance), _limits(door.instance))


def _crew(instance: Instance) -> frozenset[int]:
    return instance.crew(lambda agent: agent.role is Role.SUPERVISOR)


def _limits(instance: Instance) -> NDArray[np.int64]:
    roster = instance.policy.roster
    return instance.within_clock(roster.supervisor_from, roster.supervisor_until) * roster.supervisor_minimum

"""More agents on the phones than the forecast asks for."""

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

_MORNING = [0] * 9 + [1] * 8 + [0] * 7


class Overstaffing(IntervalRule):
    """Agents on the phones above the requirement over all queues (BANK-6b).

    Whom a shift begun before the period keeps there is not this roster's doing.
    """

    name = "overstaffing"
    title = text("Overstaffing", "人手富余")
    source = "BANK-6b"
    unit = text("agent-minutes", "人·分钟")
    breach = text(
        "up to {heads} agents above {required} from {time} to {until} on {day} ({hours} agent-hours)",
        "{day} {time}–{until} 最多比需求 {required} 人多 {heads} 人（共多 {hours} 人·小时）",
    )
    default_strength = Strength.SOFT
    default_weight = 1
    examples = (
        # One is required from 09 to 17, which is D.
        Case("as many as required", {"A": "D"}, 0, required=_MORNING),
        Case("one too many for eight hours", {"A": "D", "B": "D"}, 480, required=_MORNING),
        # E is 07-15: two hours before anybody is needed.
        Case("too early", {"A": "E"}, 120, required=_MORNING),
        Case("fewer than required is no surplus", {"A": "S"}, 0, required=_MORNING),
        # M has its meal 12-13; S is 09-13: together one too many 09-12, and M 17-18.
        Case("a meal break makes room", {"A": "M", "B": "S"}, 240, required=_MORNING, meals=180),
        # 22-24 on the day, then 00-06 on the next.
        Case("a night reaches into the next day", {"A": "N."}, 480),
        Case("the last night counts to the period's end", {"A": ".N"}, 120),
        Case("the night before the period is another roster's", {"A": ".."}, 0, past={"A": "N"}),
        Case("supervisors are not on the phones", {"A": "D"}, 0, agents={"A": {"role": "supervisor"}}),
    )

    def check(self, view: View) -> Iterator[Violation]:
        crew, limits = _crew_and_limits(view.instance)
        yield from self.shortages(view, crew, limits, sign=-1)

    def constrain(self, door: IntervalDoor) -> None:
        door.at_most(self, *_crew_and_limits(door.instance))


def _crew_and_limits(instance: Instance) -> tuple[frozenset[int], NDArray[np.int64]]:
    crew = instance.phone_crew(instance.requirement.total.skills)
    past = instance.past_staff_by_class[sorted(crew)].sum(axis=0)
    return crew, np.maximum(np.array(instance.requirement.total.required, dtype=np.int64), past)

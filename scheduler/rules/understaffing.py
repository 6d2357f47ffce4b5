"""Fewer agents on the phones than the forecast asks for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.base import text
from models.result import Strength, Violation
from scheduler.rules.base import IntervalDoor, IntervalRule
from scheduler.rules.cases import Case
from scheduler.view import View


class Understaffing(IntervalRule):
    """Each demand group has the required agents in every interval (BANK-6b), meal breaks taken out."""

    name = "understaffing"
    title = text("Understaffing", "人手不足")
    source = "BANK-6b"
    unit = text("agent-minutes", "人·分钟")
    breach = text(
        "{group}: up to {heads} of {required} agents missing from {time} to {until} on {day} ({hours} agent-hours)",
        "{group}：{day} {time}–{until} 需要 {required} 人，最多缺 {heads} 人（共缺 {hours} 人·小时）",
    )
    default_strength = Strength.SOFT
    default_weight = 5
    examples = (
        # One agent on E (07-15), one required from 07 to 15.
        Case("as many as required", {"A": "E"}, 0, required=[0] * 7 + [1] * 8 + [0] * 9),
        # One more hour required, 15-16, uncovered: 60 agent-minutes.
        Case("one hour short", {"A": "E"}, 60, required=[0] * 7 + [1] * 9 + [0] * 8),
        Case("two missing for an hour", {"A": "."}, 120, required=[0] * 12 + [2] + [0] * 11),
        Case("a meal break leaves a hole", {"A": "M"}, 60, required=[0] * 9 + [1] * 9 + [0] * 6, meals=240),
        # The night shift before the period covers 00-06; no shift of the period reaches these hours of day 1.
        Case("the first small hours are the roster's before", {"A": "."}, 0, required=[1] * 6 + [0] * 18),
        # N of day 1 covers 00-06 of day 2, but nobody 06-07 of day 2: E of day 2 starts at 07.
        Case("a night shift serves the next morning", {"A": "N."}, 120, required=[1] * 6 + [0] * 16 + [1] * 2),
        Case("more than required is not a shortage", {"A": "D", "B": "D"}, 0, required=[0] * 9 + [1] * 8 + [0] * 7),
    )

    def check(self, view: View) -> Iterator[Violation]:
        for group in view.instance.requirement.groups:
            crew = view.instance.phone_crew(group.skills)
            yield from self.shortages(view, crew, np.array(group.required), group=view.instance.group_label(group))

    def constrain(self, door: IntervalDoor) -> None:
        for group in door.instance.requirement.groups:
            door.at_least(self, door.instance.phone_crew(group.skills), np.array(group.required))

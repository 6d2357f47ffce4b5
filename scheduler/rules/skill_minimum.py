"""Somebody with the skill is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.demand import Skill
from models.result import Strength, Violation
from scheduler.instance import Instance
from scheduler.rules.base import IntervalDoor, IntervalRule
from scheduler.rules.cases import Case
from scheduler.view import View

_DIALECT = Skill(code="dialect", name="沪语", minimum_staff=1, time_from=time(9), time_until=time(17))
_SKILLS = (Skill(code="mandarin"), _DIALECT)
_SPEAKS = {"A": {"skills": ("mandarin", "dialect")}}


class SkillMinimum(IntervalRule):
    """Of each skill at least its `minimum_staff` agents are on the phones within its hours (BANK-5.2).

    Minimum and hours are set with the skill. Who is at a meal is not on the phones.
    """

    name = "skill_minimum"
    title = text("Minimum for each skill", "技能最低在岗人数")
    source = "BANK-5.2"
    unit = text("agent-minutes", "人·分钟")
    breach = text(
        "{skill}: {heads} of {required} agents with the skill missing from {time} to {until} on {day}",
        "{skill}：{day} {time}–{until} 需要 {required} 名具备该技能的坐席，最多缺 {heads} 名",
    )
    default_strength = Strength.HARD
    default_weight = 50
    settings = ("roster.phone_roles",)
    examples = (
        # The dialect is asked for from 09 to 17: that is D.
        Case("all the hours", {"A": "D", "B": "."}, 0, skills=_SKILLS, agents=_SPEAKS),
        Case("nobody", {"A": "."}, 480, skills=_SKILLS, agents=_SPEAKS),
        Case("others do not speak it", {"A": "S", "B": "D"}, 240, skills=_SKILLS, agents=_SPEAKS),
        Case("a meal leaves a hole", {"A": "M"}, 60, skills=_SKILLS, agents=_SPEAKS, meals=180),
        Case("first and last day", {"A": ".D."}, 960, skills=_SKILLS, agents=_SPEAKS),
        Case(
            "supervisors are not on the phones",
            {"A": "D"},
            480,
            skills=_SKILLS,
            agents={"A": {"skills": ("dialect",), "role": "supervisor"}},
        ),
        # All day: 07-24 of the one day can be covered, 17 hours.
        Case("equal times are all day", {"A": "."}, 1020, skills=[Skill(code="mandarin", minimum_staff=1)]),
        # Two skills, 8 hours each.
        Case(
            "each skill for itself",
            {"A": "."},
            960,
            skills=[_DIALECT, _DIALECT.model_copy(update={"code": "mandarin"})],
        ),
        Case("no minimum", {"A": "."}, 0),
    )

    def check(self, view: View) -> Iterator[Violation]:
        for skill, crew, limits in _minimums(view.instance):
            yield from self.shortages(view, crew, limits, skill=skill.name or skill.code)

    def constrain(self, door: IntervalDoor) -> None:
        for _, crew, limits in _minimums(door.instance):
            door.at_least(self, crew, limits)


def _minimums(instance: Instance) -> Iterator[tuple[Skill, frozenset[int], NDArray[np.int64]]]:
    for skill in instance.centre.skills:
        if skill.minimum_staff:
            within = instance.within_clock(skill.time_from, skill.time_until)
            yield skill, instance.phone_crew([skill.code]), within * skill.minimum_staff

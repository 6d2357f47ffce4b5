"""Somebody with the skill is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import time

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.demand import Skill
from models.result import Strength, Violation
from scheduler.demand.skill_sets import joint_sets
from scheduler.instance import Instance
from scheduler.kept import kept
from scheduler.rules.base import IntervalDoor, IntervalRule
from scheduler.rules.cases import Case
from scheduler.view import View

_DIALECT = Skill(code="dialect", name="沪语", minimum_staff=1, time_from=time(9), time_until=time(17))
_SKILLS = (Skill(code="mandarin"), _DIALECT)
_BOTH = (_DIALECT.model_copy(update={"code": "mandarin", "name": "普通话"}), _DIALECT)
_CANTONESE = _DIALECT.model_copy(update={"code": "cantonese", "name": "粤语"})
_SPEAKS = {"A": {"skills": ("mandarin", "dialect")}}


class SkillMinimum(IntervalRule):
    """Of each skill at least its `minimum_staff` agents are on the phones within its hours (BANK-5.2).

    Minimum and hours are set with the skill. Who is at a meal is not on the phones. An agent with several skills serves
    one call at a time and counts for one of them: of any skills together there are at least as many agents who have one of
    them as their minimums add up to.
    """

    name = "skill_minimum"
    title = text("Minimum for each skill", "技能最低在岗人数")
    source = "BANK-5.2"
    unit = text("agent-minutes", "人·分钟")
    breach = text(
        "{skill}: {heads} of {required} agents missing from {time} to {until} on {day}",
        "{skill}：{day} {time}–{until} 需要 {required} 名具备技能的坐席，最多缺 {heads} 名",
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
        # A speaks both from 09 to 17, and can take one call: one of two is missing.
        Case("one for two skills", {"A": "D"}, 480, skills=_BOTH, agents=_SPEAKS),
        Case("two who have both", {"A": "D", "B": "D"}, 0, skills=_BOTH, agents=_SPEAKS | {"B": _SPEAKS["A"]}),
        Case("one of them has only one", {"A": "D", "B": "D"}, 0, skills=_BOTH, agents=_SPEAKS),
        # Nobody has the dialect from 09 to 17; for mandarin there is B.
        Case("nobody has the other", {"A": ".", "B": "D"}, 960, skills=_BOTH, agents=_SPEAKS),
        # Cantonese is asked for from 13 to 17, the dialect from 09 to 17.
        Case(
            "only while both are asked for",
            {"A": "D", "B": "D"},
            240,
            skills=(*_SKILLS, _CANTONESE.model_copy(update={"time_from": time(13)})),
            agents={"A": {"skills": ("dialect", "cantonese")}, "B": {"skills": ("mandarin",)}},
        ),
        # Each pair of skills has both agents, and two are enough for a pair; for all three one is missing.
        Case(
            "a third is missing in a ring of three",
            {"A": "D", "B": "D"},
            480,
            skills=(*_BOTH, _CANTONESE),
            agents={"A": {"skills": ("mandarin", "dialect")}, "B": {"skills": ("dialect", "cantonese")}},
        ),
        Case(
            "skills of different people need no more",
            {"A": "D", "B": "D"},
            0,
            skills=_BOTH,
            agents={"A": {"skills": ("dialect",)}, "B": {"skills": ("mandarin",)}},
        ),
        Case("no minimum", {"A": "."}, 0),
    )

    def check(self, view: View) -> Iterator[Violation]:
        for skills, crew, limits in _minimums(view.instance):
            label = view.instance.skills_label([skill.code for skill in skills])
            together = text("{skills}, each agent counted once", "{skills}（每人只计一次）")
            skill = label if len(skills) == 1 else together.format(skills=label)
            yield from self.shortages(view, crew, limits, skill=skill)

    def constrain(self, door: IntervalDoor) -> None:
        for _, crew, limits in _minimums(door.instance):
            door.at_least(self, crew, limits)


_Together = tuple[Skill, ...]


@kept
def _minimums(instance: Instance) -> tuple[tuple[_Together, frozenset[int], NDArray[np.int64]], ...]:
    """What is asked of which crews in every interval, shape (K,): of single skills, and of several together."""
    asked = [skill for skill in instance.centre.skills if skill.minimum_staff]
    crews = {skill.code: instance.phone_crew([skill.code]) for skill in asked}
    limits: dict[_Together, NDArray[np.int64]] = {}
    within = np.array([instance.within_clock(skill.time_from, skill.time_until) for skill in asked]).reshape(
        len(asked), instance.timeline.interval_count
    )
    for in_force in np.unique(within, axis=1).T:
        intervals = (within == in_force[:, None]).all(axis=0)
        for skills, least in _binding([skill for skill, now in zip(asked, in_force, strict=True) if now], crews):
            own = limits.setdefault(skills, np.zeros(instance.timeline.interval_count, dtype=np.int64))
            own[intervals] = least
    return tuple((skills, _union(skills, crews), own) for skills, own in limits.items())


def _binding(skills: Sequence[Skill], crews: Mapping[str, frozenset[int]]) -> list[tuple[_Together, int]]:
    """The sets of skills and their minimum together, without those that another set implies."""
    by_code = {skill.code: skill for skill in skills}
    most: dict[frozenset[int], tuple[_Together, int]] = {}
    for codes in joint_sets({code: crews[code] for code in by_code}):
        together = tuple(by_code[code] for code in codes)
        crew, least = _union(together, crews), sum(skill.minimum_staff for skill in together)
        if crew not in most or least > most[crew][1]:
            most[crew] = together, least
    return [
        found
        for crew, found in most.items()
        if not any(other and other < crew and least >= found[1] for other, (_, least) in most.items())
    ]


def _union(skills: _Together, crews: Mapping[str, frozenset[int]]) -> frozenset[int]:
    return frozenset().union(*(crews[skill.code] for skill in skills))

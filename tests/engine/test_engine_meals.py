"""What has to be there at all times is there through meal breaks: people eat in turns."""

from __future__ import annotations

from datetime import time

import pytest

from models.demand import Skill
from models.result import Result
from scheduler.engine.build import Build, BuildOptions
from scheduler.instance import Instance
from scheduler.rules import rule_classes
from scheduler.rules.cases import SHIFTS, Case

NOON = Skill(code="mandarin", minimum_staff=1, time_from=time(12), time_until=time(15))


def build(rule: str, roles: tuple[str, ...]) -> Result:
    """Days of M (09-18, a meal between 12 and 15) for these people, under one hard rule about who is there."""
    case = Case(
        "noon",
        dict.fromkeys("ABC"[: len(roles)], "..."),
        0,
        agents={name: {"role": role} for name, role in zip("ABC", roles, strict=False)},
        skills=(NOON,),
        policy={
            "roster": {"supervisor_from": time(12), "supervisor_until": time(15)},
            "rules": {r.name: {"strength": "off"} for r in rule_classes() if r.name not in (rule, "one_shift_a_day")},
        },
    )
    (with_meal,) = (shift for shift in SHIFTS if shift.meal_minutes)
    centre = case.centre().model_copy(update={"shifts": (with_meal,)})
    return Build(Instance(centre, case.requirement()), BuildOptions(time_limit=5, workers=1), explain=False).run()


@pytest.mark.parametrize(
    ("rule", "role"),
    [("skill_minimum", "agent"), ("minimum_staff", "agent"), ("supervisor_on_duty", "supervisor")],
)
def test_two_eat_in_turns(rule: str, role: str) -> None:
    result = build(rule, (role, role))
    assert result.roster is not None
    by_day: dict[object, list[int | None]] = {}
    for assignment in result.roster.assignments:
        by_day.setdefault(assignment.day, []).append(assignment.meal_offset)
    assert len(by_day) == 3
    for offsets in by_day.values():
        assert len(offsets) == 2
        # A meal is an hour long.
        assert abs((offsets[0] or 0) - (offsets[1] or 0)) >= 60


@pytest.mark.parametrize(
    ("rule", "roles"),
    [
        ("skill_minimum", ("agent",)),
        ("minimum_staff", ("agent",)),
        ("supervisor_on_duty", ("supervisor",)),
        ("supervisor_on_duty", ("supervisor", "agent", "agent")),
        ("minimum_staff", ("agent", "supervisor")),
    ],
)
def test_one_alone_cannot_be_there_through_the_meal(rule: str, roles: tuple[str, ...]) -> None:
    assert build(rule, roles).roster is None

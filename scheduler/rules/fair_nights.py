"""Nights are shared fairly."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from models.base import text
from models.result import Strength, Violation
from models.shifts import ShiftClass
from scheduler.instance import Cells, Instance
from scheduler.rules.base import AgentDoor, AgentRule, Rule
from scheduler.rules.cases import Case
from scheduler.rules.fairness import FairGroup, fair_groups, share_fairly, unfairness
from scheduler.view import View


class FairNights(AgentRule):
    """Nobody is more than `fair_tolerance` night shifts above or below their fair share of the period's.

    Shares go by contract hours and days present (employed and not on leave), among those of a role who work nights.
    Nights of the others, a breach elsewhere, are not shared out. The first night beyond what is let pass counts one,
    the second two and so on: one agent three nights apart is worse than three agents one apart.
    """

    name = "fair_nights"
    title = text("Fair nights", "夜班公平")
    source = "ours"
    unit = text("nights, the further the more", "个夜班（相差越多计得越多）")
    breach = text(
        "{agent} has {count} night shifts; a fair share is {share}, {tolerance} more or less let pass",
        "{agent} 有 {count} 个夜班；公平份额为 {share} 个，容许相差 {tolerance} 个",
    )
    default_strength = Strength.SOFT
    default_weight = 240
    settings = ("roster.fair_tolerance",)
    examples = (
        Case("the same for everybody", {"A": "NN..", "B": "..NN"}, 0),
        # 4 nights, 2 each: one more and one less are let pass.
        Case("one more and one less", {"A": "NNN.", "B": "...N"}, 0),
        # 4 and 0: 4 − 2 − 1 = 1 above, 2 − 0 − 1 = 1 below.
        Case("all for one", {"A": "NNNN", "B": "...."}, 2),
        # 6 nights, 3 each: 2 nights too many for A and 2 too few for B beyond the one let pass, counted 1 + 2 each.
        Case("the further, the dearer", {"A": "NNNNNN", "B": "......"}, 6),
        # 3 nights, 1.5 each: A is 1.5 above, B 1.5 below; half a night beyond what is let pass counts as one.
        Case("parts of a night count as one", {"A": "NNN.", "B": "...."}, 2),
        # Shares 2 : 1 of 3 nights.
        Case(
            "by contract hours",
            {"A": "NN.", "B": "..N"},
            0,
            agents={"B": {"contract_hours": 20}},
            policy={"roster": {"fair_tolerance": 0}},
        ),
        # B is there 2 of 4 days: shares 2 : 1 of 3 nights.
        Case(
            "by days present",
            {"A": "NN..", "B": "...N"},
            0,
            leave={"B": "AA.."},
            policy={"roster": {"fair_tolerance": 0}},
        ),
        # B is employed 2 of 4 days: the same.
        Case(
            "by days employed",
            {"A": "NN..", "B": "...N"},
            0,
            hired={"B": 2},
            policy={"roster": {"fair_tolerance": 0}},
        ),
        # B is away on both days that they are employed: all 4 nights are A's share.
        Case(
            "leave and days before the hire date are not taken off twice",
            {"A": "NNNN", "B": "...."},
            0,
            hired={"B": 2},
            leave={"B": "AAAA"},
            policy={"roster": {"fair_tolerance": 0}},
        ),
        Case("hired after the period, no share", {"A": "NNNN", "B": "...."}, 0, hired={"B": 4}),
        Case("only among those who work nights", {"A": "NNNN", "B": "...."}, 0, agents={"B": {"night_ok": False}}),
        Case("or whose classes have nights", {"A": "NNNN", "B": "...."}, 0, agents={"B": {"shift_classes": ("day",)}}),
        Case("each role for itself", {"A": "NNNN", "B": "...."}, 0, agents={"B": {"role": "supervisor"}}),
        Case("other shifts are no nights", {"A": "LLLL", "B": "...."}, 0),
        Case("nights before the period are not counted", {"A": "..", "B": ".."}, 0, past={"A": "NNNN"}),
        # 1 night, half each.
        Case("no tolerance", {"A": "N.", "B": ".."}, 2, policy={"roster": {"fair_tolerance": 0}}),
    )

    def check(self, view: View) -> Iterator[Violation]:
        tolerance = view.instance.policy.roster.fair_tolerance
        nights = np.isin(view.grid, view.instance.night_shifts).sum(axis=1)
        yield from unfairness(self, view, _groups(self, view.instance), nights, tolerance)

    def constrain(self, door: AgentDoor) -> None:
        tolerance = door.instance.policy.roster.fair_tolerance
        share_fairly(self, door, _groups(self, door.instance), _cells(door.instance), "nights", tolerance)


@lru_cache(maxsize=4)
def _groups(rule: Rule, instance: Instance) -> tuple[FairGroup, ...]:
    return fair_groups(rule, instance, lambda agent: agent.night_ok and ShiftClass.NIGHT in agent.shift_classes)


@lru_cache(maxsize=4)
def _cells(instance: Instance) -> Cells:
    return instance.cells(range(instance.day_count), instance.night_shifts)

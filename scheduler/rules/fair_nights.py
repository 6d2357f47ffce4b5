"""Nights are shared fairly."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.base import text
from models.fairness import FairKind
from models.result import Strength, Violation
from scheduler.instance import Cells, Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule, Rule
from scheduler.rules.cases import Case
from scheduler.rules.fairness import FairGroup, fair_groups, share_fairly, unfairness, works_nights
from scheduler.view import View


class FairNights(AgentRule):
    """Nobody is more than `fair_tolerance` night shifts above or below their fair share of the period's.

    Shares go by contract hours and days present (employed and not on leave), among those of a role who work nights.
    Nights of the others, a breach elsewhere, are not shared out. The first night beyond what is let pass counts one,
    the second two and so on: one agent three nights apart is worse than three agents one apart.

    What earlier months carry over counts like nights of this period: who had too many gets fewer (`docs/fairness.md`).
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
    settings = ("roster.fair_tolerance", "fairness.months", "fairness.most_carried", "fairness.new_start_days")
    carries = FairKind.NIGHTS
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
        # 2 nights, 1 each. In earlier months A had 5 and B 1 where 3 were fair: with these A is 2 above and B 2 below.
        Case(
            "earlier months count",
            {"A": "N..", "B": "..N"},
            2,
            ledger=[("A", -1, FairKind.NIGHTS, 5, 3), ("B", -1, FairKind.NIGHTS, 1, 3)],
        ),
        # 0 − 1 + 2 = 1 above, 2 − 1 − 2 = 1 below.
        Case(
            "and are made good",
            {"A": "...", "B": "N.N"},
            0,
            ledger=[("A", -1, FairKind.NIGHTS, 5, 3), ("B", -1, FairKind.NIGHTS, 1, 3)],
        ),
        Case(
            "what everybody had too much changes nothing",
            {"A": "N..", "B": "..N"},
            0,
            ledger=[("A", -1, FairKind.NIGHTS, 9, 3), ("B", -1, FairKind.NIGHTS, 9, 3)],
            policy={"roster": {"fair_tolerance": 0}},
        ),
        # Balances of A and B are 2 and −2, their mean is 0, and so C's.
        Case(
            "a newcomer starts at the mean",
            {"A": "...", "B": "NN.", "C": "N.."},
            0,
            ledger=[("A", -1, FairKind.NIGHTS, 5, 3), ("B", -1, FairKind.NIGHTS, 1, 3)],
        ),
        # A balance of 4 alone is the mean.
        Case(
            "so the only one known has nothing to make good",
            {"A": "N.", "B": ".N"},
            0,
            ledger=[("A", -1, FairKind.NIGHTS, 7, 3)],
        ),
        Case(
            "what was before the hire date does not count",
            {"A": "N..", "B": "..N"},
            0,
            hired={"A": 0},
            ledger=[("A", -1, FairKind.NIGHTS, 9, 3), ("B", -1, FairKind.NIGHTS, 1, 3)],
        ),
        # B is away 2 of 4 days, more than a day on end, and starts anew; shares 2 : 1 of 3 nights.
        Case(
            "after a long leave one starts at the mean",
            {"A": "NN..", "B": "...N"},
            0,
            leave={"B": "AA.."},
            ledger=[("A", -1, FairKind.NIGHTS, 9, 3), ("B", -1, FairKind.NIGHTS, 1, 3)],
            policy={"roster": {"fair_tolerance": 0}, "fairness": {"new_start_days": 1}},
        ),
        # A 1 − 1 + 1 and B 1 − 1 − 1.
        Case(
            "at most so much is carried over",
            {"A": "N..", "B": "..N"},
            0,
            ledger=[("A", -1, FairKind.NIGHTS, 9, 3), ("B", -1, FairKind.NIGHTS, 1, 3)],
            policy={"fairness": {"most_carried": 1}},
        ),
        # The period begins on June 1st: a month before is May 1st, 31 days.
        Case(
            "as far back as the months that are looked at",
            {"A": "N..", "B": "..N"},
            2,
            ledger=[("A", -31, FairKind.NIGHTS, 5, 3), ("B", -31, FairKind.NIGHTS, 1, 3)],
            policy={"fairness": {"months": 1}},
        ),
        Case(
            "and no further",
            {"A": "N..", "B": "..N"},
            0,
            ledger=[("A", -32, FairKind.NIGHTS, 5, 3), ("B", -32, FairKind.NIGHTS, 1, 3)],
            policy={"fairness": {"months": 1}},
        ),
        Case(
            "the period's own entries are of the roster that it takes the place of",
            {"A": "N..", "B": "..N"},
            0,
            ledger=[("A", 0, FairKind.NIGHTS, 5, 3), ("B", 2, FairKind.NIGHTS, 1, 3)],
        ),
        Case(
            "weekends are another matter",
            {"A": "N..", "B": "..N"},
            0,
            ledger=[("A", -1, FairKind.WEEKENDS, 5, 3), ("B", -1, FairKind.WEEKENDS, 1, 3)],
        ),
        Case(
            "who is away all the time makes nothing good",
            {"A": "N..", "B": "..N", "C": "..."},
            0,
            leave={"C": "AAA"},
            ledger=[
                ("A", -1, FairKind.NIGHTS, 3, 3),
                ("B", -1, FairKind.NIGHTS, 3, 3),
                ("C", -1, FairKind.NIGHTS, 9, 3),
            ],
        ),
        # A is half a night above and B below the mean: 1 − 1 + 0.5 and 1 − 1 − 0.5, each counted as one.
        Case(
            "parts of a night carried over count as one",
            {"A": "N..", "B": "..N"},
            2,
            ledger=[("A", -1, FairKind.NIGHTS, 3.5, 3), ("B", -1, FairKind.NIGHTS, 2.5, 3)],
            policy={"roster": {"fair_tolerance": 0}},
        ),
        # 1 night, half each.
        Case("no tolerance", {"A": "N.", "B": ".."}, 2, policy={"roster": {"fair_tolerance": 0}}),
    )

    def check(self, view: View) -> Iterator[Violation]:
        tolerance = view.instance.policy.roster.fair_tolerance
        nights = np.isin(view.grid, view.instance.night_shifts).sum(axis=1)
        yield from unfairness(self, view, _groups(view.instance, self), nights, tolerance)

    def constrain(self, door: AgentDoor) -> None:
        tolerance = door.instance.policy.roster.fair_tolerance
        share_fairly(self, door, _groups(door.instance, self), _cells(door.instance), "nights", tolerance)


@kept
def _groups(instance: Instance, rule: Rule) -> tuple[FairGroup, ...]:
    return fair_groups(rule, instance, works_nights)


@kept
def _cells(instance: Instance) -> Cells:
    return instance.cells(range(instance.day_count), instance.night_shifts)

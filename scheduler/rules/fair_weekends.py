"""Weekends are shared fairly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.base import text
from models.fairness import FairKind
from models.result import Strength, Violation
from scheduler.instance import Cells, Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule, Rule
from scheduler.rules.cases import Case
from scheduler.rules.fairness import FairGroup, fair_groups, share_fairly, unfairness
from scheduler.view import OFF, View


class FairWeekends(AgentRule):
    """Nobody is more than `fair_tolerance` weekend days above or below their fair share of the period's.

    A weekend day is worked when a shift begins on a Saturday or Sunday, whatever the holiday calendar makes of it.
    Shares go by contract hours and days present (employed and not on leave), among those of a role.
    The first day beyond what is let pass counts one, the second two and so on.

    What earlier months carry over counts like weekend days of this period: who had too many gets fewer.
    """

    name = "fair_weekends"
    title = text("Fair weekends", "周末公平")
    source = "ours"
    unit = text("weekend days, the further the more", "个周末日（相差越多计得越多）")
    breach = text(
        "{agent} works {count} weekend days; a fair share is {share}, {tolerance} more or less let pass",
        "{agent} 周末上班 {count} 天；公平份额为 {share} 天，容许相差 {tolerance} 天",
    )
    default_strength = Strength.SOFT
    default_weight = 120
    settings = ("roster.fair_tolerance", "fairness.months", "fairness.most_carried", "fairness.new_start_days")
    carries = FairKind.WEEKENDS
    examples = (
        # Cases begin on a Monday.
        Case("a day of the weekend each", {"A": "DDDDD.D", "B": "DDDDDD."}, 0),
        # 2 days, 1 each: one more and one less are let pass.
        Case("a whole weekend each in turn", {"A": ".....DD", "B": "......."}, 0),
        # 4 days, 2 each: 4 − 2 − 1 above, 2 − 0 − 1 below.
        Case("all for one", {"A": ".....DD.....DD", "B": ".............."}, 2),
        # 6 days, 3 each: 2 beyond what is let pass on either side, counted 1 + 2 each.
        Case("the further, the dearer", {"A": ".....DD.....DD.....DD", "B": "." * 21}, 6),
        Case("days in the week do not count", {"A": "DDDDD..DDDDD..", "B": ".............."}, 0),
        Case("a night that begins on Friday does not", {"A": "....N......N..", "B": ".............."}, 0),
        # 5 days: 3 for A, 1 each for B and C. Shares 2 : 1 : 1 of 5 days are 2.5, 1.25, 1.25.
        Case(
            "by contract hours",
            {"A": ".....DD.....D.", "B": ".....D........", "C": "......D......."},
            0,
            agents={"B": {"contract_hours": 20}, "C": {"contract_hours": 20}},
        ),
        # B is employed 7 of 14 days: shares 2 : 1 of 3 days.
        Case(
            "by days employed",
            {"A": ".....D......D.", "B": ".............D"},
            0,
            hired={"B": 7},
            policy={"roster": {"fair_tolerance": 0}},
        ),
        Case(
            "each role for itself", {"A": ".....DD.....DD", "B": ".............."}, 0, agents={"B": {"role": "trainer"}}
        ),
        Case("weekends before the period are not counted", {"A": "..", "B": ".."}, 0, past={"A": "DD.....DD"}),
        # 2 days, 1 each. In earlier months A had 5 and B 1 where 3 were fair: with these A is 2 above and B 2 below.
        Case(
            "earlier months count",
            {"A": ".....D.", "B": "......D"},
            2,
            ledger=[("A", -1, FairKind.WEEKENDS, 5, 3), ("B", -1, FairKind.WEEKENDS, 1, 3)],
        ),
        Case(
            "and are made good",
            {"A": ".......", "B": ".....DD"},
            0,
            ledger=[("A", -1, FairKind.WEEKENDS, 5, 3), ("B", -1, FairKind.WEEKENDS, 1, 3)],
        ),
        Case(
            "nights are another matter",
            {"A": ".....D.", "B": "......D"},
            0,
            ledger=[("A", -1, FairKind.NIGHTS, 5, 3), ("B", -1, FairKind.NIGHTS, 1, 3)],
        ),
        # 1 day, half each.
        Case("no tolerance", {"A": "......D", "B": "......."}, 2, policy={"roster": {"fair_tolerance": 0}}),
        # 2 days, 1 each.
        Case(
            "the first day can be a weekend's",
            {"A": "DD", "B": ".."},
            2,
            first_day=date(2026, 6, 6),
            policy={"roster": {"fair_tolerance": 0}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        tolerance = instance.policy.roster.fair_tolerance
        days = (view.grid[:, list(instance.weekend_days)] != OFF).sum(axis=1)
        yield from unfairness(self, view, _groups(instance, self), days, tolerance)

    def constrain(self, door: AgentDoor) -> None:
        tolerance = door.instance.policy.roster.fair_tolerance
        share_fairly(self, door, _groups(door.instance, self), _cells(door.instance), "weekends", tolerance)


@kept
def _groups(instance: Instance, rule: Rule) -> tuple[FairGroup, ...]:
    return fair_groups(rule, instance, lambda _: True)


@kept
def _cells(instance: Instance) -> Cells:
    return instance.cells(instance.weekend_days)

"""Duty on statutory holidays is shared fairly across the year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from models.base import text
from models.calendar import DayKind
from models.fairness import FairKind
from models.result import Strength, Violation
from models.time import add_months
from scheduler.instance import Cells, Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule, Rule
from scheduler.rules.cases import Case
from scheduler.rules.fairness import FairGroup, fair_groups, share_fairly, unfairness
from scheduler.view import OFF, View

MOST_LEAD = 4
"""So many days above or below one's share of the past year are remembered at most: a debt is paid back in some holidays."""


class FairHolidays(AgentRule):
    """Nobody works more than `fair_tolerance` statutory holidays above or below their fair share, the past year counted.

    A holiday is worked when a shift begins on it. Shares of the period go by contract hours and days present, among those of
    a role. What the fairness ledger carries over counts like holidays of this period; where it knows none, what past shifts
    of the twelve months before tell, by contract hours and days employed, at most four. The first day beyond what is let
    pass counts one, the second two and so on.
    """

    name = "fair_holidays"
    title = text("Fair holidays", "节假日公平")
    source = "BANK-9"
    unit = text("holidays, the further the more", "个节假日（相差越多计得越多）")
    breach = text(
        "{agent} works {count} statutory holidays; a fair share is {share}, {tolerance} more or less let pass",
        "{agent} 法定节假日上班 {count} 天；公平份额为 {share} 天，容许相差 {tolerance} 天",
    )
    default_strength = Strength.SOFT
    default_weight = 120
    settings = ("roster.fair_tolerance", "fairness.months", "fairness.most_carried", "fairness.new_start_days")
    carries = FairKind.HOLIDAYS
    examples = (
        # 2026-10-01 to 03 are statutory holidays, a Thursday to Saturday. 3 days, 1.5 each.
        Case("one more than the other", {"A": "DD.", "B": "..D"}, 0, first_day=date(2026, 10, 1)),
        # 3 − 1.5 − 1 = 0.5 above, counted 1; as much below.
        Case("all for one", {"A": "DDD", "B": "..."}, 2, first_day=date(2026, 10, 1)),
        Case("other days do not count", {"A": "...DDDD", "B": "......."}, 0, first_day=date(2026, 10, 1)),
        Case(
            "a night that begins the day before does not", {"A": "N....", "B": "....."}, 0, first_day=date(2026, 9, 30)
        ),
        # Past: A 2 of 2, a share of 1 each: A one day ahead, B one behind. Now 1 day, half each: A is 0.5 above and B 0.5
        # below, where nothing is let pass; 1 each.
        Case(
            "who worked the last ones is let off",
            {"A": "D", "B": "."},
            2,
            first_day=date(2026, 10, 3),
            past={"A": "DD", "B": ".."},
        ),
        Case(
            "the other takes the turn",
            {"A": ".", "B": "D"},
            0,
            first_day=date(2026, 10, 3),
            past={"A": "DD", "B": ".."},
        ),
        # A worked Mid-Autumn on 09-25 and 10-01, 1 ahead. 2 days, 1 each: B's 2 are 1 above, where 2 are let pass.
        Case(
            "both for the other",
            {"A": "..", "B": "DD"},
            0,
            first_day=date(2026, 10, 2),
            past={"A": "D.....D", "B": "......."},
        ),
        # B was hired on the day: nothing of the past is B's share, so A is not ahead. 1 day, half each.
        Case(
            "a newcomer owes nothing",
            {"A": "D", "B": "."},
            0,
            first_day=date(2026, 10, 3),
            past={"A": "DD"},
            hired={"B": 0},
        ),
        # Shares 2 : 1 of 3 days.
        Case(
            "by contract hours",
            {"A": "DD.", "B": "..D"},
            0,
            first_day=date(2026, 10, 1),
            agents={"B": {"contract_hours": 20}},
            policy={"roster": {"fair_tolerance": 0}},
        ),
        Case(
            "each role for itself",
            {"A": "DDD", "B": "..."},
            0,
            first_day=date(2026, 10, 1),
            agents={"B": {"role": "trainer"}},
        ),
        # 1 day, half each: 0.5 above and below, counted 1 each.
        Case(
            "no tolerance",
            {"A": "D", "B": "."},
            2,
            first_day=date(2026, 10, 1),
            policy={"roster": {"fair_tolerance": 0}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        tolerance = instance.policy.roster.fair_tolerance
        days = (view.grid[:, list(_holidays(instance))] != OFF).sum(axis=1)
        yield from unfairness(self, view, _groups(instance, self), days, tolerance)

    def constrain(self, door: AgentDoor) -> None:
        instance = door.instance
        if _holidays(instance):
            tolerance, groups = instance.policy.roster.fair_tolerance, _groups(instance, self)
            share_fairly(self, door, groups, _cells(instance), "holidays", tolerance)


@kept
def _holidays(instance: Instance) -> tuple[int, ...]:
    kind = instance.centre.calendar.kind
    return tuple(d for d, day in enumerate(instance.days) if kind(day) is DayKind.STATUTORY_HOLIDAY)


@kept
def _cells(instance: Instance) -> Cells:
    return instance.cells(_holidays(instance))


@kept
def _groups(instance: Instance, rule: Rule) -> tuple[FairGroup, ...]:
    """The groups with what the ledger carries over; where it knows nothing of holidays, with what past shifts tell."""
    if not _holidays(instance):
        return ()
    groups = fair_groups(rule, instance, lambda _: True)
    if rule.strength is Strength.HARD or any(group.carried for group in groups):
        return groups
    return tuple(replace(group, carried=_leads(instance, group)) for group in groups)


def _leads(instance: Instance, group: FairGroup) -> dict[int, int]:
    """By agent how many holidays of the past year they worked above their share, rounded towards 0, times the group's total."""
    worked = _past_holidays(instance)
    there = {a: _employed(instance, a) * round(instance.agents[a].contract_hours) for a in group.shares}
    all_worked, all_there = sum(worked[a] for a in there), sum(there.values())
    found = {}
    for a, own in there.items():
        apart = worked[a] * all_there - own * all_worked
        lead = min(MOST_LEAD, abs(apart) // all_there) if all_there else 0
        if lead:
            found[a] = (lead if apart > 0 else -lead) * group.total
    return found


def _past_holidays(instance: Instance) -> dict[int, int]:
    """By agent the statutory holidays of the twelve months before the period on which a shift began."""
    first, kind = add_months(instance.period.start, -12), instance.centre.calendar.kind
    worked = dict.fromkeys(range(len(instance.agents)), 0)
    for shift in instance.centre.past_shifts:
        if first <= shift.day < instance.period.start and kind(shift.day) is DayKind.STATUTORY_HOLIDAY:
            worked[instance.agent_index[shift.agent_id]] += 1
    return worked


def _employed(instance: Instance, a: int) -> int:
    """Days of the twelve months before the period since the hire date."""
    first, hired = add_months(instance.period.start, -12), instance.agents[a].hire_date
    return max(0, (instance.period.start - max(first, hired or first)).days)

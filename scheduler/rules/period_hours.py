"""Hours in the whole period."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from scheduler.instance import PAST_DAYS, Instance
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.hours import part_minutes, reachable
from scheduler.view import View

_UP_TO = {"roster": {"max_period_hours": 20}}
_FROM = {"roster": {"min_period_hours": 20}}


class PeriodHours(AgentRule):
    """At least `min_period_hours` and at most `max_period_hours` worked in the period, where they are set.

    The least is lowered by the contract hours of leave of any type; who is hired within the period has that part of it
    that the days employed are of the period. Leave does not count towards the most. A shift's paid minutes count on the
    day it begins.
    """

    name = "period_hours"
    title = text("Hours in the period", "周期工时")
    source = "ours"
    unit = text("minutes", "分钟")
    breach = text("{agent} has {hours} h in the period; {limit} h", "{agent} 周期内排班 {hours} 小时；{limit} 小时")
    default_strength = Strength.HARD
    default_weight = 50
    settings = ("roster.min_period_hours", "roster.max_period_hours")
    examples = (
        Case("no limits by default", {"A": "......."}, 0),
        Case("twenty hours are the most", {"A": "DDS...."}, 0, policy=_UP_TO),
        Case("four more are too many", {"A": "DDD...."}, 240, policy=_UP_TO),
        Case("hours before the period do not count", {"A": "DDS"}, 0, past={"A": "DDD"}, policy=_UP_TO),
        Case("nor does leave towards the most", {"A": "..DDS"}, 0, leave={"A": "AA"}, policy=_UP_TO),
        Case("twenty hours are the least", {"A": "....SDD"}, 0, policy=_FROM),
        Case("four less are too few", {"A": "DD....."}, 240, policy=_FROM),
        # Two days of leave are 16 of the 20 hours.
        Case("leave lowers the least", {"A": "..S"}, 0, leave={"A": "AA"}, policy=_FROM),
        Case("unpaid leave too", {"A": "..."}, 240, leave={"A": "PP"}, policy=_FROM),
        # Half of the period: 10 hours; D are 8.
        Case("hired halfway, half of it", {"A": "..D."}, 120, hired={"A": 2}, policy=_FROM),
        Case("hired after the period, nothing", {"A": "...."}, 0, hired={"A": 4}, policy=_FROM),
        Case(
            "both at once, in minutes",
            {"A": "DD", "B": "S."},
            240 + 120,
            policy={"roster": {"min_period_hours": 6, "max_period_hours": 12}},
        ),
        Case(
            "another contract, another limit",
            {"A": "DDD", "B": "DDD"},
            240,
            agents={"B": {"contract": "full"}},
            policy=_UP_TO | {"contracts": {"full": {"max_period_hours": 24}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        paid = view.paid_with_past[:, PAST_DAYS:].sum(axis=1)
        for a in view.agents:
            minutes = int(paid[a])
            least, most = _limits(view.instance, a)
            hours = f"{minutes / 60:.4g}"
            if minutes < least:
                limit = text("at least {least}", "至少 {least}").format(least=f"{least / 60:.4g}")
                yield self.violation(view, least - minutes, a, hours=hours, limit=limit)
            if most is not None and minutes > most:
                limit = text("at most {most}", "至多 {most}").format(most=f"{most / 60:.4g}")
                yield self.violation(view, minutes - most, a, hours=hours, limit=limit)

    def constrain(self, door: AgentDoor) -> None:
        instance = door.instance
        least, most = _limits(instance, door.a)
        if least:
            door.at_least(self, "least", instance.all_cells, least, instance.paid_by_cell)
        if most is not None:
            tight = reachable(instance, most)
            door.at_most(self, "most", instance.all_cells, most, instance.paid_by_cell, tight=tight)


def _limits(instance: Instance, a: int) -> tuple[int, int | None]:
    """The least and the most minutes of agent `a`; no most where none is set."""
    terms, days = instance.terms(a), instance.employed_days[a]
    most = None if terms.max_period_hours is None else part_minutes(terms.max_period_hours)
    if terms.min_period_hours is None:
        return 0, most
    credit = instance.leave_credit_minutes(a, days, paid_only=False)
    return max(0, part_minutes(terms.min_period_hours, len(days), instance.day_count) - credit), most

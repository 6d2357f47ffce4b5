"""At most so many weekends with work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.base import text
from models.result import Strength, Violation
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.weekends import begun_before, weekend_flags, weekends_worked
from scheduler.view import View

_ONE = {"roster": {"max_weekends": 1}}
_NONE = {"roster": {"max_weekends": 0}}


class MaxWeekends(AgentRule):
    """At most `max_weekends` weekends of the period on which a shift begins, on one of their days or both.

    A weekend is the matter of the period that holds its Sunday: one that the period's first day cuts counts with the
    Saturday before, one that the last day cuts is the next period's. Without the setting there is no limit.
    """

    name = "max_weekends"
    title = text("Weekends with work", "周末上班上限")
    source = "ours"
    unit = text("weekends", "个周末")
    breach = text(
        "{agent} works on {count} weekends; at most {limit}", "{agent} 有 {count} 个周末上班；上限 {limit} 个"
    )
    default_strength = Strength.HARD
    default_weight = 1000
    settings = ("roster.max_weekends",)
    examples = (
        # Cases begin on a Monday.
        Case("no limit by default", {"A": ".....DD.....DD"}, 0),
        Case("a whole weekend is one", {"A": ".....DD......."}, 0, policy=_ONE),
        Case("a day of each of two are two", {"A": ".....D.......N"}, 1, policy=_ONE),
        Case("the night that begins on Friday does not count", {"A": "....N.."}, 0, policy=_NONE),
        Case("none allowed", {"A": "......D.....D."}, 2, policy=_NONE),
        Case("a Saturday that ends the period is the next one's", {"A": ".....D.......D......D"[:20]}, 1, policy=_ONE),
        # From Sunday on.
        Case("a Sunday that begins it", {"A": "D......D"}, 1, first_day=date(2026, 6, 7), policy=_ONE),
        Case(
            "the Saturday before uses the weekend up",
            {"A": "D......D"},
            1,
            past={"A": "D"},
            first_day=date(2026, 6, 7),
            policy=_ONE,
        ),
        Case(
            "what was worked before is no breach",
            {"A": "D......."},
            0,
            past={"A": "D"},
            first_day=date(2026, 6, 7),
            policy=_NONE,
        ),
        Case("weekends before the period do not count", {"A": ".....D."}, 0, past={"A": "DD"}, policy=_ONE),
        Case(
            "another contract, another limit",
            {"A": "......D", "B": "......D"},
            1,
            agents={"B": {"contract": "nursing"}},
            policy={"contracts": {"nursing": {"max_weekends": 0}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        for a in view.agents:
            limit = view.instance.terms(a).max_weekends
            if limit is None:
                continue
            worked, spent = weekends_worked(view, a), begun_before(view.instance, a)
            left = max(0, limit - spent)
            if len(worked) > left:
                yield self.violation(view, len(worked) - left, a, worked[left], count=len(worked) + spent, limit=limit)

    def constrain(self, door: AgentDoor) -> None:
        limit = door.instance.terms(door.a).max_weekends
        if limit is not None:
            flags, spent = weekend_flags(door)
            door.at_most(self, spent, flags, max(0, limit - spent))

"""Weekends wholly off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.base import text
from models.result import Strength, Violation
from scheduler.instance import Instance
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.weekends import begun_before, sundays, weekend_flags, weekends_worked
from scheduler.view import View

_TWO = {"roster": {"full_weekends_off": 2}}


class FullWeekendsOff(AgentRule):
    """At least `full_weekends_off` weekends of the period wholly off: no shift begins on the Saturday or the Sunday.

    A weekend is the matter of the period that holds its Sunday: one that the period's first day cuts counts with the
    Saturday before, one that the last day cuts is the next period's. Fewer are asked where there are not so many, or
    where the Saturday before was worked. A weekend on leave is off.
    """

    name = "full_weekends_off"
    title = text("Whole weekends off", "完整周末休息")
    source = "ours"
    unit = text("weekends", "个周末")
    breach = text(
        "{agent} has {off} weekends wholly off; at least {limit}", "{agent} 完整休息的周末有 {off} 个；至少 {limit} 个"
    )
    default_strength = Strength.SOFT
    default_weight = 150
    settings = ("roster.full_weekends_off",)
    examples = (
        # Cases begin on a Monday.
        Case("one weekend off", {"A": "DDDDD..DDD..DD"}, 0),
        Case("a day of each weekend worked", {"A": "DDDDDD.DDD...D"}, 1),
        Case("the night that begins on Friday does not count", {"A": "DDDDN.."}, 0),
        Case("the one that begins on Sunday does", {"A": "DDD...N"}, 1),
        Case("two asked, one given", {"A": "DDDD...DDDDD.D"}, 1, policy=_TWO),
        Case("two asked, two given", {"A": "DDDDD..DDDDD.."}, 0, policy=_TWO),
        Case("two asked where there is but one", {"A": "DDDDD.."}, 0, policy=_TWO),
        Case("no weekend in the period", {"A": "DDDDD"}, 0),
        Case("leave is off", {"A": "DDDDD..DDDDDDD"}, 0, leave={"A": ".....AA"}),
        Case("a weekend that the last day cuts is the next period's", {"A": "DDDDDDDDDDDDD"}, 1),
        Case("though its Saturday is off", {"A": "DDDDDDDDDDDD."}, 1),
        # From Sunday on.
        Case("the Saturday before counts", {"A": ".DDD"}, 0, past={"A": "D."}, first_day=date(2026, 6, 7)),
        Case("the Sunday of such a weekend", {"A": "DDDD"}, 1, past={"A": "D."}, first_day=date(2026, 6, 7)),
        Case("a weekend spent before is not asked for", {"A": ".DDD"}, 0, past={"A": "D"}, first_day=date(2026, 6, 7)),
        Case("none asked", {"A": "DDDDDDD"}, 0, policy={"roster": {"full_weekends_off": 0}}),
        Case(
            "another contract, another number",
            {"A": "DDDDDD.", "B": "DDDDDD."},
            1,
            agents={"B": {"contract": "weekend"}},
            policy={"contracts": {"weekend": {"full_weekends_off": 0}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        for a in view.agents:
            weekends, limit = _asked(view.instance, a)
            off = weekends - len(weekends_worked(view, a))
            if off < limit:
                yield self.violation(view, limit - off, a, off=off, limit=limit)

    def constrain(self, door: AgentDoor) -> None:
        weekends, limit = _asked(door.instance, door.a)
        if limit:
            flags, spent = weekend_flags(door)
            door.at_most(self, spent, flags, weekends - limit)


def _asked(instance: Instance, a: int) -> tuple[int, int]:
    """How many weekends of agent `a` can be off, and how many are to be."""
    weekends = len(sundays(instance)) - begun_before(instance, a)
    return weekends, min(weekends, instance.terms(a).full_weekends_off)

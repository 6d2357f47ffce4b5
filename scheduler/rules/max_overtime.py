"""Overtime in one calendar month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.result import Strength, Violation
from models.time import add_months
from scheduler.instance import PAST_DAYS, Cells, Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.hours import average_minutes, part_minutes, reachable
from scheduler.view import View

_MONTH_END = date(2026, 6, 29)
_PART_TIME = {"A": {"contract_hours": 20}}


class MaxOvertime(AgentRule):
    """In a calendar month at most `max_overtime_hours_month` above what the average allows (Labour Law art. 41).

    The average is that of `average_weekly_hours` over the month, paid leave taken off. Of a month that lies in the period
    only in part, or in which somebody is hired, these days' part of both counts. A shift's paid minutes count on the day
    it begins.
    """

    name = "max_overtime"
    title = text("Overtime in a month", "每月加班上限")
    source = "Labour Law art. 41, BANK-7b, BANK-13"
    unit = text("minutes", "分钟")
    breach = text(
        "{agent} has {hours} h in {month}; the average and {overtime} h of overtime allow {limit} h",
        "{agent} 在 {month} 排班 {hours} 小时；平均工时加 {overtime} 小时加班，最多 {limit} 小时",
    )
    default_strength = Strength.HARD
    default_weight = 50
    settings = ("roster.max_overtime_hours_month", "roster.average_weekly_hours", "leave.types")
    examples = (
        # A week: 40 h and 7 of 30 days of 36 h, 2400 + 504 minutes; six days are 2880, and 4 hours more 3120.
        Case("eight hours of overtime in a week", {"A": "DDDDDD."}, 0),
        Case("twelve are too many", {"A": "DDDDDDS"}, 216),
        Case("no overtime allowed", {"A": "DDDDDS."}, 240, policy={"roster": {"max_overtime_hours_month": 0}}),
        Case("just the average", {"A": "DDDDD.."}, 0, policy={"roster": {"max_overtime_hours_month": 0}}),
        # 40 × 60 × 30 / 7 = 10285 minutes and 2160: 25 days and 4 hours are 12240, 26 days 12480.
        Case("a whole month", {"A": "DDDDD" * 5 + "S...."}, 0),
        Case("35 minutes too many in it", {"A": "DDDDD" * 5 + "D...."}, 35),
        # Two days of June: 685 + 144 minutes. Two of July, which has 31: 685 + 139.
        Case("the end of a month by itself", {"A": "XX.."}, 611, first_day=_MONTH_END),
        Case("the beginning of the next", {"A": "..XX"}, 616, first_day=_MONTH_END),
        Case("days before the period are left out", {"A": "DDDDDD."}, 0, past={"A": "XXXXXX"}),
        # Two days of leave are 960 minutes less.
        Case("paid leave counts", {"A": "..DDDD."}, 0, leave={"A": "AA....."}),
        Case("and every hour above", {"A": "..DDDDS"}, 216, leave={"A": "AA....."}),
        # Half of 2400 minutes, and 504: 1704.
        Case("half a contract, all the overtime", {"A": "DDDS..."}, 0, agents=_PART_TIME),
        Case("and no more", {"A": "DDDD..."}, 216, agents=_PART_TIME),
        Case("hired in the second week", {"A": ".......DDDDDD."}, 0, hired={"A": 7}),
        Case("four hours more are too many", {"A": ".......DDDDDDS"}, 216, hired={"A": 7}),
        Case(
            "a contract without overtime",
            {"A": "DDDDDS.", "B": "DDDDDS."},
            240,
            agents={"A": {"contract": "student"}},
            policy={"contracts": {"student": {"max_overtime_hours_month": 0}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for month in _months(instance):
            paid = view.paid_with_past[:, PAST_DAYS + month.days.start : PAST_DAYS + month.days.stop].sum(axis=1)
            for a in view.agents:
                limit, minutes = month.limit(instance, a), int(paid[a])
                if minutes > limit:
                    yield self.violation(
                        view,
                        minutes - limit,
                        a,
                        month.days.start,
                        month=f"{instance.date_of(month.days.start):%Y-%m}",
                        hours=f"{minutes / 60:.4g}",
                        overtime=f"{month.overtime(instance, a) / 60:.4g}",
                        limit=f"{limit / 60:.4g}",
                    )

    def constrain(self, door: AgentDoor) -> None:
        for month in _months(door.instance):
            limit = month.limit(door.instance, door.a)
            tight = reachable(door.instance, limit)
            door.at_most(self, month.days.start, month.cells, limit, month.coefs, tight=tight)


class _Month:
    """A calendar month: its length, its days within the period, their cells and paid minutes."""

    def __init__(self, instance: Instance, days: range) -> None:
        first = instance.date_of(days.start).replace(day=1)
        self.length = (add_months(first, 1) - first).days
        self.days = days
        self.cells: Cells = instance.cells(days)
        self.coefs: NDArray[np.int64] = instance.paid_by_cell[self.cells]

    def limit(self, instance: Instance, a: int) -> int:
        """Minutes that agent `a` may work in it."""
        return average_minutes(instance, a, self._employed(instance, a))[0] + self.overtime(instance, a)

    def overtime(self, instance: Instance, a: int) -> int:
        """Minutes of overtime that are allowed in it."""
        return part_minutes(instance.terms(a).max_overtime_hours_month, len(self._employed(instance, a)), self.length)

    def _employed(self, instance: Instance, a: int) -> range:
        return range(max(self.days.start, instance.employed_days[a].start), self.days.stop)


@kept
def _months(instance: Instance) -> tuple[_Month, ...]:
    firsts = [d for d, day in enumerate(instance.days) if d == 0 or day.day == 1]
    return tuple(
        _Month(instance, range(first, last))
        for first, last in zip(firsts, [*firsts[1:], instance.day_count], strict=True)
    )

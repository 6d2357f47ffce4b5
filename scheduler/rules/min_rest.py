"""Rest between two shifts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from models.base import text
from models.result import Strength, Violation
from scheduler.instance import Cells, Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.touching import REACH, Touch, past_touches, rest_minutes, touches
from scheduler.view import View


class MinRest(AgentRule):
    """At least `min_rest_hours` between the end of a shift and the start of the next one, days before counted."""

    name = "min_rest"
    title = text("Rest between shifts", "班间休息")
    source = "ours"
    unit = text("short rests", "次休息不足")
    breach = text(
        "{agent} has {hours} h of rest before {day}; at least {limit} h",
        "{agent} 在 {day} 上班前只休息 {hours} 小时；至少 {limit} 小时",
    )
    default_strength = Strength.HARD
    default_weight = 3000
    settings = ("roster.min_rest_hours",)
    examples = (
        # L ends at 22, D starts at 09: 11 hours.
        Case("eleven hours are enough", {"A": "LD"}, 0),
        # L ends at 22, E starts at 07: 9 hours.
        Case("nine hours are not", {"A": "LE"}, 1),
        # N ends at 06 on the next day, L starts at 14: 8 hours; the day after is far enough.
        Case("a night shift, then the evening of the same day", {"A": "NL"}, 1),
        Case("a night shift, then a day off, then an early day", {"A": "N.E"}, 0),
        Case("nights in a row keep 16 hours", {"A": "NNN"}, 0),
        Case("the shift before the period counts", {"A": "E"}, 1, past={"A": "L"}),
        Case("and lets pass what is rest enough", {"A": "D"}, 0, past={"A": "L"}),
        Case("each short rest counts", {"A": "LELE"}, 2),
        Case("the last night before the end of the period", {"A": ".LE"}, 1),
        Case("another limit", {"A": "LD"}, 1, policy={"roster": {"min_rest_hours": 12}}),
        Case(
            "another contract, another limit",
            {"A": "LD", "B": "LD"},
            1,
            agents={"B": {"contract": "nursing"}},
            policy={"contracts": {"nursing": {"min_rest_hours": 12}}},
        ),
        # In the night to Sunday 2026-03-29 the clock jumps from 02 to 03: L ends at 22, D starts at 09, 10 hours later.
        Case(
            "a night with a clock change is an hour shorter",
            {"A": "LD"},
            1,
            first_day=date(2026, 3, 28),
            zone="Europe/Berlin",
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        for a in view.agents:
            limit = rest_minutes(view.instance, a)
            worked = dict(view.shifts(a, first=-REACH))
            for d, t in worked.items():
                ends = [view.instance.span(e, worked[e])[1] for e in range(d - REACH, d) if e in worked]
                rest = view.instance.span(d, t)[0] - max(ends, default=-limit - view.instance.timeline.total_minutes)
                if d >= 0 and ends and rest < limit:
                    yield self.violation(view, 1, a, d, hours=f"{rest / 60:g}", limit=f"{limit / 60:g}")

    def constrain(self, door: AgentDoor) -> None:
        instance, rest = door.instance, rest_minutes(door.instance, door.a)
        for touch, cells in _within(instance, rest):
            # Of the late shifts and those that then start too soon, at most one.
            door.at_most(self, (rest, touch.earlier, touch.d, touch.soon), cells, 1, slack=touch.d)
        for earlier, _, d, soon in past_touches(instance, rest, door.a):
            door.at_most(self, (earlier, d, soon), instance.cells([d], soon), 0, slack=d)


@kept
def _within(instance: Instance, rest: int) -> tuple[tuple[Touch, Cells], ...]:
    """Shifts of the period closer than `rest` to each other, and their cells."""
    return tuple(
        (touch, np.concatenate([instance.cells([touch.earlier], touch.late), instance.cells([touch.d], touch.soon)]))
        for touch in touches(instance, rest)
    )

"""Rest between two shifts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.base import text
from models.result import Strength, Violation
from scheduler.instance import Instance
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.view import View

_REACH = 2
"""A long shift and a long rest can reach over the next day into the one after."""


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
    )

    def check(self, view: View) -> Iterator[Violation]:
        limit = _limit(view.instance)
        for a in range(len(view.instance.agents)):
            worked = dict(view.shifts(a, first=-_REACH))
            for d, t in worked.items():
                ends = [view.instance.span(e, worked[e])[1] for e in range(d - _REACH, d) if e in worked]
                rest = view.instance.span(d, t)[0] - max(ends, default=-limit - view.instance.timeline.total_minutes)
                if d >= 0 and ends and rest < limit:
                    yield self.violation(view, 1, a, d, hours=f"{rest / 60:g}", limit=f"{limit / 60:g}")

    def constrain(self, door: AgentDoor) -> None:
        instance = door.instance
        for d in range(instance.day_count):
            for earlier in range(d - _REACH, d):
                if earlier >= 0:
                    self._between(door, earlier, d)
                elif earlier in instance.past[door.a]:
                    end = instance.span(earlier, instance.past[door.a][earlier])[1]
                    cells = instance.cells([d], _too_soon(instance, d, end))
                    door.at_most(self, (earlier, d), cells, 0, slack=d)

    def _between(self, door: AgentDoor, earlier: int, d: int) -> None:
        """Of all shifts of the earlier day that end late and all of day d that then start too soon, at most one."""
        instance = door.instance
        seen: tuple[int, ...] = ()
        for end in sorted({instance.span(earlier, t)[1] for t in range(instance.shift_count)}):
            late = [t for t in range(instance.shift_count) if instance.span(earlier, t)[1] >= end]
            soon = _too_soon(instance, d, end)
            # For the same shifts of day d the widest set of late ones, met first, says it all.
            if soon != seen:
                cells = np.concatenate([instance.cells([earlier], late), instance.cells([d], soon)])
                door.at_most(self, (earlier, d, soon), cells, 1, slack=d)
            seen = soon


def _limit(instance: Instance) -> int:
    return round(instance.policy.roster.min_rest_hours * 60)


def _too_soon(instance: Instance, d: int, end: int) -> tuple[int, ...]:
    """Shifts of day `d` that start less than the rest after minute `end`."""
    limit = _limit(instance)
    return tuple(t for t in range(instance.shift_count) if instance.span(d, t)[0] - end < limit)

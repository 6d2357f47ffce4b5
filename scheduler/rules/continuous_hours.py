"""Hours worked on end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.result import Strength, Violation
from scheduler.instance import Cells, Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.touching import REACH, past_touches, rest_minutes, touches
from scheduler.view import View


class ContinuousHours(AgentRule):
    """Nobody works more than `continuous_hours` on end (CS-1.1).

    A shift longer than that is a breach of its own. Two shifts with less than `min_rest_hours` between them are worked
    on end: what their sum has above the limit is the breach of the later one, beside what each has of its own. The meal
    break is not working time unless `meal_break_counts`. A stretch is looked at two shifts at a time.
    """

    name = "continuous_hours"
    title = text("Hours on end", "连续工作时长")
    source = "CS-1.1"
    unit = text("minutes", "分钟")
    breach = text(
        "{agent} works {hours} h on end with the shift of {day}; at most {limit} h",
        "{agent} {day} 的班次连续工作达 {hours} 小时；上限 {limit} 小时",
    )
    default_strength = Strength.HARD
    default_weight = 50
    settings = ("roster.continuous_hours", "roster.meal_break_counts", "roster.min_rest_hours")
    examples = (
        Case("eight hours are the limit", {"A": "E.L"}, 0),
        Case("a shift of twelve hours is four hours too long", {"A": "X"}, 240),
        Case("nine hours with an hour's meal are eight hours' work", {"A": "M"}, 0),
        Case("unless the meal break counts", {"A": "M"}, 60, policy={"roster": {"meal_break_counts": True}}),
        # L ends at 22, E starts at 07: 9 hours between, so 8 + 8 hours are worked on end, 8 more than allowed.
        Case("two shifts without a rest between are one stretch", {"A": "LE"}, 480),
        # L ends at 22, D starts at 09: 11 hours.
        Case("the rest cuts the stretch", {"A": "LD"}, 0),
        Case("on the last day too", {"A": "..LE"}, 480),
        # 8 + 8 hours, then again: E of day 2 ends at 15, L of day 3 is a day away.
        Case("each stretch counts", {"A": "LELE"}, 960),
        # 8 + 4 hours on end: L ends at 22, S starts at 09, which is too soon where 12 hours of rest are asked.
        Case("a short shift adds what it has", {"A": "LS"}, 240, policy={"roster": {"min_rest_hours": 12}}),
        # 4 + 4 hours on end: from 13 to 09 are 20 hours, too few where 21 are asked. Eight hours are allowed.
        Case("up to the limit shifts may add up", {"A": "SS"}, 0, policy={"roster": {"min_rest_hours": 21}}),
        # X ends at 20, E starts at 07: 11 hours; 12 asked: 12 + 8 hours on end, 12 too many.
        Case("a long shift and the next one", {"A": "XE"}, 720, policy={"roster": {"min_rest_hours": 12}}),
        Case("the shift before the period is part of the stretch", {"A": "E"}, 480, past={"A": "L"}),
        # X was 4 hours too long by itself, before the period; the 8 hours of E come on top.
        Case(
            "what it had too much is not this roster's",
            {"A": "E"},
            480,
            past={"A": "X"},
            policy={"roster": {"min_rest_hours": 12}},
        ),
        Case("another limit", {"A": "DS"}, 120, policy={"roster": {"continuous_hours": 6}}),
        Case(
            "another contract, another limit",
            {"A": "DS", "B": "D."},
            60,
            agents={"B": {"contract": "nursing"}},
            policy={"contracts": {"nursing": {"continuous_hours": 7}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for a in view.agents:
            limit, rest, with_meal = _own(instance, a)
            worked = _worked_minutes(instance, with_meal).tolist()
            shifts = dict(view.shifts(a, first=-REACH))
            for d, t in shifts.items():
                if d < 0:
                    continue
                amount = max(0, worked[t] - limit)
                for e in range(d - REACH, d):
                    if e in shifts and instance.span(d, t)[0] - instance.span(e, shifts[e])[1] < rest:
                        amount += max(0, min(worked[shifts[e]], limit) + min(worked[t], limit) - limit)
                if amount:
                    hours = f"{(limit + amount) / 60:g}"
                    yield self.violation(view, amount, a, d, hours=hours, limit=f"{limit / 60:g}")

    def constrain(self, door: AgentDoor) -> None:
        instance = door.instance
        own = _own(instance, door.a)
        limit, worked, step = _in_steps(instance, own)
        for row in _rows(instance, own):
            door.at_most(self, row.key, row.cells, row.limit, row.coefs, each=step, slack=row.slack)
        for earlier, t, d, soon in past_touches(instance, own.rest, door.a):
            left = limit - min(int(worked[t]), limit)
            coefs = np.minimum(worked[list(soon)], limit)
            if coefs.max() > left:
                cells = instance.cells([d], soon)
                door.at_most(self, (own, earlier, t, d), cells, left, coefs, each=step, slack=(earlier, d))


class _Own(NamedTuple):
    """What an agent's terms say: most minutes on end, the rest that ends a stretch, whether meals count."""

    limit: int
    rest: int
    with_meal: bool


@dataclass(frozen=True)
class _Row:
    key: object
    slack: object
    cells: Cells
    coefs: NDArray[np.int64]
    limit: int


@kept
def _rows(instance: Instance, own: _Own) -> tuple[_Row, ...]:
    """The rows that are the same for all agents with these terms: shifts too long by themselves, and shifts of the period that touch."""
    limit, worked, _ = _in_steps(instance, own)
    long = np.flatnonzero(worked > limit)
    rows = [
        _Row((own, d), d, instance.cells([d], long), worked[long] - limit, 0)
        for d in range(instance.day_count)
        if long.size
    ]
    # Above the limit a shift pays for itself, so that in a pair it weighs no more than the limit.
    weight = np.minimum(worked, limit)
    for touch in touches(instance, own.rest):
        # Shifts that exceed the limit with none of the other side are left out; it makes the row tighter.
        late = [t for t in touch.late if weight[t] + weight[list(touch.soon)].max() > limit]
        soon = [t for t in touch.soon if late and weight[t] + weight[late].max() > limit]
        if late:
            cells = np.concatenate([instance.cells([touch.earlier], late), instance.cells([touch.d], soon)])
            key, slack = (own, touch.earlier, touch.d, touch.soon), (touch.earlier, touch.d)
            rows.append(_Row(key, slack, cells, weight[late + soon], limit))
    return tuple(rows)


def _own(instance: Instance, a: int) -> _Own:
    terms = instance.terms(a)
    # Shifts that follow each other at once are on end even where no rest is asked.
    return _Own(round(terms.continuous_hours * 60), max(1, rest_minutes(instance, a)), terms.meal_break_counts)


@kept
def _worked_minutes(instance: Instance, with_meal: bool) -> NDArray[np.int64]:
    """Working minutes of each shift, shape (T,)."""
    return np.array([shift.length_minutes if with_meal else shift.stretch_minutes for shift in instance.shifts])


@kept
def _in_steps(instance: Instance, own: _Own) -> tuple[int, NDArray[np.int64], int]:
    """The limit and each shift's working time, counted in the largest step that divides them all, and that step.

    Where all shifts are as long as the limit, a row then says simply: one of these.
    """
    worked = _worked_minutes(instance, own.with_meal)
    step = gcd(own.limit, *worked.tolist())
    return own.limit // step, worked // step, step

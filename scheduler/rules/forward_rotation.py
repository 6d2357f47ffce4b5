"""Shifts that turn forward."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from models.shifts import ShiftClass
from scheduler.instance import Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.successions import Bad, bad_successions, forbid_successions
from scheduler.view import View


class ForwardRotation(AgentRule):
    """From one working day to the next the shift class goes from day to evening to night, never back.

    More than `rotation_days_off` days off begin a new turn. Each step back counts one, the last shift before the period
    included.
    """

    name = "forward_rotation"
    title = text("Forward rotation", "顺时针轮班")
    source = "ours"
    unit = text("steps back", "次倒转")
    breach = text(
        "{agent} goes back from {before} to {shift} on {day}; with at most {limit} days off between shifts turn forward",
        "{agent} 在 {day} 由 {before} 倒转为 {shift}；间隔休息不超过 {limit} 天时应顺时针轮转",
    )
    default_strength = Strength.OFF
    default_weight = 40
    settings = ("roster.rotation_days_off",)
    examples = (
        Case("day, evening, night", {"A": "DELLN."}, 0),
        Case("from evening back to day", {"A": "LD"}, 1),
        Case("a day off does not help", {"A": "L.D"}, 1),
        Case("two days off do", {"A": "N..D"}, 0),
        Case("each step back counts, from one working day to the next", {"A": "N.L.D"}, 2),
        Case("the shift before the period counts", {"A": ".D"}, 1, past={"A": "L"}),
        Case("up to the days off that begin a new turn", {"A": ".D"}, 0, past={"A": "L."}),
        Case("the period's last day counts", {"A": "..LD"}, 1),
        Case("only working days in a row", {"A": "L.D", "B": "LD."}, 1, policy={"roster": {"rotation_days_off": 0}}),
        Case(
            "another contract, other days off",
            {"A": "L.D", "B": "L.D"},
            1,
            agents={"B": {"contract": "free"}},
            policy={"contracts": {"free": {"rotation_days_off": 0}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for a in view.agents:
            limit = instance.terms(a).rotation_days_off
            for d, soon, late in bad_successions(view, a, _bad(instance), limit):
                shift, before = (instance.shifts[t].code for t in (soon, late))
                yield self.violation(view, 1, a, d, shift=shift, before=before, limit=limit)

    def constrain(self, door: AgentDoor) -> None:
        forbid_successions(self, door, _bad(door.instance), door.instance.terms(door.a).rotation_days_off)


@kept
def _bad(instance: Instance) -> Bad:
    order = list(ShiftClass)
    place = [order.index(shift.shift_class) for shift in instance.shifts]
    return tuple(tuple(t for t, soon in enumerate(place) if soon < late) for late in place)

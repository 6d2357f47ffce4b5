"""Starts that stay where they are."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from models.time import clock_minutes
from scheduler.instance import Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.successions import Bad, bad_successions, forbid_successions
from scheduler.view import View


class StartStability(AgentRule):
    """On working days in a row the start moves by at most `start_change_minutes` from one day to the next.

    Each larger change counts one. What counts is the time of day on the clock, the day before the period included.
    """

    name = "start_stability"
    title = text("Steady starts", "上班时间稳定")
    source = "ours"
    unit = text("changes of start", "次上班时间变动")
    breach = text(
        "{agent} starts at {start} on {day}, the day before at {before}; at most {limit} minutes apart",
        "{agent} {day} {start} 上班，前一天 {before} 上班；最多相差 {limit} 分钟",
    )
    default_strength = Strength.OFF
    default_weight = 20
    settings = ("roster.start_change_minutes",)
    examples = (
        Case("the same start all week", {"A": "DDSD."}, 0),
        # X starts at 8, D at 9.
        Case("an hour is the limit", {"A": "XDX"}, 0),
        # E starts at 7.
        Case("two hours are too many, either way", {"A": "EDE"}, 2),
        Case("after a day off anything goes", {"A": "E.L"}, 0),
        # N starts at 22, E at 7: 15 hours earlier by the clock.
        Case("a change is told by the clock", {"A": "NE"}, 1),
        Case("the day before the period counts", {"A": "L"}, 1, past={"A": "D"}),
        Case("a day off before it ends the run", {"A": "L"}, 0, past={"A": "D."}),
        Case("the period's last day counts", {"A": "..DL"}, 1),
        Case("another limit", {"A": "EDL"}, 1, policy={"roster": {"start_change_minutes": 120}}),
        Case(
            "another contract, another limit",
            {"A": "ED", "B": "ED"},
            1,
            agents={"B": {"contract": "flexible"}},
            policy={"contracts": {"flexible": {"start_change_minutes": 240}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for a in view.agents:
            limit = instance.terms(a).start_change_minutes
            for d, soon, late in bad_successions(view, a, _bad(instance, limit)):
                start, before = (f"{instance.shifts[t].start:%H:%M}" for t in (soon, late))
                yield self.violation(view, 1, a, d, start=start, before=before, limit=limit)

    def constrain(self, door: AgentDoor) -> None:
        forbid_successions(self, door, _bad(door.instance, door.instance.terms(door.a).start_change_minutes))


@kept
def _bad(instance: Instance, limit: int) -> Bad:
    starts = [clock_minutes(shift.start) for shift in instance.shifts]
    return tuple(tuple(t for t, soon in enumerate(starts) if abs(soon - late) > limit) for late in starts)

"""At least so many days off in a row."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.runs import limit_runs, short_runs
from scheduler.view import View

_TWO = {"roster": {"min_consecutive_days_off": 2}}
_THREE = {"roster": {"min_consecutive_days_off": 3}}


class MinConsecutiveDaysOff(AgentRule):
    """At least `min_consecutive_days_off` days off in a row.

    Days before the period continue its first run; where none of them is known, that run is long enough. A run that
    reaches the period's end may go on and is not judged, nor is one that holds or touches a day of leave. Each day that
    a run is too short counts one.
    """

    name = "min_consecutive_days_off"
    title = text("Least days off in a row", "最少连续休息天数")
    source = "ours"
    unit = text("days", "天")
    breach = text(
        "{agent} has only {run} days off in a row before {day}; at least {limit}",
        "{agent} 在 {day} 之前只连续休息 {run} 天；至少 {limit} 天",
    )
    default_strength = Strength.HARD
    default_weight = 500
    settings = ("roster.min_consecutive_days_off",)
    examples = (
        Case("nothing is asked by default", {"A": "D.D.D"}, 0),
        Case("two days are enough", {"A": "DD..DD"}, 0, policy=_TWO),
        Case("a single day off is one too few", {"A": "DD.DD"}, 1, policy=_TWO),
        Case("each short run counts by the days it lacks", {"A": "D.D..D...D"}, 3, policy=_THREE),
        Case("the run at the period's end may go on", {"A": "DD."}, 0, policy=_THREE),
        Case("nothing is known before the period", {"A": ".DD"}, 0, policy=_TWO),
        Case("a run that began before it", {"A": ".DD"}, 0, past={"A": "D."}, policy=_TWO),
        Case("too short with the days before", {"A": ".DD"}, 1, past={"A": "D."}, policy=_THREE),
        Case("a working day before the period", {"A": ".DD"}, 1, past={"A": "D"}, policy=_TWO),
        Case("a day off that ends with the period's first shift", {"A": "DD"}, 1, past={"A": "D."}, policy=_TWO),
        Case("one before that is another roster's", {"A": "DD"}, 0, past={"A": "D.D"}, policy=_TWO),
        Case("a single day of leave needs no other", {"A": "D.DD"}, 0, leave={"A": ".A"}, policy=_TWO),
        Case("nor does a day off beside it", {"A": "D..D"}, 0, leave={"A": ".A"}, policy=_THREE),
        Case(
            "another contract, another limit",
            {"A": "D.D", "B": "D.D"},
            1,
            agents={"B": {"contract": "student"}},
            policy=_TWO | {"contracts": {"student": {"min_consecutive_days_off": 1}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        for a in view.agents:
            limit = view.instance.terms(a).min_consecutive_days_off
            for end, run, missing in short_runs(view, a, limit, work=False):
                yield self.violation(view, missing, a, end, run=run, limit=limit)

    def constrain(self, door: AgentDoor) -> None:
        limit_runs(self, door, door.instance.terms(door.a).min_consecutive_days_off, work=False)

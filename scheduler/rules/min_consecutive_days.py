"""At least so many working days in a row."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.runs import limit_runs, short_runs
from scheduler.view import View

_TWO = {"roster": {"min_consecutive_days": 2}}
_THREE = {"roster": {"min_consecutive_days": 3}}


class MinConsecutiveDays(AgentRule):
    """At least `min_consecutive_days` working days in a row.

    Days before the period continue its first run; where none of them is known, that run is long enough. A run that
    reaches the period's end may go on and is not judged, nor is one that holds or touches a day of leave. Each day that
    a run is too short counts one.
    """

    name = "min_consecutive_days"
    title = text("Least working days in a row", "最少连续工作天数")
    source = "ours"
    unit = text("days", "天")
    breach = text(
        "{agent} works only {run} days in a row up to {day}; at least {limit}",
        "{agent} 截至 {day} 只连续工作 {run} 天；至少 {limit} 天",
    )
    default_strength = Strength.HARD
    default_weight = 500
    settings = ("roster.min_consecutive_days",)
    examples = (
        Case("nothing is asked by default", {"A": ".D.D."}, 0),
        Case("two days are enough", {"A": ".DD.DL."}, 0, policy=_TWO),
        Case("one day is one too few", {"A": ".D.DD."}, 1, policy=_TWO),
        Case("each short run counts by the days it lacks", {"A": ".D.DD.DDD."}, 3, policy=_THREE),
        Case("the run at the period's end may go on", {"A": "..D"}, 0, policy=_THREE),
        Case("nothing is known before the period", {"A": "D.DD."}, 0, policy=_TWO),
        Case("a run that began before it", {"A": "D.."}, 0, past={"A": "D"}, policy=_TWO),
        Case("too short with the days before", {"A": "D.."}, 1, past={"A": "D"}, policy=_THREE),
        Case("a day off before the period", {"A": "D.."}, 1, past={"A": "D."}, policy=_TWO),
        Case("a run that ends with the day before the period", {"A": "..."}, 1, past={"A": ".D"}, policy=_TWO),
        Case("a run before that is another roster's", {"A": "..."}, 0, past={"A": ".D."}, policy=_TWO),
        Case("a run that leave ends is not judged", {"A": ".D..DD."}, 0, leave={"A": "..A...."}, policy=_TWO),
        Case("nor one after leave", {"A": "..D.DD."}, 0, leave={"A": ".A....."}, policy=_TWO),
        Case(
            "another contract, another limit",
            {"A": ".D.", "B": ".D."},
            1,
            agents={"B": {"contract": "student"}},
            policy=_TWO | {"contracts": {"student": {"min_consecutive_days": 1}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        for a in view.agents:
            limit = view.instance.terms(a).min_consecutive_days
            for end, run, missing in short_runs(view, a, limit, work=True):
                yield self.violation(view, missing, a, end, run=run, limit=limit)

    def constrain(self, door: AgentDoor) -> None:
        limit_runs(self, door, door.instance.terms(door.a).min_consecutive_days, work=True)

"""A day off in every window of days."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.windows import limit_windows, window_breaches
from scheduler.view import View


class DaysOffWindow(AgentRule):
    """Every `days_off_window` days in a row hold a day off (Labour Law art. 38), days before the period counted.

    A day off, or of leave, is one on which no shift begins.
    """

    name = "days_off_window"
    title = text("A day off in every week", "每周至少休息一天")
    source = "Labour Law art. 38"
    unit = text("windows without a day off", "个无休息日的时段")
    breach = text(
        "{agent} has no day off in the {window} days up to {day}",
        "{agent} 截至 {day} 的 {window} 天内没有休息日",
    )
    default_strength = Strength.HARD
    default_weight = 3000
    settings = ("roster.days_off_window",)
    examples = (
        Case("one day off in seven is enough", {"A": "DDDDDD.DDDDDD"}, 0),
        Case("seven days worked hold none", {"A": "DDDDDDD"}, 1),
        Case("nine days worked are three such windows", {"A": "DDDDDDDDD"}, 3),
        Case("days before the period count", {"A": "DDDD."}, 1, past={"A": "DDD"}),
        Case("three and three are enough", {"A": "DDD."}, 0, past={"A": "DDD"}),
        Case("windows that end before the period are another roster's", {"A": ".DDD"}, 0, past={"A": "DDDDDDDDD"}),
        Case("the period's last days count", {"A": ".DDDDDDD"}, 1),
        Case("no window reaches beyond the period", {"A": ".DDDDDD"}, 0),
        Case("a day of leave is a day off", {"A": "DDD.DDD"}, 0, leave={"A": "...A..."}),
        Case("another window", {"A": "DDDDD"}, 1, policy={"roster": {"days_off_window": 5}}),
        Case(
            "another contract, another window",
            {"A": "DDDDDD", "B": "DDDDDD"},
            2,
            agents={"B": {"contract": "part"}},
            policy={"contracts": {"part": {"days_off_window": 5}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        windows = {a: view.instance.terms(a).days_off_window for a in view.agents}
        for a, d, excess in window_breaches(view, {a: (window, window - 1) for a, window in windows.items()}):
            yield self.violation(view, excess, a, d, window=windows[a])

    def constrain(self, door: AgentDoor) -> None:
        window = door.instance.terms(door.a).days_off_window
        limit_windows(self, door, window, window - 1)

"""One shift a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.view import View


class OneShiftADay(AgentRule):
    """Nobody begins more than one shift on the same day.

    The other rules look at the first of them, as the roster lists them.
    """

    name = "one_shift_a_day"
    title = text("One shift a day", "每天一班")
    source = "ours"
    unit = text("shifts", "班次")
    breach = text(
        "{agent} has {count} shifts on {day}; one is the most",
        "{agent} 在 {day} 排了 {count} 个班次；每天最多一班",
    )
    default_strength = Strength.HARD
    default_weight = 10_000
    examples = (
        Case("one shift on each day", {"A": "DDD"}, 0),
        Case("a night shift and a shift on the next day begin on two days", {"A": "ND"}, 0),
        Case("a second shift on a day", {"A": "E"}, 1, extra=[("A", 0, "L")]),
        Case("a third one makes two too many", {"A": "E"}, 2, extra=[("A", 0, "L"), ("A", 0, "N")]),
        Case("the last day and the next agent count alike", {"A": "D.D", "B": "DDD"}, 1, extra=[("B", 2, "L")]),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for (agent, day), more in Counter((double.agent_id, double.day) for double in view.doubles).items():
            a, d = instance.agent_index[agent], instance.day_number(day)
            yield self.violation(view, more, a, d, count=more + 1)

    def constrain(self, door: AgentDoor) -> None:
        for d in range(door.instance.day_count):
            door.at_most(self, d, door.instance.cells([d]), 1)

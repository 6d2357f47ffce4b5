"""Who may work nights."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.base import text
from models.result import Strength, Violation
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.view import View


class NightEligibility(AgentRule):
    """No night shift for those who are not fit for night work (BANK-5.9)."""

    name = "night_eligibility"
    title = text("Fit for nights", "夜班资格")
    source = "BANK-5.9"
    unit = text("night shifts", "个夜班")
    breach = text(
        "{agent} has a night shift on {day} and is not cleared for nights",
        "{agent} 不适合上夜班，但 {day} 排了夜班",
    )
    default_strength = Strength.HARD
    default_weight = 5000
    examples = (
        Case("nights for those who are cleared", {"A": "NN"}, 0),
        Case("none for those who are not", {"A": "NN"}, 2, agents={"A": {"night_ok": False}}),
        Case("late shifts are no nights", {"A": "LL"}, 0, agents={"A": {"night_ok": False}}),
        Case(
            "the last day counts, and only the one agent",
            {"A": "..N", "B": "N.N"},
            1,
            agents={"A": {"night_ok": False}},
        ),
        Case("nights before the period do not", {"A": "..."}, 0, past={"A": "N"}, agents={"A": {"night_ok": False}}),
    )

    def check(self, view: View) -> Iterator[Violation]:
        barred = [a for a in view.agents if not view.instance.agents[a].night_ok]
        nights = np.isin(view.grid[barred], view.instance.night_shifts)
        for i, d in np.argwhere(nights).tolist():
            yield self.violation(view, 1, barred[i], d)

    def constrain(self, door: AgentDoor) -> None:
        instance = door.instance
        if not instance.agents[door.a].night_ok:
            door.forbid(self, instance.cells(range(instance.day_count), instance.night_shifts))

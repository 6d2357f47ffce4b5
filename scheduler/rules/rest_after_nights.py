"""Days off after nights."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from scheduler.instance import Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.successions import Bad, bad_successions, forbid_successions
from scheduler.view import View


class RestAfterNights(AgentRule):
    """After the last of a run of nights at least `days_off_after_nights` days off before a shift that is no night.

    A day off is one on which no shift begins; the morning on which the night ends is one where nothing follows. Nights
    before the period count.
    """

    name = "rest_after_nights"
    title = text("Days off after nights", "夜班后休息")
    source = "ours"
    unit = text("changes too soon", "次过早转班")
    breach = text(
        "{agent} has shift {shift} on {day}, too soon after nights: at least {limit} days off",
        "{agent} 下夜班后过早在 {day} 上 {shift}；至少先休息 {limit} 天",
    )
    default_strength = Strength.SOFT
    default_weight = 40
    settings = ("roster.days_off_after_nights",)
    examples = (
        Case("a day off, then another shift", {"A": "NN.L"}, 0),
        Case("the evening of the day the night ends", {"A": "NL"}, 1),
        Case("nights in a row change nothing", {"A": "NNN"}, 0),
        Case("each change counts", {"A": "NLNL"}, 2),
        Case("the period's last day counts", {"A": "..NL"}, 1),
        Case("what comes after the period is not known", {"A": "..NN"}, 0),
        Case("the night before the period counts", {"A": "L"}, 1, past={"A": "N"}),
        Case("and lets pass what comes after a day off", {"A": "L"}, 0, past={"A": "N."}),
        Case("two days off asked, one given", {"A": "N.L"}, 1, policy={"roster": {"days_off_after_nights": 2}}),
        Case("two days off", {"A": "N..L"}, 0, policy={"roster": {"days_off_after_nights": 2}}),
        Case("a night between starts again", {"A": "N.N..L"}, 0, policy={"roster": {"days_off_after_nights": 2}}),
        Case(
            "a day off before the period and one in it",
            {"A": ".LD"},
            0,
            past={"A": "N."},
            policy={"roster": {"days_off_after_nights": 2}},
        ),
        Case(
            "three asked: the next shift after is judged, no later one",
            {"A": ".LD"},
            1,
            past={"A": "N."},
            policy={"roster": {"days_off_after_nights": 3}},
        ),
        Case("none asked", {"A": "NL"}, 0, policy={"roster": {"days_off_after_nights": 0}}),
        Case(
            "another contract, other days off",
            {"A": "N.L", "B": "N.L"},
            1,
            agents={"B": {"contract": "nursing"}},
            policy={"contracts": {"nursing": {"days_off_after_nights": 2}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for a in view.agents:
            limit = instance.terms(a).days_off_after_nights
            if limit:
                for d, t, _ in bad_successions(view, a, _bad(instance), limit - 1):
                    yield self.violation(view, 1, a, d, shift=instance.shifts[t].code, limit=limit)

    def constrain(self, door: AgentDoor) -> None:
        limit = door.instance.terms(door.a).days_off_after_nights
        if limit:
            forbid_successions(self, door, _bad(door.instance), limit - 1)


@kept
def _bad(instance: Instance) -> Bad:
    nights = instance.night_shifts
    others = tuple(t for t in range(instance.shift_count) if t not in nights)
    return tuple(others if t in nights else () for t in range(instance.shift_count))

"""Teams that work the shift classes in turn."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.people import Agent
from models.result import Strength, Violation
from models.shifts import ShiftClass
from scheduler.instance import Cells, Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.view import View

_IN_TURN = {"roster": {"team_rotation": {"red": ("day", "evening", "night"), "blue": ("evening", "day")}}}
# Cases begin on Monday 2026-06-01: the first week of the turn.
_FROM_JUNE = {"roster": _IN_TURN["roster"] | {"team_rotation_start": "2026-06-03"}}
_RED = {"A": {"team": "red"}}


class TeamRotation(AgentRule):
    """A team stays together: week by week it works the shift classes that `team_rotation` names for it, in turn.

    The week of `team_rotation_start`, Monday to Sunday, has the first class; the turn goes on from period to period. A
    shift of another class counts one. Agents who may not work the week's class (`night_ok`, `shift_classes`) are left out
    that week, and so are teams without a rotation.
    """

    name = "team_rotation"
    title = text("Teams in turn", "班组轮班")
    source = "ours"
    unit = text("shifts", "个班")
    breach = text(
        "{agent} has shift {shift} on {day}; the week of team {team} is {wanted}",
        "{agent} 在 {day} 排了 {shift}；班组 {team} 本周轮到{wanted}",
    )
    default_strength = Strength.OFF
    default_weight = 30
    settings = ("roster.team_rotation", "roster.team_rotation_start")
    examples = (
        Case("a day week, then an evening week", {"A": "DDEED..LLLLL.."}, 0, agents=_RED, policy=_FROM_JUNE),
        Case("each shift of another class counts", {"A": "LDN....LE....."}, 3, agents=_RED, policy=_FROM_JUNE),
        Case(
            "the third week is nights, the fourth days again",
            {"A": "." * 14 + "N......D"},
            0,
            agents=_RED,
            policy=_FROM_JUNE,
        ),
        Case("Sunday still, Monday no more", {"A": "......DD"}, 1, agents=_RED, policy=_FROM_JUNE),
        Case(
            "each team has its turn",
            {"A": "DL", "B": "DL"},
            2,
            agents=_RED | {"B": {"team": "blue"}},
            policy=_FROM_JUNE,
        ),
        Case("no team, no rotation", {"A": "DLN", "B": "DLN"}, 0, agents={"B": {"team": "green"}}, policy=_FROM_JUNE),
        Case("the period's last day counts", {"A": "..N"}, 1, agents=_RED, policy=_FROM_JUNE),
        Case(
            "the turn went on before the period, too",
            {"A": "LDN"},
            2,
            agents=_RED,
            # Monday 2026-06-01 begins the eighth week after that of 2026-04-08: 8 = 2 × 3 + 2, nights.
            policy={"roster": _IN_TURN["roster"] | {"team_rotation_start": "2026-04-08"}},
        ),
        Case(
            "a start that is still to come counts back",
            {"A": "DNL"},
            2,
            agents=_RED,
            policy={"roster": _IN_TURN["roster"] | {"team_rotation_start": "2026-06-08"}},
        ),
        Case(
            "who may not work nights is left out of the night week",
            {"A": "." * 14 + "DL"},
            0,
            agents={"A": {"team": "red", "night_ok": False}},
            policy=_FROM_JUNE,
        ),
        Case(
            "who works days only, of the evening week",
            {"A": ".......D"},
            0,
            agents={"A": {"team": "red", "shift_classes": ("day",)}},
            policy=_FROM_JUNE,
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for a in view.agents:
            agent = instance.agents[a]
            for d, t in view.shifts(a, first=0):
                wanted = _wanted(instance, agent, _monday(instance, d))
                if wanted is not None and instance.shifts[t].shift_class is not wanted:
                    shift = instance.shifts[t].code
                    yield self.violation(view, 1, a, d, shift=shift, team=agent.team, wanted=wanted.label)

    def constrain(self, door: AgentDoor) -> None:
        instance = door.instance
        for monday in range(_monday(instance, 0), instance.day_count, 7):
            wanted = _wanted(instance, instance.agents[door.a], monday)
            if wanted is not None:
                door.at_most(self, (monday, wanted), _others(instance, monday, wanted), 0)


def _monday(instance: Instance, d: int) -> int:
    """The number of the Monday of day `d`'s week."""
    return d - instance.date_of(d).weekday()


def _wanted(instance: Instance, agent: Agent, monday: int) -> ShiftClass | None:
    """The class that the agent's team works in the week, `None` where none binds the agent."""
    roster = instance.policy.roster
    turn = roster.team_rotation.get(agent.team)
    if turn is None:
        return None
    start = _monday(instance, instance.day_number(roster.team_rotation_start))
    wanted = turn[(monday - start) // 7 % len(turn)]
    fit = wanted in agent.shift_classes and (agent.night_ok or wanted is not ShiftClass.NIGHT)
    return wanted if fit else None


@kept
def _others(instance: Instance, monday: int, wanted: ShiftClass) -> Cells:
    """The week's cells of all other classes."""
    others = [kind for kind in ShiftClass if kind is not wanted]
    return instance.cells(range(monday, monday + 7), instance.shifts_of_class(*others))

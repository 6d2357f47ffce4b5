"""How many are on annual leave at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from models.base import Text, text
from models.people import LeaveType
from models.result import Strength, Violation
from scheduler.instance import Instance
from scheduler.rules.base import InputRule
from scheduler.rules.cases import Case
from scheduler.view import View

_TEAMS: dict[str, dict[str, str]] = {"A": {"team": "red"}, "B": {"team": "red"}, "C": {"team": "blue"}}
_BY_TEAM = {"leave": {"annual_leave_scope": "team"}}
_BY_SKILL = {"leave": {"annual_leave_scope": "skill"}}


class AnnualLeaveAtOnce(InputRule):
    """At most `annual_leave_at_once` agents are on annual leave at the same time (BANK-16).

    Counted within the centre, each team or each skill, as `annual_leave_scope` says; for skills an agent counts for each
    of theirs. Days in a row with the same agents away are one breach.
    """

    name = "annual_leave_at_once"
    title = text("Annual leave at the same time", "同时休年假人数")
    source = "BANK-16"
    unit = text("agents", "人")
    breach = text(
        "{where}: {agents} are on annual leave together from {day} to {until}; at most {limit} at the same time",
        "{where}：{agents} 于 {day} 至 {until} 同时休年假；同时最多 {limit} 人",
    )
    default_strength = Strength.HARD
    default_weight = 3000
    settings = ("leave.annual_leave_at_once", "leave.annual_leave_scope")
    examples = (
        Case("one at a time", {"A": "....", "B": "...."}, 0, leave={"A": "AA..", "B": "..AA"}),
        Case("two on the same day", {"A": "....", "B": "...."}, 1, leave={"A": "AA..", "B": ".AA."}),
        Case("days in a row are one breach", {"A": "....", "B": "...."}, 1, leave={"A": "AAAA", "B": "AAAA"}),
        # {A, B} on days 0-1, {A, B, C} on day 2, {A, C} on day 3: 1 + 2 + 1.
        Case(
            "others away make another",
            {"A": "....", "B": "....", "C": "...."},
            4,
            leave={"A": "AAAA", "B": "AAA.", "C": "..AA"},
        ),
        Case("again after a break", {"A": "...", "B": "..."}, 2, leave={"A": "A.A", "B": "A.A"}),
        Case("other leave does not count", {"A": "..", "B": ".."}, 0, leave={"A": "AA", "B": "SP"}),
        Case(
            "two may be allowed",
            {"A": ".", "B": "."},
            0,
            leave={"A": "A", "B": "A"},
            policy={"leave": {"annual_leave_at_once": 2}},
        ),
        Case("none may be allowed", {"A": "."}, 1, leave={"A": "A"}, policy={"leave": {"annual_leave_at_once": 0}}),
        Case(
            "within a team",
            {"A": ".", "B": ".", "C": "."},
            1,
            leave={"A": "A", "B": "A", "C": "A"},
            agents=_TEAMS,
            policy=_BY_TEAM,
        ),
        Case("different teams", {"A": ".", "C": "."}, 0, leave={"A": "A", "C": "A"}, agents=_TEAMS, policy=_BY_TEAM),
        Case("a skill in common", {"A": ".", "B": "."}, 1, leave={"A": "A", "B": "A"}, policy=_BY_SKILL),
        Case(
            "no skill in common",
            {"A": ".", "B": "."},
            0,
            leave={"A": "A", "B": "A"},
            agents={"B": {"skills": ("cantonese",)}},
            policy=_BY_SKILL,
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        limit = instance.policy.leave.annual_leave_at_once
        for where, members in _groups(instance):
            for first, last, away in _spells(instance, members):
                if len(away) > limit:
                    names = [f"{instance.agents[a].name} ({instance.agents[a].id})" for a in away]
                    yield self.violation(
                        view,
                        len(away) - limit,
                        d=first,
                        where=where,
                        agents=text(", ".join(names), "、".join(names)),
                        until=instance.date_of(last),
                        limit=limit,
                    )


def _groups(instance: Instance) -> list[tuple[Text, list[int]]]:
    """Within what the limit holds: what it is called, and its agents."""
    everyone = range(len(instance.agents))
    if instance.policy.leave.annual_leave_scope == "centre":
        return [(text("whole centre", "全中心"), list(everyone))]
    groups: dict[str, list[int]] = {}
    for a in everyone:
        agent = instance.agents[a]
        for name in (agent.team,) if instance.policy.leave.annual_leave_scope == "team" else agent.skills:
            groups.setdefault(name, []).append(a)
    if instance.policy.leave.annual_leave_scope == "team":
        return [(text(f"team {name}", f"团队 {name}"), members) for name, members in groups.items()]
    return [(text(f"skill {name}", f"技能 {name}"), members) for name, members in groups.items()]


def _spells(instance: Instance, members: list[int]) -> Iterator[tuple[int, int, list[int]]]:
    """Days in a row with the same members on annual leave: (first day, last day, who)."""

    def away(d: int) -> list[int]:
        return [a for a in members if instance.leave[a].get(d) is LeaveType.ANNUAL]

    for who, spell in groupby(range(instance.day_count), away):
        days = list(spell)
        if who:
            yield days[0], days[-1], who

"""How many are on annual leave at once (BANK-16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.base import Text, text
from models.leave import LeaveRequest
from models.people import Agent, LeaveType
from scheduler.leave.book import LeaveBook


@dataclass(frozen=True)
class Crowd:
    """A scope that is full, and on which days."""

    where: Text
    days: tuple[date, ...]


def scopes(book: LeaveBook, agent: Agent) -> list[tuple[Text, frozenset[str]]]:
    """Within what the limit holds for an agent: what it is called, and everybody in it."""
    agents = book.centre.agents
    if book.policy.annual_leave_scope == "centre":
        return [(text("whole centre", "全中心"), frozenset(other.id for other in agents))]
    if book.policy.annual_leave_scope == "team":
        mates = frozenset(other.id for other in agents if other.team == agent.team)
        return [(text(f"team {agent.team}", f"团队 {agent.team}"), mates)]
    return [
        (text(f"skill {skill}", f"技能 {skill}"), frozenset(other.id for other in agents if skill in other.skills))
        for skill in agent.skills
    ]


def crowds(book: LeaveBook, request: LeaveRequest) -> list[Crowd]:
    """Where a request for annual leave would put more on leave at once than the limit allows; none for other types."""
    if request.type is not LeaveType.ANNUAL:
        return []
    agent = book.centre.agents_by_id[request.agent_id]
    limit, found = book.policy.annual_leave_at_once, []
    for where, members in scopes(book, agent):
        others = [book.of(other) for other in sorted(members - {agent.id})]
        full = {
            day
            for day, half in request.halves
            if sum(own.get((day, half)) is LeaveType.ANNUAL for own in others) >= limit
        }
        if full:
            found.append(Crowd(where, tuple(sorted(full))))
    return found

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
    """A scope that is full: where, on which days, and who is away there."""

    where: Text
    days: tuple[date, ...]
    agents: tuple[str, ...]


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
        away = {
            half: [other for other in sorted(members - {agent.id}) if book.of(other).get(half) is LeaveType.ANNUAL]
            for half in request.halves
        }
        full = {half: others for half, others in away.items() if len(others) >= limit}
        if full:
            days = tuple(sorted({day for day, _ in full}))
            found.append(Crowd(where, days, tuple(sorted({other for others in full.values() for other in others}))))
    return found

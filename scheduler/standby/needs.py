"""What a standby group must be able to do, whom it counts, and how far past turns weigh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from math import ceil

from models.base import Text, text
from models.centre import Centre
from models.people import Agent, Role
from models.policy import StandbyPolicy
from models.time import add_months
from scheduler.demand.skill_sets import joint_sets
from scheduler.standby.duties import Duties, Span

MOST_LEAD = 12
"""Turns beyond whoever had the fewest are told apart up to this many."""


@dataclass(frozen=True)
class Need:
    """At least `least` of `agents` in a group; they can be called in all the hours that the need is about."""

    what: Text
    least: int
    agents: frozenset[str]


def needs_of(duties: Duties, people: Iterable[Agent], hours: Span) -> tuple[Need, ...]:
    """What a group of these hours needs of these people: a leader, `minimum_staff` on the phones, each skill's minimum.

    A skill is asked for in its own hours only. Who has several skills counts for one of them (BANK-5.2).
    """
    policy, pool = duties.centre.policy, list(people)
    phone = [agent for agent in pool if agent.role in policy.roster.phone_roles]
    free = {agent.id: duties.callable_span(agent, hours) for agent in pool}
    whole = {agent.id for agent in pool if free[agent.id] == hours}
    leaders = frozenset(a.id for a in pool if a.id in whole and may_lead(a, policy.standby))
    needs = [Need(text("a leader", "组长"), 1, leaders)]
    staff = policy.roster.minimum_staff
    if staff:
        on_phones = frozenset(agent.id for agent in phone if agent.id in whole)
        needs.append(Need(text("people for the phones", "接线人员"), staff, on_phones))
    holders: dict[str, frozenset[str]] = {}
    for skill in duties.centre.skills:
        asked = _within(duties, hours, skill.time_from, skill.time_until) if skill.minimum_staff else []
        if asked:
            can = (a for a in phone if skill.code in a.skills)
            holders[skill.code] = frozenset(
                a.id for a in can if all(free[a.id][0] <= start and end <= free[a.id][1] for start, end in asked)
            )
    least = {skill.code: skill.minimum_staff for skill in duties.centre.skills}
    for codes in joint_sets(holders):
        together = frozenset[str]().union(*(holders[code] for code in codes))
        needs.append(Need(_skills(duties.centre, codes), sum(least[code] for code in codes), together))
    return tuple(needs)


def may_lead(agent: Agent, policy: StandbyPolicy) -> bool:
    return agent.role is Role.SUPERVISOR or (agent.role is Role.AGENT and agent.level >= policy.leader_level)


def _within(duties: Duties, hours: Span, since: time, until: time) -> list[Span]:
    """The parts of the group's hours that lie in daily hours [since, until); equal times are all day."""
    if since == until:
        return [hours]
    parts = []
    first = hours[0].date()
    for i in (-1, 0, 1):
        day = first + timedelta(days=i)
        end = day + timedelta(days=int(until < since))
        start, stop = max(hours[0], duties.moment(day, since)), min(hours[1], duties.moment(end, until))
        if start < stop:
            parts.append((start, stop))
    return parts


def _skills(centre: Centre, codes: tuple[str, ...]) -> Text:
    names = {skill.code: skill.name or skill.code for skill in centre.skills}
    return text("+".join(codes), "+".join(names[code] for code in codes))


def group_load(duties: Duties, layer: int, hours: Span) -> int:
    """What a day in a group of these hours counts in the ledger of turns."""
    policy = duties.centre.policy.standby
    return (policy.primary_load if layer == 1 else policy.later_load) + policy.night_load * duties.is_night(hours)


def leads(centre: Centre, first: date, past: Mapping[str, int]) -> dict[str, int]:
    """By how much each agent's turns of the past twelve months are above those of whoever had the fewest, at most `MOST_LEAD`.

    Who was not there all the year counts the mean of the others for the time before: nobody begins with a debt.
    """
    begin = add_months(first, -12)
    year = (first - begin).days
    there = {
        agent.id: min(year, max(0, (first - agent.hire_date).days)) if agent.hire_date else year
        for agent in centre.agents
    }
    days = sum(there.values())
    mean = sum(past.get(agent, 0) for agent in there) * year / days if days else 0.0
    turns = {agent: past.get(agent, 0) + round(mean * (year - own) / year) for agent, own in there.items()}
    fewest = min(turns.values(), default=0)
    return {agent: min(MOST_LEAD, count - fewest) for agent, count in turns.items()}


def band_size(required: Iterable[int], day_error: float, band: float) -> int:
    """How many should stand by so that a day's calls may lie `band` standard deviations above the forecast (BANK-8).

    `required` are agents of the day's intervals; the work, and so nearly the agents, grows with the calls.
    """
    return max((ceil(agents * band * day_error - 1e-9) for agents in required), default=0)

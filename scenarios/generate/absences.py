"""Leave, hours that agents cannot work, and wishes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta

import numpy as np

from models.people import Agent, Leave, LeaveStatus, LeaveType, Role, Unavailability, Wish, WishKind
from models.shifts import ShiftClass
from models.time import Period
from scenarios.generate.spec import CentreSpec

STUDY_SHARE = 0.06
TEAM_SCOPE_FROM = 200  # agents; in a larger centre annual leave is limited by team, not over the whole centre


def make_leave(spec: CentreSpec, agents: tuple[Agent, ...], rng: np.random.Generator) -> tuple[Leave, ...]:
    """Approved leave up to the spec's share, and one request that is still open.

    Annual leave follows one after another, so that never more than one agent of the centre (of the team, in a large
    centre) is away on it at a time (BANK-16). Nobody has two leaves.
    """
    if spec.leave_share == 0:
        return ()
    waiting = [agents[i] for i in rng.permutation(len(agents)) if agents[i].role is not Role.SUPERVISOR]
    supervisors = [agent for agent in agents if agent.role is Role.SUPERVISOR]
    if len(supervisors) > 1:
        waiting.insert(min(2, len(waiting)), supervisors[-1])
    budget = spec.leave_share * len(agents) * len(spec.period.days)
    leave: list[Leave] = []
    for members in _annual_scopes(spec, waiting):
        leave += _annual(spec.period, members, budget * 0.5 * len(members) / len(waiting), rng)
    away = {entry.agent_id for entry in leave}
    rest = [agent for agent in waiting if agent.id not in away and agent.role is Role.AGENT]
    leave += _other(spec.period, rest, budget - _days_in(leave, spec.period), rng)
    away = {entry.agent_id for entry in leave}
    open_request = next((agent for agent in rest if agent.id not in away), None)
    if open_request is not None:
        day = spec.period.days[len(spec.period.days) // 2]
        leave.append(
            Leave(agent_id=open_request.id, start=day, end=day, type=LeaveType.PERSONAL, status=LeaveStatus.REQUESTED)
        )
    return tuple(sorted(leave, key=lambda entry: (entry.start, entry.agent_id)))


def _annual_scopes(spec: CentreSpec, waiting: list[Agent]) -> Iterable[list[Agent]]:
    if spec.agents < TEAM_SCOPE_FROM:
        return [waiting]
    teams: dict[str, list[Agent]] = {}
    for agent in waiting:
        teams.setdefault(agent.team, []).append(agent)
    return teams.values()


def _annual(period: Period, members: list[Agent], budget: float, rng: np.random.Generator) -> list[Leave]:
    """Leaves of 3 to 5 days, one after another with a day or more between them."""
    leave: list[Leave] = []
    day = period.start + timedelta(days=int(rng.integers(0, 7)))
    for agent in members:
        length = int(rng.integers(3, 6))
        if day + timedelta(days=length - 1) > period.end or budget < length:
            break
        leave.append(_leave(agent, day, length, LeaveType.ANNUAL))
        budget -= length
        day += timedelta(days=length + int(rng.integers(1, 3)))
    return leave


def _other(period: Period, members: list[Agent], budget: float, rng: np.random.Generator) -> list[Leave]:
    """Marriage, maternity, sick, personal and bereavement leave, until the budget of days is spent."""
    kinds = (LeaveType.MARRIAGE, LeaveType.SICK, LeaveType.PERSONAL, LeaveType.SICK, LeaveType.BEREAVEMENT)
    lengths = {LeaveType.MARRIAGE: 7, LeaveType.SICK: 3, LeaveType.PERSONAL: 2, LeaveType.BEREAVEMENT: 3}
    leave: list[Leave] = []
    for i, agent in enumerate(members):
        kind = kinds[i % len(kinds)]
        length = lengths[kind]
        if kind is LeaveType.SICK:
            length = int(rng.integers(1, 5))
        if i % 40 == 39:
            kind, length = LeaveType.MATERNITY, len(period.days)
        if budget < length:
            break
        first = int(rng.integers(0, len(period.days) - length + 1))
        leave.append(_leave(agent, period.days[first], length, kind))
        budget -= length
    return leave


def _leave(agent: Agent, first: date, length: int, kind: LeaveType) -> Leave:
    return Leave(agent_id=agent.id, start=first, end=first + timedelta(days=length - 1), type=kind)


def _days_in(leave: Iterable[Leave], period: Period) -> int:
    return sum(entry.covers(day) for entry in leave for day in period.days)


def make_unavailability(
    spec: CentreSpec, agents: tuple[Agent, ...], rng: np.random.Generator
) -> tuple[Unavailability, ...]:
    """Some agents study on two evenings a week; one has a whole day that cannot be moved."""
    phone = [agent for agent in agents if agent.role is Role.AGENT]
    order = [phone[i] for i in rng.permutation(len(phone))]
    students = order[: round(STUDY_SHARE * len(phone))]
    rows = [
        Unavailability(
            agent_id=agent.id, start=day, end=day, time_from=time(18, 30), time_until=time(21, 30), reason="夜校上课"
        )
        for agent in students
        for day in spec.period.days
        if day.weekday() in (1, 3)
    ]
    busy = order[len(students)]
    day = spec.period.days[int(rng.integers(5, len(spec.period.days)))]
    rows.append(Unavailability(agent_id=busy.id, start=day, end=day, reason="参加考试"))
    return tuple(rows)


def make_wishes(
    spec: CentreSpec, agents: tuple[Agent, ...], leave: tuple[Leave, ...], rng: np.random.Generator
) -> tuple[Wish, ...]:
    """Wishes of the phone agents on days without leave: mostly days off (weekends first), some for or against a class."""
    away = {(entry.agent_id, day) for entry in leave for day in spec.period.days if entry.covers(day)}
    days = spec.period.days
    wanted = np.array([2.0 if day.weekday() >= 5 else 1.0 for day in days])
    most = min(max(6, round(3 * spec.wishes_per_agent)), len(days))
    wishes = []
    for agent in agents:
        if agent.role is not Role.AGENT:
            continue
        count = min(int(rng.poisson(spec.wishes_per_agent)), most)
        for index in sorted(rng.choice(len(days), size=count, replace=False, p=wanted / wanted.sum()).tolist()):
            if (agent.id, days[index]) not in away:
                wishes.append(_wish(agent, days[index], rng))
    return tuple(wishes)


def _wish(agent: Agent, day: date, rng: np.random.Generator) -> Wish:
    weight = int(rng.choice([1, 2, 3, 4, 5], p=[0.15, 0.2, 0.35, 0.2, 0.1]))
    kind = rng.choice(3, p=[0.6, 0.2, 0.2])
    if kind == 0:
        return Wish(agent_id=agent.id, day=day, kind=WishKind.DAY_OFF, weight=weight)
    if kind == 1:
        liked = agent.shift_classes[int(rng.integers(0, len(agent.shift_classes)))]
        if liked is ShiftClass.NIGHT and not agent.night_ok:
            liked = ShiftClass.DAY
        return Wish(agent_id=agent.id, day=day, kind=WishKind.WANT, shift_class=liked, weight=weight)
    disliked = ShiftClass.NIGHT if agent.night_ok and rng.random() < 0.6 else ShiftClass.EVENING
    return Wish(agent_id=agent.id, day=day, kind=WishKind.AVOID, shift_class=disliked, weight=weight)

"""What is planned over a year and inside shifts: ranked wishes for leave, what past years gave, and activities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

import numpy as np

from models.activities import Activity, ActivityKind, HowOften
from models.leave_year import LeaveBlackout, LeaveWish, PastLeave
from models.people import Agent, Role
from scenarios.generate.spec import CentreSpec

RANKS = 4
"""Wishes that each agent gives."""


def make_leave_wishes(spec: CentreSpec, agents: tuple[Agent, ...], rng: np.random.Generator) -> tuple[LeaveWish, ...]:
    """Four ranked weeks of next year from everybody a year or more in the house; summer and festivals are wanted most."""
    year = spec.start.year + 1
    mondays = [day for day in _days(year) if day.weekday() == 0 and (day + timedelta(days=4)).year == year]
    wanted = np.array([_popularity(day) for day in mondays])
    wishes = []
    for agent in agents:
        if agent.hire_date is None or agent.hire_date > date(year - 1, 1, 1):
            continue
        weeks = rng.choice(len(mondays), size=RANKS, replace=False, p=wanted / wanted.sum())
        wishes += [
            LeaveWish(agent_id=agent.id, rank=rank, start=mondays[week], days=5) for rank, week in enumerate(weeks, 1)
        ]
    return tuple(wishes)


def _days(year: int) -> Iterator[date]:
    return (date(year, 1, 1) + timedelta(days=i) for i in range(365))


def _popularity(monday: date) -> float:
    """How much a week is wanted: February, May, July, August and October more than others."""
    return {2: 2.0, 5: 2.0, 7: 3.0, 8: 3.0, 10: 2.5}.get(monday.month, 1.0)


def make_blackouts(spec: CentreSpec) -> tuple[LeaveBlackout, ...]:
    """The year's close, when the bank's customers call most."""
    year = spec.start.year + 1
    return (LeaveBlackout(start=date(year, 12, 24), end=date(year, 12, 31), reason="年终决算"),)


def make_past_leave(spec: CentreSpec, wishes: tuple[LeaveWish, ...], rng: np.random.Generator) -> tuple[PastLeave, ...]:
    """What this year's plan gave those who have wishes for the next: mostly the first wishes, some none."""
    agents = dict.fromkeys(wish.agent_id for wish in wishes)
    ranks = rng.choice([1, 2, 3, 0], size=len(agents), p=[0.6, 0.2, 0.1, 0.1])
    return tuple(
        PastLeave(agent_id=agent_id, year=spec.start.year, rank=int(rank) or None)
        for agent_id, rank in zip(agents, ranks, strict=True)
    )


def make_activities(agents: tuple[Agent, ...]) -> tuple[Activity, ...]:
    """The monthly exam for everybody, a talk for newcomers with their team's supervisor, training of one team."""
    phones = [agent for agent in agents if agent.role is Role.AGENT]
    trainer = next((agent.id for agent in agents if agent.role is Role.TRAINER), "")
    boss = next(agent for agent in agents if agent.role is Role.SUPERVISOR)
    newcomers = tuple(agent.id for agent in phones if agent.level == 1)[:8] or (phones[-1].id,)
    team = phones[0].team
    return (
        Activity(
            name="月度技能考试", kind=ActivityKind.EXAM, minutes=30, group_size=6, often=HowOften.MONTHLY, room="考试室"
        ),
        Activity(
            name="新人面谈",
            kind=ActivityKind.ONE_TO_ONE,
            minutes=30,
            agents=newcomers,
            trainer=boss.id,
            time_from=time(8),
            time_until=time(20),
        ),
        Activity(
            name="产品培训",
            kind=ActivityKind.TRAINING,
            minutes=60,
            teams=(team,),
            group_size=5,
            trainer=trainer,
            room="培训室",
        ),
    )

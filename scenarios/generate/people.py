"""The made-up people: supervisors, trainers and phone agents with skills, contracts and levels."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from models.people import Agent, Role
from models.shifts import ShiftClass
from scenarios.generate.catalogue import QUEUES, SITE_NAMES, TEAM_NAMES
from scenarios.generate.names import people_names
from scenarios.generate.spec import CentreSpec

PART_TIME_SHARE = 0.09
NIGHT_UNFIT_SHARE = 0.12
NEWCOMER_SHARE = 0.08


def make_people(spec: CentreSpec, rng: np.random.Generator) -> tuple[Agent, ...]:
    """Supervisors first, then trainers, then phone agents; ids run through."""
    names = people_names(spec.agents, rng)
    teams = team_names(spec)
    staff: list[Agent] = []
    for i in range(spec.supervisors + spec.trainers):
        supervisor = i < spec.supervisors
        staff.append(
            Agent(
                id=_id(i),
                name=names[i],
                team=teams[i % len(teams)],
                role=Role.SUPERVISOR if supervisor else Role.TRAINER,
                skills=(QUEUES[0].skill.code,),
                hire_date=_hired(spec.start, 5, rng),
                night_ok=False,
                level=5 if supervisor else 4,
                shift_classes=(ShiftClass.DAY, ShiftClass.EVENING) if supervisor else (ShiftClass.DAY,),
            )
        )
    return (*staff, *_phone_agents(spec, names, teams, rng))


def _phone_agents(spec: CentreSpec, names: list[str], teams: list[str], rng: np.random.Generator) -> list[Agent]:
    first = spec.supervisors + spec.trainers
    count = spec.agents - first
    part_time = _chosen(count, PART_TIME_SHARE if spec.agents >= 20 else 0.0, rng)
    day_only = _chosen(count, NIGHT_UNFIT_SHARE, rng)
    newcomer = _chosen(count, NEWCOMER_SHARE, rng)
    # In a small centre one agent more of a skill at night weighs more, so more agents have it.
    broader = 1.25 if spec.agents < 40 else 1.0
    skilled = {
        facts.skill.code: _chosen(count, min(1.0, facts.agents_share * broader), rng)
        for facts in QUEUES[: spec.skill_count]
    }
    agents = []
    for i in range(count):
        level = 1 if newcomer[i] else int(rng.integers(2, 6))
        classes = (ShiftClass.DAY, ShiftClass.EVENING) if part_time[i] else tuple(ShiftClass)
        agents.append(
            Agent(
                id=_id(first + i),
                name=names[first + i],
                team=teams[i % len(teams)],
                role=Role.AGENT,
                skills=tuple(code for code, chosen in skilled.items() if chosen[i]),
                hire_date=_hired(spec.start, level, rng),
                contract_hours=float(rng.choice([20, 24])) if part_time[i] else 40.0,
                night_ok=not (day_only[i] or part_time[i]),
                level=level,
                shift_classes=classes,
            )
        )
    return agents


def team_names(spec: CentreSpec) -> list[str]:
    """Team names; with several sites the site stands before the team, and the teams are spread over the sites."""
    names = []
    for i in range(spec.team_count):
        site, number = i % spec.sites, i // spec.sites
        team = TEAM_NAMES[number % len(TEAM_NAMES)]
        if number >= len(TEAM_NAMES):
            team = f"{team}{number // len(TEAM_NAMES) + 1}"
        names.append(f"{site_name(site)}-{team}" if spec.sites > 1 else team)
    return names


def site_name(site: int) -> str:
    name = SITE_NAMES[site % len(SITE_NAMES)]
    return name if site < len(SITE_NAMES) else f"{name}{site // len(SITE_NAMES) + 1}"


def _id(number: int) -> str:
    return f"A{number + 1:05d}"


def _chosen(count: int, share: float, rng: np.random.Generator) -> list[bool]:
    """Exactly round(share × count) of `count`, at random."""
    picked = set(rng.permutation(count)[: round(share * count)].tolist())
    return [i in picked for i in range(count)]


def _hired(start: date, level: int, rng: np.random.Generator) -> date:
    """Newcomers (level 1) came within the last three months, others some years ago."""
    days = int(rng.integers(20, 90)) if level == 1 else int(rng.integers(200, 400)) * level
    return start - timedelta(days=days)

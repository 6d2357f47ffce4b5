"""Shifts worked in the ten days before the period; they keep the roster rules themselves."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date, timedelta

import numpy as np

from models.demand import Requirement
from models.people import Agent, Leave, PastShift, Role
from models.shifts import ShiftClass
from scenarios.generate.spec import CentreSpec

PAST_DAYS = 10
_FULL: dict[ShiftClass, tuple[str, ...]] = {
    ShiftClass.DAY: ("D07", "D08", "D09", "D10", "D11"),
    ShiftClass.EVENING: ("E13", "E14", "E15"),
    ShiftClass.NIGHT: ("N22", "N23"),
}
_SHORT: dict[ShiftClass, tuple[str, ...]] = {ShiftClass.DAY: ("S08",), ShiftClass.EVENING: ("S18",)}
_UNTIL_HOUR = 7  # the small hours of the first day, before its first day shift begins


def make_past_shifts(
    spec: CentreSpec,
    agents: Sequence[Agent],
    leave: Sequence[Leave],
    requirement: Requirement,
    rng: np.random.Generator,
) -> tuple[PastShift, ...]:
    """Past shifts of everybody.

    Each agent goes round a cycle of seven days: a block of shifts of one template, then at least two days off. Blocks
    are five day or evening shifts, four nights, or for part-timers what their contract holds. So there are no runs above
    five days, never above four nights, at most 40 hours in any seven days, and two days off between different shifts.
    On the last day enough night shifts are at work to meet the requirement of the first day's small hours, by skill, and
    where a supervisor must be on duty by day, one has not worked too late to be there on the first morning.
    """
    crew = _last_night_crew(spec, agents, leave, requirement, rng)
    shifts = []
    for agent in agents:
        # Position of the last past day in the agent's cycle; the night crew are in the 1st to 4th of their nights.
        last = crew[agent.id] if agent.id in crew else int(rng.integers(0, 7))
        blocks = {0: ShiftClass.NIGHT} if agent.id in crew else {}
        shifts += _cycle(spec.start, agent, last, blocks, rng)
    if spec.supervisor_by_day:
        resting = {entry.agent_id for entry in leave if entry.covers(spec.start)}
        shifts = _ready_for_the_morning(
            shifts, [a.id for a in agents if a.role is Role.SUPERVISOR and a.id not in resting], spec.start
        )
    return tuple(shifts)


def _ready_for_the_morning(shifts: list[PastShift], supervisors: list[str], start: date) -> list[PastShift]:
    """The shifts; if all of these supervisors end the last day late, one has had day shifts since a day off."""
    worked = {(past.agent_id, past.day): past.shift for past in shifts}
    eve = start - timedelta(days=1)
    if not supervisors or any(worked.get((who, eve)) not in _FULL[ShiftClass.EVENING] for who in supervisors):
        return shifts
    block = min((_block(worked, who, eve) for who in supervisors), key=len)
    early = _FULL[ShiftClass.DAY][0]
    return [p.model_copy(update={"shift": early}) if (p.agent_id, p.day) in block else p for p in shifts]


def _block(worked: Container[tuple[str, date]], agent_id: str, last: date) -> set[tuple[str, date]]:
    """Agent and day of all shifts in a row up to the day `last`."""
    block = set()
    while (agent_id, last) in worked:
        block.add((agent_id, last))
        last -= timedelta(days=1)
    return block


def _cycle(
    start: date, agent: Agent, last: int, blocks: dict[int, ShiftClass], rng: np.random.Generator
) -> list[PastShift]:
    """One agent's shifts; `last` is the cycle position (0–6) of the day before `start`, block 0 the one it lies in."""
    templates: dict[int, tuple[str, int]] = {}
    shifts = []
    for back in range(PAST_DAYS, 0, -1):
        block, position = divmod(last - (back - 1), 7)
        if block not in templates:
            kind = blocks.get(block) or _usual_class(agent, ends_last_night=block == 0, rng=rng)
            templates[block] = _template(agent, kind, rng)
        code, length = templates[block]
        if position < length:
            shifts.append(PastShift(agent_id=agent.id, day=start - timedelta(days=back), shift=code))
    return shifts


def _usual_class(agent: Agent, ends_last_night: bool, rng: np.random.Generator) -> ShiftClass:
    """A class the agent works; the block that reaches the last day has nights only for the chosen crew."""
    weights = {ShiftClass.DAY: 0.62, ShiftClass.EVENING: 0.28, ShiftClass.NIGHT: 0.10}
    classes = [c for c in agent.shift_classes if c is not ShiftClass.NIGHT or (agent.night_ok and not ends_last_night)]
    odds = np.array([weights[c] for c in classes])
    return classes[int(rng.choice(len(classes), p=odds / odds.sum()))]


def _template(agent: Agent, kind: ShiftClass, rng: np.random.Generator) -> tuple[str, int]:
    """A template of the class and how many days the block has."""
    if agent.contract_hours < 24:
        codes, length = _SHORT[kind], 5
    elif agent.contract_hours < 40:
        codes, length = _FULL[kind], 3
    else:
        codes, length = _FULL[kind], 4 if kind is ShiftClass.NIGHT else 5
    return codes[int(rng.integers(0, len(codes)))], length


def _last_night_crew(
    spec: CentreSpec,
    agents: Sequence[Agent],
    leave: Sequence[Leave],
    requirement: Requirement,
    rng: np.random.Generator,
) -> dict[str, int]:
    """Who is at work in the night before the period, and in which of the four nights of their block (0–3).

    Enough for every demand group, and one more so that meals can be taken. No newcomers: one of them would be alone
    during the others' meals.
    """
    resting = {entry.agent_id for entry in leave if entry.covers(spec.start)}
    ready = [a for a in agents if a.role is Role.AGENT and a.night_ok and ShiftClass.NIGHT in a.shift_classes]
    ready = [ready[i] for i in rng.permutation(len(ready)) if ready[i].id not in resting and ready[i].level > 1]
    crew: list[Agent] = []
    hours = requirement.timeline.day_intervals(spec.start)[: _UNTIL_HOUR * 60 // requirement.timeline.interval_minutes]
    # Rare skills first: those who bring them count for the wider groups as well.
    for group in sorted(requirement.groups, key=lambda g: sum(bool(set(a.skills) & set(g.skills)) for a in agents)):
        needed = max(group.required[k] for k in hours) + 1
        for agent in ready:
            if sum(bool(set(a.skills) & set(group.skills)) for a in crew) >= needed:
                break
            if agent not in crew and set(agent.skills) & set(group.skills):
                crew.append(agent)
    return {agent.id: i % 4 for i, agent in enumerate(crew)}

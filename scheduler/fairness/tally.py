"""What a roster or a standby plan adds to the fairness ledger: what everybody had of each kind, and a fair share of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from models.calendar import DayKind
from models.centre import Centre
from models.fairness import FairEntry, FairKind
from models.people import Agent, Role
from models.roster import Roster
from models.standby import StandbyPlan
from scheduler.instance import Instance
from scheduler.rules import as_set
from scheduler.rules.fair_nights import FairNights
from scheduler.rules.fair_weekends import FairWeekends
from scheduler.rules.fairness import shared_out, works_nights
from scheduler.rules.hours import average_minutes
from scheduler.rules.wishes import Wishes
from scheduler.view import OFF, View

_DIGITS = 4
"""Decimals of a share that are kept."""

Amounts = NDArray[np.float64]


def tally(instance: Instance, roster: Roster) -> tuple[FairEntry, ...]:
    """The entries of a roster, on the last day of its period.

    Shares go by contract hours and days present among those of a role, as in the rules; refused wishes by how many each
    had. Standby is no matter of the roster (`tally_standby`).
    """
    view = View(instance, roster)
    nights, weekends = (as_set(rule, instance.policy) for rule in (FairNights, FairWeekends))
    counted: list[tuple[FairKind, Amounts, Callable[[Agent], bool]]] = [
        (FairKind.NIGHTS, _nights(view), lambda agent: nights.covers(agent) and works_nights(agent)),
        (FairKind.WEEKENDS, _days(view, instance.weekend_days), weekends.covers),
        (FairKind.HOLIDAYS, _days(view, _holidays(instance)), weekends.covers),
        (FairKind.OVERTIME, _overtime(view), weekends.covers),
    ]
    found = [
        entry
        for kind, amounts, eligible in counted
        for entry in _entries(instance, kind, amounts, _shares(instance, amounts, eligible))
    ]
    return (*found, *_refused(view))


def tally_standby(centre: Centre, plan: StandbyPlan) -> tuple[FairEntry, ...]:
    """The entries of a standby plan, on its days: a day in a group counts one.

    Those of a role who are employed and not on leave that day share its turns by contract hours, whether on duty or off.
    """
    found = []
    for day in dict.fromkeys(group.day for group in plan.groups):
        members = {member.agent_id for group in plan.of_day(day) for member in group.members}
        away = {leave.agent_id for leave in centre.approved_leave if leave.covers(day)}
        for role in Role:
            there = [
                agent
                for agent in centre.agents
                if agent.role is role
                and (
                    agent.id in members
                    or (agent.id not in away and (agent.hire_date is None or agent.hire_date <= day))
                )
            ]
            turns, hours = sum(agent.id in members for agent in there), sum(agent.contract_hours for agent in there)
            for agent in there if turns else ():
                amount, share = agent.id in members, round(turns * agent.contract_hours / hours, _DIGITS)
                found.append(FairEntry(agent_id=agent.id, day=day, kind=FairKind.STANDBY, amount=amount, share=share))
    return tuple(found)


def _entries(instance: Instance, kind: FairKind, amounts: Amounts, shares: Amounts) -> list[FairEntry]:
    day = instance.period.end
    return [
        FairEntry(agent_id=agent.id, day=day, kind=kind, amount=round(amount, _DIGITS), share=round(share, _DIGITS))
        for agent, amount, share in zip(instance.agents, amounts.tolist(), shares.tolist(), strict=True)
        if amount or share
    ]


def _shares(instance: Instance, amounts: Amounts, eligible: Callable[[Agent], bool]) -> Amounts:
    """A fair share of what those of a role had together; whoever shares with nobody has what is fair."""
    shares = amounts.copy()
    for group in shared_out(instance, eligible):
        together = float(amounts[list(group.shares)].sum())
        for a, part in group.shares.items():
            shares[a] = together * part / group.total
    return shares


def _nights(view: View) -> Amounts:
    return np.asarray(np.isin(view.grid, view.instance.night_shifts).sum(axis=1), dtype=np.float64)


def _days(view: View, days: Iterable[int]) -> Amounts:
    """How many of these days each agent works."""
    return np.asarray((view.grid[:, list(days)] != OFF).sum(axis=1), dtype=np.float64)


def _holidays(instance: Instance) -> list[int]:
    calendar = instance.centre.calendar
    return [d for d, day in enumerate(instance.days) if calendar.kind(day) is DayKind.STATUTORY_HOLIDAY]


def _overtime(view: View) -> Amounts:
    """Rostered hours above the average of the period (BANK-7a), by agent."""
    instance = view.instance
    paid = np.append(instance.paid_minutes, 0)[view.grid].sum(axis=1)
    allowed = [average_minutes(instance, a, days)[0] for a, days in enumerate(instance.employed_days)]
    return np.asarray(np.maximum(0, paid - np.array(allowed)) / 60, dtype=np.float64)


def _refused(view: View) -> list[FairEntry]:
    """Wishes not kept; a fair share is everybody's part of the refused ones by how many wishes they had."""
    instance = view.instance
    rule = as_set(Wishes, instance.policy)
    wished, refused = (np.zeros(len(instance.agents)) for _ in range(2))
    for a, agent in enumerate(instance.agents):
        wished[a] = len(instance.wishes[a]) if rule.covers(agent) else 0
    for violation in rule.judge(view):
        if violation.agent_id is not None:
            refused[instance.agent_index[violation.agent_id]] += 1
    part = refused.sum() / max(1, wished.sum())
    return _entries(instance, FairKind.REFUSED_WISHES, refused, wished * part)

"""Fair shares: work that a group has to do is spread by contract hours and days present."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import gcd
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from models.base import text
from models.people import Agent, Role
from models.result import Violation
from scheduler.instance import Cells, Instance
from scheduler.rules.base import AgentDoor, Rule
from scheduler.view import View

NO_LEADS: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True)
class FairGroup:
    """Agents of one role among whom a kind of work is spread, and each one's share of it in `total` parts."""

    role: Role
    shares: dict[int, int]
    total: int


def fair_groups(rule: Rule, instance: Instance, eligible: Callable[[Agent], bool]) -> tuple[FairGroup, ...]:
    """For each role the eligible agents whom the rule holds for with their shares: days present times contract hours.

    The shares are divided by what divides them all. A group of one has nobody to be fair to and is left out.
    """
    groups = []
    for role in Role:
        shares = {
            a: int(instance.present_days[a]) * round(agent.contract_hours)
            for a, agent in enumerate(instance.agents)
            if agent.role is role and rule.covers(agent) and eligible(agent)
        }
        common = gcd(*shares.values())
        if len(shares) > 1 and common:
            parts = {a: share // common for a, share in shares.items()}
            groups.append(FairGroup(role, parts, sum(parts.values())))
    return tuple(groups)


def share_fairly(
    rule: Rule,
    door: AgentDoor,
    groups: tuple[FairGroup, ...],
    cells: Cells,
    name: str,
    tolerance: int,
    leads: Mapping[int, int] = NO_LEADS,
) -> None:
    """Tell the engine: nobody is further than `tolerance` above or below their share of the group's work on `cells`.

    The first unit beyond counts one, the second two and so on: the further, the dearer. `leads` (by agent, 0 where none) are
    what was worked above one's share before: it is let pass less above and more below, never less than nothing.
    """
    for group in groups:
        if door.a in group.shares:
            total, share, parts = f"{name}/{group.role.value}", group.shares[door.a], group.total
            ones = np.full(len(cells), parts, dtype=np.int64)
            over, under = _passes(tolerance, leads.get(door.a, 0))
            door.total_cells(total, cells)
            # Both rows times `parts`: parts·n − share·N ≤ parts·(tolerance + slack), and the same below.
            door.at_most(rule, "over", cells, over * parts, ones, total=(total, -share), scale=parts, grows=True)
            door.at_most(rule, "under", cells, under * parts, -ones, total=(total, share), scale=parts, grows=True)


def _passes(tolerance: int, lead: int) -> tuple[int, int]:
    """What is let pass above and below one's share."""
    return max(0, tolerance - lead), max(0, tolerance + lead)


def unfairness(
    rule: Rule,
    view: View,
    groups: tuple[FairGroup, ...],
    worked: NDArray[np.int64],
    tolerance: int,
    leads: Mapping[int, int] = NO_LEADS,
) -> Iterator[Violation]:
    """A breach for each agent who is further than `tolerance` from their share; `leads` as in `share_fairly`.

    One agent's work moves everybody's share: of those whom the view does not ask about the breaches come together.
    """
    for group in groups:
        agents, shares = np.array(list(group.shares)), np.array(list(group.shares.values()))
        work = int(worked[agents].sum())
        apart = group.total * worked[agents] - shares * work
        over, under = np.array([_passes(tolerance, leads.get(a, 0)) for a in group.shares]).T
        beyond = np.maximum(0, -(np.minimum(over * group.total - apart, under * group.total + apart) // group.total))
        amounts = beyond * (beyond + 1) // 2
        asked = np.isin(agents, list(view.agents))
        for i in np.flatnonzero((amounts > 0) & asked).tolist():
            a, share = int(agents[i]), f"{work * int(shares[i]) / group.total:.3g}"
            yield rule.violation(view, int(amounts[i]), a, count=int(worked[a]), share=share, tolerance=tolerance)
        if amounts[~asked].any():
            others = text("the others", "其他人")
            yield rule.violation(
                view, int(amounts[~asked].sum()), agent=others, count="–", share="–", tolerance=tolerance
            )

"""Fair shares: work that a group has to do is spread by contract hours and days present."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from models.people import Agent, Role
from scheduler.instance import Cells, Instance
from scheduler.rules.base import AgentDoor, Rule


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
    rule: Rule, door: AgentDoor, groups: tuple[FairGroup, ...], cells: Cells, name: str, tolerance: int
) -> None:
    """Tell the engine: nobody is further than `tolerance` above or below their share of the group's work on `cells`.

    The first unit beyond counts one, the second two and so on: the further, the dearer.
    """
    for group in groups:
        if door.a in group.shares:
            total, share, parts = f"{name}/{group.role.value}", group.shares[door.a], group.total
            ones = np.full(len(cells), parts, dtype=np.int64)
            limit = tolerance * parts
            door.total_cells(total, cells)
            # Both rows times `parts`: parts·n − share·N ≤ parts·(tolerance + slack), and the same below.
            door.at_most(rule, "over", cells, limit, ones, total=(total, -share), scale=parts, grows=True)
            door.at_most(rule, "under", cells, limit, -ones, total=(total, share), scale=parts, grows=True)


def unfairness(
    groups: tuple[FairGroup, ...], worked: NDArray[np.int64], tolerance: int
) -> Iterator[tuple[int, int, float]]:
    """Who is further than `tolerance` from their share: (agent, what it counts, fair share)."""
    for group in groups:
        work = int(worked[list(group.shares)].sum())
        for a, share in group.shares.items():
            apart = abs(group.total * int(worked[a]) - share * work)
            excess = -((tolerance * group.total - apart) // group.total)
            if excess > 0:
                yield a, excess * (excess + 1) // 2, work * share / group.total

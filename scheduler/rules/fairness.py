"""Fair shares: work that a group has to do is spread by contract hours and days present.

What earlier months carry over (`scheduler/fairness/carry.py`) counts like work of this period, had or not had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from math import gcd

import numpy as np
from numpy.typing import NDArray

from models.base import Text, text
from models.people import Agent, Role
from models.result import Strength, Violation
from models.shifts import ShiftClass
from scheduler.fairness.carry import Balances, carried
from scheduler.instance import Cells, Instance
from scheduler.rules.base import AgentDoor, Rule
from scheduler.view import View


@dataclass(frozen=True)
class FairGroup:
    """Agents of one role among whom a kind of work is spread, and each one's share of it in `total` parts.

    `carried` is what each has too much (too little: negative) from earlier months, in units times `total`; it is empty
    where nothing is carried over.
    """

    role: Role
    shares: dict[int, int]
    total: int
    carried: dict[int, int] = field(default_factory=dict)


def works_nights(agent: Agent) -> bool:
    """Whether nights are shared out to the agent."""
    return agent.night_ok and ShiftClass.NIGHT in agent.shift_classes


def fair_groups(rule: Rule, instance: Instance, eligible: Callable[[Agent], bool]) -> tuple[FairGroup, ...]:
    """The groups of the eligible agents whom the rule holds for, with what is carried over of the kind that it looks at.

    A hard rule carries nothing over: what earlier months have done may be more than one roster can make good.
    """
    groups = shared_out(instance, lambda agent: rule.covers(agent) and eligible(agent))
    if rule.carries is None or rule.strength is Strength.HARD:
        return groups
    known, most = instance.balances[rule.carries], instance.policy.fairness.most_carried
    return tuple(replace(group, carried=_carried(instance, group, known, most)) for group in groups)


def _carried(instance: Instance, group: FairGroup, known: Balances, most: float) -> dict[int, int]:
    """Who is away all the time has no part in it: they could not make up for anything."""
    there = {instance.agents[a].id: a for a, share in group.shares.items() if share}
    return {there[agent]: round(own * group.total) for agent, own in carried(known, there, most).items() if own}


def shared_out(instance: Instance, eligible: Callable[[Agent], bool]) -> tuple[FairGroup, ...]:
    """For each role the eligible agents with their shares: days present times contract hours.

    The shares are divided by what divides them all. A group of one has nobody to be fair to and is left out.
    """
    groups = []
    for role in Role:
        shares = {
            a: int(instance.present_days[a]) * round(agent.contract_hours)
            for a, agent in enumerate(instance.agents)
            if agent.role is role and eligible(agent)
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
            limit, before = tolerance * parts, group.carried.get(door.a, 0)
            door.total_cells(total, cells)
            # Both rows times `parts`: parts·(n + carried) − share·N ≤ parts·(tolerance + slack), and the same below.
            door.at_most(rule, "over", cells, limit - before, ones, total=(total, -share), scale=parts, grows=True)
            door.at_most(rule, "under", cells, limit + before, -ones, total=(total, share), scale=parts, grows=True)


def unfairness(
    rule: Rule, view: View, groups: tuple[FairGroup, ...], worked: NDArray[np.int64], tolerance: int
) -> Iterator[Violation]:
    """A breach for each agent who is further than `tolerance` from their share.

    One agent's work moves everybody's share: of those whom the view does not ask about the breaches come together.
    """
    for group in groups:
        agents, shares = np.array(list(group.shares)), np.array(list(group.shares.values()))
        work = int(worked[agents].sum())
        before = np.array([group.carried.get(a, 0) for a in group.shares])
        apart = abs(group.total * worked[agents] - shares * work + before)
        beyond = np.maximum(0, -((tolerance * group.total - apart) // group.total))
        amounts = beyond * (beyond + 1) // 2
        asked = np.isin(agents, list(view.agents))
        for i in np.flatnonzero((amounts > 0) & asked).tolist():
            a = int(agents[i])
            share = _share_words(work * int(shares[i]) / group.total, int(before[i]) / group.total)
            yield rule.violation(view, int(amounts[i]), a, count=int(worked[a]), share=share, tolerance=tolerance)
        if amounts[~asked].any():
            others = text("the others", "其他人")
            yield rule.violation(
                view, int(amounts[~asked].sum()), agent=others, count="–", share="–", tolerance=tolerance
            )


def _share_words(share: float, before: float) -> Text:
    """A fair share, and what earlier months have added to what an agent had."""
    if not before:
        return text(f"{share:.3g}", f"{share:.3g}")
    more = text(f"{abs(before):.2g} too many", f"多 {abs(before):.2g}")
    fewer = text(f"{abs(before):.2g} too few", f"少 {abs(before):.2g}")
    earlier = more if before > 0 else fewer
    return text(f"{share:.3g} (earlier months: {earlier.en})", f"{share:.3g}（此前累计{earlier.zh}）")

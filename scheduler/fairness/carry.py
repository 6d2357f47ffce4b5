"""What earlier months carry over into a roster.

An agent's *balance* of a kind of work is what they had of it less their fair share, summed over the ledger's entries.
What is carried over is by how much the balance is above the mean of those who share the work. So somebody without
entries stands at the mean, and what is added to everybody's balance changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from models.centre import Centre
from models.fairness import FairEntry, FairKind
from models.time import Period, add_months

Balances = Mapping[str, Fraction]
"""Balances by agent; those without an entry that counts are not in it."""

_DAY = timedelta(days=1)


def balances(centre: Centre, period: Period) -> dict[FairKind, Balances]:
    """What the ledger says before a roster for `period`: entries of the months looked back on, from before it."""
    earliest = add_months(period.start, -centre.policy.fairness.months)
    since = counts_since(centre, period)
    found: dict[FairKind, dict[str, Fraction]] = {kind: {} for kind in FairKind}
    for entry in centre.fairness:
        if earliest <= entry.day < period.start and entry.day >= since.get(entry.agent_id, earliest):
            own = found[entry.kind]
            own[entry.agent_id] = own.get(entry.agent_id, Fraction(0)) + apart(entry)
    return dict(found)


def above_mean(known: Balances, agents: Iterable[str]) -> dict[str, Fraction]:
    """By how much each of these agents is above the mean of those of them who are known."""
    wanted = list(agents)
    own = [known[agent] for agent in wanted if agent in known]
    mean = sum(own, Fraction(0)) / len(own) if own else Fraction(0)
    return {agent: known.get(agent, mean) - mean for agent in wanted}


def carried(known: Balances, agents: Iterable[str], most: float) -> dict[str, Fraction]:
    """What counts of that, at most `most` either way."""
    limit = exact(most)
    return {agent: max(-limit, min(limit, above)) for agent, above in above_mean(known, agents).items()}


def counts_since(centre: Centre, period: Period) -> dict[str, date]:
    """For each agent whose entries count from some day on only: their hire date, or the day after a long leave.

    Leave counts that is over before `period` ends.
    """
    since = {agent.id: agent.hire_date for agent in centre.agents if agent.hire_date is not None}
    for agent, back in _returns(centre, period).items():
        since[agent] = max(back, since.get(agent, back))
    return since


def apart(entry: FairEntry) -> Fraction:
    """What the entry has above the fair share, exactly."""
    return exact(entry.amount) - exact(entry.share)


def exact(number: float) -> Fraction:
    """The number as it is written in decimals."""
    return Fraction(str(number))


def _returns(centre: Centre, period: Period) -> dict[str, date]:
    """The day on which agents last came back from a long leave, of whatever types one after the other."""
    longest = centre.policy.fairness.new_start_days
    runs: defaultdict[str, list[tuple[date, date]]] = defaultdict(list)
    for leave in sorted(centre.approved_leave, key=lambda leave: leave.start):
        own, start = runs[leave.agent_id], leave.start
        if own and start <= own[-1][1] + _DAY:
            start, end = own.pop()
            own.append((start, max(end, leave.end)))
        else:
            own.append((start, leave.end))
    return {
        agent: end + _DAY
        for agent, own in runs.items()
        for start, end in own
        if (end - start).days + 1 > longest and end < period.end
    }

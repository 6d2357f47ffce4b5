"""Who stands where in the fairness ledger: this month, this year, and what the next roster makes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from models.centre import Centre
from models.fairness import FairEntry, FairKind, FairReport, Standing, Sum
from models.people import Role
from models.result import Strength
from models.time import Period, add_months
from scheduler.fairness.carry import above_mean, balances, carried, counts_since
from scheduler.rules import load_rules
from scheduler.rules.base import Rule
from scheduler.rules.fairness import works_nights

_DIGITS = 2


def fair_report(centre: Centre, month: date | None = None) -> FairReport | None:
    """Everybody's standing in every kind that the ledger has entries of; None where it has none until then.

    `month` is any day of the month to be shown, that of the last entry unless given. What comes next is told for the
    month after it.
    """
    last = max((entry.day for entry in centre.fairness), default=None) if month is None else month
    if last is None:
        return None
    first, following = last.replace(day=1), add_months(last.replace(day=1), 1)
    year = [e for e in centre.fairness if first.replace(month=1) <= e.day < following]
    if not year:
        return None
    coming = Period(start=following, end=add_months(following, 1) - timedelta(days=1))
    since = counts_since(centre, coming)
    by_kind = {kind: [entry for entry in year if entry.kind is kind] for kind in FairKind}
    standings = [
        standing
        for kind, entries in by_kind.items()
        for standing in _standings(centre, kind, entries, first, coming, since)
        if entries
    ]
    return FairReport(month=first, standings=tuple(standings))


def _standings(
    centre: Centre, kind: FairKind, entries: Sequence[FairEntry], first: date, coming: Period, since: Mapping[str, date]
) -> Iterable[Standing]:
    known, most = balances(centre, coming)[kind], centre.policy.fairness.most_carried
    month, year = _sums(entry for entry in entries if entry.day >= first), _sums(entries)
    rules = [rule for rule in load_rules(centre.policy) if rule.carries is kind and rule.strength is Strength.SOFT]
    for team in _teams(centre, kind, rules):
        above, next_time = above_mean(known, team), carried(known, team, most)
        for agent in team:
            yield Standing(
                agent_id=agent,
                kind=kind,
                month=month[agent],
                year=year[agent],
                team_month=_mean(month, team),
                team_year=_mean(year, team),
                above=round(float(above[agent]), _DIGITS),
                carried=round(float(next_time[agent]), _DIGITS),
                priced=bool(rules),
                since=since.get(agent),
            )


def _teams(centre: Centre, kind: FairKind, rules: Sequence[Rule]) -> list[list[str]]:
    """Those among whom a kind of work is shared out: wishes are heard together, work is shared within a role."""
    sharing = [
        agent
        for agent in centre.agents
        if all(rule.covers(agent) for rule in rules) and (kind is not FairKind.NIGHTS or works_nights(agent))
    ]
    if kind is FairKind.REFUSED_WISHES:
        return [[agent.id for agent in sharing]]
    return [[agent.id for agent in sharing if agent.role is role] for role in Role]


def _sums(entries: Iterable[FairEntry]) -> defaultdict[str, Sum]:
    found: defaultdict[str, Sum] = defaultdict(Sum)
    for entry in entries:
        own = found[entry.agent_id]
        found[entry.agent_id] = Sum(
            amount=round(own.amount + entry.amount, _DIGITS), share=round(own.share + entry.share, _DIGITS)
        )
    return found


def _mean(sums: Mapping[str, Sum], team: Sequence[str]) -> float:
    return round(sum(sums[agent].amount for agent in team) / len(team), _DIGITS)

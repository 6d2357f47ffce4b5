"""Overtime is paid once: by the hours ledger in months that it has closed, by attendance in the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from models.base import Text, text
from models.facts import Fact, FactKind
from models.hours import HoursStatement, OvertimeKind
from models.time import month_of

KINDS = frozenset(FactKind(kind.value) for kind in OvertimeKind)


@dataclass
class Overtime:
    """The facts with each minute of overtime once, what is to be told of it, and corrections that have no place."""

    facts: list[Fact] = field(default_factory=list)
    notices: list[Text] = field(default_factory=list)
    misplaced: list[Fact] = field(default_factory=list)


def ledger_facts(statement: HoursStatement) -> list[Fact]:
    """What a closed month pays, by agent and kind: carried corrections and expired comp time with it, time off without."""
    month = month_of(statement.month.start)
    return [
        Fact(
            id=f"hours:{kind.value}:{own.agent_id}:{month}",
            agent_id=own.agent_id,
            kind=FactKind(kind.value),
            month=month,
            amount=Decimal(count),
            source=f"hours ledger {month}",
        )
        for own in statement.agents
        for kind, count in own.paid.items()
        if count
    ]


def paid_once(
    facts: Iterable[Fact], statements: Iterable[HoursStatement], kept: Mapping[str, Sequence[Fact]]
) -> Overtime:
    """Put the ledger's overtime in the place of attendance's in each month that the ledger has closed.

    `kept` are the facts of months of scores that were closed, by month: there what was kept stays as it was, whichever of
    the two it came from. A correction of overtime that the ledger has settled is misplaced: it belongs into the ledger.
    """
    settled = {month_of(statement.month.start): ledger_facts(statement) for statement in statements}
    standing = {month: {fact.id for fact in own if fact.kind in KINDS} for month, own in kept.items()}
    found = Overtime()
    dropped: dict[str, int] = {}
    for fact in facts:
        if fact.kind not in KINDS or fact.month not in settled or fact.id in standing.get(fact.month, ()):
            found.facts.append(fact)
        elif fact.corrects:
            found.misplaced.append(fact)
        else:
            dropped[fact.month] = dropped.get(fact.month, 0) + 1
    for month, own in settled.items():
        found.facts += [fact for fact in own if month not in standing or fact.id in standing[month]]
    found.notices = [
        text(
            f"{month}: the hours ledger has closed the month and decides about overtime; "
            f"{count} fact(s) of overtime from elsewhere do not count",
            f"{month}：工时台账已月结，加班以台账为准；其他来源的 {count} 条加班事实不计",
        )
        for month, count in sorted(dropped.items())
    ]
    return found

"""What if: the same month with a fact corrected, or by another scheme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.facts import Fact
from models.score import FactSet, Result


@dataclass(frozen=True)
class Change:
    """One agent's month twice; a side is `None` where the agent has no result there."""

    agent_id: str
    before: Result | None
    after: Result | None

    @property
    def points(self) -> Decimal | None:
        """What the total gains; nothing to tell when a side is not appraised."""
        if self.before is None or self.after is None or not (self.before.appraised and self.after.appraised):
            return None
        return self.after.total - self.before.total

    @property
    def pay(self) -> Decimal:
        return pay_of(self.after) - pay_of(self.before)

    @property
    def changed(self) -> bool:
        """Whether anything of the agent's own differs; a rank that only others moved does not count."""
        return _own(self.before) != _own(self.after)


def _own(result: Result | None) -> tuple[object, ...]:
    if result is None:
        return ()
    return result.not_appraised, result.lines, result.total, result.grade, result.flags, result.pay


def pay_of(result: Result | None) -> Decimal:
    """What a result brings in all."""
    return sum((line.amount for line in result.pay), Decimal(0)) if result else Decimal(0)


def compare(before: Sequence[Result], after: Sequence[Result]) -> tuple[Change, ...]:
    """Both months of everybody who is in one of them, in the order of the first."""
    first, second = ({result.agent_id: result for result in results} for results in (before, after))
    return tuple(Change(who, first.get(who), second.get(who)) for who in dict.fromkeys((*first, *second)))


def with_facts(known: FactSet, added: Iterable[Fact], dropped: Iterable[str] = ()) -> FactSet:
    """The facts with some of them supposed, and some supposed away."""
    gone = frozenset(dropped)
    new = tuple(added)
    replaced = {fact.id for fact in new}
    kept = tuple(fact for fact in known.facts if fact.id not in gone and fact.id not in replaced)
    return FactSet(facts=(*kept, *new), imported=known.imported | {fact.kind.about.origin for fact in new})

"""A small centre for scores: an agent A (and others), a trainer T, a supervisor S, and facts made in a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from models.facts import Fact, FactKind, Origin, Rater
from models.people import Role
from models.scheme import Scheme
from models.score import FactSet, PayBasis, Result, Scored
from scoring.score import score, score_run
from store.scheme_files import library, read_scheme

MONTH = "2026-10"
LONG_AGO = date(2020, 1, 1)
ALL = frozenset(Origin)
LIBRARY = library()


def person(who: str = "A", role: Role = Role.AGENT, hired: date = LONG_AGO, team: str = "East") -> Scored:
    return Scored(id=who, name=who, role=role, hire_date=hired, team=team)


TRAINER, SUPERVISOR = person("T", Role.TRAINER), person("S", Role.SUPERVISOR)


def fact(kind: str, amount: object = 1, who: str = "A", month: str = MONTH, **more: Any) -> Fact:
    """A fact on the fifth of the month, entered by the trainer with evidence; its id tells it apart."""
    number = more.pop("number", 0)
    day = more.pop("day", date.fromisoformat(f"{month}-05"))
    given = {"entered_by": "T", "evidence": "note 1", "source": f"events.csv row {number + 2}"} | more
    name = f"{kind}-{who}-{given.get('subject', '')}-{given.get('rater', '')}-{day}-{amount}-{number}"
    return Fact(
        **(
            {
                "id": name,
                "agent_id": who,
                "kind": FactKind(kind),
                "day": day,
                "month": month,
                "amount": Decimal(str(amount)),
            }
            | given
        )
    )


def times(count: int, kind: str, amount: object = 1, **more: Any) -> list[Fact]:
    """The same fact so many times."""
    return [fact(kind, amount, number=number, **more) for number in range(count)]


def figures(who: str = "A", month: str = MONTH, **amounts: object) -> list[Fact]:
    return [fact("figure", amount, who, month, subject=name) for name, amount in amounts.items()]


def ratings(who: str = "A", rater: Rater = Rater.SUPERIOR, month: str = MONTH, **points: object) -> list[Fact]:
    return [fact("rating", amount, who, month, subject=item, rater=rater) for item, amount in points.items()]


def shipped(name: str) -> Scheme:
    return read_scheme(name)[0]


def scored(
    scheme: str | Scheme,
    facts: Sequence[Fact] = (),
    people: Sequence[Scored] = (person(),),
    month: str = MONTH,
    imported: frozenset[Origin] = ALL,
    pay: Mapping[str, PayBasis] | None = None,
    history: Sequence[Result] = (),
) -> dict[str, Result]:
    """Everybody's result by id; every input counts as handed in unless said otherwise."""
    own = shipped(scheme) if isinstance(scheme, str) else scheme
    known = FactSet(facts=tuple(facts), imported=imported)
    return {result.agent_id: result for result in score(own, LIBRARY, people, known, month, history, pay)}


def run(
    scheme: str, facts: Sequence[Fact], people: Sequence[Scored] = (person(),), month: str = MONTH, **more: Any
) -> dict[str, Result]:
    """The month's results with the flags' history scored from the same facts."""
    known = FactSet(facts=tuple(facts), imported=ALL)
    return {r.agent_id: r for r in score_run(shipped(scheme), LIBRARY, people, known, month, **more)[month]}


def flags(result: Result) -> set[str]:
    return {flag.code for flag in result.flags}


def earned(result: Result) -> dict[str, Decimal]:
    """Points by item, without the base."""
    sums: dict[str, Decimal] = {}
    for line in result.lines:
        if line.item != "base":
            sums[line.item] = sums.get(line.item, Decimal(0)) + line.points
    return sums


def paid(result: Result) -> dict[str, Decimal]:
    return {line.code: line.amount for line in result.pay}

"""Ladders: who may rise now, what is missing for the next level, and what leads back down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from models.base import Text, text
from models.ladder import Ladder, Level, Need, NeedState, Standing
from models.registers import LevelPlace
from models.scheme import Measures
from models.score import Amount, FactSet, Scored
from models.time import month_of, months_between
from scoring.book import Board, FactBook, PersonScope, months_employed
from scoring.check import Fault
from scoring.expression import Value, parse
from scoring.formulas import formula_faults

NAMES = frozenset({"months_employed", "months_in_post", "months_in_level", "competition"})
"""What formulas of ladders may name besides measures; `competition` is the total by the ladder's scheme."""


def ladder_faults(ladder: Ladder, library: Measures) -> list[Fault]:
    """Every fault of a ladder."""
    names = NAMES | {figure.code for figure in library.figures} | {kpi.code for kpi in library.kpis}
    formulas = [(level.code, need.code, need.value) for level in ladder.levels for need in level.needs]
    formulas += [(demotion.code, "when", demotion.when) for demotion in ladder.demotions]
    formulas += [("", "not_appraised", ladder.not_appraised)] if ladder.not_appraised else []
    found = [
        Fault(code, key, source, message, remedy)
        for code, key, source in formulas
        for message, remedy in formula_faults(source, names, frozenset(kpi.code for kpi in library.kpis))
    ]
    levels = {level.code for level in ladder.levels}
    for demotion in ladder.demotions:
        for code in sorted(set(demotion.from_levels) - levels):
            message = text("there is no such level", "没有该级别")
            remedy = text(f"known: {', '.join(sorted(levels))}", f"可用：{'、'.join(sorted(levels))}")
            found.append(Fault(demotion.code, "from_levels", code, message, remedy))
    return found


def standings(
    ladder: Ladder,
    library: Measures,
    people: Sequence[Scored],
    known: FactSet,
    month: str,
    places: Sequence[LevelPlace] = (),
    competition: Mapping[str, Decimal] | None = None,
) -> tuple[Standing, ...]:
    """Everybody's standing at the end of the month; who has no place stands on the lowest level since hiring."""
    present = [who for who in people if months_employed(who, month) > 0]
    book = FactBook(known)
    figures, kpis = {f.code: f for f in library.figures}, {k.code: k for k in library.kpis}
    board = Board(book, present, month, (month,), figures, kpis)
    held = {place.agent_id: place for place in places if place.ladder == ladder.name and month_of(place.since) <= month}
    return tuple(_standing(ladder, board, who, held.get(who.id), (competition or {}).get(who.id)) for who in present)


def _standing(
    ladder: Ladder, board: Board, who: Scored, place: LevelPlace | None, competition: Decimal | None
) -> Standing:
    in_post = months_employed(who, board.month) - 1
    in_level = months_between(month_of(place.since), board.month) if place else in_post
    known: dict[str, Value] = {
        "months_in_post": Decimal(in_post),
        "months_in_level": Decimal(in_level),
        "competition": competition,
    }
    scope = replace(PersonScope(board, who, board.months), known=known)
    number = next((n for n, level in enumerate(ladder.levels) if place and level.code == place.level), 0)
    level = ladder.levels[number]
    above = ladder.levels[number + 1] if number + 1 < len(ladder.levels) else None
    away = ladder.not_appraised is not None and parse(ladder.not_appraised).holds(scope)
    reason = text("off duty for more than two months: not appraised", "离岗超过两个月，不参加考核") if away else None
    return Standing(
        ladder=ladder.name,
        agent_id=who.id,
        month=board.month,
        level=level.code,
        level_title=level.title,
        clause=level.clause,
        months_in_post=in_post,
        pay=level.pay,
        next_level=above.code if above else "",
        next_title=above.title if above else None,
        needs=tuple(_state(need, scope) for need in above.needs) if above else (),
        demotions=() if away else _demotions(ladder, level, scope),
        not_appraised=reason,
    )


def _demotions(ladder: Ladder, level: Level, scope: PersonScope) -> tuple[Text, ...]:
    return tuple(
        demotion.title
        for demotion in ladder.demotions
        if level.code in demotion.from_levels and parse(demotion.when).holds(scope)
    )


def _state(need: Need, scope: PersonScope) -> NeedState:
    value = parse(need.value).number(scope)
    bound = need.at_least if need.at_least is not None else need.at_most
    assert bound is not None
    at_least = need.at_least is not None
    missing = None if value is None else max(Decimal(0), bound - value if at_least else value - bound)
    return NeedState(
        title=need.title,
        clause=need.clause,
        unit=need.unit,
        value=value,
        asked=bound,
        at_least=at_least,
        missing=missing,
    )


def level_pay(found: Sequence[Standing]) -> dict[str, Amount]:
    """The pay of each agent's level as a line of the payslip."""
    return {
        standing.agent_id: Amount(
            code="level_pay",
            title=text("pay of the level", "级别工资"),
            clause=standing.clause,
            amount=standing.pay,
            text=standing.level_title,
        )
        for standing in found
        if standing.pay is not None
    }

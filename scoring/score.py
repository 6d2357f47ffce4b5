"""A month by a scheme: the ledger of everybody, totals, grades, ranks, flags and what they bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from models.base import Text, text
from models.scheme import Grade, Measures, Part, Scheme
from models.score import Awarded, FactSet, Line, PayBasis, Result, Scored
from models.time import months_between, months_until
from scoring.after import place, raise_flags
from scoring.book import Board, FactBook, PersonScope, months_employed
from scoring.expression import Value, parse
from scoring.items import Scoring, lines_of
from scoring.order import item_order
from scoring.pay import scheme_pay

EXACT = Decimal("0.0001")
"""Lines are kept to this; totals are rounded as their scheme says. Both half up."""


def score(
    scheme: Scheme,
    library: Measures,
    people: Sequence[Scored],
    known: FactSet,
    month: str,
    history: Sequence[Result] = (),
    pay: Mapping[str, PayBasis] | None = None,
) -> tuple[Result, ...]:
    """Everybody's result in the cycle that ends with `month`, in the order of `people`.

    `history` are results of earlier cycles by the same scheme. Who is not employed yet has none. The scheme must have
    passed `scoring.check`.

    Raises:
        ValueError: when no cycle of the scheme ends with the month.
    """
    if not scheme.cycle.ends_with(month):
        raise ValueError(f"no {scheme.cycle} ends with {month}")
    book = FactBook(known)
    present = [who for who in people if months_employed(who, month) > 0]
    board = Board.of(scheme, library, present, book, month)
    results = [_ledger(scheme, board, who) for who in present]
    results = place(scheme, results)
    scopes = {who.id: PersonScope(board, who, board.months) for who in present}
    bases = pay or {}
    finished = []
    for who, result in zip(present, results, strict=True):
        if result.appraised:
            scope = replace(scopes[who.id], known=_standing(result), lines=_counted(scheme, result.lines))
            result = raise_flags(scheme, result, scope, history)
            result = scheme_pay(scheme, result, scope, bases.get(who.id))
        finished.append(result)
    return tuple(finished)


def score_run(
    scheme: Scheme,
    library: Measures,
    people: Sequence[Scored],
    known: FactSet,
    month: str,
    pay: Mapping[str, Mapping[str, PayBasis]] | None = None,
    closed: Mapping[str, Sequence[Result]] | None = None,
) -> dict[str, tuple[Result, ...]]:
    """The results of the month's cycle and of as many before it as the scheme's flags look back on, by month.

    Cycles before the first fact are left out. `closed` results stand as they are; `pay` is by month and agent.
    """
    step = scheme.cycle.months
    first = min(FactBook(known).months, default=month)
    reach = scheme.memory or max(0, months_between(first, month)) // step + 1
    months = [
        cycle for cycle in months_until(month, reach * step)[step - 1 :: step] if cycle >= first or cycle == month
    ]
    found: dict[str, tuple[Result, ...]] = {}
    for cycle in months:
        if closed and cycle in closed:
            found[cycle] = tuple(closed[cycle])
            continue
        history = [result for results in found.values() for result in results]
        found[cycle] = score(scheme, library, people, known, cycle, history, (pay or {}).get(cycle))
    return found


def _ledger(scheme: Scheme, board: Board, who: Scored) -> Result:
    """Lines, total and grade; nothing yet that depends on the others."""
    scope = PersonScope(board, who, board.months)
    base = Result(scheme=scheme.name, agent_id=who.id, month=board.month)
    if scheme.not_appraised is not None and parse(scheme.not_appraised).holds(scope):
        reason = text("off duty for too long to be appraised", "离岗时间过长，不参加考核")
        return base.model_copy(update={"not_appraised": reason})
    scoring = Scoring(scheme, board, who)
    for item in item_order(scheme):
        lines_of(item, scoring)
    lines = _start(scheme)
    for part in (*scheme.parts, None):
        lines += _part_lines(part, [line for line in scoring.lines if line.part == (part.code if part else "")])
    total, closing = _close(scheme, sum((line.points for line in lines), Decimal(0)))
    lines += closing
    grade = _grade(scheme, replace(scope, known={"total": total}, lines=_counted(scheme, lines)), total)
    return base.model_copy(
        update={
            "lines": tuple(lines),
            "total": total,
            "grade": grade,
            "open": tuple(scoring.open),
            "provisional": scoring.provisional,
        }
    )


def _start(scheme: Scheme) -> list[Line]:
    if not scheme.base:
        return []
    return [_own("base", text("base", "基础分"), scheme.source, scheme.base, text("base points", "基础分"))]


def _own(code: str, title: Text, clause: str, points: Decimal, words: Text, part: str = "") -> Line:
    """A line that the scheme itself makes."""
    return Line(item=code, title=title, clause=clause, part=part, points=points, text=words, entered_by="scheme")


def _part_lines(part: Part | None, lines: list[Line]) -> list[Line]:
    """A part's lines, with what its bounds take or add and its weight applied to each."""
    if part is None:
        return lines
    raw = sum((line.points for line in lines), Decimal(0))
    held = _held(raw, part.low, part.high)
    if held != raw:
        words = text(f"{part.en}: {raw:f} held at {held:f}", f"{part.zh}：{raw:f} 按上下限计 {held:f}")
        lines = [*lines, _own(f"{part.code}_limit", part.title, part.clause, held - raw, words, part.code)]
    if part.weight == 1:
        return lines
    share = f" × {part.weight:%}"
    return [
        line.model_copy(
            update={
                "points": (line.points * part.weight).quantize(EXACT, ROUND_HALF_UP),
                "text": text(f"{line.text.en}: {line.points:f}{share}", f"{line.text.zh}：{line.points:f}{share}"),
            }
        )
        for line in lines
    ]


def _held(value: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    value = value if low is None else max(low, value)
    return value if high is None else min(high, value)


def _close(scheme: Scheme, raw: Decimal) -> tuple[Decimal, list[Line]]:
    """The total, and the lines that lead from the sum to it: the cap or the floor, and rounding."""
    lines = []
    held = _held(raw, scheme.low, scheme.high)
    if held != raw:
        words = text(f"{raw:f} held at {held:f}", f"{raw:f} 按上下限计 {held:f}")
        lines.append(_own("limit", text("limit of the total", "总分上下限"), scheme.source, held - raw, words))
    total = held.quantize(Decimal(1).scaleb(-scheme.decimals), ROUND_HALF_UP)
    if total != held:
        words = text(f"rounded half up to {scheme.decimals} decimals", f"四舍五入保留 {scheme.decimals} 位小数")
        lines.append(_own("rounding", text("rounding", "舍入"), scheme.source, total - held, words))
    return total, lines


def _counted(scheme: Scheme, lines: Sequence[Line]) -> Mapping[str, int]:
    """How many lines each group of items has."""
    groups = {item.code: item.group for item in scheme.items}
    return Counter(groups[line.item] for line in lines if groups.get(line.item))


def _grade(scheme: Scheme, scope: PersonScope, total: Decimal) -> Awarded | None:
    for grade in scheme.grades:
        if _earns(grade, scope, total):
            return Awarded(code=grade.code, title=grade.title, coefficient=grade.coefficient, failed=grade.failed)
    return None


def _earns(grade: Grade, scope: PersonScope, total: Decimal) -> bool:
    enough = grade.at_least is None or total >= grade.at_least
    return enough and (grade.when is None or parse(grade.when).holds(scope))


def _standing(result: Result) -> dict[str, Value]:
    """What formulas about the finished result may name."""
    grade = result.grade
    return {
        "total": result.total,
        "rank": Decimal(result.rank) if result.rank else None,
        "last_of_all": result.last_of_all,
        "failed": bool(grade and grade.failed),
        "coefficient": grade.coefficient if grade else None,
    }

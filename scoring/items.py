"""The lines that each kind of item writes into a ledger."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from models.base import Text, text
from models.facts import TIMES, Fact, FactKind, Rater
from models.scheme import Band, EachItem, Item, MeasureItem, RatedItem, Scheme, WhenItem
from models.score import Line, Scored
from models.time import month_after
from scoring.book import Board, PersonScope, kinds_of
from scoring.expression import Expression, parse

MEAN = Decimal("0.0001")
"""Averages of ratings and measured values are kept to this, half up."""

DERIVED = "derived"
"""Who enters what nobody typed."""


@dataclass
class Scoring:
    """A ledger in the making."""

    scheme: Scheme
    board: Board
    who: Scored
    lines: list[Line] = field(default_factory=list)
    open: list[Text] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    provisional: bool = False

    @property
    def scope(self) -> PersonScope:
        return PersonScope(self.board, self.who, self.board.months, lines=self.counted)

    def add(self, item: Item, points: Decimal, words: Text, facts: Sequence[Fact], entered_by: str = "") -> None:
        one = facts[0] if len(facts) == 1 else None
        self.lines.append(
            Line(
                item=item.code,
                title=item.title,
                clause=item.clause,
                part=item.part,
                points=points,
                day=one.day if one else None,
                text=words,
                facts=tuple(fact.id for fact in facts),
                entered_by=entered_by or _names(facts) or DERIVED,
                evidence=one.evidence if one else "",
            )
        )
        if item.group:
            self.counted[item.group] += 1

    def leave_open(self, item: Item, why: Text) -> None:
        """Note what could not be told; without a measure or a rating the total is not what it will be."""
        self.provisional = self.provisional or isinstance(item, MeasureItem | RatedItem)
        self.open.append(text(f"{item.en}: {why.en}", f"{item.zh}：{why.zh}"))


def _names(facts: Iterable[Fact]) -> str:
    return ", ".join(dict.fromkeys(fact.entered_by for fact in facts if fact.entered_by))


def lines_of(item: Item, scoring: Scoring) -> None:
    """Write the item's lines, and note what it needs and could not be told."""
    match item:
        case EachItem():
            _each(item, scoring)
        case WhenItem():
            _when(item, scoring)
        case MeasureItem():
            _measure(item, scoring)
        case RatedItem():
            _rated(item, scoring)


def counts(item: EachItem, fact: Fact, who: Scored) -> bool:
    """Whether a fact of one of the item's kinds is counted by it."""
    return (
        fact.subject == item.subject and item.amounts.holds(fact.amount) and (not item.roles or who.role in item.roles)
    )


def _each(item: EachItem, scoring: Scoring) -> None:
    for fact in scoring.board.book.of(scoring.who.ids, item.facts, scoring.board.months):
        if counts(item, fact, scoring.who):
            scoring.add(item, each_points(item, fact), _told(fact), [fact])


def _told(fact: Fact) -> Text:
    about = fact.kind.about
    if about.unit == TIMES and fact.amount == 1:
        return about.label
    return text(
        f"{about.label.en}: {fact.amount:f} {about.unit.en}", f"{about.label.zh}：{fact.amount:f} {about.unit.zh}"
    )


def each_points(item: EachItem, fact: Fact) -> Decimal:
    """The points of one fact."""
    if item.range is not None and fact.points is not None:
        return signed(item, fact.points)
    if item.bands:
        return band_points(item.bands, fact.amount) or Decimal(0)
    if item.per_unit is not None:
        return (item.per_unit * fact.amount).quantize(MEAN, ROUND_HALF_UP).normalize() + 0
    return item.points if item.points is not None else Decimal(0)


def signed(item: EachItem, points: Decimal) -> Decimal:
    """Entered points with the sign of the item's range: 3 and -3 both mean -3 where the range is -5 to -2."""
    assert item.range is not None
    return -abs(points) if item.range[1] <= 0 else points


def band_points(bands: Sequence[Band], value: Decimal) -> Decimal | None:
    return next((band.points for band in bands if band.holds(value)), None)


def _when(item: WhenItem, scoring: Scoring) -> None:
    expression = parse(item.when)
    if _lacks(expression, item, scoring):
        return
    if expression.holds(scoring.scope):
        scoring.add(
            item, item.points, text(f"holds: {item.when}", f"符合：{item.when}"), _behind(expression, scoring), DERIVED
        )


def _lacks(expression: Expression, item: Item, scoring: Scoring) -> bool:
    """Leave an item open that asks an input nobody has handed in."""
    missing = scoring.scope.missing(expression)
    if missing:
        names = text(", ".join(o.label.en for o in missing), "、".join(o.label.zh for o in missing))
        scoring.leave_open(item, text("not handed in: {n}", "尚未导入：{n}").format(n=names))
    return bool(missing)


def _behind(expression: Expression, scoring: Scoring) -> list[Fact]:
    """The facts of this cycle that a formula looked at."""
    words = [str(call.arguments[0]) for call in expression.calls if call.function not in ("leads", "lines", "flag")]
    kinds: set[FactKind] = {kind for word in words for kind in kinds_of(word)}
    return scoring.board.book.of(scoring.who.ids, sorted(kinds), scoring.board.months)


def _measure(item: MeasureItem, scoring: Scoring) -> None:
    expression = parse(item.value)
    if _lacks(expression, item, scoring):
        return
    value = expression.number(scoring.scope)
    facts = _behind(expression, scoring)
    if value is None:
        why = text("not measured in this cycle", "本周期没有可用数据")
        if item.missing is None:
            scoring.leave_open(item, why)
        else:
            scoring.add(item, item.missing, why, facts, DERIVED)
        return
    value = value.quantize(MEAN, ROUND_HALF_UP)
    shown = f"{value.normalize():f}"
    points = band_points(item.bands, value) if item.bands else min(item.high, max(item.low, value))
    scoring.add(item, points or Decimal(0), text(f"value {shown}", f"数值 {shown}"), facts, DERIVED)


def _rated(item: RatedItem, scoring: Scoring) -> None:
    given: dict[Rater, list[Fact]] = defaultdict(list)
    for fact in scoring.board.book.of((scoring.who.id,), (FactKind.RATING,), scoring.board.months):
        if fact.subject == item.code and fact.rater in item.raters:
            given[fact.rater].append(fact)
    missing = [rater for rater in item.raters if rater not in given]
    if missing:
        names = text(", ".join(r.label.en for r in missing), "、".join(r.label.zh for r in missing))
        scoring.leave_open(item, text("not rated by: {n}", "尚未评分：{n}").format(n=names))
    if not given:
        return
    _note_late_self_rating(item, given.get(Rater.SELF, []), scoring)
    means = {rater: _mean([fact.amount for fact in facts]) for rater, facts in given.items()}
    weight = sum((item.raters[rater] for rater in means), Decimal(0))
    mean = sum((item.raters[rater] * value for rater, value in means.items()), Decimal(0)) / weight
    shown = [(rater.label, f"{value.quantize(MEAN).normalize():f}") for rater, value in means.items()]
    words = text(", ".join(f"{r.en} {v}" for r, v in shown), "、".join(f"{r.zh} {v}" for r, v in shown))
    facts = [fact for own in given.values() for fact in own]
    scoring.add(item, mean.quantize(MEAN, ROUND_HALF_UP), words, facts)


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


def _note_late_self_rating(item: RatedItem, facts: Sequence[Fact], scoring: Scoring) -> None:
    due_day = scoring.scheme.self_rating_due_day
    if due_day is None:
        return
    due = f"{month_after(scoring.board.month)}-{due_day:02d}"
    late = [fact for fact in facts if fact.entered_on is not None and str(fact.entered_on) > due]
    if late:
        why = text(f"self rating came after {due}", f"自评晚于 {due}")
        scoring.open.append(text(f"{item.en}: {why.en}", f"{item.zh}：{why.zh}"))

"""What is wrong with a scheme, beyond its shape: everything at once, each with the place and the remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from models.base import Text, text
from models.scheme import Band, EachItem, Grade, Item, MeasureItem, Measures, RatedItem, Scheme, Span, WhenItem
from scoring.book import measures_of
from scoring.expression import parse
from scoring.formulas import formula_faults, unknown
from scoring.order import item_graph
from scoring.pay import BASIS
from scoring.reach import reach

_ALWAYS = frozenset({"months_employed"})
_RESULT = frozenset({"total", "rank", "last_of_all", "failed", "coefficient"})


@dataclass(frozen=True)
class Fault:
    """One thing wrong: the code of the entry it stands in, the key, the value, and what to do."""

    code: str
    key: str
    value: str
    message: Text
    remedy: Text


@dataclass
class _Known:
    """What formulas may name in a scheme."""

    names: frozenset[str]
    kpis: frozenset[str]
    groups: frozenset[str]
    flags: frozenset[str]
    faults: list[Fault] = field(default_factory=list)

    def add(self, code: str, key: str, value: object, message: Text, remedy: Text) -> None:
        self.faults.append(Fault(code, key, str(value), message, remedy))


def faults(scheme: Scheme, library: Measures) -> list[Fault]:
    """Every fault of the scheme; an empty list means it can be scored."""
    figures, kpis = measures_of(scheme, library)
    known = _Known(
        names=frozenset(figures) | frozenset(kpis) | _ALWAYS,
        kpis=frozenset(kpis),
        groups=frozenset(item.group for item in scheme.items if item.group),
        flags=frozenset(flag.code for flag in scheme.flags),
    )
    _codes(scheme, known)
    _formulas(scheme, known)
    _bands(scheme, known)
    _ranges(scheme, known)
    if not known.faults:
        # Orders and bounds mean something only when every name stands for something.
        _cycles(scheme, library, known)
        _grades(scheme, known)
    return known.faults


def remarks(scheme: Scheme) -> tuple[Text, ...]:
    """What is odd in the document and kept as stated: sums that are not what it says they are."""
    found = [scheme.note] if scheme.note_en else []
    for part in scheme.parts:
        most = reach([item for item in scheme.items if item.part == part.code])[1]
        if part.stated is not None and most is not None and most != part.stated:
            found.append(_stated(part.title, part.stated, most))
    sums = [part.stated for part in scheme.parts if part.stated is not None]
    if scheme.stated is not None and sum(sums) != scheme.stated:
        found.append(_stated(scheme.title, scheme.stated, sum(sums, Decimal(0))))
    return tuple(found)


def _stated(title: Text, stated: Decimal, found: Decimal) -> Text:
    return text(
        f"{title.en}: the document says {stated:f}, its parts add up to {found:f}; kept as stated",
        f"{title.zh}：文件写明 {stated:f} 分，各项合计为 {found:f} 分，按原文保留",
    )


def _codes(scheme: Scheme, known: _Known) -> None:
    lists: Mapping[str, Iterable[str]] = {
        "part": [part.code for part in scheme.parts],
        "item": [item.code for item in scheme.items],
        "grade": [grade.code for grade in scheme.grades],
        "flag": [flag.code for flag in scheme.flags],
        "pay": [rule.code for rule in scheme.pay],
        "figure and kpi": [entry.code for entry in (*scheme.figures, *scheme.kpis)],
    }
    for name, codes in lists.items():
        for code in (code for code, count in Counter(codes).items() if count > 1):
            message = text(f"two entries of {name} have this code", f"{name} 中有两项使用该代码")
            known.add(code, "code", code, message, text("give each its own", "请使用不同的代码"))
    parts = {part.code for part in scheme.parts}
    for item in scheme.items:
        if item.part and item.part not in parts:
            known.add(item.code, "part", item.part, *unknown(text("part", "部分"), item.part, parts))
        if item.flag and item.flag not in known.flags:
            known.add(item.code, "flag", item.flag, *unknown(text("flag", "标记"), item.flag, known.flags))


def _formulas(scheme: Scheme, known: _Known) -> None:
    for kpi in scheme.kpis:
        _formula(kpi.code, "formula", kpi.formula, known.names, known)
    if scheme.not_appraised is not None:
        _formula("", "not_appraised", scheme.not_appraised, known.names, known)
    for item in scheme.items:
        if isinstance(item, WhenItem):
            _formula(item.code, "when", item.when, known.names, known)
        elif isinstance(item, MeasureItem):
            _formula(item.code, "value", item.value, known.names, known)
    for grade in scheme.grades:
        if grade.when is not None:
            _formula(grade.code, "when", grade.when, known.names | {"total"}, known)
    for flag in scheme.flags:
        if flag.when is not None:
            _formula(flag.code, "when", flag.when, known.names | _RESULT, known)
    for rule in scheme.pay:
        _formula(rule.code, "amount", rule.amount, known.names | _RESULT | frozenset(BASIS), known)


def _formula(code: str, key: str, source: str, names: frozenset[str], known: _Known) -> None:
    for message, remedy in formula_faults(source, names, known.kpis, known.groups, known.flags):
        known.add(code, key, source, message, remedy)


def _bands(scheme: Scheme, known: _Known) -> None:
    for item in scheme.items:
        if isinstance(item, EachItem | MeasureItem):
            _joined(item.code, item.bands, known)
    each = [item for item in scheme.items if isinstance(item, EachItem)]
    for number, item in enumerate(each):
        for other in each[number + 1 :]:
            shared = set(item.facts) & set(other.facts)
            if shared and item.subject == other.subject and _overlap(item.amounts, other.amounts):
                message = text(
                    f"it counts the same facts as {other.code}: {', '.join(sorted(shared))}",
                    f"与 {other.code} 重复计入同类事实：{'、'.join(sorted(shared))}",
                )
                remedy = text("part them by amounts or subject", "请用 amounts 或 subject 加以区分")
                known.add(item.code, "facts", ", ".join(sorted(item.facts)), message, remedy)


def _overlap(one: Span, other: Span) -> bool:
    low = max(one.lower, other.lower)
    high = min(one.upper, other.upper)
    return low[0] < high[0] or (low[0] == high[0] and not low[1] and high[1])


def _joined(code: str, bands: Sequence[Band], known: _Known) -> None:
    """Bands must neither overlap nor leave a gap between them."""
    remedy = text("let each begin where the one before ends", "请使各档首尾相接")
    for one, other in pairwise(sorted(bands, key=lambda band: band.lower)):
        if _overlap(one, other):
            message = text("two bands overlap", "分档重叠")
        elif one.upper[0] != other.lower[0] or one.upper[1] != other.lower[1]:
            message = text("there is a gap between two bands", "分档之间有空隙")
        else:
            continue
        known.add(code, "bands", f"{_span(one)} / {_span(other)}", message, remedy)


def _span(span: Span) -> str:
    return ", ".join(f"{name} {value:f}" for name, value in span if name != "points" and value is not None)


def _ranges(scheme: Scheme, known: _Known) -> None:
    for item in scheme.items:
        match item:
            case EachItem(range=(low, high)):
                own = [band.points for band in item.bands] + ([item.points] if item.points is not None else [])
                _within(item, low, high, own, known)
            case MeasureItem():
                own = [band.points for band in item.bands] + ([item.missing] if item.missing is not None else [])
                _within(item, item.low, item.high, own, known)
            case RatedItem():
                _within(item, item.low, item.high, [], known)
            case _:
                pass
    for part in scheme.parts:
        if part.low is not None and part.high is not None and part.low > part.high:
            message = text("its lower bound is above its upper one", "下限高于上限")
            known.add(part.code, "low", part.low, message, text("exchange the two", "请对调"))
    if scheme.low is not None and scheme.high is not None and scheme.low > scheme.high:
        message = text("its lower bound is above its upper one", "下限高于上限")
        known.add("", "low", scheme.low, message, text("exchange the two", "请对调"))


def _within(item: Item, low: Decimal, high: Decimal, points: Iterable[Decimal], known: _Known) -> None:
    if low >= high:
        message = text(f"nothing lies between {low:f} and {high:f}", f"{low:f} 与 {high:f} 之间没有取值")
        known.add(item.code, "high", high, message, text("let high be above low", "high 须大于 low"))
        return
    for own in points:
        if not low <= own <= high:
            message = text("these points are outside the item's range", "分值超出该项范围")
            known.add(
                item.code, "points", own, message, text(f"allowed: {low:f} to {high:f}", f"允许：{low:f} 至 {high:f}")
            )


def _cycles(scheme: Scheme, library: Measures, known: _Known) -> None:
    kpis = measures_of(scheme, library)[1]
    graph: dict[str, set[str]] = {code: set(parse(kpi.formula).names & set(kpis)) for code, kpi in kpis.items()}
    for code, needs in graph.items():
        needs |= {str(c.arguments[0]) for c in parse(kpis[code].formula).calls if c.function == "leads"}
    for edges, key in ((graph, "formula"), (item_graph(scheme), "when")):
        try:
            TopologicalSorter(edges).prepare()
        except CycleError as error:
            ring = " → ".join(reversed(error.args[1]))
            message = text(f"it depends on itself: {ring}", f"循环引用：{ring}")
            known.add(error.args[1][0], key, ring, message, text("break the circle", "请打破循环"))


def _grades(scheme: Scheme, known: _Known) -> None:
    least, most = _total_reach(scheme)
    caught: Decimal | None = None  # from this total on an earlier grade is always given
    for grade in scheme.grades:
        if grade.at_least is not None and most is not None and grade.at_least > most:
            message = text(f"no total reaches it: the most is {most:f}", f"无法达到：最高总分为 {most:f}")
            known.add(grade.code, "at_least", grade.at_least, message, text("lower its bound", "请降低下限"))
        elif caught is not None and _is_caught(grade, caught, least):
            message = text(
                "no total is left for it: the grades before it take them all", "无法达到：之前的等级已覆盖全部分数"
            )
            remedy = text("list grades from the best down, each bound lower", "请从高到低排列，下限逐级降低")
            known.add(grade.code, "at_least", grade.at_least if grade.at_least is not None else "", message, remedy)
        if grade.when is None:
            own = Decimal("-Infinity") if grade.at_least is None else grade.at_least
            caught = own if caught is None else min(caught, own)


def _is_caught(grade: Grade, caught: Decimal, least: Decimal | None) -> bool:
    own = Decimal("-Infinity") if grade.at_least is None else grade.at_least
    return own >= caught or (least is not None and caught <= least)


def _total_reach(scheme: Scheme) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most that a total can be; `None` where there is no bound."""
    low: Decimal | None = scheme.base
    high: Decimal | None = scheme.base
    for part in (*scheme.parts, None):
        least, most = reach([item for item in scheme.items if item.part == (part.code if part else "")])
        if part is not None:
            least = part.low if part.low is not None and (least is None or least < part.low) else least
            most = part.high if part.high is not None and (most is None or most > part.high) else most
        weight = part.weight if part else Decimal(1)
        low = None if low is None or least is None else low + least * weight
        high = None if high is None or most is None else high + most * weight
    if scheme.low is not None:
        low = scheme.low if low is None else max(low, scheme.low)
    if scheme.high is not None:
        high = scheme.high if high is None else min(high, scheme.high)
    return low, high

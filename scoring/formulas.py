"""What is wrong with a formula of a scheme or ladder: how it is written, and what it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from models.base import Text, text
from models.facts import FactKind
from scoring.book import FUNCTIONS, GROUPS
from scoring.expression import Call, ExpressionError, parse

_KIND_WORDS = frozenset(GROUPS) | frozenset(kind.value for kind in FactKind)
MOST_MONTHS = 36


def formula_faults(
    source: str,
    names: frozenset[str],
    kpis: frozenset[str] = frozenset(),
    groups: frozenset[str] = frozenset(),
    flags: frozenset[str] = frozenset(),
) -> Iterator[tuple[Text, Text]]:
    """What is wrong with a formula that may use these names, measures, groups of items and flags."""
    try:
        expression = parse(source)
    except ExpressionError as error:
        yield text(str(error), f"公式无法识别：{error}"), text("correct the formula", "请更正公式")
        return
    for name in sorted(expression.names - names):
        yield unknown(text(f"name: {name}", f"名称：{name}"), name, names)
    for call in expression.calls:
        yield from _call_faults(call, kpis, groups, flags)


def _call_faults(
    call: Call, kpis: frozenset[str], groups: frozenset[str], flags: frozenset[str]
) -> Iterator[tuple[Text, Text]]:
    takes = FUNCTIONS.get(call.function)
    if takes is None:
        yield unknown(text(f"function: {call.function}", f"函数：{call.function}"), call.function, FUNCTIONS)
        return
    if len(takes) != len(call.arguments):
        shown = f"{call.function}({', '.join(takes)})"
        yield text(f"it is written {shown}", f"应写作 {shown}"), text("correct the formula", "请更正公式")
        return
    for kind, word in zip(takes, call.arguments, strict=True):
        if kind == "months":
            if not isinstance(word, int) or not 1 <= word <= MOST_MONTHS:
                wrong = text(f"{word} is no number of months", f"{word} 不是有效的月数")
                yield wrong, text(f"write 1 to {MOST_MONTHS}", f"请填写 1 至 {MOST_MONTHS}")
            continue
        options = {"kind": _KIND_WORDS, "kpi": kpis, "group": groups, "flag": flags}[kind]
        if word not in options:
            yield unknown(text(f"{kind}: {word}", f"{kind}：{word}"), str(word), options)


def unknown(what: Text, word: str, options: Iterable[str]) -> tuple[Text, Text]:
    """That there is no such thing, and what may have been meant."""
    choices = sorted(options)
    near = get_close_matches(word, choices, n=1)
    listed = ", ".join(choices[:12]) + (", …" if len(choices) > 12 else "") or "-"
    remedy = (
        text(f"did you mean {near[0]}?", f"是否应为 {near[0]}？")
        if near
        else text(f"known: {listed}", f"可用：{listed}")
    )
    return text(f"there is no such {what.en}", f"没有该{what.zh}"), remedy

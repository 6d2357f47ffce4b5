"""Scores in words and figures: what the workbook, the pages and the console have in common."""

from __future__ import annotations

from decimal import Decimal

from models.base import Lang, text
from models.ladder import NeedState
from models.scheme import EachItem, Grade, Item, MeasureItem, Span, WhenItem
from models.score import Result


def figure(value: Decimal | None) -> str:
    """A number without trailing zeros."""
    if value is None:
        return ""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def signed(value: Decimal) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{figure(abs(value))}"


def money(value: Decimal) -> str:
    return f"{value:,.2f}".replace("-", "−")


def outcome(result: Result, lang: Lang) -> str:
    """Flags in one line."""
    return (", " if lang == "en" else "、").join(flag.title.to(lang) for flag in result.flags)


def grade_words(result: Result, lang: Lang) -> str:
    if result.not_appraised is not None:
        return text("not appraised", "不考核").to(lang)
    grade = result.grade.title.to(lang) if result.grade else ""
    provisional = text("provisional", "暂定").to(lang)
    return f"{grade} ({provisional})".strip() if result.provisional else grade


def open_words(result: Result, lang: Lang) -> str:
    return ("; " if lang == "en" else "；").join(words.to(lang) for words in result.open)


def entered(by: str, lang: Lang) -> str:
    """Who entered a line; what nobody typed has a word of its own."""
    words = {"derived": text("derived", "自动得出"), "scheme": text("scheme", "方案规定")}
    return words[by].to(lang) if by in words else by


def need_words(need: NeedState, lang: Lang) -> str:
    """A need with what there is and what is asked."""
    sign = "≥" if need.at_least else "≤"
    value = figure(need.value) if need.value is not None else text("not known", "未知").to(lang)
    return f"{need.title.to(lang)} {value} ({sign} {figure(need.asked)})"


def how_words(item: Item, lang: Lang) -> str:
    """How an item is counted."""
    match item:
        case EachItem():
            return text("each time: ", "每次：").to(lang) + ", ".join(kind.label.to(lang) for kind in item.facts)
        case WhenItem():
            return text("when ", "符合：").to(lang) + item.when
        case MeasureItem():
            return text("measured: ", "测量：").to(lang) + item.value
        case _:
            raters = ", ".join(rater.label.to(lang) for rater in item.raters)
            return text("rated by ", "评分人：").to(lang) + raters


def points_words(item: Item) -> str:
    """The points of an item."""
    match item:
        case WhenItem():
            return figure(item.points)
        case EachItem(bands=bands) | MeasureItem(bands=bands) if bands:
            return "; ".join(f"{_span(band)}: {figure(band.points)}" for band in bands)
        case EachItem():
            if item.range is not None:
                return f"{figure(item.range[0])} … {figure(item.range[1])}"
            return figure(item.points) if item.points is not None else f"{figure(item.per_unit)} ×"
        case _:
            return f"{figure(item.low)} … {figure(item.high)}"


def _span(band: Span) -> str:
    signs = (("≥", band.at_least), (">", band.over), ("≤", band.up_to), ("<", band.below))
    return " ".join(f"{sign} {figure(bound)}" for sign, bound in signs if bound is not None)


def bound_words(grade: Grade) -> str:
    """What a grade asks."""
    bound = "" if grade.at_least is None else f"≥ {figure(grade.at_least)}"
    return f"{bound} {grade.when or ''}".strip()

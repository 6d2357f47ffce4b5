"""Sentences about faults in an input, in both languages."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from models.base import Model, Text, text

SHOWN = 80
"""How many characters of a faulty value are repeated to the planner."""


class CellError(ValueError):
    """A cell that cannot be read: what is wrong with it, and what to write instead."""

    def __init__(self, message: Text, remedy: Text):
        super().__init__(message.en)
        self.message = message
        self.remedy = remedy


def shown(value: object) -> str:
    """A faulty value as it is repeated to the planner, cut to a sensible length."""
    try:
        words = str(value).lower() if isinstance(value, bool) else str(value)
    except (ValueError, RecursionError):  # a number of thousands of digits, a thousandfold nesting
        return "…"
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"


def did_you_mean(word: str, known: Iterable[str], otherwise: Text) -> Text:
    """The nearest known word as a remedy, or `otherwise` when none is near."""
    by_folded = {option.casefold(): option for option in known}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    if not near:
        return otherwise
    option = by_folded[near[0]]
    return text(f"did you mean {option}?", f"是否应为 {option}？")


def one_of(options: Iterable[str]) -> Text:
    joined = tuple(options)
    return text(f"write one of: {', '.join(joined)}", f"请填写其中之一：{'、'.join(joined)}")


_BOUNDS = (
    ("gt", "more than {}", "大于 {}"),
    ("ge", "at least {}", "不小于 {}"),
    ("lt", "less than {}", "小于 {}"),
    ("le", "at most {}", "不大于 {}"),
    ("min_length", "not empty", "不能为空"),
    ("max_length", "at most {} characters", "最多 {} 个字符"),
)


def allowed(model: type[Model], field: str, scale: int = 1) -> Text:
    """The bounds of a field in words, empty where it has none.

    `scale` is how many of the field's units make one of the planner's.
    """
    en: list[str] = []
    zh: list[str] = []
    for constraint in model.model_fields[field].metadata:
        for name, english, chinese in _BOUNDS:
            bound = getattr(constraint, name, None)
            if bound is not None:
                figure = f"{bound / scale:g}" if isinstance(bound, int | float) and scale != 1 else f"{bound}"
                en.append(english.format(figure))
                zh.append(chinese.format(figure))
    return text(" and ".join(en), "，".join(zh))


class Explained(NamedTuple):
    """A validation error in the planner's words; `field` is empty where the whole row is meant."""

    field: str
    message: Text
    remedy: Text


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    field: str
    zh: str
    remedy: Text


_CLOCK = text("write times such as 08:30", "时间请写成 08:30 这样的形式")
# What the models' own validators say, with the field to point at and the Chinese for it.
_VALIDATORS = tuple(
    _Rule(re.compile(pattern, re.DOTALL), field, zh, remedy)
    for pattern, field, zh, remedy in (
        (
            r"it ends \((.+)\) before it starts \((.+)\)",
            "end",
            "结束日期 {0} 早于开始日期 {1}",
            text("correct one of the two dates", "请更正其中一个日期"),
        ),
        (
            r"paid time \((.+) h\) is longer than the shift \((.+) h\)",
            "paid_minutes",
            "计薪时长 {0} 小时超过班次时长 {1} 小时",
            text("correct paid_hours or length_hours", "请更正计薪时长或班次时长"),
        ),
        (
            r"a shift with a meal break needs the window.*",
            "meal_from",
            "有用餐时间的班次必须填写用餐时段",
            text(
                "fill in meal_from and meal_until, or set meal_minutes to 0",
                "请填写用餐最早与最晚时间，或将用餐分钟改为 0",
            ),
        ),
        (
            r"the meal window (\S+) must lie inside the shift \((\S+)\) and hold the break of (\d+) minutes",
            "meal_until",
            "用餐时段 {0} 必须在班次 {1} 之内，并容得下 {2} 分钟的用餐",
            text("move the window into the shift or widen it", "请把用餐时段移到班次之内或放宽"),
        ),
        (
            r"a wish for a day off names no shift class and no shift",
            "shift_class",
            "“休息”的愿望不应填写班类或班次",
            text("leave the shift class and the shift empty", "请将班类与班次代码留空"),
        ),
        (
            r"a wish of kind '(.+)' must name a shift class or a shift",
            "shift_class",
            "该愿望必须填写班类或班次",
            text("fill in day, evening or night, or a shift's code", "请填写白班、晚班或夜班，或填写班次代码"),
        ),
        (
            r"it names a shift class and a shift: .*",
            "shift",
            "班类与班次代码不能同时填写",
            text("leave one of the two empty", "请将其中一个留空"),
        ),
        (
            r"it names a day and weekdays: .*",
            "weekdays",
            "日期与星期不能同时填写",
            text("leave one of the two empty", "请将其中一个留空"),
        ),
        (
            r"an entry of kind '(.+)' needs (.+)",
            "",
            "类别为 {0} 的记录须填写 {1}",
            text("fill it in", "请填写"),
        ),
        (
            r"an entry of kind '(.+)' has no (.+)",
            "",
            "类别为 {0} 的记录不应填写 {1}",
            text("leave it empty", "请留空"),
        ),
        (
            r"'(.*)' is no time zone.*",
            "time_zone",
            "{0} 不是时区名称",
            text(
                "write one such as Asia/Shanghai or Europe/Berlin", "请写成 Asia/Shanghai 或 Europe/Berlin 这样的名称"
            ),
        ),
        (
            r"'(.*)' is no country.*",
            "country",
            "{0} 不是有日历的国家代码",
            text("write an ISO code such as CN or DE", "请写 CN、DE 这样的国家代码"),
        ),
    )
)


def explain(error: Any, model: type[Model], scale: int = 1) -> Explained:
    """Put one of pydantic's error details on `model` into both languages."""
    loc = error["loc"]
    field = str(loc[0]) if loc and str(loc[0]) in model.model_fields else ""
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "value_error":
        for rule in _VALIDATORS:
            match = rule.pattern.fullmatch(message)
            if match:
                english = message.split(": write ")[0]
                return Explained(rule.field, text(english, rule.zh.format(*match.groups())), rule.remedy)
    if error["type"] == "missing":
        return Explained(field, text("it is missing", "缺少此项"), text("fill it in", "请填写"))
    if not field:
        return Explained("", text(message, f"数据不一致：{message}"), text("correct this row", "请更正此行"))
    if "expected" in error.get("ctx", {}):
        expected = str(error["ctx"]["expected"])
        return Explained(
            field,
            text("it is none of the known values", "不是可用的值"),
            text(f"write one of: {expected}", f"请填写其中之一：{expected}"),
        )
    bounds = allowed(model, field, scale)
    if error["type"].endswith(("_type", "_parsing", "_from_float", "_time_delta")):
        wrong = text("it is not of the right kind", "类型不对")
    else:
        wrong = text("it is out of range", "超出允许范围")
    return Explained(field, wrong, text(f"allowed: {bounds.en or 'another value'}", f"允许：{bounds.zh or '其他值'}"))

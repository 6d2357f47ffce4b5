"""The words and times in the files of time clocks: headers, kinds of records, times with and without a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from models.attendance import RecordKind
from models.base import text
from store.cells import DAY, MOMENT, tidy
from store.words import CellError

_DECORATION = re.compile(r"[\s_\-*:/.]+|\(.*?\)$")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "agent": (
        "agent id",
        "employee id",
        "staff id",
        "id",
        "工号",
        "员工编号",
        "员工号",
        "人员编号",
        "考勤号码",
        "登记号码",
    ),
    "day": ("day", "date", "日期", "考勤日期", "打卡日期", "刷卡日期"),
    "time": (
        "time",
        "clock time",
        "punch time",
        "date time",
        "打卡时间",
        "刷卡时间",
        "签到时间",
        "日期时间",
        "时间",
        "考勤时间",
    ),
    "kind": ("kind", "type", "direction", "类型", "打卡类型", "考勤类型", "状态", "进出", "考勤状态"),
    "device": ("device", "clock", "terminal", "考勤机", "打卡设备", "设备", "设备名称", "机器号", "终端"),
    "told": ("told", "announced", "报备", "是否报备", "已报备"),
}
"""Columns that are read, by every name they go by; others (names, places, telephones) are never looked at."""

_WORDS: Mapping[RecordKind, tuple[str, ...]] = {
    RecordKind.IN: ("clockin", "checkin", "cin", "i", "上班", "上班卡", "签到", "上班签到", "进", "入"),
    RecordKind.OUT: ("clockout", "checkout", "cout", "o", "下班", "下班卡", "签退", "下班签退", "出"),
    RecordKind.BREAK_START: ("break", "breakout", "mealstart", "用餐开始", "就餐开始", "休息"),
    RecordKind.BREAK_END: ("breakin", "mealend", "用餐结束", "就餐结束"),
    RecordKind.AWAY_START: ("away", "outside", "离开", "外出", "外出开始"),
    RecordKind.AWAY_END: ("back", "return", "返回", "返岗", "外出返回", "外出结束"),
    RecordKind.PLAIN: ("punch", "normal", "正常", "考勤"),
}
KIND_WORDS: Mapping[str, RecordKind] = {
    _DECORATION.sub("", word.casefold()): kind
    for kind, words in _WORDS.items()
    for word in (*words, kind.value, kind.label.en, kind.label.zh)
}

_PAIRED = tuple(
    (re.compile(pattern), kind)
    for kind, pattern in (
        (RecordKind.IN, r"(?:in|clockin|checkin|上班|签到|进)(\d?)(?:打卡时间|打卡|时间|卡)?"),
        (RecordKind.OUT, r"(?:out|clockout|checkout|下班|签退|出)(\d?)(?:打卡时间|打卡|时间|卡)?"),
        (RecordKind.BREAK_START, r"(?:break|breakstart|mealstart|休息开始|用餐开始)(\d?)(?:时间)?"),
        (RecordKind.BREAK_END, r"(?:breakend|mealend|休息结束|用餐结束)(\d?)(?:时间)?"),
    )
)
_TIME = re.compile(r"(次日|翌日|\+1\s*)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(\(\+1\)|\+1)?")
_DAY_HEAD = re.compile(
    r"(?:(\d{4})[-/.年])?(?:(\d{1,2})[-/.月])?(\d{1,2})(?:[日号])?(?:\s*\(?(?:星期|周)?[一二三四五六日]\)?)?"
)
MONTH_IN_TITLE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?!\d)")
NO_TIMES = frozenset(
    [
        "-",
        "–",
        "—",
        "/",
        "休",
        "休息",
        "公休",
        "轮休",
        "休假",
        "请假",
        "年假",
        "病假",
        "事假",
        "旷工",
        "缺卡",
        "未打卡",
        "正常",
        "off",
        "rest",
        "leave",
        "absent",
        "none",
    ]
)
"""What a cell of a month grid may hold where there are no times."""


def folded(header: str) -> str:
    return _DECORATION.sub("", tidy(header[:200]).casefold())


_COLUMN_NAMES = {folded(word): name for name, words in COLUMNS.items() for word in words}


def column_of(header: str) -> str | None:
    """What a column holds, if it is one that is read."""
    return _COLUMN_NAMES.get(folded(header))


def paired_column(header: str) -> tuple[RecordKind, int] | None:
    """The kind and number of a column of one of several times a row: `in`, `上班2打卡时间`."""
    word = folded(header)
    for pattern, kind in _PAIRED:
        found = pattern.fullmatch(word)
        if found:
            return kind, int(found[1] or 1)
    return None


def day_of_header(header: str, month: str | None) -> date | None:
    """The day that a column of a month grid is about: a number, or a date; the month may come from outside."""
    found = _DAY_HEAD.fullmatch(tidy(header))
    if not found:
        return None
    try:
        if month is None and not (found[1] and found[2]):
            return date(2000, int(found[2] or 1), int(found[3]))
        year = int(found[1]) if found[1] else int(month[:4]) if month else 2000
        number = int(found[2]) if found[2] else int(month[5:]) if month else 1
        return date(year, number, int(found[3]))
    except ValueError:
        return None


def parse_kind(raw: str) -> RecordKind:
    """The kind of record a cell names; an empty one is of a clock that does not say.

    Raises:
        CellError: when the word is not known.
    """
    word = folded(raw)
    if not word:
        return RecordKind.PLAIN
    if word not in KIND_WORDS:
        known = ", ".join(kind.value for kind in RecordKind)
        zh = "、".join(kind.label.zh for kind in RecordKind)
        raise CellError(
            text("it is no kind of record", "不是打卡类型"), text(f"write one of: {known}", f"请填写：{zh}")
        )
    return KIND_WORDS[word]


def times_in(raw: str) -> list[tuple[int, time]]:
    """Every time of day in a cell, with the days it lies after the row's (`次日`, `+1`, `24:00`).

    Raises:
        CellError: when it holds anything else.
    """
    words = tidy(raw)
    rest = re.sub(r"[\s;,、|]+", "", _TIME.sub("", words))
    if rest:
        raise CellError(
            text("it holds no time of day", "不是有效时间"), text("write times such as 08:58", "请写成 08:58 的形式")
        )
    found = []
    for mark, hour, minute, second, after in _TIME.findall(words):
        try:
            clock = time(int(hour) % 24, int(minute), int(second or 0))
        except ValueError:
            clock = None
        if clock is None or int(hour) > 24 or (int(hour) == 24 and clock != time()):
            raise CellError(
                text("it is no time of day", "不是有效时间"), text("write the time as 08:58", "请写成 08:58 的形式")
            )
        found.append(((1 if mark or after else 0) + int(hour) // 24, clock))
    return found


def parse_moment(raw: str, day: date | None) -> datetime:
    """A record's wall clock: a full date and time, or a time on the row's day.

    Raises:
        CellError: when it is neither, or a time stands there and the row has no day.
    """
    words = tidy(raw)
    if not _TIME.fullmatch(words):
        moment: datetime = MOMENT.parse(raw)
        return moment
    if day is None:
        raise CellError(text("the row does not say its day", "该行没有日期"), text("fill in the day", "请填写日期"))
    ((later, clock),) = times_in(raw)
    return datetime.combine(day + timedelta(days=later), clock)


def parse_day(raw: str) -> date:
    day: date = DAY.parse(re.sub(r"\s*\(?(星期|周)[一二三四五六日天]\)?$", "", tidy(raw)))
    return day

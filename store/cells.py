"""What a single cell may hold: how it is read, how it is written, and what to say when it cannot be read.

A `Kind` reads a cell's text into a value and writes the value back. Text comes as a planner typed it: full-width digits
and colons, `2026年10月1日`, 是/否 and surrounding blanks are all understood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from models.base import Lang, Text, text
from store.words import CellError, one_of

Cell = str | int | float | bool | date | time | datetime | None
"""A cell to be written; `None` is an empty one."""

MOST = 1_000_000
"""No count, number of seconds or number of hours in a centre's tables is larger than this."""

_INVISIBLE = dict.fromkeys((0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060))
_SEPARATORS = re.compile(r"[;,、，；\s]+")
_NO_BLANKS = re.compile(r"\s*[;,、，；\n]\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_EXCEL_ERROR = re.compile(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL = re.compile(r"[+-]?\d{1,12}(\.\d{1,8})?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0*)?)?")
_DATE = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]|(\d{2})(\d{2}))")
_MOMENT = re.compile(r"(.+?)(?:[T ]\s*|(?<=[日号]))(\d{1,2}:\d{2}(?::\d{2}(?:\.0*)?)?)\s*(Z|[+-]\d{2}:?\d{2})?")


@dataclass(frozen=True)
class Kind:
    """One kind of cell: how it is read and written, and what it may hold in a word (`hint`).

    `choices` are the values an Excel list offers; `scale` is model units per unit of the cell; with `many` a cell holds several values, with `pairs` values by key.
    """

    parse: Callable[[str], Any]
    write: Callable[[Any, Lang], Cell]
    hint: Text
    choices: Callable[[Lang], tuple[str, ...]] | None = None
    scale: int = 1
    localise: bool = False
    many: bool = False
    pairs: bool = False


def tidy(raw: str) -> str:
    """The cell's text without width variants, invisible characters and surrounding blanks."""
    if raw.isascii():
        return raw.strip()
    return unicodedata.normalize("NFKC", raw).translate(_INVISIBLE).strip()


def is_blank(raw: str) -> bool:
    return not raw or not raw.translate(_INVISIBLE).strip()


def _refuse_unreadable(raw: str) -> None:
    if _EXCEL_ERROR.fullmatch(raw.strip()):
        raise CellError(
            text("Excel could not work out this cell", "Excel 未能算出该单元格"),
            text("mend the formula or type the value", "请修正公式或直接填写数值"),
        )
    if _CONTROL.search(raw):
        raise CellError(
            text("it holds characters that cannot be shown", "含有无法显示的字符"),
            text("type the cell anew", "请重新填写该单元格"),
        )


def _parse_text(raw: str) -> str:
    _refuse_unreadable(raw)
    return raw.translate(_INVISIBLE).strip()


def _parse_id(raw: str) -> str:
    _refuse_unreadable(raw)
    return tidy(raw)


def _parse_code(raw: str) -> str:
    code = _parse_id(raw)
    if _SEPARATORS.search(code):
        raise CellError(
            text("a code holds no blanks, commas or semicolons", "代码中不能有空格、逗号、顿号或分号"),
            text("write one code, for example with - or _", "请只写一个代码，可用 - 或 _ 连接"),
        )
    return code


def _parse_number(raw: str) -> float:
    words = tidy(raw)
    if _GROUPED.fullmatch(words):
        words = words.replace(",", "")
    if not _NUMBER.fullmatch(words):
        raise CellError(text("it is no number", "不是数字"), text("write a number such as 12.5", "请填写数字，如 12.5"))
    # A spreadsheet keeps 15 digits: more would make a folder and its workbook differ.
    value = float(f"{float(words):.15g}")
    if abs(value) > MOST:
        raise CellError(
            text("the number is far too large", "数字过大"),
            text(f"write a number up to {MOST}", f"请填写不超过 {MOST} 的数字"),
        )
    return value


def _parse_whole(raw: str) -> int:
    value = _parse_number(raw)
    if not value.is_integer():
        raise CellError(text("it is no whole number", "不是整数"), text("write a whole number", "请填写整数"))
    return int(value)


def _parse_decimal(raw: str) -> Decimal:
    """Exactly the digits that stand there."""
    words = tidy(raw).removesuffix("%")
    if _GROUPED.fullmatch(words):
        words = words.replace(",", "")
    if not _DECIMAL.fullmatch(words):
        raise CellError(text("it is no number", "不是数字"), text("write a number such as 12.5", "请填写数字，如 12.5"))
    return Decimal(words)


def _decimal_cell(value: Any, lang: Lang) -> Cell:
    return None if value is None else _number_cell(float(value), lang)


def _parse_month(raw: str) -> str:
    """A month, written as one or as any of its days (Excel makes a date of 2026-10)."""
    words = tidy(raw)
    match = _MONTH.fullmatch(words)
    if match:
        words = f"{match[1]}-{int(match[2]):02d}-01"
    try:
        return f"{_parse_day(words):%Y-%m}"
    except CellError:
        raise CellError(
            text("it is no month", "不是有效月份"), text("write the month as 2026-10", "请将月份写成 2026-10 的形式")
        ) from None


def _parse_hours(raw: str) -> int:
    words = tidy(raw)
    match = _CLOCK.fullmatch(words)
    if match:
        return int(match[1]) * 60 + int(match[2])
    return round(_parse_number(words) * 60)


def _number_cell(value: Any, lang: Lang) -> Cell:
    if value is None:
        return None
    return int(value) if float(value).is_integer() else float(f"{value:.15g}")


def _hours_cell(minutes: Any, lang: Lang) -> Cell:
    return _number_cell(round(minutes / 60, 4), lang)


def _parse_day(raw: str) -> date:
    words = tidy(raw)
    # A date cell of Excel arrives as midnight of its day.
    words = re.sub(r"[T ]0{1,2}:00(:00(\.0*)?)?$", "", words)
    match = _DATE.fullmatch(words)
    if match:
        year, month, day = int(match[1]), match[3] or match[5] or match[7], match[4] or match[6] or match[8]
        if 1950 <= year <= 2150:
            try:
                return date(year, int(month), int(day))
            except ValueError:
                pass
    raise CellError(
        text("it is no date", "不是有效日期"),
        text("write the date as 2026-10-01", "请将日期写成 2026-10-01 的形式"),
    )


def _clock_parts(words: str, remedy: Text) -> tuple[int, int]:
    match = _CLOCK.fullmatch(words)
    if not match or int(match[2]) > 59 or int(match[3] or 0) > 59:
        raise CellError(text("it is no time of day", "不是有效时间"), remedy)
    if int(match[3] or 0):
        raise CellError(text("times are in whole minutes", "时间须为整分钟"), remedy)
    return int(match[1]), int(match[2])


def _parse_clock(raw: str) -> time:
    remedy = text("write the time as 08:30", "请将时间写成 08:30 的形式")
    hour, minute = _clock_parts(tidy(raw), remedy)
    if hour > 23:
        raise CellError(text("it is no time of day", "不是有效时间"), remedy)
    return time(hour, minute)


def _parse_clock_end(raw: str) -> time:
    remedy = text("write the time as 17:30; midnight may be 24:00", "请将时间写成 17:30 的形式，午夜可写 24:00")
    hour, minute = _clock_parts(tidy(raw), remedy)
    if hour > 24 or (hour == 24 and minute):
        raise CellError(text("it is no time of day", "不是有效时间"), remedy)
    return time(hour % 24, minute)


def _parse_moment(raw: str) -> datetime:
    """A moment without a zone (the centre's wall clock), or with one where an offset is written."""
    if len(raw) in (16, 19) and raw[4] == "-" and raw[10] in " T" and raw.isascii():
        try:
            return datetime.fromisoformat(raw)
        except ValueError:
            pass
    words = tidy(raw)
    match = _MOMENT.fullmatch(words)
    try:
        if not match:
            return datetime.combine(_parse_day(words), time())
        clock = match[2].partition(".")[0]
        zone = (match[3] or "").replace("Z", "+00:00")
        return datetime.fromisoformat(
            f"{_parse_day(match[1])}T{clock:0>5}{zone}"
            if clock.count(":") == 1
            else f"{_parse_day(match[1])}T{clock:0>8}{zone}"
        )
    except ValueError:
        raise CellError(
            text("it is no date and time", "不是有效的日期与时间"),
            text("write it as 2026-10-01 08:30", "请写成 2026-10-01 08:30 的形式"),
        ) from None


def _moment_cell(value: Any, lang: Lang) -> Cell:
    """The wall clock; with its offset where the clock shows the same time twice."""
    moment: datetime = value
    if moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset():
        return moment.isoformat(sep=" ")
    return moment.replace(tzinfo=None)


def _parse_yes_no(raw: str) -> bool:
    words = tidy(raw).casefold()
    if words in ("是", "yes", "true", "1", "y", "√", "对"):
        return True
    if words in ("否", "no", "false", "0", "n", "×", "x"):
        return False
    raise CellError(
        text("it is neither yes nor no", "既不是“是”也不是“否”"), text("write yes or no", "请填写“是”或“否”")
    )


def _write_yes_no(value: Any, lang: Lang) -> Cell:
    return {"en": ("no", "yes"), "zh": ("否", "是")}[lang][bool(value)]


def _plain(value: Any, lang: Lang) -> Cell:
    return value  # type: ignore[no-any-return]


_TEXT_HINT = text("text", "文字")
_CLOCK_HINT = text("a time such as 08:30", "时间，如 08:30")

TEXT = Kind(_parse_text, _plain, _TEXT_HINT)
ID = Kind(_parse_id, _plain, _TEXT_HINT)
CODE = Kind(_parse_code, _plain, text("a code without blanks", "不含空格的代码"))
NUMBER = Kind(_parse_number, _number_cell, text("a number", "数字"))
DECIMAL = Kind(_parse_decimal, _decimal_cell, text("a number", "数字"))
MONTH = Kind(_parse_month, _plain, text("a month such as 2026-10", "月份，如 2026-10"))
WHOLE = Kind(_parse_whole, _plain, text("a whole number", "整数"))
HOURS = Kind(_parse_hours, _hours_cell, text("hours such as 8.5", "小时数，如 8.5"), scale=60)
DAY = Kind(_parse_day, _plain, text("a date such as 2026-10-01", "日期，如 2026-10-01"))
CLOCK = Kind(_parse_clock, _plain, _CLOCK_HINT)
CLOCK_END = Kind(_parse_clock_end, _plain, _CLOCK_HINT)
MOMENT = Kind(
    _parse_moment, _moment_cell, text("a time such as 2026-10-01 08:30", "时间，如 2026-10-01 08:30"), localise=True
)
YES_NO = Kind(
    _parse_yes_no,
    _write_yes_no,
    text("yes or no (true or false)", "是或否（true 或 false）"),
    lambda lang: ("yes", "no") if lang == "en" else ("是", "否"),
)


def choice(options: Iterable[tuple[Any, Text]], aliases: Mapping[str, Any] | None = None) -> Kind:
    """One of a few values, each known by its own word and its labels."""
    labels = dict(options)
    known: dict[str, Any] = {tidy(word).casefold(): value for word, value in (aliases or {}).items()}
    for value, label in labels.items():
        known |= {str(value).casefold(): value, label.en.casefold(): value, label.zh: value}

    def choices(lang: Lang) -> tuple[str, ...]:
        return tuple(str(value) if lang == "en" else label.zh for value, label in labels.items())

    def parse(raw: str) -> Any:
        word = tidy(raw).casefold()
        if word in known:
            return known[word]
        remedy = text(one_of(choices("en")).en, one_of(choices("zh")).zh)
        raise CellError(text("it is none of the known values", "不是可用的值"), remedy)

    def write(value: Any, lang: Lang) -> Cell:
        if value is None:
            return None
        return str(value) if lang == "en" else labels[value].zh

    hint = text(", ".join(choices("en")), "、".join(choices("zh")))
    return Kind(parse, write, hint, choices)


def enum_choice(enum: type[StrEnum], aliases: Mapping[str, Any] | None = None) -> Kind:
    """A choice among an enumeration whose members carry a bilingual `label`."""
    return choice(((member, member.label) for member in enum), aliases)  # type: ignore[attr-defined]


def many(kind: Kind, distinct: bool = True, blanks: bool = True) -> Kind:
    """Several values in one cell, separated by `;`, a comma, `、` or blanks; each once where they are `distinct`.

    Without `blanks` a value may itself hold blanks, as names do.
    """
    separators = _SEPARATORS if blanks else _NO_BLANKS

    def parse(raw: str) -> tuple[Any, ...]:
        _refuse_unreadable(raw)
        values = tuple(kind.parse(part) for part in separators.split(tidy(raw)) if part)
        return tuple(dict.fromkeys(values)) if distinct else values

    def write(values: Any, lang: Lang) -> Cell:
        return ";".join(str(kind.write(value, lang)) for value in values) or None

    return Kind(parse, write, kind.hint, many=True)


_PAIRS = re.compile(r"[;；\n]+")
_NOTHING = "-"
"""No pair at all, where an empty cell would mean the default."""


def pairs(key: Kind, value: Kind) -> Kind:
    """Values by key in one cell, `N1=8; E1=3`; several values of one key are separated by commas."""

    def parse(raw: str) -> dict[Any, Any]:
        _refuse_unreadable(raw)
        found: dict[Any, Any] = {}
        if tidy(raw) == _NOTHING:
            return found
        for part in filter(str.strip, _PAIRS.split(raw)):
            name, sign, words = part.replace("＝", "=").partition("=")
            parsed = key.parse(name)
            if not sign or not parsed or parsed in found:
                raise CellError(text("it is no list of values by name", "不是“名称=值”的列表"), remedy)
            found[parsed] = value.parse(words)
        return found

    def write(values: Any, lang: Lang) -> Cell:
        cells = ((key.write(name, lang), value.write(own, lang)) for name, own in values.items())
        return (
            "; ".join(f"{name}={('' if cell is None else str(cell)).replace(';', ',')}" for name, cell in cells)
            or _NOTHING
        )

    example = "A=x,y; B=z" if value.many else "A=8; B=3"
    remedy = text(f"write it as {example}", f"请写成 {example} 的形式")
    return Kind(parse, write, text(f"values by name: {example}", f"名称=值，如 {example}"), pairs=True)

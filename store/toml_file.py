"""`centre.toml`: reading it with line numbers, writing it with a comment for every setting."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from itertools import groupby
from typing import Any

from models.base import text
from models.centre import Centre
from models.input_problem import InputProblem
from store.cells import tidy
from store.csv_input import UnreadableError, decode
from store.settings import Raw, SettingPath, all_settings, find_setting, is_section, value_of

FILE_NAME = "centre.toml"
MAX_BYTES = 1024 * 1024
MAX_DOTS = 100
"""tomllib takes hours over a key of some hundred thousand parts; no line of settings has this many dots."""

_SECTION_LINE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?")
_KEY_LINE = re.compile(r"""\s*([\w."' -]+?)\s*=""")
_WHERE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_TITLES = {
    ("centre",): "the centre 中心",
    ("policy", "roster"): "shifts and the roster 班次与班表",
    ("policy", "staffing"): "from calls to agents 从来电到人数",
    ("policy", "swaps"): "swaps 调班",
    ("policy", "leave"): "leave 请假",
    ("policy", "leave_year"): "the year's annual leave 全年年假",
    ("policy", "activities"): "activities inside shifts 班内活动",
    ("policy", "attendance"): "attendance 考勤",
    ("policy", "standby"): "holiday and surge standby 节假日与高峰备班",
    ("policy", "hours"): "hours, overtime and comp time 工时、加班与调休",
}


def read_toml(content: bytes, file: str = FILE_NAME) -> dict[SettingPath, Raw]:
    """The settings of a TOML file by path, each with its line where it can be told.

    Raises:
        UnreadableError: when it is no TOML.
    """
    if len(content) > MAX_BYTES:
        raise _unreadable(file, "it is larger than 1 MB", "文件超过 1 MB", None)
    words = decode(content, file).replace("\r\n", "\n")
    if any(line.partition("#")[0].count(".") > MAX_DOTS for line in words.split("\n")):
        raise _unreadable(file, "a key has too many parts", "键的层级过多", None)
    try:
        tree = tomllib.loads(words)
    except tomllib.TOMLDecodeError as error:
        where = _WHERE.search(str(error))
        line = int(where[1]) if where and where[1] else None
        reason = _WHERE.sub("", str(error))
        raise _unreadable(file, f"it is not valid TOML: {reason}", f"不是有效的 TOML：{reason}", line) from None
    except (RecursionError, ValueError) as error:
        # tomllib lets these through for absurd nesting, dates and numbers.
        raise _unreadable(file, f"it is not valid TOML: {error}", f"不是有效的 TOML：{error}", None) from None
    lines = _lines(words)
    return {tuple(map(tidy, path)): Raw(value, _line_of(path, lines)) for path, value in _leaves(tree, ())}


def _unreadable(file: str, en: str, zh: str, line: int | None) -> UnreadableError:
    remedy = text(
        "correct it; texts stand in quotes, true and false do not", "请更正；文字须加引号，true 与 false 不加"
    )
    return UnreadableError(InputProblem(file=file, row=line, message=text(en, zh), remedy=remedy))


def _leaves(tree: Mapping[str, Any], above: SettingPath) -> Iterator[tuple[SettingPath, Any]]:
    """Every value that is not a section; an empty unknown section counts as a value, so that it is noticed."""
    for key, value in tree.items():
        path = (*above, key)
        nested = isinstance(value, dict) and len(path) < 5 and find_setting(path) is None
        if nested and (value or is_section(path)):
            yield from _leaves(value, path)
        else:
            yield path, value


def _lines(words: str) -> dict[SettingPath, int]:
    """The line of every key that begins one, by path. Good enough to point at; tomllib does the reading."""
    found: dict[SettingPath, int] = {}
    section: SettingPath = ()
    for number, line in enumerate(words.split("\n"), start=1):
        header = _SECTION_LINE.fullmatch(line[:200])
        key = _KEY_LINE.match(line[:200])
        if header:
            section = _split(header[1])
            found.setdefault(section, number)
        elif key:
            found.setdefault(section + _split(key[1]), number)
    return found


def _split(dotted: str) -> SettingPath:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _line_of(path: SettingPath, lines: Mapping[SettingPath, int]) -> int | None:
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def toml_text(centre: Centre) -> str:
    """The settings of a centre as commented TOML: every setting, its meaning in both languages and its clause."""
    lines = [
        "# Settings of the centre; what is left out has its default.",
        "# 中心设置；省略的项目取默认值。",
    ]
    for section, settings in groupby(all_settings(centre.policy), key=lambda setting: setting.path[:-1]):
        if section in _TITLES:
            lines += ["", f"# {_TITLES[section]}"]
        lines += ["", f"[{'.'.join(_key(part) for part in section)}]"]
        for setting in settings:
            clause, meaning = setting.about
            value = value_of(centre, setting)
            lines.append(f"# {meaning.en} {meaning.zh}" + (f" ({clause})" if clause else ""))
            lines.append(f"# {setting.field} =" if value is None else f"{setting.field} = {_literal(value)}")
    return "\n".join(lines) + "\n"


def _key(part: str) -> str:
    return part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else _literal(part)


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_key(str(name))} = {_literal(own)}' for name, own in value.items())}}}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(_literal(part) for part in value)}]"
    if isinstance(value, int | float):
        return repr(int(value)) if float(value).is_integer() else repr(value)
    # JSON's escapes are TOML's, but for DEL, which JSON leaves bare.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")

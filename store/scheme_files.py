"""Schemes, ladders and measures from their TOML files, with errors that name file, line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from models.base import Model, text
from models.input_problem import InputError, InputProblem
from models.ladder import Ladder
from models.scheme import Measures, Scheme
from store.csv_input import UnreadableError, decode
from store.files import file_bytes
from store.toml_file import MAX_BYTES
from store.words import did_you_mean, one_of, shown

M = TypeVar("M", bound=Model)

_DATA = "scoring"
"""The package whose data files are the shipped schemes."""


def scheme_names() -> tuple[str, ...]:
    return _names("schemes")


def ladder_names() -> tuple[str, ...]:
    return _names("ladders")


def _names(folder: str) -> tuple[str, ...]:
    entries = files(_DATA).joinpath(folder).iterdir()
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")))


def library() -> Measures:
    """The figures and measures that every scheme knows."""
    name = "measures.toml"
    return _model(files(_DATA).joinpath(name).read_bytes(), name, Measures)[0]


def read_scheme(name: str) -> tuple[Scheme, SchemeText]:
    """A shipped scheme by its name, or one's own by the path of its `.toml` file.

    Raises:
        InputError: with everything wrong with its shape.
    """
    return _model(*_content(name, "schemes"), Scheme)


def read_ladder(name: str) -> tuple[Ladder, SchemeText]:
    """A shipped ladder by its name, or one's own by its path.

    Raises:
        InputError: as `read_scheme`.
    """
    return _model(*_content(name, "ladders"), Ladder)


def _content(name: str, folder: str) -> tuple[bytes, str]:
    known = _names(folder)
    if name in known:
        return files(_DATA).joinpath(folder, f"{name}.toml").read_bytes(), f"{name}.toml"
    path = Path(name)
    if path.suffix.casefold() != ".toml":
        message = text("it is neither shipped nor a .toml file", "既不是内置方案，也不是 .toml 文件")
        raise InputError([InputProblem(file=name, message=message, remedy=did_you_mean(name, known, one_of(known)))])
    try:
        return file_bytes(path), path.name
    except UnreadableError as error:
        raise InputError([error.problem]) from None


class SchemeText:
    """A file's lines, to point at an entry by its code and at a key in it."""

    def __init__(self, file: str, words: str) -> None:
        self.file = file
        self._lines = words.split("\n")

    def line(self, code: str, key: str) -> int | None:
        """The line of a key in the entry with this code, else of the entry; at the top where there is no code."""
        start = 0
        if code:
            mark = re.compile(rf"""(^|[{{,]\s*)code\s*=\s*["']{re.escape(code)}["']""")
            start = next((n for n, line in enumerate(self._lines) if mark.search(line)), -1)
            if start < 0:
                return None
        word = re.compile(rf"(^|[{{,]\s*){re.escape(key)}\s*=")
        for number in range(start, len(self._lines)):
            line = self._lines[number]
            if number > start and line.startswith("[["):
                break
            if word.search(line):
                return number + 1
        return start + 1 if code else None

    def problem(self, code: str, key: str, value: str, message: Any, remedy: Any) -> InputProblem:
        column = f"{code}.{key}" if code else key
        return InputProblem(
            file=self.file, row=self.line(code, key), column=column, value=shown(value), message=message, remedy=remedy
        )


def _model(content: bytes, file: str, model: type[M]) -> tuple[M, SchemeText]:
    words = _decoded(content, file)
    source = SchemeText(file, words)
    try:
        tree = tomllib.loads(words, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        line = re.search(r"line (\d+)", str(error))
        message = text(f"it is not valid TOML: {error}", f"不是有效的 TOML：{error}")
        remedy = text("correct it; texts stand in quotes", "请更正；文字须加引号")
        row = int(line[1]) if line else None
        raise InputError([InputProblem(file=file, row=row, message=message, remedy=remedy)]) from None
    try:
        return model.model_validate(tree), source
    except ValidationError as failure:
        places = [error["loc"] for error in failure.errors()]
        # A list is reported as too short when its entries are faulty: the entries say it.
        own = [e for e in failure.errors() if not any(p != e["loc"] and p[: len(e["loc"])] == e["loc"] for p in places)]
        raise InputError([_shape(error, tree, model, source) for error in own]) from None


def _decoded(content: bytes, file: str) -> str:
    try:
        if len(content) > MAX_BYTES:
            message = text("it is larger than 1 MB", "文件超过 1 MB")
            raise UnreadableError(InputProblem(file=file, message=message, remedy=text("shorten it", "请精简")))
        return decode(content, file).replace("\r\n", "\n")
    except UnreadableError as error:
        raise InputError([error.problem]) from None


def _shape(error: Any, tree: Mapping[str, Any], model: type[Model], source: SchemeText) -> InputProblem:
    """One of pydantic's errors in the planner's words."""
    place: Sequence[str | int] = error["loc"]
    code, node = "", tree
    for step in place:
        node = _inside(node, step)
        if isinstance(node, Mapping) and isinstance(node.get("code"), str):
            code = node["code"]
    words = [step for step in place if isinstance(step, str)]
    key = words[-1] if words else ""
    value = "" if isinstance(error.get("input"), Mapping | list | tuple) else error.get("input", "")
    if error["type"] == "extra_forbidden":
        message = text("this key is not known", "未知的键")
        remedy = did_you_mean(key, _keys(model), text("remove it or correct it", "请删除或更正"))
    elif error["type"] == "missing":
        message, remedy = text("it is missing", "缺少此项"), text("fill it in", "请填写")
    elif error["type"].startswith("union_tag"):
        key = "how"
        message = text("there is no such way of counting", "没有这种计分方式")
        remedy = one_of(("each", "when", "measure", "rated"))
    else:
        reason = str(error["msg"]).removeprefix("Value error, ")
        message = text(reason, f"取值不符合要求：{reason}")
        remedy = text("correct it", "请更正")
    return source.problem(code, key, str(value), message, remedy)


def _inside(node: Any, step: str | int) -> Any:
    """What stands at a step; a step that is no key (the kind of an item) stays where it is."""
    if isinstance(step, int):
        return node[step] if isinstance(node, list) and step < len(node) else node
    return node.get(step, node) if isinstance(node, Mapping) else node


def _keys(model: type[Model]) -> set[str]:
    """Every key that files of this model may hold, at any depth."""
    keys: set[str] = set()
    pending, known = [model], set[type[Model]]()
    while pending:
        own = pending.pop()
        if own in known:
            continue
        known.add(own)
        for name, field in own.model_fields.items():
            keys.add(field.alias or name)
            pending += _models_in(field.annotation)
    return keys


def _models_in(annotation: Any) -> list[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    return [found for part in getattr(annotation, "__args__", ()) for found in _models_in(part)]

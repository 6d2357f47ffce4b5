"""A what-if question as a planner writes it down: a centre, a period, and changes to the calls that are expected."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator, model_validator

from models.base import Model, Text, text
from models.centre import Centre
from models.input_problem import InputError, InputProblem
from models.time import Period

MAX_BYTES = 1024 * 1024
SHOWN = 80
"""How many characters of a faulty value are repeated."""


class Change(Model):
    """Calls (and handling times) are multiplied on the days `start` … `end`, in the hours [time_from, time_until).

    Equal times mean the whole day; hours that cross midnight belong to the clock times of each day. Without a queue
    the change is to all of them.
    """

    start: date
    end: date
    time_from: time = time()
    time_until: time = time()
    queue: str | None = None
    volume_factor: float = Field(default=1.0, ge=0, le=20)
    aht_factor: float = Field(default=1.0, gt=0, le=20)

    @model_validator(mode="after")
    def _ordered(self) -> Change:
        if self.end < self.start:
            raise ValueError(f"it ends ({self.end}) before it starts ({self.start})")
        return self


class Scenario(Model):
    """What is asked. `centre` is a path, taken from the folder of the scenario's file."""

    name: str = Field(min_length=1, max_length=120)
    centre: str = Field(min_length=1)
    period: Period
    changes: tuple[Change, ...] = Field(min_length=1)

    @field_validator("period", mode="before")
    @classmethod
    def _parse_period(cls, words: object) -> object:
        return Period.parse(str(words)) if isinstance(words, str | date) else words


def read_scenario(path: Path) -> Scenario:
    """The scenario of a TOML file.

    Raises:
        InputError: with every problem found.
    """
    try:
        content = path.read_bytes()[: MAX_BYTES + 1]
        if len(content) > MAX_BYTES:
            raise ValueError("it is larger than 1 MB")
        tree = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        message = text(f"the file cannot be opened ({error.strerror})", f"文件无法打开（{error.strerror}）")
        raise InputError([_problem(path, message, text("check its name and place", "请检查文件名与位置"))]) from None
    except (ValueError, RecursionError) as error:
        message = text(f"it is not valid TOML: {error}", f"不是有效的 TOML：{error}")
        raise InputError([_problem(path, message, text("correct it", "请更正"))]) from None
    try:
        return Scenario.model_validate(tree)
    except ValidationError as error:
        # That too few of the changes are valid says nothing besides what is wrong with them.
        told = [detail for detail in error.errors() if detail["type"] != "too_short" or not tree.get("changes")]
        raise InputError([_explained(path, detail) for detail in told]) from None


def check_scenario(scenario: Scenario, centre: Centre, file: str) -> list[InputProblem]:
    """What of the scenario does not fit its centre."""
    return list(_misfits(scenario, centre, file))


def _misfits(scenario: Scenario, centre: Centre, file: str) -> Iterator[InputProblem]:
    if centre.requirement:
        yield InputProblem(
            file=file,
            message=text(
                "the centre hands in its own requirement, which changes to calls do not touch",
                "中心直接给出了需求表，来电变化对其不起作用",
            ),
            remedy=text("empty the requirement table of the centre", "请清空中心的需求表"),
        )
    queues = [skill.code for skill in centre.skills]
    for number, change in enumerate(scenario.changes, start=1):
        if change.queue is not None and change.queue not in queues:
            yield InputProblem(
                file=file,
                column=f"changes[{number}].queue",
                value=change.queue[:SHOWN],
                message=text("the centre has no such queue", "中心没有该队列"),
                remedy=_nearest(change.queue, queues),
            )
        if change.end < scenario.period.start or change.start > scenario.period.end:
            yield InputProblem(
                file=file,
                column=f"changes[{number}].start",
                value=f"{change.start}..{change.end}",
                message=text(f"it lies outside the period {scenario.period}", f"不在周期 {scenario.period} 之内"),
                remedy=text("correct the dates or the period", "请更正日期或周期"),
            )


def _problem(path: Path, message: Text, remedy: Text, column: str = "", value: str = "") -> InputProblem:
    return InputProblem(file=path.name, column=column, value=value, message=message, remedy=remedy)


def _nearest(word: str, known: Iterable[str]) -> Text:
    options = list(known)
    near = difflib.get_close_matches(word, options, n=1)
    if near:
        return text(f"did you mean {near[0]}?", f"是否应为 {near[0]}？")
    return text(f"write one of: {', '.join(options)}", f"请填写其中之一：{'、'.join(options)}")


def _explained(path: Path, detail: Any) -> InputProblem:
    """One of pydantic's errors in the planner's words."""
    loc: tuple[Any, ...] = detail["loc"]
    inside = len(loc) > 1 and loc[0] == "changes"
    model: type[Model] = Change if inside else Scenario
    own = loc[2:] if inside else loc
    column = ".".join([f"changes[{loc[1] + 1}]", *map(str, own)] if inside else map(str, own))
    given = detail.get("input")
    value = "" if isinstance(given, Mapping | list | tuple | None) else str(given)[:SHOWN]
    reason = str(detail["msg"]).removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        message, remedy = text("this key is not known", "未知的项"), _nearest(str(own[-1]), model.model_fields)
    elif detail["type"] == "missing":
        message, remedy = text("it is missing", "缺少此项"), text("fill it in", "请填写")
    elif own[:1] == ("period",) and not inside:
        message = text("it is not a period", "不是有效的周期")
        remedy = text(
            "write a month such as 2026-10, or two dates such as 2026-10-05..2026-11-01",
            "请写成月份（如 2026-10）或起止日期（如 2026-10-05..2026-11-01）",
        )
    elif not own:
        message, remedy = text(reason, "结束日期早于开始日期"), text("correct one of the dates", "请更正其中一个日期")
    else:
        message = text("it cannot be used", "无法使用")
        remedy = text(f"correct it: {reason}", f"请更正：{reason}")
    return _problem(path, message, remedy, column, value)

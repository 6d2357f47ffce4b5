"""Closed months: the facts and results as they were, kept so that nothing but a correction changes them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field, ValidationError

from models.base import Model, text
from models.facts import Fact
from models.input_problem import InputError, InputProblem
from models.score import Result
from models.time import MONTH_PATTERN
from store.atomic import write_text_atomic

FOLDER = "closed"


class ClosedMonth(Model):
    """A month by a scheme, closed by a person on a day."""

    scheme: str
    month: str = Field(pattern=MONTH_PATTERN)
    closed_by: str
    closed_on: date
    facts: tuple[Fact, ...]
    results: tuple[Result, ...]


def write_closed(folder: Path, closed: ClosedMonth) -> Path:
    """Keep a closed month.

    Raises:
        InputError: when it is closed already.
    """
    path = folder / FOLDER / f"{closed.scheme}-{closed.month}.json"
    if path.exists():
        message = text("the month is closed already", "该月已关账")
        remedy = text("enter corrections and score it again", "请登记更正后重新评分")
        raise InputError([InputProblem(file=path.name, message=message, remedy=remedy)])
    write_text_atomic(path, closed.model_dump_json(indent=1) + "\n")
    return path


def read_closed(folder: Path, scheme: str) -> dict[str, ClosedMonth]:
    """The closed months of a scheme.

    Raises:
        InputError: for a file that is not one.
    """
    found: dict[str, ClosedMonth] = {}
    problems = []
    for path in sorted((folder / FOLDER).glob(f"{scheme}-????-??.json")):
        try:
            closed = ClosedMonth.model_validate_json(path.read_bytes())
        except (ValidationError, OSError):
            message = text("it is no closed month", "不是有效的关账文件")
            remedy = text("bring it back from a backup", "请从备份恢复")
            problems.append(InputProblem(file=path.name, message=message, remedy=remedy))
            continue
        if closed.scheme == scheme:
            found[closed.month] = closed
    if problems:
        raise InputError(problems)
    return found

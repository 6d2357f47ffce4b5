"""What the commands share: settings, options, exit codes, files and failures. Loads click only."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.base import Lang, Text
    from models.input_problem import InputError
    from reports.console import Console

VIOLATIONS, BAD_INPUT, IMPOSSIBLE, NO_ROSTER, CONFLICT, OUR_BUG, INTERRUPTED = 1, 2, 3, 4, 6, 70, 130
"""Exit codes besides 0."""

SHOWN_CHANGES = 30
"""How many changed cells are listed where not all of them are asked for."""


@dataclass
class Settings:
    """What holds for every command."""

    lang: Lang

    @property
    def console(self) -> Console:
        from reports.console import Console

        return Console(self.lang)


def default_lang() -> Lang:
    """The language that the environment asks for."""
    own = os.environ.get("PAIBAN_LANG", "").lower()
    if own in ("zh", "en"):
        return "zh" if own == "zh" else "en"
    return "zh" if os.environ.get("LANG", "").lower().startswith("zh") else "en"


def _set_lang(context: click.Context, _: click.Parameter, value: Lang | None) -> None:
    if value is not None:
        context.obj.lang = value


def lang_option() -> click.Option:
    return click.Option(
        ["--lang"],
        type=click.Choice(["zh", "en"]),
        expose_value=False,
        callback=_set_lang,
        help="Language of messages and files. 语言。",
    )


class Command(click.Command):
    """A command that knows --lang, so that it may stand before or after the command's name."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.params.append(lang_option())


class Group(click.Group):
    """A group of such commands."""

    command_class = Command
    group_class = type


PATH = click.Path(path_type=Path)
"""A path that need not exist: what is wrong with it is said in the planner's language."""
DAY = click.DateTime(["%Y-%m-%d"])

centre_option = click.option(
    "--centre", "centre_path", type=PATH, required=True, help="The centre. 中心文件夹或工作簿。"
)
period_option = click.option("--period", help="2026-10 or 2026-10-05..2026-11-01. 排班周期。")
needed_period = click.option("--period", required=True, help="2026-10 or 2026-10-05..2026-11-01. 排班周期。")
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON. 以 JSON 输出。")
engine_options = (
    click.option(
        "--time-limit", type=click.FloatRange(min=0.1), default=120.0, show_default=True, help="Seconds. 秒。"
    ),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Random seed. 随机种子。"),
    click.option(
        "--workers", type=click.IntRange(1, 256), help="Threads; with 1 the result repeats. 线程数；1 可复现。"
    ),
    click.option(
        "--gap", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Stop at this gap. 达到即停。"
    ),
)


_effort_options = (
    click.option(
        "--time-limit", "seconds", type=click.FloatRange(min=0.1), default=60.0, show_default=True, help="Seconds. 秒。"
    ),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Random seed. 随机种子。"),
    click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Threads. 线程数。"),
)


def effort_options(command: Any) -> Any:
    """Add the options of a single solve."""
    for option in reversed(_effort_options):
        command = option(command)
    return command


def engine(command: Any) -> Any:
    """Add the options of a build."""
    for option in reversed(engine_options):
        command = option(command)
    return command


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def write_files(folder: Path, write: Callable[[Path], object]) -> list[Path]:
    """Have files written aside; they take their places only when all of them are done."""
    from store.atomic import atomic_write

    with tempfile.TemporaryDirectory(prefix="paiban-") as aside:
        write(Path(aside))
        done = sorted(Path(aside).iterdir())
        for file in done:
            with atomic_write(folder / file.name) as temporary:
                shutil.copyfile(file, temporary)
    return [folder / file.name for file in done]


def tell_files(settings: Settings, files: Sequence[Path], as_json: bool) -> None:
    """The whole answer of a command that writes files: which ones."""
    if as_json:
        print_json({"files": [str(file) for file in files]})
        return
    for file in files:
        settings.console.say(str(file))


def input_error(file: str, value: str, message: Text, remedy: Text) -> InputError:
    """An error of one problem."""
    from models.input_problem import InputError, InputProblem

    return InputError([InputProblem(file=file, value=value[:80], message=message, remedy=remedy)])


def tell_failure(settings: Settings, error: Exception) -> int:
    """Say what went wrong; the exit code."""
    from models.base import text
    from models.input_problem import InputError
    from scheduler.demand.errors import DemandError
    from store.errors import ConflictError, StoreError

    console = settings.console
    if isinstance(error, InputError):
        console.problems(error.problems)
        return BAD_INPUT
    if isinstance(error, ConflictError):
        for words in error.difference[:SHOWN_CHANGES]:
            console.tell(words)
        console.tell(error.sentence(settings.lang))
        return CONFLICT
    if isinstance(error, StoreError):
        console.tell(error.sentence(settings.lang))
        return BAD_INPUT
    if isinstance(error, DemandError):
        console.tell(error.text)
        return BAD_INPUT
    if isinstance(error, OSError) and error.filename:
        console.tell(f"{error.filename}: {error.strerror}")
        return BAD_INPUT
    if os.environ.get("PAIBAN_DEBUG") == "1":
        traceback.print_exception(error)
    console.tell(f"{type(error).__name__}: {error}")
    console.tell(
        text(
            "this is a bug in paiban; PAIBAN_DEBUG=1 shows where",
            "这是 paiban 的缺陷；设置 PAIBAN_DEBUG=1 可显示位置",
        )
    )
    return OUR_BUG

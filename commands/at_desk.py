"""What the commands about requests share: centre, store and person as one, options of decisions, and what is told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands.acting import as_option, db_option
from commands.common import VIOLATIONS, Settings, centre_option, input_error, json_option, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commands.deciding import Outcome
    from commands.desk import Desk
    from models.base import Text
    from reports.console import Console

T = TypeVar("T")

number_argument = click.argument("number", type=int)
revision_option = click.option("--revision", type=int, help="The revision that was seen. 所见修订号。")
clause_option = click.option("--clause", default="", help="The clause behind it. 依据条款。")
yes_option = click.option("--yes", is_flag=True, help="Do not ask. 不再询问。")


@dataclass(frozen=True)
class At:
    """Which centre's desk is meant, who acts there, and how they are answered."""

    settings: Settings
    centre_path: Path
    db: str | None
    person: str | None
    as_json: bool

    @property
    def console(self) -> Console:
        return self.settings.console

    def desk(self) -> AbstractContextManager[Desk]:
        """The desk, open; see `desk_at`."""
        from commands.desk import desk_at

        return desk_at(self.centre_path, self.db, self.person)


def at_desk(command: Callable[..., None]) -> Any:
    """A command at a desk: it gets an `At`, made of the options for centre, store, person and JSON, and its own options."""

    @wraps(command)
    def called(
        settings: Settings, /, centre_path: Path, db: str | None, person: str | None, as_json: bool, **own: Any
    ) -> None:
        command(At(settings, centre_path, db, person, as_json), **own)

    asked: Any = click.pass_obj(called)
    for option in (json_option, as_option, db_option, centre_option):
        asked = option(asked)
    return asked


def by_name(option: str, word: str, names: dict[str, T], message: Text, listed: Iterable[str]) -> T:
    """What an option names.

    Raises:
        InputError: when there is no such thing, with what may have been meant.
    """
    from models.base import text
    from store.words import did_you_mean

    if word in names:
        return names[word]
    one_of = ", ".join(listed)
    otherwise = text(f"give one of: {one_of}", f"请填写以下之一：{one_of}")
    raise input_error(option, word, message, did_you_mean(word, names, otherwise))


def is_confirmed(at: At, yes: bool) -> bool:
    """Whether the approver wants it: said already, or asked for now; with --json nobody is asked."""
    from models.base import text

    if yes or at.as_json:
        return yes
    return click.confirm(text("approve it?", "批准吗？").to(at.settings.lang), err=True)


def tell(at: At, outcome: Outcome[Any, Any], show: Callable[[], None], more: dict[str, Any] | None = None) -> None:
    """What came of a request: `show` says it, or JSON with `more`. The program ends with 1 where the checks do not allow it."""
    from models.base import text

    if at.as_json:
        print_json(outcome.model_dump(mode="json") | (more or {}))
    else:
        show()
        if not outcome.done:
            at.console.tell(text("nothing was written", "没有写入任何内容"))
    if not outcome.done and not outcome.verdict.is_allowed:
        sys.exit(VIOLATIONS)

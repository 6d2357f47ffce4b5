"""Everything as data: every command that answers knows `--json`."""

from __future__ import annotations

from collections.abc import Iterator

import click

import cli

WITHOUT = {
    "init": "writes a folder of tables to start from, whose path was given",
    "example": "writes a folder of tables to start from, whose path was given",
}
"""Commands that need no `--json`, and why."""


def commands(there: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command of the program that is no group, by its words."""
    if not isinstance(there, click.Group):
        yield " ".join(path), there
        return
    for name, command in there.commands.items():
        yield from commands(command, (*path, name))


def test_every_command_that_answers_knows_json() -> None:
    known = dict(commands(cli.cli))
    assert known.keys() > WITHOUT.keys()
    without = {
        words for words, command in known.items() if not any("--json" in option.opts for option in command.params)
    }
    assert without == WITHOUT.keys()

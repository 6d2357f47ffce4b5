"""The month of `docs/leave-and-swaps.md`, played on a copy of the example: every command, exit code and line shown."""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.leave import leave
from commands.swap import swap
from models.leave import LEAVE_TRANSITIONS
from models.roster_version import ROSTER_TRANSITIONS
from models.swap import SWAP_TRANSITIONS
from tests.program import Run

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "leave-and-swaps.md").read_text(encoding="utf-8")


def steps() -> Iterator[tuple[str, list[str]]]:
    """Every command of the page with the lines that it shows."""
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = step.splitlines()
            yield command, shown


def assert_shown(shown: list[str], output: str, command: str) -> None:
    """The lines stand in the output in this order; `…` is anything."""
    at = 0
    for line in shown:
        words = line.split("…")[0].rstrip()
        found = output.find(words, at)
        assert found >= 0, f"{command}\nlacks: {words}\n{output}"
        at = found + len(words)


@pytest.mark.slow
def test_the_month_goes_as_the_page_says(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play = tmp_path / "play"
    shutil.copytree(ROOT / "examples" / "bank", play)
    shutil.copytree(ROOT / "examples" / "rosters", tmp_path / "examples" / "rosters")
    monkeypatch.chdir(tmp_path)
    for command, shown in steps():
        words = shlex.split(command, comments=True)
        monkeypatch.delenv("PAIBAN_NOW", raising=False)
        if words[0].startswith("PAIBAN_NOW="):
            monkeypatch.setenv("PAIBAN_NOW", words.pop(0).partition("=")[2])
        assert words.pop(0) == "paiban"
        code, out, err = run(*words, "--centre", "play")
        assert code == (1 if "# exit code 1" in command else 0), f"{command}\n{out}{err}"
        assert_shown(shown, out + err, command)
    page = (play / "swap-14.html").read_text(encoding="utf-8")
    assert "school meeting" in page
    tampered(play / "paiban.db")
    code, out, _ = run("audit", "verify", "--centre", "play")
    assert code == 1
    assert "row 7 was changed" in out


def tampered(store: Path) -> None:
    """Somebody makes decisions look like somebody else's."""
    database = sqlite3.connect(store)
    database.execute("DROP TRIGGER audit_no_update")
    with database:
        assert database.execute("UPDATE audit SET who = 'A00002' WHERE seq = 6").rowcount == 1
        assert database.execute("UPDATE audit SET who = 'A00002' WHERE seq = 7").rowcount == 1
    database.close()


@pytest.mark.parametrize("group", [leave, swap], ids=["leave", "swap"])
def test_the_page_names_every_command_and_what_it_can_be_asked(group: object) -> None:
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        assert f"`paiban {group.name} {name}" in PAGE  # type: ignore[attr-defined]
        known = {option for parameter in command.params for option in parameter.opts}
        lines = [line for line, _ in steps() if f"paiban {group.name} {name} " in line]  # type: ignore[attr-defined]
        for line in lines:
            assert {word for word in shlex.split(line, comments=True) if word.startswith("--")} <= known


def test_the_state_machines_on_the_pages_are_those_of_the_models() -> None:
    store = (ROOT / "docs" / "store.md").read_text(encoding="utf-8")
    diagrams = re.findall(r"```mermaid\n(.*?)```", PAGE + store, re.DOTALL)
    processes = LEAVE_TRANSITIONS, SWAP_TRANSITIONS, ROSTER_TRANSITIONS
    for diagram, transitions in zip(diagrams, processes, strict=True):
        drawn = set(re.findall(r"^\s*(\w+) --> (\w+)", diagram, re.MULTILINE))
        # What does not change the state (a partner's word) is drawn, and is no transition.
        allowed = {(now.value, then.value) for now, after in transitions.items() for then in after}
        assert {(now, then) for now, then in drawn if now != then} == allowed

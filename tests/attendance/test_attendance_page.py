"""docs/attendance.md knows every command, exception, entry and formula, and asks what the commands can answer."""

from __future__ import annotations

from pathlib import Path

from commands.attendance import attendance
from models.attendance import EntryKind, ExceptionKind
from reports.attendance_words import FORMULAS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "attendance.md").read_text(encoding="utf-8")


def test_the_page_asks_what_the_commands_can_answer() -> None:
    lines = [line.partition("#")[0].split() for line in PAGE.splitlines() if line.startswith("paiban attendance ")]
    for words in lines:
        options = {option for parameter in attendance.commands[words[2]].params for option in parameter.opts}
        options |= {option for parameter in attendance.commands[words[2]].params for option in parameter.secondary_opts}
        assert {word for word in words if word.startswith("--")} <= options
    assert {words[2] for words in lines} == set(attendance.commands)


def test_the_page_names_every_exception_entry_and_formula() -> None:
    for kind in ExceptionKind:
        assert f"| {kind.label.en} |" in PAGE
    for entry in EntryKind:
        assert f"`{entry.value}`" in PAGE
    for name in ("adherence", "conformance", "worked", "overtime"):
        assert f"**{name}** = " in PAGE or f"**{name}** (" in PAGE
        assert name in {formula.en for formula, _ in FORMULAS}


def test_every_command_has_help_in_both_languages() -> None:
    for command in attendance.commands.values():
        assert command.help
        assert any("\u4e00" <= letter <= "\u9fff" for letter in command.help)

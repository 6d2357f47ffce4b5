"""Pages that are made by a command are up to date."""

from __future__ import annotations

from pathlib import Path

import click

from commands.database import audit, db
from commands.hours import hours
from commands.roster import roster
from commands.standby import standby
from models.access import ALLOWED, Duty
from models.base import Model
from models.policy import Policy, setting_info
from scheduler.rules import rule_classes
from scheduler.rules.reference import COMMAND, rules_reference
from store.db.schema import metadata

DOCS = Path(__file__).parents[1] / "docs"


def test_the_reference_of_rules_is_up_to_date() -> None:
    written = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert written == rules_reference(), f"docs/rules.md is stale; make it anew: {COMMAND}"


def test_the_reference_names_every_rule_and_setting() -> None:
    page = rules_reference()
    for rule in rule_classes():
        assert f"### {rule.name}\n" in page
    for section, field in Policy.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Model):
            for name in field.annotation.model_fields:
                clause, meaning = setting_info(field.annotation, name)
                assert f"| `{section}.{name}` |" in page
                assert clause
                assert meaning.en
                assert meaning.zh


def test_the_page_about_questions_asks_what_the_commands_can_answer() -> None:
    page = (DOCS / "explain.md").read_text(encoding="utf-8")
    for name in ("explain", "replace"):
        known = {option for parameter in roster.commands[name].params for option in parameter.opts}
        lines = [line for line in page.splitlines() if line.startswith(f"paiban roster {name} ")]
        assert lines
        for line in lines:
            assert {word for word in line.split() if word.startswith("--")} <= known


def test_the_page_about_questions_says_what_the_console_says() -> None:
    page = (DOCS / "explain.md").read_text(encoding="utf-8")
    for words, module in (
        ("if nobody takes over", "explanation.py"),
        ("who could take over", "explanation.py"),
        ("what the rules find of this agent in the whole period", "explanation.py"),
        ("可到岗人员", "explanation.py"),
        ("none of these can be left out of the clash", "console.py"),
        ("this clash ends when one of these is given up, the cheapest first:", "console.py"),
    ):
        assert words in page
        assert words in (DOCS.parent / "reports" / module).read_text(encoding="utf-8")


def test_the_page_about_the_store_shows_who_may_do_what() -> None:
    page = (DOCS / "store.md").read_text(encoding="utf-8")
    for deed, duties in ALLOWED.items():
        cells = " | ".join("yes" if duty in duties else "" for duty in Duty)
        assert f"| {deed.label.en} | {cells} |".replace("|  |", "| |").replace("|  |", "| |") in page


def test_the_page_about_the_store_names_every_table_and_command() -> None:
    page = (DOCS / "store.md").read_text(encoding="utf-8")
    for table in metadata.tables:
        assert f"`{table}`" in page
    for line in page.splitlines():
        words = line.split("#")[0].split()
        if words[:1] == ["paiban"]:
            command = {"db": db, "audit": audit, "roster": roster}[words[1]].commands[words[2]]
            known = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in words if word.startswith("--")} <= known


def test_the_pages_about_standby_and_hours_use_options_that_there_are() -> None:
    for page, group in (("standby.md", standby), ("hours.md", hours)):
        lines = [line.split(" #")[0].split() for line in (DOCS / page).read_text(encoding="utf-8").splitlines()]
        commands = [words for words in lines if words[:1] == ["paiban"]]
        assert {words[2] for words in commands if words[1] == page[:-3]} == set(group.commands)
        for words in commands:
            command: click.Command = {"standby": standby, "hours": hours, "roster": roster}[words[1]].commands[words[2]]
            if isinstance(command, click.Group):
                command = command.commands[words[3]]
            known = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in words if word.startswith("--")} <= known

"""docs/fairness.md asks what the commands can answer, and names every kind and setting."""

from __future__ import annotations

from pathlib import Path

from commands.fairness import fairness
from commands.roster import roster
from models.fairness import FairKind
from models.policy import FairnessPolicy
from scheduler.rules import rule_classes

PAGE = (Path(__file__).parents[1] / "docs" / "fairness.md").read_text(encoding="utf-8")


def test_the_commands_of_the_page_are_there() -> None:
    lines = [line.split("#")[0].split() for line in PAGE.splitlines() if line.startswith("paiban ")]
    assert len(lines) > 3
    for words in lines:
        command = {"fairness": fairness, "roster": roster}[words[1]].commands[words[2]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known


def test_every_kind_and_setting_is_explained() -> None:
    for kind in FairKind:
        looking = [rule.name for rule in rule_classes() if rule.carries is kind]
        (line,) = (line for line in PAGE.splitlines() if line.startswith(f"| `{kind.value}` |"))
        assert all(f"`{name}`" in line for name in looking)
        assert looking or "no rule" in line
    for name, field in FairnessPolicy.model_fields.items():
        assert f"`fairness.{name}`" in PAGE
        assert str(field.default) in PAGE

"""Pages that are made by a command are up to date."""

from __future__ import annotations

from pathlib import Path

from models.base import Model
from models.policy import Policy, setting_info
from scheduler.rules import rule_classes
from scheduler.rules.reference import COMMAND, rules_reference

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

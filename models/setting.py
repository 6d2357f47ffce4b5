"""A setting of the policy: a field that knows its clause and what it means in both languages."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from models.base import Model, Text, text

OURS = "ours"


def setting(default: Any, clause: str, en: str, zh: str, **bounds: Any) -> Any:
    """A policy field; `clause` is the rulebook's id, or `ours` where the documents are silent."""
    return Field(default=default, description=en, json_schema_extra={"clause": clause, "zh": zh}, **bounds)


def setting_info(model: type[Model], name: str) -> tuple[str, Text]:
    """The clause and the meaning of a policy field."""
    field = model.model_fields[name]
    extra = field.json_schema_extra
    if not isinstance(extra, dict):
        return "", text("", "")
    return str(extra["clause"]), text(field.description or "", str(extra["zh"]))

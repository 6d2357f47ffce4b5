"""What the store refuses, said so that a planner can act on it. Loads no database."""

from __future__ import annotations

from typing import Any

from models.base import Lang, Text


class StoreError(Exception):
    """What is wrong with the store or with what was asked of it, and what to do. Nothing was changed."""

    def __init__(self, message: Text, remedy: Text) -> None:
        super().__init__(message.en)
        self.message = message
        self.remedy = remedy

    def sentence(self, lang: Lang) -> str:
        return f"{self.message.to(lang)}; {self.remedy.to(lang)}"


class ConflictError(StoreError):
    """Somebody else changed it meanwhile. `difference` is what they changed, as sentences; `facts` is the same as data."""

    def __init__(
        self, message: Text, remedy: Text, difference: tuple[Text, ...] = (), facts: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message, remedy)
        self.difference = difference
        self.facts = facts or {}


class ForbiddenError(StoreError):
    """The acting person's roles do not allow it."""

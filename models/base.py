"""The two foundations of every model: a frozen pydantic base and bilingual text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

Lang = Literal["en", "zh"]


class Model(BaseModel):
    """A value: frozen, and refusing fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed. Cached properties are not taken along: they are about the old fields."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(copied).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Text(Model):
    """One sentence in English and Chinese; whatever a planner reads is made of these."""

    en: str
    zh: str

    def to(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def format(self, **facts: object) -> Text:
        """Fill the placeholders of both languages; a fact that is itself a `Text` is put in by language."""
        return Text(
            en=self.en.format(**{k: v.en if isinstance(v, Text) else v for k, v in facts.items()}),
            zh=self.zh.format(**{k: v.zh if isinstance(v, Text) else v for k, v in facts.items()}),
        )

    def __str__(self) -> str:
        return self.en


def text(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)

"""The two foundations of every model: a frozen pydantic base and bilingual text."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

Lang = Literal["en", "zh"]


class Model(BaseModel):
    """A value: frozen, and refusing fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def remade(self, **changes: Any) -> Self:
        """The same with other values, made anew: unlike a copy it keeps nothing that was worked out from the old ones."""
        return type(self)(**{name: getattr(self, name) for name in type(self).model_fields} | changes)


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

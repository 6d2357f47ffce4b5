"""What a table is: file and sheet names, columns, how their cells are read, what they mean.

Reading and writing, CSV and Excel, headers, comments and drop-down lists all follow from these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from models.base import Lang, Model, Text, text
from store.cells import Kind


@dataclass(frozen=True)
class Column:
    """A column: its English key, its Chinese header, the model's field (the key itself unless said) and its meaning."""

    key: str
    zh: str
    kind: Kind
    meaning: Text
    field: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        return self.field or self.key

    def header(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.key

    @property
    def names(self) -> tuple[str, ...]:
        return (self.key, self.zh, *self.aliases)


@dataclass(frozen=True)
class Table:
    """A table: `name` is its CSV file and English sheet, `zh` its Chinese sheet, `attribute` its place in `Centre`."""

    name: str
    zh: str
    model: type[Model]
    meaning: Text
    columns: tuple[Column, ...]
    required: bool = False
    aliases: tuple[str, ...] = ()
    attribute: str = ""
    by_target: dict[str, Column] = field(init=False, compare=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_target.update({column.target: column for column in self.columns})

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.zh, *self.aliases)

    @property
    def file_name(self) -> str:
        return f"{self.name}.csv"

    def sheet_name(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.name

    def is_required(self, column: Column) -> bool:
        """Whether every row must fill the column in."""
        return self.model.model_fields[column.target].is_required()


def column(key: str, zh: str, kind: Kind, en_meaning: str, zh_meaning: str, **more: Any) -> Column:
    """A column with its meaning in both languages; `more` are further fields of `Column`."""
    return Column(key, zh, kind, text(en_meaning, zh_meaning), **more)

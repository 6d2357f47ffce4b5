"""A ladder of levels: what each asks for and pays, and what leads back down. Data, as schemes are."""

from __future__ import annotations

from decimal import Decimal

from pydantic import ConfigDict, Field, model_validator

from models.base import Model, Text, text
from models.scheme import Formula, Named


class Need(Named):
    """Something a level asks for: a value that must be at least or at most so much."""

    value: Formula
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    unit_en: str = ""
    unit_zh: str = ""

    @model_validator(mode="after")
    def _one_bound(self) -> Need:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("state one of at_least and at_most")
        return self

    @property
    def unit(self) -> Text:
        return text(self.unit_en, self.unit_zh)


class Level(Named):
    """A level, its pay a month in yuan, and what one must have to reach it from the level before."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    pay: Decimal | None = Field(default=None, ge=0)
    needs: tuple[Need, ...] = Field(default=(), alias="need")


class Demotion(Named):
    """What leads one level down; `from_levels` are the levels it holds for."""

    when: Formula
    from_levels: tuple[str, ...] = Field(min_length=1)


class Ladder(Model):
    """Levels from the lowest up. `not_appraised` is when nobody moves; `competition` names the scheme whose total counts."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)
    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)
    source: str = Field(min_length=1)
    note_en: str = ""
    note_zh: str = ""
    competition: str = ""
    not_appraised: Formula | None = None
    levels: tuple[Level, ...] = Field(alias="level", min_length=2)
    demotions: tuple[Demotion, ...] = Field(default=(), alias="demotion")

    @property
    def title(self) -> Text:
        return text(self.en, self.zh)

    @property
    def note(self) -> Text:
        return text(self.note_en, self.note_zh)


class NeedState(Model):
    """How far an agent is with a need: what there is, what is asked and what is missing (`None`: cannot be told)."""

    title: Text
    clause: str
    unit: Text
    value: Decimal | None
    asked: Decimal
    at_least: bool
    missing: Decimal | None

    @property
    def met(self) -> bool:
        return self.missing == 0


class Standing(Model):
    """Where an agent stands on a ladder at the end of a month."""

    ladder: str
    agent_id: str
    month: str
    level: str
    level_title: Text
    clause: str
    months_in_post: int
    pay: Decimal | None = None
    next_level: str = ""
    next_title: Text | None = None
    needs: tuple[NeedState, ...] = ()
    demotions: tuple[Text, ...] = ()
    not_appraised: Text | None = None

    @property
    def eligible(self) -> bool:
        """Whether the agent may rise now."""
        return (
            bool(self.next_level)
            and self.not_appraised is None
            and not self.demotions
            and all(need.met for need in self.needs)
        )

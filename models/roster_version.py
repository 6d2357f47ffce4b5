"""A roster as it is kept: its versions and their states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from models.base import Model, Text, text
from models.time import Period


class RosterState(StrEnum):
    """A draft is published by a named person; the next one published for the same days supersedes it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> Text:
        return {
            RosterState.DRAFT: text("draft", "草稿"),
            RosterState.PUBLISHED: text("published", "已发布"),
            RosterState.SUPERSEDED: text("superseded", "已被取代"),
        }[self]


ROSTER_TRANSITIONS: Mapping[RosterState, frozenset[RosterState]] = MappingProxyType(
    {
        RosterState.DRAFT: frozenset({RosterState.PUBLISHED}),
        RosterState.PUBLISHED: frozenset({RosterState.SUPERSEDED}),
        RosterState.SUPERSEDED: frozenset(),
    }
)
"""What a version may become. The cells of one change by swaps and leave, and only that raises its revision."""


class RosterMark(Model):
    """A version as somebody saw it: its number and its revision, written `17.2`."""

    id: int
    revision: int

    def __str__(self) -> str:
        return f"{self.id}.{self.revision}"

    @classmethod
    def parse(cls, words: str) -> RosterMark:
        """Read `17.2`.

        Raises:
            ValueError: when it is none.
        """
        number, _, revision = words.strip().partition(".")
        return cls(id=int(number), revision=int(revision))


class RosterVersion(Model):
    """A stored roster without its cells.

    `version` counts the rosters of a centre and period. `base` is the version it was edited from, `published_base` the
    published one that it descends from, both as they were then. `cost` is in points.
    """

    id: int
    centre: str
    first_day: date
    last_day: date
    version: int
    state: RosterState
    revision: int
    centre_hash: str
    base: RosterMark | None = None
    published_base: RosterMark | None = None
    cost: int | None = None
    hard_violations: int | None = None
    drafted_at: datetime
    drafted_by: str
    published_at: datetime | None = None
    published_by: str | None = None

    @property
    def period(self) -> Period:
        return Period(start=self.first_day, end=self.last_day)

    @property
    def mark(self) -> RosterMark:
        return RosterMark(id=self.id, revision=self.revision)

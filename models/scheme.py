"""A scheme of scores: what is counted, for how many points, and what the total brings.

Schemes are data (TOML); this is their shape. What a shape cannot say (names that exist, cycles, grades that can be
reached, bands that overlap) is checked by `scoring.check`. Formulas are those of `scoring.expression`.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from models.base import Model, Text, text
from models.facts import FactKind, Rater
from models.people import Role

Formula = Annotated[str, Field(min_length=1, max_length=400)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Points = Annotated[Decimal, Field(ge=-10_000, le=10_000)]


class Cycle(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def label(self) -> Text:
        return {
            Cycle.MONTH: text("month", "月度"),
            Cycle.QUARTER: text("quarter", "季度"),
            Cycle.YEAR: text("year", "年度"),
        }[self]

    @property
    def months(self) -> int:
        return {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.YEAR: 12}[self]

    def ends_with(self, month: str) -> bool:
        """Whether a cycle of the calendar year ends with this month."""
        return int(month[5:]) % self.months == 0


class Subject(StrEnum):
    """Who is scored."""

    AGENT = "agent"
    TEAM = "team"
    CENTRE = "centre"


class Named(Model):
    """Whatever a scheme lists: a code to refer to it, its name in both languages and its clause (`ours` where silent)."""

    code: Code
    en: str = Field(min_length=1, max_length=200)
    zh: str = Field(min_length=1, max_length=200)
    clause: str = Field(min_length=1, max_length=80)

    @property
    def title(self) -> Text:
        return text(self.en, self.zh)


class Span(Model):
    """A range of numbers; bounds left out are open."""

    at_least: Decimal | None = None
    over: Decimal | None = None
    up_to: Decimal | None = None
    below: Decimal | None = None

    @model_validator(mode="after")
    def _one_bound_each_side(self) -> Span:
        if self.at_least is not None and self.over is not None:
            raise ValueError("it states at_least and over: keep one of the two")
        if self.up_to is not None and self.below is not None:
            raise ValueError("it states up_to and below: keep one of the two")
        low, high = self.lower[0], self.upper[0]
        if low > high or (low == high and (self.over is not None or self.below is not None)):
            raise ValueError("no number lies in it")
        return self

    @property
    def lower(self) -> tuple[Decimal, bool]:
        """The lower bound and whether it is left out, so that bounds sort as the spans do."""
        if self.over is not None:
            return self.over, True
        return (Decimal("-Infinity") if self.at_least is None else self.at_least), False

    @property
    def upper(self) -> tuple[Decimal, bool]:
        """The upper bound and whether it belongs to the span."""
        if self.below is not None:
            return self.below, False
        return (Decimal("Infinity") if self.up_to is None else self.up_to), True

    def holds(self, value: Decimal) -> bool:
        (low, low_out), (high, high_in) = self.lower, self.upper
        return (value > low if low_out else value >= low) and (value <= high if high_in else value < high)


class Band(Span):
    """The points of a value in this range."""

    points: Points


class _Item(Named):
    """What every item has: the part it counts in, and the group by which conditions count it."""

    part: str = ""
    group: str = ""
    flag: str = ""
    note: str = ""


class EachItem(_Item):
    """Every fact of these kinds is a line of its own.

    Its points: those entered with it (within `range`, unsigned where the range is all on one side of zero), else those
    of the band its amount lies in, else `per_unit` for each unit of it, else `points`.
    """

    how: Literal["each"]
    facts: tuple[FactKind, ...] = Field(min_length=1)
    subject: str = ""
    amounts: Span = Span()
    points: Points | None = None
    range: tuple[Points, Points] | None = None
    bands: tuple[Band, ...] = ()
    per_unit: Points | None = None
    roles: tuple[Role, ...] = ()
    entered_by: tuple[Role, ...] = ()
    needs_evidence: bool = False

    @model_validator(mode="after")
    def _has_points(self) -> EachItem:
        ways = (self.points is not None) + bool(self.bands) + (self.per_unit is not None)
        if ways > 1 or (not ways and self.range is None):
            raise ValueError("state one of points, bands, per_unit, or a range")
        if self.range is not None and self.range[0] > self.range[1]:
            raise ValueError("the range begins above its end")
        return self


class WhenItem(_Item):
    """One line when a condition holds: a fact that is derived, not typed. It is left open while an input it asks is not there."""

    how: Literal["when"]
    when: Formula
    points: Points = Decimal(0)


class MeasureItem(_Item):
    """Points for a measured value: those of the band it lies in, or the value itself between `low` and `high`.

    A value that cannot be told is left open, and the result says so; `missing` are its points where its inputs were
    handed in and hold nothing to measure.
    """

    how: Literal["measure"]
    value: Formula
    bands: tuple[Band, ...] = ()
    low: Points = Decimal(0)
    high: Points
    missing: Points | None = None


class RatedItem(_Item):
    """Points given by raters: averaged among those of one kind, then over the kinds by weight."""

    how: Literal["rated"]
    low: Points = Decimal(0)
    high: Points
    step: Decimal | None = Field(default=None, gt=0)
    raters: dict[Rater, Annotated[Decimal, Field(gt=0, le=100)]] = Field(min_length=1)


Item = Annotated[EachItem | WhenItem | MeasureItem | RatedItem, Field(discriminator="how")]


class Part(Named):
    """Items added up, held between `low` and `high`, then multiplied by `weight`. `stated` is the sum the document names."""

    weight: Decimal = Field(default=Decimal(1), gt=0, le=10)
    low: Points | None = None
    high: Points | None = None
    stated: Points | None = None


class Grade(Named):
    """A grade; the first in the list whose bound and condition hold is given."""

    at_least: Decimal | None = None
    when: Formula | None = None
    coefficient: Decimal = Field(default=Decimal(1), ge=0, le=10)
    failed: bool = False


class Flag(Named):
    """What a result means beyond its points. `running` cycles in a row, or `times` in all; `once` for each run only.

    Without `when` it is raised by items alone. A `yearly` one is about years, by the mean of their months
    (`scoring.sums`).
    """

    when: Formula | None = None
    running: int = Field(default=1, ge=1, le=24)
    times: int = Field(default=1, ge=1, le=24)
    once: bool = False
    yearly: bool = False


class PayRule(Named):
    """A line of the payslip in yuan; `from_month` is the month of employment from which it is paid.

    An `optional` line is left out when it comes to nothing.
    """

    amount: Formula
    low: Decimal | None = None
    high: Decimal | None = None
    from_month: int = Field(default=1, ge=1, le=60)
    optional: bool = False


class Figure(Named):
    """A number that is imported for each month, such as calls offered."""

    unit: str = Field(default="", max_length=20)
    source: str = Field(min_length=1, max_length=120)


class Kpi(Named):
    """A measure made of figures, facts and other measures by a formula, over its cycle."""

    formula: Formula
    unit: str = Field(default="", max_length=20)
    cycle: Cycle = Cycle.MONTH
    source: str = Field(min_length=1, max_length=120)


class Measures(Model):
    """Figures and the measures made of them."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    figures: tuple[Figure, ...] = Field(default=(), alias="figure")
    kpis: tuple[Kpi, ...] = Field(default=(), alias="kpi")


class Scheme(Measures):
    """A whole scheme. `decimals` is how the total is rounded (half up); `low` and `high` hold it.

    `roles` are who is scored (empty: everybody), `scorers` who may enter facts about agents of each role.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)
    en: str = Field(min_length=1, max_length=200)
    zh: str = Field(min_length=1, max_length=200)
    source: str = Field(min_length=1, max_length=80)
    note_en: str = ""
    note_zh: str = ""
    cycle: Cycle = Cycle.MONTH
    subject: Subject = Subject.AGENT
    roles: tuple[Role, ...] = ()
    base: Points = Decimal(0)
    low: Points | None = None
    high: Points | None = None
    stated: Points | None = None
    decimals: int = Field(default=2, ge=0, le=4)
    rank_from: Decimal | None = None
    self_rating_due_day: int | None = Field(default=None, ge=1, le=28)
    appeal_working_days: int = Field(default=5, ge=1, le=60)
    not_appraised: Formula | None = None
    scorers: dict[Role, tuple[Role, ...]] = Field(default_factory=dict)
    parts: tuple[Part, ...] = Field(default=(), alias="part")
    items: tuple[Item, ...] = Field(alias="item", min_length=1)
    grades: tuple[Grade, ...] = Field(default=(), alias="grade")
    flags: tuple[Flag, ...] = Field(default=(), alias="flag")
    pay: tuple[PayRule, ...] = Field(default=())

    @property
    def title(self) -> Text:
        return text(self.en, self.zh)

    @property
    def note(self) -> Text:
        return text(self.note_en, self.note_zh)

    @property
    def memory(self) -> int:
        """How many cycles must be known for its flags, the current one included; 0 is all of them."""
        own = [flag for flag in self.flags if not flag.yearly]
        if any(flag.times > 1 for flag in own):
            return 0
        return max((flag.running + flag.once for flag in own), default=1)

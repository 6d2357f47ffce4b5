"""The registers that facts are derived from: complaints, quality checks, exams, figures and ratings."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from pydantic import Field, model_validator

from models.base import Model
from models.facts import Rater
from models.time import MONTH_PATTERN


class Complaint(Model):
    """One complaint of the register, in the centre's local time. `agent_id` is who it is about, `handler_id` who handles it."""

    id: str = Field(min_length=1, max_length=80)
    received: datetime
    agent_id: str = Field(default="", max_length=80)
    handler_id: str = Field(default="", max_length=80)
    type: str = Field(default="", max_length=80)
    answered: datetime | None = None
    passed_on: date | None = None
    department: str = Field(default="", max_length=80)
    department_answered: date | None = None
    resolved: datetime | None = None
    called_back: date | None = None
    satisfied: bool | None = None
    valid: bool | None = None
    entered_by: str = Field(default="", max_length=80)

    @model_validator(mode="after")
    def _in_order(self) -> Complaint:
        for name in ("answered", "resolved"):
            moment = getattr(self, name)
            # A bare date is midnight: the same day is not before it.
            if moment is not None and moment.date() < self.received.date():
                raise ValueError(f"it was {name} ({moment:%Y-%m-%d}) before it was received ({self.received:%Y-%m-%d})")
        return self


class QualityCheck(Model):
    """One quality check; a failed one takes `share` percent of the month's performance pay (BANK-39)."""

    agent_id: str = Field(min_length=1)
    day: date
    check_id: str = Field(min_length=1, max_length=80)
    score: Decimal = Field(ge=0, le=100)
    passed: bool
    share: Decimal = Field(default=Decimal(10), ge=0, le=100)
    entered_by: str = Field(default="", max_length=80)
    evidence: str = Field(default="", max_length=500)


class Exam(Model):
    """An exam's result, 0 to 100; with `level` it is the exam for the next level of a ladder."""

    agent_id: str = Field(min_length=1)
    day: date
    score: Decimal = Field(ge=0, le=100)
    level: bool = False
    entered_by: str = Field(default="", max_length=80)


class FigureEntry(Model):
    """An imported number of a month, for an agent, a team or the centre."""

    agent_id: str = Field(min_length=1)
    month: str = Field(pattern=MONTH_PATTERN)
    figure: str = Field(min_length=1, max_length=80)
    amount: Decimal = Field(ge=0, le=1_000_000_000)
    entered_by: str = Field(default="", max_length=80)


class RatingEntry(Model):
    """A rating of one item of a scheme."""

    agent_id: str = Field(min_length=1)
    month: str = Field(pattern=MONTH_PATTERN)
    item: str = Field(min_length=1, max_length=60)
    rater: Rater
    points: Decimal = Field(ge=0, le=1000)
    entered_by: str = Field(min_length=1, max_length=80)
    entered_on: date | None = None


class LevelPlace(Model):
    """Where an agent stands on a ladder, and since when."""

    agent_id: str = Field(min_length=1)
    ladder: str = Field(min_length=1, max_length=60)
    level: str = Field(min_length=1, max_length=60)
    since: date

"""Calls: what came in, what is expected, and how many agents that takes."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from pydantic import Field, field_validator, model_validator

from models.base import Model, Text, text
from models.time import Timeline


class Skill(Model):
    """A skill, which is also the queue of the calls that need it.

    At least `minimum_staff` agents with the skill are on the phones in the daily window [from, until); equal times
    mean the whole day (BANK-5.2).
    """

    code: str = Field(min_length=1, max_length=40)
    name: str = Field(default="", max_length=60)
    minimum_staff: int = Field(default=0, ge=0, le=1000)
    time_from: time = time()
    time_until: time = time()


class CallCount(Model):
    """Calls of one queue (a skill's code) in one past interval that begins at the zone-aware `start`.

    `aht_seconds` is the mean handling time (talk and after-call work) of answered calls; 0 and none say that it is not
    known, as in intervals without an answered call.
    """

    start: datetime
    queue: str
    offered: float = Field(ge=0)
    answered: float | None = Field(default=None, ge=0)
    abandoned: float | None = Field(default=None, ge=0)
    aht_seconds: float | None = Field(default=None, ge=0)


class ForecastPoint(Model):
    """Expected calls of one queue in one interval to come, as a centre may hand them in ready-made."""

    start: datetime
    queue: str
    offered: float = Field(ge=0)
    aht_seconds: float = Field(gt=0)


class RequirementPoint(Model):
    """Agents required for one queue in one interval, as a centre may hand them in ready-made."""

    start: datetime
    queue: str
    required: int = Field(ge=0)


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def label(self) -> Text:
        return text(self.value.capitalize(), "周" + "一二三四五六日"[list(Weekday).index(self)])

    @classmethod
    def of(cls, day: date) -> Weekday:
        return list(cls)[day.weekday()]


class ShiftCover(Model):
    """Agents required on one shift: on `day`, or on these `weekdays` (all of them when none is named).

    Each agent missing counts `under`, each one too many `over`; 0 is not looked at. A day's own entry stands before one
    for its weekday, and that before one for all days.
    """

    shift: str
    day: date | None = None
    weekdays: tuple[Weekday, ...] = ()
    required: int = Field(ge=0, le=10_000)
    under: int = Field(default=10, ge=0, le=10_000)
    over: int = Field(default=1, ge=0, le=10_000)

    @model_validator(mode="after")
    def _day_or_weekdays(self) -> ShiftCover:
        if self.day is not None and self.weekdays:
            raise ValueError("it names a day and weekdays: one of the two must be left empty")
        return self

    @property
    def precedence(self) -> int:
        """The higher stands before the lower."""
        return 2 if self.day is not None else 1 if self.weekdays else 0

    def covers(self, day: date) -> bool:
        if self.day is not None:
            return self.day == day
        return not self.weekdays or Weekday.of(day) in self.weekdays


class QueueForecast(Model):
    """Expected calls and mean handling time of a queue; one figure for each interval of the timeline.

    How wrong it may be, as relative standard deviations of the expected calls: `day_error` moves all intervals of a day
    together, `interval_error` each one by itself. Both come on top of the chance with which calls arrive (Poisson), and
    are 0 where nothing is known of them. `model` names the model that the figures are from (empty where given).
    """

    queue: str
    offered: tuple[float, ...]
    aht_seconds: tuple[float, ...]
    day_error: float = Field(default=0.0, ge=0)
    interval_error: float = Field(default=0.0, ge=0)
    model: str = ""


class Forecast(Model):
    """What is expected on every interval of `timeline`, queue by queue, and how it was arrived at."""

    timeline: Timeline
    queues: tuple[QueueForecast, ...]
    method: Text
    notes: tuple[Text, ...] = ()

    @field_validator("method", mode="before")
    @classmethod
    def _one_word(cls, method: object) -> object:
        """A plain string stands for itself in both languages."""
        return text(method, method) if isinstance(method, str) else method


WaitingCurve = tuple[tuple[int, int], ...]
"""Corners (agents, hundredths of a call) of how many calls are expected to wait too long, from no agent to plenty.

Convex and falling, straight between corners, 0 after the last; empty where no call is expected.
"""


class DemandGroup(Model):
    """Agents required on the phones who have at least one of `skills`, for each interval.

    One group for each queue, and one over all queues for the pooled load, so that nobody is counted twice; likewise one
    for some queues together that only the people of one of them can serve. `waiting` has a curve for each interval; it
    is empty where no calls are known, only the agents that they take, and for some queues together. So are the calls
    expected (`offered`) and their mean handling time. `day_error` and `interval_error` say by how much calls may differ from
    these (relative standard deviations of a whole day, and of one interval beside its day).
    """

    name: str
    skills: tuple[str, ...]
    required: tuple[int, ...]
    offered: tuple[float, ...] = ()
    aht_seconds: tuple[float, ...] = ()
    day_error: float = 0.0
    interval_error: float = 0.0
    waiting: tuple[WaitingCurve, ...] = ()


class Requirement(Model):
    """Agents required on the phones on every interval of `timeline`.

    The first group is the pooled one over all queues: overstaffing is judged on it.
    """

    timeline: Timeline
    groups: tuple[DemandGroup, ...] = Field(min_length=1)
    method: str

    @property
    def total(self) -> DemandGroup:
        return self.groups[0]

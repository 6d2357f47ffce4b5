"""Calls: what came in, what is expected, and how many agents that takes."""

from __future__ import annotations

from datetime import datetime, time

from pydantic import Field

from models.base import Model
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

    `aht_seconds` is the mean handling time (talk and after-call work) of answered calls.
    """

    start: datetime
    queue: str
    offered: float = Field(ge=0)
    answered: float | None = Field(default=None, ge=0)
    abandoned: float | None = Field(default=None, ge=0)
    aht_seconds: float | None = Field(default=None, gt=0)


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


class QueueForecast(Model):
    """Expected calls and mean handling time of a queue; one figure for each interval of the timeline."""

    queue: str
    offered: tuple[float, ...]
    aht_seconds: tuple[float, ...]


class Forecast(Model):
    """What is expected on every interval of `timeline`, queue by queue, and how it was arrived at."""

    timeline: Timeline
    queues: tuple[QueueForecast, ...]
    method: str
    notes: tuple[str, ...] = ()


WaitingCurve = tuple[tuple[int, int], ...]
"""Corners (agents, hundredths of a call) of how many calls are expected to wait too long, from no agent to plenty.

Convex and falling, straight between corners, 0 after the last; empty where no call is expected.
"""


class DemandGroup(Model):
    """Agents required on the phones who have at least one of `skills`, for each interval.

    One group for each queue, and one over all queues for the pooled load, so that nobody is counted twice. `waiting` has
    a curve for each interval; it is empty where no calls are known, only the agents that they take.
    """

    name: str
    skills: tuple[str, ...]
    required: tuple[int, ...]
    offered: tuple[float, ...] = ()
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

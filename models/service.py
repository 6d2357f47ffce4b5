"""The service that a roster is expected to deliver."""

from __future__ import annotations

from datetime import date

from models.base import Model, Text
from models.time import Timeline


class ServiceFigures(Model):
    """Expected service of some intervals together.

    `offered` are calls; `service_level`, `answer_rate` and `abandonment` are shares of calls and `mean_wait` is in seconds,
    all of them None where no call is expected (and the wait also where it is endless); `occupancy` is None where nobody is there.
    """

    offered: float
    service_level: float | None
    answer_rate: float | None
    abandonment: float | None
    occupancy: float | None
    mean_wait: float | None


class ServiceBand(Model):
    """What the service level may become, over scenarios of the calls: the lowest and highest tenth left out, the mean, and
    the probability that the targets are met. All None where no call is expected."""

    low: float | None
    mean: float | None
    high: float | None
    chance: float | None


class DayService(Model):
    day: date
    figures: ServiceFigures
    band: ServiceBand


class GroupService(Model):
    """The service of a demand group: of every interval of the timeline, of every day, and of the whole period.

    Intervals that only the roster before covers are None, and are in no sum.
    """

    name: str
    skills: tuple[str, ...]
    staffed: tuple[int, ...]
    intervals: tuple[ServiceFigures | None, ...]
    days: tuple[DayService, ...]
    whole: ServiceFigures
    band: ServiceBand

    @property
    def days_met(self) -> float | None:
        """Expected share of days that meet the targets; None where no day has calls."""
        chances = [day.band.chance for day in self.days if day.band.chance is not None]
        return sum(chances) / len(chances) if chances else None


class ServicePrediction(Model):
    """What a roster is expected to deliver, group by group as in the requirement, and how it was worked out.

    `availability` is the share of the rostered agents that answers calls, shrinkage taken off.
    """

    timeline: Timeline
    groups: tuple[GroupService, ...]
    target: float
    answer_target: float
    threshold_seconds: float
    definition: Text
    method: Text
    scenarios: int
    seed: int
    availability: float

    @property
    def total(self) -> GroupService:
        return self.groups[0]


class ServiceSummary(Model):
    """A prediction in a few figures, for the certificate."""

    figures: ServiceFigures
    band: ServiceBand
    days_met: float | None
    target: float
    threshold_seconds: float
    definition: str
    scenarios: int
    seed: int

    @classmethod
    def of(cls, prediction: ServicePrediction) -> ServiceSummary:
        total = prediction.total
        return cls(
            figures=total.whole,
            band=total.band,
            days_met=total.days_met,
            target=prediction.target,
            threshold_seconds=prediction.threshold_seconds,
            definition=prediction.definition.en,
            scenarios=prediction.scenarios,
            seed=prediction.seed,
        )

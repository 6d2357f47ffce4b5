"""Answers about a roster: what a change would cost, why a day or an interval is as it is, who could step in."""

from __future__ import annotations

from datetime import date, datetime

from models.base import Model, Text
from models.result import Violation
from models.service import ServiceFigures
from models.time import Period


class Effect(Model):
    """What a change does to a roster.

    `cost` is points more (or less) in all, `by_rule` for each soft rule that feels it. `breaks` are breaches of hard
    rules that come with the change, `mends` those that go; `worsens` are soft breaches about the agents changed that come
    or grow. What it changes for others (their fair share, say) is in the points.
    """

    cost: int
    by_rule: dict[str, int]
    breaks: tuple[Violation, ...] = ()
    mends: tuple[Violation, ...] = ()
    worsens: tuple[Violation, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.breaks


class Duty(Model):
    """What an agent does on a day: the shift's code, or None for a day off or on leave; `words` say it with its times."""

    shift: str | None
    words: Text


class Option(Model):
    """Another duty for an agent on a day, beside the present one, and what it would do."""

    agent_id: str
    name: str
    day: date
    now: Duty
    then: Duty
    effect: Effect


class DayExplanation(Model):
    """Why an agent works what they work on a day: what is served, and every alternative, the cheapest allowed one first."""

    agent_id: str
    name: str
    day: date
    duty: Duty
    serves: tuple[Text, ...]
    breaches: tuple[Violation, ...]
    options: tuple[Option, ...]


class GroupMoment(Model):
    """A demand group in one interval; `late_calls` are those expected to wait too long, None where calls are unknown."""

    name: Text
    required: int
    staffed: int
    late_calls: float | None = None

    @property
    def missing(self) -> int:
        return max(0, self.required - self.staffed)


class IntervalExplanation(Model):
    """How an interval is staffed, and for everybody who is not on the phones what having them there would do.

    `options` keep the hard rules, the cheapest first; `refused` break some, the fewest first.
    """

    start: datetime
    minutes: int
    coverable: bool
    groups: tuple[GroupMoment, ...]
    options: tuple[Option, ...]
    refused: tuple[Option, ...]


class Replacement(Model):
    """Who could take over a shift whose agent falls out.

    `unfilled` is what leaving it open does. `options` keep the hard rules, the cheapest first; `refused` break some.
    """

    agent_id: str
    name: str
    day: date
    duty: Duty
    unfilled: Effect
    options: tuple[Option, ...]
    refused: tuple[Option, ...]


class DayService(Model):
    """A day before and after a change, everybody on the phones together.

    `short` are agent-hours missing, `fewest` the fewest agents in an interval, of whom the centre's minimum staff asks for
    `minimum`. Where the calls are known, `late` are those expected to wait too long or hang up, and `service` is what
    is predicted for the day by the quick method.
    """

    day: date
    required_hours: float
    short_before: float
    short_after: float
    minimum: int
    fewest_before: int
    fewest_after: int
    late_before: float | None = None
    late_after: float | None = None
    service_before: ServiceFigures | None = None
    service_after: ServiceFigures | None = None


class LeaveEffect(Model):
    """What a leave does to a roster when its shifts are left open: in all, day by day, and who could take each shift over.

    The replacements of each shift are ranked as if it were the only one open.
    """

    period: Period
    effect: Effect
    days: tuple[DayService, ...]
    open_shifts: tuple[Replacement, ...]


class HoursChange(Model):
    """Paid hours of an agent in the period before and after a change, and how much of them is above the average allowed."""

    agent_id: str
    name: str
    hours_before: float
    hours_after: float
    overtime_before: float
    overtime_after: float


class SwapEffect(Model):
    """What a swap does to a roster: in all, day by day, and to the hours of both."""

    effect: Effect
    days: tuple[DayService, ...]
    people: tuple[HoursChange, ...]

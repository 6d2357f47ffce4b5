"""Activities inside shifts: training, meetings, one-to-ones and the monthly exam (BANK-4.5, CS-2.4, CS-1.6)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, model_validator

from models.base import Model, Text, text
from models.setting import OURS, setting


class ActivityKind(StrEnum):
    TRAINING = "training"
    MEETING = "meeting"
    ONE_TO_ONE = "one_to_one"
    EXAM = "exam"

    @property
    def label(self) -> Text:
        return {
            ActivityKind.TRAINING: text("training", "培训"),
            ActivityKind.MEETING: text("meeting", "会议"),
            ActivityKind.ONE_TO_ONE: text("one-to-one", "一对一面谈"),
            ActivityKind.EXAM: text("exam", "考试"),
        }[self]


class HowOften(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"

    @property
    def label(self) -> Text:
        return {
            HowOften.ONCE: text("once", "一次"),
            HowOften.WEEKLY: text("weekly", "每周"),
            HowOften.MONTHLY: text("monthly", "每月"),
        }[self]


class Activity(Model):
    """An activity that each of its people attends once, or once in every calendar week or month.

    Its people are the `agents` named, and of the `teams` and of those with one of the `skills` all who answer calls; where
    none of the three is given, all who answer calls. A session holds at most `group_size` of them; without it all
    come together at once. Sessions lie from `earliest` to `deadline` (the roster's first and last day) in the daily window
    [`time_from`, `time_until`); equal times are all day.
    """

    name: str = Field(min_length=1, max_length=80)
    kind: ActivityKind
    minutes: int = Field(ge=5, le=480)
    agents: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    group_size: int | None = Field(default=None, ge=1, le=1000)
    trainer: str = Field(default="", max_length=40)
    room: str = Field(default="", max_length=80)
    earliest: date | None = None
    deadline: date | None = None
    often: HowOften = HowOften.ONCE
    time_from: time = time()
    time_until: time = time()

    @model_validator(mode="after")
    def _consistent(self) -> Activity:
        if self.earliest and self.deadline and self.deadline < self.earliest:
            raise ValueError(f"its deadline ({self.deadline}) is before its earliest day ({self.earliest})")
        if self.kind is ActivityKind.ONE_TO_ONE:
            if not self.trainer:
                raise ValueError("a one-to-one names who holds it (trainer)")
            if self.group_size not in (None, 1):
                raise ValueError("a one-to-one is with one person: leave group_size empty")
        if self.trainer and self.trainer in self.agents:
            raise ValueError("its trainer cannot be one of those who attend it")
        return self

    @property
    def seats(self) -> int | None:
        """Most people in one session; None for no limit, and then there is one session for all."""
        return 1 if self.kind is ActivityKind.ONE_TO_ONE else self.group_size


class ActivitiesPolicy(Model):
    """What placing activities weighs against the service. Points are those of the roster's rules."""

    unplaced_points: int = setting(
        100_000,
        OURS,
        "points for each person whose activity finds no place",
        "每人次活动未能安排的分值",
        ge=1,
        le=10**7,
    )
    session_points: int = setting(
        20,
        OURS,
        "points for each session, so that there are no more than it takes",
        "每场活动的分值，避免场次过多",
        ge=0,
    )


class Session(Model):
    """One session of an activity, from `start` until `end`, with those who attend it. `round` counts its weeks or months."""

    activity: str
    round: int = Field(ge=1)
    start: AwareDatetime
    end: AwareDatetime
    agents: tuple[str, ...]


class Unplaced(Model):
    """Somebody for whom an activity found no place, and why."""

    activity: str
    round: int
    agent_id: str
    reason: Text


class ActivityPlan(Model):
    """Where the activities of a roster lie: sessions, what found no place, points with their bound, where one is proven."""

    sessions: tuple[Session, ...]
    unplaced: tuple[Unplaced, ...]
    cost: int
    bound: int | None = None
    optimal: bool

    @property
    def gap(self) -> float:
        return (self.cost - self.bound) / abs(self.cost) if self.bound is not None and self.cost else 0.0

    def busiest_day(self, zone: ZoneInfo) -> date | None:
        """The day on which people spend most time in sessions, the earliest of several; None without a session."""
        time_away: dict[date, timedelta] = defaultdict(timedelta)
        for session in self.sessions:
            day = session.start.astimezone(zone).date()
            time_away[day] += (session.end - session.start) * len(session.agents)
        return max(sorted(time_away), key=time_away.__getitem__, default=None)

"""The year's annual leave: ranked wishes, days on which there is none, what past years gave, and the plan (BANK-16)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from models.base import Model, Text, text
from models.setting import OURS, setting

Rank = Annotated[int, Field(ge=1, le=50)]
Points = Annotated[int, Field(ge=0, le=100_000)]


class LeaveWish(Model):
    """A wish for annual leave: so many calendar days from `start` on.

    The wishes of an agent for one `block` are alternatives: at most one of them is kept, best that of `rank` 1. Who wants
    to be away twice in the year gives wishes for two blocks.
    """

    agent_id: str
    block: int = Field(default=1, ge=1, le=20)
    rank: int = Field(ge=1, le=50)
    start: date
    days: int = Field(ge=1, le=60)

    @property
    def end(self) -> date:
        """The last day, included."""
        return self.start + timedelta(days=self.days - 1)

    @property
    def dates(self) -> tuple[date, ...]:
        return tuple(self.start + timedelta(days=i) for i in range(self.days))


class LeaveBlackout(Model):
    """Days on which nobody (of the team, where one is named) takes annual leave."""

    start: date
    end: date
    team: str = Field(default="", max_length=80)
    reason: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _ordered(self) -> LeaveBlackout:
        if self.end < self.start:
            raise ValueError(f"it ends ({self.end}) before it starts ({self.start})")
        return self


class PastLeave(Model):
    """What the plan of a past year gave an agent for a block: the rank of the wish that was kept, None for none of them."""

    agent_id: str
    year: int = Field(ge=2000, le=2150)
    block: int = Field(default=1, ge=1, le=20)
    rank: int | None = Field(default=None, ge=1, le=50)


class LeaveYearPolicy(Model):
    """How the year's annual leave is shared out. Points are what is lost: the fewer the better."""

    rank_points: dict[Rank, Points] = setting(
        {1: 0, 2: 20, 3: 40, 4: 60, 5: 80},
        OURS,
        "points lost where the wish of this rank is kept; a rank not named counts as the last before it",
        "满足第几志愿所失的分；未列出的志愿按其前最近一项计",
    )
    unmet_points: int = setting(
        200, OURS, "points lost where no wish for a block is kept", "某段年假的志愿均未满足所失的分", ge=0, le=100_000
    )
    fairness_percent: int = setting(
        25,
        OURS,
        "how much more an agent's points count for each rank missed in past years, in percent",
        "过去每落后一个志愿，其分值增加的百分比",
        ge=0,
        le=1000,
    )
    fairness_years: int = setting(3, OURS, "past years that are looked at", "计入公平的过往年数", ge=0, le=20)
    demand_points: int = setting(
        10,
        OURS,
        "points lost for a day of leave on a day with twice the average calls, in proportion above the average",
        "在来电为均值两倍之日休假一天所失的分，按超出均值的比例计",
        ge=0,
        le=10_000,
    )

    def points_of(self, rank: int) -> int:
        """Points lost with a wish of this rank."""
        named = [known for known in self.rank_points if known <= rank]
        return self.rank_points[max(named)] if named else 0


class WishOutcome(StrEnum):
    """What became of a wish."""

    KEPT = "kept"
    NOT_NEEDED = "not_needed"
    IMPOSSIBLE = "impossible"
    FULL = "full"
    OUTWEIGHED = "outweighed"

    @property
    def label(self) -> Text:
        return {
            WishOutcome.KEPT: text("kept", "满足"),
            WishOutcome.NOT_NEEDED: text("not needed", "无需"),
            WishOutcome.IMPOSSIBLE: text("not possible", "不可行"),
            WishOutcome.FULL: text("places taken", "名额已满"),
            WishOutcome.OUTWEIGHED: text("outweighed", "权衡后未取"),
        }[self]


class JudgedWish(Model):
    """A wish, what became of it and why. `counted_days` are the days it takes of what is due."""

    wish: LeaveWish
    counted_days: float
    points: int
    outcome: WishOutcome
    reason: Text


class BlockGrant(Model):
    """What the plan gives an agent for a block; no wish where none is kept. `weight_percent` is the fairness by past years."""

    agent_id: str
    block: int
    wish: LeaveWish | None
    wishes: int
    points: int
    weight_percent: int


class Proof(StrEnum):
    OPTIMAL = "optimal"
    FEASIBLE = "feasible"

    @property
    def label(self) -> Text:
        return {Proof.OPTIMAL: text("proven best", "已证明最优"), Proof.FEASIBLE: text("time ran out", "时间用尽")}[
            self
        ]


class YearSummary(Model):
    """A plan in figures: the limit at once, points lost with the proven bound, and how many blocks got which rank."""

    at_once: int
    proof: Proof
    cost: int
    bound: int
    by_rank: Mapping[int, int]
    unmet: int
    days: int

    @property
    def gap(self) -> float:
        return (self.cost - self.bound) / self.cost if self.cost else 0.0


class LeaveYearPlan(Model):
    """Who gets which block of annual leave in a year, and what one more person at once would give."""

    year: int
    scope: str
    summary: YearSummary
    one_more: YearSummary | None
    grants: tuple[BlockGrant, ...]
    wishes: tuple[JudgedWish, ...]
    notes: tuple[Text, ...] = ()

    @property
    def kept(self) -> tuple[LeaveWish, ...]:
        return tuple(grant.wish for grant in self.grants if grant.wish is not None)

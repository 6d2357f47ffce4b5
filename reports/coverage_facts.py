"""Sums over required and staffed agents that several reports show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from models.base import Lang, text
from models.demand import Requirement
from models.result import Evaluation, GroupCoverage
from models.time import Timeline

ROSTER_BEFORE_LABEL = text("covered by the roster before", "由上一期班表覆盖")
_POOLED = text("All queues", "全部队列")


def group_title(coverage: Sequence[GroupCoverage], rank: int, lang: Lang) -> str:
    """What a demand group is called; the first is the pooled one."""
    return _POOLED.to(lang) if rank == 0 else coverage[rank].name


@dataclass(frozen=True)
class HourSums:
    """Agent-hours of some intervals: required, staffed, missing and surplus.

    In intervals that the roster before covers, nothing is missing or surplus.
    """

    required: float
    staffed: float
    short: float
    over: float


def hour_sums(coverage: GroupCoverage, timeline: Timeline, intervals: Iterable[int]) -> HourSums:
    """The agent-hours of `intervals`; shortage in one interval is never made good by surplus in another."""
    hours = timeline.interval_minutes / 60
    chosen = list(intervals)
    differences = [coverage.difference(k) for k in chosen]
    return HourSums(
        required=sum(coverage.required[k] for k in chosen) * hours,
        staffed=sum(coverage.staffed[k] for k in chosen) * hours,
        short=sum(max(0, -difference) for difference in differences) * hours,
        over=sum(max(0, difference) for difference in differences) * hours,
    )


def short_hours_by_day(requirement: Requirement, evaluation: Evaluation, days: Sequence[date]) -> dict[date, float]:
    """Missing agent-hours of the pooled demand, by day."""
    timeline = requirement.timeline
    return {day: hour_sums(evaluation.coverage[0], timeline, timeline.day_intervals(day)).short for day in days}

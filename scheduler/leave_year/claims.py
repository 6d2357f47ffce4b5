"""What the wishes of a year ask for: days that count, points, and what stands in the way of each by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from models.base import Text, text
from models.centre import Centre
from models.leave import LeaveRequest
from models.leave_year import LeaveBlackout, LeaveWish
from models.people import Agent, LeaveStatus, LeaveType
from models.process import Finding, Outcome
from models.time import Period
from scheduler.demand.errors import DemandError
from scheduler.demand.forecast import forecast
from scheduler.leave.balance import counted_days
from scheduler.leave.book import LeaveBook
from scheduler.leave.check import findings

Busyness = Mapping[date, float]
"""For each day of the year its expected calls as a multiple of the average day's."""

Block = tuple[str, int]
"""An agent's id and the number of one of their leaves in the year."""


@dataclass(frozen=True)
class Claim:
    """A wish that the plan may keep, or that something fixed stands in the way of (`obstacle`)."""

    wish: LeaveWish
    counted: float
    points: int
    obstacle: Text | None

    @property
    def block(self) -> Block:
        return self.wish.agent_id, self.wish.block


def busyness(centre: Centre, year: int) -> tuple[Busyness, Text | None]:
    """How busy each day of the year is expected to be; without calls all days are alike, and a note says so."""
    period = Period(start=date(year, 1, 1), end=date(year, 12, 31))
    # A forecast of the centre's own is rarely for a whole year; the history then tells.
    for source in (centre, centre.model_copy(update={"forecast": ()})):
        try:
            expected = forecast(source, period)
        except DemandError as error:
            reason = error.text
            continue
        calls = np.sum([queue.offered for queue in expected.queues], axis=0)
        by_day = np.array([calls[list(expected.timeline.day_intervals(day))].sum() for day in period.days])
        mean = float(by_day.mean())
        if mean > 0:
            return dict(zip(period.days, (by_day / mean).tolist(), strict=True)), None
        reason = text("no calls are expected", "预计没有来电")
    flat = dict.fromkeys(period.days, 1.0)
    words = text("all days count as equally busy: {why}", "各日视为同样繁忙：{why}")
    return flat, words.format(why=reason)


def demand_points(centre: Centre, wish: LeaveWish, busy: Busyness) -> int:
    """Points that the calls of the days of a wish cost: what is above the average day, added up and rounded once."""
    above = sum(max(0.0, busy.get(day, 1.0) - 1.0) for day in wish.dates)
    return round(centre.policy.leave_year.demand_points * above)


def missed_ranks(centre: Centre, agent_id: str, year: int) -> int:
    """How many ranks the agent missed in the years looked at; nothing kept counts as all the ranks that have points."""
    rules = centre.policy.leave_year
    return sum(
        len(rules.rank_points) if past.rank is None else past.rank - 1
        for past in centre.past_leave
        if past.agent_id == agent_id and year - rules.fairness_years <= past.year < year
    )


def weight_percent(centre: Centre, agent_id: str, year: int) -> int:
    """How much an agent's points count: 100, and more for what past years did not give."""
    return 100 + centre.policy.leave_year.fairness_percent * missed_ranks(centre, agent_id, year)


def weighed(points: int, percent: int) -> int:
    """Points as they count for an agent, rounded half up."""
    return (points * percent + 50) // 100


def as_request(wish: LeaveWish, filed: datetime, status: LeaveStatus = LeaveStatus.REQUESTED) -> LeaveRequest:
    """A wish as a request for annual leave."""
    return LeaveRequest(
        id=f"{wish.agent_id}-{wish.block}-{wish.rank}",
        agent_id=wish.agent_id,
        type=LeaveType.ANNUAL,
        start=wish.start,
        end=wish.end,
        filed_at=filed,
        filed_by=wish.agent_id,
        status=status,
    )


def broken(book: LeaveBook, wish: LeaveWish, moment: datetime) -> list[Finding]:
    """The clauses that forbid a wish, the book being as it is."""
    return [f for f in findings(book, as_request(wish, moment)) if f.outcome is Outcome.BROKEN]


def blackout_of(blackouts: Iterable[LeaveBlackout], agent: Agent, wish: LeaveWish) -> LeaveBlackout | None:
    """The first blackout that a wish touches."""
    for blackout in blackouts:
        if blackout.team in ("", agent.team) and wish.start <= blackout.end and blackout.start <= wish.end:
            return blackout
    return None


def claims_of(book: LeaveBook, wishes: Sequence[LeaveWish], moment: datetime, busy: Busyness) -> list[Claim]:
    """Every wish with what it costs and what stands in its way, in the order of agent, block and rank."""
    return [_claim(book, wish, moment, busy) for wish in sorted(wishes, key=lambda w: (w.agent_id, w.block, w.rank))]


def _claim(book: LeaveBook, wish: LeaveWish, moment: datetime, busy: Busyness) -> Claim:
    centre = book.centre
    percent = weight_percent(centre, wish.agent_id, wish.start.year)
    points = weighed(centre.policy.leave_year.points_of(wish.rank), percent) + demand_points(centre, wish, busy)
    halves = as_request(wish, moment).halves
    counted = counted_days(halves, book.policy.types[LeaveType.ANNUAL], centre.calendar)
    return Claim(wish, float(counted), points, _obstacle(book, wish, moment))


def _obstacle(book: LeaveBook, wish: LeaveWish, moment: datetime) -> Text | None:
    blackout = blackout_of(book.centre.leave_blackouts, book.centre.agents_by_id[wish.agent_id], wish)
    if blackout is not None:
        return text(
            f"no annual leave from {blackout.start} to {blackout.end}{f' ({blackout.reason})' if blackout.reason else ''}",
            f"{blackout.start} 至 {blackout.end} 不安排年假{f'（{blackout.reason}）' if blackout.reason else ''}",
        )
    return next((finding.text for finding in broken(book, wish, moment)), None)

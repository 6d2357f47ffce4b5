"""Swaps on the small rosters of the rules' cases: see `scheduler/rules/cases.py` for shifts and spelling."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.process import Outcome, Verdict
from models.roster import Roster
from models.swap import SwapCell, SwapRequest, SwapStatus
from scheduler.instance import Instance
from scheduler.leave.book import LeaveBook
from scheduler.rules.cases import Case
from scheduler.swaps.check import check_swap

FILED = "2026-05-25 10:00"
"""A Monday, a week before the cases' first day."""


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def case(roster: dict[str, str], **more: Any) -> Case:
    return Case("a swap", roster, 0, **more)


def cells(there: Case, agent: str, days: Iterable[int]) -> tuple[SwapCell, ...]:
    return tuple(SwapCell(day=there.first_day + timedelta(days=d), shift=there.roster[agent][d]) for d in days)


def swap(
    there: Case, gives: Iterable[int] = (0,), takes: Iterable[int] = (), filed: str = FILED, **more: Any
) -> SwapRequest:
    """A gives B the shifts of some days (by number), and takes B's of others."""
    usual: dict[str, Any] = {"id": "s1", "initiator": "A", "partner": "B", "filed_by": "A", "roster_version": 1}
    usual |= {"partner_agreed": True, "filed_at": at(filed)} | more
    one, other = usual["initiator"], usual["partner"]
    return SwapRequest(gives=cells(there, one, gives), takes=cells(there, other, takes), **usual)


def approved(request: SwapRequest, count: int = 1) -> list[SwapRequest]:
    """So many swaps like this one, approved before."""
    return [request.model_copy(update={"id": f"before{i}", "status": SwapStatus.APPROVED}) for i in range(count)]


def laid(there: Case) -> tuple[Instance, Roster]:
    return Instance(there.centre(), there.requirement()), there.plan()


def check(
    there: Case, request: SwapRequest, others: Iterable[SwapRequest] = (), decided_at: datetime | None = None
) -> Verdict:
    instance, roster = laid(there)
    return check_swap(instance, roster, request, others, LeaveBook(instance.centre), decided_at)


def broken(verdict: Verdict) -> set[tuple[str, str]]:
    return {(finding.check, finding.clause) for finding in verdict.broken}


def weighed(verdict: Verdict) -> set[str]:
    return {finding.check for finding in verdict.findings if finding.outcome is Outcome.WEIGH}

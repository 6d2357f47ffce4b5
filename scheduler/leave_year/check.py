"""A plan for the year's leave judged by the clauses alone. Knows no solver: who made the plan does not matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

from models.base import Text, text
from models.leave import DayHalf
from models.leave_year import LeaveYearPlan
from models.people import LeaveStatus, LeaveType
from scheduler.leave.book import LeaveBook
from scheduler.leave.cap import scopes
from scheduler.leave_year.claims import as_request, blackout_of, broken

_ANY = datetime(2000, 1, 1, tzinfo=UTC)
"""When it was asked for does not matter for the days."""


def check_year(book: LeaveBook, plan: LeaveYearPlan, moment: datetime) -> list[Text]:
    """Everything that is wrong with a plan; nothing for one that may be handed out."""
    return [*_wishes(book, plan), *_clauses(book, plan, moment), *_at_once(book, plan), *_figures(plan)]


def _wishes(book: LeaveBook, plan: LeaveYearPlan) -> Iterator[Text]:
    """What is given was wished for, and once for each block."""
    known = set(book.centre.leave_wishes)
    for wish in plan.kept:
        if wish not in known:
            yield text(f"{wish.agent_id} never wished for {wish.start}", f"{wish.agent_id} 没有 {wish.start} 的志愿")
    blocks = Counter((grant.agent_id, grant.block) for grant in plan.grants)
    for (agent_id, block), count in blocks.items():
        if count > 1:
            yield text(f"{agent_id} has block {block} {count} times", f"{agent_id} 的第 {block} 段年假出现 {count} 次")


def _clauses(book: LeaveBook, plan: LeaveYearPlan, moment: datetime) -> Iterator[Text]:
    """Each block given would pass the checks of `paiban leave`, all others being approved."""
    approved = {wish: as_request(wish, moment, LeaveStatus.APPROVED) for wish in plan.kept}
    for wish in plan.kept:
        others = tuple(request for other, request in approved.items() if other != wish)
        for finding in broken(LeaveBook(book.centre, (*book.requests, *others)), wish, moment):
            yield text("{who} from {day}: {why}", "{who} 自 {day} 起：{why}").format(
                who=wish.agent_id, day=wish.start, why=finding.text
            )
        agent = book.centre.agents_by_id[wish.agent_id]
        if blackout_of(book.centre.leave_blackouts, agent, wish) is not None:
            yield text(f"{agent.id} is away in a blackout", f"{agent.id} 在禁休日期内休假")


def _at_once(book: LeaveBook, plan: LeaveYearPlan) -> Iterator[Text]:
    """Heads counted day by day and scope by scope (BANK-16), from the days alone."""
    days: dict[str, set[tuple[date, DayHalf]]] = {}
    for agent in book.centre.agents:
        days[agent.id] = {half for half, kind in book.of(agent.id).items() if kind is LeaveType.ANNUAL}
    for wish in plan.kept:
        days[wish.agent_id] |= as_request(wish, _ANY).halves
    groups = {group: where for agent in book.centre.agents for where, group in scopes(book, agent)}
    for group, where in groups.items():
        heads = Counter(half for agent_id in group for half in days[agent_id])
        for half, count in sorted(heads.items(), key=str):
            planned = any(half in as_request(w, _ANY).halves for w in plan.kept if w.agent_id in group)
            if planned and count > plan.summary.at_once:
                yield text("{where}: {count} on annual leave on {day}", "{where}：{day} 有 {count} 人休年假").format(
                    where=where, count=count, day=half[0]
                )


def _figures(plan: LeaveYearPlan) -> Iterator[Text]:
    """The figures add up, and the bound is none above the cost."""
    lost = sum(grant.points for grant in plan.grants)
    if lost != plan.summary.cost or plan.summary.bound > lost:
        words = f"{lost} / {plan.summary.cost} / {plan.summary.bound}"
        yield text(f"points, cost and bound do not agree: {words}", f"分值、总代价与下界不一致：{words}")

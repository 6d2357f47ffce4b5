"""Activities on the console: sessions by time, what found no place and why, coverage before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.activities import Activity, ActivityPlan
from models.base import Text, text
from models.explanation import DayService
from reports.console import Console
from reports.requests import Names, show_days, who


def plan_words(plan: ActivityPlan) -> Text:
    """What was placed, and what is proven."""
    placed = sum(len(session.agents) for session in plan.sessions)
    words = text(
        "{sessions} session(s) with {placed} place(s); {unplaced} without a place; cost {cost:,} points",
        "{sessions} 场，{placed} 人次；{unplaced} 人次未能安排；代价 {cost:,} 分",
    ).format(sessions=len(plan.sessions), placed=placed, unplaced=len(plan.unplaced), cost=plan.cost)
    if plan.bound is None:
        return words
    proof = text("proven best", "已证明最优") if plan.optimal else text("time ran out", "时间用尽")
    return text(
        "{words}, {proof} (bound {bound:,}, gap {gap:.2%})", "{words}，{proof}（下界 {bound:,}，差距 {gap:.2%}）"
    ).format(words=words, proof=proof, bound=plan.bound, gap=plan.gap)


def show_plan(
    console: Console,
    plan: ActivityPlan,
    activities: Mapping[str, Activity],
    names: Names,
    days: Sequence[DayService],
) -> None:
    """The plan as tables."""
    console.say(plan_words(plan))
    heads = (
        text("day", "日期"),
        text("from", "开始"),
        text("until", "结束"),
        text("activity", "活动"),
        text("room", "场地"),
        text("held by", "主持人"),
        text("people", "参加者"),
    )
    rows = []
    for session in plan.sessions:
        activity = activities[session.activity]
        rows.append(
            (
                f"{session.start:%Y-%m-%d}",
                f"{session.start:%H:%M}",
                f"{session.end:%H:%M}",
                session.activity,
                activity.room,
                activity.trainer and who(activity.trainer, names),
                ", ".join(who(agent_id, names) for agent_id in session.agents),
            )
        )
    if rows:
        console.table(heads, rows, left=7)
    if plan.unplaced:
        console.say(text("without a place, and why:", "未能安排及原因："))
        columns = text("activity", "活动"), text("agent", "人员"), text("why", "原因")
        console.table(
            columns, [(f"{u.activity} ({u.round})", who(u.agent_id, names), u.reason) for u in plan.unplaced], left=3
        )
    if days:
        console.say(text("on the phones, without and with activities:", "在线情况（活动前后）："))
        show_days(console, days)

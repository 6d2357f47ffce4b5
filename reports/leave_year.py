"""The year's leave on the console: what everybody got, why not better, and what one more at once would give."""

from __future__ import annotations

from models.base import Text, text
from models.leave_year import LeaveYearPlan, WishOutcome, YearSummary
from reports.console import Console
from reports.requests import Names, span, who

_SCOPES = {
    "centre": text("the whole centre", "全中心"),
    "team": text("each team", "各班组"),
    "skill": text("each skill", "各技能"),
}


def summary_words(summary: YearSummary) -> Text:
    """How many blocks got which wish, and what is proven."""
    ranks_en = ", ".join(f"wish {rank} kept: {count}" for rank, count in summary.by_rank.items())
    ranks_zh = "，".join(f"第 {rank} 志愿 {count} 段" for rank, count in summary.by_rank.items())
    return text(
        "{ranks}none: {unmet}; {days} days in all; {cost:,} points lost, {proof} (bound {bound:,}, gap {gap:.2%})",
        "{ranks}{unmet} 段未满足；共 {days} 天；失 {cost:,} 分，{proof}（下界 {bound:,}，差距 {gap:.2%}）",
    ).format(
        ranks=text(f"{ranks_en}, " if ranks_en else "", f"{ranks_zh}，" if ranks_zh else ""),
        unmet=summary.unmet,
        days=summary.days,
        cost=summary.cost,
        bound=summary.bound,
        gap=summary.gap,
        proof=summary.proof.label,
    )


def head_words(plan: LeaveYearPlan) -> Text:
    """The year, and the limit that holds."""
    return text(
        "annual leave {year}: at most {limit} at the same time in {scope} (BANK-16)",
        "{year} 年年假：{scope}同时最多 {limit} 人（BANK-16）",
    ).format(year=plan.year, limit=plan.summary.at_once, scope=_SCOPES[plan.scope])


def show_year(console: Console, plan: LeaveYearPlan, names: Names) -> None:
    """The plan as tables."""
    console.say(head_words(plan))
    console.say(summary_words(plan.summary))
    if plan.one_more is not None:
        more = text("with {limit} at once: {words}", "若同时 {limit} 人：{words}")
        console.say(more.format(limit=plan.one_more.at_once, words=summary_words(plan.one_more)))
    for note in plan.notes:
        console.say(note)
    heads = (
        text("agent", "人员"),
        text("days", "日期"),
        text("block", "段"),
        text("rank", "志愿"),
        text("of", "志愿数"),
        text("points", "分值"),
        text("weight %", "权重%"),
    )
    console.table(
        heads,
        [
            (
                who(grant.agent_id, names),
                text("none", "未满足") if grant.wish is None else span(grant.wish.start, grant.wish.end),
                grant.block,
                "–" if grant.wish is None else grant.wish.rank,
                grant.wishes,
                grant.points,
                grant.weight_percent,
            )
            for grant in plan.grants
        ],
        left=2,
    )
    refused = [j for j in plan.wishes if j.outcome not in (WishOutcome.KEPT, WishOutcome.NOT_NEEDED)]
    if refused:
        console.say(text("wishes that were not kept, and why:", "未满足的志愿及原因："))
        columns = (
            text("agent", "人员"),
            text("wish", "志愿"),
            text("days", "日期"),
            text("outcome", "结果"),
            text("why", "原因"),
        )
        console.table(
            columns,
            [
                (
                    who(j.wish.agent_id, names),
                    f"{j.wish.block}.{j.wish.rank}",
                    span(j.wish.start, j.wish.end),
                    j.outcome.label,
                    j.reason,
                )
                for j in refused
            ],
            left=5,
        )

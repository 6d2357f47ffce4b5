"""Requests for leave and swaps on the console: what checks find, what an approval would do, lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from models.base import Text, text
from models.explanation import DayService, Effect
from models.process import Decision, Finding
from reports.console import Console
from reports.service_words import percent

Names = Mapping[str, str]
"""Names by id."""

NOT_FILED = text("not filed", "未提交")


def show_findings(console: Console, findings: Sequence[Finding]) -> None:
    """Every check, the clause it stands for and what came out."""
    heads = text("clause", "条款"), text("outcome", "结果"), text("finding", "说明")
    console.table(heads, [(f.clause, f.outcome.label, f.text) for f in findings], left=3)


def show_days(console: Console, days: Sequence[DayService]) -> None:
    """Coverage, minimum staff and, where calls are known, service: each before and after, and once where it stays."""
    if not days:
        console.say(text("no shift is touched", "不涉及任何班次"))
        return
    heads = (
        text("day", "日期"),
        text("required h", "需求工时"),
        text("short h", "缺员工时"),
        text("fewest on the phones", "最少在岗"),
        text("minimum", "最低人数"),
        text("late calls", "等待过久"),
        text("service level", "服务水平"),
        text("answer rate", "接通率"),
    )
    console.table(
        heads,
        [
            (
                str(day.day),
                f"{day.required_hours:,.1f}",
                _change(f"{day.short_before:,.1f}", f"{day.short_after:,.1f}"),
                _change(f"{day.fewest_before}", f"{day.fewest_after}"),
                day.minimum,
                _change(_calls(day.late_before), _calls(day.late_after)),
                _change(*(percent(s.service_level if s else None) for s in (day.service_before, day.service_after))),
                _change(*(percent(s.answer_rate if s else None) for s in (day.service_before, day.service_after))),
            )
            for day in days
        ],
    )


def decision_words(decision: Decision) -> Text:
    """Who decided, when and why."""
    why = "; ".join(filter(None, (decision.clause, decision.reason)))
    words = f"{decision.by}, {decision.at:%Y-%m-%d %H:%M}{f': {why}' if why else ''}"
    return text(words, words)


def show_effect(console: Console, effect: Effect) -> None:
    console.say(
        text("cost {cost} points (less is better)", "代价变化 {cost} 分（越低越好）").format(
            cost=f"{effect.cost:+,}".replace("-", "−") if effect.cost else "0"
        )
    )
    for violation in effect.breaks:
        console.say(text("  breaks: {words}", "  违反：{words}").format(words=violation.text))


def number_words(request_id: str, revision: int) -> Text:
    """A request's number and revision; nothing for one that is not filed (revision 0)."""
    if not revision:
        return text("request", "申请")
    return text(f"{request_id} (revision {revision})", f" {request_id}（修订 {revision}）")


def _change(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _calls(late: float | None) -> str:
    return "–" if late is None else f"{late:,.1f}"


def span(start: date, end: date) -> str:
    return f"{start}" if start == end else f"{start}..{end}"


def who(agent_id: str, names: Names) -> str:
    return f"{names[agent_id]} ({agent_id})" if agent_id in names else agent_id

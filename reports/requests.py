"""Requests for leave and swaps on the console: what checks find, what an approval would do, lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from models.base import Text, text
from models.explanation import DayService, Effect, LeaveEffect, SwapEffect
from models.leave import LeaveRequest
from models.process import Decision, Finding
from models.swap import SwapCell, SwapRequest
from reports.console import Console
from reports.explanation import show_replacement

Names = Mapping[str, str]
"""Names by id."""

_NOT_FILED = text("not filed", "未提交")


def show_findings(console: Console, findings: Sequence[Finding]) -> None:
    """Every check, the clause it stands for and what came out."""
    heads = text("clause", "条款"), text("outcome", "结果"), text("finding", "说明")
    console.table(heads, [(f.clause, f.outcome.label, f.text) for f in findings], left=3)


def show_nearest(console: Console, spans: Sequence[tuple[date, date]]) -> None:
    """Other dates that would work."""
    if spans:
        words = ", ".join(_span(start, end) for start, end in spans)
        console.say(text(f"nearest dates that would work: {words}", f"最近可行的日期：{words}"))


def show_leave(console: Console, request: LeaveRequest, revision: int, names: Names) -> None:
    """One request in a line."""
    console.say(
        text("leave {id}: {who}, {kind}, {days}, {status}", "请假{id}：{who}，{kind}，{days}，{status}").format(
            id=_number(request.id, revision),
            who=_who(request.agent_id, names),
            kind=request.type.label,
            days=leave_days(request),
            status=request.status.label if revision else _NOT_FILED,
        )
    )


def leave_days(request: LeaveRequest) -> Text:
    """The days of a request in words."""
    span = _span(request.start, request.end)
    if request.half is None:
        return text(span, span)
    return text(f"{span} {request.half.label.en}", f"{span} {request.half.label.zh}")


def show_leave_effect(console: Console, found: LeaveEffect, titles: Mapping[str, Text], most: int | None) -> None:
    """What leave does to one published roster."""
    console.say(text(f"on the published roster {found.period}:", f"对已发布班表 {found.period} 的影响："))
    _show_effect(console, found.effect)
    show_days(console, found.days)
    for shift in found.open_shifts:
        show_replacement(console, shift, titles, most)


def show_swap(console: Console, request: SwapRequest, revision: int, names: Names) -> None:
    """One swap in a line."""
    console.say(
        text(
            "swap {id}: {a} gives {gives}, {b} gives {takes}; {status}",
            "调班{id}：{a} 让出 {gives}，{b} 让出 {takes}；{status}",
        ).format(
            id=_number(request.id, revision),
            a=_who(request.initiator, names),
            b=_who(request.partner, names),
            gives=cells_words(request.gives),
            takes=cells_words(request.takes),
            status=request.status.label if revision else _NOT_FILED,
        )
    )


def cells_words(cells: Sequence[SwapCell]) -> Text:
    """Shifts by day."""
    if not cells:
        return text("nothing", "无")
    return text(", ".join(f"{c.day} {c.shift}" for c in cells), "、".join(f"{c.day} {c.shift}" for c in cells))


def show_swap_effect(console: Console, found: SwapEffect) -> None:
    """What a swap does."""
    _show_effect(console, found.effect)
    show_days(console, found.days)
    heads = (
        text("agent", "人员"),
        text("hours before", "原工时"),
        text("hours after", "调后工时"),
        text("overtime before", "原加班"),
        text("overtime after", "调后加班"),
    )
    console.table(
        heads,
        [
            (
                f"{p.name} ({p.agent_id})",
                f"{p.hours_before:g}",
                f"{p.hours_after:g}",
                f"{p.overtime_before:g}",
                f"{p.overtime_after:g}",
            )
            for p in found.people
        ],
    )


def show_days(console: Console, days: Sequence[DayService]) -> None:
    """Coverage and, where calls are known, service before and after."""
    if not days:
        console.say(text("no shift is touched", "不涉及任何班次"))
        return
    heads = (
        text("day", "日期"),
        text("required h", "需求工时"),
        text("short before", "原缺员工时"),
        text("short after", "缺员工时"),
        text("late calls before", "原等待过久"),
        text("late calls after", "等待过久"),
    )
    console.table(
        heads,
        [
            (
                str(day.day),
                f"{day.required_hours:,.1f}",
                f"{day.short_before:,.1f}",
                f"{day.short_after:,.1f}",
                _calls(day.late_before),
                _calls(day.late_after),
            )
            for day in days
        ],
    )


def show_list(console: Console, requests: Iterable[SwapRequest], names: Names) -> None:
    """Swaps as a table."""
    heads = (
        text("id", "编号"),
        text("initiator", "发起人"),
        text("gives", "让出"),
        text("partner", "对方"),
        text("gives", "让出"),
        text("state", "状态"),
    )
    rows = [
        (
            request.id,
            _who(request.initiator, names),
            cells_words(request.gives),
            _who(request.partner, names),
            cells_words(request.takes),
            request.status.label,
        )
        for request in requests
    ]
    console.table(heads, rows, left=6)


def decision_words(decision: Decision) -> Text:
    """Who decided, when and why."""
    why = "; ".join(filter(None, (decision.clause, decision.reason)))
    words = f"{decision.by}, {decision.at:%Y-%m-%d %H:%M}{f': {why}' if why else ''}"
    return text(words, words)


def _show_effect(console: Console, effect: Effect) -> None:
    console.say(
        text("cost {cost} points (less is better)", "代价变化 {cost} 分（越低越好）").format(
            cost=f"{effect.cost:+,}".replace("-", "−") if effect.cost else "0"
        )
    )
    for violation in effect.breaks:
        console.say(text("  breaks: {words}", "  违反：{words}").format(words=violation.text))


def _number(request_id: str, revision: int) -> Text:
    """A request's number and revision; nothing for one that is not filed (revision 0)."""
    if not revision:
        return text("request", "申请")
    return text(f"{request_id} (revision {revision})", f" {request_id}（修订 {revision}）")


def _calls(late: float | None) -> str:
    return "–" if late is None else f"{late:,.1f}"


def _span(start: date, end: date) -> str:
    return f"{start}" if start == end else f"{start}..{end}"


def _who(agent_id: str, names: Names) -> str:
    return f"{names[agent_id]} ({agent_id})" if agent_id in names else agent_id

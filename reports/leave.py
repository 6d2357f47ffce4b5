"""Leave on the console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from models.base import Text, text
from models.explanation import LeaveEffect
from models.leave import Absence, Balance, LeaveDay, LeaveRequest, OpenShift
from models.people import LeaveStatus
from reports.console import Console
from reports.explanation import show_replacement
from reports.requests import NOT_FILED, Names, number_words, show_days, show_effect, span, who


def show_nearest(console: Console, spans: Sequence[tuple[date, date]]) -> None:
    """Other dates that would work."""
    if spans:
        words = ", ".join(span(start, end) for start, end in spans)
        console.say(text(f"nearest dates that would work: {words}", f"最近可行的日期：{words}"))


def show_leave(console: Console, request: LeaveRequest, revision: int, names: Names) -> None:
    """One request in a line."""
    console.say(
        text("leave {id}: {who}, {kind}, {days}, {status}", "请假{id}：{who}，{kind}，{days}，{status}").format(
            id=number_words(request.id, revision),
            who=who(request.agent_id, names),
            kind=request.type.label,
            days=leave_days(request),
            status=request.status.label if revision else NOT_FILED,
        )
    )


def leave_days(request: LeaveRequest) -> Text:
    """The days of a request in words."""
    days = span(request.start, request.end)
    if request.half is None:
        return text(days, days)
    return text(f"{days} {request.half.label.en}", f"{days} {request.half.label.zh}")


def show_leave_effect(console: Console, found: LeaveEffect, titles: Mapping[str, Text], most: int | None) -> None:
    """What leave does to one published roster."""
    console.say(text(f"on the published roster {found.period}:", f"对已发布班表 {found.period} 的影响："))
    show_effect(console, found.effect)
    show_days(console, found.days)
    for shift in found.open_shifts:
        show_replacement(console, shift, titles, most)


def show_open(console: Console, shifts: Sequence[OpenShift]) -> None:
    """Shifts that leave has opened, and who has taken them over."""
    for shift in shifts:
        what = f"{shift.day} {shift.shift}"
        if shift.covered_by:
            console.say(text(f"{what}: taken over by {shift.covered_by}", f"{what}：由 {shift.covered_by} 顶班"))
        else:
            console.say(text(f"{what}: open", f"{what}：空缺"))


def show_calendar(console: Console, days: Sequence[LeaveDay], names: Names) -> None:
    """Days on which somebody is away or a shift is open."""
    heads = (
        text("day", "日期"),
        text("away or asked", "休假与申请"),
        text("open shifts", "空缺班次"),
        text("annual", "年假人数"),
    )
    rows = []
    for day in days:
        people = [_absence(absence, names) for absence in day.absences]
        words = text(", ".join(p.en for p in people), "、".join(p.zh for p in people))
        if people or day.open_shifts or day.on_annual_leave:
            rows.append((str(day.day), words, " ".join(s.shift for s in day.open_shifts), day.on_annual_leave))
    console.table(heads, rows, left=3)


def _absence(absence: Absence, names: Names) -> Text:
    half = text("", "") if absence.half is None else text(f" {absence.half.label.en}", absence.half.label.zh)
    status = text(f", {absence.status.label.en}", f"，{absence.status.label.zh}")
    return text("{name} ({kind}{half}{status})", "{name}（{kind}{half}{status}）").format(
        name=names.get(absence.agent_id, absence.agent_id),
        kind=absence.type.label,
        half=half,
        status=text("", "") if absence.status is LeaveStatus.APPROVED else status,
    )


def show_balances(console: Console, balances: Sequence[Balance]) -> None:
    """What is due, taken, asked for and left of each type."""
    heads = (
        text("leave", "假别"),
        text("due", "额度"),
        text("taken", "已休"),
        text("asked", "待批"),
        text("left", "剩余"),
    )
    console.table(
        heads, [(b.type.label, _days(b.due), _days(b.taken), _days(b.asked), _days(b.left)) for b in balances]
    )
    for b in balances:
        if b.carried_until is not None:
            days = f"{b.carried_left:g}"
            console.say(
                text(
                    f"carried over from {b.year - 1}: {days} day(s) left, to be taken until {b.carried_until}",
                    f"{b.year - 1} 年结转：剩余 {days} 天，须在 {b.carried_until} 前休完",
                )
            )


def _days(days: float | None) -> str:
    return "–" if days is None else f"{days:g}"

"""Swaps on the console."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.base import Text, text
from models.explanation import SwapEffect
from models.swap import SwapCell, SwapRequest
from reports.console import Console
from reports.requests import NOT_FILED, Names, number_words, show_days, show_effect, who


def show_swap(console: Console, request: SwapRequest, revision: int, names: Names) -> None:
    """One swap in a line."""
    console.say(
        text(
            "swap {id}: {a} gives {gives}, {b} gives {takes}; {status}",
            "调班{id}：{a} 让出 {gives}，{b} 让出 {takes}；{status}",
        ).format(
            id=number_words(request.id, revision),
            a=who(request.initiator, names),
            b=who(request.partner, names),
            gives=cells_words(request.gives),
            takes=cells_words(request.takes),
            status=request.status.label if revision else NOT_FILED,
        )
    )


def cells_words(cells: Sequence[SwapCell]) -> Text:
    """Shifts by day."""
    if not cells:
        return text("nothing", "无")
    return text(", ".join(f"{c.day} {c.shift}" for c in cells), "、".join(f"{c.day} {c.shift}" for c in cells))


def show_swap_effect(console: Console, found: SwapEffect) -> None:
    """What a swap does."""
    show_effect(console, found.effect)
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
            who(request.initiator, names),
            cells_words(request.gives),
            who(request.partner, names),
            cells_words(request.takes),
            request.status.label,
        )
        for request in requests
    ]
    console.table(heads, rows, left=6)

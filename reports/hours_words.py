"""The hours ledger as tables: what the command line and the workbook show of a month."""

from __future__ import annotations

from models.base import Text, text
from models.hours import AgentHours, Minutes, OvertimeKind, clock_words

HEADS: tuple[Text, ...] = (
    text("agent", "工号"),
    text("name", "姓名"),
    text("planned", "计划"),
    text("worked", "实际"),
    text("norm", "标准"),
    text("leave", "休假折算"),
    text("ordinary", "平日加班"),
    text("rest day", "休息日加班"),
    text("holiday", "节假日加班"),
    text("carried", "上期结转"),
    text("comp earned", "新增调休"),
    text("comp taken", "已调休"),
    text("comp expired", "过期调休"),
    text("comp left", "调休余额"),
    text("pay", "加班工资"),
)


def hours_row(own: AgentHours, name: str) -> tuple[str, ...]:
    """An agent's month, hours as h:mm."""
    pay = "" if own.total_pay is None else f"{own.total_pay:.2f}"
    return (own.agent_id, name, *(clock_words(count) if count else "–" for count in minutes_of(own)), pay)


def minutes_of(own: AgentHours) -> tuple[int, ...]:
    """An agent's month in minutes, by the heads between the name and the pay."""
    return (
        own.planned,
        own.worked,
        own.norm,
        own.leave_credit,
        *(own.overtime.get(kind, 0) for kind in OvertimeKind),
        total(own.carried) + own.carried_minutes,
        total(own.comp_earned),
        own.comp_taken,
        total(own.comp_expired),
        own.comp_balance,
    )


def total(minutes: Minutes) -> int:
    return sum(minutes.values())

"""The Activities sheet of a roster's workbook: sessions by time, then what found no place."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.activities import ActivityPlan, Session
from models.base import Lang, text
from models.centre import Centre
from models.roster import Roster
from reports.activities import plan_words
from reports.excel_sheet import Cell, Styles, put, set_up_print, write_heads
from reports.palette import SHORTAGE_PALE

ACTIVITIES_SHEET = text("Activities", "活动")
_HEADS = [
    text("Day", "日期"),
    text("From", "开始"),
    text("Until", "结束"),
    text("Activity", "活动"),
    text("Kind", "类型"),
    text("Room", "场地"),
    text("Held by", "主持人"),
    text("People", "人数"),
    text("Who", "参加者"),
    text("Why there is no place", "未能安排的原因"),
]


def write_activities_sheet(sheet: Any, centre: Centre, plan: ActivityPlan, styles: Styles, lang: Lang) -> None:
    """One row for each session and for each person without a place."""
    write_heads(sheet, 0, _HEADS, [12, 8, 8, 22, 12, 12, 18, 8, 60, 60], styles, lang)
    activities = {activity.name: activity for activity in centre.activities}
    names = {agent.id: f"{agent.name} ({agent.id})" for agent in centre.agents}
    row = 0
    for row, session in enumerate(plan.sessions, 1):
        activity = activities[session.activity]
        values: tuple[Cell, ...] = (
            session.start.date(),
            f"{session.start:%H:%M}",
            f"{session.end:%H:%M}",
            activity.name,
            activity.kind.label.to(lang),
            activity.room,
            names.get(activity.trainer, ""),
            len(session.agents),
            ", ".join(names[agent_id] for agent_id in session.agents),
            None,
        )
        _row(sheet, row, values, styles)
    for row, left in enumerate(plan.unplaced, len(plan.sessions) + 1):
        activity = activities[left.activity]
        words = names.get(left.agent_id, left.agent_id)
        nobody: tuple[Cell, ...] = (None, None, None, activity.name, activity.kind.label.to(lang), activity.room)
        _row(
            sheet,
            row,
            (*nobody, names.get(activity.trainer, ""), 0, words, left.reason.to(lang)),
            styles,
            SHORTAGE_PALE,
        )
    put(sheet, row + 2, 0, plan_words(plan).to(lang), styles.subtitle())
    sheet.autofilter(0, 0, max(1, row), len(_HEADS) - 1)
    set_up_print(sheet)


def _row(sheet: Any, row: int, values: tuple[Cell, ...], styles: Styles, fill: str = "") -> None:
    look = {"bg_color": fill} if fill else {}
    plain, dated = styles.cell(**look), styles.cell(num_format="yyyy-mm-dd", align="left", **look)
    for column, value in enumerate(values):
        put(sheet, row, column, value, dated if isinstance(value, date) else plain)


def marks_of(centre: Centre, roster: Roster, plan: ActivityPlan) -> dict[tuple[str, date], str]:
    """What an agent does besides the phones on each day of the roster, by agent and the day that the shift begins."""
    activities = {activity.name: activity for activity in centre.activities}
    zone = ZoneInfo(centre.profile.time_zone)
    notes: dict[tuple[str, date], list[str]] = defaultdict(list)
    for session in plan.sessions:
        for agent_id in filter(None, (*session.agents, activities[session.activity].trainer)):
            day = session.start.astimezone(zone).date()
            # After midnight it belongs to the shift that began the evening before.
            own = [d for d, a in roster.by_agent.get(agent_id, {}).items() if _holds(centre, a.shift, d, session, zone)]
            words = f"{session.start:%H:%M}–{session.end:%H:%M} {session.activity}"
            notes[agent_id, min(own, default=day)].append(words)
    return {key: "\n".join(words) for key, words in notes.items()}


def _holds(centre: Centre, code: str, day: date, session: Session, zone: ZoneInfo) -> bool:
    """Whether a session lies in a shift that begins on the day."""
    shift = centre.shifts_by_code[code]
    start = datetime.combine(day, shift.start, zone)
    return start <= session.start and session.end <= start + timedelta(minutes=shift.length_minutes)

"""The sheet a roster travels in, Excel or CSV: its words as they are written and as they are read back."""

from __future__ import annotations

import unicodedata

from models.base import Lang, text
from models.people import LeaveType
from models.shifts import ShiftClass

ROSTER_SHEET = text("Roster", "班表")
ASSIGNMENTS_SHEET = text("Assignments", "明细")

AGENT_ID = text("Agent id", "工号")
NAME = text("Name", "姓名")
TEAM = text("Team", "班组")
ROLE = text("Role", "岗位")
DAY = text("Day", "日期")
SHIFT = text("Shift", "班次")
START = text("Start", "上班")
END = text("End", "下班")
MEAL_START = text("Meal start", "用餐开始")
PAID_HOURS = text("Paid hours", "计薪工时")

ASSIGNMENT_COLUMNS = (AGENT_ID, NAME, DAY, SHIFT, START, END, MEAL_START, PAID_HOURS)
"""One row per assignment: the CSV, and the workbook's Assignments sheet."""

CLASS_COUNTS = {
    ShiftClass.DAY: text("Head-count, day", "人数 · 白班"),
    ShiftClass.EVENING: text("Head-count, evening", "人数 · 晚班"),
    ShiftClass.NIGHT: text("Head-count, night", "人数 · 夜班"),
}
ON_DUTY_COUNT = text("Head-count, on duty", "人数 · 在岗合计")
ON_LEAVE_COUNT = text("Head-count, on leave", "人数 · 休假")
SHORT_HOURS = text("Short, agent-hours", "缺员工时")
FOOTER_LABELS = (*CLASS_COUNTS.values(), ON_DUTY_COUNT, ON_LEAVE_COUNT, SHORT_HOURS)
"""What stands in the agent-id column of the rows beneath the agents."""

OFF_WORDS = frozenset({"", "off", "day off", "rest", "休", "休息", "公休", "轮休", "-", "–", "—", "/", "0"})
"""What planners write, in small letters, for a day off; they leave the cell empty, too."""


MARK_PROPERTY = "paiban roster"
"""A workbook's property that holds the stored version it was written from."""

LOCK_MARK = "*"
"""Stands after what a cell holds, or alone, where the planner has locked it: `D1*`, `*` for a day off."""


def leave_label(leave_type: LeaveType, lang: Lang) -> str:
    """A leave type, short enough for a cell of the grid."""
    return leave_type.label.to(lang).removesuffix(" leave")


LEAVE_WORDS = frozenset(
    word
    for kind in LeaveType
    for word in (kind.value, kind.label.en, kind.label.zh, leave_label(kind, "en"), leave_label(kind, "zh"))
)
"""Every way the grid may name a leave."""


def split_lock(cell: str) -> tuple[str, bool]:
    """What a cell holds, and whether it is locked."""
    words = unicodedata.normalize("NFKC", cell).strip()
    return (words.removesuffix(LOCK_MARK).rstrip(), True) if words.endswith(LOCK_MARK) else (cell, False)

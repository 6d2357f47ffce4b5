"""Columns that several tables of a centre have."""

from __future__ import annotations

from models.shifts import ShiftClass
from store.cells import CLOCK, CLOCK_END, CODE, DAY, ID, MOMENT, enum_choice
from store.table import column

SHIFT_CLASS = enum_choice(ShiftClass, {"中班": ShiftClass.EVENING, "早班": ShiftClass.DAY})

AGENT_ID = column(
    "agent_id",
    "工号",
    ID,
    "the agent's id, as in the agents table",
    "员工工号，与坐席表一致",
    aliases=("员工编号", "员工号"),
)
QUEUE = column("queue", "队列", CODE, "the skill (queue) the calls need", "来电所需技能（队列）", aliases=("技能代码",))
START = column(
    "start",
    "时段开始",
    MOMENT,
    "start of the interval, local time: 2026-10-01 08:30",
    "时段开始的当地时间：2026-10-01 08:30",
    aliases=("开始时间", "时间"),
)
FROM_DAY = column("start", "开始日期", DAY, "first day", "第一天", aliases=("起始日期",))
TO_DAY = column("end", "结束日期", DAY, "last day, included", "最后一天（含当天）", aliases=("截止日期",))
WINDOW_FROM = column("time_from", "每日开始时间", CLOCK, "from this time of day", "每天从几点起", aliases=("开始时间",))
WINDOW_UNTIL = column(
    "time_until",
    "每日结束时间",
    CLOCK_END,
    "until this time of day; the same as the start means all day",
    "每天到几点止；与开始相同表示全天",
    aliases=("结束时间",),
)
THE_DAY = column("day", "日期", DAY, "the day: 2026-10-01", "日期：2026-10-01", aliases=("date",))

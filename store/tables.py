"""The tables of a centre, stated once: those of people, of calls, of shifts, and the settings."""

from __future__ import annotations

from models.base import Model, text
from models.demand import ShiftCover, Weekday
from models.shifts import ShiftTemplate
from store.cells import CLOCK, CLOCK_END, CODE, HOURS, ID, TEXT, WHOLE, enum_choice, many
from store.columns import SHIFT_CLASS, THE_DAY
from store.demand_tables import CALENDAR, CALLS, EVENTS, FORECAST, REQUIREMENT, SKILLS
from store.people_tables import AGENTS, AVAILABILITY, FAIRNESS, LEAVE, PAST_SHIFTS, WISHES
from store.table import Table, column
from store.year_tables import ACTIVITIES, LEAVE_BLACKOUTS, LEAVE_WISHES, PAST_LEAVE

SHIFTS = Table(
    "shifts",
    "班次",
    ShiftTemplate,
    text("the shifts the centre knows", "中心使用的班次"),
    (
        column("shift_code", "班次代码", CODE, "unique code", "唯一代码", field="code", aliases=("code", "班次")),
        column("name", "班次名称", TEXT, "name", "名称"),
        column("shift_class", "班类", SHIFT_CLASS, "day, evening or night", "白班、晚班或夜班"),
        column("start", "开始时间", CLOCK, "start, local time: 08:30", "开始时间：08:30", aliases=("上班时间",)),
        column(
            "length_hours", "时长", HOURS, "hours from start to end", "从开始到结束的小时数", field="length_minutes"
        ),
        column("paid_hours", "计薪时长", HOURS, "paid hours", "计薪小时数", field="paid_minutes"),
        column("meal_minutes", "用餐分钟", WHOLE, "minutes of the meal break, 0 for none", "用餐分钟数，无则填 0"),
        column("meal_from", "用餐最早", CLOCK, "earliest start of the meal break", "最早何时开始用餐"),
        column("meal_until", "用餐最晚", CLOCK_END, "latest end of the meal break", "最晚何时用餐结束"),
    ),
    required=True,
)
_WEEKDAYS = dict(zip(("星期" + day for day in "一二三四五六日"), Weekday, strict=True))
SHIFT_COVER = Table(
    "shift_cover",
    "班次人数",
    ShiftCover,
    text(
        "agents required on a shift; a day stands before its weekday, that before every day",
        "各班次所需人数；指定日期优先于星期，星期优先于每天",
    ),
    (
        column(
            "shift_code", "班次代码", CODE, "code of the shift", "班次代码", field="shift", aliases=("shift", "班次")
        ),
        THE_DAY,
        column(
            "weekdays",
            "星期",
            many(enum_choice(Weekday, _WEEKDAYS | {"周天": Weekday.SUNDAY, "星期天": Weekday.SUNDAY})),
            "weekdays, separated by ; (every day, if day and weekdays are empty)",
            "星期几，用 ; 分隔；日期与星期都留空表示每天",
        ),
        column("required", "需求人数", WHOLE, "agents on the shift", "该班次的人数"),
        column("under", "缺员权重", WHOLE, "weight of each agent missing, 0 for none", "每缺一人的权重，0 表示不计"),
        column("over", "超员权重", WHOLE, "weight of each agent too many, 0 for none", "每超一人的权重，0 表示不计"),
    ),
)
TABLES = (
    AGENTS,
    SHIFTS,
    SKILLS,
    CALENDAR,
    EVENTS,
    CALLS,
    FORECAST,
    REQUIREMENT,
    SHIFT_COVER,
    LEAVE,
    AVAILABILITY,
    WISHES,
    PAST_SHIFTS,
    FAIRNESS,
    LEAVE_WISHES,
    LEAVE_BLACKOUTS,
    PAST_LEAVE,
    ACTIVITIES,
)


class SettingRow(Model):
    """A row of a workbook's settings sheet; clause and meaning are there to be read by people."""

    setting: str
    value: str = ""
    clause: str = ""
    meaning: str = ""


SETTINGS = Table(
    "settings",
    "设置",
    SettingRow,
    text("the centre and its policy", "中心与政策设置"),
    (
        column("setting", "设置项", ID, "the setting", "设置项", aliases=("设置",)),
        column("value", "值", TEXT, "its value; empty means the default", "取值；留空为默认值"),
        column("clause", "条款", TEXT, "clause of the rulebook", "规则条款"),
        column("meaning", "含义", TEXT, "what it means", "含义"),
    ),
    required=True,
)

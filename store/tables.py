"""The tables of a centre, stated once: file and sheet names, columns, how their cells are read, what they mean.

Reading and writing, CSV and Excel, headers, comments and drop-down lists all follow from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from models.base import Lang, Model, Text, text
from models.calendar import CalendarDay, DayKind, Event, EventKind
from models.demand import CallCount, ForecastPoint, RequirementPoint, ShiftCover, Skill, Weekday
from models.people import Agent, Leave, LeaveStatus, LeaveType, PastShift, Role, Unavailability, Wish, WishKind
from models.shifts import ShiftClass, ShiftTemplate
from store.cells import (
    CLOCK,
    CLOCK_END,
    CODE,
    DAY,
    HOURS,
    ID,
    MOMENT,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    Kind,
    choice,
    enum_choice,
    many,
)

_SHIFT_CLASS = enum_choice(ShiftClass, {"中班": ShiftClass.EVENING, "早班": ShiftClass.DAY})
_EVENT_KIND = choice(
    ((EventKind.CAMPAIGN, text("campaign", "营销活动")), (EventKind.OUTAGE, text("outage", "系统故障"))),
    {"活动": EventKind.CAMPAIGN, "故障": EventKind.OUTAGE},
)


@dataclass(frozen=True)
class Column:
    """A column: its English key, its Chinese header, the model's field (the key itself unless said) and its meaning."""

    key: str
    zh: str
    kind: Kind
    meaning: Text
    field: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        return self.field or self.key

    def header(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.key

    @property
    def names(self) -> tuple[str, ...]:
        return (self.key, self.zh, *self.aliases)


@dataclass(frozen=True)
class Table:
    """A table: `name` is its CSV file and English sheet, `zh` its Chinese sheet, `attribute` its place in `Centre`."""

    name: str
    zh: str
    model: type[Model]
    meaning: Text
    columns: tuple[Column, ...]
    required: bool = False
    aliases: tuple[str, ...] = ()
    attribute: str = ""
    by_target: dict[str, Column] = field(init=False, compare=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_target.update({column.target: column for column in self.columns})

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.zh, *self.aliases)

    @property
    def file_name(self) -> str:
        return f"{self.name}.csv"

    def sheet_name(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.name

    def is_required(self, column: Column) -> bool:
        """Whether every row must fill the column in."""
        return self.model.model_fields[column.target].is_required()


def _col(key: str, zh: str, kind: Kind, en_meaning: str, zh_meaning: str, **more: Any) -> Column:
    return Column(key, zh, kind, text(en_meaning, zh_meaning), **more)


def _agent_id() -> Column:
    return _col(
        "agent_id",
        "工号",
        ID,
        "the agent's id, as in the agents table",
        "员工工号，与坐席表一致",
        aliases=("员工编号", "员工号"),
    )


_QUEUE = _col("queue", "队列", CODE, "the skill (queue) the calls need", "来电所需技能（队列）", aliases=("技能代码",))
_START = _col(
    "start",
    "时段开始",
    MOMENT,
    "start of the interval, local time: 2026-10-01 08:30",
    "时段开始的当地时间：2026-10-01 08:30",
    aliases=("开始时间", "时间"),
)
_FROM_DAY = _col("start", "开始日期", DAY, "first day", "第一天", aliases=("起始日期",))
_TO_DAY = _col("end", "结束日期", DAY, "last day, included", "最后一天（含当天）", aliases=("截止日期",))
_WINDOW_FROM = _col("time_from", "每日开始时间", CLOCK, "from this time of day", "每天从几点起", aliases=("开始时间",))
_WINDOW_UNTIL = _col(
    "time_until",
    "每日结束时间",
    CLOCK_END,
    "until this time of day; the same as the start means all day",
    "每天到几点止；与开始相同表示全天",
    aliases=("结束时间",),
)
_DAY = _col("day", "日期", DAY, "the day: 2026-10-01", "日期：2026-10-01", aliases=("date",))

AGENTS = Table(
    "agents",
    "坐席",
    Agent,
    text("everybody who is rostered, one row each", "所有参与排班的人员，每人一行"),
    (
        _col("agent_id", "工号", ID, "unique id", "唯一工号", field="id", aliases=("id", "员工编号", "员工号")),
        _col("name", "姓名", TEXT, "name as it is shown", "显示的姓名"),
        _col("team", "班组", TEXT, "team", "所属班组", aliases=("团队", "组别")),
        _col(
            "role", "岗位", enum_choice(Role), "agent, trainer or supervisor", "坐席、培训专员或主管", aliases=("角色",)
        ),
        _col("skills", "技能", many(CODE), "skill codes, separated by ;", "技能代码，用 ; 分隔"),
        _col("hire_date", "入职日期", DAY, "first day of employment", "入职日期"),
        _col("contract_hours", "合同周工时", NUMBER, "contract hours a week", "合同约定的每周工时"),
        _col("night_ok", "可上夜班", YES_NO, "whether fit for night shifts (BANK-5.9)", "是否可上夜班（BANK-5.9）"),
        _col("level", "级别", WHOLE, "1 (newcomer) to 5", "1（新人）至 5"),
        _col(
            "shift_classes",
            "可上班类",
            many(_SHIFT_CLASS),
            "shift classes the agent works, separated by ;",
            "可上的班类，用 ; 分隔",
        ),
        _col(
            "contract",
            "合同类型",
            ID,
            "kind of contract, as in policy.contracts; empty for the centre's own terms",
            "合同类型，与 policy.contracts 一致；留空则适用中心设置",
            aliases=("合同",),
        ),
    ),
    required=True,
    aliases=("员工", "人员"),
)
SHIFTS = Table(
    "shifts",
    "班次",
    ShiftTemplate,
    text("the shifts the centre knows", "中心使用的班次"),
    (
        _col("shift_code", "班次代码", CODE, "unique code", "唯一代码", field="code", aliases=("code", "班次")),
        _col("name", "班次名称", TEXT, "name", "名称"),
        _col("shift_class", "班类", _SHIFT_CLASS, "day, evening or night", "白班、晚班或夜班"),
        _col("start", "开始时间", CLOCK, "start, local time: 08:30", "开始时间：08:30", aliases=("上班时间",)),
        _col("length_hours", "时长", HOURS, "hours from start to end", "从开始到结束的小时数", field="length_minutes"),
        _col("paid_hours", "计薪时长", HOURS, "paid hours", "计薪小时数", field="paid_minutes"),
        _col("meal_minutes", "用餐分钟", WHOLE, "minutes of the meal break, 0 for none", "用餐分钟数，无则填 0"),
        _col("meal_from", "用餐最早", CLOCK, "earliest start of the meal break", "最早何时开始用餐"),
        _col("meal_until", "用餐最晚", CLOCK_END, "latest end of the meal break", "最晚何时用餐结束"),
    ),
    required=True,
)
SKILLS = Table(
    "skills",
    "技能",
    Skill,
    text("skills, each of which is also a queue of calls", "技能；每项技能也是一个来电队列"),
    (
        _col("skill_code", "技能代码", CODE, "unique code", "唯一代码", field="code", aliases=("code", "技能")),
        _col("name", "技能名称", TEXT, "name", "名称"),
        _col(
            "minimum_staff",
            "最少在线人数",
            WHOLE,
            "fewest agents with the skill on the phones (BANK-5.2)",
            "具备该技能的最少在线人数（BANK-5.2）",
        ),
        _WINDOW_FROM,
        _WINDOW_UNTIL,
    ),
    required=True,
)
CALENDAR = Table(
    "calendar",
    "日历",
    CalendarDay,
    text("days on which the centre's calendar differs from the public one", "与公共日历不同的日子"),
    (
        _DAY,
        _col("kind", "日类型", enum_choice(DayKind), "what kind of day it is", "该日的类型"),
        _col("name", "名称", TEXT, "name, such as the holiday's", "名称，如节日名"),
    ),
)
EVENTS = Table(
    "events",
    "事件",
    Event,
    text("days whose calls are out of the ordinary", "来电异常的日子"),
    (
        _DAY,
        _col("kind", "事件类型", _EVENT_KIND, "campaign or outage", "营销活动或系统故障"),
        _col("name", "名称", TEXT, "name", "名称"),
        _col(
            "volume_factor",
            "话务量倍数",
            NUMBER,
            "how many times the ordinary calls are expected",
            "预计为平日话务量的几倍",
        ),
    ),
)
CALLS = Table(
    "calls",
    "话务历史",
    CallCount,
    text("past calls, a row for each interval and queue", "历史来电，每时段每队列一行"),
    (
        _START,
        _QUEUE,
        _col("offered", "呼入量", NUMBER, "calls that came in", "呼入的来电数"),
        _col("answered", "接听量", NUMBER, "calls answered", "接听的来电数"),
        _col("abandoned", "放弃量", NUMBER, "calls given up by the caller", "客户放弃的来电数"),
        _col(
            "aht_seconds",
            "平均处理秒数",
            NUMBER,
            "mean handling time of answered calls, seconds",
            "接听来电的平均处理时长（秒）",
        ),
    ),
)
FORECAST = Table(
    "forecast",
    "预测",
    ForecastPoint,
    text("a forecast made elsewhere, a row for each interval and queue", "外部给定的预测，每时段每队列一行"),
    (
        _START,
        _QUEUE,
        _col("offered", "预测呼入量", NUMBER, "calls expected", "预计来电数", aliases=("呼入量", "预测量")),
        _col("aht_seconds", "平均处理秒数", NUMBER, "mean handling time, seconds", "平均处理时长（秒）"),
    ),
)
REQUIREMENT = Table(
    "requirement",
    "需求",
    RequirementPoint,
    text(
        "agents required, worked out elsewhere, a row for each interval and queue",
        "外部给定的人数需求，每时段每队列一行",
    ),
    (_START, _QUEUE, _col("required", "需求人数", WHOLE, "agents required on the phones", "所需在线人数")),
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
        _col("shift_code", "班次代码", CODE, "code of the shift", "班次代码", field="shift", aliases=("shift", "班次")),
        _DAY,
        _col(
            "weekdays",
            "星期",
            many(enum_choice(Weekday, _WEEKDAYS | {"周天": Weekday.SUNDAY, "星期天": Weekday.SUNDAY})),
            "weekdays, separated by ; (every day, if day and weekdays are empty)",
            "星期几，用 ; 分隔；日期与星期都留空表示每天",
        ),
        _col("required", "需求人数", WHOLE, "agents on the shift", "该班次的人数"),
        _col("under", "缺员权重", WHOLE, "weight of each agent missing, 0 for none", "每缺一人的权重，0 表示不计"),
        _col("over", "超员权重", WHOLE, "weight of each agent too many, 0 for none", "每超一人的权重，0 表示不计"),
    ),
)
LEAVE = Table(
    "leave",
    "请假",
    Leave,
    text("leave in whole days; only approved leave binds the roster", "整天的请假；仅已批的假约束班表"),
    (
        _agent_id(),
        _FROM_DAY,
        _TO_DAY,
        _col("type", "假别", enum_choice(LeaveType), "type of leave", "请假类型"),
        _col("status", "状态", enum_choice(LeaveStatus), "how far it is", "办理状态"),
    ),
)
AVAILABILITY = Table(
    "availability",
    "不可用时段",
    Unavailability,
    text("daily hours in which an agent cannot work", "员工每天不能上班的时段"),
    (
        _agent_id(),
        _FROM_DAY,
        _TO_DAY,
        _WINDOW_FROM,
        _WINDOW_UNTIL,
        _col("reason", "原因", TEXT, "reason, in a word", "简要原因"),
    ),
    attribute="unavailability",
)
WISHES = Table(
    "wishes",
    "愿望",
    Wish,
    text("what agents would like", "员工的排班愿望"),
    (
        _agent_id(),
        _DAY,
        _col(
            "kind",
            "愿望",
            enum_choice(WishKind, {"休": WishKind.DAY_OFF, "希望": WishKind.WANT, "回避": WishKind.AVOID}),
            "day_off, want or avoid",
            "休息、想上或不想上",
        ),
        _col("shift_class", "班类", _SHIFT_CLASS, "the shift class wanted or avoided", "想上或不想上的班类"),
        _col(
            "shift_code",
            "班次代码",
            CODE,
            "or the one shift wanted or avoided",
            "或者想上或不想上的班次代码",
            field="shift",
            aliases=("shift", "班次"),
        ),
        _col("weight", "权重", WHOLE, "1 (mild) to 10 (strong)", "1（弱）至 10（强）"),
    ),
)
PAST_SHIFTS = Table(
    "past_shifts",
    "历史班次",
    PastShift,
    text("shifts worked just before the planning period", "排班周期之前的已上班次"),
    (
        _agent_id(),
        _DAY,
        _col("shift_code", "班次代码", CODE, "code of the shift", "班次代码", field="shift", aliases=("shift", "班次")),
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
        _col("setting", "设置项", ID, "the setting", "设置项", aliases=("设置",)),
        _col("value", "值", TEXT, "its value; empty means the default", "取值；留空为默认值"),
        _col("clause", "条款", TEXT, "clause of the rulebook", "规则条款"),
        _col("meaning", "含义", TEXT, "what it means", "含义"),
    ),
    required=True,
)

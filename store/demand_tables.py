"""The tables of a centre's calls: skills, days out of the ordinary, call history, and series worked out elsewhere."""

from __future__ import annotations

from models.base import text
from models.calendar import CalendarDay, DayKind, Event, EventKind
from models.demand import CallCount, ForecastPoint, RequirementPoint, Skill
from store.cells import CODE, NUMBER, TEXT, WHOLE, choice, enum_choice
from store.columns import QUEUE, START, THE_DAY, WINDOW_FROM, WINDOW_UNTIL
from store.table import Table, column

_EVENT_KIND = choice(
    ((EventKind.CAMPAIGN, text("campaign", "营销活动")), (EventKind.OUTAGE, text("outage", "系统故障"))),
    {"活动": EventKind.CAMPAIGN, "故障": EventKind.OUTAGE},
)

SKILLS = Table(
    "skills",
    "技能",
    Skill,
    text("skills, each of which is also a queue of calls", "技能；每项技能也是一个来电队列"),
    (
        column("skill_code", "技能代码", CODE, "unique code", "唯一代码", field="code", aliases=("code", "技能")),
        column("name", "技能名称", TEXT, "name", "名称"),
        column(
            "minimum_staff",
            "最少在线人数",
            WHOLE,
            "fewest agents with the skill on the phones (BANK-5.2)",
            "具备该技能的最少在线人数（BANK-5.2）",
        ),
        WINDOW_FROM,
        WINDOW_UNTIL,
    ),
    required=True,
)
CALENDAR = Table(
    "calendar",
    "日历",
    CalendarDay,
    text("days on which the centre's calendar differs from the public one", "与公共日历不同的日子"),
    (
        THE_DAY,
        column("kind", "日类型", enum_choice(DayKind), "what kind of day it is", "该日的类型"),
        column("name", "名称", TEXT, "name, such as the holiday's", "名称，如节日名"),
    ),
)
EVENTS = Table(
    "events",
    "事件",
    Event,
    text("days whose calls are out of the ordinary", "来电异常的日子"),
    (
        THE_DAY,
        column("kind", "事件类型", _EVENT_KIND, "campaign or outage", "营销活动或系统故障"),
        column("name", "名称", TEXT, "name", "名称"),
        column(
            "volume_factor",
            "话务量倍数",
            NUMBER,
            "how many times the ordinary calls are expected",
            "预计为平日话务量的几倍",
        ),
        column("queue", "队列", CODE, "the queue whose calls change; empty for all", "受影响的队列；留空表示全部队列"),
        WINDOW_FROM,
        WINDOW_UNTIL,
    ),
)
CALLS = Table(
    "calls",
    "话务历史",
    CallCount,
    text("past calls, a row for each interval and queue", "历史来电，每时段每队列一行"),
    (
        START,
        QUEUE,
        column("offered", "呼入量", NUMBER, "calls that came in", "呼入的来电数"),
        column("answered", "接听量", NUMBER, "calls answered", "接听的来电数"),
        column("abandoned", "放弃量", NUMBER, "calls given up by the caller", "客户放弃的来电数"),
        column(
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
        START,
        QUEUE,
        column("offered", "预测呼入量", NUMBER, "calls expected", "预计来电数", aliases=("呼入量", "预测量")),
        column("aht_seconds", "平均处理秒数", NUMBER, "mean handling time, seconds", "平均处理时长（秒）"),
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
    (START, QUEUE, column("required", "需求人数", WHOLE, "agents required on the phones", "所需在线人数")),
)

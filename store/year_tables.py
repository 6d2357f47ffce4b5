"""The tables of the year: ranked wishes for annual leave, days without it, what past years gave; activities inside shifts."""

from __future__ import annotations

from models.activities import Activity, ActivityKind, HowOften
from models.base import text
from models.leave_year import LeaveBlackout, LeaveWish, PastLeave
from store.cells import CODE, DAY, ID, TEXT, WHOLE, enum_choice, many
from store.columns import AGENT_ID, FROM_DAY, TO_DAY, WINDOW_FROM, WINDOW_UNTIL
from store.table import Table, column

_BLOCK = column(
    "block",
    "第几段",
    WHOLE,
    "which of the agent's leaves in the year (1); wishes for one are alternatives",
    "当年第几段年假（默认 1）；同段志愿择一",
)
LEAVE_WISHES = Table(
    "leave_wishes",
    "年假志愿",
    LeaveWish,
    text("ranked wishes for annual leave in the year", "全年年假志愿，按志愿顺序"),
    (
        AGENT_ID,
        _BLOCK,
        column("rank", "第几志愿", WHOLE, "1 for the dearest wish", "1 为第一志愿", aliases=("志愿",)),
        FROM_DAY,
        column("days", "天数", WHOLE, "calendar days, rest days included", "日历天数（含休息日）"),
    ),
)
LEAVE_BLACKOUTS = Table(
    "leave_blackouts",
    "禁休日期",
    LeaveBlackout,
    text("days on which no annual leave is taken", "不安排年假的日期"),
    (
        FROM_DAY,
        TO_DAY,
        column("team", "班组", TEXT, "for this team only; empty for everybody", "仅限该班组；留空为全员"),
        column("reason", "原因", TEXT, "reason, in a word", "简要原因"),
    ),
)
PAST_LEAVE = Table(
    "past_leave",
    "历年年假",
    PastLeave,
    text("what the plans of past years gave to whom", "往年年假安排结果"),
    (
        AGENT_ID,
        column("year", "年份", WHOLE, "the year", "年份"),
        _BLOCK,
        column(
            "rank", "第几志愿", WHOLE, "rank of the wish that was kept; empty for none", "满足的第几志愿；留空为未满足"
        ),
    ),
)
ACTIVITIES = Table(
    "activities",
    "活动",
    Activity,
    text("training, meetings, one-to-ones and exams inside shifts", "班内培训、会议、面谈与考试"),
    (
        column("name", "名称", TEXT, "unique name", "唯一名称"),
        column(
            "kind",
            "类型",
            enum_choice(ActivityKind, {"一对一": ActivityKind.ONE_TO_ONE, "面谈": ActivityKind.ONE_TO_ONE}),
            "training, meeting, one_to_one or exam",
            "培训、会议、一对一面谈或考试",
        ),
        column("minutes", "分钟", WHOLE, "minutes from start to end", "时长（分钟）"),
        column(
            "agents",
            "工号",
            many(ID),
            "ids of those who attend, separated by ; (with teams and skills empty: everybody on the phones)",
            "参加者工号，用 ; 分隔；与班组、技能均留空为全体接线人员",
        ),
        column("teams", "班组", many(TEXT, blanks=False), "teams that attend, separated by ;", "参加的班组，用 ; 分隔"),
        column("skills", "技能", many(CODE), "skills whose people attend, separated by ;", "参加的技能组，用 ; 分隔"),
        column(
            "group_size",
            "每场人数",
            WHOLE,
            "most people in a session; empty: all at once",
            "每场最多人数；留空为全体同场",
        ),
        column("trainer", "主持人", ID, "id of who holds it; must be on shift", "主持人工号；须在班"),
        column("room", "场地", TEXT, "room, which holds one session at a time", "场地，同时只容一场"),
        column("earliest", "最早日期", DAY, "first day; empty for the roster's", "最早日期；留空为班表首日"),
        column("deadline", "截止日期", DAY, "last day; empty for the roster's", "截止日期；留空为班表末日"),
        column("often", "频次", enum_choice(HowOften), "once, weekly or monthly", "一次、每周或每月"),
        WINDOW_FROM,
        WINDOW_UNTIL,
    ),
)

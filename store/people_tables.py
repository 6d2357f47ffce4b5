"""The tables of a centre's people: who they are, when they cannot or would rather not work, what they have worked."""

from __future__ import annotations

from models.base import text
from models.fairness import FairEntry, FairKind
from models.people import Agent, Leave, LeaveStatus, LeaveType, PastShift, Role, Unavailability, Wish, WishKind
from store.cells import CODE, DAY, ID, NUMBER, TEXT, WHOLE, YES_NO, enum_choice, many
from store.columns import AGENT_ID, FROM_DAY, SHIFT_CLASS, THE_DAY, TO_DAY, WINDOW_FROM, WINDOW_UNTIL
from store.table import Table, column

AGENTS = Table(
    "agents",
    "坐席",
    Agent,
    text("everybody who is rostered, one row each", "所有参与排班的人员，每人一行"),
    (
        column("agent_id", "工号", ID, "unique id", "唯一工号", field="id", aliases=("id", "员工编号", "员工号")),
        column("name", "姓名", TEXT, "name as it is shown", "显示的姓名"),
        column("team", "班组", TEXT, "team", "所属班组", aliases=("团队", "组别")),
        column(
            "role", "岗位", enum_choice(Role), "agent, trainer or supervisor", "坐席、培训专员或主管", aliases=("角色",)
        ),
        column("skills", "技能", many(CODE), "skill codes, separated by ;", "技能代码，用 ; 分隔"),
        column("hire_date", "入职日期", DAY, "first day of employment", "入职日期"),
        column("contract_hours", "合同周工时", NUMBER, "contract hours a week", "合同约定的每周工时"),
        column("night_ok", "可上夜班", YES_NO, "whether fit for night shifts (BANK-5.9)", "是否可上夜班（BANK-5.9）"),
        column("level", "级别", WHOLE, "1 (newcomer) to 5", "1（新人）至 5"),
        column(
            "shift_classes",
            "可上班类",
            many(SHIFT_CLASS),
            "shift classes the agent works, separated by ;",
            "可上的班类，用 ; 分隔",
        ),
        column(
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
LEAVE = Table(
    "leave",
    "请假",
    Leave,
    text("leave in whole days; only approved leave binds the roster", "整天的请假；仅已批的假约束班表"),
    (
        AGENT_ID,
        FROM_DAY,
        TO_DAY,
        column("type", "假别", enum_choice(LeaveType), "type of leave", "请假类型"),
        column("status", "状态", enum_choice(LeaveStatus), "how far it is", "办理状态"),
    ),
)
AVAILABILITY = Table(
    "availability",
    "不可用时段",
    Unavailability,
    text("daily hours in which an agent cannot work", "员工每天不能上班的时段"),
    (
        AGENT_ID,
        FROM_DAY,
        TO_DAY,
        WINDOW_FROM,
        WINDOW_UNTIL,
        column("reason", "原因", TEXT, "reason, in a word", "简要原因"),
        column(
            "half_leave",
            "半天假别",
            enum_choice(LeaveType),
            "the type of leave, where these hours are half a day of it; else empty",
            "该时段为半天假时的假别；否则留空",
        ),
    ),
    attribute="unavailability",
)
WISHES = Table(
    "wishes",
    "愿望",
    Wish,
    text("what agents would like", "员工的排班愿望"),
    (
        AGENT_ID,
        THE_DAY,
        column(
            "kind",
            "愿望",
            enum_choice(WishKind, {"休": WishKind.DAY_OFF, "希望": WishKind.WANT, "回避": WishKind.AVOID}),
            "day_off, want or avoid",
            "休息、想上或不想上",
        ),
        column("shift_class", "班类", SHIFT_CLASS, "the shift class wanted or avoided", "想上或不想上的班类"),
        column(
            "shift_code",
            "班次代码",
            CODE,
            "or the one shift wanted or avoided",
            "或者想上或不想上的班次代码",
            field="shift",
            aliases=("shift", "班次"),
        ),
        column("weight", "权重", WHOLE, "1 (mild) to 10 (strong)", "1（弱）至 10（强）"),
    ),
)
PAST_SHIFTS = Table(
    "past_shifts",
    "历史班次",
    PastShift,
    text("shifts worked just before the planning period", "排班周期之前的已上班次"),
    (
        AGENT_ID,
        THE_DAY,
        column(
            "shift_code", "班次代码", CODE, "code of the shift", "班次代码", field="shift", aliases=("shift", "班次")
        ),
    ),
)
FAIRNESS = Table(
    "fairness",
    "公平台账",
    FairEntry,
    text("what agents had in earlier months, where no store keeps it", "以往月份的公平台账，未使用数据库时填写"),
    (
        AGENT_ID,
        column("day", "日期", DAY, "last day of the month or roster it is about", "所属月份或班表的最后一天"),
        column(
            "kind",
            "类别",
            enum_choice(FairKind),
            "nights, weekends, holidays, standby, overtime or refused_wishes",
            "夜班、周末班、节假日班、备班、加班工时或未满足的意愿",
        ),
        column("amount", "数量", NUMBER, "how many; of overtime hours", "数量；加班为小时数"),
        column("share", "公平份额", NUMBER, "a fair share of the team's", "其中的公平份额"),
    ),
)

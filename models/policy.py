"""Every setting of the rulebook with its default, its clause and what it means.

A centre overrides any of them in its policy: `[policy.roster] min_rest_hours = 12`. Strength, weight and scope of the
rules themselves are in `rules`: `[policy.rules.min_rest] strength = "soft", weight = 50, teams = ["East"]`. Kinds of
contracts have terms of their own: `[policy.contracts.student] max_weekly_hours = 24`.
"""

from __future__ import annotations

from datetime import date, time
from math import inf
from typing import Annotated, Literal

from pydantic import Field

from models.activities import ActivitiesPolicy
from models.base import Model
from models.forecast_model import ForecastModel
from models.hours_policy import HoursPolicy as HoursPolicy
from models.leave_policy import LeavePolicy as LeavePolicy
from models.leave_policy import LeaveTypeRule as LeaveTypeRule
from models.leave_year import LeaveYearPolicy
from models.people import LeaveType, Role
from models.result import Strength
from models.setting import OURS as OURS
from models.setting import setting as setting
from models.setting import setting_info as setting_info
from models.shifts import ShiftClass
from models.standby_policy import StandbyPolicy as StandbyPolicy
from models.work_terms import ContractTerms as ContractTerms
from models.work_terms import WorkTerms


class RosterPolicy(WorkTerms):
    """Section 1 of the rulebook: shifts and the roster."""

    minimum_staff: int = setting(
        1,
        "BANK-6a",
        "agents on the phones in every interval, meal breaks included",
        "任何时段最少在线人数（含用餐时间）",
        ge=0,
        le=10_000,
    )
    supervisor_minimum: int = setting(1, "BANK-28", "supervisors on duty by day", "白天最少值班主管数", ge=0, le=1000)
    supervisor_from: time = setting(time(8), OURS, "from when a supervisor must be there", "主管在岗时段开始")
    supervisor_until: time = setting(time(20), OURS, "until when a supervisor must be there", "主管在岗时段结束")
    night_from: time = setting(time(22), OURS, "from when it is night for the experienced", "夜间时段开始")
    night_until: time = setting(time(6), OURS, "until when it is night for the experienced", "夜间时段结束")
    experienced_minimum: int = setting(
        1, OURS, "experienced agents on the phones at night", "夜间最少熟练坐席数", ge=0, le=1000
    )
    experienced_level: int = setting(
        2, OURS, "from which level on an agent is experienced", "几级及以上为熟练坐席", ge=1, le=5
    )
    phone_roles: tuple[Role, ...] = setting(
        (Role.AGENT,), OURS, "roles that answer calls", "接听电话的岗位", min_length=1
    )
    pre_shift_minutes: int = setting(10, "BANK-17", "arrive this early to prepare", "提前到岗准备的分钟数", ge=0, le=60)
    fair_tolerance: int = setting(
        1,
        OURS,
        "nights or weekend days above or below one's fair share that are still fair",
        "夜班、周末与公平份额相差几次以内视为公平",
        ge=0,
        le=31,
    )
    deep_shortage_share: float = setting(
        0.15,
        OURS,
        "missing more than this share of the required agents costs extra",
        "缺员超过需求的这一比例时加重计价",
        ge=0,
        le=1,
    )
    team_rotation: dict[str, Annotated[tuple[ShiftClass, ...], Field(min_length=1)]] = setting(
        {}, OURS, "shift classes that a team works in turn, a week each", "班组按周轮换的班类"
    )
    team_rotation_start: date = setting(
        date(2024, 1, 1),
        OURS,
        "a day of a week in which every team works its first class",
        "各班组轮到第一个班类的某一周中的一天",
    )


class StaffingPolicy(Model):
    """From calls to agents: how good the service is meant to be."""

    model: Literal["erlang_c", "erlang_a"] = setting(
        "erlang_a",
        OURS,
        "queueing model: erlang_c (nobody hangs up) or erlang_a (callers lose patience)",
        "排队模型：erlang_c（无人放弃）或 erlang_a（客户会失去耐心）",
    )
    method: Literal["steady", "carried", "chain"] = setting(
        "chain",
        OURS,
        "from load to agents: steady (each interval by itself), carried (what is still in progress moves the load) or "
        "chain (carried, and more wherever the queue followed through the day falls short)",
        "由负荷到人数：steady 各时段独立，carried 计入尚在进行的通话，chain 在此基础上按全天排队过程补足不达标的时段",
    )
    service_level: float = setting(
        0.8,
        OURS,
        "share of calls answered within the threshold; 0: not asked for",
        "在门限内接听的比例；0 表示不要求",
        ge=0,
        lt=1,
    )
    service_level_of: Literal["all_offered", "without_early_hang_ups"] = setting(
        "all_offered",
        OURS,
        "the service level is over all_offered calls, or those without_early_hang_ups (within the threshold)",
        "服务水平的分母：all_offered 全部来电，without_early_hang_ups 不计门限内放弃的来电",
    )
    target_per: Literal["interval", "day"] = setting(
        "interval",
        OURS,
        "service level and answer rate are reached in every interval, or over each day",
        "服务水平与接通率按每个时段（interval）或按全天（day）达标",
    )
    answer_rate: float = setting(
        0, OURS, "share of calls answered at all; 0: not asked for", "接通率；0 表示不要求", ge=0, lt=1
    )
    threshold_seconds: float = setting(
        10, "BANK-25", "a call is answered within this time (3 rings)", "来电应在此时间内接听（三声铃响）", ge=0, le=600
    )
    max_occupancy: float = setting(0.88, OURS, "most of an agent's time spent on calls", "坐席最高占用率", gt=0, le=1)
    shrinkage: float = setting(
        0.08,
        OURS,
        "unplanned absence from the phones; rostered leave and meals are never taken out again",
        "计划外损耗；已排的休假与用餐不重复扣除",
        ge=0,
        lt=0.9,
    )
    planned_shrinkage: float = setting(
        0,
        OURS,
        "share of paid time that goes to leave, training and meetings; the roster has these already, so it counts for the paid "
        "hours only, never for the agents required",
        "带薪时间中用于休假、培训、会议的比例；班表已体现，只用于折算带薪工时，不增加需求人数",
        ge=0,
        lt=0.9,
    )
    availability: float = setting(
        1,
        OURS,
        "agents that answer calls for each one on duty, shrinkage taken off already",
        "在岗坐席中实际接听的比例（已扣除损耗）",
        gt=0.2,
        le=1,
    )
    availability_from_history: bool = setting(
        False,
        OURS,
        "work availability out from past shifts and the calls then answered, where both are there",
        "若有历史班次与当时的接听数据，则由其推算 availability",
        strict=True,
    )
    patience_seconds: float = setting(
        180, OURS, "mean patience of a waiting caller (erlang_a)", "客户平均等待耐心（erlang_a）", gt=0, le=3600
    )
    minimum_agents: int = setting(
        1, "BANK-6a", "fewest agents required in any interval", "任何时段需求的最少人数", ge=0, le=10_000
    )
    day_error: float = setting(
        0.1,
        OURS,
        "by how much a day's calls differ from the forecast (relative standard deviation), where the forecast does not say",
        "日来电量与预测的相对标准差（预测未给出时使用）",
        ge=0,
        le=1,
    )
    interval_error: float = setting(
        0.1,
        OURS,
        "the same for one interval beside its day, chance arrivals not counted",
        "单个时段相对当日的标准差（不含随机到达）",
        ge=0,
        le=2,
    )
    learning_weeks: int = setting(
        12, OURS, "weeks of call history that the forecast learns from", "预测学习所用的历史周数", ge=2, le=104
    )
    forecast_model: ForecastModel = setting(
        ForecastModel.AUTO,
        OURS,
        "forecasting model: auto (chosen by backtest), profile, regression, mean, boosted or mean_boosted",
        "预测模型：auto（按回测自动选择）、profile、regression、mean、boosted 或 mean_boosted",
    )

    @property
    def patience(self) -> float:
        """Mean patience in seconds; endless where nobody hangs up."""
        return self.patience_seconds if self.model == "erlang_a" else inf

    @property
    def presence(self) -> float:
        """Agents that answer calls for each one rostered at the time."""
        return (1 - self.shrinkage) * self.availability

    @property
    def less_early(self) -> bool:
        return self.service_level_of == "without_early_hang_ups"


class SwapPolicy(Model):
    """Section 2 of the rulebook: swaps (调班)."""

    swap_notice_working_days: int = setting(
        1, "BANK-10", "working days a swap is filed ahead", "调班需提前的工作日数", ge=0, le=30
    )
    swap_cap_per_month: int = setting(
        2, "BANK-11a", "voluntary swaps per agent and month", "每人每月主动调班上限", ge=0, le=31
    )
    swap_cap_counts: Literal["initiator", "both"] = setting(
        "initiator", "BANK-11a", "whose cap a swap counts against", "调班计入谁的次数：initiator 发起人，both 双方"
    )
    swap_same_shift_class: bool = setting(
        True, "BANK-11b", "day shifts are not swapped with night shifts", "白班与夜班不得互换", strict=True
    )


class AttendancePolicy(Model):
    """Section 4 of the rulebook: attendance."""

    late_tolerance_minutes: int = setting(0, "BANK-17", "minutes late that are let pass", "迟到宽限分钟数", ge=0, le=60)
    early_tolerance_minutes: int = setting(
        0, "BANK-17", "minutes early that are let pass", "早退宽限分钟数", ge=0, le=60
    )
    away_tolerance_minutes: int = setting(
        5, "CS-3.1", "minutes away from the post untold that are let pass", "擅离岗位宽限分钟数", ge=0, le=60
    )
    break_tolerance_minutes: int = setting(
        5, "BANK-18", "minutes of break beyond the meal break that are let pass", "休息超时宽限分钟数", ge=0, le=60
    )
    preparation_tolerance_minutes: int = setting(
        0, "BANK-17", "minutes of missed preparation that are let pass", "提前到岗宽限分钟数", ge=0, le=60
    )
    tier_minutes: tuple[int, ...] = setting(
        (5, 15, 30),
        "CS minor",
        "late and early fall into tiers: the last minute of each but the last tier",
        "迟到早退分档：除最后一档外各档的上限分钟数",
    )
    absent_after_minutes: int | None = setting(
        None,
        OURS,
        "who is later than this is absent without leave; empty for never",
        "迟到超过此分钟数按旷工处理；留空不启用",
        ge=1,
        le=960,
    )
    match_window_minutes: int = setting(
        180,
        OURS,
        "how far before and after a shift a lone record can still belong to it",
        "班次前后多少分钟内的单条打卡可归属该班次",
        ge=0,
        le=480,
    )
    longest_stay_hours: float = setting(
        16, OURS, "an in and an out further apart do not belong together", "上下班卡相隔超过此小时数不配对", gt=0, le=24
    )
    repeat_minutes: int = setting(
        30,
        OURS,
        "records of one kind within this time are one: the first in, the last out",
        "此分钟数内的同类打卡算一次：取最早上班卡、最晚下班卡",
        ge=0,
        le=120,
    )
    duplicate_minutes: int = setting(
        2,
        OURS,
        "records within this time are one, where the clock does not say what they are",
        "未区分类别的打卡在此分钟数内算一次",
        ge=0,
        le=30,
    )
    unrostered_tolerance_minutes: int = setting(
        30,
        OURS,
        "minutes beyond the shift that are not listed as unrostered work",
        "超出班次多少分钟以内不列为未排班出勤",
        ge=0,
        le=240,
    )
    rest_days: Literal["roster", "calendar"] = setting(
        "roster",
        "BANK-12",
        "what a rest day is for overtime: a day off in the roster, or one of the calendar",
        "加班所称休息日：roster 班表休息日，calendar 日历休息日",
    )
    overtime_facts: bool = setting(
        True,
        "BANK-12",
        "whether attendance hands overtime to the scores, for months that the hours ledger has not closed",
        "考勤是否向评分提供加班分钟（工时台账已月结的月份以台账为准）",
        strict=True,
    )
    leave_days: Literal["working", "all"] = setting(
        "working",
        OURS,
        "which days of a leave count: working days and days with a shift, or all",
        "休假计天：working 工作日及有班日，all 全部日历日",
    )
    full_attendance_without: tuple[LeaveType, ...] = setting(
        (LeaveType.SICK, LeaveType.PERSONAL),
        "PROMO",
        "types of leave that end full attendance, beside late, early and absent days",
        "除迟到、早退、旷工外影响全勤的假别",
    )
    appeal_working_days: int = setting(
        5,
        OURS,
        "working days after the end of the month in which an exception may be appealed",
        "月末后可申诉的工作日数",
        ge=0,
        le=60,
    )
    device_minutes_fast: dict[str, int] = setting(
        {},
        OURS,
        "how many minutes a clock device is fast, by its name; slow ones are negative",
        "各考勤机快多少分钟（按名称）；慢则为负",
    )


class PeoplePolicy(Model):
    """Who acts in which role, beside the roles of the agents table (rulebook section 9)."""

    planners: tuple[str, ...] = setting(
        (), "CS-2.7", "ids of those who make and publish rosters", "编制与发布班表者的编号"
    )
    supervisors: tuple[str, ...] = setting(
        (), "CS-2.8", "ids of further supervisors, who decide about leave and swaps", "其他审批休假与调班的主管编号"
    )
    trainers: tuple[str, ...] = setting((), "CS-2.7", "ids of further trainers", "其他培训专员的编号")
    default_person: str = setting(
        "", OURS, "who acts where a command does not say (--as)", "命令未指明（--as）时的操作人编号", max_length=40
    )


class FairnessPolicy(Model):
    """How earlier months count in the next roster (`docs/fairness.md`)."""

    months: int = setting(
        12,
        OURS,
        "months that the fairness ledger looks back; 0: each roster alone",
        "公平台账回看的月数；0 表示只看本期",
        ge=0,
        le=60,
    )
    most_carried: float = setting(
        4,
        OURS,
        "most that is carried over of one kind, either way: the rest is made good later",
        "每类最多结转多少（多或少），其余以后再补",
        ge=0,
        le=100,
    )
    new_start_days: int = setting(
        30,
        OURS,
        "after leave longer than this many days an agent starts at the team's mean",
        "连续请假超过多少天后，返岗时按团队平均重新起算",
        ge=1,
        le=366,
    )


class RecordsPolicy(Model):
    """How long the store keeps what (`paiban db retain`)."""

    draft_days: int = setting(90, OURS, "days that a draft is kept", "班表草稿保留天数", ge=1, le=3660)
    private_note_days: int = setting(
        180,
        "BANK-37",
        "days that the reasons of leave are kept after its end",
        "请假原因在假期结束后的保留天数",
        ge=1,
        le=3660,
    )
    request_years: int = setting(
        3, OURS, "years that requests are kept after their last day", "申请保留年数", ge=1, le=30
    )
    roster_years: int = setting(
        3, OURS, "years that rosters are kept after their last day", "班表保留年数", ge=1, le=30
    )


class RuleSetting(Model):
    """A centre's own strength or weight for a rule; what is left out stays as the rule has it.

    `teams` and `roles` are its scope: with them the rule holds only for agents of one of the teams who have one of the
    roles; empty is everybody.
    """

    strength: Strength | None = None
    weight: int | None = Field(default=None, ge=0, le=1_000_000)
    teams: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()


ContractName = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^.]+$")]
"""A kind of contract. Without dots, so that `policy.contracts.student.max_weekly_hours` can be taken apart."""


class Policy(Model):
    """All settings of a centre."""

    roster: RosterPolicy = RosterPolicy()
    staffing: StaffingPolicy = StaffingPolicy()
    swaps: SwapPolicy = SwapPolicy()
    leave: LeavePolicy = LeavePolicy()
    leave_year: LeaveYearPolicy = LeaveYearPolicy()
    activities: ActivitiesPolicy = ActivitiesPolicy()
    attendance: AttendancePolicy = AttendancePolicy()
    standby: StandbyPolicy = StandbyPolicy()
    hours: HoursPolicy = HoursPolicy()
    people: PeoplePolicy = PeoplePolicy()
    fairness: FairnessPolicy = FairnessPolicy()
    records: RecordsPolicy = RecordsPolicy()
    contracts: dict[ContractName, ContractTerms] = Field(default_factory=dict)
    rules: dict[str, RuleSetting] = Field(default_factory=dict)

    def terms(self, contract: str) -> RosterPolicy:
        """The roster's settings for agents with this kind of contract; the centre's own for those without."""
        return self.roster.model_copy(update=self.contracts[contract].own) if contract else self.roster

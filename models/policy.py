"""Every setting of the rulebook with its default, its clause and what it means.

A centre overrides any of them in its policy: `[policy.roster] min_rest_hours = 12`. Strength, weight and scope of the
rules themselves are in `rules`: `[policy.rules.min_rest] strength = "soft", weight = 50, teams = ["East"]`. Kinds of
contracts have terms of their own: `[policy.contracts.student] max_weekly_hours = 24`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from models.base import Model
from models.people import LeaveType, Role
from models.result import Strength
from models.setting import OURS as OURS
from models.setting import setting as setting
from models.setting import setting_info as setting_info
from models.shifts import ShiftClass
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
    service_level: float = setting(
        0.8, OURS, "share of calls answered within the threshold", "在门限内接听的比例", gt=0, lt=1
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
    patience_seconds: float = setting(
        180, OURS, "mean patience of a waiting caller (erlang_a)", "客户平均等待耐心（erlang_a）", gt=0, le=3600
    )
    minimum_agents: int = setting(
        1, "BANK-6a", "fewest agents required in any interval", "任何时段需求的最少人数", ge=0, le=10_000
    )
    learning_weeks: int = setting(
        12, OURS, "weeks of call history that the forecast learns from", "预测学习所用的历史周数", ge=2, le=104
    )


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


class LeaveTypeRule(Model):
    """How a type of leave is asked for and paid."""

    notice_days: int = Field(default=3, ge=0, le=365)
    notice_months: int = Field(default=0, ge=0, le=12)
    certificate: bool = False
    after_the_fact: bool = False
    paid: bool = True
    quota_days: float | None = Field(default=None, ge=0, le=366)


def _leave_types() -> dict[LeaveType, LeaveTypeRule]:
    month = LeaveTypeRule(notice_days=0, notice_months=1)
    return {
        LeaveType.ANNUAL: month,
        LeaveType.MARRIAGE: month.model_copy(update={"certificate": True}),
        LeaveType.MATERNITY: month.model_copy(update={"certificate": True}),
        LeaveType.SICK: LeaveTypeRule(certificate=True, after_the_fact=True),
        LeaveType.PERSONAL: LeaveTypeRule(paid=False),
        LeaveType.BEREAVEMENT: LeaveTypeRule(after_the_fact=True),
        LeaveType.COMP_TIME: LeaveTypeRule(),
    }


class LeavePolicy(Model):
    """Section 3 of the rulebook: leave."""

    leave_notice_days: int = setting(
        3, "BANK-14a", "days leave is filed ahead, where its type says nothing else", "请假需提前的天数", ge=0, le=365
    )
    annual_leave_at_once: int = setting(
        1, "BANK-16", "agents on annual leave at the same time", "同时休年假的最多人数", ge=0, le=10_000
    )
    annual_leave_scope: Literal["centre", "team", "skill"] = setting(
        "centre",
        "BANK-16",
        "within what the limit on annual leave holds",
        "同时休年假限制的范围：centre 全中心，team 团队，skill 技能",
    )
    emergency_notice_hours: int = setting(
        1,
        "CS-2.8",
        "in an emergency the manager is phoned within this time",
        "紧急情况须在几小时内电话告知主管",
        ge=0,
        le=48,
    )
    types: dict[LeaveType, LeaveTypeRule] = Field(
        default_factory=_leave_types,
        description="notice, certificate and pay of each leave type",
        json_schema_extra={"clause": "BANK-14b, BANK-15, HLJ ch. 5", "zh": "各假别的提前期、证明与是否带薪"},
    )

    @field_validator("types", mode="before")
    @classmethod
    def _on_top_of_defaults(cls, given: Any) -> Any:
        """Every type is there: what is left out, a type or a setting of one, stays as it is by default."""
        if not isinstance(given, Mapping):
            return given
        types: dict[Any, Any] = {**_leave_types(), **given}
        for kind, default in _leave_types().items():
            if isinstance(types[kind], Mapping):
                types[kind] = {**default.model_dump(), **types[kind]}
        return types


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
        "whether attendance hands overtime to the scores; no where the hours ledger does",
        "考勤是否向评分提供加班分钟；由工时台账提供时填否",
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


class PayPolicy(Model):
    """Pay of overtime: what an hour's pay is multiplied with."""

    overtime_workday_multiplier: float = setting(
        1.5, "BANK-12", "overtime on a working day", "工作日加班工资倍数（劳动法第四十四条）", ge=1, le=10
    )
    overtime_rest_day_multiplier: float = setting(
        2.0, "BANK-12", "work on a rest day that is not compensated", "休息日加班且未调休的工资倍数", ge=1, le=10
    )
    overtime_holiday_multiplier: float = setting(
        3.0, "BANK-12", "work on a statutory holiday", "法定节假日加班工资倍数", ge=1, le=10
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
    attendance: AttendancePolicy = AttendancePolicy()
    pay: PayPolicy = PayPolicy()
    contracts: dict[ContractName, ContractTerms] = Field(default_factory=dict)
    rules: dict[str, RuleSetting] = Field(default_factory=dict)

    def terms(self, contract: str) -> RosterPolicy:
        """The roster's settings for agents with this kind of contract; the centre's own for those without."""
        return self.roster.model_copy(update=self.contracts[contract].own) if contract else self.roster

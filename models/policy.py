"""Every setting of the rulebook with its default, its clause and what it means.

A centre overrides any of them in its policy: `[policy.roster] min_rest_hours = 12`. Strength, weight and scope of the
rules themselves are in `rules`: `[policy.rules.min_rest] strength = "soft", weight = 50, teams = ["East"]`. Kinds of
contracts have terms of their own: `[policy.contracts.student] max_weekly_hours = 24`.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field

from models.activities import ActivitiesPolicy
from models.attendance_policy import AttendancePolicy as AttendancePolicy
from models.base import Model
from models.hours_policy import HoursPolicy as HoursPolicy
from models.leave_policy import LeavePolicy as LeavePolicy
from models.leave_policy import LeaveTypeRule as LeaveTypeRule
from models.leave_year import LeaveYearPolicy
from models.people import Role
from models.result import Strength
from models.setting import OURS as OURS
from models.setting import setting as setting
from models.setting import setting_info as setting_info
from models.shifts import ShiftClass
from models.staffing_policy import StaffingPolicy as StaffingPolicy
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

"""Section 3 of the rulebook as settings: how each type of leave is asked for, counted, limited and paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from models.base import Model
from models.people import LeaveType
from models.setting import OURS, setting

ServiceYears = Annotated[int, Field(ge=1, le=60)]
QuotaDays = Annotated[float, Field(ge=0, le=366)]


class LeaveTypeRule(Model):
    """How a type of leave is asked for, counted and paid.

    `notice_days` left out is the policy's `leave_notice_days`, unless the type has months or working days of notice. The
    quota holds for a calendar year or a single case; without `quota_days` it goes by full years of service
    (`quota_by_service`, none with fewer than the first), and without both there is no limit. Leave counts in calendar days, or like a working week: at most five
    days of a calendar week, statutory holidays left out.
    """

    notice_days: int | None = Field(default=None, ge=0, le=365)
    notice_months: int = Field(default=0, ge=0, le=12)
    notice_working_days: int = Field(default=0, ge=0, le=60)
    certificate: bool = False
    after_the_fact: bool = False
    paid: bool = True
    quota_days: QuotaDays | None = None
    quota_by_service: dict[ServiceYears, QuotaDays] = Field(default_factory=dict)
    quota_per: Literal["year", "case"] = "year"
    counts: Literal["working_week", "calendar_days"] = "working_week"


def _leave_types() -> dict[LeaveType, LeaveTypeRule]:
    month = LeaveTypeRule(notice_days=0, notice_months=1)
    case = {"quota_per": "case", "counts": "calendar_days"}
    return {
        LeaveType.ANNUAL: month.model_copy(update={"quota_by_service": {1: 5.0, 10: 10.0, 20: 15.0}}),
        LeaveType.MARRIAGE: month.model_copy(update={"certificate": True, "quota_days": 3.0, **case}),
        LeaveType.MATERNITY: month.model_copy(update={"certificate": True, "quota_days": 98.0, **case}),
        LeaveType.SICK: LeaveTypeRule(certificate=True, after_the_fact=True),
        LeaveType.PERSONAL: LeaveTypeRule(paid=False),
        LeaveType.BEREAVEMENT: LeaveTypeRule(after_the_fact=True).model_copy(update={"quota_days": 3.0, **case}),
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
    annual_carry_days: float = setting(
        0,
        "Paid Annual Leave Regulations art. 5",
        "most days of annual leave left at the end of a year that go over into the next one",
        "年末未休年假最多可结转到下一年的天数",
        ge=0,
        le=15,
    )
    annual_carry_months: int = setting(
        3,
        OURS,
        "by the end of which month of the next year days carried over are taken; what is left then lapses",
        "结转的年假须在下一年几月底前休完，逾期作废",
        ge=1,
        le=12,
    )
    emergency_notice_hours: int = setting(
        1,
        "CS-2.8",
        "in an emergency the manager is phoned within this time",
        "紧急情况须在几小时内电话告知主管",
        ge=0,
        le=48,
    )
    filed_after_working_days: int = setting(
        3,
        OURS,
        "leave that could only be told is filed within so many working days after its last day",
        "事后补办须在假期结束后几个工作日内提交",
        ge=0,
        le=60,
    )
    half_day_at: time = setting(time(12), OURS, "where the first half of a day ends", "上半天与下半天的分界时刻")
    types: dict[LeaveType, LeaveTypeRule] = Field(
        default_factory=_leave_types,
        description="notice, certificate, quota and pay of each leave type",
        json_schema_extra={"clause": "BANK-14b, BANK-15, HLJ ch. 5", "zh": "各假别的提前期、证明、额度与是否带薪"},
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

    def notice_days(self, kind: LeaveType) -> int:
        """Calendar days of notice of a type, beside its months and working days."""
        rule = self.types[kind]
        if rule.notice_days is not None:
            return rule.notice_days
        return 0 if rule.notice_months or rule.notice_working_days else self.leave_notice_days

"""Settings of the hours ledger: overtime, comp time and their pay (rulebook BANK-7, 12, 13; Labour Law art. 44)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from models.base import Model
from models.hours import OvertimeKind
from models.setting import OURS, setting

Settlement = Literal["pay", "time_off", "choice"]
"""How overtime is made good: by pay, by time off, or as the agent chooses (pay where nothing is chosen)."""


class HoursPolicy(Model):
    """Section 1 of the rulebook: hours beyond the norm are overtime, and how it is made good."""

    system: Literal["standard", "comprehensive"] = setting(
        "standard",
        "BANK-13",
        "working-time system: standard, or comprehensive (hours are counted over the settlement period)",
        "工时制度：standard 标准工时制，comprehensive 综合计算工时制（按结算周期计算）",
    )
    norm: Literal["average", "working_days"] = setting(
        "average",
        "BANK-7a",
        "what a month asks for: average (the weekly average, less a day for each statutory holiday), or working_days",
        "月标准工时：average 按周平均工时折算并扣除法定节假日，working_days 按日历工作日",
    )
    settlement_months: Literal[1, 3, 6, 12] = setting(
        3,
        OURS,
        "months of a settlement period of the comprehensive system: 1, 3, 6 or 12, counted from January",
        "综合计算工时制的结算周期月数：1、3、6 或 12，自一月起算",
    )
    workday_multiplier: float = setting(
        1.5, "Labour Law art. 44", "pay of ordinary overtime", "平日加班工资倍数", ge=0, le=10
    )
    rest_day_multiplier: float = setting(
        2.0,
        "Labour Law art. 44",
        "pay of work on a rest day that no time off makes good",
        "休息日加班且未补休的工资倍数",
        ge=0,
        le=10,
    )
    holiday_multiplier: float = setting(
        3.0, "BANK-12", "pay of work on a statutory holiday", "法定节假日加班工资倍数", ge=0, le=10
    )
    workday_settlement: Settlement = setting(
        "pay", "BANK-7b", "ordinary overtime: pay, time_off or choice", "平日加班：pay 付酬，time_off 调休，choice 自选"
    )
    rest_day_settlement: Settlement = setting(
        "time_off",
        "BANK-7b",
        "work on a rest day: pay, time_off or choice",
        "休息日加班：pay 付酬，time_off 调休，choice 自选",
    )
    comp_time_months: int = setting(
        3, OURS, "months after which comp time that was not taken expires", "调休时间的有效月数", ge=1, le=24
    )
    expired_comp_time: Literal["paid", "lapses"] = setting(
        "paid",
        "Labour Law art. 44",
        "comp time that expires: paid with the multiplier of its overtime, or lapses",
        "过期调休：paid 按原倍数付酬，lapses 作废",
    )
    monthly_pay_days: float = setting(
        21.75, OURS, "paid days of a month, which make the hourly wage", "月计薪天数", gt=0, le=31
    )
    limit_warning_hours: float = setting(
        30,
        "Labour Law art. 41",
        "overtime of a month from which on a warning says that the limit is near",
        "月加班达到几小时即提示接近上限",
        ge=0,
        le=200,
    )

    def multiplier(self, kind: OvertimeKind) -> Decimal:
        """What an hour's pay is multiplied with."""
        multipliers = {
            OvertimeKind.WORKDAY: self.workday_multiplier,
            OvertimeKind.REST_DAY: self.rest_day_multiplier,
            OvertimeKind.HOLIDAY: self.holiday_multiplier,
        }
        return Decimal(str(multipliers[kind]))

"""The fixed facts of the made-up bank: its skills, shifts and teams, and how its day, week and year of calls run.

The shape of day and week follows what is published of banks' centres (Mandelbaum, Sakov and Zeltyn 2000, "Empirical
analysis of a call center"; Brown et al. 2005, "Statistical analysis of a telephone call center"): workdays above
weekends, Monday the highest, a peak about 10 to 11 and a second one about 14 to 16, nights at 2 to 4 per cent of the
peak. Every number here is otherwise our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

import numpy as np
from numpy.typing import NDArray

from models.demand import Skill
from models.shifts import ShiftClass, ShiftTemplate
from scheduler.demand.day_types import DayType

Floats = NDArray[np.float64]

PLANNER = "P00001"
"""The id of the planner, who is not rostered."""

CENTRE_NAME = "云汀银行（虚构）客户服务中心"
ZONE = "Asia/Shanghai"
INTERVAL_MINUTES = 30
SLOTS = 24 * 60 // INTERVAL_MINUTES

TEAM_NAMES = ("晨曦组", "远航组", "青松组", "云帆组", "星河组", "朝阳组", "海棠组", "银杏组", "飞燕组", "明湖组")
SITE_NAMES = ("北区", "南区", "东区", "西区", "中区", "滨江", "临港", "高新", "城南", "城北")


@dataclass(frozen=True)
class QueueFacts:
    """A queue: its skill, its share of the calls (of the first three's, for those beyond), mean handling time in seconds,
    and the share of agents who serve it.
    """

    skill: Skill
    share: float
    aht_seconds: float
    agents_share: float


QUEUES = (
    QueueFacts(Skill(code="mandarin", name="普通话"), 0.62, 240.0, 1.0),
    QueueFacts(Skill(code="credit_card", name="信用卡"), 0.27, 285.0, 0.60),
    QueueFacts(
        Skill(code="cantonese", name="粤语", minimum_staff=1, time_from=time(8), time_until=time(22)), 0.11, 255.0, 0.40
    ),
    # Only centres that ask for more than three skills have these.
    QueueFacts(Skill(code="loan", name="贷款"), 0.18, 330.0, 0.45),
    QueueFacts(
        Skill(code="fraud", name="反欺诈", minimum_staff=1, time_from=time(7), time_until=time(23)), 0.09, 300.0, 0.45
    ),
    QueueFacts(
        Skill(code="english", name="英语", minimum_staff=1, time_from=time(9), time_until=time(18)), 0.07, 270.0, 0.30
    ),
)


def _shift(
    code: str, name: str, kind: ShiftClass, start: str, hours: float, meal: tuple[int, str, str] | None = None
) -> ShiftTemplate:
    minutes, meal_from, meal_until = meal or (0, "", "")
    length = round(hours * 60)
    return ShiftTemplate(
        code=code,
        name=name,
        shift_class=kind,
        start=time.fromisoformat(start),
        length_minutes=length,
        paid_minutes=length - minutes,
        meal_minutes=minutes,
        meal_from=time.fromisoformat(meal_from) if minutes else None,
        meal_until=time.fromisoformat(meal_until) if minutes else None,
    )


_DAY, _EVENING, _NIGHT = ShiftClass.DAY, ShiftClass.EVENING, ShiftClass.NIGHT

SHIFTS = (
    _shift("D07", "早班 7 点", _DAY, "07:00", 9, (60, "10:00", "13:00")),
    _shift("D08", "早班 8 点", _DAY, "08:00", 9, (60, "11:00", "14:00")),
    _shift("D09", "白班 9 点", _DAY, "09:00", 9, (60, "11:30", "14:30")),
    _shift("D10", "白班 10 点", _DAY, "10:00", 8.5, (30, "12:30", "15:00")),
    _shift("D11", "中班 11 点", _DAY, "11:00", 9, (60, "14:00", "17:00")),
    _shift("S08", "短早班", _DAY, "08:00", 4),
    _shift("S10", "短白班", _DAY, "10:00", 6),
    _shift("E13", "午后班", _EVENING, "13:00", 9, (60, "16:00", "19:00")),
    _shift("E14", "晚班 14 点", _EVENING, "14:00", 9, (60, "17:00", "20:00")),
    _shift("E15", "晚班 15 点半", _EVENING, "15:30", 8.5, (30, "18:30", "21:00")),
    _shift("S18", "短晚班", _EVENING, "18:00", 4),
    _shift("N22", "夜班 22 点", _NIGHT, "22:00", 9, (60, "01:00", "04:00")),
    _shift("N23", "夜班 23 点", _NIGHT, "23:00", 9, (60, "02:00", "05:00")),
    _shift("N00", "后夜班", _NIGHT, "00:00", 8.5, (30, "02:30", "05:30")),
)

# Calls relative to the peak, at full hours from 0 to 24; between them on a straight line.
_WORKDAY_CURVE = (
    0.050, 0.034, 0.026, 0.022, 0.021, 0.026, 0.050, 0.140, 0.420, 0.800, 0.985, 0.975,
    0.740, 0.720, 0.880, 0.960, 0.900, 0.740, 0.560, 0.500, 0.460, 0.360, 0.220, 0.110, 0.050,
)  # fmt: skip
_REST_DAY_CURVE = (
    0.066, 0.046, 0.034, 0.028, 0.026, 0.030, 0.050, 0.120, 0.340, 0.680, 0.940, 1.000,
    0.860, 0.800, 0.880, 0.930, 0.880, 0.760, 0.660, 0.630, 0.570, 0.440, 0.270, 0.140, 0.066,
)  # fmt: skip

# Peak of Monday to Sunday, relative to a mean workday's peak.
WEEKDAY_LEVEL = (1.10, 1.03, 0.99, 0.97, 0.95, 0.66, 0.57)

# What special days do to a day of the same profile; the forecast does not know these numbers.
SPECIAL_LEVEL = {
    DayType.ORDINARY: 1.0,
    DayType.EVE: 1.04,
    DayType.STATUTORY_HOLIDAY: 0.78,
    DayType.HOLIDAY_BREAK: 0.92,
    DayType.MAKE_UP_WORKDAY: 0.90,
}
GROWTH_PER_WEEK = 0.003
HANDLING_CV_SQUARED = 1.6  # of a single call's handling time (Brown et al. 2005 find a lognormal)
DAY_LEVEL_CV = 0.06
INTERVAL_CV = 0.05


def day_curve(rest_day: bool) -> Floats:
    """Calls relative to the peak in each interval of the day, taken at the middle of the interval."""
    hours = (np.arange(SLOTS) + 0.5) * 24 / SLOTS
    return np.asarray(np.interp(hours, np.arange(25), _REST_DAY_CURVE if rest_day else _WORKDAY_CURVE))


def handling_curve() -> Floats:
    """Handling time by interval of the day relative to its mean: a little longer in the evening and at night."""
    hours = (np.arange(SLOTS) + 0.5) * 24 / SLOTS
    return np.asarray(np.interp(hours, [0, 6, 9, 12, 18, 22, 24], [1.08, 1.05, 0.98, 1.0, 1.01, 1.06, 1.08]))

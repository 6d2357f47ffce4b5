"""Settings of attendance (rulebook section 4)."""

from __future__ import annotations

from typing import Literal

from models.base import Model
from models.people import LeaveType
from models.setting import OURS, setting


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

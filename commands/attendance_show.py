"""Attendance on the console."""

from __future__ import annotations

from commands.common import Settings
from models.attendance import ExceptionKind
from models.base import Text, text
from reports.attendance_words import AttendanceBook, count_words, leave_words, share, team_months

Rows = list[list[Text | str | int]]


def show_month(settings: Settings, book: AttendanceBook) -> None:

    heads = [text(*words) for words in (("month", "月份"), ("id", "工号"), ("name", "姓名"), ("leave", "休假"))]
    heads += [text(*words) for words in (("planned", "计划"), ("worked", "实际"), ("overtime", "加班"))]
    kinds = (
        ExceptionKind.LATE,
        ExceptionKind.EARLY_LEAVE,
        ExceptionKind.ABSENT_WITHOUT_LEAVE,
        ExceptionKind.AWAY,
        ExceptionKind.MISSING_RECORD,
    )
    heads += [text(kind.value.replace("_", " "), kind.label.zh) for kind in kinds]
    heads += [text(*words) for words in (("adherence", "遵时率"), ("conformance", "符合率"))]
    rows: Rows = [
        [
            m.month,
            m.agent_id,
            book.name(m.agent_id),
            leave_words(m, settings.lang),
            f"{m.planned / 60:.1f}",
            f"{m.worked / 60:.1f}",
            f"{(sum(m.overtime.values()) + m.comp_time) / 60:.1f}",
            *(count_words(m, kind) for kind in kinds),
            share(m.adherence),
            share(m.conformance),
        ]
        for m in book.found.months
    ]
    settings.console.table(heads, rows, left=4)
    doubts = len(book.found.doubts)
    if doubts:
        settings.console.tell(
            text(
                f"{doubts} to be decided by a person: paiban attendance exceptions",
                f"{doubts} 项待人工认定：paiban attendance exceptions",
            )
        )
    for notice in book.found.notices:
        settings.console.tell(notice)
    for device in book.found.devices:
        if device.estimated_minutes and abs(device.estimated_minutes) >= 2:
            settings.console.tell(
                text(
                    f"the clock {device.device} seems fast by {device.estimated_minutes:+d} minutes: policy.attendance.device_minutes_fast",
                    f"考勤机 {device.device} 估计快 {device.estimated_minutes:+d} 分钟：policy.attendance.device_minutes_fast",
                )
            )


def show_teams(settings: Settings, book: AttendanceBook) -> None:

    heads = [text(*words) for words in (("month", "月份"), ("team", "团队"), ("agents", "人数"), ("planned", "计划"))]
    heads += [text(*words) for words in (("worked", "实际"), ("overtime", "加班"), ("exceptions", "异常"))]
    heads += [
        text(*words) for words in (("leave days", "休假天数"), ("adherence", "遵时率"), ("conformance", "符合率"))
    ]
    rows: Rows = [
        [
            own.month,
            own.team or "-",
            own.agents,
            f"{own.planned / 60:.1f}",
            f"{own.worked / 60:.1f}",
            f"{(sum(own.overtime.values()) + own.comp_time) / 60:.1f}",
            sum(own.exceptions[kind] for kind in ExceptionKind),
            own.leave_days,
            share(own.adherence),
            share(own.conformance),
        ]
        for own in team_months(book)
    ]
    settings.console.table(heads, rows, left=2)

"""The monthly attendance workbook: agents, teams, exceptions, hours by day, what is to be decided, corrections, formulas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from models.attendance import ExceptionKind
from models.base import Lang, Text, text
from models.calendar import DayKind
from models.hours import OvertimeKind
from reports.attendance_words import (
    FORMULAS,
    AttendanceBook,
    count_words,
    detail_words,
    hours,
    leave_words,
    place_words,
    state_words,
    team_months,
)
from reports.excel_sheet import A3, A4, Cell, Styles, put, set_up_print, weekday_name, write_heads
from reports.palette import DAY_KIND_COLOURS, MUTED, SHORTAGE_PALE

_HOURS, _SHARE, _DATE, _WHOLE, _CENTRED = "#,##0.0#;-#,##0.0#;", "0.0%", "yyyy-mm-dd", "0;-0;", "@"

_SHOWN = (
    ExceptionKind.LATE,
    ExceptionKind.EARLY_LEAVE,
    ExceptionKind.ABSENT_WITHOUT_LEAVE,
    ExceptionKind.PREPARATION_MISSED,
    ExceptionKind.AWAY,
    ExceptionKind.BREAK_OVERRUN,
    ExceptionKind.MISSING_RECORD,
    ExceptionKind.UNROSTERED_WORK,
    ExceptionKind.WORKED_ON_LEAVE,
    ExceptionKind.MEETING_MISSED,
)
_OVERTIME_HEADS = [
    text("Overtime 1.5, h", "1.5 倍加班小时"),
    text("Rest day 2.0, h", "2.0 倍休息日小时"),
    text("Holiday 3.0, h", "3.0 倍法定日小时"),
    text("For time off, h", "转调休小时"),
]

Column = tuple[Text, float, str]
"""Head, width, number format (empty for words)."""


def write_attendance_workbook(path: Path, book: AttendanceBook, lang: Lang) -> None:
    """Write the workbook; `book` may span several months, each agent then has a row for each."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        styles = Styles(workbook, lang)

        def sheet(en: str, zh: str) -> Any:
            return workbook.add_worksheet(text(en, zh).to(lang))

        _agents(sheet("Attendance", "考勤"), book, styles, lang)
        _teams(sheet("Teams", "班组"), book, styles, lang)
        _exceptions(sheet("Exceptions", "异常"), book, styles, lang)
        _doubts(sheet("To decide", "待认定"), book, styles, lang)
        _days(sheet("Hours", "工时"), book, styles, lang)
        _log(sheet("Corrections", "更正"), book, styles, lang)
        _formulas(sheet("Formulas", "公式"), book, styles, lang)


def _table(
    sheet: Any,
    first: int,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    styles: Styles,
    lang: Lang,
    marked: frozenset[int] = frozenset(),
    paper: int = A4,
) -> None:
    """A header row and rows beneath, or that there are none; `marked` rows stand out."""
    write_heads(sheet, first, [head for head, _, _ in columns], [width for _, width, _ in columns], styles, lang)
    sheet.set_row(first, 44 if paper == A3 else 30)
    for number, row in enumerate(rows):
        tint: dict[str, Any] = {"bg_color": SHORTAGE_PALE} if number in marked else {}
        for column, (value, (_, _, number_format)) in enumerate(zip(row, columns, strict=True)):
            look: dict[str, Any] = {"text_wrap": True, "indent": 1}
            if number_format == _CENTRED:
                look = {"align": "center"}
            elif number_format:
                look = {"num_format": number_format} | ({"align": "left"} if number_format == _DATE else {})
            put(sheet, first + 1 + number, column, value, styles.cell(**look, **tint))
    sheet.autofilter(first, 0, first + max(1, len(rows)), len(columns) - 1)
    if not rows:
        put(sheet, first + 1, 0, text("nothing", "无").to(lang), styles.subtitle())
    set_up_print(sheet, paper)


def _title(sheet: Any, book: AttendanceBook, styles: Styles, lang: Lang) -> None:
    put(
        sheet, 0, 0, f"{book.centre.profile.name}  {text('attendance', '考勤').to(lang)}  {book.period}", styles.title()
    )
    sheet.set_row(0, 24)
    note = text(
        "hours as decimals; exceptions as times / minutes; excused ones are not counted",
        "工时为小数小时；异常为次数 / 分钟；已免责的不计",
    )
    put(sheet, 1, 0, note.to(lang), styles.subtitle())


def _head(kind: ExceptionKind) -> Text:
    return text(kind.label.en.capitalize(), kind.label.zh)


def _agents(sheet: Any, book: AttendanceBook, styles: Styles, lang: Lang) -> None:
    _title(sheet, book, styles, lang)
    columns: list[Column] = [
        (text("Month", "月份"), 9, ""),
        (text("Id", "工号"), 10, ""),
        (text("Name", "姓名"), 10, ""),
        (text("Team", "团队"), 10, ""),
        (text("Shifts", "班次数"), 7, _WHOLE),
        (text("Planned, h", "计划小时"), 9, _HOURS),
        (text("Worked, h", "实际小时"), 9, _HOURS),
        *((head, 9.0, _HOURS) for head in _OVERTIME_HEADS),
        *((_head(kind), 10.5, _CENTRED) for kind in _SHOWN),
        (text("Leave, days", "休假天数"), 18, ""),
        (text("Adherence", "遵时率"), 10, _SHARE),
        (text("Conformance", "工时符合率"), 12, _SHARE),
        (text("Open shifts", "待认定班次"), 9, _WHOLE),
        (text("Full attendance", "全勤"), 10, _CENTRED),
    ]
    rows: list[list[Cell]] = []
    marked: set[int] = set()
    for month in book.found.months:
        if ExceptionKind.ABSENT_WITHOUT_LEAVE in month.exceptions:
            marked.add(len(rows))
        rows.append(
            [
                month.month,
                month.agent_id,
                book.name(month.agent_id),
                book.team(month.agent_id),
                month.shifts,
                hours(month.planned),
                hours(month.worked),
                *(hours(month.overtime.get(kind, 0)) for kind in OvertimeKind),
                hours(month.comp_time),
                *(count_words(month, kind) for kind in _SHOWN),
                leave_words(month, lang),
                month.adherence,
                month.conformance,
                month.open_shifts,
                "✓" if month.full_attendance else "",
            ]
        )
    _table(sheet, 2, columns, rows, styles, lang, frozenset(marked), A3)
    sheet.freeze_panes(3, 3)


def _teams(sheet: Any, book: AttendanceBook, styles: Styles, lang: Lang) -> None:
    columns: list[Column] = [
        (text("Month", "月份"), 9, ""),
        (text("Team", "团队"), 14, ""),
        (text("Agents", "人数"), 8, _WHOLE),
        (text("Planned, h", "计划小时"), 10, _HOURS),
        (text("Worked, h", "实际小时"), 10, _HOURS),
        *((head, 9.0, _HOURS) for head in _OVERTIME_HEADS),
        *((_head(kind), 10.5, _WHOLE) for kind in _SHOWN),
        (text("Leave, days", "休假天数"), 9, _WHOLE),
        (text("Adherence", "遵时率"), 10, _SHARE),
        (text("Conformance", "工时符合率"), 12, _SHARE),
        (text("Full attendance", "全勤人数"), 10, _WHOLE),
    ]
    rows: list[list[Cell]] = [
        [
            own.month,
            own.team,
            own.agents,
            hours(own.planned),
            hours(own.worked),
            *(hours(own.overtime[kind]) for kind in OvertimeKind),
            hours(own.comp_time),
            *(own.exceptions[kind] for kind in _SHOWN),
            own.leave_days,
            own.adherence,
            own.conformance,
            own.full_attendance,
        ]
        for own in team_months(book)
    ]
    _table(sheet, 0, columns, rows, styles, lang, paper=A3)


def _exceptions(sheet: Any, book: AttendanceBook, styles: Styles, lang: Lang) -> None:
    columns: list[Column] = [
        (text("Day", "日期"), 11, _DATE),
        (text("Id", "工号"), 10, ""),
        (text("Name", "姓名"), 11, ""),
        (text("Shift", "班次"), 8, ""),
        (text("Exception", "异常"), 24, ""),
        (text("Minutes", "分钟"), 9, _WHOLE),
        (text("Clause", "条款"), 12, ""),
        (text("Detail", "说明"), 30, ""),
        (text("Decided", "处理"), 22, ""),
        (text("Appeal until", "申诉截止"), 12, _DATE),
        (text("File and rows", "来源文件与行"), 54, ""),
    ]
    rows: list[list[Cell]] = [
        [
            found.day,
            found.agent_id,
            book.name(found.agent_id),
            found.shift,
            found.kind.label.to(lang),
            found.minutes or None,
            found.clause,
            detail_words(found).to(lang),
            state_words(found).to(lang),
            found.appeal_until,
            place_words(found.places, lang),
        ]
        for found in book.found.exceptions
    ]
    marked = frozenset(
        number
        for number, found in enumerate(book.found.exceptions)
        if found.kind is ExceptionKind.ABSENT_WITHOUT_LEAVE and not found.excused
    )
    _table(sheet, 0, columns, rows, styles, lang, marked)


def _doubts(sheet: Any, book: AttendanceBook, styles: Styles, lang: Lang) -> None:
    columns: list[Column] = [
        (text("Day", "日期"), 11, _DATE),
        (text("Id", "工号"), 10, ""),
        (text("Name", "姓名"), 11, ""),
        (text("Records", "打卡"), 24, ""),
        (text("Shifts in question", "相关班次"), 22, ""),
        (text("What is to be decided", "待认定事项"), 48, ""),
        (text("How", "办法"), 48, ""),
        (text("File and rows", "来源文件与行"), 30, ""),
    ]
    rows: list[list[Cell]] = [
        [
            doubt.day,
            doubt.agent_id,
            book.name(doubt.agent_id),
            ", ".join(_moment(at) for at in doubt.at),
            ", ".join(str(day) for day in doubt.shifts),
            doubt.what.to(lang),
            doubt.remedy.to(lang),
            place_words(doubt.places, lang),
        ]
        for doubt in book.found.doubts
    ]
    _table(sheet, 0, columns, rows, styles, lang)


def _days(sheet: Any, book: AttendanceBook, styles: Styles, lang: Lang) -> None:
    columns: list[Column] = [
        (text("Day", "日期"), 11, _DATE),
        (text("Weekday", "星期"), 9, ""),
        (text("Kind of day", "日期类型"), 18, ""),
        (text("Id", "工号"), 10, ""),
        (text("Name", "姓名"), 12, ""),
        (text("Planned, h", "计划小时"), 10, _HOURS),
        (text("Worked, h", "实际小时"), 10, _HOURS),
        *((head, 10.0, _HOURS) for head in _OVERTIME_HEADS),
    ]
    rows: list[list[Cell]] = [
        [
            day.day,
            weekday_name(day.day, lang),
            day.day_kind.label.to(lang),
            day.agent_id,
            book.name(day.agent_id),
            hours(day.planned),
            hours(day.worked),
            *(hours(day.overtime.get(kind, 0)) for kind in OvertimeKind),
            hours(day.comp_time),
        ]
        for day in book.found.days
    ]
    _table(sheet, 0, columns, rows, styles, lang)
    for number, day in enumerate(book.found.days):
        if day.day_kind is not DayKind.WORKDAY:
            style = styles.cell(bg_color=DAY_KIND_COLOURS[day.day_kind], indent=1, text_wrap=True)
            put(sheet, number + 1, 2, day.day_kind.label.to(lang), style)


def _log(sheet: Any, book: AttendanceBook, styles: Styles, lang: Lang) -> None:
    columns: list[Column] = [
        (text("Entry", "编号"), 9, ""),
        (text("Entered at", "登记时间"), 17, ""),
        (text("Entered by", "登记人"), 11, ""),
        (text("Id", "工号"), 10, ""),
        (text("Name", "姓名"), 11, ""),
        (text("Day", "班次日期"), 11, _DATE),
        (text("Entered", "类别"), 26, ""),
        (text("Exception", "异常"), 20, ""),
        (text("Record", "打卡时间"), 17, ""),
        (text("About entry", "相关编号"), 10, ""),
        (text("Reason", "理由"), 40, ""),
    ]
    rows: list[list[Cell]] = [
        [
            entry.id,
            _moment(entry.entered_at),
            entry.entered_by,
            entry.agent_id,
            book.name(entry.agent_id),
            entry.day,
            entry.kind.label.to(lang),
            entry.about.label.to(lang) if entry.about else "",
            _moment(entry.at) if entry.at else "",
            entry.refers_to,
            book.reason(entry),
        ]
        for entry in book.entries
    ]
    _table(sheet, 0, columns, rows, styles, lang)


def _formulas(sheet: Any, book: AttendanceBook, styles: Styles, lang: Lang) -> None:
    columns: list[Column] = [(text("Figure", "指标"), 22, ""), (text("Formula", "公式"), 110, "")]
    rows: list[list[Cell]] = [[name.to(lang), formula.to(lang)] for name, formula in FORMULAS]
    for device in book.found.devices:
        unknown = text("not enough records", "记录不足").to(lang)
        estimate = unknown if device.estimated_minutes is None else f"{device.estimated_minutes:+d} min"
        words = text(
            f"clock {device.device}: {device.records} records, set {device.set_minutes:+d} min, seems fast by {estimate} beyond that",
            f"考勤机 {device.device}：{device.records} 条，已设 {device.set_minutes:+d} 分钟，此外估计快 {estimate}",
        )
        rows.append([text("device clock", "设备时钟").to(lang), words.to(lang)])
    _table(sheet, 0, columns, rows, styles, lang)
    put(
        sheet,
        len(rows) + 2,
        0,
        text("settings: policy.attendance", "设置：policy.attendance").to(lang),
        styles(font_color=MUTED),
    )


def _moment(value: datetime) -> str:
    return f"{value:%Y-%m-%d %H:%M}"

"""Attendance as CSV files and as JSON; facts as the table that scores are made of."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.attendance import Attendance, ClockRecord
from models.base import Lang, Text, text
from models.csv_cell import shield
from models.facts import Fact
from models.hours import OvertimeKind
from reports.attendance_words import FORMULAS, AttendanceBook, detail_words, state_words, team_months

FACT_COLUMNS = ("event_id", "agent_id", "kind", "day", "month", "amount", "evidence")


def write_facts_csv(path: Path, facts: Iterable[Fact]) -> None:
    """The table `attendance` of the scores; a fact with a day leaves the month out."""
    rows = [
        [f.id, f.agent_id, f.kind.value, f.day or "", "" if f.day else f.month, f"{f.amount:f}", f.evidence]
        for f in facts
    ]
    _write(path, FACT_COLUMNS, rows)


def write_exceptions_csv(path: Path, book: AttendanceBook, lang: Lang) -> None:
    heads = ("day", "日期"), ("agent_id", "工号"), ("name", "姓名"), ("shift", "班次"), ("exception", "异常")
    more = (
        ("minutes", "分钟"),
        ("clause", "条款"),
        ("detail", "说明"),
        ("decided", "处理"),
        ("appeal_until", "申诉截止"),
    )
    rows = [
        [
            e.day,
            e.agent_id,
            book.name(e.agent_id),
            e.shift,
            e.kind.label.to(lang),
            e.minutes,
            e.clause,
            detail_words(e).to(lang),
            state_words(e).to(lang),
            e.appeal_until or "",
        ]
        for e in book.found.exceptions
    ]
    _write(path, [text(*head).to(lang) for head in (*heads, *more)], rows)


def write_days_csv(path: Path, book: AttendanceBook, lang: Lang) -> None:
    """Minutes by agent and day, whole numbers."""
    heads: list[Text] = [text("day", "日期"), text("day_kind", "日期类型"), text("agent_id", "工号")]
    heads += [text("planned_minutes", "计划分钟"), text("worked_minutes", "实际分钟")]
    heads += [*(kind.label for kind in OvertimeKind), text("for time off", "转调休")]
    rows = [
        [
            day.day,
            day.day_kind.label.to(lang),
            day.agent_id,
            day.planned,
            day.worked,
            *(day.overtime.get(kind, 0) for kind in OvertimeKind),
            day.comp_time,
        ]
        for day in book.found.days
    ]
    _write(path, [head.to(lang) for head in heads], rows)


def write_clock_csv(path: Path, records: Iterable[ClockRecord], lang: Lang) -> None:
    """Clock records, one a row, as a time clock exports them."""
    heads = ("agent_id", "工号"), ("time", "打卡时间"), ("kind", "类型"), ("device", "考勤机"), ("told", "报备")
    rows = [
        [r.agent_id, f"{r.at:%Y-%m-%d %H:%M:%S}", r.kind.label.to(lang), r.device, "1" if r.told else ""]
        for r in records
    ]
    _write(path, [text(*head).to(lang) for head in heads], rows)


def _write(path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows([shield(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def attendance_tree(book: AttendanceBook, lang: Lang) -> dict[str, Any]:
    """Everything, for JSON; labels are in `lang`, codes in English."""
    found: Attendance = book.found
    return {
        "centre": book.centre.profile.name,
        "period": str(book.period),
        "months": [
            month.model_dump(mode="json")
            | {"name": book.name(month.agent_id), "team": book.team(month.agent_id)}
            | {"adherence": month.adherence, "conformance": month.conformance}
            for month in found.months
        ],
        "teams": [asdict(team) for team in team_months(book)],
        "exceptions": [
            exception.model_dump(mode="json")
            | {"label": exception.kind.label.to(lang), "detail": detail_words(exception).to(lang)}
            for exception in found.exceptions
        ],
        "doubts": [
            doubt.model_dump(mode="json") | {"what": doubt.what.to(lang), "remedy": doubt.remedy.to(lang)}
            for doubt in found.doubts
        ],
        "days": [day.model_dump(mode="json") for day in found.days],
        "devices": [device.model_dump(mode="json") for device in found.devices],
        "notices": [notice.to(lang) for notice in found.notices],
        "formulas": {name.en: formula.to(lang) for name, formula in FORMULAS},
        "log": [entry.model_dump(mode="json") | {"reason": book.reason(entry)} for entry in book.entries],
    }

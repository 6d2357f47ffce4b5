"""The Coverage sheet (required against staffed, interval by interval) and its sums by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from models.base import Lang, Text, text
from models.demand import Requirement
from models.result import Evaluation, GroupCoverage
from models.service import ServicePrediction
from reports.coverage_facts import ROSTER_BEFORE_LABEL, group_title, hour_sums
from reports.excel_sheet import Cell, Styles, put, set_up_print, weekday_name
from reports.palette import MUTED, ROSTER_BEFORE, SHORTAGE, SHORTAGE_PALE, SURPLUS
from reports.service_words import group_name

_LEFT = (text("Day", "日期"), text("Weekday", "星期"), text("From", "时段开始"))
_FIGURES = (text("Required", "需求"), text("Staffed", "在岗"), text("Difference", "差额"))
_SUMS = (
    text("Required, h", "需求工时"),
    text("Staffed, h", "在岗工时"),
    text("Short, h", "缺员工时"),
    text("Over, h", "富余工时"),
)
_LABEL_WIDTH = 18
_LEVEL = text("Predicted service level", "预测服务水平")
_WORST = (text("Most missing", "最大缺员"), text("at", "时段"))


def write_coverage_sheet(
    sheet: Any,
    requirement: Requirement,
    evaluation: Evaluation,
    deep_share: float,
    styles: Styles,
    lang: Lang,
    service: ServicePrediction | None = None,
) -> None:
    """One row for each interval; for each demand group required, staffed and their difference.

    Behind them stands the predicted service level of each group, where it is known.

    Where more than `deep_share` of the required agents is missing, the shortage is shown strong. What the roster before
    covers is said to be so.
    """
    groups = evaluation.coverage
    timeline = requirement.timeline
    predicted = () if service is None else service.groups
    first = len(_LEFT) + len(groups) * len(_FIGURES)
    queues = [] if service is None else [group_name(service, rank).to(lang) for rank in range(len(predicted))]
    _write_heads(sheet, groups, _LEFT, _FIGURES, styles, lang, queues)
    share = styles.cell(align="center", num_format="0.0%")
    number = styles.cell(align="center")
    not_ours = styles.cell(align="center", bg_color=ROSTER_BEFORE, font_color=MUTED, font_size=8, shrink=True)
    day_style, text_style = styles.cell(num_format="yyyy-mm-dd", align="left"), styles.cell(align="center")
    for interval, start in enumerate(timeline.interval_starts):
        row = interval + 2
        put(sheet, row, 0, start.date(), day_style)
        put(sheet, row, 1, weekday_name(start.date(), lang), text_style)
        put(sheet, row, 2, f"{start:%H:%M}", text_style)
        for rank, group in enumerate(groups):
            column = len(_LEFT) + rank * len(_FIGURES)
            put(sheet, row, column, group.required[interval], number)
            put(sheet, row, column + 1, group.staffed[interval], number)
            if interval in group.before:
                put(sheet, row, column + 2, ROSTER_BEFORE_LABEL.to(lang), not_ours)
            else:
                difference_style = _difference_style(group, interval, deep_share, styles)
                put(sheet, row, column + 2, group.difference(interval), difference_style)
        for rank, own in enumerate(predicted):
            figures = own.intervals[interval]
            put(sheet, row, first + rank, None if figures is None else figures.service_level, share)
    for rank, group in enumerate(groups):
        if group.before:
            column = len(_LEFT) + (rank + 1) * len(_FIGURES) - 1
            sheet.set_column(column, column, _LABEL_WIDTH)
    last = first + len(predicted) - 1
    sheet.autofilter(1, 0, 1 + max(1, timeline.interval_count), last)
    _finish(sheet)


def _difference_style(group: GroupCoverage, interval: int, deep_share: float, styles: Styles) -> Any:
    """A deep shortage is strong, any other pale red; surplus is pale blue."""
    missing = -group.difference(interval)
    if missing > 0:
        strong = missing > deep_share * group.required[interval]
        colours = {"bg_color": SHORTAGE, "font_color": "#FFFFFF"} if strong else {"bg_color": SHORTAGE_PALE}
        return styles.cell(align="center", bold=True, num_format="+0;-0;0", **colours)
    if missing < 0:
        return styles.cell(align="center", num_format="+0;-0;0", bg_color=SURPLUS)
    return styles.cell(align="center", num_format="+0;-0;0")


def write_daily_sheet(sheet: Any, requirement: Requirement, evaluation: Evaluation, styles: Styles, lang: Lang) -> None:
    """One row for each day and one for the whole period: agent-hours of every demand group, the worst interval."""
    groups = evaluation.coverage
    timeline = requirement.timeline
    days = timeline.period.days
    figures = (*_SUMS, *_WORST)
    _write_heads(sheet, groups, _LEFT[:2], figures, styles, lang)
    plain = styles.cell(align="center")
    for row, day in enumerate(days, 2):
        put(sheet, row, 0, day, styles.cell(num_format="yyyy-mm-dd", align="left"))
        put(sheet, row, 1, weekday_name(day, lang), plain)
        for rank, group in enumerate(groups):
            intervals = timeline.day_intervals(day)
            column = 2 + rank * len(figures)
            _write_sums(sheet, row, column, group, requirement, intervals, styles)
            missing, when = _worst(group, requirement, day)
            put(sheet, row, column + len(_SUMS), missing, plain)
            put(sheet, row, column + len(_SUMS) + 1, when, plain)
    row = len(days) + 2
    put(sheet, row, 0, text("Whole period", "全周期").to(lang), styles.head())
    put(sheet, row, 1, None, styles.head())
    for rank, group in enumerate(groups):
        intervals = range(timeline.interval_count)
        _write_sums(sheet, row, 2 + rank * len(figures), group, requirement, intervals, styles, bold=True)
    _finish(sheet)


def _write_sums(
    sheet: Any,
    row: int,
    column: int,
    group: GroupCoverage,
    requirement: Requirement,
    intervals: range,
    styles: Styles,
    **look: Any,
) -> None:
    sums = hour_sums(group, requirement.timeline, intervals)
    plain = styles.cell(num_format="#,##0.0", align="right", **look)
    put(sheet, row, column, sums.required, plain)
    put(sheet, row, column + 1, sums.staffed, plain)
    short = styles.cell(num_format="#,##0.0", align="right", bg_color=SHORTAGE_PALE, **look) if sums.short else plain
    put(sheet, row, column + 2, sums.short, short)
    over = styles.cell(num_format="#,##0.0", align="right", bg_color=SURPLUS, **look) if sums.over else plain
    put(sheet, row, column + 3, sums.over, over)


def _worst(group: GroupCoverage, requirement: Requirement, day: date) -> tuple[Cell, Cell]:
    """How many agents are missing in the day's worst interval, and when; nothing on a day without shortage."""
    timeline = requirement.timeline
    missing = {k: -group.difference(k) for k in timeline.day_intervals(day)}
    worst = max(missing, key=lambda k: missing[k], default=None)
    if worst is None or missing[worst] <= 0:
        return None, None
    return missing[worst], f"{timeline.interval_start(worst):%H:%M}"


def _write_heads(
    sheet: Any,
    groups: tuple[GroupCoverage, ...],
    left: tuple[Text, ...],
    figures: tuple[Text, ...],
    styles: Styles,
    lang: Lang,
    predicted: Sequence[str] = (),
) -> None:
    """Two rows: the demand groups' names, and beneath them what each column holds; at the end those of predicted service."""
    columns = [*left, *(label for _ in groups for label in figures), *(_LEVEL for _ in predicted)]
    # A name stands in the first of its group's cells, unmerged: merged cells break sorting.
    names = {len(left) + rank * len(figures): group_title(groups, rank, lang) for rank in range(len(groups))}
    names |= {len(columns) - len(predicted) + rank: name for rank, name in enumerate(predicted)}
    for column in range(len(columns)):
        put(sheet, 0, column, names.get(column), styles.head())
        sheet.set_column(column, column, 12 if column == 0 else 10)
    for column, label in enumerate(columns):
        put(sheet, 1, column, label.to(lang), styles.head(text_wrap=True, align="center"))
    sheet.set_row(1, 30)
    sheet.freeze_panes(2, len(left))


def _finish(sheet: Any) -> None:
    set_up_print(sheet, landscape=False)
    sheet.repeat_rows(0, 1)

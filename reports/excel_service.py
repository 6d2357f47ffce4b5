"""The sheet of predicted service: every day and the whole period, for each group of queues."""

from __future__ import annotations

from typing import Any

from models.base import Lang, text
from models.service import ServiceBand, ServiceFigures, ServicePrediction
from reports import service_words as words
from reports.excel_sheet import Cell, Styles, put, set_up_print, weekday_name
from reports.palette import SHORTAGE_PALE

_LEFT = (text("Day", "日期"), text("Weekday", "星期"))
_FIGURES = (
    text("Calls", "来电"),
    text("Service level", "服务水平"),
    text("in 9 of 10 cases at least", "九成情形下不低于"),
    text("in 9 of 10 cases at most", "九成情形下不高于"),
    text("Chance to meet the target", "达标概率"),
    text("Answer rate", "接通率"),
    text("Occupancy", "占用率"),
    text("Mean wait, s", "平均等待（秒）"),
)
_FIRST = 3


def write_service_sheet(sheet: Any, prediction: ServicePrediction, styles: Styles, lang: Lang) -> None:
    """A row for each day and one for the whole period. A day likelier to miss its target than to meet it is marked."""
    aimed = words.target_words(prediction.target, prediction.answer_target).to(lang)
    put(sheet, 0, 0, f"{aimed}; {prediction.definition.to(lang)}; {prediction.method.to(lang)}", styles.subtitle())
    heads = [*_LEFT, *(label for _ in prediction.groups for label in _FIGURES)]
    names = {
        len(_LEFT) + rank * len(_FIGURES): words.group_name(prediction, rank).to(lang)
        for rank in range(len(prediction.groups))
    }
    for column in range(len(heads)):
        put(sheet, 1, column, names.get(column), styles.head())
        sheet.set_column(column, column, 12)
    for column, label in enumerate(heads):
        put(sheet, 2, column, label.to(lang), styles.head(text_wrap=True, align="center"))
    sheet.set_row(2, 44)
    sheet.freeze_panes(_FIRST, len(_LEFT))
    days = prediction.timeline.period.days
    for place, day in enumerate(days):
        put(sheet, _FIRST + place, 0, day, styles.cell(num_format="yyyy-mm-dd", align="left"))
        put(sheet, _FIRST + place, 1, weekday_name(day, lang), styles.cell(align="center"))
        for rank, group in enumerate(prediction.groups):
            own = group.days[place]
            _write(sheet, _FIRST + place, len(_LEFT) + rank * len(_FIGURES), own.figures, own.band, styles)
    last = _FIRST + len(days)
    put(sheet, last, 0, words.WHOLE.to(lang), styles.head())
    put(sheet, last, 1, None, styles.head())
    for rank, group in enumerate(prediction.groups):
        _write(sheet, last, len(_LEFT) + rank * len(_FIGURES), group.whole, group.band, styles, bold=True)
    set_up_print(sheet)
    sheet.repeat_rows(1, 2)


def _write(
    sheet: Any, row: int, column: int, figures: ServiceFigures, band: ServiceBand, styles: Styles, **look: Any
) -> None:
    unlikely = {"bg_color": SHORTAGE_PALE} if band.chance is not None and band.chance < 0.5 else {}
    cells: tuple[tuple[Cell, str, dict[str, Any]], ...] = (
        (figures.offered, "#,##0", {}),
        (figures.service_level, "0.0%", unlikely),
        (band.low, "0.0%", {}),
        (band.high, "0.0%", {}),
        (band.chance, "0%", unlikely),
        (figures.answer_rate, "0.0%", {}),
        (figures.occupancy, "0.0%", {}),
        (figures.mean_wait, "0.0", {}),
    )
    for place, (value, form, colours) in enumerate(cells):
        put(sheet, row, column + place, value, styles.cell(align="right", num_format=form, **look, **colours))

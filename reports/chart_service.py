"""Predicted service: the service level of every day with its band, and of every interval as a heat map."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from models.base import Lang, text
from models.centre import Centre
from models.service import GroupService, ServicePrediction
from reports import service_words as words
from reports.chart_canvas import chart_look, new_figure, save, titles
from reports.excel_sheet import weekday_name
from reports.palette import GRID, INK, MUTED, ROSTER_BEFORE, SHORTAGE, STAFFED

_WIDTH, _HEIGHT = 15.0, 8.2
_SHADES = ("#8C2D04", SHORTAGE, "#F8D3BC", "#FFFFFF", "#DCEAF4", "#4F9BD0")
_CHANCE_FROM = 62
"""Up to so many days each has room for its probability."""

_TITLE = text("{centre}: predicted service, {period}", "{centre} 预测服务水平 {period}")
_SUMMARY = text(
    "all queues: service level {level} ({band} in eight of ten cases), answer rate {answered}, occupancy {busy}, mean wait {wait} s · "
    "{definition}",
    "全部队列：服务水平 {level}（八成情形为 {band}），接通率 {answered}，占用率 {busy}，平均等待 {wait} 秒 · {definition}",
)
_EXPECTED, _TARGET = text("expected", "预期"), text("target", "目标")
_BAND = text("eight of ten scenarios", "八成情景")
_CHANCES = text("figures: chance to meet the target", "数字：达标概率")
_HEAT_TITLE = text("Service level by day and time of day; white is the target", "各日期与时段的服务水平；白色为目标")


def write_service_chart(base: Path, centre: Centre, prediction: ServicePrediction, lang: Lang) -> list[Path]:
    """Draw the pooled service to `base`.png and `base`.svg."""
    with chart_look() as font:
        lang = font.lang(lang)
        figure, total = new_figure(_WIDTH, _HEIGHT), prediction.total
        name = font.drawable(centre.profile.name, "call centre")
        title = _TITLE.format(centre=name, period=prediction.timeline.period).to(lang)
        titles(figure, title, _summary(prediction, lang), _HEIGHT)
        grid = figure.add_gridspec(
            2, 1, height_ratios=[1, 1.15], left=0.045, right=0.945, top=1 - 1.15 / _HEIGHT, bottom=0.07, hspace=0.33
        )
        _draw_days(figure.add_subplot(grid[0]), centre, prediction, total, lang)
        _draw_heat(figure, figure.add_subplot(grid[1]), centre, prediction, total, lang)
        _legend(figure, lang)
        return save(figure, base, title)


def _summary(prediction: ServicePrediction, lang: Lang) -> str:
    whole, band = prediction.total.whole, prediction.total.band
    return _SUMMARY.format(
        level=words.percent(whole.service_level),
        band=words.band(band.low, band.high),
        answered=words.percent(whole.answer_rate),
        busy=words.percent(whole.occupancy),
        wait=words.seconds(whole.mean_wait),
        definition=prediction.definition,
    ).to(lang)


def _legend(figure: Figure, lang: Lang) -> None:
    handles = [
        Line2D([], [], color=INK, marker="o", linestyle="", label=_EXPECTED.to(lang)),
        Patch(facecolor=STAFFED, label=_BAND.to(lang)),
        Line2D([], [], color=SHORTAGE, linestyle="--", label=_TARGET.to(lang)),
        Patch(facecolor="none", label=_CHANCES.to(lang)),
    ]
    figure.legend(
        handles=handles,
        loc="upper right",
        bbox_to_anchor=(0.95, 1 - 0.62 / _HEIGHT),
        ncols=len(handles),
        frameon=False,
        fontsize=9,
    )


def _draw_days(axes: Axes, centre: Centre, prediction: ServicePrediction, total: GroupService, lang: Lang) -> None:
    """Each day's expected level on its band, with the probability of meeting the target above."""
    lowest = prediction.target
    for place, day in enumerate(total.days):
        level, band = day.figures.service_level, day.band
        if level is None or band.low is None or band.high is None or band.chance is None:
            continue
        lowest = min(lowest, band.low, level)
        axes.bar(place + 0.5, band.high - band.low, bottom=band.low, width=0.6, color=STAFFED, linewidth=0)
        axes.plot([place + 0.5], [level], marker="o", markersize=4, color=INK)
        if len(total.days) <= _CHANCE_FROM:
            colour = SHORTAGE if band.chance < 0.5 else MUTED
            axes.text(place + 0.5, 1.01, f"{band.chance:.0%}", ha="center", va="bottom", fontsize=7.5, color=colour)
    axes.axhline(prediction.target, color=SHORTAGE, linestyle="--", linewidth=1)
    axes.set_ylim(max(0.0, lowest - 0.05), 1.0)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="y", color=GRID, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_ylabel(words.LEVEL.to(lang), fontsize=8)
    _day_axis(axes, centre, prediction, lang)


def _draw_heat(
    figure: Figure, axes: Axes, centre: Centre, prediction: ServicePrediction, total: GroupService, lang: Lang
) -> None:
    colours = LinearSegmentedColormap.from_list("level", _SHADES).with_extremes(bad=ROSTER_BEFORE)
    target = min(max(prediction.target, 0.01), 0.99)
    image = axes.imshow(
        _levels(prediction, total),
        aspect="auto",
        interpolation="nearest",
        cmap=colours,
        norm=TwoSlopeNorm(target, 0, 1),
        extent=(0, len(total.days), 24, 0),
    )
    axes.set_yticks(range(0, 25, 4), [f"{hour:02d}:00" for hour in range(0, 25, 4)])
    axes.set_title(_HEAT_TITLE.to(lang), loc="left", fontsize=10)
    _day_axis(axes, centre, prediction, lang)
    box = axes.get_position()
    bar = figure.add_axes((0.955, box.y0, 0.009, box.height))
    figure.colorbar(image, cax=bar, format=PercentFormatter(1, decimals=0))
    bar.tick_params(labelsize=8, length=2)


def _levels(prediction: ServicePrediction, total: GroupService) -> NDArray[np.float64]:
    """Service levels, shape (intervals of a day, days), by wall clock; nan where no call is expected."""
    timeline = prediction.timeline
    table = np.full((24 * 60 // timeline.interval_minutes, len(total.days)), np.nan)
    for column, day in enumerate(timeline.period.days):
        for k in timeline.day_intervals(day):
            start, figures = timeline.interval_starts[k], total.intervals[k]
            if figures is not None and figures.service_level is not None:
                row = (start.hour * 60 + start.minute) // timeline.interval_minutes
                table[row, column] = figures.service_level
    return table


def _day_axis(axes: Axes, centre: Centre, prediction: ServicePrediction, lang: Lang) -> None:
    days = prediction.timeline.period.days
    places = range(0, len(days), -(-len(days) // 42))
    axes.set_xlim(0, len(days))
    axes.set_xticks(
        [place + 0.5 for place in places], [f"{days[place]:%d}\n{weekday_name(days[place], lang)}" for place in places]
    )
    for label, place in zip(axes.get_xticklabels(), places, strict=True):
        label.set_color(MUTED if centre.calendar.is_working_day(days[place]) else SHORTAGE)
    axes.tick_params(length=2, labelsize=8)

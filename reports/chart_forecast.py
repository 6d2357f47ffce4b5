"""The forecast of a queue with its band, against what came: a panel for each week."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from models.base import Lang, text
from models.centre import Centre
from models.demand import Forecast
from models.time import week_of
from reports.chart_canvas import chart_look, new_figure, save, titles, week_axis
from reports.fonts import ChartFont
from reports.forecast_facts import DayCurve, QueueOutlook
from reports.palette import AFTER, GRID, INK, STAFFED

WIDTH = 15.0
_WEEK_HEIGHT = 1.5

_TITLE = text("{centre}: calls expected for {queue}, {period}", "{centre} 来电预测：{queue}，{period}")
_SUMMARY = text(
    "{calls:,.0f} calls in the period; error by backtest {day:.1%} of a day, {interval:.1%} of an interval, besides chance. "
    "Days before the period: as they would have been forecast up to a week ahead",
    "周期内共 {calls:,.0f} 个来电；回测误差（不含随机性）：整日 {day:.1%}，单个时段 {interval:.1%}。周期之前的日子：按提前至多一周的预测",
)
_EXPECTED, _BAND, _CAME = text("expected", "预测"), text("80 % band", "80% 区间"), text("came", "实际来电")
_CALLS = text("calls an interval", "每时段来电")


def write_forecast_chart(
    base: Path, centre: Centre, forecast: Forecast, outlook: QueueOutlook, lang: Lang
) -> list[Path]:
    """Draw a queue's forecast to `base`.png and `base`.svg."""
    with chart_look() as font:
        lang = font.lang(lang)
        curves = {curve.day: curve for curve in outlook.curves}
        weeks = sorted({week_of(day) for day in curves})
        height = 1.45 + len(weeks) * _WEEK_HEIGHT
        figure = new_figure(WIDTH, height)
        skill = next((skill for skill in centre.skills if skill.code == outlook.code), None)
        label = font.drawable(skill.name if skill and skill.name else outlook.code, outlook.code, "queue")
        name = font.drawable(centre.profile.name, "call centre")
        title = _TITLE.format(centre=name, queue=label, period=forecast.timeline.period).to(lang)
        summary = _SUMMARY.format(
            calls=sum(day.calls for day in outlook.days), day=outlook.day_error, interval=outlook.interval_error
        ).to(lang)
        titles(figure, title, summary, height)
        grid = figure.add_gridspec(
            len(weeks), 1, left=0.045, right=0.985, top=1 - 1.1 / height, bottom=0.35 / height, hspace=0.42
        )
        top = 1.06 * max(1.0, *(_highest(curve) for curve in curves.values()))
        for row, monday in enumerate(weeks):
            _draw_week(figure.add_subplot(grid[row]), centre, curves, monday, top, font, lang)
        handles = [
            Line2D([], [], color=AFTER, linewidth=1.4, label=_EXPECTED.to(lang)),
            Patch(facecolor=STAFFED, label=_BAND.to(lang)),
            Line2D([], [], color=INK, marker="o", markersize=3, linewidth=0, label=_CAME.to(lang)),
        ]
        figure.legend(
            handles=handles,
            loc="upper right",
            bbox_to_anchor=(0.99, 1 - 0.12 / height),
            ncols=3,
            frameon=False,
            fontsize=9,
        )
        return save(figure, base, title)


def _highest(curve: DayCurve) -> float:
    return max(*curve.high, *(calls for calls in curve.actual if calls is not None), 0.0)


def _draw_week(
    axes: Axes,
    centre: Centre,
    curves: dict[date, DayCurve],
    monday: date,
    top: float,
    font: ChartFont,
    lang: Lang,
) -> None:
    """Seven days side by side, Monday first; days that are not known stay empty."""
    for day, curve in curves.items():
        if 0 <= (place := (day - monday).days) < 7:
            _draw_day(axes, place, curve)
    week_axis(axes, centre.calendar, curves, monday, font, lang)
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.grid(axis="y", color=GRID, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_ylabel(_CALLS.to(lang), fontsize=8)


def _draw_day(axes: Axes, place: int, curve: DayCurve) -> None:
    edges = place + np.linspace(0, 1, len(curve.expected) + 1)
    low, high, expected = (np.append(values, values[-1]) for values in (curve.low, curve.high, curve.expected))
    axes.fill_between(edges, low, high, step="post", color=STAFFED, linewidth=0)
    axes.step(edges, expected, where="post", color=AFTER, linewidth=1.2)
    middle = (edges[:-1] + edges[1:]) / 2
    known = [(x, calls) for x, calls in zip(middle, curve.actual, strict=True) if calls is not None]
    if known:
        axes.plot(*zip(*known, strict=True), linestyle="none", marker="o", markersize=1.8, color=INK)

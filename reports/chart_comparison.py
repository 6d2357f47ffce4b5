"""Two plans side by side: how staff and requirement differ on chosen days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from models.base import Lang, text
from models.demand import Requirement
from models.result import Evaluation
from reports.chart_canvas import chart_look, clock_axis, new_figure, save, titles
from reports.coverage_facts import hour_sums
from reports.excel_sheet import weekday_name
from reports.palette import AFTER, BEFORE, GRID, SHORTAGE_PALE

_ACROSS = 3
_PANEL_HEIGHT = 2.4

_STAFFED = text("{label}: staffed", "{label}：在岗")
_REQUIRED = text("{label}: required", "{label}：需求")
_SHORT = text("short {before:,.0f} → {after:,.0f} h", "缺员 {before:,.0f} → {after:,.0f} 工时")
_SUBTITLE = text(
    "shaded: agents missing in “{label}”; agent-hours short over these days: {before:,.0f} → {after:,.0f}",
    "底色：“{label}”的缺员；这些天的缺员工时：{before:,.0f} → {after:,.0f}",
)


@dataclass(frozen=True)
class CoverageCase:
    """One of the plans compared: what it is called, what it needs, what it has."""

    label: str
    requirement: Requirement
    evaluation: Evaluation

    def short_hours(self, days: Sequence[date]) -> float:
        timeline = self.requirement.timeline
        intervals = (k for day in days for k in timeline.day_intervals(day))
        return hour_sums(self.evaluation.coverage[0], timeline, intervals).short


def write_comparison_chart(
    base: Path, title: str, before: CoverageCase, after: CoverageCase, days: Sequence[date], lang: Lang
) -> list[Path]:
    """Draw the pooled coverage of two plans, a panel for each of `days`, to `base`.png and `base`.svg.

    Raises:
        ValueError: when there is no day to draw, or one that a plan does not hold.
    """
    for case in (before, after):
        outside = [day for day in days if day not in case.requirement.timeline.period]
        if not days or outside:
            raise ValueError(f"no coverage of {case.label!r} to draw on {outside or 'any day'}")
    with chart_look() as font:
        lang = font.lang(lang)
        across = 2 if len(days) == 4 else min(_ACROSS, len(days))
        rows = -(-len(days) // across)
        height = 1.35 + rows * (_PANEL_HEIGHT + 0.55)
        figure = new_figure(15, height)
        labels = (font.drawable(before.label, "before"), font.drawable(after.label, "after"))
        heading = font.drawable(title, "comparison")
        subtitle = _SUBTITLE.format(label=labels[1], before=before.short_hours(days), after=after.short_hours(days))
        titles(figure, heading, subtitle.to(lang), height)
        _legend(figure, labels, lang, height)
        grid = figure.add_gridspec(
            rows, across, left=0.04, right=0.985, top=1 - 1.25 / height, bottom=0.35 / height, hspace=0.35, wspace=0.1
        )
        top = _highest(before, after, days) * 1.08
        for place, day in enumerate(days):
            axes = figure.add_subplot(grid[place // across, place % across])
            _draw_day(axes, before, after, day, top, lang)
        return save(figure, base, heading)


def _highest(before: CoverageCase, after: CoverageCase, days: Sequence[date]) -> int:
    figures = [1]
    for case in (before, after):
        coverage, timeline = case.evaluation.coverage[0], case.requirement.timeline
        figures += [max(coverage.required[k], coverage.staffed[k]) for day in days for k in timeline.day_intervals(day)]
    return max(figures)


def _legend(figure: Figure, labels: tuple[str, str], lang: Lang, height: float) -> None:
    handles = [
        Line2D(
            [], [], color=colour, linestyle=":" if words is _REQUIRED else "-", label=words.format(label=label).to(lang)
        )
        for label, colour in zip(labels, (BEFORE, AFTER), strict=True)
        for words in (_STAFFED, _REQUIRED)
    ]
    anchor = (0.99, 1 - 0.1 / height)
    figure.legend(handles=handles, loc="upper right", bbox_to_anchor=anchor, ncols=2, frameon=False, fontsize=9)


def _draw_day(axes: Axes, before: CoverageCase, after: CoverageCase, day: date, top: float, lang: Lang) -> None:
    for case, colour in ((before, BEFORE), (after, AFTER)):
        timeline, coverage = case.requirement.timeline, case.evaluation.coverage[0]
        intervals = timeline.day_intervals(day)
        edges = np.arange(len(intervals) + 1) * timeline.interval_minutes / 60
        need = np.array([coverage.required[k] for k in (*intervals, intervals[-1])])
        have = np.array([coverage.staffed[k] for k in (*intervals, intervals[-1])])
        if case is after:
            missing = np.array([max(0, -coverage.difference(k)) for k in (*intervals, intervals[-1])])
            axes.fill_between(edges, need - missing, need, step="post", color=SHORTAGE_PALE, linewidth=0)
        axes.step(edges, have, where="post", color=colour, linewidth=1.6)
        axes.step(edges, need, where="post", color=colour, linewidth=1.6, linestyle=":")
    clock_axis(axes, 24, step=4)
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.tick_params(length=2, labelsize=8)
    axes.grid(color=GRID, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_title(f"{day} {weekday_name(day, lang)}", loc="left", fontsize=10)
    change = _SHORT.format(before=before.short_hours([day]), after=after.short_hours([day]))
    axes.set_title(change.to(lang), loc="right", fontsize=9)

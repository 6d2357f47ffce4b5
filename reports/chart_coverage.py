"""Coverage against requirement: a panel for each week, and a heat map of the whole period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from models.base import Lang, text
from models.centre import Centre
from models.demand import Requirement
from models.result import Evaluation, GroupCoverage
from models.time import Period, Timeline, week_of
from reports.chart_canvas import chart_look, new_figure, save, titles, week_axis
from reports.coverage_facts import ROSTER_BEFORE_LABEL, HourSums, group_title, hour_sums
from reports.excel_sheet import weekday_name
from reports.fonts import ChartFont
from reports.palette import GRID, MUTED, REQUIRED, ROSTER_BEFORE, SHORTAGE, STAFFED, SURPLUS

WIDTH = 15.0
_WEEK_HEIGHT = 1.35
_HEAT_HEIGHT = 3.1

_TITLE = text("{centre}: coverage against requirement, {period}", "{centre} 覆盖与需求 {period}")
_SUMMARY = text(
    "{group}: required {required:,.0f} agent-hours, staffed {staffed:,.0f}; short {short:,.0f} ({short_share:.1%}), "
    "over {over:,.0f} ({over_share:.1%})",
    "{group}：需求 {required:,.0f} 工时，在岗 {staffed:,.0f}；缺员 {short:,.0f}（{short_share:.1%}），"
    "富余 {over:,.0f}（{over_share:.1%}）",
)
_REQUIRED, _STAFFED = text("required", "需求"), text("staffed", "在岗")
_SHORT, _OVER = text("short", "缺员"), text("over", "富余")
_AGENTS = text("agents", "人数")
_HEAT_TITLE = text("Staffed minus required, by day and time of day", "在岗减需求：按日期与时段")


def write_coverage_chart(
    base: Path,
    centre: Centre,
    requirement: Requirement,
    evaluation: Evaluation,
    period: Period,
    lang: Lang,
    group: int = 0,
) -> list[Path]:
    """Draw the coverage of one demand group (the pooled one unless told otherwise) to `base`.png and `base`.svg."""
    with chart_look() as font:
        lang = font.lang(lang)
        weeks = list(dict.fromkeys(week_of(day) for day in period.days))
        height = 1.35 + len(weeks) * _WEEK_HEIGHT + _HEAT_HEIGHT
        figure = new_figure(WIDTH, height)
        timeline, coverage = requirement.timeline, evaluation.coverage[group]
        name = font.drawable(centre.profile.name, "call centre")
        title = _TITLE.format(centre=name, period=period).to(lang)
        sums = hour_sums(coverage, timeline, (k for day in period.days for k in timeline.day_intervals(day)))
        label = font.drawable(group_title(evaluation.coverage, group, lang), f"queue {group}")
        titles(figure, title, _summary(sums, label, lang), height)
        heights = [_WEEK_HEIGHT] * len(weeks) + [_HEAT_HEIGHT]
        grid = figure.add_gridspec(
            len(heights),
            1,
            height_ratios=heights,
            left=0.045,
            right=0.945,
            top=1 - 1.05 / height,
            bottom=0.55 / height,
            hspace=0.42,
        )
        top = max(
            1,
            *(
                max(coverage.required[k], coverage.staffed[k])
                for day in period.days
                for k in timeline.day_intervals(day)
            ),
        )
        for row, monday in enumerate(weeks):
            axes = figure.add_subplot(grid[row])
            _draw_week(axes, centre, timeline, coverage, period, monday, top * 1.08, font, lang)
        _legend(figure, coverage, lang, height)
        _draw_heat(figure, figure.add_subplot(grid[len(weeks)]), centre, timeline, coverage, period, lang)
        return save(figure, base, title)


def _summary(sums: HourSums, group: str, lang: Lang) -> str:
    whole = sums.required or 1
    return _SUMMARY.format(
        group=group,
        required=sums.required,
        staffed=sums.staffed,
        short=sums.short,
        over=sums.over,
        short_share=sums.short / whole,
        over_share=sums.over / whole,
    ).to(lang)


def _legend(figure: Figure, coverage: GroupCoverage, lang: Lang, height: float) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=REQUIRED, linewidth=1.4, label=_REQUIRED.to(lang)),
        Patch(facecolor=STAFFED, label=_STAFFED.to(lang)),
        Patch(facecolor=SURPLUS, label=_OVER.to(lang)),
        Patch(facecolor=SHORTAGE, label=_SHORT.to(lang)),
    ]
    if coverage.before:
        handles.append(Patch(facecolor=ROSTER_BEFORE, label=ROSTER_BEFORE_LABEL.to(lang)))
    figure.legend(
        handles=handles,
        loc="upper right",
        bbox_to_anchor=(0.95, 1 - 0.12 / height),
        ncols=len(handles),
        columnspacing=1.3,
        frameon=False,
        fontsize=10,
    )


def draw_coverage(axes: Axes, x: NDArray[np.float64], coverage: GroupCoverage, intervals: range) -> None:
    """Required as a line of steps, staffed as an area: its surplus pale, what is missing red.

    Where the roster before covers, what it may leave open is grey. `x` holds the edges of the intervals, one more than
    there are intervals.
    """
    shown = [*intervals, intervals[-1]]
    need, have = (np.array([figures[k] for k in shown]) for figures in (coverage.required, coverage.staffed))
    difference = np.array([coverage.difference(k) for k in shown])
    not_ours = np.isin(shown, coverage.before)
    staffed = have - np.maximum(0, difference)
    axes.fill_between(x, staffed, step="post", color=STAFFED, linewidth=0)
    axes.fill_between(x, staffed, have, step="post", color=SURPLUS, linewidth=0)
    axes.fill_between(x, staffed, staffed + np.maximum(0, -difference), step="post", color=SHORTAGE, linewidth=0)
    open_before = np.where(not_ours, np.maximum(need, staffed), staffed)
    axes.fill_between(x, staffed, open_before, step="post", color=ROSTER_BEFORE, linewidth=0)
    axes.step(x, need, where="post", color=REQUIRED, linewidth=1.1)


def _draw_week(
    axes: Axes,
    centre: Centre,
    timeline: Timeline,
    coverage: GroupCoverage,
    period: Period,
    monday: date,
    top: float,
    font: ChartFont,
    lang: Lang,
) -> None:
    """Seven days side by side, Monday first; days outside the period stay empty."""
    for place in range(7):
        day = monday + timedelta(days=place)
        if day not in period:
            continue
        intervals = timeline.day_intervals(day)
        edges = place + _day_edges(timeline, day)
        draw_coverage(axes, edges, coverage, intervals)
    week_axis(axes, centre.calendar, period, monday, font, lang)
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.grid(axis="y", color=GRID, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_ylabel(_AGENTS.to(lang), fontsize=8)


def _day_edges(timeline: Timeline, day: date) -> NDArray[np.float64]:
    """Edges of the day's intervals as shares of that day (which may have 23 or 25 hours)."""
    count = len(timeline.day_intervals(day))
    return np.linspace(0, 1, count + 1)


def _draw_heat(
    figure: Figure,
    axes: Axes,
    centre: Centre,
    timeline: Timeline,
    coverage: GroupCoverage,
    period: Period,
    lang: Lang,
) -> None:
    """Days across, time of day downwards; red where agents are missing, blue where there are too many.

    Grey is what the roster before covers, and time that a clock change left out.
    """
    days = period.days
    table = _net_table(timeline, coverage, days)
    reach = max(1.0, float(np.nanmax(np.abs(table), initial=1.0)))
    shades = ["#8C2D04", SHORTAGE, "#F8D3BC", "#FFFFFF", "#DCEAF4", "#A3CBE6", "#4F9BD0"]
    colours = LinearSegmentedColormap.from_list("net", shades).with_extremes(bad=ROSTER_BEFORE)
    image = axes.imshow(
        table,
        aspect="auto",
        interpolation="nearest",
        cmap=colours,
        norm=TwoSlopeNorm(0, -reach, reach),
        extent=(0, len(days), 24, 0),
    )
    every = -(-len(days) // 42)
    places = range(0, len(days), every)
    axes.set_xticks(
        [place + 0.5 for place in places], [f"{days[place]:%d}\n{weekday_name(days[place], lang)}" for place in places]
    )
    for label, place in zip(axes.get_xticklabels(), places, strict=True):
        label.set_color(MUTED if centre.calendar.is_working_day(days[place]) else SHORTAGE)
    axes.set_yticks(range(0, 25, 4), [f"{hour:02d}:00" for hour in range(0, 25, 4)])
    axes.set_xticks(range(len(days) + 1), minor=True)
    axes.grid(which="minor", axis="x", color="#FFFFFF", linewidth=0.8)
    axes.tick_params(which="minor", length=0)
    axes.tick_params(length=2, labelsize=8)
    axes.set_title(_HEAT_TITLE.to(lang), loc="left", fontsize=10)
    box = axes.get_position()
    bar = figure.add_axes((0.955, box.y0, 0.009, box.height))
    figure.colorbar(image, cax=bar, label=_AGENTS.to(lang), ticks=MaxNLocator(6, integer=True))
    bar.tick_params(labelsize=8, length=2)


def _net_table(timeline: Timeline, coverage: GroupCoverage, days: Sequence[date]) -> NDArray[np.float64]:
    """Staffed minus required, shape (intervals of a day, days); by wall clock.

    It is nan where the roster before covers, and where a clock change left no time.
    """
    per_day = 24 * 60 // timeline.interval_minutes
    table = np.full((per_day, len(days)), np.nan)
    for column, day in enumerate(days):
        for k in timeline.day_intervals(day):
            start = timeline.interval_starts[k]
            row = (start.hour * 60 + start.minute) // timeline.interval_minutes
            table[row, column] = np.nan if k in coverage.before else coverage.difference(k)
    return table

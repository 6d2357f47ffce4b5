"""The agents required over a period: a panel for each week."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from models.base import Lang, text
from models.centre import Centre
from models.demand import Requirement
from models.time import week_of
from reports.chart_canvas import chart_look, new_figure, save, titles, week_axis
from reports.palette import GRID, GROUP_COLOURS, REQUIRED, STAFFED

_WIDTH = 15.0
_WEEK_HEIGHT = 1.6
_TITLE = text("{centre}: agents required, {period}", "{centre} 需求人数 {period}")
_SUBTITLE = text(
    "all queues: {hours:,.0f} agent-hours, at most {peak:,} agents", "全部队列：{hours:,.0f} 工时，最多 {peak:,} 人"
)
_POOLED = text("all queues", "全部队列")
_ALONE = text("{queue} by itself", "{queue}（单独）")
_AGENTS = text("agents", "人数")


def write_requirement_chart(base: Path, centre: Centre, requirement: Requirement, lang: Lang) -> list[Path]:
    """Draw the requirement to `base`.png and `base`.svg: all queues as an area, each by itself as a line."""
    with chart_look() as font:
        lang = font.lang(lang)
        timeline = requirement.timeline
        weeks = list(dict.fromkeys(week_of(day) for day in timeline.period.days))
        height = 1.5 + len(weeks) * _WEEK_HEIGHT
        figure = new_figure(_WIDTH, height)
        name = font.drawable(centre.profile.name, "call centre")
        title = _TITLE.format(centre=name, period=timeline.period).to(lang)
        total = requirement.total.required
        peak = max(total, default=0)
        hours = sum(total) * timeline.interval_minutes / 60
        titles(figure, title, _SUBTITLE.format(hours=hours, peak=peak).to(lang), height)
        grid = figure.add_gridspec(
            len(weeks), 1, left=0.045, right=0.985, top=1 - 1.15 / height, bottom=0.35 / height, hspace=0.42
        )
        for row, monday in enumerate(weeks):
            axes = figure.add_subplot(grid[row])
            for place in range(7):
                day = monday + timedelta(days=place)
                if day not in timeline.period:
                    continue
                intervals = timeline.day_intervals(day)
                shown = [*intervals, intervals[-1]]
                edges = place + np.linspace(0, 1, len(shown))
                axes.fill_between(edges, [total[k] for k in shown], step="post", color=STAFFED, linewidth=0)
                axes.step(edges, [total[k] for k in shown], where="post", color=REQUIRED, linewidth=1.1)
                for rank, group in enumerate(requirement.groups[1:]):
                    colour = GROUP_COLOURS[rank % len(GROUP_COLOURS)]
                    axes.step(edges, [group.required[k] for k in shown], where="post", color=colour, linewidth=1)
            week_axis(axes, centre.calendar, timeline.period, monday, font, lang)
            axes.set_ylim(0, max(1, peak) * 1.08)
            axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
            axes.grid(axis="y", color=GRID, linewidth=0.5)
            axes.set_axisbelow(True)
            axes.set_ylabel(_AGENTS.to(lang), fontsize=8)
        handles = [Line2D([], [], color=REQUIRED, label=_POOLED.to(lang))]
        for rank, group in enumerate(requirement.groups[1:]):
            queue = font.drawable(group.name, f"queue {rank + 1}")
            colour = GROUP_COLOURS[rank % len(GROUP_COLOURS)]
            handles.append(Line2D([], [], color=colour, label=_ALONE.format(queue=queue).to(lang)))
        figure.legend(
            handles=handles,
            loc="upper right",
            bbox_to_anchor=(0.99, 1 - 0.12 / height),
            ncols=min(4, len(handles)),
            frameon=False,
            fontsize=9,
        )
        return save(figure, base, title)

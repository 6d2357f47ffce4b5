"""One day's roster as a Gantt chart: who is on duty when, and whether that covers the requirement."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from models.activities import ActivityPlan
from models.base import Lang, text
from models.calendar import DayKind
from models.centre import Centre
from models.demand import Requirement
from models.people import Agent
from models.result import Evaluation
from models.roster import Roster
from models.shifts import ShiftClass
from models.standby import StandbyPlan
from reports.chart_canvas import chart_look, clock_axis, new_figure, save, titles
from reports.chart_coverage import draw_coverage
from reports.coverage_facts import ROSTER_BEFORE_LABEL, group_title
from reports.duty_bars import Bar, Span, duty_bars, planned_hours
from reports.excel_sheet import weekday_name
from reports.fonts import ChartFont
from reports.palette import ACTIVITY, BEFORE, CLASS_COLOURS, GRID, MUTED, ROSTER_BEFORE, ink_on, shift_colours

ROWS_PER_PAGE = 60
MAX_PAGES = 20
WIDTH = 15.0
_ROW_HEIGHT = 0.2
_STRIP_HEIGHT = 1.5
_LABEL_COLUMNS = 20
_ACTIVITY_LOOK: dict[str, Any] = {"facecolor": "white", "edgecolor": ACTIVITY, "hatch": "/////", "linewidth": 0.8}

_TITLE = text("{centre}: {day} ({weekday}){mark}", "{centre} {day}（{weekday}）{mark}")
_SUBTITLE = text(
    "{count} agents on duty, {before} of them since the evening before{page}",
    "在岗 {count} 人，其中 {before} 人从前一晚接班{page}",
)
_PAGE = text("; page {page} of {pages}", "；第 {page} 页，共 {pages} 页")
_FIRST_PAGES = text(
    "; page {page} of {pages} (only the first {drawn} are drawn)", "；第 {page} 页，共 {pages} 页（只画前 {drawn} 页）"
)
_NOBODY = text("nobody is on duty", "当天无人在岗")
_STRIP = text("{group}: staffed and required", "{group}：在岗与需求")
_MEAL = text("meal", "用餐")
_ACTIVITY = text("activity, off the phones", "班内活动（离线）")
_HOURS = text("hours in period", "周期工时")
_MARKED = (DayKind.STATUTORY_HOLIDAY, DayKind.MAKE_UP_WORKDAY)


def write_gantt_chart(
    base: Path,
    centre: Centre,
    requirement: Requirement,
    roster: Roster,
    evaluation: Evaluation,
    day: date,
    lang: Lang,
    team: str | None = None,
    standby: StandbyPlan | None = None,
    plan: ActivityPlan | None = None,
) -> list[Path]:
    """Draw the duty of `day` (of one team where given) to `base`.png and `base`.svg; beneath the title its standby groups.

    Activities of the `plan` lie hatched in the bars; at the right edge stand each agent's paid hours in the roster's period.
    More than `ROWS_PER_PAGE` people are drawn on pages `base`-1, `base`-2, …, at most `MAX_PAGES`.
    """
    bars = duty_bars(centre, requirement, roster, day, team, plan)
    hours = planned_hours(centre, roster)
    pages = [bars[i : i + ROWS_PER_PAGE] for i in range(0, len(bars), ROWS_PER_PAGE)] or [[]]
    written: list[Path] = []
    with chart_look() as font:
        lang = font.lang(lang)
        on_call = _standby_words(standby, day, lang)
        for number, page in enumerate(pages[:MAX_PAGES], 1):
            note = on_call
            if len(pages) > 1:
                words = _PAGE if len(pages) <= MAX_PAGES else _FIRST_PAGES
                note = f"{words.format(page=number, pages=len(pages), drawn=MAX_PAGES).to(lang)}{on_call}"
            figure, title = _page(centre, requirement, evaluation, day, bars, page, hours, note, font, lang)
            name = base if len(pages) == 1 else base.with_name(f"{base.name}-{number}")
            written += save(figure, name, title)
    return written


def _standby_words(standby: StandbyPlan | None, day: date, lang: Lang) -> str:
    """The standby groups of the day, by hours: how many people each has."""
    groups = () if standby is None else standby.of_day(day)
    if not groups:
        return ""
    parts = ", ".join(f"{group.name} {group.starts:%H}–{group.ends:%H} {len(group.members)}" for group in groups)
    return f"  {text('standby', '备班').to(lang)}: {parts}"


def _page(
    centre: Centre,
    requirement: Requirement,
    evaluation: Evaluation,
    day: date,
    everybody: list[Bar],
    bars: list[Bar],
    hours: dict[str, float],
    note: str,
    font: ChartFont,
    lang: Lang,
) -> tuple[Figure, str]:
    until = max([24.0, *(bar.end for bar in everybody)])
    rows = max(3, len(bars)) * _ROW_HEIGHT
    height = 1.25 + rows + 0.6 + _STRIP_HEIGHT + 0.5
    figure = new_figure(WIDTH, height)
    name = font.drawable(centre.profile.name, "call centre")
    mark = _mark(centre, day, font, lang)
    title = _TITLE.format(centre=name, day=day, weekday=weekday_name(day, lang), mark=mark).to(lang)
    before = sum(bar.start < 0 for bar in everybody)
    count = len({bar.agent.id for bar in everybody})
    titles(figure, title, _SUBTITLE.format(count=count, before=before, page=note).to(lang), height)
    not_ours = set(evaluation.coverage[0].before).intersection(requirement.timeline.day_intervals(day))
    _legend(figure, bars, bool(not_ours), lang, height)
    top = 1 - 1.05 / height
    people = figure.add_axes((0.16, top - rows / height, 0.785, rows / height))
    strip = figure.add_axes((0.16, 0.4 / height, 0.785, _STRIP_HEIGHT / height))
    _draw_people(people, centre, bars, until, font, lang)
    _draw_hours(people, bars, hours, lang)
    _draw_strip(strip, requirement, evaluation, day, until, lang)
    return figure, title


def _mark(centre: Centre, day: date, font: ChartFont, lang: Lang) -> str:
    """What the calendar makes of a statutory holiday or a make-up working day, with its name where it can be drawn."""
    kind, name = centre.calendar.kind(day), centre.calendar.name(day)
    if kind not in _MARKED:
        return ""
    return f" · {kind.label.to(lang)}" + (f" {name}" if name and font.can_draw(name) else "")


def _legend(figure: Figure, bars: list[Bar], roster_before: bool, lang: Lang, height: float) -> None:
    present = {bar.shift.shift_class for bar in bars}
    handles = [
        Patch(facecolor=CLASS_COLOURS[kind][1], label=kind.label.to(lang)) for kind in ShiftClass if kind in present
    ]
    if any(bar.meal for bar in bars):
        handles.append(Patch(facecolor="white", edgecolor=MUTED, label=_MEAL.to(lang)))
    if any(bar.activities for bar in bars):
        handles.append(Patch(**_ACTIVITY_LOOK, label=_ACTIVITY.to(lang)))
    if roster_before:
        handles.append(Patch(facecolor=ROSTER_BEFORE, label=ROSTER_BEFORE_LABEL.to(lang)))
    figure.legend(
        handles=handles,
        loc="upper right",
        bbox_to_anchor=(0.99, 1 - 0.12 / height),
        ncols=max(1, len(handles)),
        frameon=False,
        fontsize=10,
    )


def _draw_people(axes: Axes, centre: Centre, bars: list[Bar], until: float, font: ChartFont, lang: Lang) -> None:
    colours = shift_colours(centre)
    for row, bar in enumerate(bars):
        _draw_bar(axes, row, bar, colours[bar.shift.code], font)
    axes.set_ylim(max(3, len(bars)) - 0.5, -0.5)
    axes.set_yticks(range(len(bars)), [_agent_label(bar.agent, font) for bar in bars], fontsize=8)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", length=2, labelbottom=False, labeltop=True, top=True, bottom=False)
    clock_axis(axes, until)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines["bottom"].set_visible(False)
    if until > 24:
        axes.axvspan(24, until, color="#F3F5F7", zorder=0)
    if not bars:
        axes.text(0.5, 0.5, _NOBODY.to(lang), transform=axes.transAxes, ha="center", va="center", color=MUTED)
    _draw_teams(axes, bars, font)


def _draw_bar(axes: Axes, row: int, bar: Bar, fill: str, font: ChartFont) -> None:
    seen = _seen(bar.without(() if bar.meal is None else (bar.meal,)))
    axes.broken_barh([(start, end - start) for start, end in seen], (row - 0.4, 0.8), facecolors=fill, linewidth=0)
    if away := _seen(bar.activities):
        axes.broken_barh([(start, end - start) for start, end in away], (row - 0.4, 0.8), **_ACTIVITY_LOOK)
    if bar.meal is not None and bar.meal[1] > 0:
        axes.plot([max(0.0, bar.meal[0]), bar.meal[1]], [row, row], color=BEFORE, linewidth=0.8, solid_capstyle="butt")
    if free := _seen(bar.on_phones):
        start, end = max(free, key=lambda piece: piece[1] - piece[0])
        clock = f"{bar.shift.start:%H:%M}"
        label = font.drawable(bar.shift.code, clock)
        axes.text(
            (start + end) / 2,
            row,
            label,
            ha="center",
            va="center_baseline",
            fontsize=7.5,
            color=ink_on(fill),
            clip_on=True,
        )
    if bar.start < 0:
        axes.plot([0.1], [row], marker="<", markersize=4, color=ink_on(fill), linewidth=0)


def _seen(spans: Iterable[Span]) -> list[Span]:
    """The spans from midnight on: what lies before belongs to the day before and is cut off."""
    return [(max(0.0, start), end) for start, end in spans if end > max(0.0, start)]


def _draw_hours(axes: Axes, bars: list[Bar], hours: dict[str, float], lang: Lang) -> None:
    """Each agent's paid hours in the period, at the right edge."""
    side = axes.get_yaxis_transform()
    for row, bar in enumerate(bars):
        axes.text(
            1.045, row, f"{hours.get(bar.agent.id, 0):g}", transform=side, ha="right", va="center_baseline", fontsize=8
        )
    if bars:
        above: dict[str, Any] = {"xytext": (0, 22), "textcoords": "offset points", "ha": "right", "va": "bottom"}
        axes.annotate(_HOURS.to(lang), (1.045, 1), xycoords="axes fraction", fontsize=8, color=MUTED, **above)


def _draw_teams(axes: Axes, bars: list[Bar], font: ChartFont) -> None:
    """A line between teams, and each team's name beside its agents."""
    names = list(dict.fromkeys(bar.agent.team for bar in bars))
    for rank, team in enumerate(names, 1):
        rows = [row for row, bar in enumerate(bars) if bar.agent.team == team]
        if rank > 1:
            axes.axhline(rows[0] - 0.5, xmin=-0.18, color=MUTED, linewidth=0.8, clip_on=False)
        axes.text(
            -0.178,
            (rows[0] + rows[-1]) / 2,
            _shorten(font.drawable(team, f"team {rank}")),
            transform=axes.get_yaxis_transform(),
            rotation=90 if len(rows) > 4 else 0,
            ha="center" if len(rows) > 4 else "left",
            va="center",
            fontsize=9,
        )


def _draw_strip(
    axes: Axes, requirement: Requirement, evaluation: Evaluation, day: date, until: float, lang: Lang
) -> None:
    """Coverage of the pooled demand on the same hours, as far as the period goes."""
    timeline, coverage = requirement.timeline, evaluation.coverage[0]
    first = timeline.day_start(day) // timeline.interval_minutes
    last = min(timeline.interval_count, first + round(until * 60 / timeline.interval_minutes))
    if day in timeline.period and first < last:
        edges = np.arange(last - first + 1) * timeline.interval_minutes / 60
        draw_coverage(axes, edges, coverage, range(first, last))
    clock_axis(axes, until)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.tick_params(length=2, labelsize=8)
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    title = _STRIP.format(group=group_title(evaluation.coverage, 0, lang)).to(lang)
    axes.set_title(title, loc="left", fontsize=9.5)


def _agent_label(agent: Agent, font: ChartFont) -> str:
    return _shorten(
        f"{agent.name} {agent.id}" if font.chinese and font.can_draw(agent.name) else font.drawable(agent.id)
    )


def _shorten(words: str) -> str:
    """The words cut to `_LABEL_COLUMNS` columns; a Chinese character takes two."""
    width = 0
    for place, character in enumerate(words):
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width > _LABEL_COLUMNS:
            return f"{words[:place]}…"
    return words

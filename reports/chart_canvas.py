"""What every chart shares: its look, its axes in clock time, and how it is saved."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from models.base import Lang
from models.calendar import Calendar
from reports.excel_sheet import weekday_name
from reports.fonts import ChartFont, chart_font
from reports.palette import DAY_KIND_COLOURS, GRID, INK, MUTED

DPI = 110


@contextmanager
def chart_look() -> Iterator[ChartFont]:
    """Draw with the house style; equal charts come out as equal bytes."""
    font = chart_font()
    look: Any = {
        "font.family": list(font.families),
        "font.size": 9,
        "text.color": INK,
        "axes.edgecolor": GRID,
        "axes.labelcolor": INK,
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        # A dollar sign in a name is a dollar sign.
        "text.parse_math": False,
        "svg.fonttype": "path",
        "svg.hashsalt": "paiban",
    }
    with mpl.rc_context(look):
        yield font


def new_figure(width: float, height: float) -> Figure:
    """A figure of so many inches, bound to no window."""
    figure = Figure(figsize=(width, height), dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


def save(figure: Figure, base: Path, title: str) -> list[Path]:
    """Write `base`.png and `base`.svg, without a date in either."""
    png, svg = (base.with_name(f"{base.name}.{kind}") for kind in ("png", "svg"))
    figure.savefig(png, metadata={"Title": title, "Software": "paiban"})
    figure.savefig(svg, metadata={"Title": title, "Creator": "paiban", "Date": None})
    return [png, svg]


def clock_axis(axes: Axes, until: float = 24, step: int = 2, start: float = 0) -> None:
    """Hours since midnight along x, labelled as a clock; hours after 24 belong to the next morning."""
    first = -(-int(start) // step) * step
    ticks = range(first, int(until) + 1, step)
    axes.set_xlim(start, until)
    axes.set_xticks(list(ticks), [f"{hour % 24:02d}:00" for hour in ticks])


def week_axis(axes: Axes, calendar: Calendar, days: Container[date], monday: date, font: ChartFont, lang: Lang) -> None:
    """Seven days side by side along x, 1 each, Monday first, with date, weekday and holiday above those of `days`."""
    places = [place for place in range(7) if monday + timedelta(days=place) in days]
    for place in places:
        day = monday + timedelta(days=place)
        holiday = calendar.name(day)
        label = f"{day:%m-%d} {weekday_name(day, lang)}"
        if holiday and font.can_draw(holiday) and len(holiday) <= 8:
            label += f" · {holiday}"
        axes.text(
            place + 0.5,
            1.03,
            label,
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
            fontsize=8.5,
            bbox={"facecolor": DAY_KIND_COLOURS[calendar.kind(day)], "edgecolor": "none", "pad": 1.6},
        )
    for place in range(1, 7):
        axes.axvline(place, color=GRID, linewidth=0.8)
    axes.set_xlim(0, 7)
    hours = (6, 12, 18)
    axes.set_xticks(
        [place + hour / 24 for place in places for hour in hours], [str(hour) for _ in places for hour in hours]
    )
    axes.tick_params(axis="both", length=2, labelsize=7.5)


def titles(figure: Figure, title: str, subtitle: str, height: float) -> None:
    """Title and subtitle at the figure's upper left; `height` is the figure's, in inches."""
    figure.text(0.012, 1 - 0.16 / height, title, fontsize=15, va="top", ha="left")
    figure.text(0.012, 1 - 0.50 / height, subtitle, fontsize=9.5, color=MUTED, va="top", ha="left")

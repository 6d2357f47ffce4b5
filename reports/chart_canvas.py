"""What every chart shares: its look, its axes in clock time, and how it is saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from reports.fonts import ChartFont, chart_font
from reports.palette import GRID, INK, MUTED

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


def titles(figure: Figure, title: str, subtitle: str, height: float) -> None:
    """Title and subtitle at the figure's upper left; `height` is the figure's, in inches."""
    figure.text(0.012, 1 - 0.16 / height, title, fontsize=15, va="top", ha="left")
    figure.text(0.012, 1 - 0.50 / height, subtitle, fontsize=9.5, color=MUTED, va="top", ha="left")

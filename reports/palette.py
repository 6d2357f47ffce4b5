"""The colours of every report: told apart by colour-blind readers too, and the same in workbooks and charts."""

from __future__ import annotations

from models.calendar import DayKind
from models.centre import Centre
from models.shifts import ShiftClass

INK = "#1F2933"
MUTED = "#6B7785"
GRID = "#D5DBE1"
HEADER = "#E8EDF2"
STAFFED = "#A9CCE3"
SURPLUS = "#DCEAF4"
REQUIRED = "#1F2933"
SHORTAGE = "#D55E00"
SHORTAGE_PALE = "#F8D3BC"
LEAVE = "#D9DCE0"
STANDBY = "#E6DDF0"
ROSTER_BEFORE = "#D9DCE0"
ACTIVITY = "#AA3377"
WISH = "#B8860B"
BEFORE = "#8A94A0"
AFTER = "#0072B2"
GROUP_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")

CLASS_COLOURS: dict[ShiftClass, tuple[str, ...]] = {
    ShiftClass.DAY: ("#FFF1C7", "#FFE08A", "#FFCB52", "#F7B32B"),
    ShiftClass.EVENING: ("#CDEBE3", "#9AD5C6", "#63B9A6", "#3F9C89"),
    ShiftClass.NIGHT: ("#4A5A94", "#374680", "#27346A", "#1A2452"),
}
"""From the earliest shift of a class to its latest, pale to strong."""

DAY_KIND_COLOURS = {
    DayKind.WORKDAY: HEADER,
    DayKind.REST_DAY: "#D3DCE6",
    DayKind.STATUTORY_HOLIDAY: "#F4C7C3",
    DayKind.MAKE_UP_WORKDAY: "#CFE8CF",
}


def shift_colours(centre: Centre) -> dict[str, str]:
    """Shift code → fill colour: the family says the class, the strength the place in the class by start time."""
    colours: dict[str, str] = {}
    for shift_class, family in CLASS_COLOURS.items():
        # Nights that begin after midnight belong behind those that begin before it.
        shifts = sorted(
            (shift for shift in centre.shifts if shift.shift_class is shift_class),
            key=lambda shift: (
                (shift.start.hour + 12) % 24 if shift_class is ShiftClass.NIGHT else shift.start.hour,
                shift.start.minute,
                shift.code,
            ),
        )
        for rank, shift in enumerate(shifts):
            colours[shift.code] = family[rank * len(family) // len(shifts) if len(shifts) > len(family) else rank]
    return colours


def ink_on(fill: str) -> str:
    """Black or white, whichever is read better on `fill`."""
    red, green, blue = (int(fill[i : i + 2], 16) for i in (1, 3, 5))
    return "#FFFFFF" if 0.299 * red + 0.587 * green + 0.114 * blue < 130 else INK

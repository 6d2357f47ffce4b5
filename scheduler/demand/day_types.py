"""What sort of day a day is for the calls: ordinary, or special in a way that its weekday does not tell."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from models.base import Text, text
from models.calendar import Calendar, DayKind

_LONGEST_BREAK = 16  # days; no run of days off is searched further


class DayType(StrEnum):
    """Special days have a level of their own, relative to an ordinary day with the same profile."""

    ORDINARY = "ordinary"
    EVE = "eve of a holiday"
    STATUTORY_HOLIDAY = "statutory holiday"
    HOLIDAY_BREAK = "other day off around a holiday"
    MAKE_UP_WORKDAY = "make-up working day"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    DayType.ORDINARY: text("ordinary", "普通日"),
    DayType.EVE: text("eve of a holiday", "节前一天"),
    DayType.STATUTORY_HOLIDAY: text("statutory holiday", "法定节假日"),
    DayType.HOLIDAY_BREAK: text("other day off around a holiday", "节假日前后的休息日"),
    DayType.MAKE_UP_WORKDAY: text("make-up working day", "调休上班日"),
}


# Taken where the history holds no such day; a learned factor starts from these as if from one day of history.
DEFAULT_FACTORS: dict[DayType, float] = {
    DayType.ORDINARY: 1.0,
    DayType.EVE: 1.0,
    DayType.STATUTORY_HOLIDAY: 0.8,
    DayType.HOLIDAY_BREAK: 0.95,
    DayType.MAKE_UP_WORKDAY: 0.9,
}


def day_type(calendar: Calendar, day: date) -> DayType:
    """A break is a run of days off with a statutory holiday in it; its eve is the working day just before."""
    kind = calendar.kind(day)
    if kind is DayKind.STATUTORY_HOLIDAY:
        return DayType.STATUTORY_HOLIDAY
    if kind is DayKind.REST_DAY:
        in_break = _break_holds_holiday(calendar, day, -1) or _break_holds_holiday(calendar, day, 1)
        # A day off on a working weekday was moved there by a holiday, even where none is next to it.
        return DayType.HOLIDAY_BREAK if in_break or not usual_day_off(calendar, day) else DayType.ORDINARY
    if kind is DayKind.MAKE_UP_WORKDAY:
        return DayType.MAKE_UP_WORKDAY
    tomorrow = day + timedelta(days=1)
    return DayType.EVE if _break_holds_holiday(calendar, tomorrow, 1) else DayType.ORDINARY


def usual_day_off(calendar: Calendar, day: date) -> bool:
    """Whether this weekday is a rest day as a rule: in most of the five weeks around the day."""
    weeks = (day + timedelta(weeks=i) for i in range(-2, 3))
    return sum(calendar.kind(that_day) is DayKind.REST_DAY for that_day in weeks) >= 3


def _break_holds_holiday(calendar: Calendar, day: date, step: int) -> bool:
    """Whether the days off from `day` on (in direction `step`) hold a statutory holiday before work resumes."""
    for distance in range(_LONGEST_BREAK):
        that_day = day + timedelta(days=step * distance)
        if calendar.kind(that_day) is DayKind.STATUTORY_HOLIDAY:
            return True
        if calendar.is_working_day(that_day):
            return False
    return False

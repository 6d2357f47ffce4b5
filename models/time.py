"""All time arithmetic: planning periods, intervals, midnight, clock changes, weeks and months.

A `Timeline` counts *elapsed minutes* from local midnight of the period's first day. Local midnights are not always
24 hours apart (daylight saving), so a day of the period may hold 23, 24 or 25 hours of intervals; lengths of shifts and
rests are always elapsed time, which is what an agent lives through.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from models.base import Model

MINUTES_PER_DAY = 24 * 60

MONTH_PATTERN = r"^\d{4}-(0[1-9]|1[0-2])$"
"""A month as it is written: 2026-10. Such words sort as the months do."""


class Period(Model):
    """A planning period: every day from `start` to `end`, both included."""

    start: date
    end: date

    @model_validator(mode="after")
    def _ordered(self) -> Period:
        if self.end < self.start:
            raise ValueError(f"the period ends ({self.end}) before it starts ({self.start})")
        return self

    @classmethod
    def parse(cls, words: str) -> Period:
        """Read `2026-10` (a month), `2026-10-05` (a day) or `2026-10-05..2026-11-01`.

        Raises:
            ValueError: with the remedy, when the words are none of these.
        """
        words = words.strip()
        try:
            if re.fullmatch(r"\d{4}-\d{1,2}", words):
                year, month = (int(part) for part in words.split("-"))
                return cls(start=date(year, month, 1), end=date(year, month, calendar.monthrange(year, month)[1]))
            start, _, end = words.partition("..")
            return cls(start=date.fromisoformat(start), end=date.fromisoformat(end or start))
        except ValueError as error:
            raise ValueError(
                f"{words!r} is not a period ({error}): write a month such as 2026-10, "
                "or two dates such as 2026-10-05..2026-11-01"
            ) from None

    @cached_property
    def days(self) -> tuple[date, ...]:
        return tuple(self.start + timedelta(days=i) for i in range((self.end - self.start).days + 1))

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"


class Timeline(Model):
    """The intervals of a period in a time zone; minute 0 is local midnight of the period's first day."""

    period: Period
    zone: str = "Asia/Shanghai"
    interval_minutes: int = Field(default=30)

    @cached_property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _origin(self) -> datetime:
        return datetime.combine(self.period.start, time(), self.tz).astimezone(UTC)

    @cached_property
    def _day_starts(self) -> dict[date, int]:
        return {}

    def minute_at(self, day: date, clock: time = time()) -> int:
        """Elapsed minutes from the period's start to the local wall clock `clock` on `day` (any day, also outside).

        A clock time that a change to summer time skips means the moment an hour later; one that occurs twice, the first.
        """
        local = datetime.combine(day, clock, self.tz)
        return round((local.astimezone(UTC) - self._origin).total_seconds() / 60)

    def day_start(self, day: date) -> int:
        """Elapsed minutes from the period's start to local midnight of `day`."""
        if day not in self._day_starts:
            self._day_starts[day] = self.minute_at(day)
        return self._day_starts[day]

    @cached_property
    def total_minutes(self) -> int:
        return self.day_start(self.period.end + timedelta(days=1))

    @cached_property
    def interval_count(self) -> int:
        return self.total_minutes // self.interval_minutes

    def interval_start(self, interval: int) -> datetime:
        """The zone-aware moment at which interval number `interval` begins."""
        return self.moment(interval * self.interval_minutes)

    def moment(self, minutes: int) -> datetime:
        """The zone-aware moment so many elapsed minutes after the period's start."""
        return (self._origin + timedelta(minutes=minutes)).astimezone(self.tz)

    def second_of(self, moment: datetime) -> int:
        """Elapsed seconds from the period's start to the zone-aware `moment`."""
        return int((moment.astimezone(UTC) - self._origin).total_seconds() // 1)

    def minute_of(self, moment: datetime) -> int:
        """Whole elapsed minutes from the period's start to the zone-aware `moment`; seconds are dropped."""
        return self.second_of(moment) // 60

    @cached_property
    def interval_starts(self) -> tuple[datetime, ...]:
        return tuple(self.interval_start(k) for k in range(self.interval_count))

    def interval_of(self, moment: datetime) -> int:
        """The number of the interval that holds the zone-aware `moment` (negative before the period)."""
        return int((moment.astimezone(UTC) - self._origin).total_seconds() // (60 * self.interval_minutes))

    def day_intervals(self, day: date) -> range:
        """The intervals that begin on the local day `day` of the period."""
        step = self.interval_minutes
        first = -(-self.day_start(day) // step)
        last = -(-self.day_start(day + timedelta(days=1)) // step)
        return range(first, min(last, self.interval_count))

    def whole_intervals(self, start: int, end: int) -> range:
        """The intervals of the period that lie wholly inside the minutes [start, end)."""
        first = max(0, -(-start // self.interval_minutes))
        last = min(self.interval_count, end // self.interval_minutes)
        return range(first, max(first, last))

    def touched_intervals(self, start: int, end: int) -> range:
        """The intervals of the period that the minutes [start, end) touch at all."""
        first = max(0, start // self.interval_minutes)
        last = min(self.interval_count, -(-end // self.interval_minutes))
        return range(first, max(first, last))

    def clock_intervals(self, clock_from: time, clock_until: time) -> Iterator[int]:
        """Every interval of the period whose local start lies in the daily window [from, until).

        Equal times mean the whole day; a window may cross midnight.
        """
        for interval, moment in enumerate(self.interval_starts):
            if in_window(moment.time(), clock_from, clock_until):
                yield interval


def in_window(clock: time, clock_from: time, clock_until: time) -> bool:
    """Whether `clock` lies in the daily window [from, until); equal times mean all day."""
    if clock_from == clock_until:
        return True
    if clock_from < clock_until:
        return clock_from <= clock < clock_until
    return clock >= clock_from or clock < clock_until


def clock_minutes(clock: time) -> int:
    """Minutes since midnight on the wall clock."""
    return clock.hour * 60 + clock.minute


def clock_after(clock: time, minutes: int) -> time:
    """The wall-clock time `minutes` after `clock`, turning over at midnight."""
    total = (clock_minutes(clock) + minutes) % MINUTES_PER_DAY
    return time(total // 60, total % 60)


def week_of(day: date) -> date:
    """The Monday of the calendar week that holds `day`."""
    return day - timedelta(days=day.weekday())


def is_weekend(day: date) -> bool:
    """Saturday or Sunday, whatever the holiday calendar makes of it."""
    return day.weekday() >= 5


def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier), or the last day of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_of(day: date) -> str:
    """The month of a day, as `2026-10`."""
    return f"{day:%Y-%m}"


def month_after(month: str, count: int = 1) -> str:
    """The month that lies `count` months after (or, when negative, before) `month`."""
    return month_of(add_months(date.fromisoformat(f"{month}-01"), count))


def months_until(month: str, count: int) -> tuple[str, ...]:
    """The last `count` months up to and with `month`, oldest first."""
    return tuple(month_after(month, -back) for back in range(count - 1, -1, -1))


def months_between(earlier: str, later: str) -> int:
    """How many months `later` lies after `earlier`."""
    return (int(later[:4]) - int(earlier[:4])) * 12 + int(later[5:]) - int(earlier[5:])

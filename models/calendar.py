"""The centre's calendar: working days, rest days, statutory holidays and make-up working days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

from pydantic import Field

from models.base import Model, Text, text


class DayKind(StrEnum):
    WORKDAY = "workday"
    REST_DAY = "rest_day"
    STATUTORY_HOLIDAY = "statutory_holiday"
    MAKE_UP_WORKDAY = "make_up_workday"

    @property
    def label(self) -> Text:
        return _DAY_KIND_LABELS[self]


_DAY_KIND_LABELS = {
    DayKind.WORKDAY: text("working day", "工作日"),
    DayKind.REST_DAY: text("rest day", "休息日"),
    DayKind.STATUTORY_HOLIDAY: text("statutory holiday", "法定节假日"),
    DayKind.MAKE_UP_WORKDAY: text("make-up working day", "调休上班日"),
}


class CalendarDay(Model):
    """A line of the centre's own calendar; it overrules the holiday library for that day."""

    day: date
    kind: DayKind
    name: str = ""


class EventKind(StrEnum):
    """Days whose call volume is not ordinary and must not be learned from as if it were."""

    CAMPAIGN = "campaign"
    OUTAGE = "outage"


class Event(Model):
    """A campaign or an outage; `volume_factor` is what it does to the calls of intervals that are still ahead.

    It holds for the intervals of the daily window [from, until) that begins on `day` (equal times: the whole day; a window
    may cross midnight), and for the calls of `queue` (empty: of every queue).
    """

    day: date
    kind: EventKind
    name: str = ""
    volume_factor: float = Field(default=1.0, ge=0, le=20)
    queue: str = ""
    time_from: time = time()
    time_until: time = time()

    def covers(self, queue: str, moment: datetime) -> bool:
        """Whether calls of the queue that come at the local moment are under its influence."""
        if self.queue not in ("", queue):
            return False
        if self.time_from == self.time_until:
            return moment.date() == self.day
        if self.time_from < self.time_until:
            return moment.date() == self.day and self.time_from <= moment.time() < self.time_until
        late = moment.date() == self.day and moment.time() >= self.time_from
        return late or (moment.date() - timedelta(days=1) == self.day and moment.time() < self.time_until)

    @property
    def last_day(self) -> date:
        """The day on which it ends."""
        return self.day + timedelta(days=self.time_until < self.time_from and self.time_until > time())


class Calendar(Model):
    """Day kinds from the `holidays` library for `country` (ISO code), overruled by the centre's own days."""

    country: str = "CN"
    own_days: tuple[CalendarDay, ...] = ()

    @cached_property
    def _own(self) -> dict[date, CalendarDay]:
        return {entry.day: entry for entry in self.own_days}

    def kind(self, day: date) -> DayKind:
        if day in self._own:
            return self._own[day].kind
        return _library_day(self.country, day)[0]

    def name(self, day: date) -> str:
        """The holiday's name, in the language of its country; empty on ordinary days."""
        if day in self._own:
            return self._own[day].name
        return _library_day(self.country, day)[1]

    def is_working_day(self, day: date) -> bool:
        return self.kind(day) in (DayKind.WORKDAY, DayKind.MAKE_UP_WORKDAY)

    def is_provisional(self, day: date) -> bool:
        """Whether the year's make-up days are not decreed yet (as far as the library knows) nor given by the centre."""
        if any(entry.day.year == day.year for entry in self.own_days):
            return False
        return not _decreed(self.country, day.year)

    def working_days_before(self, day: date, count: int) -> date:
        """The date that lies `count` working days before `day`."""
        while count > 0:
            day -= timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def working_days_after(self, day: date, count: int) -> date:
        """The date that lies `count` working days after `day`."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day


@lru_cache(maxsize=16)
def _library(country: str):  # type: ignore[no-untyped-def]  # the library's class depends on the country
    import holidays

    language = "zh_CN" if country == "CN" else None
    return holidays.country_holidays(country, language=language)


@lru_cache(maxsize=4096)
def _library_day(country: str, day: date) -> tuple[DayKind, str]:
    known = _library(country)
    name = known.get(day, "")
    if country == "CN" and ("休息日" in name or "补假" in name):
        # A day off moved here from elsewhere: rest, but not one of the statutory holidays paid threefold.
        return DayKind.REST_DAY, name
    if name:
        return DayKind.STATUTORY_HOLIDAY, name
    if day.weekday() not in known.weekend:
        return DayKind.WORKDAY, ""
    return (DayKind.MAKE_UP_WORKDAY if known.is_working_day(day) else DayKind.REST_DAY), ""


@lru_cache(maxsize=256)
def _decreed(country: str, year: int) -> bool:
    """China decrees each year's make-up working days the autumn before; other calendars are known from law."""
    if country != "CN":
        return True
    known = _library(country)
    first = date(year, 1, 1)
    days = (first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days))
    return any(day.weekday() >= 5 and known.is_working_day(day) for day in days)


def supported_countries() -> Sequence[str]:
    import holidays

    return sorted(holidays.list_supported_countries())

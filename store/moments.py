"""Wall-clock readings turned into moments of the centre's time zone."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from zoneinfo import ZoneInfo

from models.base import text
from store.words import CellError


class Localiser:
    """Turns the wall clock of rows in their order into zone-aware moments.

    An hour that the clock repeats at the end of summer time is its first occurrence when a series (a queue) shows it for
    the first time, and its second the next time. A reading that carries an offset is simply that moment.
    """

    def __init__(self, zone: str):
        self._zone = ZoneInfo(zone)
        self._seen: dict[datetime, tuple[datetime, datetime | None]] = {}
        self._repeated: set[tuple[Hashable, datetime]] = set()

    def moment(self, reading: datetime, series: Hashable) -> datetime:
        """The moment of `reading` in `series`.

        Raises:
            CellError: when the clock skips that time at the start of summer time.
        """
        if reading.tzinfo is not None:
            return reading.astimezone(self._zone)
        if reading not in self._seen:
            self._seen[reading] = self._occurrences(reading)
        first, second = self._seen[reading]
        if second is None:
            return first
        if (series, reading) in self._repeated:
            return second
        self._repeated.add((series, reading))
        return first

    def _occurrences(self, reading: datetime) -> tuple[datetime, datetime | None]:
        first = reading.replace(tzinfo=self._zone)
        second = first.replace(fold=1)
        before, after = first.utcoffset(), second.utcoffset()
        if before == after or before is None or after is None:
            return first, None
        if before < after:
            raise CellError(
                text(
                    "this time does not exist: the clock goes forward over it to summer time",
                    "该时间不存在：夏令时开始，时钟跳过了它",
                ),
                text("leave the skipped interval out", "请去掉被跳过的时段"),
            )
        return first, second

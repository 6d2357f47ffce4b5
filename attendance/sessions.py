"""From labelled records to stays: an in with its out, and the breaks and absences from the post between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from attendance.records import Mark
from attendance.spans import Span
from models.attendance import RecordKind
from models.policy import AttendancePolicy

_PAUSES = {
    RecordKind.BREAK_START: RecordKind.BREAK_END,
    RecordKind.AWAY_START: RecordKind.AWAY_END,
}
_ENDS = {end: start for start, end in _PAUSES.items()}


@dataclass
class Stay:
    """From arrival to departure in minutes; one of the two is missing where a record is. `pin` is the shift's day if a person said it."""

    arrival: Mark | None = None
    departure: Mark | None = None
    breaks: list[Span] = field(default_factory=list)
    aways: list[tuple[Span, bool]] = field(default_factory=list)
    unended: list[Mark] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def start(self) -> int | None:
        return self.arrival.arrival_minute if self.arrival else None

    @property
    def end(self) -> int | None:
        return self.departure.departure_minute if self.departure else None

    @property
    def span(self) -> Span | None:
        """The minutes of a stay of which both ends are known."""
        start, end = self.start, self.end
        return (start, end) if start is not None and end is not None else None

    @property
    def known(self) -> int:
        """The minute of the end that is known."""
        if self.start is not None:
            return self.start
        return self.end if self.end is not None else self.marks[0].arrival_minute

    @property
    def pin(self) -> date | None:
        return next((mark.shift_day for mark in (self.arrival, self.departure) if mark and mark.shift_day), None)

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(mark.place for mark in self.marks))


def stays_of(marks: Sequence[Mark], policy: AttendancePolicy) -> list[Stay]:
    """All stays of one agent in order of time; every in and out is an end of exactly one of them, or a repeat of one."""
    builder = _Builder(policy.repeat_minutes * 60, round(policy.longest_stay_hours * 3600))
    for mark in marks:
        builder.add(mark)
    builder.end()
    return builder.stays


class _Builder:
    def __init__(self, repeat: int, longest: int):
        self._repeat, self._longest = repeat, longest
        self._open: Stay | None = None
        self._pauses: dict[RecordKind, Mark] = {}
        self.stays: list[Stay] = []

    def add(self, mark: Mark) -> None:
        if self._open is not None and mark.second - self._open.marks[0].second > self._longest:
            self.end()
        match mark.kind:
            case RecordKind.IN:
                self._arrive(mark)
            case RecordKind.OUT:
                self._leave(mark)
            case _:
                self._pause(mark)

    def _arrive(self, mark: Mark) -> None:
        current = self._open
        if current is not None and current.arrival is not None:
            near = mark.second - current.arrival.second <= self._repeat
            if near and current.arrival.shift_day is None and mark.shift_day is None:
                current.marks.append(mark)
                return
        self.end()
        self._open = Stay(arrival=mark, marks=[mark])

    def _leave(self, mark: Mark) -> None:
        last = self.stays[-1] if self.stays else None
        if self._open is None and last is not None and last.departure is not None:
            near = mark.second - last.departure.second <= self._repeat
            if near and last.departure.shift_day is None and mark.shift_day is None:
                last.departure = mark
                last.marks.append(mark)
                return
        self._open = self._open or Stay()
        self._open.departure = mark
        self._open.marks.append(mark)
        self.end()

    def _pause(self, mark: Mark) -> None:
        self._open = self._open or Stay()
        self._open.marks.append(mark)
        if mark.kind in _PAUSES:
            if mark.kind in self._pauses:
                self._open.unended.append(self._pauses[mark.kind])
            self._pauses[mark.kind] = mark
            return
        begun = self._pauses.pop(_ENDS[mark.kind], None)
        if begun is None:
            self._open.unended.append(mark)
            return
        span = (begun.departure_minute, mark.arrival_minute)
        if mark.kind is RecordKind.BREAK_END:
            self._open.breaks.append(span)
        else:
            self._open.aways.append((span, begun.told or mark.told))

    def end(self) -> None:
        """The stay that is open ends, with its departure or without."""
        if self._open is not None:
            self._open.unended += self._pauses.values()
            self.stays.append(self._open)
        self._open, self._pauses = None, {}

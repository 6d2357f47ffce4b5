"""A problem of the benchmark as its text file has it, and the reader of such files.

Days are numbered from 0, a Monday. A file has sections; a line that begins with # is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Roster = Mapping[tuple[str, int], str]
"""The shift that an employee works on a day; nothing on a day off."""

T = TypeVar("T")


class FormatError(Exception):
    """A file that is not of the format; says file, line and what is wrong."""


@dataclass(frozen=True)
class Shift:
    id: str
    minutes: int
    not_followed_by: tuple[str, ...]
    """Shifts that cannot be worked on the next day."""


@dataclass(frozen=True)
class Employee:
    """One person and their limits, all of them hard."""

    id: str
    max_shifts: Mapping[str, int]
    max_minutes: int
    min_minutes: int
    max_consecutive_shifts: int
    min_consecutive_shifts: int
    min_consecutive_days_off: int
    max_weekends: int


@dataclass(frozen=True)
class Request:
    """A wish for a shift on a day, or against it; what it costs when it is not kept."""

    employee: str
    day: int
    shift: str
    weight: int


@dataclass(frozen=True)
class Cover:
    """Heads wanted on a shift of a day; what each one missing and each one too many costs."""

    day: int
    shift: str
    required: int
    under: int
    over: int


@dataclass(frozen=True)
class Problem:
    days: int
    shifts: Mapping[str, Shift]
    staff: Mapping[str, Employee]
    days_off: frozenset[tuple[str, int]]
    on_requests: tuple[Request, ...]
    off_requests: tuple[Request, ...]
    cover: tuple[Cover, ...]

    @property
    def weekends(self) -> list[range]:
        """Saturday and Sunday of every weekend, as far as they lie in the period."""
        return [range(saturday, min(saturday + 2, self.days)) for saturday in range(5, self.days, 7)]


@dataclass(frozen=True)
class _Line:
    """One line of a section, cut at its commas."""

    file: str
    number: int
    fields: tuple[str, ...]

    def error(self, what: str) -> FormatError:
        return FormatError(f"{self.file}, line {self.number}: {what}")

    def needs(self, count: int, names: str) -> None:
        if len(self.fields) != count:
            raise self.error(f"{len(self.fields)} fields instead of {count} ({names})")

    def whole(self, field: int, name: str) -> int:
        return self.number_in(self.fields[field], name)

    def number_in(self, word: str, name: str) -> int:
        # Some of the published files write a nought as -0.
        if not re.fullmatch(r"[0-9]+|-0", word):
            raise self.error(f"{name} is {word!r}, not a whole number from 0 on")
        return int(word)

    def known(self, word: str, among: Mapping[str, object], what: str) -> str:
        if word not in among:
            raise self.error(f"there is no {what} {word!r}")
        return word

    def day(self, word: str, days: int) -> int:
        day = self.number_in(word, "the day")
        if day >= days:
            raise self.error(f"day {day} is not one of the {days} days (0 to {days - 1})")
        return day


_SECTIONS = (
    "HORIZON",
    "SHIFTS",
    "STAFF",
    "DAYS_OFF",
    "SHIFT_ON_REQUESTS",
    "SHIFT_OFF_REQUESTS",
    "COVER",
)


def read_problem(path: Path) -> Problem:
    """The problem of a file.

    Raises:
        FormatError: when it is not of the format.
        OSError: when it cannot be opened.
    """
    try:
        words = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FormatError(f"{path.name} is not a text file") from None
    return parse_problem(words, path.name)


def parse_problem(words: str, file: str = "instance") -> Problem:
    """The problem that a file of this text states.

    Raises:
        FormatError: with file and line.
    """
    sections = _sections(words, file)
    days = _horizon(sections["HORIZON"], file)
    shifts = _by_id(sections["SHIFTS"], _shift, lambda shift: shift.id)
    for line, shift in zip(sections["SHIFTS"], shifts.values(), strict=True):
        for other in shift.not_followed_by:
            line.known(other, shifts, "shift")
    staff = _by_id(sections["STAFF"], lambda line: _employee(line, shifts), lambda employee: employee.id)
    if not shifts or not staff:
        raise FormatError(f"{file}: there are no {'employees' if shifts else 'shifts'}")
    on, off = (
        tuple(_request(line, days, shifts, staff) for line in sections[f"SHIFT_{kind}_REQUESTS"])
        for kind in ("ON", "OFF")
    )
    away = {cell for line in sections["DAYS_OFF"] for cell in _days_off(line, days, staff)}
    return Problem(days, shifts, staff, frozenset(away), on, off, _covers(sections["COVER"], days, shifts))


def _sections(words: str, file: str) -> dict[str, list[_Line]]:
    sections: dict[str, list[_Line]] = {}
    current: list[_Line] | None = None
    for number, raw in enumerate(words.splitlines(), start=1):
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        line = _Line(file, number, tuple(field.strip() for field in text.split(",")))
        if text.startswith("SECTION_"):
            name = text.removeprefix("SECTION_")
            if name not in _SECTIONS:
                raise line.error(f"section {name} is not known")
            if name in sections:
                raise line.error(f"section {name} stands twice")
            current = sections.setdefault(name, [])
        elif current is None:
            raise line.error("it stands before the first section")
        else:
            current.append(line)
    missing = [name for name in _SECTIONS if name not in sections]
    if missing:
        raise FormatError(f"{file}: section {missing[0]} is missing")
    return sections


def _horizon(lines: list[_Line], file: str) -> int:
    if len(lines) != 1:
        raise FormatError(f"{file}: section HORIZON holds {len(lines)} lines instead of one")
    lines[0].needs(1, "days")
    days = lines[0].whole(0, "the number of days")
    if not days:
        raise lines[0].error("the period has no days")
    return days


def _by_id(lines: list[_Line], read: Callable[[_Line], T], id_of: Callable[[T], str]) -> dict[str, T]:
    found: dict[str, T] = {}
    for line in lines:
        value = read(line)
        if id_of(value) in found:
            raise line.error(f"{id_of(value)!r} stands twice")
        found[id_of(value)] = value
    return found


def _shift(line: _Line) -> Shift:
    line.needs(3, "shift, minutes, shifts that cannot follow")
    followers = tuple(word for word in line.fields[2].split("|") if word)
    return Shift(line.fields[0], line.whole(1, "the length"), followers)


def _employee(line: _Line, shifts: Mapping[str, Shift]) -> Employee:
    line.needs(8, "id, max shifts, max and min minutes, max and min shifts in a row, min days off in a row, weekends")
    limits: dict[str, int] = {}
    for pair in line.fields[1].split("|"):
        shift, equals, count = pair.partition("=")
        if not equals:
            raise line.error(f"{pair!r} is not of the form shift=number")
        limits[line.known(shift, shifts, "shift")] = line.number_in(count, f"the most shifts {shift}")
    numbers = [line.whole(i, "the limit") for i in range(2, 8)]
    return Employee(line.fields[0], limits, *numbers)


def _days_off(line: _Line, days: int, staff: Mapping[str, Employee]) -> Iterator[tuple[str, int]]:
    employee = line.known(line.fields[0], staff, "employee")
    for word in line.fields[1:]:
        yield employee, line.day(word, days)


def _request(line: _Line, days: int, shifts: Mapping[str, Shift], staff: Mapping[str, Employee]) -> Request:
    line.needs(4, "employee, day, shift, weight")
    employee, day, shift, _ = line.fields
    return Request(
        line.known(employee, staff, "employee"),
        line.day(day, days),
        line.known(shift, shifts, "shift"),
        line.whole(3, "the weight"),
    )


def _covers(lines: list[_Line], days: int, shifts: Mapping[str, Shift]) -> tuple[Cover, ...]:
    found: dict[tuple[int, str], Cover] = {}
    for line in lines:
        line.needs(5, "day, shift, requirement, weight for under, weight for over")
        day, shift = line.day(line.fields[0], days), line.known(line.fields[1], shifts, "shift")
        if (day, shift) in found:
            raise line.error(f"shift {shift!r} of day {day} stands twice")
        numbers = [line.whole(i, "the number") for i in range(2, 5)]
        found[day, shift] = Cover(day, shift, *numbers)
    return tuple(found.values())

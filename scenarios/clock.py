"""Made-up clock records for a roster: everybody comes and goes as rostered, but for cases planted here and there.

What attendance must find is known beforehand: `Planted` says for whom, on which day, which exception and how long.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from models.attendance import ClockRecord, ExceptionKind, RecordKind
from models.centre import Centre
from models.roster import Assignment, Roster
from models.shifts import ShiftTemplate
from models.time import Timeline

GATE, DESK = "gate", "desk"
"""The two clocks: half of the people come and go by the one at the entrance, half by the one at the desks, where also breaks and absences from the post are clocked."""

PER_HUNDRED = 1.0
"""Shifts with each kind of planted case, of a hundred."""


@dataclass(frozen=True)
class Planted:
    """An exception that must come out."""

    agent_id: str
    day: date
    kind: ExceptionKind
    minutes: int


@dataclass
class MadeUp:
    """Records, and what attendance must find in them beyond a kept roster."""

    records: list[ClockRecord] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)


@dataclass
class _Shift:
    """A shift to be clocked: when it begins (UTC, so that what is added is elapsed time), and what the agent does on it."""

    agent_id: str
    day: date
    template: ShiftTemplate
    meal_offset: int
    start: datetime
    door: str
    arrival: int = 0
    departure: int = 0

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.template.length_minutes)


def made_up_records(centre: Centre, roster: Roster, seed: int = 1, desk_fast: int = 0) -> MadeUp:
    """Clock records of the roster's period; the clock at the desks is fast by `desk_fast` minutes."""
    chance = random.Random(seed)
    timeline = centre.timeline(roster.period)
    made = MadeUp()
    shifts = [
        _shift(centre, timeline, assignment, chance)
        for assignment in roster.assignments
        if not any(e.agent_id == assignment.agent_id and e.covers(assignment.day) for e in centre.approved_leave)
    ]
    order = list(range(len(shifts)))
    chance.shuffle(order)
    each = max(1, round(len(shifts) * PER_HUNDRED / 100))
    cases = dict(zip(order, (case for case in CASES for _ in range(each)), strict=False))
    for number, shift in enumerate(shifts):
        cases.get(number, _kept)(made, shift, chance)
    ahead = {DESK: timedelta(minutes=desk_fast), GATE: timedelta()}
    made.records = [r.model_copy(update={"at": (r.at + ahead[r.device]).astimezone(timeline.tz)}) for r in made.records]
    made.records.sort(key=lambda record: (record.at, record.agent_id, record.kind))
    made.planted.sort(key=lambda planted: (planted.agent_id, planted.day, planted.kind))
    return made


def _shift(centre: Centre, timeline: Timeline, assignment: Assignment, chance: random.Random) -> _Shift:
    template = centre.shifts_by_code[assignment.shift]
    offset = assignment.meal_offset
    if offset is None:
        first, last = template.meal_window
        offset = (first + last - template.meal_minutes) // 2
    start = timeline.moment(timeline.minute_at(assignment.day, template.start)).astimezone(UTC)
    early = -chance.randint(11, 25)
    number = next(i for i, agent in enumerate(centre.agents) if agent.id == assignment.agent_id)
    door = (GATE, DESK)[number % 2]
    return _Shift(assignment.agent_id, assignment.day, template, offset, start, door, early, chance.randint(0, 9))


def _record(made: MadeUp, shift: _Shift, at: datetime, kind: RecordKind, told: bool = False) -> None:
    device = shift.door if kind in (RecordKind.IN, RecordKind.OUT) else DESK
    made.records.append(ClockRecord(agent_id=shift.agent_id, at=at, kind=kind, device=device, told=told))


def _clock(made: MadeUp, shift: _Shift, over: int = 0) -> None:
    """In, the meal at its rostered time (`over` minutes too long), out."""
    _record(made, shift, shift.start + timedelta(minutes=shift.arrival), RecordKind.IN)
    if shift.template.meal_minutes:
        begin = shift.start + timedelta(minutes=shift.meal_offset)
        _record(made, shift, begin, RecordKind.BREAK_START)
        _record(made, shift, begin + timedelta(minutes=shift.template.meal_minutes + over), RecordKind.BREAK_END)
    _record(made, shift, shift.end + timedelta(minutes=shift.departure), RecordKind.OUT)


Case = Callable[[MadeUp, _Shift, random.Random], None]


def _kept(made: MadeUp, shift: _Shift, chance: random.Random) -> None:
    _clock(made, shift)


def _plant(made: MadeUp, shift: _Shift, kind: ExceptionKind, minutes: int = 0) -> None:
    made.planted.append(Planted(shift.agent_id, shift.day, kind, minutes))


def _late(made: MadeUp, shift: _Shift, chance: random.Random) -> None:
    shift.arrival = chance.choice((2, 5, 6, 15, 16, 30, 31, 55))
    _clock(made, shift)
    _plant(made, shift, ExceptionKind.LATE, shift.arrival)


def _unprepared(made: MadeUp, shift: _Shift, chance: random.Random) -> None:
    shift.arrival = -chance.randint(0, 9)
    _clock(made, shift)
    _plant(made, shift, ExceptionKind.PREPARATION_MISSED, 10 + shift.arrival)


def _early(made: MadeUp, shift: _Shift, chance: random.Random) -> None:
    shift.departure = -chance.randint(1, 50)
    _clock(made, shift)
    _plant(made, shift, ExceptionKind.EARLY_LEAVE, -shift.departure)


def _absent(made: MadeUp, shift: _Shift, chance: random.Random) -> None:
    _plant(made, shift, ExceptionKind.ABSENT_WITHOUT_LEAVE)


def _away(made: MadeUp, shift: _Shift, chance: random.Random) -> None:
    """Away twice in the last two hours: once untold for six minutes or more, once told, which is nothing."""
    _clock(made, shift)
    minutes = chance.randint(6, 20)
    for back, length, told in ((110, minutes, False), (60, 25, True)):
        begin = shift.end - timedelta(minutes=back)
        _record(made, shift, begin, RecordKind.AWAY_START, told)
        _record(made, shift, begin + timedelta(minutes=length), RecordKind.AWAY_END, told)
    _plant(made, shift, ExceptionKind.AWAY, minutes)


def _long_break(made: MadeUp, shift: _Shift, chance: random.Random) -> None:
    over = chance.randint(6, 15) if shift.template.meal_minutes else 0
    _clock(made, shift, over)
    if over:
        _plant(made, shift, ExceptionKind.BREAK_OVERRUN, over)


def _no_departure(made: MadeUp, shift: _Shift, chance: random.Random) -> None:
    _clock(made, shift)
    made.records.pop()
    _plant(made, shift, ExceptionKind.MISSING_RECORD)


def _stays_on(made: MadeUp, shift: _Shift, chance: random.Random) -> None:
    shift.departure = chance.randint(45, 120)
    _clock(made, shift)
    _plant(made, shift, ExceptionKind.UNROSTERED_WORK, shift.departure)


def _twice(made: MadeUp, shift: _Shift, chance: random.Random) -> None:
    """In and out on both clocks some minutes apart, and one record doubled: nothing comes of it."""
    _clock(made, shift)
    shift.door = DESK if shift.door == GATE else GATE
    _record(made, shift, shift.start + timedelta(minutes=shift.arrival + 3), RecordKind.IN)
    _record(made, shift, shift.end + timedelta(minutes=shift.departure - 1), RecordKind.OUT)
    made.records.append(made.records[-1])


CASES: Sequence[Case] = (
    _late,
    _unprepared,
    _early,
    _absent,
    _away,
    _long_break,
    _no_departure,
    _stays_on,
    _twice,
)

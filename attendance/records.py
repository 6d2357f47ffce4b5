"""Clock records made ready for matching: device clocks set right, entries of persons put in, repeats left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from models.attendance import ClockRecord, Doubt, Entry, EntryKind, RecordKind
from models.base import Text, text
from models.time import Timeline


@dataclass(frozen=True)
class Mark:
    """A record as elapsed seconds of a timeline. `shift_day` is the day of the shift a person has given it to."""

    second: int
    kind: RecordKind
    told: bool = False
    shift_day: date | None = None
    place: str = ""

    @property
    def arrival_minute(self) -> int:
        """Seconds count for the agent: an arrival is rounded down, a departure up."""
        return self.second // 60

    @property
    def departure_minute(self) -> int:
        return -(-self.second // 60)


_ORDER = {kind: number for number, kind in enumerate(RecordKind)}
_SETTLED = {EntryKind.RECORD_IN: RecordKind.IN, EntryKind.RECORD_OUT: RecordKind.OUT}


def marks_by_agent(
    records: Iterable[ClockRecord],
    entries: Iterable[Entry],
    timeline: Timeline,
    minutes_fast: Mapping[str, int],
) -> tuple[dict[str, list[Mark]], list[Doubt]]:
    """Everybody's marks in order of time, and the records whose moment is not clear.

    A record entered by a person takes the place of all that the clocks have in the same minute.
    """
    found: dict[str, list[Mark]] = {}
    doubts: list[Doubt] = []
    settled: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        if entry.at is not None:
            settled.setdefault((entry.agent_id, timeline.minute_of(entry.at)), []).append(entry)
    for record in records:
        second = timeline.second_of(record.at) - 60 * minutes_fast.get(record.device, 0)
        minute = second // 60
        if (record.agent_id, minute) in settled:
            continue
        if record.unclear is not None:
            if not any((record.agent_id, minute + shift) in settled for shift in _OTHER_READINGS):
                doubts.append(_unclear(record, record.unclear))
            continue
        mark = Mark(second, record.kind, record.told, place=record.source)
        found.setdefault(record.agent_id, []).append(mark)
    for (agent_id, minute), group in settled.items():
        last = max(group, key=lambda entry: (entry.entered_at, entry.id))
        if last.kind in _SETTLED:
            mark = Mark(minute * 60, _SETTLED[last.kind], shift_day=last.day, place=last.id)
            found.setdefault(agent_id, []).append(mark)
    for marks in found.values():
        marks.sort(key=lambda mark: (mark.second, _ORDER[mark.kind], not mark.told, mark.place))
    return found, doubts


_OTHER_READINGS = (-24 * 60, -60, 60, 24 * 60)
"""How far from an unclear record, in minutes, a person may settle it: the other hour of a clock change, the other day."""


def _unclear(record: ClockRecord, why: Text) -> Doubt:
    return Doubt(
        agent_id=record.agent_id,
        day=record.at.date(),
        at=(record.at,),
        what=why,
        remedy=text(
            "enter the record with its date and, in a repeated hour, its offset from UTC",
            "请补记该打卡，写明日期；重复的一小时内须写明与 UTC 的时差",
        ),
        places=(record.source,),
    )


def without_duplicates(marks: list[Mark], seconds: int) -> list[Mark]:
    """One mark of each run of the same kind whose neighbours are at most `seconds` apart: the first, told if any is."""
    kept: list[Mark] = []
    last: dict[tuple[RecordKind, date | None], tuple[int, int]] = {}
    for mark in marks:
        key = (mark.kind, mark.shift_day)
        before = last.get(key)
        if before is not None and mark.second - before[1] <= seconds:
            last[key] = (before[0], mark.second)
            kept[before[0]] = replace(kept[before[0]], told=kept[before[0]].told or mark.told)
        else:
            last[key] = (len(kept), mark.second)
            kept.append(mark)
    return kept

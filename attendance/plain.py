"""Records of clocks that do not say in or out: labelled by the shifts around them, where that leaves no choice.

A record at or before a shift's start can only be an arrival, one at or after its end only a departure. An even number of
records is an arrival, breaks, and a departure. Everything else is a doubt for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from attendance.records import Mark, without_duplicates
from attendance.shifts import RosteredShift
from models.attendance import Doubt, RecordKind
from models.base import Text, text
from models.policy import AttendancePolicy
from models.time import Timeline


@dataclass
class _Block:
    """Shifts that follow on each other without a gap, as one, in seconds."""

    shifts: list[RosteredShift]
    marks: list[Mark] = field(default_factory=list)

    @property
    def start(self) -> int:
        return self.shifts[0].start * 60

    @property
    def end(self) -> int:
        return max(shift.end for shift in self.shifts) * 60

    def near(self, second: int, window: int) -> bool:
        return self.start - window <= second <= self.end + window


def label_plain(
    agent_id: str, marks: list[Mark], shifts: Sequence[RosteredShift], policy: AttendancePolicy, timeline: Timeline
) -> tuple[list[Mark], list[Doubt]]:
    """The marks with every plain one labelled, and those that cannot be as doubts."""
    known = [mark for mark in marks if mark.kind is not RecordKind.PLAIN]
    repeat = policy.repeat_minutes * 60
    ends = [mark for mark in known if mark.kind in (RecordKind.IN, RecordKind.OUT)]
    longest = round(policy.longest_stay_hours * 3600)
    plain = [mark for mark in marks if mark.kind is RecordKind.PLAIN and not _says_nothing(mark, ends, repeat, longest)]
    plain = without_duplicates(plain, policy.duplicate_minutes * 60)
    blocks = _blocks(shifts)
    loose, contested = _share_out(plain, blocks, policy.match_window_minutes * 60)
    doubts = [_doubt(agent_id, contested, shifts, _BETWEEN, timeline)] if contested else []
    for block in blocks:
        labelled = _labelled(block, repeat)
        if labelled is None:
            doubts.append(_doubt(agent_id, block.marks, block.shifts, _ODD, timeline))
        else:
            known += labelled
    by_day: dict[object, list[Mark]] = {}
    for mark in loose:
        by_day.setdefault(timeline.moment(mark.second // 60).date(), []).append(mark)
    for group in by_day.values():
        if len(group) % 2:
            doubts.append(_doubt(agent_id, group, (), _ODD, timeline))
        else:
            known += [replace(mark, kind=(RecordKind.IN, RecordKind.OUT)[i % 2]) for i, mark in enumerate(group)]
    return sorted(known, key=lambda mark: mark.second), doubts


def _says_nothing(mark: Mark, ends: Sequence[Mark], repeat: int, longest: int) -> bool:
    """Whether a plain mark repeats a known arrival or departure, or lies between the two."""
    if any(abs(mark.second - end.second) <= repeat for end in ends):
        return True
    pairs = [(a, b) for a, b in pairwise(ends) if a.kind is RecordKind.IN and b.kind is RecordKind.OUT]
    return any(a.second < mark.second < b.second <= a.second + longest for a, b in pairs)


def _blocks(shifts: Sequence[RosteredShift]) -> list[_Block]:
    blocks: list[_Block] = []
    for shift in shifts:
        if blocks and shift.start * 60 <= blocks[-1].end:
            blocks[-1].shifts.append(shift)
        else:
            blocks.append(_Block([shift]))
    return blocks


def _share_out(plain: list[Mark], blocks: list[_Block], window: int) -> tuple[list[Mark], list[Mark]]:
    """Give each mark to the block near it; what is near none, and what is near two and cannot be told apart.

    Two marks between two blocks are the departure from one and the arrival at the other.
    """
    loose: list[Mark] = []
    between: dict[int, list[Mark]] = {}
    for mark in plain:
        near = [number for number, block in enumerate(blocks) if block.near(mark.second, window)]
        inside = [number for number in near if blocks[number].near(mark.second, 0)]
        if not near:
            loose.append(mark)
        elif len(inside) == 1 or len(near) == 1:
            blocks[(inside or near)[0]].marks.append(mark)
        else:
            between.setdefault(near[0], []).append(mark)
    contested: list[Mark] = []
    for number, group in between.items():
        earlier, later = blocks[number], blocks[number + 1]
        settled = [m for m in (*earlier.marks, *later.marks) if earlier.end <= m.second <= later.start]
        if len(group) == 2 and not settled:
            earlier.marks.append(group[0])
            later.marks.insert(0, group[1])
        else:
            contested += group
    for block in blocks:
        block.marks.sort(key=lambda mark: mark.second)
    return loose, contested


def _labelled(block: _Block, repeat: int) -> list[Mark] | None:
    """The block's marks with their labels; `None` where these cannot be told."""
    marks = block.marks
    arrivals = [m for m in marks if m.second <= block.start and m.second - marks[0].second <= repeat]
    departures = [m for m in marks if m.second >= block.end and marks[-1].second - m.second <= repeat]
    marks = [*arrivals[:1], *(m for m in marks if m not in arrivals and m not in departures), *departures[-1:]]
    if len(marks) == 1 and (arrivals or departures):
        return [replace(marks[0], kind=RecordKind.IN if arrivals else RecordKind.OUT)]
    if len(marks) % 2:
        return None
    inner = [(RecordKind.BREAK_START, RecordKind.BREAK_END)[i % 2] for i in range(len(marks) - 2)]
    kinds = [RecordKind.IN, *inner, RecordKind.OUT] if marks else []
    return [replace(mark, kind=kind) for mark, kind in zip(marks, kinds, strict=True)]


_BETWEEN = text("it can belong to the shift before or to the one after", "可能属于前一班，也可能属于后一班")
_ODD = text("an odd number of records: which is missing cannot be told", "打卡次数为单数，无法判断缺哪一次")
_SETTLE = text(
    "say what they are: paiban attendance correct --kind record_in or record_out with the shift's day",
    "请用 paiban attendance correct 按班次日期认定为上班卡或下班卡",
)


def _doubt(
    agent_id: str, marks: Sequence[Mark], shifts: Sequence[RosteredShift], what: Text, timeline: Timeline
) -> Doubt:
    moments = tuple(timeline.moment(mark.second // 60) for mark in marks)
    near = [s.day for s in shifts if any(abs(m.second // 60 - edge) < 24 * 60 for m in marks for edge in s.span)]
    return Doubt(
        agent_id=agent_id,
        day=near[0] if near else moments[0].date(),
        at=moments,
        shifts=tuple(near),
        what=what,
        remedy=_SETTLE,
        places=tuple(mark.place for mark in marks),
    )

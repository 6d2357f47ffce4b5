"""Which stay belongs to which rostered shift.

A whole stay belongs to every shift it overlaps. A stay of which one end is missing belongs to the one shift that it can
belong to; where there are two, or none, a person decides. Nothing is given to the nearer of two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from attendance.plain import label_plain
from attendance.records import Mark, without_duplicates
from attendance.sessions import Stay, stays_of
from attendance.shifts import RosteredShift
from attendance.spans import Spans, common, gaps, minutes, union, without
from models.attendance import Doubt, RecordKind
from models.base import text
from models.policy import AttendancePolicy
from models.time import Timeline

_ENDS = (RecordKind.IN, RecordKind.OUT, RecordKind.PLAIN)


@dataclass
class MatchedShift:
    """A shift with the stays that belong to it: whole ones, and those of which an end is missing."""

    shift: RosteredShift
    whole: list[Stay] = field(default_factory=list)
    partial: list[Stay] = field(default_factory=list)

    @property
    def stays(self) -> list[Stay]:
        return [*self.whole, *self.partial]

    @property
    def presence(self) -> Spans:
        return union(stay.span for stay in self.whole if stay.span)

    @property
    def breaks(self) -> Spans:
        """Recorded breaks and the time between two stays, inside the shift."""
        recorded = union(span for stay in self.stays for span in stay.breaks)
        return common(union((*recorded, *gaps(self.presence))), (self.shift.span,))

    @property
    def paused(self) -> Spans:
        """Recorded breaks wherever they lie: the time between two stays is not at work anyway."""
        return union(span for stay in self.whole for span in stay.breaks)

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(place for stay in self.stays for place in stay.places))

    @property
    def arrived(self) -> int | None:
        """When the agent came, unless the first stay lacks its arrival."""
        first = min(self.stays, key=lambda stay: stay.known, default=None)
        return first.start if first else None

    @property
    def left(self) -> int | None:
        """When the agent went, unless the last stay lacks its departure."""
        last = max(self.stays, key=lambda stay: stay.end if stay.end is not None else stay.known, default=None)
        return last.end if last else None


@dataclass
class AgentMatch:
    """One agent's shifts with what belongs to them, all whole stays, and what a person must decide."""

    agent_id: str
    shifts: list[MatchedShift]
    stays: list[Stay]
    doubts: list[Doubt]

    @property
    def presence(self) -> Spans:
        """Time at work as far as it is certain, breaks taken out."""
        whole = union(stay.span for stay in self.stays if stay.span)
        return without(whole, union(span for stay in self.stays for span in stay.breaks))


def match(
    agent_id: str,
    marks: Sequence[Mark],
    shifts: Sequence[RosteredShift],
    policy: AttendancePolicy,
    timeline: Timeline,
) -> AgentMatch:
    """Match one agent's marks to shifts, both in order of time."""
    pauses = [mark for mark in marks if mark.kind not in _ENDS]
    pauses = without_duplicates(pauses, policy.duplicate_minutes * 60)
    ordered = sorted((*(m for m in marks if m.kind in _ENDS), *pauses), key=lambda mark: mark.second)
    labelled, doubts = label_plain(
        agent_id, ordered, [shift for shift in shifts if shift.leave is None], policy, timeline
    )
    stays = stays_of(labelled, policy)
    matched = [MatchedShift(shift) for shift in shifts]
    lone: list[Stay] = []
    for stay in stays:
        span = stay.span
        if span is None:
            lone.append(stay)
            continue
        for candidate in matched:
            pinned = stay.pin == candidate.shift.day
            if pinned or (stay.pin is None and common((span,), (candidate.shift.span,))):
                candidate.whole.append(stay)
    for stay in lone:
        found = _candidates(stay, matched, policy.match_window_minutes)
        if len(found) == 1:
            found[0].partial.append(stay)
        else:
            today = timeline.moment(stay.known).date()
            unworked = [other for other in matched if other.shift.day == today and not other.stays]
            doubts.append(_doubt(agent_id, stay, found, unworked, timeline))
    return AgentMatch(agent_id, matched, [stay for stay in stays if stay.span], doubts)


def _candidates(stay: Stay, matched: list[MatchedShift], window: int) -> list[MatchedShift]:
    """The shifts that a stay with a missing end can belong to; those without a whole stay come first."""
    if stay.pin is not None:
        return [candidate for candidate in matched if candidate.shift.day == stay.pin]
    moment = stay.known
    found = []
    for candidate in matched:
        start, end = candidate.shift.span
        before = 0 if stay.start is None and stay.end is not None else window
        after = window if stay.start is None else 0
        if start - before <= moment < end + after or (after and moment == end + after):
            found.append(candidate)
    return [candidate for candidate in found if not candidate.whole] or found


def _doubt(
    agent_id: str, stay: Stay, found: list[MatchedShift], unworked: list[MatchedShift], timeline: Timeline
) -> Doubt:
    """A stay with a missing end that belongs to one of several shifts, or that is near none: then its day's shifts stay open too."""
    moment = timeline.moment(stay.known)
    missing = text("departure", "下班卡") if stay.end is None else text("arrival", "上班卡")
    if found:
        what = text("the record without {m} can belong to more than one shift", "缺{m}的打卡可能属于多个班次").format(
            m=missing
        )
    else:
        what = text("a record without {m}, near no shift", "缺{m}的打卡，附近没有班次").format(m=missing)
    return Doubt(
        agent_id=agent_id,
        day=found[0].shift.day if found else moment.date(),
        at=(moment,),
        shifts=tuple(candidate.shift.day for candidate in found or unworked),
        what=what,
        remedy=text(
            "enter the missing record, or the shift's day for this one: paiban attendance correct",
            "请用 paiban attendance correct 补记缺失的打卡，或认定所属班次日期",
        ),
        places=stay.places,
    )


def swap_doubts(matches: Sequence[AgentMatch], timeline: Timeline) -> list[Doubt]:
    """Who was absent while somebody without a shift worked at least four fifths of just that shift: perhaps a swap."""
    absent = [m.shift for match in matches for m in match.shifts if not m.stays and m.shift.leave is None]
    doubts = []
    for match in matches:
        own = union(m.shift.span for m in match.shifts)
        extra = without(match.presence, own)
        for shift in absent if minutes(extra) >= 60 else ():
            length = shift.end - shift.start
            if shift.agent_id != match.agent_id and 5 * minutes(common(extra, (shift.span,))) >= 4 * length:
                doubts.append(_swap(shift, match.agent_id, timeline))
    return doubts


def _swap(shift: RosteredShift, other: str, timeline: Timeline) -> Doubt:
    return Doubt(
        agent_id=shift.agent_id,
        day=shift.day,
        at=(timeline.moment(shift.start), timeline.moment(shift.end)),
        shifts=(shift.day,),
        what=text(
            f"absent, while {other} worked this shift ({shift.template.code}) without having it in the roster: a swap?",
            f"缺勤，而 {other} 未排班却上了该班（{shift.template.code}）：是否调班？",
        ),
        remedy=text(
            "if the swap was approved, publish the roster with it; otherwise leave it",
            "如调班已批准，请发布含该调班的班表；否则不作处理",
        ),
    )

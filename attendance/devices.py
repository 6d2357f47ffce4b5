"""How far a clock device's own clock is ahead: estimated and reported, applied only when a person has set it.

Everybody comes and goes about the same way, so a device whose arrivals lie later against the rostered starts than those of
the other devices, and whose departures lie later against the ends, has a clock that is fast by about that much.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from statistics import fmean, median

from attendance.matching import AgentMatch
from models.attendance import ClockRecord, DeviceReport, RecordKind
from models.policy import AttendancePolicy
from models.time import Timeline

FEWEST = 10
"""With fewer records near starts (or ends), on the device or on the others, nothing is estimated from these."""

NEAR_MINUTES = 60
_START, _END = 0, 1
_SIDES = {RecordKind.IN: (_START,), RecordKind.OUT: (_END,), RecordKind.PLAIN: (_START, _END)}

Offsets = dict[tuple[str, int], list[int]]
"""Minutes after the nearest start or end of a shift, by device and side."""


def device_reports(
    matches: Sequence[AgentMatch], records: Iterable[ClockRecord], policy: AttendancePolicy, timeline: Timeline
) -> tuple[DeviceReport, ...]:
    """For each named device, how far its clock seems to be ahead of the others, beyond what is set for it."""
    edges = {
        own.agent_id: sorted((edge, side) for m in own.shifts for side, edge in enumerate(m.shift.span))
        for own in matches
    }
    offsets: Offsets = {}
    counts: dict[str, int] = {}
    for record in records:
        counts[record.device] = counts.get(record.device, 0) + 1
        minute = timeline.minute_of(record.at) - policy.device_minutes_fast.get(record.device, 0)
        own, sides = edges.get(record.agent_id, []), _SIDES.get(record.kind, ())
        place = bisect_left(own, (minute, _START))
        near = [(minute - edge, side) for edge, side in own[max(0, place - 1) : place + 1] if side in sides]
        offset, side = min(near, key=lambda pair: abs(pair[0]), default=(NEAR_MINUTES + 1, _START))
        if abs(offset) <= NEAR_MINUTES:
            offsets.setdefault((record.device, side), []).append(offset)
    return tuple(
        DeviceReport(
            device=device,
            records=counts[device],
            set_minutes=policy.device_minutes_fast.get(device, 0),
            estimated_minutes=_estimate(device, offsets),
        )
        for device in sorted(name for name in counts if name)
    )


def _estimate(device: str, offsets: Offsets) -> int | None:
    """The mean, over starts and ends, of the difference of medians; `None` where there is too little to go by."""
    differences = []
    for side in (_START, _END):
        own = offsets.get((device, side), [])
        others = [offset for key, found in offsets.items() if key[1] == side and key[0] != device for offset in found]
        if len(own) >= FEWEST and len(others) >= FEWEST:
            differences.append(median(own) - median(others))
    return round(fmean(differences)) if differences else None

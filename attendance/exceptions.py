"""What of a shift is not as rostered, and the minutes that it was worked."""

from __future__ import annotations

from collections.abc import Iterator

from attendance.matching import MatchedShift
from attendance.spans import Spans, common, minutes, union, without
from models.attendance import AttendanceException, ExceptionKind, ShiftAttendance, ShiftState
from models.base import Text, text
from models.policy import Policy
from models.time import Timeline


def worked_spans(matched: MatchedShift) -> Spans:
    """The paid minutes of a shift that were worked, as far as they are certain."""
    if matched.shift.leave is not None:
        return ()
    at_work = common(matched.presence, (matched.shift.span,))
    return without(at_work, matched.shift.unpaid(matched.breaks))


def shift_attendance(matched: MatchedShift, timeline: Timeline, in_doubt: bool) -> ShiftAttendance:
    """The shift's state and minutes."""
    shift = matched.shift
    worked = worked_spans(matched)
    away = union(span for stay in matched.whole for span, told in stay.aways if not told)
    rostered = shift.working(matched.breaks)
    at_post = common(without(without(matched.presence, matched.breaks), away), rostered)
    arrived, left = matched.arrived, matched.left
    return ShiftAttendance(
        agent_id=shift.agent_id,
        day=shift.day,
        shift=shift.template.code,
        start=timeline.moment(shift.start),
        end=timeline.moment(shift.end),
        state=_state(matched, in_doubt),
        leave=shift.leave,
        arrived=None if arrived is None else timeline.moment(arrived),
        left=None if left is None else timeline.moment(left),
        planned=minutes(shift.planned),
        worked=minutes(worked),
        rostered_work=minutes(rostered),
        at_post=0 if shift.leave else minutes(at_post),
        break_minutes=minutes(matched.breaks),
        away_minutes=minutes(away),
        places=matched.places,
    )


def _state(matched: MatchedShift, in_doubt: bool) -> ShiftState:
    if matched.shift.leave is not None:
        return ShiftState.ON_LEAVE
    if matched.partial or in_doubt:
        return ShiftState.OPEN
    return ShiftState.KEPT if matched.whole else ShiftState.ABSENT


def shift_exceptions(matched: MatchedShift, policy: Policy, in_doubt: bool) -> Iterator[AttendanceException]:
    """The exceptions of a shift that is not on leave.

    While records that may belong to it are in doubt it is neither absent nor late: only that something is to be decided.
    """
    shift = matched.shift
    own = policy.attendance

    def found(kind: ExceptionKind, length: int = 0, detail: Text | None = None, tier: int = 0) -> AttendanceException:
        return AttendanceException(
            agent_id=shift.agent_id,
            day=shift.day,
            kind=kind,
            minutes=length,
            tier=tier,
            detail=detail or text("", ""),
            shift=shift.template.code,
            places=matched.places,
        )

    if shift.leave is not None:
        return
    if in_doubt:
        yield found(ExceptionKind.MISSING_RECORD, detail=text("its records are in doubt", "打卡归属待认定"))
        return
    if not matched.stays:
        yield found(ExceptionKind.ABSENT_WITHOUT_LEAVE)
        return
    if matched.arrived is not None:
        late = matched.arrived - shift.start
        missed = policy.roster.pre_shift_minutes + late
        if own.absent_after_minutes is not None and late > own.absent_after_minutes:
            detail = text(f"late by {late} minutes", f"迟到 {late} 分钟")
            yield found(ExceptionKind.ABSENT_WITHOUT_LEAVE, late, detail)
        elif late > own.late_tolerance_minutes:
            yield found(ExceptionKind.LATE, late, tier=_tier(late, own.tier_minutes))
        elif late <= 0 and missed > own.preparation_tolerance_minutes:
            yield found(ExceptionKind.PREPARATION_MISSED, missed)
    if matched.left is not None and (early := shift.end - matched.left) > own.early_tolerance_minutes:
        yield found(ExceptionKind.EARLY_LEAVE, early, tier=_tier(early, own.tier_minutes))
    overrun = minutes(matched.breaks) - shift.template.meal_minutes
    if overrun > own.break_tolerance_minutes:
        yield found(ExceptionKind.BREAK_OVERRUN, overrun)
    for stay in matched.whole:
        for (start, end), told in stay.aways:
            inside = minutes(common(union([(start, end)]), (shift.span,)))
            if not told and inside > own.away_tolerance_minutes:
                yield found(ExceptionKind.AWAY, inside)
    if missing := _missing(matched):
        yield found(ExceptionKind.MISSING_RECORD, detail=missing)


def _tier(length: int, bounds: tuple[int, ...]) -> int:
    """The tier from 1 on; the last is everything beyond the bounds."""
    return 1 + sum(length > bound for bound in bounds)


def _missing(matched: MatchedShift) -> Text | None:
    words = [
        text("no clock-out", "缺下班卡") if stay.end is None else text("no clock-in", "缺上班卡")
        for stay in matched.partial
    ]
    words += [text("a break or absence without its end", "休息或离岗缺少配对") for s in matched.stays if s.unended]
    if not words:
        return None
    unique = {word.en: word for word in words}.values()
    return text("; ".join(w.en for w in unique), "；".join(w.zh for w in unique))

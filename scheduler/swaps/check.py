"""Everything that speaks for or against a swap, all at once: the clauses on swaps, leave, and every hard rule of the roster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Literal

from models.base import Text, text
from models.leave import DayHalf
from models.process import Finding, Outcome, Verdict
from models.roster import Roster
from models.shifts import ShiftClass
from models.swap import SwapRequest, SwapStatus
from scheduler.explain.ledger import Ledger
from scheduler.instance import Instance
from scheduler.leave.book import LeaveBook
from scheduler.swaps.cells import exchanged, stale_cells

Month = tuple[int, int]


def check_swap(
    instance: Instance,
    roster: Roster,
    request: SwapRequest,
    others: Iterable[SwapRequest],
    book: LeaveBook,
    decided_at: datetime | None = None,
) -> Verdict:
    """Every check of a swap on the published roster. `others` are the centre's swaps, decided or not; `decided_at` asks for
    what must be there when it is approved at that moment (the partner's word, and that nothing has begun).

    Raises:
        KeyError: when one of the two, or a shift, is not known to the centre.
    """
    rest = tuple(other for other in others if other.id != request.id)
    stale = _published(roster, request)
    findings = [
        stale,
        _same_work(instance, request),
        _notice(book, request),
        _begun(instance, request, decided_at or request.filed_at),
        *_cap(instance, request, rest),
        _day_with_night(instance, request),
        *_leave(book, request),
        _partner(request, decided_at is not None),
        *_pending(request, rest),
    ]
    if stale.outcome is Outcome.KEPT:
        findings += _rules(instance, roster, request)
    return Verdict(findings=tuple(findings))


def _finding(check: str, clause: str, outcome: Outcome, words: Text) -> Finding:
    return Finding(check=check, clause=clause, outcome=outcome, text=words)


def _published(roster: Roster, request: SwapRequest) -> Finding:
    """The shifts are there as the request names them, and whoever takes one has that day free."""
    problems = stale_cells(roster, request)
    if not problems:
        return _finding("published", "BANK-6c", Outcome.KEPT, text("as the roster has it", "与班表一致"))
    return _finding("published", "BANK-6c", Outcome.BROKEN, _joined(problems))


def _same_work(instance: Instance, request: SwapRequest) -> Finding:
    """Agents swap with agents, supervisors with supervisors; whoever answers calls may swap with whoever does."""
    a, b = (instance.agent_index[who] for who in (request.initiator, request.partner))
    same = instance.agents[a].role is instance.agents[b].role or (instance.on_phones[a] and instance.on_phones[b])
    if same:
        return _finding("same_work", "ours", Outcome.KEPT, text("both do the same work", "双方岗位相同"))
    words = text("a {one} does not swap with a {other}", "{one}与{other}不能互换").format(
        one=instance.agents[a].role.label, other=instance.agents[b].role.label
    )
    return _finding("same_work", "ours", Outcome.BROKEN, words)


def _notice(book: LeaveBook, request: SwapRequest) -> Finding:
    """Filed so many working days before the first day that changes; make-up working days count (BANK-10)."""
    count = book.centre.policy.swaps.swap_notice_working_days
    latest = book.centre.calendar.working_days_before(request.days[0], count)
    filed = book.local_day(request.filed_at)
    words = text(
        "filed {filed}; a swap of {day} is filed {count} working day(s) ahead, by {latest}",
        "{filed} 提交；{day} 的调班须提前 {count} 个工作日，最迟 {latest}",
    ).format(
        filed=f"{request.filed_at.astimezone(book.zone):%Y-%m-%d %H:%M}",
        day=request.days[0],
        count=count,
        latest=latest,
    )
    return _finding("notice", "BANK-10", Outcome.KEPT if filed <= latest else Outcome.BROKEN, words)


def _begun(instance: Instance, request: SwapRequest, moment: datetime) -> Finding:
    """A swap counts only from its approval on: none of its shifts has begun by then."""
    first = min(instance.span(instance.day_number(h.day), instance.shift_index[h.shift])[0] for h in request.handovers)
    starts = instance.timeline.moment(first)
    words = text("its first shift begins {starts}", "首个班次于 {starts} 开始").format(
        starts=f"{starts:%Y-%m-%d %H:%M}"
    )
    return _finding("begun", "BANK-10", Outcome.KEPT if moment < starts else Outcome.BROKEN, words)


def voluntary_swaps(
    requests: Iterable[SwapRequest], agent_id: str, counts: Literal["initiator", "both"]
) -> Counter[Month]:
    """Approved voluntary swaps that count against an agent, by the months in which a shift changes hands."""
    found: Counter[Month] = Counter()
    for request in requests:
        if request.status is SwapStatus.APPROVED and request.voluntary and agent_id in who_counts(request, counts):
            found.update(months_of(request))
    return found


def who_counts(request: SwapRequest, counts: Literal["initiator", "both"]) -> tuple[str, ...]:
    """Against whose cap a swap counts."""
    return (request.initiator,) if counts == "initiator" else (request.initiator, request.partner)


def months_of(request: SwapRequest) -> set[Month]:
    return {(day.year, day.month) for day in request.days}


def _cap(instance: Instance, request: SwapRequest, others: Sequence[SwapRequest]) -> Iterator[Finding]:
    policy, clause = instance.policy.swaps, "BANK-11a"
    if not request.voluntary:
        words = text("asked for by the centre: it does not count", "由中心安排，不计次数")
        yield _finding("cap", clause, Outcome.KEPT, words)
        return
    for agent_id in who_counts(request, policy.swap_cap_counts):
        used = voluntary_swaps(others, agent_id, policy.swap_cap_counts)
        for month in sorted(months_of(request)):
            words = text(
                "{who} has {used} voluntary swap(s) in {month}; at most {most} a month",
                "{who} 在 {month} 已有 {used} 次主动调班；每月最多 {most} 次",
            ).format(
                who=_name(instance, agent_id),
                used=used[month],
                month=f"{month[0]}-{month[1]:02d}",
                most=policy.swap_cap_per_month,
            )
            kept = used[month] < policy.swap_cap_per_month
            yield _finding("cap", clause, Outcome.KEPT if kept else Outcome.BROKEN, words)


def _day_with_night(instance: Instance, request: SwapRequest) -> Finding:
    """Day shifts are not given for night shifts (BANK-11b): nobody ends with more of the one and fewer of the other."""
    clause = "BANK-11b"
    if not instance.policy.swaps.swap_same_shift_class:
        return _finding("day_with_night", clause, Outcome.KEPT, text("not looked at", "未启用"))
    classes = {shift.code: shift.shift_class for shift in instance.shifts}
    balance = Counter(classes[cell.shift] for cell in request.gives)
    balance.subtract(classes[cell.shift] for cell in request.takes)
    if balance[ShiftClass.DAY] * balance[ShiftClass.NIGHT] < 0:
        words = text("a day shift is not swapped for a night shift", "白班与夜班不得互换")
        return _finding("day_with_night", clause, Outcome.BROKEN, words)
    return _finding("day_with_night", clause, Outcome.KEPT, text("no day for a night", "没有白班换夜班"))


def _leave(book: LeaveBook, request: SwapRequest) -> Iterator[Finding]:
    """Nobody takes a shift on a day of leave (BANK-14), not even where the rule about leave is switched off.

    Of what type it is, is not said: whoever asks need not know.
    """
    clashes = [
        text("{who} is on leave on {day}", "{who} 在 {day} 休假").format(
            who=_agent_name(book, handover.taker), day=handover.day
        )
        for handover in request.handovers
        if any((handover.day, half) in book.of(handover.taker) for half in DayHalf)
    ]
    if clashes:
        yield _finding("leave", "BANK-14", Outcome.BROKEN, _joined(clashes))
    else:
        yield _finding("leave", "BANK-14", Outcome.KEPT, text("nobody is on leave", "无人请假"))


def _partner(request: SwapRequest, deciding: bool) -> Finding:
    if request.partner_agreed:
        return _finding("partner", "BANK-10", Outcome.KEPT, text("the partner has agreed", "对方已同意"))
    words = text("the partner has to agree before it is approved", "批准前须经对方同意")
    return _finding("partner", "BANK-10", Outcome.BROKEN if deciding else Outcome.WEIGH, words)


def _pending(request: SwapRequest, others: Sequence[SwapRequest]) -> Iterator[Finding]:
    """Other requests about the same cells: whichever is approved first makes the other one stale."""
    cells = _cells(request)
    same = [other.id for other in others if other.status is SwapStatus.REQUESTED and cells & _cells(other)]
    if same:
        words = text("the same shifts are in: {ids}", "同一班次还在其他申请中：{ids}").format(ids=", ".join(same))
        yield _finding("pending", "ours", Outcome.WEIGH, words)


def _cells(request: SwapRequest) -> set[tuple[str, date]]:
    return {(who, handover.day) for handover in request.handovers for who in (handover.giver, handover.taker)}


def _rules(instance: Instance, roster: Roster, request: SwapRequest) -> list[Finding]:
    """Breaches of hard rules, by the rules' own checkers, that come with the swap, for both and for the staff."""
    effect = Ledger(instance, roster).effect(exchanged(instance, roster, request))
    if effect.allowed:
        words = text(
            "every hard rule is kept for both, skills and minimum staff too",
            "双方均符合全部硬性规则，技能与最低人数亦然",
        )
        return [_finding("rules", "BANK-6c", Outcome.KEPT, words)]
    about_leave = "leave"  # has been told, without the type of leave
    return [
        _finding(breach.rule, breach.source, Outcome.BROKEN, breach.text)
        for breach in effect.breaks
        if breach.rule != about_leave
    ]


def _name(instance: Instance, agent_id: str) -> str:
    return f"{instance.agents[instance.agent_index[agent_id]].name} ({agent_id})"


def _agent_name(book: LeaveBook, agent_id: str) -> str:
    return f"{book.centre.agents_by_id[agent_id].name} ({agent_id})"


def _joined(parts: Sequence[Text]) -> Text:
    return text("; ".join(part.en for part in parts), "；".join(part.zh for part in parts))

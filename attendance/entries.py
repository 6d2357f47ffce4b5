"""What people have entered: who may enter what, what is wrong with the log, and what stands.

The log only grows. A withdrawal takes an entry back and stays beside it; of two entries about the same, the later holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from models.access import Deed, person_of
from models.attendance import AppealState, Entry, EntryKind, ExceptionKind
from models.base import Text, text
from models.centre import Centre
from models.time import Period, month_of

Key = tuple[str, date, ExceptionKind]
"""An exception: agent, the shift's day, kind."""


@dataclass(frozen=True)
class EntryFault:
    """What is wrong with an entry; `column` is the field to look at."""

    entry: Entry
    column: str
    message: Text
    remedy: Text


@dataclass
class Standing:
    """What the entries that stand mean for exceptions and hours."""

    records: list[Entry] = field(default_factory=list)
    excused: dict[Key, str] = field(default_factory=dict)
    appeals: dict[Key, AppealState] = field(default_factory=dict)
    approved: dict[str, dict[date, Entry]] = field(default_factory=dict)
    absences: list[Entry] = field(default_factory=list)


def appeal_until(centre: Centre, day: date) -> date:
    """The last day on which an exception of a shift's day may be appealed: working days after the end of its month."""
    month = Period.parse(month_of(day))
    return centre.calendar.working_days_after(month.end, centre.policy.attendance.appeal_working_days)


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.entered_at, entry.id))


def standing(entries: Sequence[Entry]) -> Standing:
    """What stands once withdrawals and decisions are counted in."""
    withdrawn = {entry.refers_to for entry in entries if entry.kind is EntryKind.WITHDRAW}
    by_id = {entry.id: entry for entry in entries}
    found = Standing()
    for entry in in_order([entry for entry in entries if entry.id not in withdrawn]):
        match entry.kind:
            case EntryKind.RECORD_IN | EntryKind.RECORD_OUT | EntryKind.DISCARD:
                found.records.append(entry)
            case EntryKind.APPROVE | EntryKind.APPROVE_COMP_TIME:
                found.approved.setdefault(entry.agent_id, {})[entry.day] = entry
            case EntryKind.ABSENCE:
                found.absences.append(entry)
            case EntryKind.EXCUSE if entry.about:
                found.excused[entry.agent_id, entry.day, entry.about] = entry.id
            case EntryKind.APPEAL if entry.about:
                found.appeals[entry.agent_id, entry.day, entry.about] = AppealState.OPEN
            case EntryKind.UPHOLD | EntryKind.REFUSE:
                appeal = by_id.get(entry.refers_to)
                if appeal is not None and appeal.about is not None and appeal.id not in withdrawn:
                    key = (appeal.agent_id, appeal.day, appeal.about)
                    upheld = entry.kind is EntryKind.UPHOLD
                    found.appeals[key] = AppealState.UPHELD if upheld else AppealState.REFUSED
                    if upheld:
                        found.excused[key] = entry.id
            case _:
                pass
    return found


def entry_faults(entries: Sequence[Entry], centre: Centre) -> list[EntryFault]:
    """Everything that is wrong with the entries, in their order."""
    faults: list[EntryFault] = []
    seen: dict[str, Entry] = {}
    decided: dict[str, str] = {}
    for entry in in_order(entries):
        for column, message, remedy in _faults_of(entry, centre, seen, decided):
            faults.append(EntryFault(entry, column, message, remedy))
        seen.setdefault(entry.id, entry)
        if entry.refers_to:
            decided.setdefault(entry.refers_to, entry.id)
    return faults


_Fault = tuple[str, Text, Text]
_CORRECT_ID = text("correct the id", "请更正编号")


def _faults_of(entry: Entry, centre: Centre, seen: Mapping[str, Entry], decided: Mapping[str, str]) -> Iterator[_Fault]:
    if entry.id in seen:
        yield "id", text("another entry has this id", "编号重复"), text("give it its own id", "请使用不同编号")
    if entry.agent_id not in centre.agents_by_id:
        yield "agent_id", text("no agent has this id", "没有该工号的人员"), _CORRECT_ID
    elif (hired := centre.agents_by_id[entry.agent_id].hire_date) and entry.day < hired:
        message = text(f"the agent was hired later ({hired})", f"早于该员工入职日期（{hired}）")
        yield "day", message, text("correct the day or the agent", "请更正日期或工号")
    yield from _authority(entry, centre, seen)
    if entry.refers_to:
        yield from _reference(entry, seen, decided)
    if entry.kind is EntryKind.APPEAL:
        until = appeal_until(centre, entry.day)
        if entry.entered_at.astimezone(ZoneInfo(centre.profile.time_zone)).date() > until:
            message = text(f"the appeal comes too late: until {until}", f"已过申诉期限：{until}")
            yield "entered_at", message, text("a supervisor can still excuse it", "主管仍可登记免责")


def _authority(entry: Entry, centre: Centre, seen: Mapping[str, Entry]) -> Iterator[_Fault]:
    """Appeals are one's own; everything else is a supervisor's, and never about oneself; who entered something may take it back."""
    author = person_of(centre, entry.entered_by)
    remedy = text("let the right person enter it", "请由有权人员登记")
    if author is None:
        yield "entered_by", text("the centre knows nobody of this id", "中心没有此人"), _CORRECT_ID
        return
    own = entry.entered_by == entry.agent_id
    if entry.kind is EntryKind.APPEAL:
        if not (own and author.may(Deed.APPEAL)):
            yield "entered_by", text("an appeal is filed by the agent concerned", "申诉须由本人提出"), remedy
        return
    first = seen.get(entry.refers_to)
    if entry.kind is EntryKind.WITHDRAW and first is not None and first.entered_by == entry.entered_by:
        return
    if not author.may(Deed.CORRECT_ATTENDANCE):
        yield "entered_by", text("this is entered by a supervisor", "此项须由主管登记"), remedy
    elif own:
        yield "entered_by", text("nobody decides about themselves", "不得处理本人事项"), remedy


def _reference(entry: Entry, seen: Mapping[str, Entry], decided: Mapping[str, str]) -> Iterator[_Fault]:
    first = seen.get(entry.refers_to)
    if first is None:
        yield "refers_to", text("there is no earlier entry with this id", "没有更早的该编号记录"), _CORRECT_ID
        return
    if (first.agent_id, first.day) != (entry.agent_id, entry.day):
        message = text("that entry is about another agent or day", "该记录属于其他人员或日期")
        yield "refers_to", message, _CORRECT_ID
    if entry.kind is EntryKind.WITHDRAW:
        if first.kind is EntryKind.WITHDRAW:
            message = text("a withdrawal is not withdrawn", "撤回不能再撤回")
            yield "refers_to", message, text("enter it anew", "请重新登记")
    elif first.kind is not EntryKind.APPEAL:
        yield "refers_to", text("that entry is no appeal", "该记录不是申诉"), _CORRECT_ID
    if entry.refers_to in decided:
        message = text(f"it is settled already by {decided[entry.refers_to]}", f"已由 {decided[entry.refers_to]} 处理")
        yield "refers_to", message, text("see the log", "请查看记录")

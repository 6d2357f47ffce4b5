"""An agent's month: which minutes are overtime, of which kind, and how they are made good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from hours.comp import available, by_kind, expired, lots, taken_within
from hours.pay import overtime_pay
from hours.planned import Planned, is_holiday, leave_credit, leave_days, norm_minutes
from models.base import Text, text
from models.centre import Centre
from models.hours import AgentHours, CompEntry, HoursStatement, Minutes, OvertimeKind, clock_words
from models.people import Agent, LeaveType
from models.time import Period, add_months

_K = OvertimeKind
Choice = Literal["pay", "time_off"]


@dataclass(frozen=True)
class MonthBooks:
    """What a month is settled from. `extra` are minutes by agent and day beside the plan (negative: less was worked).

    `carried` are corrections of closed months: minutes by kind, and (`carried_minutes`) those that only count towards the
    settlement period of the comprehensive system. `earlier` are the closed months of that period.
    """

    month: Period
    planned: Planned
    extra: Mapping[tuple[str, date], int] = field(default_factory=dict)
    carried: Mapping[str, Minutes] = field(default_factory=dict)
    carried_minutes: Mapping[str, int] = field(default_factory=dict)
    comp: Mapping[str, Sequence[CompEntry]] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    wages: Mapping[str, Decimal] = field(default_factory=dict)
    earlier: Sequence[HoursStatement] = ()


def settle_month(centre: Centre, books: MonthBooks) -> HoursStatement:
    """Everybody's hours of a month: what closing it writes down."""
    settles = ends_settlement(centre, books.month)
    agents = tuple(_agent_hours(centre, books, agent, settles) for agent in centre.agents)
    return HoursStatement(centre=centre.profile.name, month=books.month, settles=settles, agents=agents)


def settlement_months(centre: Centre, month: Period) -> list[Period]:
    """The months of the settlement period that holds a month; of the standard system the month alone."""
    policy = centre.policy.hours
    if policy.system == "standard":
        return [month]
    first = month.start.replace(
        month=(month.start.month - 1) // policy.settlement_months * policy.settlement_months + 1
    )
    starts = [add_months(first, i) for i in range(policy.settlement_months)]
    return [Period(start=start, end=add_months(start, 1) - timedelta(days=1)) for start in starts]


def ends_settlement(centre: Centre, month: Period) -> bool:
    """Whether a settlement period of the comprehensive system ends with the month."""
    return centre.policy.hours.system == "comprehensive" and settlement_months(centre, month)[-1] == month


def overtime_of_day(centre: Centre, planned: Planned, agent_id: str, day: date) -> OvertimeKind:
    """Which kind of overtime minutes beside the plan are on a day: a rest day is one on which no shift begins."""
    if is_holiday(centre, day):
        return _K.HOLIDAY
    return _K.WORKDAY if (agent_id, day) in planned.shift_days else _K.REST_DAY


def _agent_hours(centre: Centre, books: MonthBooks, agent: Agent, settles: bool) -> AgentHours:
    days, policy = books.month.days, centre.policy.hours
    planned = {day: books.planned.minutes[agent.id, day] for day in days}
    worked = {day: max(0, planned[day] + books.extra.get((agent.id, day), 0)) for day in days}
    norm = norm_minutes(centre, agent, days)
    # Hours off for comp time are paid like leave; whole days of it are leave.
    credit = leave_credit(centre, agent, days) + taken_within(books.comp.get(agent.id, ()), books.month)
    ordinary = sum(count for day, count in worked.items() if not is_holiday(centre, day))
    own = AgentHours(
        agent_id=agent.id,
        planned=sum(planned.values()),
        worked=sum(worked.values()),
        norm=norm,
        leave_credit=credit,
        overtime={},
        carried=dict(books.carried.get(agent.id, {})),
        carried_minutes=books.carried_minutes.get(agent.id, 0),
    )
    if policy.system == "comprehensive":
        before = sum(past.balance for one in books.earlier if (past := one.of(agent.id)))
        month = ordinary + credit - norm
        overtime = {_K.HOLIDAY: own.worked - ordinary}
        total = before + month + own.carried_minutes
        own = own.model_copy(update={"balance": month + own.carried_minutes})
        if settles:
            overtime[_K.WORKDAY] = max(0, total)
        limited = overtime[_K.HOLIDAY] + max(0, month)
    else:
        overtime = _standard(centre, books, agent, planned, worked, norm - credit)
        limited = sum(overtime.values())
    own = own.model_copy(update={"overtime": {kind: count for kind, count in overtime.items() if count}})
    own = _made_good(centre, books, agent, own)
    return own.model_copy(update={"warnings": tuple(_warnings(centre, agent, own, limited))})


def _standard(
    centre: Centre, books: MonthBooks, agent: Agent, planned: Mapping[date, int], worked: Mapping[date, int], due: int
) -> Minutes:
    """The standard system: all work on holidays; beside the plan by the day; and what the plan has above the norm."""
    found: Minutes = {_K.HOLIDAY: 0, _K.REST_DAY: 0, _K.WORKDAY: 0}
    within = 0
    for day, count in worked.items():
        kind = overtime_of_day(centre, books.planned, agent.id, day)
        if kind is _K.HOLIDAY:
            found[kind] += count
        else:
            found[kind] += max(0, count - planned[day])
            within += min(count, planned[day])
    found[_K.WORKDAY] += max(0, within - max(0, due))
    return found


def _made_good(centre: Centre, books: MonthBooks, agent: Agent, own: AgentHours) -> AgentHours:
    """Pay or time off for the overtime, comp time taken and expired, and what is then left."""
    policy, end = centre.policy.hours, books.month.end
    owed = {kind: own.overtime.get(kind, 0) + own.carried.get(kind, 0) for kind in _K}
    paid: Minutes = {}
    earned: Minutes = {}
    for kind, count in owed.items():
        # A correction that takes back what was settled is taken back in pay: time off may be spent already.
        (earned if count > 0 and _by_time_off(centre, books, agent, kind) else paid)[kind] = count
    before = books.comp.get(agent.id, ())
    taken, missing = _leave_taken(centre, agent, books.month, before)
    over = expired([*before, *taken], end)
    expires = add_months(end, policy.comp_time_months)
    added = [
        *taken,
        *(CompEntry(day=end, minutes=-lot.minutes, expires=lot.expires, kind=lot.kind) for lot in over),
        *(CompEntry(day=end, minutes=count, expires=expires, kind=kind) for kind, count in earned.items() if count),
    ]
    gone = by_kind(over)
    if policy.expired_comp_time == "paid":
        paid = {kind: paid.get(kind, 0) + gone.get(kind, 0) for kind in _K}
    wage = books.wages.get(agent.id)
    return own.model_copy(
        update={
            "paid": {kind: count for kind, count in paid.items() if count},
            "comp_earned": {kind: count for kind, count in earned.items() if count},
            "comp_taken": taken_within(before, books.month) - sum(entry.minutes for entry in taken),
            "comp_missing": missing,
            "comp_expired": gone,
            "comp_entries": tuple(added),
            "comp_balance": sum(lot.minutes for lot in lots([*before, *added])),
            "pay": None if wage is None else overtime_pay(policy, agent, wage, paid),
        }
    )


def _leave_taken(
    centre: Centre, agent: Agent, month: Period, before: Sequence[CompEntry]
) -> tuple[list[CompEntry], int]:
    """Comp time that days of leave take, a contract day each, and the minutes for which there was none."""
    taken: list[CompEntry] = []
    missing = 0
    for day, leave in sorted(leave_days(centre, agent, month.days).items()):
        if leave is LeaveType.COMP_TIME:
            wanted = round(agent.contract_hours * 60 / 5)
            there = min(wanted, available([*before, *taken], day))
            missing += wanted - there
            if there:
                taken.append(CompEntry(day=day, minutes=-there))
    return taken, missing


def _by_time_off(centre: Centre, books: MonthBooks, agent: Agent, kind: OvertimeKind) -> bool:
    """Work on a statutory holiday is always paid (BANK-12)."""
    policy = centre.policy.hours
    if kind is _K.HOLIDAY:
        return False
    how = policy.workday_settlement if kind is _K.WORKDAY else policy.rest_day_settlement
    return (books.choices.get(agent.id, "pay") if how == "choice" else how) == "time_off"


def _warnings(centre: Centre, agent: Agent, own: AgentHours, limited: int) -> list[Text]:
    limit = round(centre.policy.terms(agent.contract).max_overtime_hours_month * 60)
    near = round(centre.policy.hours.limit_warning_hours * 60)
    facts = {"agent": agent.id, "hours": clock_words(limited), "limit": clock_words(limit)}
    found = []
    if limited > limit:
        found.append(text("{agent}: {hours} h of overtime, above {limit} h", "{agent}：加班 {hours}，超过上限 {limit}"))
    elif limited >= near and limited:
        found.append(text("{agent}: {hours} h of overtime, near {limit} h", "{agent}：加班 {hours}，接近上限 {limit}"))
    if own.comp_missing:
        found.append(
            text("{agent}: comp time taken without {missing} h of it being there", "{agent}：调休超出余额 {missing}")
        )
    return [words.format(**facts, missing=clock_words(own.comp_missing)) for words in found]

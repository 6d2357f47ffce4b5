"""Standby plans and calls as they are kept, and the turns that they count in the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, insert, select, update

from models.base import text
from models.fairness import FairEntry
from models.hours import OvertimeKind
from models.standby import CallOutcome, StandbyCall, StandbyGroup, StandbyPlan, StoredCall, StoredStandby
from models.time import Period, add_months
from store.db import ledgers
from store.db.engine import Transaction
from store.db.fairness import post_entries, take_back
from store.db.hours import HOURS, worked_key
from store.db.ledgers import LedgerLine
from store.db.schema import audit, standby_calls, standby_plans
from store.errors import StoreError

LEDGER = "standby"
_CALL, _GROUP = "call", "group:"


def save_plan(
    tx: Transaction, plan: StandbyPlan, load: Callable[[StandbyGroup], int], fairness: Iterable[FairEntry]
) -> StoredStandby:
    """Keep a plan; its number is `tx.seq`. It takes the place of plans of the same days, whose turns are taken back.

    `load` is what a day in a group counts, `fairness` what the fairness ledger is to hold of the plan. The centre must be kept already (`save_centre`).

    Raises:
        StoreError: when such a plan has days that this one does not have, or people were called by it.
    """
    days = [day.day for day in plan.days]
    period = Period(start=min(days), end=max(days))
    replaced = [old for old in plans(tx.connection, plan.centre, period) if {d.day for d in old.plan.days} & set(days)]
    for old in replaced:
        _supersede(tx, old, set(days))
    tx.execute(
        insert(standby_plans),
        {
            "id": tx.seq,
            "centre": plan.centre,
            "first_day": period.start,
            "last_day": period.end,
            "state": "planned",
            "content": plan.model_dump_json(),
            "seq": tx.seq,
        },
    )
    ledgers.post(tx, plan.centre, _turns(plan, f"standby:{tx.seq}", load))
    post_entries(tx, plan.centre, fairness, f"standby:{tx.seq}")
    tx.record(
        "standby.plan",
        plan.centre,
        f"standby:{tx.seq}",
        days=[str(day) for day in days],
        groups=len(plan.groups),
        cost=plan.cost,
        bound=plan.bound,
        superseded=[old.id for old in replaced],
    )
    return StoredStandby(id=tx.seq, state="planned", plan=plan)


def save_call(
    tx: Transaction,
    stored: StoredStandby,
    call: StandbyCall,
    minutes: Mapping[date, tuple[int, OvertimeKind | None]],
    load: int,
) -> StoredCall:
    """Record a call. Of who came, the minutes worked on each day go into the hours ledger and `load` into that of turns.

    With the minutes stands what they are if the month is closed, as in `hours.correct`.

    Raises:
        StoreError: when the plan does not hold any more, or the same call is recorded already.
    """
    now = get_plan(tx.connection, stored.id)
    if now.state != "planned":
        raise StoreError(
            text(f"standby plan {stored.id} was superseded", f"备班计划 {stored.id} 已被取代"),
            text("paiban standby show tells the plan that holds", "请用 paiban standby show 查看现行计划"),
        )
    same = [
        c
        for c in calls(tx.connection, stored.id)
        if (c.call.agent_id, c.call.called_at) == (call.agent_id, call.called_at)
    ]
    if same:
        raise StoreError(
            text(f"this call is recorded already, as {same[0].id}", f"该呼叫已登记（{same[0].id}）"),
            text("wrong minutes are put right by paiban hours correct", "工时有误请用 paiban hours correct 更正"),
        )
    centre, source = stored.plan.centre, f"call:{tx.seq}"
    tx.execute(
        insert(standby_calls),
        {
            "id": tx.seq,
            "plan": stored.id,
            "agent": call.agent_id,
            "day": call.day,
            "content": call.model_dump_json(),
            "seq": tx.seq,
        },
    )
    if call.outcome is CallOutcome.CAME:
        turn = _line(LEDGER, call.agent_id, call.day, _CALL, load, call.reason, source)
        worked = [
            _line(HOURS, call.agent_id, day, worked_key(tx.connection, centre, day, kind), count, call.reason, source)
            for day, (count, kind) in minutes.items()
        ]
        ledgers.post(tx, centre, [turn, *worked])
    tx.record(
        "standby.call",
        centre,
        source,
        plan=stored.id,
        agent=call.agent_id,
        group=call.group,
        outcome=call.outcome.value,
        response_minutes=call.response_minutes,
        minutes={str(day): count for day, (count, _) in minutes.items()},
    )
    return StoredCall(id=tx.seq, plan=stored.id, call=call, recorded_by=tx.act.who, recorded_at=tx.act.at)


def plans(
    connection: Connection, centre: str, period: Period | None = None, state: str | None = "planned"
) -> list[StoredStandby]:
    """Plans that touch a period, in a state, the oldest first."""
    query = select(standby_plans).where(standby_plans.c.centre == centre).order_by(standby_plans.c.id)
    if period is not None:
        query = query.where(standby_plans.c.first_day <= period.end, standby_plans.c.last_day >= period.start)
    if state is not None:
        query = query.where(standby_plans.c.state == state)
    return [
        StoredStandby(id=row.id, state=row.state, plan=StandbyPlan.model_validate_json(row.content))
        for row in connection.execute(query)
    ]


def get_plan(connection: Connection, number: int) -> StoredStandby:
    """The plan with this number.

    Raises:
        StoreError: when there is none.
    """
    row = connection.execute(select(standby_plans).where(standby_plans.c.id == number)).first()
    if row is None:
        raise StoreError(
            text(f"there is no standby plan {number} in the store", f"数据库中没有备班计划 {number}"),
            text("paiban standby show lists what there is", "现有计划见 paiban standby show"),
        )
    return StoredStandby(id=row.id, state=row.state, plan=StandbyPlan.model_validate_json(row.content))


def calls(connection: Connection, plan: int) -> list[StoredCall]:
    """The calls of a plan, in the order in which they were recorded."""
    query = (
        select(standby_calls, audit.c.who, audit.c.at)
        .join(audit, audit.c.seq == standby_calls.c.seq)
        .where(standby_calls.c.plan == plan)
        .order_by(standby_calls.c.id)
    )
    return [
        StoredCall(
            id=row.id,
            plan=row.plan,
            call=StandbyCall.model_validate_json(row.content),
            recorded_by=row.who,
            recorded_at=row.at,
        )
        for row in connection.execute(query)
    ]


def turns(connection: Connection, centre: str, before: date) -> tuple[Counter[str], Counter[str]]:
    """By agent, of the twelve months before a day: the turns, and how often each came in on call."""
    year = Period(start=add_months(before, -12), end=before - timedelta(days=1))
    turn, came = Counter[str](), Counter[str]()
    for line in ledgers.lines(connection, centre, LEDGER, period=year):
        turn[line.agent] += int(line.amount)
        came[line.agent] += line.key == _CALL
    return turn, came


def _supersede(tx: Transaction, old: StoredStandby, days: set[date]) -> None:
    missing = sorted({day.day for day in old.plan.days} - days)
    if missing:
        raise StoreError(
            text(
                f"standby plan {old.id} has other days besides: {missing[0]}",
                f"备班计划 {old.id} 还包含其他日期：{missing[0]}",
            ),
            text("plan all of its days again", "请连同这些日期一并重新计划"),
        )
    if calls(tx.connection, old.id):
        raise StoreError(
            text(f"people were called by standby plan {old.id}", f"备班计划 {old.id} 已有呼叫记录"),
            text("it stays as it is", "该计划不能再更改"),
        )
    tx.execute(update(standby_plans).where(standby_plans.c.id == old.id).values(state="superseded", seq=tx.seq))
    kept = ledgers.lines(tx.connection, old.plan.centre, LEDGER)
    source = f"standby:{old.id}"
    back = [line.model_copy(update={"amount": -line.amount}) for line in kept if line.source == source]
    ledgers.post(tx, old.plan.centre, back)
    period = Period(start=min(day.day for day in old.plan.days), end=max(day.day for day in old.plan.days))
    take_back(tx, old.plan.centre, period, source, f"superseded by standby:{tx.seq}")


def _turns(plan: StandbyPlan, source: str, load: Callable[[StandbyGroup], int]) -> list[LedgerLine]:
    return [
        _line(LEDGER, member.agent_id, group.day, f"{_GROUP}{group.name}", load(group), "BANK-9", source)
        for group in plan.groups
        for member in group.members
    ]


def _line(ledger: str, agent: str, day: date, key: str, amount: int, reason: str, source: str) -> LedgerLine:
    return LedgerLine(
        ledger=ledger, agent=agent, day=day, key=key, amount=Decimal(amount), reason=reason, source=source
    )

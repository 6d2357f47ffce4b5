"""The hours ledger as it is kept: minutes beside the plan, comp time, choices, and closed months.

Lines are added, never changed. A closed month stays as it was: a correction of it is settled with the next one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from models.base import text
from models.hours import CompEntry, HoursStatement, Minutes, OvertimeKind, clock_words
from models.time import Period
from store.db import ledgers
from store.db.engine import Transaction
from store.db.ledgers import LedgerLine
from store.db.schema import hours_closings
from store.db.schema import ledger as table
from store.errors import StoreError

HOURS, COMP, CHOICE, OVERTIME, PAY = "hours", "comp_time", "comp_choice", "overtime", "overtime_pay"
_WORKED, _CARRY, _TAKEN, _EARNED, _EXPIRED = "worked", "carry", "taken", "earned", "expired"


class Closing(NamedTuple):
    """A closed month with the number of the decision that closed it."""

    id: int
    statement: HoursStatement


class Beside(NamedTuple):
    """What stands beside the plan of a month: minutes by agent and day, and by agent what closed months carry over."""

    extra: dict[tuple[str, date], int]
    carried: dict[str, Minutes]
    carried_minutes: dict[str, int]


def beside_plan(connection: Connection, centre: str, month: Period) -> Beside:
    """Minutes beside the plan in a month that is not closed, and corrections that no closing has settled yet."""
    last = max((closing.id for closing in closings(connection, centre)), default=0)
    query = select(table).where(table.c.centre == centre, table.c.ledger == HOURS).order_by(table.c.seq, table.c.line)
    found = Beside({}, {}, {})
    for row in connection.execute(query):
        minutes, (key, _, kind) = int(row.amount), row.key.partition("/")
        if key == _WORKED and row.day in month:
            place = (row.agent, row.day)
            found.extra[place] = found.extra.get(place, 0) + minutes
        elif key == _CARRY and row.seq > last and kind == _WORKED:
            found.carried_minutes[row.agent] = found.carried_minutes.get(row.agent, 0) + minutes
        elif key == _CARRY and row.seq > last:
            own = found.carried.setdefault(row.agent, {})
            own[OvertimeKind(kind)] = own.get(OvertimeKind(kind), 0) + minutes
    return found


def closings(connection: Connection, centre: str) -> list[Closing]:
    """Closed months, the oldest first."""
    query = select(hours_closings).where(hours_closings.c.centre == centre).order_by(hours_closings.c.first_day)
    return [Closing(row.id, HoursStatement.model_validate_json(row.content)) for row in connection.execute(query)]


def closing_of(connection: Connection, centre: str, day: date) -> Closing | None:
    """The closed month that holds a day."""
    return next((closing for closing in closings(connection, centre) if day in closing.statement.month), None)


def correct(
    tx: Transaction, centre: str, agent: str, day: date, minutes: int, reason: str, kind: OvertimeKind | None
) -> bool:
    """Enter minutes beside the plan; whether the month is closed, so that the next one settles them.

    `kind` is what such minutes are on that day; None counts them towards the settlement period of the comprehensive system.
    The centre must be kept already (`save_centre`).
    """
    key = worked_key(tx.connection, centre, day, kind)
    ledgers.post(tx, centre, [_line(HOURS, agent, day, key, minutes, reason, f"correction:{tx.seq}")])
    facts = {"agent": agent, "day": str(day), "minutes": minutes, "key": key}
    tx.record("hours.correct", centre, f"hours:{tx.seq}", **facts)
    return key != _WORKED


def worked_key(connection: Connection, centre: str, day: date, kind: OvertimeKind | None) -> str:
    """The key of minutes beside the plan: those of a closed month are carried over to the next closing."""
    if closing_of(connection, centre, day) is None:
        return _WORKED
    return f"{_CARRY}/{kind.value if kind else _WORKED}"


def comp_entries(connection: Connection, centre: str) -> dict[str, list[CompEntry]]:
    """Everybody's lines of comp time."""
    found: dict[str, list[CompEntry]] = {}
    for line in ledgers.lines(connection, centre, COMP):
        key, *more = line.key.split("/")
        entry = CompEntry(day=line.day, minutes=int(line.amount))
        if key in (_EARNED, _EXPIRED):
            kind, expires = OvertimeKind(more[0]), date.fromisoformat(more[1])
            entry = CompEntry(day=line.day, minutes=int(line.amount), kind=kind, expires=expires)
        found.setdefault(line.agent, []).append(entry)
    return found


def take_comp(tx: Transaction, centre: str, agent: str, day: date, minutes: int, there: int, reason: str) -> None:
    """Take hours of comp time on a day: they come off the balance (of which `there` are left) and off what is worked.

    Raises:
        StoreError: when there are fewer, or the month is closed.
    """
    if closing_of(tx.connection, centre, day):
        raise StoreError(
            text(f"the month of {day} is closed", f"{day} 所在月份已结账"),
            text("take it later", "请改在之后的日期调休"),
        )
    if minutes > there:
        raise StoreError(
            text(
                f"{agent} has {clock_words(there)} h of comp time on {day}, not {clock_words(minutes)}",
                f"{agent} 在 {day} 可调休 {clock_words(there)}，不足 {clock_words(minutes)}",
            ),
            text("take less; paiban hours comp show lists it", "请减少时长；余额见 paiban hours comp show"),
        )
    source = f"comp:{tx.seq}"
    ledgers.post(
        tx,
        centre,
        [
            _line(COMP, agent, day, _TAKEN, -minutes, reason, source),
            _line(HOURS, agent, day, _WORKED, -minutes, reason, source),
        ],
    )
    tx.record("hours.comp_taken", centre, source, agent=agent, day=str(day), minutes=minutes)


def choose(tx: Transaction, centre: str, agent: str, month: Period, choice: str) -> None:
    """An agent's choice between pay and time off for a month; the last one counts."""
    ledgers.post(tx, centre, [_line(CHOICE, agent, month.start, choice, 1, "BANK-7b", f"choice:{tx.seq}")])
    tx.record("hours.choose", centre, f"choice:{tx.seq}", agent=agent, month=str(month), choice=choice)


def choices(connection: Connection, centre: str, month: Period) -> dict[str, str]:
    found = ledgers.lines(connection, centre, CHOICE, period=Period(start=month.start, end=month.start))
    return {line.agent: line.key for line in found}


def close(tx: Transaction, statement: HoursStatement, marks: Sequence[str]) -> Closing:
    """Close a month: its statement is kept, its overtime, pay and comp time go into their ledgers.

    `marks` are the rosters that it was reckoned from. The centre must be kept already (`save_centre`).

    Raises:
        StoreError: when it, or a later month, is closed already.
    """
    later = [c for c in closings(tx.connection, statement.centre) if c.statement.month.end >= statement.month.start]
    if later:
        closed = later[-1].statement.month
        raise StoreError(
            text(f"{closed} is closed already", f"{closed} 已结账"),
            text(
                "enter corrections with paiban hours correct: the next month settles them",
                "请用 paiban hours correct 更正，由下月结算",
            ),
        )
    tx.execute(
        insert(hours_closings),
        {
            "id": tx.seq,
            "centre": statement.centre,
            "first_day": statement.month.start,
            "last_day": statement.month.end,
            "content": statement.model_dump_json(),
            "seq": tx.seq,
        },
    )
    ledgers.post(tx, statement.centre, _lines_of(statement, f"closing:{tx.seq}"))
    overtime = sum(agent.overtime_minutes for agent in statement.agents)
    tx.record(
        "hours.close",
        statement.centre,
        f"closing:{tx.seq}",
        month=str(statement.month),
        rosters=list(marks),
        overtime_minutes=overtime,
        warnings=sum(len(agent.warnings) for agent in statement.agents),
    )
    return Closing(tx.seq, statement)


def _lines_of(statement: HoursStatement, source: str) -> list[LedgerLine]:
    end, lines = statement.month.end, []
    for own in statement.agents:
        owed: Mapping[OvertimeKind, int] = {k: own.overtime.get(k, 0) + own.carried.get(k, 0) for k in OvertimeKind}
        lines += [_line(OVERTIME, own.agent_id, end, k.value, count, "", source) for k, count in owed.items() if count]
        lines += [_line(PAY, own.agent_id, end, k.value, sum_, "", source) for k, sum_ in (own.pay or {}).items()]
        lines += [_line(COMP, own.agent_id, e.day, _comp_key(e), e.minutes, "", source) for e in own.comp_entries]
    return lines


def _comp_key(entry: CompEntry) -> str:
    if entry.expires is None:
        return _TAKEN
    return f"{_EARNED if entry.minutes > 0 else _EXPIRED}/{entry.kind.value}/{entry.expires}"


def _line(ledger: str, agent: str, day: date, key: str, amount: int | Decimal, reason: str, source: str) -> LedgerLine:
    return LedgerLine(
        ledger=ledger, agent=agent, day=day, key=key, amount=Decimal(amount), reason=reason, source=source
    )

"""What standby and hours are reckoned from: published rosters of the store, and what stands beside them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection

from commands.common import input_error
from commands.desk import stored_leave
from hours.month import Choice, MonthBooks, settlement_months
from hours.planned import planned_hours
from models.base import text
from models.centre import Centre
from models.roster import Roster
from models.roster_version import RosterState
from models.time import Period
from scheduler.leave.book import with_leave
from store.db import hours as ledger
from store.db.rosters import load_roster, versions

if TYPE_CHECKING:
    from collections.abc import Mapping


class Published(NamedTuple):
    """Published rosters, and which versions they are."""

    rosters: list[Roster]
    marks: tuple[str, ...]


class Known(NamedTuple):
    """What a month is settled from, the versions of its rosters, and its days that no published roster has."""

    books: MonthBooks
    marks: tuple[str, ...]
    uncovered: list[date]


def published_around(connection: Connection, centre: Centre, period: Period, margin: int) -> Published:
    """The published rosters of a period and some days before and after it.

    Raises:
        InputError: when one names a shift that the centre does not have any more.
    """
    wide = Period(start=period.start - timedelta(days=margin), end=period.end + timedelta(days=margin))
    found = [v for v in versions(connection, centre.profile.name, wide) if v.state is RosterState.PUBLISHED]
    rosters = [load_roster(connection, version.id) for version in found]
    for roster in rosters:
        require_shifts(centre, roster)
    return Published(rosters, tuple(str(version.mark) for version in found))


def with_stored_leave(connection: Connection, centre: Centre) -> Centre:
    """The centre with the leave that the store has approved besides its own table."""
    return with_leave(centre, stored_leave(connection, centre))


def require_shifts(centre: Centre, roster: Roster) -> None:
    """Refuse a roster with shifts that the centre does not know.

    Raises:
        InputError: naming the first.
    """
    unknown = sorted({a.shift for a in roster.assignments} - centre.shifts_by_code.keys())
    if unknown:
        message = text("the centre does not know this shift of the roster any more", "中心已没有班表中的该班次")
        raise input_error("shifts", unknown[0], message, text("put it back into the shifts table", "请在班次表中恢复"))


def uncovered(rosters: list[Roster], days: tuple[date, ...]) -> list[date]:
    return [day for day in days if not any(day in roster.period for roster in rosters)]


def month_books(
    connection: Connection,
    centre: Centre,
    month: Period,
    wages: Mapping[str, Decimal] | None = None,
    rosters: list[Roster] | None = None,
) -> Known:
    """What a month is settled from; `rosters` take the place of the published ones, to look ahead."""
    published = published_around(connection, centre, month, 1) if rosters is None else Published(rosters, ())
    name = centre.profile.name
    beside = ledger.beside_plan(connection, name, month)
    within = [one.start for one in settlement_months(centre, month) if one.start < month.start]
    chosen: dict[str, Choice] = {
        agent: "time_off" if choice == "time_off" else "pay"
        for agent, choice in ledger.choices(connection, name, month).items()
    }
    books = MonthBooks(
        month=month,
        planned=planned_hours(centre, published.rosters, month),
        extra=beside.extra,
        carried=beside.carried,
        carried_minutes=beside.carried_minutes,
        comp=ledger.comp_entries(connection, name),
        choices=chosen,
        wages=wages or {},
        earlier=[c.statement for c in ledger.closings(connection, name) if c.statement.month.start in within],
    )
    return Known(books, published.marks, uncovered(published.rosters, month.days))


def month_of_words(words: str) -> Period:
    """A whole calendar month.

    Raises:
        InputError: when it is none.
    """
    from commands.inputs import parse_period

    period = parse_period(words)
    if period != Period.parse(f"{period.start:%Y-%m}"):
        message, remedy = text("it is not one month", "不是一个自然月"), text("write 2026-10", "请写成 2026-10")
        raise input_error("--period", words, message, remedy)
    return period


def local_moment(centre: Centre, words: str, option: str) -> datetime:
    """A moment on the centre's clock, `2026-10-01 09:10`, without or with its zone.

    Raises:
        InputError: when it is none.
    """
    try:
        moment = datetime.fromisoformat(words.strip())
    except ValueError:
        remedy = text("write 2026-10-01 09:10", "请写成 2026-10-01 09:10")
        raise input_error(option, words, text("it is no moment", "不是有效的时刻"), remedy) from None
    if moment.tzinfo is not None:
        return moment
    timeline = centre.timeline(Period(start=moment.date(), end=moment.date()))
    return timeline.moment(timeline.minute_at(moment.date(), time(moment.hour, moment.minute)))

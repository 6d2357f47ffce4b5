"""How much leave there is: what counts, what is due, what is taken and what is left. Exact fractions of days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from models.calendar import Calendar, DayKind
from models.leave import Balance, DayHalf, LeaveRequest
from models.leave_policy import LeaveTypeRule
from models.people import Agent, LeaveType
from models.time import add_months, week_of
from scheduler.leave.book import LeaveBook

_WEEK = 5
"""Most days that leave counts in one calendar week, as the roster credits them (BANK-7a)."""

HalfDays = Iterable[tuple[date, DayHalf]]


def counted_days(halves: HalfDays, rule: LeaveTypeRule, calendar: Calendar) -> Fraction:
    """How many days these half days of leave count as."""
    taken = set(halves)
    if rule.counts == "calendar_days":
        return Fraction(len(taken), 2)
    by_week = Counter(week_of(day) for day, _ in taken if calendar.kind(day) is not DayKind.STATUTORY_HOLIDAY)
    return sum((min(Fraction(_WEEK), Fraction(count, 2)) for count in by_week.values()), Fraction())


def anniversary(hired: date, years: int) -> date:
    """The day on which so many years of service are full; of 29 February the last of February."""
    return add_months(hired, 12 * years)


def entitlement(agent: Agent, rule: LeaveTypeRule, year: int) -> Fraction | None:
    """Days of leave due in a calendar year (or a case); None without a limit.

    By service each day of the year earns its share of the rate on that day, and less than a whole day is not given
    (Implementation Measures for Paid Annual Leave art. 5). Where the hire date is not known nothing is due.
    """
    if rule.quota_days is not None:
        return Fraction(str(rule.quota_days))
    if not rule.quota_by_service:
        return None
    if agent.hire_date is None:
        return Fraction()
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    earned, before = Fraction(), Fraction()
    for years, days in sorted(rule.quota_by_service.items()):
        since = max(first, anniversary(agent.hire_date, years))
        rate = Fraction(str(days))
        earned += (rate - before) * max(0, (after - since).days)
        before = rate
    return Fraction(floor(earned / (after - first).days))


def taken_days(
    book: LeaveBook, agent_id: str, kind: LeaveType, year: int, more: HalfDays = (), until: date = date.max
) -> Fraction:
    """Days of a type that approved leave, and the half days `more`, take of a calendar year until a day in it."""
    own = {half for half, of in book.of(agent_id).items() if of is kind} | set(more)
    inside = (half for half in own if half[0].year == year and half[0] <= until)
    return counted_days(inside, book.policy.types[kind], book.centre.calendar)


def carry_end(book: LeaveBook, year: int) -> date:
    """The last day on which what was carried over into a year may be taken."""
    return add_months(date(year, 1, 1), book.policy.annual_carry_months) - timedelta(days=1)


def carried_days(book: LeaveBook, agent: Agent, kind: LeaveType, year: int, more: HalfDays = ()) -> Fraction:
    """Days of annual leave that go over from the year before: what was left of its own, as far as the policy lets it.

    Only the leave that the book knows counts as taken then.
    """
    most, rule = Fraction(str(book.policy.annual_carry_days)), book.policy.types[kind]
    if kind is not LeaveType.ANNUAL or not most or agent.hire_date is None or agent.hire_date.year >= year:
        return Fraction()
    due = entitlement(agent, rule, year - 1) if rule.quota_per == "year" else None
    if due is None:
        return Fraction()
    return min(most, max(Fraction(), due - own_days(book, agent, kind, year - 1, more)))


def own_days(book: LeaveBook, agent: Agent, kind: LeaveType, year: int, more: HalfDays = ()) -> Fraction:
    """Days taken of what is due for the year itself: days carried over are taken first, as long as they last."""
    more = frozenset(more)
    taken, carried = taken_days(book, agent.id, kind, year, more), carried_days(book, agent, kind, year, more)
    if not carried:
        return taken
    early = taken_days(book, agent.id, kind, year, more, carry_end(book, year))
    return taken - min(carried, early)


def balance(book: LeaveBook, agent: Agent, kind: LeaveType, year: int) -> Balance:
    """What an agent has of a type in a calendar year. A quota by case leaves nothing to count up over a year."""
    rule = book.policy.types[kind]
    due = entitlement(agent, rule, year) if rule.quota_per == "year" else None
    taken = taken_days(book, agent.id, kind, year)
    open_ones = (r for r in book.requests if r.agent_id == agent.id and r.type is kind and r.is_open)
    asked = taken_days(book, agent.id, kind, year, (half for r in open_ones for half in r.halves)) - taken
    carried, own = carried_days(book, agent, kind, year), own_days(book, agent, kind, year)
    return Balance(
        agent_id=agent.id,
        type=kind,
        year=year,
        due=None if due is None else float(due),
        taken=float(taken),
        asked=float(asked),
        left=None if due is None else float(due - own),
        carried_left=float(carried - (taken - own)),
        carried_until=carry_end(book, year) if carried else None,
    )


def overdrawn(book: LeaveBook, agent: Agent, request: LeaveRequest) -> tuple[str, Fraction, Fraction] | None:
    """Where a request takes more than is due: the year or `case`, the days due (with those carried over that are taken in
    time) and the days it would come to. It may also take what the next year has taken of days carried over already."""
    rule = book.policy.types[request.type]
    if rule.quota_per == "case":
        due = entitlement(agent, rule, request.start.year)
        days = counted_days(request.halves, rule, book.centre.calendar)
        return ("case", due, days) if due is not None and days > due else None
    for year in range(request.start.year, request.end.year + 2):
        due = entitlement(agent, rule, year)
        own = own_days(book, agent, request.type, year, request.halves)
        if due is not None and own > due and own > own_days(book, agent, request.type, year):
            days = taken_days(book, agent.id, request.type, year, request.halves)
            return str(year), due + days - own, days
    return None

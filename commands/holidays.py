"""Holidays beside a roster: past duty from the store, standby groups with a build, standby and hours with an export."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from commands.acting import opened, store_at
from commands.duty_sources import month_books, with_stored_leave
from hours.month import settle_month
from models.access import Deed, Person
from models.calendar import DayKind
from models.centre import Centre
from models.hours import HoursStatement
from models.people import PastShift
from models.roster import Roster
from models.roster_version import RosterState, RosterVersion
from models.standby import StandbyDay, StandbyFinding, StandbyPlan
from models.time import Period, add_months
from scheduler.standby.check import findings
from scheduler.standby.duties import Duties, holiday_days
from scheduler.standby.layout import Layout
from scheduler.standby.plan import plan_standby
from store.db import standby as kept
from store.db.rosters import load_roster, versions


class Past(NamedTuple):
    """What the store knows of the twelve months before a period.

    `centre` has the holiday duty of the published rosters among its past shifts (where its own tell of a day already, they
    hold); `turns` and `calls` are those of standby, by agent.
    """

    centre: Centre
    turns: Counter[str]
    calls: Counter[str]


def past_year(centre: Centre, period: Period, db: str | None, centre_path: Path) -> Past:
    """The past twelve months of holidays and standby."""
    year = Period(start=add_months(period.start, -12), end=period.start - timedelta(days=1))
    known = {(shift.agent_id, shift.day) for shift in centre.past_shifts}
    told = {shift.day for shift in centre.past_shifts}
    with opened(db, centre_path) as database, database.read() as connection:
        found = [v for v in versions(connection, centre.profile.name, year) if v.state is RosterState.PUBLISHED]
        rosters = [load_roster(connection, version.id) for version in found]
        turns, calls = kept.turns(connection, centre.profile.name, period.start)
    worked = [
        PastShift(agent_id=a.agent_id, day=a.day, shift=a.shift)
        for roster in rosters
        for a in roster.assignments
        if a.day in year
        and a.day not in told
        and (a.agent_id, a.day) not in known
        and centre.calendar.kind(a.day) is DayKind.STATUTORY_HOLIDAY
        and a.agent_id in centre.agents_by_id
        and a.shift in centre.shifts_by_code
    ]
    return Past(centre.model_copy(update={"past_shifts": (*centre.past_shifts, *worked)}), turns, calls)


def standby_of(past: Past, roster: Roster) -> tuple[StandbyPlan | None, list[StandbyFinding]]:
    """Standby groups for the statutory holidays of a built roster, and what a check finds; None where it has none."""
    centre = past.centre
    days = holiday_days(centre.calendar, roster.period.days, centre.policy.standby.whole_break)
    if not days:
        return None, []
    layout = Layout(Duties(centre, [roster]), tuple(StandbyDay(day=day) for day in days), past.turns)
    plan = plan_standby(layout.duties, layout.days, layout.past, past.calls)
    return plan, findings(layout, plan)


def beside_roster(
    centre: Centre, version: RosterVersion, actor: Person, db: str | None, centre_path: Path
) -> tuple[StandbyPlan | None, HoursStatement | None]:
    """The standby plan that holds in a roster's period; and its hours, if it is a month and the person may see them."""
    month = version.period
    with opened(db, centre_path) as database, database.read() as connection:
        standby = _standby_in(connection, centre, month)
        whole = month == Period.parse(f"{month.start:%Y-%m}")
        hours = None
        if whole and actor.may(Deed.SEE_OTHERS_HOURS):
            roster = load_roster(connection, version.id)
            hours = settle_month(
                with_stored_leave(connection, centre), month_books(connection, centre, month, None, [roster]).books
            )
    return standby, hours


def standby_at_hand(centre: Centre, period: Period, db: str | None, centre_path: Path) -> StandbyPlan | None:
    """The standby plan of the store that holds in a period; None without one, or where no store is named and none is there."""
    if db is None and not Path(store_at(None, centre_path)).is_file():
        return None
    with opened(db, centre_path) as database, database.read() as connection:
        return _standby_in(connection, centre, period)


def _standby_in(connection: Connection, centre: Centre, period: Period) -> StandbyPlan | None:
    plans = [stored.plan for stored in kept.plans(connection, centre.profile.name, period)]
    return _together(plans) if plans else None


def _together(plans: list[StandbyPlan]) -> StandbyPlan:
    """Several plans (holidays, surge days) as one, by day."""
    return StandbyPlan(
        centre=plans[0].centre,
        days=tuple(sorted((day for plan in plans for day in plan.days), key=lambda day: day.day)),
        groups=tuple(sorted((g for plan in plans for g in plan.groups), key=lambda g: (g.day, g.name))),
        cost=sum(plan.cost for plan in plans),
        bound=sum(plan.bound for plan in plans),
    )

"""What the tests keep in a store: the small centre, rosters of it, and who does it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from small_centre import make_centre

from models.roster import Assignment, LockedCell, Roster
from models.roster_version import RosterMark, RosterVersion
from models.time import Period
from store.db import Act, Database
from store.db.centres import save_centre
from store.db.rosters import publish, save_draft

NOON = datetime(2026, 9, 20, 12, tzinfo=UTC)
OCTOBER = Period.parse("2026-10")
CENTRE = make_centre()
NAME = CENTRE.profile.name


def act(who: str = "planner1", why: str = "", clause: str = "") -> Act:
    return Act(who, ("planner",), NOON, why, clause)


def roster(shift: str = "D1", agents: tuple[str, ...] = ("A01", "A02"), days: int = 5) -> Roster:
    first = OCTOBER.start
    return Roster(
        centre=NAME,
        period=OCTOBER,
        assignments=tuple(
            Assignment(agent_id=agent, day=first + timedelta(days=d), shift=shift, meal_offset=240)
            for agent in sorted(agents)
            for d in range(days)
        ),
        locked=(LockedCell(agent_id="A01", day=first), LockedCell(agent_id="A01", day=date(2026, 10, 31))),
    )


def draft(database: Database, content: Roster | None = None, base: RosterMark | None = None) -> RosterVersion:
    with database.transaction(act()) as tx:
        digest = save_centre(tx, CENTRE)
        return save_draft(tx, content or roster(), digest, base=base, cost=7, hard_violations=0)


def publish_draft(database: Database, version: RosterVersion, replacing: RosterMark | None = None) -> RosterVersion:
    with database.transaction(act("planner2", "October is settled")) as tx:
        return publish(tx, version.mark, replacing)

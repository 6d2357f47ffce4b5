"""A tiny centre in a folder, its store, and a roster written by hand and published there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from models.access import Duty
from models.centre import Centre
from models.people import Role
from models.roster import Assignment, Roster
from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from store.db import Act, Database, create_database
from store.db.centres import save_centre
from store.db.rosters import publish, save_draft
from store.write import write_centre_folder

PERIOD = Period.parse("2026-10")
PLANNER, SUPERVISOR = "P1", "S1"
FILED = datetime(2026, 8, 20, 9, tzinfo=UTC)


def make_centre() -> Centre:
    """Ten people since 2020, of whom nobody has asked for anything yet; a planner and two supervisors besides."""
    made = generate_centre(CentreSpec(agents=10, weeks=6))
    people = made.policy.people.model_copy(update={"planners": (PLANNER,), "supervisors": (SUPERVISOR, "S2")})
    policy = made.policy.model_copy(update={"people": people})
    agents = tuple(agent.model_copy(update={"hire_date": date(2020, 1, 1)}) for agent in made.agents)
    empty = {"leave": (), "unavailability": (), "wishes": (), "past_shifts": ()}
    return made.model_copy(update={"policy": policy, "agents": agents, **empty})


def phone_agents(centre: Centre) -> list[str]:
    return [agent.id for agent in centre.agents if agent.role is Role.AGENT]


def make_roster(centre: Centre) -> Roster:
    """Every agent works D09 on every other day, the first on odd days, the second on even ones and so on."""
    assignments = tuple(
        Assignment(agent_id=agent_id, day=PERIOD.start + timedelta(days=d), shift="D09", meal_offset=180)
        for i, agent_id in enumerate(phone_agents(centre))
        for d in range(i % 2, len(PERIOD.days), 2)
    )
    return Roster(centre=centre.profile.name, period=PERIOD, assignments=assignments)


def publish_roster(database: Database, centre: Centre, roster: Roster | None = None) -> None:
    act = Act(PLANNER, (Duty.PLANNER.value,), FILED, "October is settled")
    with database.transaction(act) as tx:
        draft = save_draft(tx, roster or make_roster(centre), save_centre(tx, centre))
    with database.transaction(act) as tx:
        publish(tx, draft.mark)


def make_desk(folder: Path, published: bool = True) -> Centre:
    """The centre written to the folder, with its store beside it."""
    centre = make_centre()
    write_centre_folder(centre, folder, "en")
    database = create_database(str(folder / "paiban.db"))
    if published:
        publish_roster(database, centre)
    database.close()
    return centre

"""`paiban fairness`: who had how much of nights, weekends and the rest, and what the next roster makes of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.acting import as_option, db_option
from commands.common import Group, Settings, centre_option, json_option, print_json

if TYPE_CHECKING:
    from models.access import Person
    from models.centre import Centre


@click.group(cls=Group)
def fairness() -> None:
    """The fairness ledger over months. 公平台账。"""


@fairness.command()
@centre_option
@click.option("--agent", help="One agent against the team: id or name. 人员。")
@click.option("--month", type=click.DateTime(["%Y-%m"]), help="2026-10 (that of the last entry). 月份。")
@as_option
@db_option
@json_option
@click.pass_obj
def show(
    settings: Settings,
    centre_path: Path,
    agent: str | None,
    month: datetime | None,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Show the team, or why one agent: this month, this year, what comes next. 查看公平情况。"""
    from commands.acting import require
    from commands.inputs import agent_of
    from models.access import Deed
    from models.base import text
    from reports.fairness import show_agent, show_team
    from scheduler.fairness.report import fair_report

    console = settings.console
    centre, actor = _with_ledger(centre_path, person, db)
    whom = agent_of(centre, agent) if agent else None
    if actor is not None and not actor.may(Deed.SEE_OTHERS_FAIRNESS):
        whom = whom or (actor.id if actor.id in centre.agents_by_id else None)
        if whom != actor.id:
            require(actor, Deed.SEE_OTHERS_FAIRNESS)
    report = fair_report(centre, month.date() if month else None)
    if report is None:
        console.tell(
            text(
                "the ledger has no entries of that year; they are written when a roster is published",
                "台账中没有该年的记录；发布班表时写入",
            )
        )
    if as_json:
        shown = () if report is None else report.standings
        print_json(
            {
                "month": report and f"{report.month:%Y-%m}",
                "standings": [s.model_dump(mode="json") for s in shown if whom in (None, s.agent_id)],
            }
        )
    elif report is not None:
        names = {known.id: known.name for known in centre.agents}
        if whom is None:
            show_team(console, report, names)
        else:
            show_agent(console, report, whom, names)


def _with_ledger(centre_path: Path, person: str | None, db: str | None) -> tuple[Centre, Person | None]:
    """The centre with its ledger, and who asks; without a store, what the folder holds, for whoever can read it."""
    from commands.acting import acting, opened, store_at
    from commands.desk import stored_leave, with_ledger
    from commands.inputs import check_rules
    from models.input_problem import InputError
    from scheduler.leave.book import with_leave
    from store.db.fairness import fair_entries
    from store.files import read_centre

    centre = read_centre(centre_path)
    problems = check_rules(centre)
    if problems:
        raise InputError(problems)
    if db is None and not Path(store_at(db, centre_path)).exists():
        return centre, None
    actor = acting(centre, person)
    with opened(db, centre_path) as database, database.read() as connection:
        centre = with_leave(centre, stored_leave(connection, centre))
        return with_ledger(centre, fair_entries(connection, centre.profile.name)), actor

"""`paiban roster publish`: a draft becomes the roster that holds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from commands.acting import act_of, acting, as_option, db_option, opened, require, why_option
from commands.common import (
    VIOLATIONS,
    Command,
    Settings,
    centre_option,
    json_option,
    print_json,
)
from commands.stored import number_argument, of_centre, parse_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.centre import Centre
    from models.fairness import FairEntry
    from models.leave import LeaveRequest
    from models.result import Violation
    from models.roster_version import RosterVersion
    from store.db import Database


@click.command(cls=Command)
@number_argument
@centre_option
@click.option("--replacing", help="Published version that is knowingly replaced, such as 17.2. 明确取代的版本。")
@click.option("--accept-violations", is_flag=True, help="Publish though hard rules are broken; say --why. 违规仍发布。")
@why_option
@as_option
@db_option
@json_option
@click.pass_obj
def publish(
    settings: Settings,
    number: int,
    centre_path: Path,
    replacing: str | None,
    accept_violations: bool,
    why: str,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Publish a draft: from then on it is the roster that holds. 发布班表。"""
    from commands.desk import stored_leave
    from models.access import Deed
    from models.base import text
    from store.db import rosters
    from store.db.centres import save_centre
    from store.errors import ConflictError
    from store.files import read_centre

    if accept_violations and not why.strip():
        raise click.UsageError("--accept-violations needs --why 需要说明理由")
    centre = read_centre(centre_path)
    actor = acting(centre, person)
    require(actor, Deed.PUBLISH_ROSTER)
    replaced = parse_mark(replacing, "--replacing")
    with opened(db, centre_path) as database:
        draft, broken, leave, counted = _judged(database, centre, number)
        if broken and not accept_violations:
            _refuse(settings, broken, as_json)
        with database.transaction(act_of(actor, why, "BANK-6c")) as tx:
            if stored_leave(tx.connection, centre) != leave:
                raise ConflictError(
                    text("leave was decided meanwhile", "期间有请假获批或取消"), text("publish it again", "请重新发布")
                )
            save_centre(tx, centre)
            tx.note(accepted_violations=len(broken))
            done = rosters.publish(tx, draft.mark, replaced, counted)
    if as_json:
        print_json({"published": True, "roster": done.model_dump(mode="json")})
    else:
        settings.console.say(
            text(
                f"roster {done.id} ({done.period}, version {done.version}) published by {actor.id}",
                f"班表 {done.id}（{done.period}，第 {done.version} 版）已由 {actor.id} 发布",
            )
        )


def _judged(
    database: Database, centre: Centre, number: int
) -> tuple[RosterVersion, tuple[Violation, ...], tuple[LeaveRequest, ...], tuple[FairEntry, ...]]:
    """A draft, the hard rules that it breaks, the approved leave with which it was judged, and what the fairness ledger
    is to hold of it."""
    from commands.desk import stored_leave
    from commands.inputs import planned
    from scheduler.fairness.tally import tally
    from scheduler.instance import Instance
    from scheduler.leave.book import with_leave
    from store.db import rosters

    with database.read() as connection:
        draft = of_centre(rosters.get_version(connection, number), centre.profile.name)
        roster, leave = rosters.load_roster(connection, number), stored_leave(connection, centre)
    bound, requirement, _, evaluation = planned(with_leave(centre, leave), roster)
    return draft, evaluation.hard_violations, leave, tally(Instance(bound, requirement), roster)


def _refuse(settings: Settings, broken: Sequence[Violation], as_json: bool) -> NoReturn:
    """Say why it is not published, and leave."""
    from models.base import text

    if as_json:
        print_json({"published": False, "hard_violations": [v.model_dump(mode="json") for v in broken]})
    for violation in () if as_json else broken:
        settings.console.say(f"{violation.text.to(settings.lang)} ({violation.rule}, {violation.source})")
    settings.console.tell(
        text(
            f"not published: {len(broken)} breach(es) of hard rules; --accept-violations with --why overrides",
            f"未发布：违反硬性规则 {len(broken)} 处；确需发布请用 --accept-violations 并说明 --why",
        )
    )
    sys.exit(VIOLATIONS)

"""`paiban roster import`: a roster file taken as a new draft, with what it changes, breaks and costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.acting import act_of, acting, as_option, db_option, opened, require, why_option
from commands.common import (
    PATH,
    Command,
    Settings,
    centre_option,
    json_option,
    period_option,
    print_json,
)
from commands.stored import all_option, parse_mark, show_changes

if TYPE_CHECKING:
    from models.result import Evaluation
    from models.roster import CellChange, Roster
    from models.roster_version import RosterMark, RosterVersion
    from scheduler.instance import Instance
    from store.db import Act, Database


@click.command("import", cls=Command)
@click.argument("file", type=PATH)
@centre_option
@period_option
@click.option("--base", help="Version it was edited from, such as 17.2; a workbook says it itself. 所依据的版本。")
@all_option
@why_option
@as_option
@db_option
@json_option
@click.pass_obj
def import_roster(
    settings: Settings,
    file: Path,
    centre_path: Path,
    period: str | None,
    base: str | None,
    everything: bool,
    why: str,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Take a roster file as a new draft: what it changes, breaks and costs. 导入班表为新草稿。"""
    from commands.desk import with_ledger
    from commands.inputs import laid
    from models.access import Deed
    from scheduler.evaluate import evaluate
    from scheduler.instance import Instance
    from store.db.fairness import fair_entries
    from store.roster_files import read_mark

    instance, roster = laid(file, centre_path, period)
    actor = acting(instance.centre, person)
    require(actor, Deed.DRAFT_ROSTER)
    mark = parse_mark(base or read_mark(file) or None, "--base")
    with opened(db, centre_path) as database:
        with database.read() as connection:
            ledger = fair_entries(connection, instance.centre.profile.name)
        evaluation = evaluate(Instance(with_ledger(instance.centre, ledger), instance.requirement), roster)
        version, against, changes = _keep(database, act_of(actor, why), file, instance, roster, evaluation, mark)
    if as_json:
        print_json(
            {
                "roster": version.model_dump(mode="json"),
                "compared_with": against and str(against),
                "changes": changes and [change.model_dump(mode="json") for change in changes],
            }
            | _judged(evaluation)
        )
        return
    if changes is not None:
        show_changes(settings, changes, everything)
    _show_judgement(settings, version, evaluation)


def _keep(
    database: Database,
    act: Act,
    file: Path,
    instance: Instance,
    roster: Roster,
    evaluation: Evaluation,
    mark: RosterMark | None,
) -> tuple[RosterVersion, RosterMark | None, tuple[CellChange, ...] | None]:
    """Keep what was imported as a draft: it, the version it is compared with (the one it was edited from, or the published
    one), and the difference."""
    import hashlib

    from models.roster import differences
    from store.db.centres import save_centre, save_file
    from store.db.rosters import load_roster, published, save_draft

    content, hard = file.read_bytes(), len(evaluation.hard_violations)
    with database.transaction(act) as tx:
        current = published(tx.connection, roster.centre, roster.period)
        against = mark or (current.mark if current else None)
        digest = save_centre(tx, instance.centre)
        save_file(tx, roster.centre, file.name, hashlib.sha256(content).hexdigest(), len(content))
        version = save_draft(tx, roster, digest, base=mark, cost=evaluation.cost, hard_violations=hard)
        changes = None if against is None else differences(load_roster(tx.connection, against.id), roster)
    return version, against, changes


def _judged(evaluation: Evaluation) -> dict[str, Any]:
    broken = [violation.model_dump(mode="json") for violation in evaluation.hard_violations]
    return {"cost": evaluation.cost, "hard_violations": broken}


def _show_judgement(settings: Settings, version: RosterVersion, evaluation: Evaluation) -> None:
    from models.base import text

    console, broken = settings.console, evaluation.hard_violations
    for violation in broken:
        console.say(f"{violation.text.to(settings.lang)} ({violation.rule}, {violation.source})")
    console.say(
        text(
            f"draft {version.id} of {version.period}, version {version.version}: cost {evaluation.cost:,}; "
            f"{len(broken)} breach(es) of hard rules",
            f"{version.period} 草稿 {version.id}（第 {version.version} 版）：代价 {evaluation.cost:,}；"
            f"违反硬性规则 {len(broken)} 处",
        )
    )

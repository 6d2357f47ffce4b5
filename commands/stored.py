"""Rosters in the store, as commands of `paiban roster`: import, export, publish, list and compare."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.acting import act_of, acting, as_option, db_option, key_option, opened, pseudonyms, require, why_option
from commands.common import (
    PATH,
    SHOWN_CHANGES,
    VIOLATIONS,
    Command,
    Settings,
    centre_option,
    input_error,
    json_option,
    period_option,
    print_json,
    tell_files,
    write_files,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.centre import Centre
    from models.demand import Requirement
    from models.result import Evaluation
    from models.roster import CellChange, Roster
    from models.roster_version import RosterMark, RosterVersion

_all = click.option("--all", "everything", is_flag=True, help="List every changed cell. 列出全部更改。")
_number = click.argument("number", type=click.IntRange(1), metavar="NUMBER")


@click.command("import", cls=Command)
@click.argument("file", type=PATH)
@centre_option
@period_option
@click.option("--base", help="Version it was edited from, such as 17.2; a workbook says it itself. 所依据的版本。")
@_all
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
    import hashlib

    from commands.inputs import laid
    from models.access import Deed
    from models.roster import differences
    from scheduler.evaluate import evaluate
    from store.db.centres import save_centre, save_file
    from store.db.rosters import load_roster, published, save_draft
    from store.roster_files import read_mark

    instance, roster = laid(file, centre_path, period)
    actor = acting(instance.centre, person)
    require(actor, Deed.DRAFT_ROSTER)
    evaluation = evaluate(instance, roster)
    mark = _mark(base or read_mark(file) or None, "--base")
    content = file.read_bytes()
    with opened(db, centre_path) as database, database.transaction(act_of(actor, why)) as tx:
        current = published(tx.connection, roster.centre, roster.period)
        against = mark or (current.mark if current else None)
        digest = save_centre(tx, instance.centre)
        save_file(tx, roster.centre, file.name, hashlib.sha256(content).hexdigest(), len(content))
        version = save_draft(
            tx,
            roster,
            digest,
            base=mark,
            cost=evaluation.cost,
            hard_violations=len(evaluation.hard_violations),
        )
        changes = None if against is None else differences(load_roster(tx.connection, against.id), roster)
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
        _show_changes(settings, changes, everything)
    _show_judgement(settings, version, evaluation)


@click.command(cls=Command)
@_number
@centre_option
@click.option("--out", type=PATH, required=True, help="Folder for the files. 输出文件夹。")
@key_option
@as_option
@db_option
@json_option
@click.pass_obj
def export(
    settings: Settings,
    number: int,
    centre_path: Path,
    out: Path,
    pseudonyms: bool,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Write a stored roster as workbook and CSV, to be edited and imported again. 导出班表。"""
    from commands.inputs import planned
    from reports.roster_csv import write_roster_csv
    from reports.roster_excel import write_roster_workbook
    from store.files import read_centre

    centre = read_centre(centre_path)
    version, roster = _seen(centre, number, person, db, centre_path)
    facts = hidden(centre, roster) if pseudonyms else planned(centre, roster)

    def write(folder: Path) -> None:
        mark = "" if pseudonyms else str(version.mark)
        write_roster_workbook(folder / f"roster-{number}.xlsx", *facts, None, settings.lang, mark=mark)
        write_roster_csv(folder / f"roster-{number}.csv", facts[0], facts[2], settings.lang)

    tell_files(settings, write_files(out, write), as_json)


@click.command(cls=Command)
@_number
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
    from commands.inputs import planned
    from models.access import Deed
    from models.base import text
    from scheduler.leave.book import with_leave
    from store.db import rosters
    from store.db.centres import save_centre
    from store.errors import ConflictError
    from store.files import read_centre

    if accept_violations and not why.strip():
        raise click.UsageError("--accept-violations needs --why 需要说明理由")
    centre = read_centre(centre_path)
    actor = acting(centre, person)
    require(actor, Deed.PUBLISH_ROSTER)
    replaced = _mark(replacing, "--replacing")
    with opened(db, centre_path) as database:
        with database.read() as connection:
            draft = _of_centre(rosters.get_version(connection, number), centre.profile.name)
            roster, leave = rosters.load_roster(connection, number), stored_leave(connection, centre)
        broken = planned(with_leave(centre, leave), roster)[3].hard_violations
        if broken and not accept_violations:
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
        with database.transaction(act_of(actor, why, "BANK-6c")) as tx:
            if stored_leave(tx.connection, centre) != leave:
                raise ConflictError(
                    text("leave was decided meanwhile", "期间有请假获批或取消"), text("publish it again", "请重新发布")
                )
            save_centre(tx, centre)
            tx.note(accepted_violations=len(broken))
            done = rosters.publish(tx, draft.mark, replaced)
    if as_json:
        print_json({"published": True, "roster": done.model_dump(mode="json")})
    else:
        settings.console.say(
            text(
                f"roster {done.id} ({done.period}, version {done.version}) published by {actor.id}",
                f"班表 {done.id}（{done.period}，第 {done.version} 版）已由 {actor.id} 发布",
            )
        )


@click.command("list", cls=Command)
@centre_option
@period_option
@as_option
@db_option
@json_option
@click.pass_obj
def list_rosters(
    settings: Settings, centre_path: Path, period: str | None, person: str | None, db: str | None, as_json: bool
) -> None:
    """List the stored rosters with their states. 列出已保存的班表。"""
    from commands.inputs import parse_period
    from models.access import Deed
    from models.base import text
    from models.roster_version import RosterState
    from store.db.rosters import versions
    from store.files import read_centre

    centre = read_centre(centre_path)
    actor = acting(centre, person)
    require(actor, Deed.SEE_PUBLISHED)
    with opened(db, centre_path) as database, database.read() as connection:
        found = versions(connection, centre.profile.name, parse_period(period) if period else None)
    if not actor.may(Deed.SEE_DRAFTS):
        found = [version for version in found if version.state is not RosterState.DRAFT]
    if as_json:
        print_json([version.model_dump(mode="json") for version in found])
        return
    heads = (
        text("number", "编号"), text("period", "周期"), text("state", "状态"), text("drafted by", "编制人"),
        text("published by", "发布人"), text("version", "版次"), text("cost", "代价"), text("hard", "硬性违规"),
    )  # fmt: skip
    settings.console.table(
        heads,
        (
            (
                str(v.mark), str(v.period), v.state.label, v.drafted_by, v.published_by or "", v.version,
                "" if v.cost is None else v.cost, "" if v.hard_violations is None else v.hard_violations,
            )
            for v in found
        ),
        left=5,
    )  # fmt: skip


@click.command(cls=Command)
@click.argument("first", type=click.IntRange(1), metavar="A")
@click.argument("second", type=click.IntRange(1), metavar="B")
@centre_option
@_all
@as_option
@db_option
@json_option
@click.pass_obj
def diff(
    settings: Settings,
    first: int,
    second: int,
    centre_path: Path,
    everything: bool,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Show what roster B has differently from roster A. 比较两个班表。"""
    from models.roster import differences
    from store.files import read_centre

    centre = read_centre(centre_path)
    before, after = (_seen(centre, number, person, db, centre_path)[1] for number in (first, second))
    changes = differences(before, after)
    if as_json:
        print_json({"changes": [change.model_dump(mode="json") for change in changes]})
    else:
        _show_changes(settings, changes, everything)


def hidden(centre: Centre, roster: Roster) -> tuple[Centre, Requirement, Roster, Evaluation]:
    """What goes out with pseudonyms: everything follows from a centre and a roster in which nobody is named."""
    from commands.inputs import planned

    names = pseudonyms()
    return planned(names.centre(centre), names.roster(roster))


def _mark(words: str | None, option: str) -> RosterMark | None:
    """A version as it is written, `17.2`.

    Raises:
        InputError: when it is none.
    """
    from models.base import text
    from models.roster_version import RosterMark

    if words is None:
        return None
    try:
        return RosterMark.parse(words)
    except ValueError:
        remedy = text("write number and revision, such as 17.2", "请填写编号与修订，如 17.2")
        raise input_error(option, words, text("this is no version", "不是有效的版本"), remedy) from None


def _of_centre(version: RosterVersion, centre: str) -> RosterVersion:
    from models.base import text
    from store.errors import StoreError

    if version.centre != centre:
        raise StoreError(
            text(
                f"roster {version.id} is of another centre, {version.centre}",
                f"班表 {version.id} 属于“{version.centre}”",
            ),
            text("give that centre", "请给出该中心"),
        )
    return version


def _seen(
    centre: Centre, number: int, person: str | None, db: str | None, centre_path: Path
) -> tuple[RosterVersion, Roster]:
    """A stored roster, for somebody who may see it."""
    from models.access import Deed
    from models.roster_version import RosterState
    from store.db.rosters import get_version, load_roster

    actor = acting(centre, person)
    require(actor, Deed.SEE_PUBLISHED)
    with opened(db, centre_path) as database, database.read() as connection:
        version = _of_centre(get_version(connection, number), centre.profile.name)
        if version.state is RosterState.DRAFT:
            require(actor, Deed.SEE_DRAFTS)
        return version, load_roster(connection, number)


def _judged(evaluation: Evaluation) -> dict[str, Any]:
    broken = [violation.model_dump(mode="json") for violation in evaluation.hard_violations]
    return {"cost": evaluation.cost, "hard_violations": broken}


def _show_changes(settings: Settings, changes: Sequence[CellChange], everything: bool) -> None:
    from models.base import text

    console = settings.console
    shown = changes if everything else changes[:SHOWN_CHANGES]
    for change in shown:
        console.say(change.sentence)
    if len(shown) < len(changes):
        more = len(changes) - len(shown)
        console.say(text(f"… and {more:,} more (--all shows them)", f"……另有 {more:,} 处（--all 显示全部）"))
    console.say(text(f"{len(changes):,} cell(s) differ", f"共 {len(changes):,} 格不同"))


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

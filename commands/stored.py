"""Rosters in the store, as commands of `paiban roster`: export, list and compare. Others are in `importing.py` and
`publishing.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.acting import acting, as_option, db_option, key_option, opened, pseudonyms, require
from commands.common import (
    PATH,
    SHOWN_CHANGES,
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

all_option = click.option("--all", "everything", is_flag=True, help="List every changed cell. 列出全部更改。")
number_argument = click.argument("number", type=click.IntRange(1), metavar="NUMBER")


@click.command(cls=Command)
@number_argument
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
    from commands.holidays import beside_roster
    from commands.inputs import planned
    from reports.roster_csv import write_roster_csv
    from reports.roster_excel import write_roster_workbook
    from store.files import read_centre

    centre = read_centre(centre_path)
    version, roster = _seen(centre, number, person, db, centre_path)
    facts = hidden(centre, roster) if pseudonyms else planned(centre, roster)
    standby, hours = (
        (None, None) if pseudonyms else beside_roster(centre, version, acting(centre, person), db, centre_path)
    )

    def write(folder: Path) -> None:
        mark = "" if pseudonyms else str(version.mark)
        file = folder / f"roster-{number}.xlsx"
        write_roster_workbook(file, *facts, None, settings.lang, mark=mark, standby=standby, hours=hours)
        write_roster_csv(folder / f"roster-{number}.csv", facts[0], facts[2], settings.lang)

    tell_files(settings, write_files(out, write), as_json)


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
@all_option
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
        show_changes(settings, changes, everything)


def hidden(centre: Centre, roster: Roster) -> tuple[Centre, Requirement, Roster, Evaluation]:
    """What goes out with pseudonyms: everything follows from a centre and a roster in which nobody is named."""
    from commands.inputs import planned

    names = pseudonyms()
    return planned(names.centre(centre), names.roster(roster))


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
        version = of_centre(get_version(connection, number), centre.profile.name)
        if version.state is RosterState.DRAFT:
            require(actor, Deed.SEE_DRAFTS)
        return version, load_roster(connection, number)


def parse_mark(words: str | None, option: str) -> RosterMark | None:
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


def of_centre(version: RosterVersion, centre: str) -> RosterVersion:
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


def show_changes(settings: Settings, changes: Sequence[CellChange], everything: bool) -> None:
    from models.base import text

    console = settings.console
    shown = changes if everything else changes[:SHOWN_CHANGES]
    for change in shown:
        console.say(change.sentence)
    if len(shown) < len(changes):
        more = len(changes) - len(shown)
        console.say(text(f"… and {more:,} more (--all shows them)", f"……另有 {more:,} 处（--all 显示全部）"))
    console.say(text(f"{len(changes):,} cell(s) differ", f"共 {len(changes):,} 格不同"))

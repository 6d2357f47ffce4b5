"""`paiban db`: make, migrate, back up, restore and check the store. `paiban audit`: its trail."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from commands.acting import acting, as_option, db_option, opened, operator, require, store_at
from commands.common import DAY, PATH, VIOLATIONS, Group, Settings, centre_option, input_error, json_option, print_json

_centre = click.option("--centre", "centre_path", type=PATH, help="The centre whose store it is. 中心。")


@click.group(cls=Group)
def db() -> None:
    """Look after the store. 数据库。"""


@click.group(cls=Group)
def audit() -> None:
    """Show and verify the audit trail. 审计记录。"""


@db.command("init")
@db_option
@_centre
@json_option
@click.pass_obj
def init_store(settings: Settings, db: str | None, centre_path: Path | None, as_json: bool) -> None:
    """Make a new, empty store. 新建数据库。"""
    from models.base import text
    from store.db import create_database

    database = create_database(store_at(db, centre_path))
    with database.transaction(operator()) as tx:
        tx.record("store.init", "", "store", revision=database.revision())
    facts = {"store": database.name, "revision": database.revision()}
    database.close()
    if as_json:
        print_json(facts)
    else:
        settings.console.say(text(f"made {facts['store']}", f"已新建 {facts['store']}"))


@db.command()
@db_option
@_centre
@json_option
@click.pass_obj
def migrate(settings: Settings, db: str | None, centre_path: Path | None, as_json: bool) -> None:
    """Bring an older store up to date. 升级数据库。"""
    from models.base import text
    from store.db import migrate_database

    where = store_at(db, centre_path)
    before, after = migrate_database(where)
    if before != after:
        with opened(where, None) as database, database.transaction(operator()) as tx:
            tx.record("store.migrate", "", "store", before=before, after=after)
    if as_json:
        print_json({"before": before, "after": after})
    elif before == after:
        settings.console.say(text("it is up to date", "已是最新"))
    else:
        settings.console.say(text(f"migrated from {before} to {after}", f"已从 {before} 升级到 {after}"))


@db.command()
@click.argument("file", type=PATH)
@db_option
@_centre
@json_option
@click.pass_obj
def backup(settings: Settings, file: Path, db: str | None, centre_path: Path | None, as_json: bool) -> None:
    """Write everything into one file; others may go on working. 备份。"""
    from models.base import text
    from store.db.backup import write_backup

    if file.exists():
        remedy = text("give another name", "请换一个文件名")
        raise input_error(str(file), "", text("it is there already", "文件已存在"), remedy)
    with opened(db, centre_path) as database:
        facts = write_backup(database, file)
    if as_json:
        print_json(facts.model_dump(mode="json"))
    else:
        row = f"{facts.audit.seq}:{facts.audit.hash}"
        settings.console.say(
            text(
                f"{file}: {facts.rows:,} rows; last audit row {row}",
                f"{file}：{facts.rows:,} 行；最后一条审计记录 {row}",
            )
        )


@db.command()
@click.argument("file", type=PATH)
@db_option
@_centre
@json_option
@click.pass_obj
def restore(settings: Settings, file: Path, db: str | None, centre_path: Path | None, as_json: bool) -> None:
    """Make a new store of a backup; one that is there is left alone. 由备份恢复为新数据库。"""
    from models.base import text
    from store.db.backup import restore_backup

    where = store_at(db, centre_path)
    facts = restore_backup(file, where, operator())
    if as_json:
        print_json(facts.model_dump(mode="json"))
    else:
        settings.console.say(text(f"{where}: {facts.rows:,} rows restored", f"{where}：已恢复 {facts.rows:,} 行"))


@db.command()
@db_option
@_centre
@json_option
@click.pass_obj
def check(settings: Settings, db: str | None, centre_path: Path | None, as_json: bool) -> None:
    """Look the whole store over: file, references, contents, audit trail. 全面检查。"""
    from models.base import text
    from store.db.health import check_database

    with opened(db, centre_path) as database:
        problems = check_database(database)
    if as_json:
        print_json({"problems": [problem.model_dump() for problem in problems]})
    for problem in () if as_json else problems:
        settings.console.say(problem)
    if not problems and not as_json:
        settings.console.say(text("no problems", "没有问题"))
    sys.exit(VIOLATIONS if problems else 0)


@db.command()
@centre_option
@as_option
@db_option
@json_option
@click.pass_obj
def retain(settings: Settings, centre_path: Path, person: str | None, db: str | None, as_json: bool) -> None:
    """Remove what the policy (`records`) does not keep any longer. 清除超过保留期的数据。"""
    from commands.acting import act_of
    from models.access import Deed
    from models.base import text
    from store.db.retention import remove_old
    from store.files import read_centre

    centre = read_centre(centre_path)
    actor = acting(centre, person)
    require(actor, Deed.REMOVE_OLD)
    with opened(db, centre_path) as database, database.transaction(act_of(actor, clause="BANK-37")) as tx:
        removed = remove_old(tx, centre)
    if as_json:
        print_json(removed)
        return
    for name, count in removed.items():
        settings.console.say(text(f"{name}: {count} removed", f"{name}：已清除 {count} 条"))


@audit.command()
@centre_option
@click.option("--subject", help="Only of one thing, such as roster:17. 仅某对象。")
@click.option("--who", help="Only by one person. 仅某人。")
@click.option("--since", type=DAY, help="From this day on. 起始日期。")
@click.option("--last", type=click.IntRange(1), help="Only the newest so many. 仅最近若干条。")
@as_option
@db_option
@json_option
@click.pass_obj
def show(
    settings: Settings,
    centre_path: Path,
    subject: str | None,
    who: str | None,
    since: datetime | None,
    last: int | None,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Show who decided what, when and why. 谁在何时因何做了什么。"""
    from zoneinfo import ZoneInfo

    from models.access import Deed
    from models.base import text
    from store.db.audit import rows
    from store.files import read_centre

    centre = read_centre(centre_path)
    require(acting(centre, person), Deed.SEE_AUDIT)
    zone = ZoneInfo(centre.profile.time_zone)
    start = since.replace(tzinfo=zone) if since else None
    with opened(db, centre_path) as database, database.read() as connection:
        found = rows(connection, centre=centre.profile.name, subject=subject, who=who, since=start, last=last)
    if as_json:
        print_json([row.model_dump(mode="json") for row in found])
        return
    heads = (
        text("row", "序号"), text("when", "时间"), text("who", "操作人"), text("what", "操作"),
        text("of", "对象"), text("clause", "条款"), text("why", "理由"),
    )  # fmt: skip
    settings.console.table(
        heads,
        (
            (str(r.seq), f"{r.at.astimezone(zone):%Y-%m-%d %H:%M:%S}", r.who, r.action, r.subject, r.clause, r.why)
            for r in found
        ),
        left=len(heads),
    )


@audit.command()
@click.option("--expect", help="A row noted earlier, NUMBER:HASH: it must still be there. 之前记下的记录。")
@db_option
@_centre
@json_option
@click.pass_obj
def verify(settings: Settings, expect: str | None, db: str | None, centre_path: Path | None, as_json: bool) -> None:
    """Verify the chain: a row changed, removed or added shows. 校验审计链。"""
    from models.base import text
    from store.db import Head
    from store.db.audit import head
    from store.db.audit import verify as find

    noted: Head | None = None
    if expect is not None:
        number, _, digest = expect.partition(":")
        if not number.isdigit():
            remedy = text("write NUMBER:HASH as audit verify shows it", "请按 audit verify 显示的“序号:哈希”填写")
            raise input_error("--expect", expect, text("this is no audit row", "不是有效的审计记录"), remedy)
        noted = Head(seq=int(number), hash=digest)
    with opened(db, centre_path) as database, database.read() as connection:
        problems, last = find(connection, noted), head(connection)
    if as_json:
        print_json({"rows": last.seq, "head": last.hash, "problems": [problem.model_dump() for problem in problems]})
    else:
        for problem in problems:
            settings.console.say(problem)
        row = f"{last.seq}:{last.hash}"
        settings.console.say(
            text(f"{len(problems)} problem(s); last row {row}", f"问题 {len(problems)} 个；最后一条 {row}")
        )
    sys.exit(VIOLATIONS if problems else 0)

"""Who acts, and which store is meant: options that commands share, and what they stand for. Loads no database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.common import input_error

if TYPE_CHECKING:
    from models.access import Deed, Person
    from models.centre import Centre
    from models.pseudonyms import Pseudonyms
    from store.db import Act, Database

DATABASE, PERSON, KEY = "PAIBAN_DB", "PAIBAN_AS", "PAIBAN_KEY"
"""Environment variables: the store, the acting person, the key of pseudonyms."""

db_option = click.option(
    "--db",
    envvar=DATABASE,
    help=f"The store: a file or postgresql://… ({DATABASE}; paiban.db in the centre's folder). 数据库。",
)
as_option = click.option(
    "--as", "person", envvar=PERSON, help=f"Who acts: an id ({PERSON}; the centre's default). 操作人编号。"
)
why_option = click.option("--why", default="", help="Why, for the audit trail. 理由，记入审计。")
key_option = click.option(
    "--pseudonyms",
    is_flag=True,
    help=f"Keyed hashes instead of names and ids; the key is in {KEY}. 用化名代替姓名与工号。",
)


def store_at(db: str | None, centre_path: Path | None) -> str:
    """Where the store is: as told, or `paiban.db` in the folder of the centre.

    Raises:
        InputError: when neither is told.
    """
    from models.base import text

    if db:
        return db
    if centre_path is None:
        message = text("it is not said which store is meant", "未说明使用哪个数据库")
        remedy = text(f"give --db or --centre, or set {DATABASE}", f"请给出 --db 或 --centre，或设置 {DATABASE}")
        raise input_error("--db", "", message, remedy)
    return str((centre_path if centre_path.is_dir() else centre_path.parent) / "paiban.db")


@contextmanager
def opened(db: str | None, centre_path: Path | None) -> Iterator[Database]:
    """The store, open."""
    from store.db import open_database

    database = open_database(store_at(db, centre_path))
    try:
        yield database
    finally:
        database.close()


def acting(centre: Centre, name: str | None) -> Person:
    """The person who acts.

    Raises:
        InputError: when none is named, or the centre does not know them.
    """
    from models.access import person_of
    from models.base import text
    from store.words import did_you_mean

    people = centre.policy.people
    wanted = (name or people.default_person).strip()
    if not wanted:
        message = text("it is not said who acts", "未说明操作人")
        remedy = text(
            f"give --as, set {PERSON}, or set policy.people.default_person",
            f"请给出 --as，或设置 {PERSON} 或 policy.people.default_person",
        )
        raise input_error("--as", "", message, remedy)
    person = person_of(centre, wanted)
    if person is None:
        known = [*people.planners, *people.supervisors, *people.trainers, *centre.agents_by_id]
        otherwise = text(
            "write them into the agents table or policy.people.planners, supervisors or trainers",
            "请写入人员表，或 policy.people 的 planners、supervisors、trainers",
        )
        message = text("the centre knows nobody of this id", "中心没有此人")
        raise input_error("--as", wanted, message, did_you_mean(wanted, known, otherwise))
    return person


def looking(centre: Centre, name: str | None) -> Person | None:
    """Who looks at what files hold; None where nobody is named, for whoever has the files can read them.

    Raises:
        InputError: when the centre does not know them.
    """
    return acting(centre, name) if (name or centre.policy.people.default_person).strip() else None


def require(person: Person, deed: Deed) -> None:
    """Refuse what the person's roles do not allow.

    Raises:
        ForbiddenError: naming who may.
    """
    from models.access import ALLOWED, Duty
    from models.base import text
    from store.errors import ForbiddenError

    if person.may(deed):
        return
    mine, others = ([duty for duty in Duty if duty in duties] for duties in (person.duties, ALLOWED[deed]))
    en, zh = ", ".join(duty.label.en for duty in mine), "、".join(duty.label.zh for duty in mine)
    raise ForbiddenError(
        text(f"{person.id} ({en}) may not {deed.label.en}", f"{person.id}（{zh}）无权{deed.label.zh}"),
        text(
            f"ask one who may: {', '.join(duty.label.en for duty in others)}",
            f"请由有权者操作：{'、'.join(duty.label.zh for duty in others)}",
        ),
    )


def act_of(person: Person, why: str = "", clause: str = "") -> Act:
    """The person's act, now."""
    from store.db import Act, now

    return Act(person.id, person.roles, now(), why, clause)


def operator() -> Act:
    """Whoever runs the program on this machine: for what is done to the store as a whole."""
    import getpass

    from store.db import Act, now

    return Act(os.environ.get(PERSON) or getpass.getuser(), ("operator",), now())


def pseudonyms() -> Pseudonyms:
    """What replaces names, with the key of the environment.

    Raises:
        InputError: when there is no key, or one that could be guessed.
    """
    from models.base import text
    from models.pseudonyms import Pseudonyms

    key = os.environ.get(KEY, "")
    if len(key) < 16:
        message = text("the key of the pseudonyms is missing or shorter than 16", "化名密钥缺失或少于 16 个字符")
        remedy = text(f"set {KEY} to a long secret and keep it", f"请将 {KEY} 设为足够长的密钥并妥善保管")
        raise input_error(KEY, "", message, remedy)
    return Pseudonyms(key.encode())

"""Making a store and bringing an older one up to date, in one transaction each: killed half-way, it is what it was."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

from models import base
from store.db import migrations
from store.db.engine import Database, database_url, newer
from store.db.migrations import HISTORY
from store.errors import StoreError

said = base.text


def create_database(where: str) -> Database:
    """Make a new, empty store.

    Raises:
        StoreError: when there is a database already, or none can be made there.
    """
    database = begin_new(where)
    upgrade(database)
    return database


def begin_new(where: str) -> Database:
    """A database that has no tables yet.

    Raises:
        StoreError: as `create_database`.
    """
    url = database_url(where)
    if url.drivername == "sqlite":
        Path(str(url.database)).absolute().parent.mkdir(parents=True, exist_ok=True)
    database = Database(url)
    try:
        if database.revision() is not None:
            raise StoreError(
                said(f"there is a store already at {database.name}", f"{database.name} 处已有数据库"),
                said("it is left as it is; name another with --db", "已保持原样；可用 --db 另行指定"),
            )
        if database.is_sqlite:
            with database.faults(), database.engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None
                driver.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        database.close()
        raise
    return database


def migrate_database(where: str, target: str = HISTORY[-1]) -> tuple[str | None, str]:
    """Bring a store up to date; its revision before and after.

    Raises:
        StoreError: when it is newer than this program, damaged or not there.
    """
    url = database_url(where)
    if url.drivername == "sqlite" and not Path(str(url.database)).is_file():
        raise StoreError(
            said(f"there is no store at {where}", f"{where} 处没有数据库"),
            said("make one with paiban db init", "请运行 paiban db init"),
        )
    database = Database(url)
    try:
        found = database.revision()
        if found is not None and found not in HISTORY:
            raise newer(database.name, found)
        upgrade(database, target)
        return found, target
    finally:
        database.close()


def upgrade(database: Database, target: str = HISTORY[-1]) -> None:
    """Run the missing steps in one transaction."""
    with database.faults(), database.write() as connection:
        upgrade_on(connection, target)


def upgrade_on(connection: Connection, target: str = HISTORY[-1]) -> None:
    """Run the missing steps on a connection that is in a transaction."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, target)

"""Opening the store: a SQLite file or a PostgreSQL database, and the two ways to work with it, `read` and `transaction`.

Writers take turns. SQLite gives one of them the file (`BEGIN IMMEDIATE`); on PostgreSQL they queue for a lock on the
audit trail, to which every one of them has to append anyway. What a writer reads in its transaction therefore still
holds when it commits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, inspect, make_url, select, text
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import Executable

from models import base
from store.db import audit, schema
from store.db.faults import fault
from store.db.migrations import HISTORY
from store.db.share import on_network_share
from store.errors import StoreError

BUSY_SECONDS = 30
"""How long a writer waits for its turn."""

said = base.text


class Transaction:
    """One writing transaction by one person. It ends with exactly one audit row if anything was changed.

    `seq` is the number of that row: rows that are written carry it, and new things are numbered by it.
    """

    def __init__(self, connection: Connection, act: audit.Act) -> None:
        self.connection = connection
        self.act = act
        self.seq: int = (connection.scalar(select(func.max(schema.audit.c.seq))) or 0) + 1
        self._changed = False
        self._entry: audit.Entry | None = None
        self._facts: dict[str, Any] = {}

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run a statement; one that changes rows obliges the transaction to record why."""
        result = self.connection.execute(statement, parameters)
        self._changed = self._changed or (bool(getattr(statement, "is_dml", False)) and result.rowcount != 0)
        return result

    def note(self, **facts: Any) -> None:
        """Add facts to the detail of the audit row that is still to come."""
        self._facts |= facts

    def record(self, action: str, centre: str, subject: str, **facts: Any) -> None:
        """Say what this transaction does: once, whatever it takes.

        Raises:
            RuntimeError: when it has been said already, which is a bug.
        """
        if self._entry is not None:
            raise RuntimeError(f"{action} after {self._entry.action}: a transaction is one decision")
        self.note(**facts)
        self._entry = audit.Entry(action, centre, subject)

    def _finish(self) -> None:
        if self._entry is None:
            if self._changed:
                raise RuntimeError("something was changed without saying why")
            return
        audit.append(self.connection, self.seq, self.act, self._entry, self._facts)


class Database:
    """An open store. `url` hides its password when it is shown."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = _engine(url)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def name(self) -> str:
        """What a planner knows it by: the file, or the URL without its password."""
        return self.url.database or "" if self.is_sqlite else self.url.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading: everything it reads is of one moment.

        Raises:
            StoreError: when the database cannot be read.
        """
        with self.faults(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def transaction(self, act: audit.Act) -> Iterator[Transaction]:
        """One decision: all of it and its audit row are written when the block ends well, and otherwise nothing.

        Raises:
            StoreError: when the database cannot be written (read-only, full, locked for too long).
        """
        with self.faults(), self.write() as connection:
            transaction = Transaction(connection, act)
            yield transaction
            transaction._finish()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The writer's turn, without an audit row: for migration and restore."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection = connection.execution_options(paiban_writes=True)
            with connection.begin():
                if not self.is_sqlite and inspect(connection).has_table("audit"):
                    connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'"))
                    connection.execute(text("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE"))
                yield connection

    @contextmanager
    def faults(self) -> Iterator[None]:
        """What the database's driver raises, in a planner's words."""
        try:
            yield
        except DBAPIError as error:
            raise fault(self.name, error) from error

    def revision(self) -> str | None:
        """The revision of the tables, or None where there are none yet.

        Raises:
            StoreError: when it is damaged, or another program's database.
        """
        with self.read() as connection:
            tables = set(inspect(connection).get_table_names())
            if "alembic_version" in tables:
                return str(connection.scalar(text("SELECT version_num FROM alembic_version")))
        if tables:
            raise StoreError(
                said(f"{self.name} is no database of paiban's", f"{self.name} 不是 paiban 的数据库"),
                said("give another with --db", "请用 --db 指定其他数据库"),
            )
        return None

    def close(self) -> None:
        self.engine.dispose()


def database_url(where: str) -> URL:
    """The address of a database: a URL, or the path of a SQLite file.

    Raises:
        StoreError: when it is a URL that cannot be used.
    """
    if not re.match(r"[a-z][a-z0-9+]+://", where):
        return URL.create("sqlite", database=where)
    try:
        url = make_url(where)
    except ArgumentError:
        url = URL.create("unknown")
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg") or not url.database:
        raise StoreError(
            said("this is no address of a database", "不是有效的数据库地址"),
            said(
                "write a file's path, or postgresql://user@host/name",
                "请填写文件路径，或 postgresql://用户@主机/库名",
            ),
        )
    return url


def open_database(where: str) -> Database:
    """A store that is there and up to date.

    Raises:
        StoreError: when there is none, or when it is damaged, older or newer than this program.
    """
    url = database_url(where)
    if url.drivername == "sqlite" and not Path(str(url.database)).is_file():
        raise _no_store(where)
    database = Database(url)
    try:
        found = database.revision()
        if found is None:
            raise _no_store(database.name)
        if found not in HISTORY:
            raise newer(database.name, found)
        if found != HISTORY[-1]:
            raise StoreError(
                said(
                    f"{database.name} is older than this program (revision {found}, needed {HISTORY[-1]})",
                    f"{database.name} 的版本较旧（{found}，需要 {HISTORY[-1]}）",
                ),
                said("back it up, then run paiban db migrate", "请先备份，再运行 paiban db migrate"),
            )
    except BaseException:
        database.close()
        raise
    return database


def newer(name: str, found: str) -> StoreError:
    return StoreError(
        said(
            f"{name} was made by a newer paiban (revision {found})", f"{name} 由更新版本的 paiban 创建（版本 {found}）"
        ),
        said("install that version; nothing was changed", "请安装新版本；未做任何更改"),
    )


def _no_store(name: str) -> StoreError:
    return StoreError(
        said(f"there is no store at {name}", f"{name} 处没有数据库"),
        said("make one with paiban db init, or name another with --db", "请运行 paiban db init，或用 --db 指定"),
    )


def now() -> datetime:
    return datetime.now(UTC)


def _engine(url: URL) -> Engine:
    if url.drivername != "sqlite":
        try:
            return create_engine(url, connect_args={"connect_timeout": BUSY_SECONDS})
        except ModuleNotFoundError:
            raise StoreError(
                said("the driver for PostgreSQL is not installed", "未安装 PostgreSQL 驱动"),
                said("install paiban[postgresql]", "请安装 paiban[postgresql]"),
            ) from None
    path = Path(str(url.database))
    if on_network_share(path):
        raise StoreError(
            said(f"{path} lies on a network share, where SQLite loses data", f"{path} 位于网络共享盘，SQLite 会丢数据"),
            said("use a folder of this machine, or PostgreSQL", "请使用本机文件夹，或改用 PostgreSQL"),
        )
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS, "isolation_level": None})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("foreign_keys = ON", "synchronous = FULL", f"busy_timeout = {BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """The driver begins no transactions by itself: a writer takes its turn at once, not at its first change."""
    writes = connection.get_execution_options().get("paiban_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

"""Stores to test on: a SQLite file, and a PostgreSQL database of a cluster that lives as long as the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from store.db import Database, create_database, open_database

sys.path.insert(0, str(Path(__file__).parents[1]))

NUMBERS = count(1)


def postgres_programs() -> Path | None:
    """The folder of PostgreSQL's programs: on the path, or where Debian keeps the newest."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).parent
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    return kept[-1].parent if kept else None


def other_user() -> str | None:
    """PostgreSQL refuses to run as root: the user that its package makes runs it then."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        pytest.skip("PostgreSQL cannot be started by root, and there is no user postgres")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a server, without a database's name: PAIBAN_TEST_POSTGRES, or a cluster of our own."""
    pytest.importorskip("psycopg", reason="the driver for PostgreSQL is not installed")
    if given := os.environ.get("PAIBAN_TEST_POSTGRES"):
        yield given
        return
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not installed: these tests ran on SQLite only")
    user = other_user()
    home = Path(tempfile.mkdtemp(prefix="paiban-pg-"))
    if user:
        shutil.chown(home, user, user)

    def call(program: str, *args: str) -> None:
        subprocess.run(
            [programs / program, *args], check=True, user=user, cwd=home, stdout=subprocess.DEVNULL, timeout=60
        )

    data = str(home / "data")
    try:
        call("initdb", "-D", data, "-U", "paiban", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off"
        call("pg_ctl", "-D", data, "-o", options, "-l", str(home / "log"), "-w", "start")
        try:
            yield f"postgresql+psycopg://paiban@/%s?host={home}"
        finally:
            call("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def postgres_address(postgres: str) -> str:
    """The URL of a new, empty database on the server."""
    name = f"paiban_{os.getpid()}_{next(NUMBERS)}"
    engine = create_engine(postgres % "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return postgres % name


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new store can be made."""
    if request.param == "sqlite":
        return str(tmp_path / "paiban.db")
    return str(request.getfixturevalue("postgres_address"))


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    made = create_database(address)
    yield made
    made.close()


@pytest.fixture
def reopened(database: Database, address: str) -> Iterator[Callable[[], Database]]:
    """The same store once more, as another program opens it."""
    opened: list[Database] = []

    def again() -> Database:
        opened.append(open_database(address))
        return opened[-1]

    yield again
    for one in opened:
        one.close()

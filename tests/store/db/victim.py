"""A program that is killed: run by `test_kills.py` as `victim.py MODE ADDRESS TIMES SEED`.

A parent forks a child that works on the store and tells what it has finished; the parent kills it at a random moment, or the
child kills itself before its n-th statement, and then the store is looked over. Ends with one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable

from kept import CENTRE, NAME, act, draft, publish_draft, roster
from sqlalchemy import event, inspect

from models.people import Leave
from models.roster_version import RosterState
from models.time import Period
from store.db import Database, database_url, open_database
from store.db.audit import rows
from store.db.centres import save_centre
from store.db.health import check_database
from store.db.requests import RequestKind, decide, file_request, find_requests
from store.db.rosters import load_roster, versions
from store.db.upgrade import create_database, upgrade

OCTOBER_5 = Period.parse("2026-10-05")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def child(work: Callable[[int], None]) -> tuple[int, int]:
    """Fork a child that works and tells; its process and the reading end of its pipe."""
    reading, writing = os.pipe()
    number = os.fork()
    if number == 0:
        os.close(reading)
        try:
            work(writing)
        finally:
            os._exit(0)
    os.close(writing)
    return number, reading


def told(reading: int) -> list[int]:
    """The audit rows that the child had finished."""
    with os.fdopen(reading) as pipe:
        return [int(line) for line in pipe.read().split()]


def busy(address: str, seed: int) -> Callable[[int], None]:
    """Import, publish, file and decide, on and on."""

    def work(writing: int) -> None:
        chance = random.Random(seed)
        database = open_database(address)

        def tell(seq: int) -> None:
            os.write(writing, f"\n{seq}".encode())

        while True:
            version = draft(database, roster(chance.choice(["D1", "E1", "N1"]), days=chance.randint(1, 28)))
            tell(version.id)
            published = publish_draft(database, version)
            tell(published.id)
            asked = Leave(agent_id="A01", start=OCTOBER_5.start, end=OCTOBER_5.end, type="annual")
            with database.transaction(act("A01")) as tx:
                save_centre(tx, CENTRE)
                filed = file_request(
                    tx,
                    RequestKind.LEAVE,
                    NAME,
                    asked,
                    agent="A01",
                    period=OCTOBER_5,
                    state="requested",
                    private_note="x",
                )
            tell(filed.id)
            with database.transaction(act("S1")) as tx:
                decide(tx, filed.id, 1, "approved", asked, action="approve")
            tell(tx.seq)

    return work


def look_over(database: Database, finished: list[int]) -> list[str]:
    """What is lost or half-written."""
    problems = [problem.en for problem in check_database(database)]
    with database.read() as connection:
        trail = rows(connection)
        by_seq = {row.seq: json.loads(row.detail) for row in trail}
        problems += [f"finished, but lost: {seq}" for seq in finished if seq not in by_seq]
        kept = versions(connection)
        for version in kept:
            cells = len(load_roster(connection, version.id).assignments)
            if cells != by_seq[version.id]["cells"]:
                problems.append(f"roster {version.id} has {cells} cells")
        if sum(version.state is RosterState.PUBLISHED for version in kept) > 1:
            problems.append("two published")
        actions = [row.action for row in trail]
        for request in find_requests(connection, NAME, RequestKind.LEAVE):
            if (request.state == "approved") != any(
                row.action == "leave.approve" and row.subject == f"leave:{request.id}" for row in trail
            ):
                problems.append(f"request {request.id} is {request.state}")
        if len(kept) != actions.count("roster.draft"):
            problems.append("drafts and audit rows differ")
    return problems


def kill_at_work(address: str, times: int, seed: int) -> dict[str, object]:
    chance = random.Random(seed)
    create_database(address).close()
    problems: list[str] = []
    finished: list[int] = []
    for number in range(times):
        process, reading = child(busy(address, seed + number))
        # On a busy machine it takes its time to begin: it is let finish something, then killed somewhere in the next.
        os.read(reading, 1)
        time.sleep(chance.uniform(0, 0.03))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        finished += told(reading)
        if number % 10 == 9:
            database = open_database(address)
            problems += look_over(database, finished)
            database.close()
    return {"problems": problems, "finished": len(finished)}


def kill_while_migrating(address: str, times: int, seed: int) -> dict[str, object]:
    """Before the first statement, before the second, … until one child comes through."""
    states: list[str] = []
    for point in range(1, times):

        def work(_: int, point: int = point) -> None:
            database = Database(database_url(address))
            count = 0

            def at_statement(*_: object) -> None:
                nonlocal count
                count += 1
                if count == point:
                    die()

            event.listen(database.engine, "before_cursor_execute", at_statement)
            event.listen(database.engine, "commit", at_statement)
            upgrade(database)

        process, reading = child(work)
        _, status = os.waitpid(process, 0)
        told(reading)
        database = Database(database_url(address))
        revision = database.revision()
        with database.read() as connection:
            tables = inspect(connection).get_table_names()
        states.append("none" if revision is None and not tables else f"{revision}, {len(tables)} tables")
        database.close()
        if not os.WIFSIGNALED(status):
            return {"states": states, "came_through": True}
    return {"states": states, "came_through": False}


if __name__ == "__main__":
    mode, address, times, seed = sys.argv[1:]
    does = {"work": kill_at_work, "migrate": kill_while_migrating}[mode]
    print(json.dumps(does(address, int(times), int(seed))))

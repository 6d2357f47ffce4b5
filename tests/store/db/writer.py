"""One of two writers: run by `test_two_writers.py` as `writer.py MODE ADDRESS COUNT NAME`. Ends with one line of JSON."""

from __future__ import annotations

import json
import random
import sys

from kept import NAME, OCTOBER, act

from models.people import Leave, LeaveStatus
from models.roster import Cell, CellChange, Roster
from models.roster_version import RosterVersion
from store.db import open_database
from store.db.requests import RequestKind, decide, find_requests
from store.db.rosters import change_cells, load_roster, published
from store.errors import ConflictError


def decide_all(address: str, count: int, name: str) -> dict[str, int]:
    """Approve every request where nobody is on leave that day yet, as it was filed; refuse the others."""
    database, outcome = open_database(address), {"won": 0, "conflicts": 0}
    with database.read() as connection:
        seen = find_requests(connection, NAME, RequestKind.LEAVE)[:count]
    random.Random(name).shuffle(seen)
    for request in seen:
        leave = request.read(Leave)
        try:
            with database.transaction(act(name)) as tx:
                away = find_requests(
                    tx.connection, NAME, RequestKind.LEAVE, states=["approved"], period=OCTOBER.model_copy(
                        update={"start": leave.start, "end": leave.end}
                    )
                )  # fmt: skip
                status = LeaveStatus.REFUSED if away else LeaveStatus.APPROVED
                decided = leave.model_copy(update={"status": status})
                decide(tx, request.id, 1, status.value, decided, action="decide")
            outcome["won"] += 1
        except ConflictError:
            outcome["conflicts"] += 1
    return outcome


def swap_many(address: str, count: int, name: str) -> dict[str, int]:
    """Swap two people's shifts of a day, again and again; what somebody else has changed meanwhile is looked at anew."""
    database, chance = open_database(address), random.Random(name)
    outcome = {"won": 0, "conflicts": 0}
    while outcome["won"] < count:
        with database.read() as connection:
            version = published(connection, NAME, OCTOBER)
            assert version is not None
            roster = load_roster(connection, version.id)
        changes = _swap(roster, chance)
        try:
            _write(database, name, version, changes)
            outcome["won"] += 1
        except ConflictError:
            outcome["conflicts"] += 1
    return outcome


def _write(database, name: str, version: RosterVersion, changes: list[CellChange]) -> None:  # type: ignore[no-untyped-def]
    with database.transaction(act(name)) as tx:
        change_cells(tx, version.mark, changes)
        tx.record("swap.approve", NAME, f"swap:{tx.seq}")


def _swap(roster: Roster, chance: random.Random) -> list[CellChange]:
    day = chance.choice(roster.period.days)
    first, second = chance.sample(["A01", "A02", "007", "S1"], 2)
    one, other = (roster.cells.get((agent, day), Cell()) for agent in (first, second))
    return [
        CellChange(agent_id=first, day=day, before=one, after=other),
        CellChange(agent_id=second, day=day, before=other, after=one),
    ]


if __name__ == "__main__":
    mode, address, count, name = sys.argv[1:]
    print(json.dumps({"decide": decide_all, "swap": swap_many}[mode](address, int(count), name)))

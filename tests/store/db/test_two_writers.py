"""Two planners at once: one wins, the other is told; nothing is booked twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from helpers import answer_of, start_helper
from kept import CENTRE, NAME, NOON, OCTOBER, act, draft, publish_draft, roster
from sqlalchemy import insert

from models.people import Leave, LeaveStatus, LeaveType
from models.roster import Assignment
from store.db import Database
from store.db.audit import rows, verify
from store.db.centres import save_centre
from store.db.requests import RequestKind, find_requests
from store.db.rosters import load_roster, published
from store.db.schema import requests

COUNT = 1000


def two_writers(mode: str, address: str, count: int) -> list[dict[str, int]]:
    started = [start_helper("writer.py", mode, address, count, name) for name in ("left", "right")]
    return [answer_of(helper) for helper in started]


@pytest.fixture
def asked(database: Database) -> Database:
    """1,000 requests for annual leave on single days of 500."""
    with database.transaction(act()) as tx:
        save_centre(tx, CENTRE)
        tx.execute(insert(requests), [_asked(2 + number, tx.seq) for number in range(COUNT)])
        tx.record("centre.import", NAME, "centre")
    return database


def _asked(number: int, seq: int) -> dict[str, object]:
    """A row of the requests' table; `file_request` would take a transaction for each."""
    day = OCTOBER.start + timedelta(days=number % 500)
    leave = Leave(agent_id="A01", start=day, end=day, type=LeaveType.ANNUAL, status=LeaveStatus.REQUESTED)
    return {
        "id": number, "centre": NAME, "kind": "leave", "agent": "A01", "first_day": day, "last_day": day,
        "state": "requested", "revision": 1, "content": leave.model_dump_json(), "filed_at": NOON, "filed_by": "A01",
        "seq": seq,
    }  # fmt: skip


def test_of_two_who_decide_the_same_leave_one_wins(asked: Database, address: str) -> None:
    answers = two_writers("decide", address, COUNT)
    assert sum(answer["won"] for answer in answers) == COUNT
    assert sum(answer["conflicts"] for answer in answers) == COUNT
    with asked.read() as connection:
        decided = find_requests(connection, NAME, RequestKind.LEAVE)
        by_state = Counter(request.state for request in decided)
        # One of the two requests of each day; never two on a day.
        days = Counter(request.read(Leave).start for request in decided if request.state == "approved")
        assert (by_state["approved"], by_state["refused"]) == (500, 500)
        assert set(days.values()) == {1}
        assert all(request.read(Leave).status == request.state for request in decided)
        assert sum(row.action == "leave.decide" for row in rows(connection)) == COUNT
        assert verify(connection) == []


def test_1000_swaps_of_each_of_two_keep_the_counts(database: Database, address: str) -> None:
    agents = ("A01", "A02", "007", "S1")
    mixed = roster(agents=agents, days=31).model_copy(
        update={
            "assignments": tuple(
                Assignment(agent_id=agent, day=day, shift=("D1", "E1", "N1")[(number + day.day) % 4])
                for number, agent in enumerate(sorted(agents))
                for day in OCTOBER.days
                if (number + day.day) % 4 < 3
            ),
            "locked": (),
        }
    )
    before = publish_draft(database, draft(database, mixed))
    answers = two_writers("swap", address, COUNT)
    assert [answer["won"] for answer in answers] == [COUNT, COUNT]
    with database.read() as connection:
        after = published(connection, NAME, OCTOBER)
        assert after is not None
        assert after.revision == before.revision + 2 * COUNT
        kept = load_roster(connection, after.id)
        assert Counter((a.day, a.shift) for a in kept.assignments) == Counter(
            (a.day, a.shift) for a in mixed.assignments
        )
        assert kept != mixed
        assert len(rows(connection)) == 2 + 2 * COUNT
        assert verify(connection) == []

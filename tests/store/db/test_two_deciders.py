"""Two people decide at the same moment: one wins, the other is told; nothing is given twice."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from threading import Barrier
from typing import TypeVar

import pytest

from commands.desk import Desk
from commands.leave_desk import approve_leave, file_leave
from commands.swap_desk import Wanted, approve_swap, draft_swap, file_swap
from models.access import person_of
from models.centre import Centre
from models.leave import LeaveRequest
from models.people import LeaveStatus, LeaveType
from models.roster import Roster
from scheduler.leave.book import LeaveBook
from store.db import Database
from store.db.audit import rows, verify
from store.db.rosters import load_roster, versions
from store.errors import ConflictError
from tests.desk_case import PLANNER, make_centre, make_roster, phone_agents, publish_roster

T = TypeVar("T")

NOW = datetime(2026, 8, 25, 9, tzinfo=UTC)
SWAPS = int(os.environ.get("PAIBAN_TEST_SWAPS", "15"))
"""How many swaps each of the two decides about."""


@pytest.fixture(scope="module")
def centre() -> Centre:
    return make_centre()


@pytest.fixture
def desks(database: Database, reopened: Callable[[], Database], centre: Centre) -> Iterator[list[Desk]]:
    """Two supervisors, each with the store open in a program of their own, and the planner."""
    publish_roster(database, centre)
    people = [person_of(centre, name) for name in ("S1", "S2", PLANNER)]
    opened = [reopened() for _ in people]
    yield [Desk(one, centre, person, NOW) for one, person in zip(opened, people, strict=True) if person is not None]
    for one in opened:
        one.close()


def at_once(jobs: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """Start all jobs at the same moment; what each brings or raises."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T | Exception:
        start.wait()
        try:
            return job()
        except ConflictError as error:
            return error

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def ask_leave(desk: Desk, agent_id: str, day: date) -> int:
    draft = LeaveRequest(
        id="-", agent_id=agent_id, type=LeaveType.ANNUAL, start=day, end=day, filed_at=NOW, filed_by=desk.person.id
    )
    filed = file_leave(desk, draft)
    assert filed.done
    return int(filed.request.id)


def state(database: Database) -> tuple[Roster, LeaveBook, list[str]]:
    with database.read() as connection:
        assert verify(connection) == []
        roster = load_roster(connection, versions(connection)[0].id)
        desk = Desk(database, make_centre(), person_of(make_centre(), PLANNER), NOW)  # type: ignore[arg-type]
        return roster, desk.book(connection), [row.action for row in rows(connection)]


def test_of_two_who_approve_the_same_leave_one_gets_a_conflict(desks: list[Desk], centre: Centre) -> None:
    one, other, planner = desks
    who = phone_agents(centre)[0]
    for week in range(4):
        number = ask_leave(planner, who, date(2026, 10, 5) + timedelta(weeks=week))
        found = at_once([lambda desk=desk, n=number: approve_leave(desk, n, 1) for desk in (one, other)])  # type: ignore[misc]
        assert sorted(isinstance(answer, ConflictError) for answer in found) == [False, True]
    _, book, actions = state(one.database)
    assert Counter(actions)["leave.approve"] == 4
    assert {request.status for request in book.requests} == {LeaveStatus.APPROVED}
    assert {request.decision.by for request in book.requests if request.decision} <= {"S1", "S2"}


def test_two_annual_leaves_on_one_day_are_never_both_approved(desks: list[Desk], centre: Centre) -> None:
    one, other, planner = desks
    first, second, *_ = phone_agents(centre)
    days = [date(2026, 10, 5) + timedelta(weeks=week) for week in range(4)]
    for day in days:
        numbers = [ask_leave(planner, who, day) for who in (first, second)]
        found = at_once(
            [lambda d=d, n=n: approve_leave(d, n, 1) for d, n in zip((one, other), numbers, strict=True)]  # type: ignore[misc]
        )
        assert sorted(answer.done for answer in found) == [False, True]  # type: ignore[union-attr]
    _, book, actions = state(one.database)
    assert Counter(actions)["leave.approve"] == len(days)
    for day in days:
        away = [who for who in (first, second) for key in book.of(who) if key[0] == day]
        assert len(set(away)) == 1


def test_swaps_decided_by_two_at_once_never_book_anybody_twice(desks: list[Desk], centre: Centre) -> None:
    """Each of the two decides about swaps, of which many want the same shifts."""
    one, other, planner = desks
    agents = phone_agents(centre)
    before, _, _ = state(one.database)
    numbers = count()
    queues: list[list[int]] = [[], []]
    for i in range(2 * SWAPS):
        day = 5 + 2 * (i % 12)
        wanted = Wanted(
            agents[0] if i % 3 else agents[2],
            agents[1] if i % 2 else agents[3],
            (date(2026, 10, day),),
            (date(2026, 10, day + 1),),
            partner_agreed=True,
            voluntary=False,
        )
        filed = file_swap(planner, draft_swap(planner, wanted))
        if filed.done:
            queues[next(numbers) % 2].append(int(filed.request.id))

    def work(desk: Desk, mine: list[int]) -> list[bool]:
        return [approve_swap(desk, number, 1).done for number in mine]

    found = at_once([lambda d=d, q=q: work(d, q) for d, q in zip((one, other), queues, strict=True)])  # type: ignore[misc]
    done = [answer for answers in found for answer in answers]  # type: ignore[union-attr]
    after, _, actions = state(one.database)
    assert Counter(actions)["swap.approve"] == sum(done) > 0
    assert not all(done)
    assert Counter((a.day, a.shift) for a in after.assignments) == Counter((a.day, a.shift) for a in before.assignments)
    assert (
        len({(a.agent_id, a.day) for a in after.assignments})
        == len(after.assignments)
        == len(make_roster(centre).assignments)
    )

"""Any order of requests, decisions, swaps and takeovers: no limit is exceeded, nobody is booked twice, every change has one audit row."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from commands.desk import Desk
from commands.leave_desk import approve_leave, cancel_leave, cover_shift, file_leave, refuse_leave
from commands.swap_desk import Wanted, approve_swap, draft_swap, file_swap, withdraw_swap
from models.access import person_of
from models.demand import Requirement
from models.leave import DayHalf, LeaveRequest
from models.people import LeaveStatus, LeaveType
from models.roster import Roster
from models.time import Period
from scheduler.evaluate import evaluate
from scheduler.leave.balance import balance
from scheduler.swaps.check import voluntary_swaps
from store.db import create_database
from store.db.audit import rows, verify
from store.db.requests import RequestKind, find_requests
from store.db.rosters import load_roster, versions
from store.errors import StoreError
from tests.desk_case import PERIOD, PLANNER, make_centre, phone_agents, publish_roster

CENTRE = make_centre()
AGENTS = phone_agents(CENTRE)[:4]
NOW = datetime(2026, 8, 25, 9, tzinfo=UTC)
REQUIREMENTS: dict[Period, Requirement] = {}
"""What the month requires: planned once for all runs."""

people = st.sampled_from(AGENTS)
days = st.integers(5, 14).map(lambda d: date(2026, 10, d))
picks = st.integers(0, 5)


class DeskMachine(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.database = create_database(str(Path(self.folder.name) / "paiban.db"))
        publish_roster(self.database, CENTRE)
        self.planner, self.supervisor = (
            Desk(self.database, CENTRE, person, NOW, REQUIREMENTS)
            for name in (PLANNER, "S1")
            if (person := person_of(CENTRE, name)) is not None
        )
        self.changes = 2
        self.before = self.roster()
        self.broken_before = self.broken(self.before)

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    def roster(self) -> Roster:
        with self.database.read() as connection:
            return load_roster(connection, versions(connection)[0].id)

    def broken(self, roster: Roster) -> set[str]:
        """Hard rules about single agents that a roster breaks, those about hours left out: paid leave counts towards them."""
        with self.database.read() as connection:
            instance = self.planner.instance(self.planner.book(connection), PERIOD)
        found = evaluate(instance, roster).hard_violations
        return {
            f"{v.rule} {v.agent_id} {v.day}"
            for v in found
            if v.agent_id and "hours" not in v.rule and v.rule != "max_overtime"
        }

    def number(self, kind: RequestKind, pick: int) -> tuple[int, int] | None:
        """Some request's number and revision, mostly of one that is still open."""
        with self.database.read() as connection:
            found = find_requests(connection, CENTRE.profile.name, kind)
        waiting = [request for request in found if request.state in ("requested", "waitlisted")]
        found = waiting if waiting and pick < 4 else found
        return (found[-1 - pick % len(found)].id, found[-1 - pick % len(found)].revision) if found else None

    def done(self, outcome: Any) -> None:
        self.changes += bool(outcome.done)

    @rule(
        who=people,
        day=days,
        length=st.integers(0, 2),
        kind=st.sampled_from([LeaveType.ANNUAL, LeaveType.PERSONAL]),
        waits=st.booleans(),
    )
    def ask_leave(self, who: str, day: date, length: int, kind: LeaveType, waits: bool) -> None:
        draft = LeaveRequest(
            id="-", agent_id=who, type=kind, start=day, end=day + timedelta(days=length), filed_at=NOW, filed_by=PLANNER
        )
        self.done(file_leave(self.planner, draft, waitlist=waits))

    @rule(pick=picks)
    def approve_leave(self, pick: int) -> None:
        self.attempt(RequestKind.LEAVE, pick, lambda number, revision: approve_leave(self.supervisor, number, revision))

    @rule(pick=picks)
    def approve_something(self, pick: int) -> None:
        """Approvals twice as often as anything else."""
        self.approve_leave(pick)
        self.approve_swap(pick)

    @rule(pick=picks)
    def refuse_leave(self, pick: int) -> None:
        self.attempt(
            RequestKind.LEAVE, pick, lambda number, revision: refuse_leave(self.supervisor, number, revision, "no")
        )

    @rule(pick=picks)
    def cancel_leave(self, pick: int) -> None:
        self.attempt(RequestKind.LEAVE, pick, lambda number, _: cancel_leave(self.planner, number)[0])

    @rule(pick=picks, day=days, who=people)
    def cover(self, pick: int, day: date, who: str) -> None:
        found = self.number(RequestKind.LEAVE, pick)
        if found is None:
            return
        try:
            cover_shift(self.supervisor, found[0], day, who)
        except StoreError:
            return
        self.changes += 1

    @rule(one=picks, other=picks, gives=picks, takes=st.none() | picks)
    def ask_swap(self, one: int, other: int, gives: int, takes: int | None) -> None:
        """Days that the two work in the roster as it is, by number."""
        first = AGENTS[one % len(AGENTS)]
        second = AGENTS[(one + 1 + other % (len(AGENTS) - 1)) % len(AGENTS)]
        worked = [[day for day in self.roster().by_agent.get(who, {}) if 5 <= day.day <= 14] for who in (first, second)]
        if not worked[0] or (takes is not None and not worked[1]):
            return
        given = (worked[0][gives % len(worked[0])],)
        taken = () if takes is None else (worked[1][takes % len(worked[1])],)
        self.done(
            file_swap(self.planner, draft_swap(self.planner, Wanted(first, second, given, taken, partner_agreed=True)))
        )

    @rule(pick=picks)
    def approve_swap(self, pick: int) -> None:
        self.attempt(RequestKind.SWAP, pick, lambda number, revision: approve_swap(self.supervisor, number, revision))

    @rule(pick=picks)
    def withdraw_swap(self, pick: int) -> None:
        self.attempt(RequestKind.SWAP, pick, lambda number, _: withdraw_swap(self.planner, number))

    def attempt(self, kind: RequestKind, pick: int, step: Any) -> None:
        """A step on some request; one that its state does not allow changes nothing."""
        found = self.number(kind, pick)
        if found is None:
            return
        try:
            self.done(step(*found))
        except StoreError:
            return

    @invariant()
    def every_change_has_one_audit_row(self) -> None:
        with self.database.read() as connection:
            assert len(rows(connection)) == self.changes
            assert verify(connection) == []

    @invariant()
    def no_limit_is_exceeded(self) -> None:
        with self.database.read() as connection:
            book, swaps = self.planner.book(connection), self.planner.swaps(connection, PERIOD)
        for day in PERIOD.days:
            for half in DayHalf:
                assert sum(book.of(who).get((day, half)) is LeaveType.ANNUAL for who in AGENTS) <= 1
        for who in AGENTS:
            assert max(voluntary_swaps(swaps, who, "initiator").values(), default=0) <= 2
            left = balance(book, CENTRE.agents_by_id[who], LeaveType.ANNUAL, 2026).left
            assert left is not None
            assert left >= 0

    @invariant()
    def nobody_is_booked_twice_or_on_leave_and_no_shift_is_lost(self) -> None:
        roster = self.roster()
        with self.database.read() as connection:
            requests = self.planner.leave(connection)
        cells = {(a.agent_id, a.day) for a in roster.assignments}
        assert len(cells) == len(roster.assignments)
        away = {(r.agent_id, day) for r in requests if r.status is LeaveStatus.APPROVED for day in r.days}
        assert not cells & away
        assert self.broken(roster) <= self.broken_before
        # Who takes an open shift over and works the same one that day leaves nothing behind: all shifts here are D09.
        holes = Counter(s.day for r in requests for s in r.opened if not s.covered_by)
        there = Counter(a.day for a in roster.assignments)
        assert there + holes == Counter(a.day for a in self.before.assignments)


DeskMachine.TestCase.settings = settings(
    max_examples=int(os.environ.get("PAIBAN_MACHINE_RUNS", "8")),
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestDesk = DeskMachine.TestCase

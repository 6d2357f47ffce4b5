"""Any order of drafts, edits, publications, swaps, requests and decisions, some of them on what was seen long ago.

The store is held against a model in plain dictionaries. `PAIBAN_MACHINE_RUNS=500` runs it longer.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from kept import CENTRE, NAME, OCTOBER, act, roster
from sqlalchemy import event

from models.fairness import FairEntry, FairKind
from models.people import Leave, LeaveType
from models.roster import Cell, CellChange, Roster, differences
from models.roster_version import RosterMark, RosterState
from models.time import Period
from store.db import Database, create_database
from store.db.audit import rows, verify
from store.db.centres import save_centre
from store.db.fairness import fair_entries
from store.db.requests import RequestKind, decide, file_request, find_requests
from store.db.rosters import change_cells, load_roster, publish, save_draft, versions
from store.errors import ConflictError

AGENTS = ("007", "A01", "A02")
DAYS = OCTOBER.days[:4]


def counted(content: Roster) -> tuple[FairEntry, ...]:
    """What a roster adds to the fairness ledger: here simply the days worked."""
    days = [(agent, sum(own.agent_id == agent for own in content.assignments)) for agent in AGENTS]
    return tuple(
        FairEntry(agent_id=agent, day=OCTOBER.end, kind=FairKind.NIGHTS, amount=worked, share=1.25)
        for agent, worked in days
    )


def quick(connection: sqlite3.Connection, _: object) -> None:
    """No power fails here: what is kept is looked at, not whether the disk has it."""
    connection.execute("PRAGMA synchronous = OFF")


class Store(RuleBasedStateMachine):
    """What is kept, beside what should be."""

    marks = Bundle("marks")
    asked = Bundle("asked")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="paiban-machine-"))
        self.database: Database = create_database(str(self.folder / "paiban.db"))
        event.listen(self.database.engine, "connect", quick)
        self.rosters: dict[int, Roster] = {}
        self.states: dict[int, RosterState] = {}
        self.revisions: dict[int, int] = {}
        self.origins: dict[int, RosterMark | None] = {}
        self.requests: dict[int, tuple[str, int]] = {}
        self.ledger: tuple[FairEntry, ...] = ()
        self.decisions = 0

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)

    @property
    def current(self) -> RosterMark | None:
        found = [number for number, state in self.states.items() if state is RosterState.PUBLISHED]
        return RosterMark(id=found[0], revision=self.revisions[found[0]]) if found else None

    def is_stale(self, mark: RosterMark) -> bool:
        return self.revisions[mark.id] != mark.revision

    @rule(target=marks, shift=st.sampled_from(["D1", "E1"]), days=st.integers(0, 4))
    def draft(self, shift: str, days: int) -> RosterMark:
        content = roster(shift, agents=AGENTS, days=days)
        with self.database.transaction(act()) as tx:
            version = save_draft(tx, content, save_centre(tx, CENTRE))
        return self._drafted(version.mark, content, self.current)

    @rule(target=marks, base=marks, shift=st.sampled_from(["D1", "N1"]))
    def edit(self, base: RosterMark, shift: str) -> RosterMark:
        """An edit of what was seen; of what has changed since it is refused, and what was seen is seen again."""
        content = roster(shift, agents=AGENTS, days=2)
        try:
            with self.database.transaction(act()) as tx:
                version = save_draft(tx, content, save_centre(tx, CENTRE), base=base)
        except ConflictError:
            assert self.is_stale(base)
            return RosterMark(id=base.id, revision=self.revisions[base.id])
        assert not self.is_stale(base)
        is_draft = self.states[base.id] is RosterState.DRAFT
        return self._drafted(version.mark, content, self.origins[base.id] if is_draft else base)

    def _drafted(self, mark: RosterMark, content: Roster, origin: RosterMark | None) -> RosterMark:
        self.rosters[mark.id], self.states[mark.id] = content, RosterState.DRAFT
        self.revisions[mark.id], self.origins[mark.id] = 1, origin
        self.decisions += 1
        return mark

    @rule(mark=marks, knowingly=st.booleans())
    def publish(self, mark: RosterMark, knowingly: bool) -> None:
        before = self.current
        known = before if knowingly and before else self.origins[mark.id]
        may = self.states[mark.id] is RosterState.DRAFT and not self.is_stale(mark) and known == before
        try:
            with self.database.transaction(act()) as tx:
                publish(tx, mark, before if knowingly else None, counted(self.rosters[mark.id]))
        except ConflictError:
            assert not may
            return
        assert may
        if before:
            self.states[before.id] = RosterState.SUPERSEDED
        self.states[mark.id] = RosterState.PUBLISHED
        self.ledger = counted(self.rosters[mark.id])
        self.decisions += 1

    @rule(mark=marks, day=st.sampled_from(DAYS), pair=st.permutations(AGENTS))
    def swap(self, mark: RosterMark, day: object, pair: list[str]) -> None:
        """Two people's cells, as they stand now, exchanged in the version that was seen."""
        cells = self.rosters[mark.id].cells
        one, other = ((agent, day) for agent in pair[:2])
        before = {key: cells.get(key, Cell()) for key in (one, other)}  # type: ignore[call-overload]
        changes = [
            CellChange(agent_id=key[0], day=key[1], before=before[key], after=before[taken])
            for key, taken in ((one, other), (other, one))
        ]
        may = not self.is_stale(mark) and self.states[mark.id] is not RosterState.SUPERSEDED
        try:
            with self.database.transaction(act("S1")) as tx:
                change_cells(tx, mark, changes)
                tx.record("swap.approve", NAME, f"swap:{tx.seq}")
        except ConflictError:
            assert not may
            return
        assert may
        with self.database.read() as connection:
            changed = load_roster(connection, mark.id)
        assert {(c.agent_id, c.day, c.before, c.after) for c in differences(self.rosters[mark.id], changed)} == {
            (c.agent_id, c.day, c.before, c.after) for c in changes if c.before != c.after
        }
        self.rosters[mark.id] = changed
        self.revisions[mark.id] += 1
        self.decisions += 1

    @rule(target=asked, agent=st.sampled_from(AGENTS), first=st.integers(0, 3), length=st.integers(0, 2))
    def request(self, agent: str, first: int, length: int) -> int:
        period = Period(start=DAYS[first], end=DAYS[first] + timedelta(days=length))
        leave = Leave(agent_id=agent, start=period.start, end=period.end, type=LeaveType.ANNUAL)
        with self.database.transaction(act(agent)) as tx:
            save_centre(tx, CENTRE)
            filed = file_request(tx, RequestKind.LEAVE, NAME, leave, agent=agent, period=period, state="requested")
        self.requests[filed.id] = ("requested", 1)
        self.decisions += 1
        return filed.id

    @rule(number=asked, seen=st.integers(1, 2), state=st.sampled_from(["approved", "refused", "cancelled"]))
    def decide(self, number: int, seen: int, state: str) -> None:
        revision = self.requests[number][1]
        leave = Leave(agent_id="A01", start=DAYS[0], end=DAYS[0], type=LeaveType.ANNUAL)
        try:
            with self.database.transaction(act("S1")) as tx:
                decide(tx, number, seen, state, leave, action=state)
        except ConflictError:
            assert seen != revision
            return
        assert seen == revision
        self.requests[number] = (state, revision + 1)
        self.decisions += 1

    @invariant()
    def is_as_it_should_be(self) -> None:
        with self.database.read() as connection:
            kept = versions(connection)
            assert {v.id: v.state for v in kept} == self.states
            assert {v.id: v.revision for v in kept} == self.revisions
            assert sum(v.state is RosterState.PUBLISHED for v in kept) <= 1
            found = find_requests(connection, NAME, RequestKind.LEAVE)
            assert {request.id: (request.state, request.revision) for request in found} == self.requests
            assert len(rows(connection)) == self.decisions
            if kept:
                last = kept[-1].id
                assert load_roster(connection, last).cells == self.rosters[last].cells
            assert fair_entries(connection, NAME) == self.ledger
            assert verify(connection) == []


@pytest.mark.slow
def test_any_order_of_decisions_keeps_the_store_right() -> None:
    runs = int(os.environ.get("PAIBAN_MACHINE_RUNS", "20"))
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Store,
        settings=settings(max_examples=runs, stateful_step_count=50, deadline=None, suppress_health_check=checks),
    )

"""Rosters in the store: drafts, publication, conflicts."""

from __future__ import annotations

from datetime import date

import pytest
from kept import CENTRE, NAME, NOON, OCTOBER, act, draft, publish_draft, roster
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models.roster import Cell, CellChange, differences
from models.roster_version import RosterMark, RosterState
from models.time import Period
from store.db import Database
from store.db.audit import rows
from store.db.centres import agent_records, load_centre, save_centre
from store.db.rosters import change_cells, get_version, load_roster, published, versions
from store.errors import ConflictError, StoreError
from store.files import content_hash


def test_a_draft_comes_back_as_it_was(database: Database) -> None:
    version = draft(database)
    with database.read() as connection:
        assert load_roster(connection, version.id) == roster()
        assert get_version(connection, version.id) == version
        assert load_centre(connection, NAME, version.centre_hash) == CENTRE
    assert (version.version, version.state, version.drafted_by) == (1, RosterState.DRAFT, "planner1")
    assert version.centre_hash == content_hash(CENTRE)


def test_publishing_supersedes_the_one_before(database: Database) -> None:
    first = publish_draft(database, draft(database))
    second = publish_draft(database, draft(database, roster("E1")))
    with database.read() as connection:
        assert [v.state for v in versions(connection, NAME)] == [RosterState.SUPERSEDED, RosterState.PUBLISHED]
        assert published(connection, NAME, OCTOBER) == second
        assert published(connection, NAME, Period.parse("2026-11")) is None
        assert [row.action for row in rows(connection)] == [
            "roster.draft",
            "roster.publish",
            "roster.draft",
            "roster.publish",
        ]
    assert (first.published_by, first.published_at) == ("planner2", NOON)


def test_a_draft_on_what_is_published_no_more_is_refused_with_the_difference(database: Database) -> None:
    one, other = draft(database), draft(database, roster("E1", days=1))
    current = publish_draft(database, one)
    with pytest.raises(ConflictError) as conflict:
        publish_draft(database, other)
    # Five days of D1 of two agents; on the first both have E1 instead, on the others nothing.
    assert len(conflict.value.difference) == 10
    assert "A02 2026-10-02: D1 (meal after 240 min) → off" in [words.en for words in conflict.value.difference]
    with database.read() as connection:
        assert published(connection, NAME, OCTOBER) == current
        assert get_version(connection, other.id) == other
    assert publish_draft(database, other, replacing=current.mark).state is RosterState.PUBLISHED


def test_a_draft_is_published_once(database: Database) -> None:
    version = draft(database)
    publish_draft(database, version)
    with pytest.raises(ConflictError, match="now published"):
        publish_draft(database, version)


def test_a_change_of_cells_is_seen_by_who_drafted_before(database: Database) -> None:
    current = publish_draft(database, draft(database))
    late = draft(database, roster("E1"), base=current.mark)
    change = CellChange(
        agent_id="A02", day=date(2026, 10, 1), before=Cell(shift="D1", meal_offset=240), after=Cell(shift="N1")
    )
    with database.transaction(act("S1", "swap")) as tx:
        changed = change_cells(tx, current.mark, [change])
        tx.record("swap.approve", NAME, "swap:9")
    assert changed.revision == current.revision + 1
    with database.read() as connection:
        assert differences(roster(), load_roster(connection, current.id)) == (change,)
    with pytest.raises(ConflictError):
        publish_draft(database, late)
    with pytest.raises(ConflictError, match=f"roster {current.id}"):
        draft(database, roster("E1"), base=current.mark)


def test_a_draft_descends_from_the_version_it_was_edited_from(database: Database) -> None:
    first = publish_draft(database, draft(database))
    second = publish_draft(database, draft(database, roster("E1"), base=first.mark))
    late = draft(database, roster("N1"), base=first.mark)
    # It knows nothing of the second, which it would undo.
    with pytest.raises(ConflictError, match=f"made on roster {first.mark}"):
        publish_draft(database, late)
    edited = draft(database, roster("N1"), base=draft(database, roster("D1"), base=second.mark).mark)
    assert edited.published_base == second.mark
    assert publish_draft(database, edited).state is RosterState.PUBLISHED


@pytest.mark.parametrize("before", [Cell(), Cell(shift="E1"), Cell(shift="D1", meal_offset=240, locked=True)])
def test_a_cell_that_is_not_as_it_was_seen_is_not_changed(database: Database, before: Cell) -> None:
    current = publish_draft(database, draft(database))
    change = CellChange(agent_id="A02", day=date(2026, 10, 1), before=before, after=Cell(shift="N1"))
    with database.transaction(act()) as tx, pytest.raises(ConflictError):
        change_cells(tx, current.mark, [change])
    with database.read() as connection:
        assert load_roster(connection, current.id) == roster()
        assert get_version(connection, current.id) == current


def test_periods_published_do_not_overlap(database: Database) -> None:
    publish_draft(database, draft(database))
    week = Period.parse("2026-10-26..2026-11-01")
    other = draft(database, roster(days=0).model_copy(update={"period": week, "locked": ()}))
    with pytest.raises(StoreError, match="same days"):
        publish_draft(database, other)


def test_the_database_itself_holds_one_published_roster_a_period(database: Database) -> None:
    publish_draft(database, draft(database))
    other = draft(database)
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(
            text("UPDATE rosters SET state = 'published', published_by = 'x' WHERE id = :id"), {"id": other.id}
        )


def test_nothing_is_published_without_a_name(database: Database) -> None:
    version = draft(database)
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(text("UPDATE rosters SET state = 'published' WHERE id = :id"), {"id": version.id})


def test_an_unknown_number_is_told(database: Database) -> None:
    with database.read() as connection, pytest.raises(StoreError, match="no roster 5"):
        load_roster(connection, 5)


def test_agents_have_a_history(database: Database) -> None:
    li = CENTRE.agents[0]
    trained = li.model_copy(update={"level": 5})
    for agents in ((li,), (li,), (trained,), ()):
        others = tuple(agent for agent in CENTRE.agents if agent.id != li.id)
        with database.transaction(act()) as tx:
            save_centre(tx, CENTRE.model_copy(update={"agents": (*agents, *others)}))
            tx.record("centre.import", NAME, "centre")
    with database.read() as connection:
        history = agent_records(connection, NAME, li.id)
    assert [(record.seq, record.agent) for record in history] == [(1, li), (3, trained), (4, None)]


def test_a_mark_is_read_as_it_is_written() -> None:
    mark = RosterMark(id=17, revision=2)
    assert RosterMark.parse(str(mark)) == mark

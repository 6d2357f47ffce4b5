"""Rosters as they are kept: drafts, publication, and changes of single cells of a published one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from models.base import text
from models.fairness import FairEntry
from models.roster import Assignment, Cell, CellChange, LockedCell, Roster, differences
from models.roster_version import RosterMark, RosterState, RosterVersion
from models.time import Period
from store.db.engine import Transaction
from store.db.fairness import post_entries, take_back
from store.db.schema import audit, cells, rosters
from store.errors import ConflictError, StoreError


def save_draft(
    tx: Transaction,
    roster: Roster,
    centre_hash: str,
    *,
    base: RosterMark | None = None,
    cost: int | None = None,
    hard_violations: int | None = None,
) -> RosterVersion:
    """Keep a roster as a new draft of its centre and period. The centre's content must be kept already (`save_centre`).

    Raises:
        ConflictError: when `base` has changed since.
    """
    known = _published_for(tx.connection, roster, base)
    same_period = [rosters.c.centre == roster.centre, *_is_period(roster.period)]
    newest = tx.connection.scalar(select(func.max(rosters.c.version)).where(*same_period)) or 0
    version = RosterVersion(
        id=tx.seq,
        centre=roster.centre,
        first_day=roster.period.start,
        last_day=roster.period.end,
        version=newest + 1,
        state=RosterState.DRAFT,
        revision=1,
        centre_hash=centre_hash,
        base=base,
        published_base=known,
        cost=cost,
        hard_violations=hard_violations,
        drafted_at=tx.act.at,
        drafted_by=tx.act.who,
    )
    tx.execute(insert(rosters), _row(version) | {"seq": tx.seq})
    _write_cells(tx, version.id, roster.cells.items())
    tx.record(
        "roster.draft",
        roster.centre,
        f"roster:{version.id}",
        period=str(roster.period),
        version=version.version,
        base=None if base is None else str(base),
        cells=len(roster.assignments),
        cost=cost,
        hard_violations=hard_violations,
    )
    return version


def publish(
    tx: Transaction, draft: RosterMark, replacing: RosterMark | None = None, fairness: Iterable[FairEntry] = ()
) -> RosterVersion:
    """Make a draft the published roster of its period; the one before is superseded.

    `fairness` is what it adds to the fairness ledger; what the one before has added is taken back.

    `replacing` is the published version that the person knows to be replaced, the one that the draft was made on unless said.

    Raises:
        ConflictError: when the draft, or what it replaces, has changed or another one was published meanwhile.
        StoreError: when it is no draft, or another period's published roster has some of the same days.
    """
    version = get_version(tx.connection, draft.id)
    if version.state is not RosterState.DRAFT or version.revision != draft.revision:
        raise conflict(tx.connection, version)
    current = published(tx.connection, version.centre, version.period)
    known = replacing or version.published_base
    if (current.mark if current else None) != known:
        raise _overtaken(tx.connection, version, current, known)
    _refuse_overlap(tx.connection, version)
    if current is not None:
        _set(tx, current, state=RosterState.SUPERSEDED)
        reason = f"superseded by roster:{version.id}"
        take_back(tx, version.centre, version.period, f"roster:{current.id}", reason)
    post_entries(tx, version.centre, fairness, f"roster:{version.id}")
    done = _set(tx, version, state=RosterState.PUBLISHED, published_at=tx.act.at, published_by=tx.act.who)
    tx.record(
        "roster.publish",
        version.centre,
        f"roster:{version.id}",
        period=str(version.period),
        version=version.version,
        superseded=None if current is None else str(current.mark),
    )
    return done


def change_cells(tx: Transaction, roster: RosterMark, changes: Iterable[CellChange]) -> RosterVersion:
    """Change cells of a version and raise its revision; the caller records why (`requests.decide` does).

    Raises:
        ConflictError: when the version or one of the cells is not what the person saw.
    """
    version = get_version(tx.connection, roster.id)
    if version.revision != roster.revision or version.state is RosterState.SUPERSEDED:
        raise conflict(tx.connection, version)
    wanted = tuple(changes)
    there = load_roster(tx.connection, version.id)
    stale = [change for change in wanted if there.cells.get((change.agent_id, change.day), Cell()) != change.before]
    if stale:
        raise conflict(tx.connection, version)
    for change in wanted:
        place = (cells.c.roster == version.id, cells.c.agent == change.agent_id, cells.c.day == change.day)
        tx.execute(delete(cells).where(*place))
    _write_cells(tx, version.id, (((c.agent_id, c.day), c.after) for c in wanted))
    tx.note(roster=str(roster), changes=[change.model_dump(mode="json") for change in wanted])
    return _set(tx, version, revision=version.revision + 1)


def get_version(connection: Connection, number: int) -> RosterVersion:
    """The version with this number.

    Raises:
        StoreError: when there is none.
    """
    row = connection.execute(select(rosters).where(rosters.c.id == number)).first()
    if row is None:
        raise StoreError(
            text(f"there is no roster {number} in the store", f"数据库中没有班表 {number}"),
            text("paiban roster list shows what there is", "现有班表见 paiban roster list"),
        )
    return _version(row)


def versions(connection: Connection, centre: str | None = None, period: Period | None = None) -> list[RosterVersion]:
    """The versions of a centre, of the days of a period where one is given; the oldest first."""
    query = select(rosters).order_by(rosters.c.id)
    if centre is not None:
        query = query.where(rosters.c.centre == centre)
    if period is not None:
        query = query.where(rosters.c.first_day <= period.end, rosters.c.last_day >= period.start)
    return [_version(row) for row in connection.execute(query)]


def published(connection: Connection, centre: str, period: Period) -> RosterVersion | None:
    """The published roster of exactly this period."""
    query = select(rosters).where(
        rosters.c.centre == centre, rosters.c.state == RosterState.PUBLISHED, *_is_period(period)
    )
    row = connection.execute(query).first()
    return None if row is None else _version(row)


def load_roster(connection: Connection, number: int) -> Roster:
    """The cells of a version, in the order of agent id and day.

    Raises:
        StoreError: when there is none.
    """
    version = get_version(connection, number)
    query = select(cells).where(cells.c.roster == number).order_by(cells.c.agent, cells.c.day)
    found = connection.execute(query).all()
    return Roster(
        centre=version.centre,
        period=version.period,
        assignments=tuple(
            Assignment(agent_id=row.agent, day=row.day, shift=row.shift, meal_offset=row.meal_offset)
            for row in found
            if row.shift is not None
        ),
        locked=tuple(LockedCell(agent_id=row.agent, day=row.day) for row in found if row.locked),
    )


def conflict(connection: Connection, version: RosterVersion) -> ConflictError:
    """Somebody has changed the version: who and when."""
    last = select(audit.c.who).join(rosters, rosters.c.seq == audit.c.seq).where(rosters.c.id == version.id)
    who = connection.scalar(last)
    return ConflictError(
        text(
            f"roster {version.id} is now {version.state.label.en}, revision {version.revision}: changed meanwhile by {who}",
            f"班表 {version.id} 现为{version.state.label.zh}，修订 {version.revision}：期间已由 {who} 更改",
        ),
        text("look at it again and decide anew", "请重新查看后再决定"),
        facts={"roster": version.model_dump(mode="json")},
    )


def _published_for(connection: Connection, edited: Roster, base: RosterMark | None) -> RosterMark | None:
    """The published version that a draft descends from: its base, or that of its base; without one, the current."""
    if base is None:
        current = published(connection, edited.centre, edited.period)
        return current.mark if current else None
    now = get_version(connection, base.id)
    if now.revision != base.revision:
        changes = differences(load_roster(connection, base.id), edited)
        raise _with_difference(conflict(connection, now), changes)
    return now.published_base if now.state is RosterState.DRAFT else now.mark


def _overtaken(
    connection: Connection, draft: RosterVersion, current: RosterVersion | None, known: RosterMark | None
) -> ConflictError:
    """Another roster is published than the one that the draft was made on: what publishing would change in it."""
    if current is None:
        return ConflictError(
            text(f"roster {known} is not published any more", f"班表 {known} 已不是发布状态"),
            text("look at it again and decide anew", "请重新查看后再决定"),
        )
    seen_en, seen_zh = (f"roster {known}", f"班表 {known}") if known else ("nothing published", "尚未发布任何班表")
    found = ConflictError(
        text(
            f"the draft was made on {seen_en}; now roster {current.mark} is published (by {current.published_by})",
            f"草稿所依据的是{seen_zh}；现已发布班表 {current.mark}（{current.published_by}）",
        ),
        text(
            f"put its changes into the draft, or replace it knowingly with --replacing {current.mark}",
            f"请把其更改并入草稿，或用 --replacing {current.mark} 明确取代",
        ),
        facts={"published": current.model_dump(mode="json")},
    )
    return _with_difference(found, differences(load_roster(connection, current.id), load_roster(connection, draft.id)))


def _with_difference(found: ConflictError, changes: tuple[CellChange, ...]) -> ConflictError:
    facts = found.facts | {"difference": [change.model_dump(mode="json") for change in changes]}
    return ConflictError(found.message, found.remedy, tuple(change.sentence for change in changes), facts)


def _refuse_overlap(connection: Connection, version: RosterVersion) -> None:
    for other in versions(connection, version.centre, version.period):
        if other.state is RosterState.PUBLISHED and other.period != version.period:
            raise StoreError(
                text(
                    f"roster {other.id} is published for {other.period}, which has some of the same days",
                    f"班表 {other.id} 已发布于 {other.period}，与本周期有重叠日期",
                ),
                text("plan periods that do not overlap", "请使用互不重叠的周期"),
            )


def _set(tx: Transaction, version: RosterVersion, **changes: Any) -> RosterVersion:
    """The version with some fields changed, written."""
    then = version.model_copy(update=changes)
    row = {name: value for name, value in _row(then).items() if name in changes}
    tx.execute(update(rosters).where(rosters.c.id == version.id).values(**row, seq=tx.seq))
    return then


def _write_cells(tx: Transaction, roster: int, content: Iterable[tuple[tuple[str, Any], Cell]]) -> None:
    rows = [
        {
            "roster": roster,
            "agent": agent,
            "day": day,
            "shift": cell.shift,
            "meal_offset": cell.meal_offset,
            "locked": int(cell.locked),
        }
        for (agent, day), cell in content
        if cell != Cell()
    ]
    if rows:
        tx.execute(insert(cells), rows)


def _is_period(period: Period) -> tuple[Any, ...]:
    return rosters.c.first_day == period.start, rosters.c.last_day == period.end


_MARKS = ("base", "published_base")


def _row(version: RosterVersion) -> dict[str, Any]:
    row = {name: getattr(version, name) for name in RosterVersion.model_fields}
    for name in _MARKS:
        mark = row[name]
        row |= {name: mark and mark.id, f"{name}_revision": mark and mark.revision}
    return row | {"state": version.state.value}


def _version(found: Any) -> RosterVersion:
    row = {name: value for name, value in found._mapping.items() if name != "seq"}
    for name in _MARKS:
        revision = row.pop(f"{name}_revision")
        row[name] = None if row[name] is None else RosterMark(id=row[name], revision=revision)
    return RosterVersion.model_validate(row)

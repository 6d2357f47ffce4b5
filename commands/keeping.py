"""What a build takes from the store and leaves in it: locked cells, and the draft."""

from __future__ import annotations

from pathlib import Path

from commands.acting import act_of, opened, require
from commands.common import input_error
from commands.desk import stored_leave, with_ledger
from models.access import Deed, Person
from models.base import text
from models.centre import Centre
from models.result import Evaluation
from models.roster import Lock, LockedCell, Roster
from models.roster_version import RosterVersion
from models.time import Period
from scheduler.leave.book import with_leave
from store.db.centres import save_centre
from store.db.fairness import fair_entries
from store.db.rosters import load_roster, save_draft
from store.roster_files import read_roster


def locks_of(words: str, centre: Centre, period: Period, db: str | None, centre_path: Path) -> tuple[Lock, ...]:
    """The locked cells of the period in a roster file, or in the stored roster of this number.

    Raises:
        InputError: when there is neither, or the centre does not know what is locked.
    """
    file = Path(words)
    if file.is_file():
        roster = read_roster(file, centre, None if file.suffix.casefold() == ".xlsx" else period)
    elif words.isdigit():
        with opened(db, centre_path) as database, database.read() as connection:
            roster = load_roster(connection, int(words))
    else:
        remedy = text("give a workbook, or a number of paiban roster list", "请给出工作簿，或 roster list 中的编号")
        raise input_error("--locked", words, text("there is no such file", "没有该文件"), remedy)
    locks = tuple(lock for lock in roster.locks if lock.day in period)
    for lock in locks:
        if lock.agent_id not in centre.agents_by_id or (lock.shift or None) not in {None, *centre.shifts_by_code}:
            message = text(
                f"{lock.agent_id} {lock.day} {lock.shift or ''}: the centre does not know it any more",
                f"{lock.agent_id} {lock.day} {lock.shift or ''}：中心已没有该人员或班次",
            )
            raise input_error("--locked", words, message, text("unlock the cell", "请取消锁定"))
    return locks


def with_locks(centre: Centre, roster: Roster) -> Roster:
    """The roster built for a centre, its locked cells marked as they were."""
    cells = tuple(LockedCell(agent_id=lock.agent_id, day=lock.day) for lock in centre.locks)
    return roster.model_copy(update={"locked": cells})


def with_stored(centre: Centre, db: str | None, centre_path: Path) -> Centre:
    """The centre with the leave that is approved in its store, and the store's fairness ledger."""
    with opened(db, centre_path) as database, database.read() as connection:
        centre = with_leave(centre, stored_leave(connection, centre))
        return with_ledger(centre, fair_entries(connection, centre.profile.name))


def keep_draft(
    person: Person, centre: Centre, roster: Roster, evaluation: Evaluation, db: str | None, centre_path: Path
) -> RosterVersion:
    """Keep a built roster as a draft. Its locks are cells of the roster, not of the centre."""
    require(person, Deed.DRAFT_ROSTER)
    with opened(db, centre_path) as database, database.transaction(act_of(person)) as tx:
        digest = save_centre(tx, centre.model_copy(update={"locks": ()}))
        hard = len(evaluation.hard_violations)
        return save_draft(tx, roster, digest, cost=evaluation.cost, hard_violations=hard)

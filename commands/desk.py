"""Where requests are filed and decided: a centre, its store, who acts and when.

What must still hold when something is written is read and checked in the writer's turn (`Database.transaction`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from commands.acting import acting, opened, require
from commands.common import input_error
from commands.inputs import agent_of, check_rules
from models.access import Deed, Person
from models.base import Text, text
from models.centre import Centre
from models.demand import Requirement
from models.fairness import FairEntry, FairKind
from models.input_problem import InputError
from models.leave import LeaveRequest
from models.people import LeaveStatus
from models.process import Decision
from models.roster import Roster
from models.roster_version import RosterState, RosterVersion
from models.swap import SwapRequest
from models.time import Period
from scheduler.demand.requirement import plan_requirement
from scheduler.instance import Instance
from scheduler.leave.book import LeaveBook, with_leave
from store.db import Act, Database, now
from store.db.engine import Transaction
from store.db.requests import RequestKind, StoredRequest, find_requests, get_request
from store.db.rosters import load_roster, versions
from store.errors import ConflictError, ForbiddenError, StoreError
from store.files import read_centre

CLOCK = "PAIBAN_NOW"
"""Environment variable: a moment that stands for now, to play a month through. The audit trail notes that it was given."""


def moment_of(centre: Centre) -> datetime:
    """The present moment, or the one that the environment gives: local time of the centre unless it has an offset.

    Raises:
        InputError: when it gives something else.
    """
    given = os.environ.get(CLOCK, "")
    if not given:
        return now()
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        message, remedy = (
            text("it is no moment", "不是有效的时刻"),
            text("write 2026-10-01 09:00", "请写成 2026-10-01 09:00"),
        )
        raise input_error(CLOCK, given, message, remedy) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(centre.profile.time_zone))


@dataclass(frozen=True)
class Desk:
    """A centre at its store, with who acts and the moment at which they do."""

    database: Database
    centre: Centre
    person: Person
    moment: datetime
    _requirements: dict[Period, Requirement] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.centre.profile.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.centre.profile.time_zone)

    @property
    def names(self) -> dict[str, str]:
        """Names by id."""
        return {agent.id: agent.name for agent in self.centre.agents}

    def act(self, why: str = "", clause: str = "") -> Act:
        return Act(self.person.id, self.person.roles, self.moment, why, clause)

    def decision(self, why: str = "", clause: str = "") -> Decision:
        return Decision(by=self.person.id, at=self.moment, clause=clause, reason=why)

    def may_file_for(self, agent_id: str) -> None:
        """Everybody files for themselves, some for others.

        Raises:
            ForbiddenError: when the person may not.
        """
        require(self.person, Deed.REQUEST if agent_id == self.person.id else Deed.REQUEST_FOR_OTHERS)

    def vouches(self, said: bool, what: Text, option: str) -> None:
        """That a paper was seen is said by those who file for others, not by the agent whom it is about.

        Raises:
            ForbiddenError: when the person may not say so.
        """
        if said and not self.person.may(Deed.REQUEST_FOR_OTHERS):
            raise ForbiddenError(
                text("{who} may not say that {what}", "{who} 无权声明{what}").format(who=self.person.id, what=what),
                text(f"leave {option} out; the approver looks at it", f"请去掉 {option}，由审批人核验"),
            )

    def may_decide(self, deed: Deed, *concerned: str) -> None:
        """Nobody decides about a request of their own, whatever their role.

        Raises:
            ForbiddenError: when the person may not.
        """
        require(self.person, deed)
        if self.person.id in concerned:
            raise ForbiddenError(
                text(
                    f"{self.person.id} may not decide about a request of their own",
                    f"{self.person.id} 不得审批本人的申请",
                ),
                text("ask another supervisor", "请由其他主管审批"),
            )

    def may_see(self, *concerned: str) -> bool:
        """Whether the person sees a request of these people."""
        return self.person.id in concerned or self.person.may(Deed.SEE_OTHERS_REQUESTS)

    def leave(self, connection: Connection) -> tuple[LeaveRequest, ...]:
        """Every request for leave of the centre."""
        found = find_requests(connection, self.name, RequestKind.LEAVE)
        return tuple(request.read(LeaveRequest) for request in found)

    def book(self, connection: Connection) -> LeaveBook:
        return LeaveBook(self.centre, self.leave(connection))

    def swaps(self, connection: Connection, months: Period) -> tuple[SwapRequest, ...]:
        """The requests for swaps that touch a day of these months."""
        found = find_requests(connection, self.name, RequestKind.SWAP, period=months)
        return tuple(request.read(SwapRequest) for request in found)

    def stored(
        self, connection: Connection, kind: RequestKind, number: int, revision: int | None = None
    ) -> StoredRequest:
        """A request of this centre, as it was seen.

        Raises:
            StoreError: when there is none of the number and kind.
            ConflictError: when `revision` is given and it has changed since.
        """
        found = get_request(connection, number)
        if found.kind is not kind or found.centre != self.name:
            raise StoreError(
                text(f"{number} is no request for {kind.value} here", f"{number} 不是本中心的{_KINDS[kind]}申请"),
                text(
                    "paiban leave calendar and paiban swap list show what there is",
                    "见 paiban leave calendar 与 swap list",
                ),
            )
        if revision is not None and found.revision != revision:
            raise decided_meanwhile(found)
        return found

    def published(self, connection: Connection, period: Period) -> list[tuple[RosterVersion, Roster]]:
        """The published rosters that hold a day of the period."""
        found = versions(connection, self.name, period)
        return [(v, self._known(load_roster(connection, v.id))) for v in found if v.state is RosterState.PUBLISHED]

    def _known(self, roster: Roster) -> Roster:
        """The roster, once everybody and every shift in it is known to the centre as it is now."""
        strangers = {a.agent_id for a in roster.assignments} - self.centre.agents_by_id.keys()
        strangers |= {a.shift for a in roster.assignments} - self.centre.shifts_by_code.keys()
        if strangers:
            words = ", ".join(sorted(strangers))
            message = text(
                "the published roster names what the centre does not know", "已发布班表含有中心没有的人员或班次"
            )
            raise input_error(str(roster.period), words, message, text("publish one that fits", "请发布与之相符的班表"))
        return roster

    def requirement(self, period: Period) -> Requirement:
        """What the period requires; planned once. Ask for it before the writer's turn: it takes a while."""
        if period not in self._requirements:
            self._requirements[period] = plan_requirement(self.centre, period)
        return self._requirements[period]

    def instance(self, book: LeaveBook, period: Period) -> Instance:
        """The planning problem of a period with all approved leave."""
        return Instance(with_leave(self.centre, book.requests), self.requirement(period))

    def note(self, tx: Transaction) -> None:
        """What the audit trail must know besides: that the clock was given."""
        if os.environ.get(CLOCK):
            tx.note(clock=CLOCK)

    def agent_or_self(self, word: str | None) -> str:
        """The agent that is named, or else who acts.

        Raises:
            InputError: when there is no such agent, or nobody is named and who acts is none.
        """
        if word:
            return self.agent(word)
        if self.person.id in self.centre.agents_by_id:
            return self.person.id
        message = text("it is not said who is meant", "未说明是哪一位人员")
        raise input_error("--agent", "", message, text("give --agent", "请给出 --agent"))

    def agent(self, word: str, option: str = "--agent") -> str:
        """The id of an agent of the centre, as `agent_of`."""
        return agent_of(self.centre, word, option)


_KINDS = {RequestKind.LEAVE: "休假", RequestKind.SWAP: "调班"}


def decided_meanwhile(found: StoredRequest) -> ConflictError:
    """Somebody else has decided or changed the request."""
    by = found.decided_by or found.filed_by
    return ConflictError(
        text(
            f"request {found.id} is {found.state} now, changed by {by}",
            f"申请 {found.id} 现为 {found.state}，由 {by} 更改",
        ),
        text("look at it again and decide anew", "请重新查看后再决定"),
        facts={"request": found.model_dump(mode="json")},
    )


def stored_leave(connection: Connection, centre: Centre) -> tuple[LeaveRequest, ...]:
    """The approved requests for leave of a centre."""
    found = find_requests(connection, centre.profile.name, RequestKind.LEAVE, states=[LeaveStatus.APPROVED])
    return tuple(request.read(LeaveRequest) for request in found)


def with_ledger(centre: Centre, entries: Iterable[FairEntry]) -> Centre:
    """The centre with the store's fairness ledger.

    Months that the store has entries of are not read from the table: of what rosters bring, and by itself of standby.
    """

    def month(entry: FairEntry) -> tuple[int, int, bool]:
        return entry.day.year, entry.day.month, entry.kind is FairKind.STANDBY

    kept = tuple(entries)
    months = {month(entry) for entry in kept}
    table = (entry for entry in centre.fairness if month(entry) not in months)
    return centre.model_copy(
        update={"fairness": (*table, *(entry for entry in kept if entry.agent_id in centre.agents_by_id))}
    )


@contextmanager
def desk_at(centre_path: Path, db: str | None, person: str | None) -> Iterator[Desk]:
    """The desk of a centre: its folder or workbook, its store and who acts.

    Raises:
        InputError: when the centre cannot be read or nobody is named.
        StoreError: when there is no store, or it cannot be used.
    """
    centre = read_centre(centre_path)
    problems = check_rules(centre)
    if problems:
        raise InputError(problems)
    with opened(db, centre_path) as database:
        yield Desk(database, centre, acting(centre, person), moment_of(centre))

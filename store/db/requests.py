"""Requests for leave and swaps as they are kept. What they mean and what they may become is said in `models/`.

A request's content is its model as JSON; agent, days and state stand beside it so that they can be looked for. Why
leave is asked for is kept apart (`private_notes`) and never in the audit trail.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import AwareDatetime
from sqlalchemy import Connection, insert, or_, select, update

from models.base import Model, text
from models.time import Period
from store.db.engine import Transaction
from store.db.schema import audit, private_notes, requests
from store.errors import ConflictError, StoreError

M = TypeVar("M", bound=Model)


class RequestKind(StrEnum):
    LEAVE = "leave"
    SWAP = "swap"


class StoredRequest(Model):
    """A request with its number, state and revision; `content` is its model as JSON."""

    id: int
    centre: str
    kind: RequestKind
    agent: str
    other_agent: str | None
    state: str
    revision: int
    content: str
    filed_at: AwareDatetime
    filed_by: str
    decided_at: AwareDatetime | None
    decided_by: str | None

    def read(self, model: type[M]) -> M:
        """The request itself."""
        return model.model_validate_json(self.content)


def file_request(
    tx: Transaction,
    kind: RequestKind,
    centre: str,
    content: Model,
    *,
    agent: str,
    period: Period,
    state: str,
    other_agent: str | None = None,
    private_note: str = "",
) -> StoredRequest:
    """Keep a new request; its number is `tx.seq`. The centre must be kept already (`save_centre`)."""
    request = StoredRequest(
        id=tx.seq,
        centre=centre,
        kind=kind,
        agent=agent,
        other_agent=other_agent,
        state=state,
        revision=1,
        content=content.model_dump_json(),
        filed_at=tx.act.at,
        filed_by=tx.act.who,
        decided_at=None,
        decided_by=None,
    )
    days = {"first_day": period.start, "last_day": period.end, "seq": tx.seq}
    tx.execute(insert(requests), request.model_dump() | days)
    if private_note:
        tx.execute(insert(private_notes), {"request": tx.seq, "note": private_note, "seq": tx.seq})
    tx.record(
        f"{kind}.request",
        centre,
        f"{kind}:{tx.seq}",
        agent=agent,
        other_agent=other_agent,
        period=str(period),
        state=state,
    )
    return request


def decide(
    tx: Transaction, number: int, revision: int, state: str, content: Model, *, action: str, **facts: Any
) -> StoredRequest:
    """Give a request its next state: `action` is the word for the audit trail (`approve`, `refuse`, `withdraw`, …).

    `revision` is the one that the person saw. Checks that must still hold when it is written (a limit on leave at once,
    the published roster) belong into the same transaction, before this: nobody else writes meanwhile.

    Raises:
        ConflictError: when somebody has decided or changed it since.
    """
    request = get_request(tx.connection, number)
    if request.revision != revision:
        raise _conflict(tx.connection, request)
    then = request.model_copy(
        update={
            "state": state,
            "revision": revision + 1,
            "content": content.model_dump_json(),
            "decided_at": tx.act.at,
            "decided_by": tx.act.who,
        }
    )
    changed = then.model_dump(include={"state", "revision", "content", "decided_at", "decided_by"})
    tx.execute(update(requests).where(requests.c.id == number).values(**changed, seq=tx.seq))
    tx.record(
        f"{request.kind}.{action}",
        request.centre,
        f"{request.kind}:{number}",
        agent=request.agent,
        before=request.state,
        after=state,
        **facts,
    )
    return then


def get_request(connection: Connection, number: int) -> StoredRequest:
    """The request with this number.

    Raises:
        StoreError: when there is none.
    """
    row = connection.execute(select(requests).where(requests.c.id == number)).first()
    if row is None:
        raise StoreError(
            text(f"there is no request {number} in the store", f"数据库中没有申请 {number}"),
            text(
                "paiban leave calendar and paiban swap list show what there is", "见 paiban leave calendar 与 swap list"
            ),
        )
    return _stored(row)


def find_requests(
    connection: Connection,
    centre: str,
    kind: RequestKind,
    *,
    states: Iterable[str] | None = None,
    agent: str | None = None,
    period: Period | None = None,
    filed_since: datetime | None = None,
) -> list[StoredRequest]:
    """Requests of one kind, the oldest first: in these states, by or with an agent, touching a day of the period."""
    query = select(requests).where(requests.c.centre == centre, requests.c.kind == kind.value).order_by(requests.c.id)
    if states is not None:
        query = query.where(requests.c.state.in_([str(state) for state in states]))
    if agent is not None:
        query = query.where(or_(requests.c.agent == agent, requests.c.other_agent == agent))
    if period is not None:
        query = query.where(requests.c.first_day <= period.end, requests.c.last_day >= period.start)
    if filed_since is not None:
        query = query.where(requests.c.filed_at >= filed_since)
    return [_stored(row) for row in connection.execute(query)]


def private_note(connection: Connection, number: int) -> str:
    """What was said in confidence with a request, or nothing. Who may read it: `models/access.py`."""
    return connection.scalar(select(private_notes.c.note).where(private_notes.c.request == number)) or ""


def _stored(row: Any) -> StoredRequest:
    return StoredRequest.model_validate({name: row._mapping[name] for name in StoredRequest.model_fields})


def _conflict(connection: Connection, request: StoredRequest) -> ConflictError:
    last = select(audit.c.who).join(requests, requests.c.seq == audit.c.seq).where(requests.c.id == request.id)
    who = connection.scalar(last)
    return ConflictError(
        text(
            f"request {request.id} is now {request.state}, revision {request.revision}: changed meanwhile by {who}",
            f"申请 {request.id} 现为 {request.state}，修订 {request.revision}：期间已由 {who} 更改",
        ),
        text("look at it again and decide anew", "请重新查看后再决定"),
        facts={"request": request.model_dump(mode="json")},
    )

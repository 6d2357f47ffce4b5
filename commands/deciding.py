"""What decisions about leave and swaps have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from commands.desk import decided_meanwhile
from models.base import Model, text
from models.leave import LeaveRequest
from models.process import Finding, StateError, Verdict
from models.swap import SwapRequest
from store.db.requests import StoredRequest
from store.errors import StoreError

RequestT = TypeVar("RequestT", LeaveRequest, SwapRequest)
VerdictT = TypeVar("VerdictT", bound=Verdict)

MOST_CLAUSES = 80
"""Characters of the clauses that a decision names."""


class Outcome(Model, Generic[RequestT, VerdictT]):
    """What came of it: the request as it is now, its revision, and what the checks say. Nothing was written unless `done`."""

    done: bool
    request: RequestT
    revision: int
    verdict: VerdictT


def moved(stored: StoredRequest, move: Callable[[], RequestT]) -> RequestT:
    """The request in its next state.

    Raises:
        ConflictError: when its state does not allow that: somebody has decided meanwhile.
    """
    try:
        return move()
    except StateError:
        raise decided_meanwhile(stored) from None


def grounds(broken: Sequence[Finding], why: str, clause: str) -> str:
    """The clauses of a refusal: the one that is given, or those that the checks find broken.

    Raises:
        StoreError: when there is none and no reason is given.
    """
    named = clause or ", ".join(dict.fromkeys(finding.clause for finding in broken))[:MOST_CLAUSES]
    if not named and not why:
        raise StoreError(
            text("no clause is broken: a refusal needs a reason", "没有条款被违反：拒绝须说明理由"),
            text("give --why or --clause", "请给出 --why 或 --clause"),
        )
    return named

"""A month of scores with everything that is shown of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from models.base import Text
from models.ladder import Standing
from models.scheme import Scheme
from models.score import Payslip, Result, Scored


@dataclass(frozen=True)
class MonthScores:
    """A month by a scheme, with everything that is shown of it."""

    centre: str
    scheme: Scheme
    month: str
    people: Sequence[Scored]
    results: Sequence[Result]
    payslips: Sequence[Payslip] = ()
    standings: Sequence[Standing] = ()
    remarks: Sequence[Text] = ()
    appeal_until: date | None = None
    complaints: Sequence[tuple[str, int, int, int, int, int, Decimal | None]] = ()
    """Type, received, valid, resolved, reopened, late steps, mean hours."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Where each fact was read, by its id."""

    def who(self, agent_id: str) -> Scored:
        return next(who for who in self.people if who.id == agent_id)

    def payslip(self, agent_id: str) -> Payslip | None:
        return next((slip for slip in self.payslips if slip.agent_id == agent_id), None)

    def standing(self, agent_id: str) -> Standing | None:
        return next((standing for standing in self.standings if standing.agent_id == agent_id), None)


def shown_order(results: Sequence[Result]) -> list[Result]:
    """Best total first; who is not appraised comes last."""
    return sorted(results, key=lambda r: (not r.appraised, -r.total, r.agent_id))

"""Swaps (调班) as a process: a request, its states, and what was decided (rulebook section 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from pydantic import AwareDatetime, Field, model_validator

from models.base import Model, Text, text
from models.process import Decision, moved


class SwapStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Text:
        return {
            SwapStatus.REQUESTED: text("requested", "待批"),
            SwapStatus.APPROVED: text("approved", "已批"),
            SwapStatus.REFUSED: text("refused", "未批"),
            SwapStatus.WITHDRAWN: text("withdrawn", "已撤回"),
        }[self]


SWAP_TRANSITIONS: Mapping[SwapStatus, frozenset[SwapStatus]] = MappingProxyType(
    {
        SwapStatus.REQUESTED: frozenset({SwapStatus.APPROVED, SwapStatus.REFUSED, SwapStatus.WITHDRAWN}),
        SwapStatus.APPROVED: frozenset(),
        SwapStatus.REFUSED: frozenset(),
        SwapStatus.WITHDRAWN: frozenset(),
    }
)
"""What a request may become. An approved swap is undone by another swap."""


class SwapCell(Model):
    """A shift that one of the two hands to the other, as the published roster had it when the swap was filed."""

    day: date
    shift: str = Field(min_length=1, max_length=12)


class Handover(Model):
    """One shift changes hands."""

    day: date
    shift: str
    giver: str
    taker: str


class SwapRequest(Model):
    """A swap between two agents: the initiator gives the shifts `gives` away and takes `takes` from the partner.

    Without `takes` it is a one-way give. `voluntary` swaps count against the monthly cap; those that the centre asks for do
    not. `partner_agreed`: the partner has signed. `roster_version` is the number of the published roster that it was filed against.
    The reason is kept with it: it is shown to both and on the form.
    """

    id: str = Field(min_length=1, max_length=40)
    initiator: str = Field(min_length=1, max_length=40)
    partner: str = Field(min_length=1, max_length=40)
    gives: tuple[SwapCell, ...] = Field(min_length=1, max_length=31)
    takes: tuple[SwapCell, ...] = Field(default=(), max_length=31)
    reason: str = Field(default="", max_length=500)
    filed_at: AwareDatetime
    filed_by: str = Field(min_length=1, max_length=40)
    roster_version: int = Field(ge=1)
    partner_agreed: bool = False
    voluntary: bool = True
    status: SwapStatus = SwapStatus.REQUESTED
    decision: Decision | None = None

    @model_validator(mode="after")
    def _consistent(self) -> SwapRequest:
        if self.initiator == self.partner:
            raise ValueError("a swap is between two people")
        for cells in (self.gives, self.takes):
            if len({cell.day for cell in cells}) != len(cells):
                raise ValueError("a day stands in it twice for one person")
        return self

    @property
    def handovers(self) -> Iterator[Handover]:
        for cell in self.gives:
            yield Handover(day=cell.day, shift=cell.shift, giver=self.initiator, taker=self.partner)
        for cell in self.takes:
            yield Handover(day=cell.day, shift=cell.shift, giver=self.partner, taker=self.initiator)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day on which a shift changes hands, in order."""
        return tuple(sorted({cell.day for cell in (*self.gives, *self.takes)}))

    def moved(self, then: SwapStatus, decision: Decision | None = None) -> SwapRequest:
        """The request in its next state.

        Raises:
            StateError: when it cannot become that.
        """
        return self.model_copy(
            update={"status": moved(SWAP_TRANSITIONS, self.status, then), "decision": decision or self.decision}
        )

"""The hours ledger: what an agent worked in a month, which of it is overtime, and how that is made good (BANK-7, 12, 13)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from models.base import Model, Text, text
from models.time import Period


class OvertimeKind(StrEnum):
    """Kinds of overtime, by the names under which they are facts for the scores."""

    WORKDAY = "overtime_workday"
    REST_DAY = "overtime_rest_day"
    HOLIDAY = "overtime_holiday"

    @property
    def label(self) -> Text:
        return {
            OvertimeKind.WORKDAY: text("ordinary overtime", "平日加班"),
            OvertimeKind.REST_DAY: text("work on a rest day", "休息日加班"),
            OvertimeKind.HOLIDAY: text("work on a statutory holiday", "法定节假日加班"),
        }[self]


Minutes = dict[OvertimeKind, int]
"""Minutes by kind of overtime; a kind that is left out has none."""


class CompEntry(Model):
    """A line of an agent's comp time: minutes earned (with the day up to which they can be taken), or taken or expired (negative)."""

    day: date
    minutes: int
    expires: date | None = None
    kind: OvertimeKind = OvertimeKind.REST_DAY


class CompLot(Model):
    """Comp time that was earned together and is still there."""

    earned: date
    expires: date
    kind: OvertimeKind
    minutes: int


class AgentHours(Model):
    """An agent's month. Minutes are whole; money is in yuan, to the fen, and None where no wage is known.

    `norm` is what the month asks for, `leave_credit` what paid leave counts of it. `overtime` was worked in this month,
    `carried` comes from corrections of months that are closed. Of both together `paid` is paid and `comp_earned` made good
    by time off. `comp_taken` is what was taken in the month, `comp_expired` what was not taken in time; `comp_entries` are the
    lines of comp time that closing the month adds. `balance` are minutes above (or below) the norm of the settlement
    period so far, in the comprehensive system.
    """

    agent_id: str
    planned: int
    worked: int
    norm: int
    leave_credit: int
    overtime: Minutes
    carried: Minutes = Field(default_factory=dict)
    carried_minutes: int = 0
    paid: Minutes = Field(default_factory=dict)
    comp_earned: Minutes = Field(default_factory=dict)
    comp_taken: int = 0
    comp_missing: int = 0
    comp_expired: Minutes = Field(default_factory=dict)
    comp_entries: tuple[CompEntry, ...] = ()
    comp_balance: int = 0
    balance: int = 0
    pay: dict[OvertimeKind, Decimal] | None = None
    warnings: tuple[Text, ...] = ()

    @property
    def total_pay(self) -> Decimal | None:
        return None if self.pay is None else sum(self.pay.values(), Decimal("0.00"))

    @property
    def overtime_minutes(self) -> int:
        return sum(self.overtime.values())


class HoursStatement(Model):
    """Everybody's month. `settles` tells that it ends a settlement period of the comprehensive system."""

    centre: str
    month: Period
    settles: bool
    agents: tuple[AgentHours, ...]

    def of(self, agent_id: str) -> AgentHours | None:
        return next((agent for agent in self.agents if agent.agent_id == agent_id), None)


def clock_words(minutes: int) -> str:
    """Minutes as hours and minutes: 95 is 1:35."""
    sign = "-" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02}"

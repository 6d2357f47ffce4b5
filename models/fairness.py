"""The fairness ledger: what agents had of the work that nobody likes, and what their fair share of it was."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.base import Model, Text, text


class FairKind(StrEnum):
    """What the ledger counts."""

    NIGHTS = "nights"
    WEEKENDS = "weekends"
    HOLIDAYS = "holidays"
    STANDBY = "standby"
    OVERTIME = "overtime"
    REFUSED_WISHES = "refused_wishes"

    @property
    def label(self) -> Text:
        return _LABELS[self]

    @property
    def unit(self) -> Text:
        return _UNITS[self]


_LABELS = {
    FairKind.NIGHTS: text("nights", "夜班"),
    FairKind.WEEKENDS: text("weekend days", "周末班"),
    FairKind.HOLIDAYS: text("holidays worked", "节假日班"),
    FairKind.STANDBY: text("standby", "备班"),
    FairKind.OVERTIME: text("overtime hours", "加班工时"),
    FairKind.REFUSED_WISHES: text("refused wishes", "未满足的意愿"),
}
_UNITS = {
    FairKind.NIGHTS: text("night shifts", "个夜班"),
    FairKind.WEEKENDS: text("weekend days", "个周末日"),
    FairKind.HOLIDAYS: text("statutory holidays", "个法定节假日"),
    FairKind.STANDBY: text("days of standby", "次备班"),
    FairKind.OVERTIME: text("hours", "小时"),
    FairKind.REFUSED_WISHES: text("wishes", "个意愿"),
}


class FairEntry(Model):
    """What an agent had of one kind in a roster that ends on `day`, and what a fair share of it would have been."""

    agent_id: str
    day: date
    kind: FairKind
    amount: float = Field(ge=0, le=10_000)
    share: float = Field(ge=0, le=10_000)


class Sum(Model):
    """What somebody had, and a fair share of it."""

    amount: float = 0
    share: float = 0

    @property
    def apart(self) -> float:
        """How much more than the share (less: negative)."""
        return round(self.amount - self.share, 4)


class Standing(Model):
    """An agent in one kind of work: this month, this year, and what the next roster makes of it.

    `team_month` and `team_year` are means of what those who share the work had. `above` is by how much the agent is
    above their mean, over the months that are looked back on; `carried` is what of it the next build counts; `priced` says whether a rule looks at it. `since` is the day from which
    on the agent counts anew: the hire date, or the end of a long leave.
    """

    agent_id: str
    kind: FairKind
    month: Sum
    year: Sum
    team_month: float
    team_year: float
    above: float
    carried: float
    priced: bool
    since: date | None = None


class FairReport(Model):
    """The ledger's figures for a month (its first day) and the part of its year until then."""

    month: date
    standings: tuple[Standing, ...]

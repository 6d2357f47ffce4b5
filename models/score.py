"""What a score is: a ledger of lines that add up to its total, and what follows from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from models.base import Model, Text
from models.facts import Fact, Origin
from models.people import Role
from models.time import MONTH_PATTERN

CENTRE = "centre"
"""Under this id facts are about the centre as a whole; facts about a team are under the team's name."""


class Scored(Model):
    """Who is scored: an agent, or a team or the centre under its name."""

    id: str
    name: str
    role: Role | None = None
    team: str = ""
    hire_date: date | None = None
    members: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Whose facts are counted: one's own and, of a team or the centre, those of its members."""
        return (self.id, *self.members)


class FactSet(Model):
    """Facts that have been admitted, and the inputs that were handed in: with those, no fact means that nothing happened."""

    facts: tuple[Fact, ...] = ()
    imported: frozenset[Origin] = frozenset()


class Line(Model):
    """A line of the ledger: what earned the points, by which clause, from which facts, and who entered them."""

    item: str
    title: Text
    clause: str
    part: str = ""
    points: Decimal
    day: date | None = None
    text: Text
    facts: tuple[str, ...] = ()
    entered_by: str = ""
    evidence: str = ""


class Raised(Model):
    """A flag that a result carries."""

    code: str
    title: Text
    clause: str


class Awarded(Model):
    """The grade of a result."""

    code: str
    title: Text
    coefficient: Decimal
    failed: bool


class Amount(Model):
    """A line of a payslip in yuan."""

    code: str
    title: Text
    clause: str
    amount: Decimal
    text: Text


class Result(Model):
    """The score of one agent by one scheme in a cycle that ends with `month`.

    `total` is the sum of the ledger's points. `met` are the conditions of flags that held in this cycle, raised or not
    yet. `open` is what could not be told; while a measure or a rating is among it the result is `provisional`, and no
    flag is raised on it. Not appraised, it has a reason instead of lines.
    """

    scheme: str
    agent_id: str
    month: str = Field(pattern=MONTH_PATTERN)
    not_appraised: Text | None = None
    lines: tuple[Line, ...] = ()
    total: Decimal = Decimal(0)
    grade: Awarded | None = None
    rank: int | None = None
    last_of_all: bool = False
    met: frozenset[str] = frozenset()
    flags: tuple[Raised, ...] = ()
    pay: tuple[Amount, ...] = ()
    open: tuple[Text, ...] = ()
    provisional: bool = False

    @property
    def appraised(self) -> bool:
        return self.not_appraised is None

    @property
    def replayed(self) -> Decimal:
        """The total again, from the ledger alone."""
        return sum((line.points for line in self.lines), Decimal(0))


class PayBasis(Model):
    """What an agent's pay is made of in a month, in yuan; what a contract does not have is left empty."""

    agent_id: str = Field(min_length=1)
    month: str = Field(pattern=MONTH_PATTERN)
    fixed_pay: Decimal | None = Field(default=None, ge=0, le=1_000_000)
    performance_pay: Decimal | None = Field(default=None, ge=0, le=1_000_000)
    post_pay: Decimal | None = Field(default=None, ge=0, le=1_000_000)
    personal_commission: Decimal | None = Field(default=None, ge=0, le=1_000_000)
    shared_commission: Decimal | None = Field(default=None, ge=0, le=1_000_000)
    seniority_pay: Decimal | None = Field(default=None, ge=0, le=1_000_000)
    hourly_pay: Decimal | None = Field(default=None, ge=0, le=100_000)


class Payslip(Model):
    """What a month brings an agent, line by line."""

    agent_id: str
    month: str
    lines: tuple[Amount, ...]
    open: tuple[Text, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

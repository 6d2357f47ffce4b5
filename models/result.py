"""What is said about a roster: breaches, costs, coverage, the certificate."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from models.base import Model, Text, text
from models.demand import Requirement
from models.roster import Roster
from models.service import ServiceSummary


class Strength(StrEnum):
    """How a rule binds: never broken, priced, or not looked at."""

    HARD = "hard"
    SOFT = "soft"
    OFF = "off"

    @property
    def label(self) -> Text:
        return {
            Strength.HARD: text("hard", "硬性"),
            Strength.SOFT: text("soft", "软性"),
            Strength.OFF: text("off", "关闭"),
        }[self]


class Violation(Model):
    """One breach of one rule: by how much (in the rule's unit), what it costs in points, and a sentence about it.

    `interval` numbers the interval where the breach begins, for rules about intervals.
    """

    rule: str
    source: str
    strength: Strength
    amount: int
    points: int
    agent_id: str | None = None
    day: date | None = None
    interval: int | None = None
    text: Text


class RuleResult(Model):
    """A rule as it stood for a roster, and what it found."""

    rule: str
    title: Text
    source: str
    strength: Strength
    weight: int
    unit: Text
    breaches: int
    amount: int
    points: int


class GroupCoverage(Model):
    """Agents on the phones (meal breaks taken out) who serve a demand group, for each interval.

    `before` are the intervals that only shifts begun before the period can cover: they are the matter of the roster
    before, and nobody is short or over in them.
    """

    name: str
    required: tuple[int, ...]
    staffed: tuple[int, ...]
    before: tuple[int, ...] = ()

    def difference(self, interval: int) -> int:
        """Staffed minus required agents, as far as the interval is this roster's to cover."""
        return 0 if interval in self.before else self.staffed[interval] - self.required[interval]


class Evaluation(Model):
    """The judgement of the rules' own checkers on a roster. `cost` is in points: the sum over soft rules."""

    cost: int
    rules: tuple[RuleResult, ...]
    violations: tuple[Violation, ...]
    coverage: tuple[GroupCoverage, ...]

    @property
    def hard_violations(self) -> tuple[Violation, ...]:
        return tuple(v for v in self.violations if v.strength is Strength.HARD)

    @property
    def soft_violations(self) -> tuple[Violation, ...]:
        return tuple(v for v in self.violations if v.strength is Strength.SOFT)

    @property
    def cost_by_rule(self) -> dict[str, int]:
        return {result.rule: result.points for result in self.rules if result.strength is Strength.SOFT}


class Status(StrEnum):
    """How a build ended. `INTERRUPTED` is a roster kept after Ctrl-C."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INTERRUPTED = "interrupted"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Text:
        return {
            Status.OPTIMAL: text("proven optimal", "已证明最优"),
            Status.FEASIBLE: text("feasible", "可行"),
            Status.INTERRUPTED: text("interrupted, best roster kept", "已中断，保留当前最好的班表"),
            Status.INFEASIBLE: text("proved impossible", "已证明无解"),
            Status.UNKNOWN: text("no roster found within the limit", "限时内没有找到班表"),
        }[self]


def phase_title(name: str) -> Text:
    """What a phase of the build is called; its own name where it has no other."""
    titles = {
        "prepare": text("preparing (the first run compiles)", "准备（首次运行需编译）"),
        "counts": text("head-counts", "定编人数"),
        "assign": text("assigning", "分配班次"),
        "whole": text("small as a whole", "整体求解"),
        "anneal": text("annealing", "退火搜索"),
        "improve": text("improving", "改进"),
        "clash": text("looking for the clash", "查找冲突"),
    }
    return titles.get(name, text(name, name))


class Phase(Model):
    """A step of the build: when it ended, and the best cost and proven bound by then (points)."""

    name: str
    seconds: float
    cost: int | None
    bound: int

    @property
    def title(self) -> Text:
        return phase_title(self.name)


class Certificate(Model):
    """The paper that goes with a roster: what is proven about it and how it can be made again.

    `cost` and `bound` are points; no roster that keeps the hard rules can cost less than `bound`.
    `gap` is (cost − bound) / cost. `service` is what the roster is expected to deliver, where calls are known.
    """

    status: Status
    cost: int
    bound: int
    gap: float
    cost_by_rule: dict[str, int]
    rules: tuple[RuleResult, ...]
    phases: tuple[Phase, ...]
    seconds: float
    seed: int
    workers: int
    time_limit: float
    versions: dict[str, str]
    input_hash: str
    service: ServiceSummary | None = None


class ClashMember(Model):
    """What one rule asks that takes part in a clash: of which agents, on which days, from when until when.

    A rule about staff has no agents. `past` tells that shifts worked before the period count towards it.
    """

    rule: str
    agents: tuple[str, ...] = ()
    days: tuple[date, ...]
    since: datetime | None = None
    until: datetime | None = None
    past: bool = False
    text: Text


class Concession(Model):
    """The least by which one rule would have to be broken so that a clash is over, in points and sentences."""

    rule: str
    points: int
    texts: tuple[Text, ...]


class Clash(Model):
    """Why there is no roster: the rules that cannot hold together, for whom and when, and what could be given up.

    `confirmed` by a second solver. `smallest` says that none of the members can be left out. `options` are
    ranked, the cheapest first; each is enough to end this clash. `give_up` are the breaches of the cheapest roster found
    that gives up rules about staff.
    """

    rules: tuple[str, ...]
    confirmed: bool
    give_up: tuple[Violation, ...]
    smallest: bool = False
    members: tuple[ClashMember, ...] = ()
    options: tuple[Concession, ...] = ()


class Result(Model):
    """How a build ended; there is a roster, its evaluation and its certificate, or else the clash where one is known."""

    status: Status
    requirement: Requirement
    roster: Roster | None = None
    evaluation: Evaluation | None = None
    certificate: Certificate | None = None
    clash: Clash | None = None

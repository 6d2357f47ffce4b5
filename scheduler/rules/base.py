"""What a rule is, and the doors through which it speaks to the engine.

A rule is one file in this folder. It says what it demands once for the checker (`check`, on a finished roster, without
a solver) and once for the engine (`constrain`, through a door). Strength, weight, slack and the head-count relaxation
are the doors' work: no rule holds code for them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from models.base import Text
from models.demand import WaitingCurve
from models.fairness import FairKind
from models.people import Agent, Role
from models.result import Strength, Violation
from scheduler.instance import Cells, Instance
from scheduler.rules.cases import Case
from scheduler.view import View


class AgentDoor(Protocol):
    """The engine as a rule about one agent sees it. A cell is a (day, shift) pair, see `Instance.cells`."""

    instance: Instance
    a: int

    def forbid(self, rule: Rule, cells: Cells) -> None:
        """No cell of these may be worked; every one that is counts one unit."""

    def at_most(
        self,
        rule: Rule,
        key: object,
        cells: Cells,
        limit: int,
        coefs: NDArray[np.int64] | None = None,
        each: int = 1,
        slack: object = None,
        total: tuple[str, int] | None = None,
        scale: int = 1,
        tight: int | None = None,
        grows: bool = False,
    ) -> None:
        """Σ coefs·cells + total's coefficient × total ≤ limit + scale × slack.

        The breach counts `each` × slack units; when it `grows`, the first counts one, the second two and so on. `key` names the row among this agent's rows of the rule; rows of
        agents alike that have the same key are added up for the head-count relaxation. Rows of the rule with the same
        `slack` share one: the breach is their largest, not their sum. `total` is (name, coefficient) of a sum over
        all agents, see `total_cells`. `tight` is a lower limit that admits the same whole rosters (no sum of the coefs
        lies between the two); it may stand for `limit` where the rule is hard, never where slack is counted.
        """

    def at_least(
        self, rule: Rule, key: object, cells: Cells, limit: int, coefs: NDArray[np.int64] | None = None, each: int = 1
    ) -> None:
        """Σ coefs·cells + slack ≥ limit; the breach counts `each` × slack units."""

    def flags(self, name: str, groups: Sequence[Cells]) -> Cells:
        """Numbers that stand in rows like cells: the i-th counts 1 when any cell of `groups[i]` is worked, else 0.

        `name` tells them from other rules' flags; a row with a `total` cannot hold them.
        """

    def total_cells(self, name: str, cells: Cells) -> None:
        """Count this agent's work on `cells` into the sum called `name`."""


class IntervalDoor(Protocol):
    """The engine as a rule about staff in intervals sees it. A crew is a set of staff classes."""

    instance: Instance

    def at_least(self, rule: Rule, crew: frozenset[int], limits: NDArray[np.int64]) -> None:
        """In every interval k at least limits[k] present agents of the crew; each missing one counts the interval's minutes."""

    def at_most(self, rule: Rule, crew: frozenset[int], limits: NDArray[np.int64]) -> None:
        """In every interval k at most limits[k]; each one more counts the interval's minutes."""

    def priced(self, rule: Rule, crew: frozenset[int], curves: Sequence[WaitingCurve]) -> None:
        """In every interval k the present agents of the crew count what curves[k] says (see `WaitingCurve`)."""


class CellDoor(Protocol):
    """The engine as a rule about staff on shifts sees it. A cell is a (day, shift) pair, a crew a set of staff classes."""

    instance: Instance

    def heads(
        self,
        rule: Rule,
        crew: frozenset[int],
        required: NDArray[np.int64],
        under: NDArray[np.int64],
        over: NDArray[np.int64],
    ) -> None:
        """In every cell the required agents of the crew; each one missing counts `under`, each one more `over`.

        All three have the shape (D·T,). What counts 0 is not looked at, also where the rule is hard.
        """


@dataclass(frozen=True)
class Rule(ABC):
    """One rule as it stands for a centre: its strength and, where it is soft, points for each unit of breach.

    `teams` and `roles` are its scope: whom it holds for, everybody where they are empty (see `covers`).
    """

    name: ClassVar[str]
    title: ClassVar[Text]
    source: ClassVar[str]
    unit: ClassVar[Text]
    breach: ClassVar[Text]
    """The sentence for a breach, with placeholders."""
    default_strength: ClassVar[Strength]
    default_weight: ClassVar[int]
    settings: ClassVar[tuple[str, ...]] = ()
    """The policy fields the rule reads, as `section.field`."""
    carries: ClassVar[FairKind | None] = None
    """What of the fairness ledger the rule looks at, where it is soft (see `scheduler/fairness/carry.py`)."""
    examples: ClassVar[Sequence[Case]]

    strength: Strength
    weight: int
    teams: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()

    @abstractmethod
    def check(self, view: View) -> Iterator[Violation]:
        """Every breach in a finished roster, whomever the rule holds for."""

    def judge(self, view: View) -> Iterator[Violation]:
        """Every breach in a finished roster by an agent whom the rule holds for."""
        instance = view.instance
        for violation in self.check(view):
            agent_id = violation.agent_id
            if agent_id is None or self.covers(instance.agents[instance.agent_index[agent_id]]):
                yield violation

    def covers(self, agent: Agent) -> bool:
        """Whether the rule holds for this agent. Only rules about agents have a scope, see `load_rules`."""
        return (not self.teams or agent.team in self.teams) and (not self.roles or agent.role in self.roles)

    def violation(
        self,
        view: View,
        amount: int,
        a: int | None = None,
        d: int | None = None,
        interval: int | None = None,
        **more: object,
    ) -> Violation:
        """A breach of `amount` units, its sentence filled in; agent, day and clock time are always among the facts."""
        instance = view.instance
        facts = dict(more)
        day: date | None = instance.date_of(d) if d is not None else None
        if interval is not None:
            moment = instance.timeline.interval_starts[interval]
            day = moment.date()
            facts.setdefault("time", f"{moment:%H:%M}")
        if a is not None:
            facts.setdefault("agent", f"{instance.agents[a].name} ({instance.agents[a].id})")
        facts.setdefault("day", day)
        return Violation(
            rule=self.name,
            source=self.source,
            strength=self.strength,
            amount=amount,
            points=amount * self.weight if self.strength is Strength.SOFT else 0,
            agent_id=instance.agents[a].id if a is not None else None,
            day=day,
            interval=interval,
            text=self.breach.format(**facts),
        )


class AgentRule(Rule):
    """A rule about what one agent works."""

    @abstractmethod
    def constrain(self, door: AgentDoor) -> None:
        """Tell the engine, for the agent of the door."""


class StaffRule(Rule):
    """A rule about how many work together, whoever they are."""


class IntervalRule(StaffRule):
    """A rule about how many are present in each interval."""

    @abstractmethod
    def constrain(self, door: IntervalDoor) -> None:
        """Tell the engine, for all intervals."""

    def shortages(
        self, view: View, crew: frozenset[int], limits: NDArray[np.int64], sign: int = 1, **facts: object
    ) -> Iterator[Violation]:
        """Breaches of `limits` (at least for sign 1, at most for −1), one for each run of intervals of a day."""
        staffed = view.staff(crew)
        missing = np.where(view.instance.coverable, sign * (limits - staffed), 0)
        for first, last in _runs(missing, view):
            minutes = int(missing[first:last].sum()) * view.instance.timeline.interval_minutes
            until = view.instance.timeline.interval_start(last)
            yield self.violation(
                view,
                minutes,
                interval=first,
                until=f"{until:%H:%M}",
                heads=int(missing[first:last].max()),
                required=int(limits[first:last].max()),
                hours=f"{minutes / 60:g}",
                **facts,  # type: ignore[arg-type]  # facts are sentence parts, not the named arguments above
            )


class CellRule(StaffRule):
    """A rule about how many work each shift of each day."""

    @abstractmethod
    def constrain(self, door: CellDoor) -> None:
        """Tell the engine, for all cells."""


class InputRule(Rule):
    """A rule about what is fixed before the roster is made; the roster cannot mend it."""


def _runs(missing: NDArray[np.int64], view: View) -> Iterator[tuple[int, int]]:
    """Maximal runs [first, last) of positive entries in the intervals looked at, cut at local midnight."""
    timeline = view.instance.timeline
    for d in view.days:
        day = timeline.day_intervals(view.instance.days[d])
        inside = np.concatenate([[False], missing[day.start : day.stop] > 0, [False]])
        edges = day.start + np.flatnonzero(inside[1:] != inside[:-1])
        yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)

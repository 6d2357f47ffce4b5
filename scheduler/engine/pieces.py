"""Hard rules in pieces that can be left out one by one, and the programme of any choice of them.

People are told apart here, and only the cells that the chosen pieces look at take part: a clash of a few people on a few
days is a small programme whatever the size of the centre.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.centre import Centre
from models.result import Strength
from scheduler.engine.heads import Demands, HeadColumns, add_staff_rows
from scheduler.engine.people import PeopleColumns
from scheduler.engine.program import Ints, Program
from scheduler.engine.rows import AgentRow, AgentRows, Known, rows_of
from scheduler.instance import Instance
from scheduler.rules import agent_rules, staff_rules
from scheduler.rules.base import Rule
from scheduler.rules.one_shift_a_day import OneShiftADay
from scheduler.view import OFF


@dataclass(frozen=True, eq=False)
class Piece:
    """The smallest part of a hard rule that can be left out.

    Of a rule about agents it is what the rule tells agent `a`: a row, or the `cells` of day `d` that it forbids. Of a rule
    about staff it is one demand (by number) at one place.
    """

    rule: Rule
    days: tuple[int, ...]
    a: int | None = None
    row: AgentRow | None = None
    cells: tuple[int, ...] = ()
    demand: int = -1
    place: int = -1


class Pieces:
    """All pieces of the hard rules. That nobody works two shifts a day is no piece but always so.

    Rows that hold a sum over all agents are left out: what is impossible without them is impossible.
    """

    def __init__(self, instance: Instance, rules: tuple[Rule, ...]) -> None:
        hard = tuple(rule for rule in rules if rule.strength is Strength.HARD)
        self.instance = instance
        self.rules = rules
        self.demands = Demands(instance, staff_rules(hard))
        self._known = Known(instance.cell_count)
        self._flags: list[dict[int, Ints]] = []
        self._base: list[list[AgentRow]] = []
        self.about_staff = list(self._of_staff())
        self.about_agents: list[list[Piece]] = []
        own_rules = [rule for rule in agent_rules(hard) if not isinstance(rule, OneShiftADay)]
        for a in range(len(instance.agents)):
            self._base.append(rows_of(instance, (), a).rows)
            self._flags.append({})
            self.about_agents.append([piece for rule in own_rules for piece in self._of_agent(rule, a)])

    def _of_staff(self) -> Iterable[Piece]:
        asked = self.demands.asked()
        for number, demand in enumerate(self.demands.all):
            for place in np.flatnonzero(demand.asked & asked).tolist():
                yield Piece(demand.rule, (self._day_of(place),), demand=number, place=place)

    def _day_of(self, place: int) -> int:
        intervals = len(self.instance.day_of_interval)
        if place < intervals:
            return int(self.instance.day_of_interval[place])
        return (place - intervals) // self.instance.shift_count

    def _of_agent(self, rule: Rule, a: int) -> Iterable[Piece]:
        instance = self.instance
        own = self._rows(rule, a)
        closed = np.flatnonzero(~own.open)
        for d in sorted(set((closed // instance.shift_count).tolist())):
            yield Piece(rule, (d,), a, cells=tuple(closed[closed // instance.shift_count == d].tolist()))
        for row in own.rows:
            if row.total is None:
                yield Piece(rule, self._days(a, row.cells), a, row=row)

    def _rows(self, rule: Rule, a: int) -> AgentRows:
        """What one rule tells agent `a`."""
        own = rows_of(self.instance, agent_rules((rule,)), a, self._known)
        self._flags[a].update(own.flags)
        own.rows = own.rows[len(self._base[a]) :]
        return own

    def _days(self, a: int, cells: Ints) -> tuple[int, ...]:
        numbers = {int(own) for cell in cells.tolist() for own in self._flags[a].get(cell, [cell])}
        return tuple(sorted({number // self.instance.shift_count for number in numbers}))

    def around(self, staff: Collection[Piece]) -> list[Piece]:
        """The pieces about the agents whom these pieces about staff look at."""
        crews = {c for piece in staff for c in self.demands.all[piece.demand].crew}
        members = (a for c in sorted(crews) for a in self.instance.classes[c])
        return [piece for a in sorted(members) for piece in self.about_agents[a]]

    def demands_of(self, staff: Collection[Piece], soft: Collection[Piece] = ()) -> Demands:
        """The demands at these places only; those in `soft` priced."""
        limited = copy.copy(self.demands)
        limited.all = []
        for number, demand in enumerate(self.demands.all):
            for own, rule in (
                ([p.place for p in staff if p.demand == number and p not in soft], demand.rule),
                ([p.place for p in staff if p.demand == number and p in soft], softened(demand.rule)),
            ):
                each = np.zeros_like(demand.each)
                each[own] = demand.each[own]
                limited.all.append(replace(demand, each=each, rule=rule))
        return limited

    def programme(self, pieces: Sequence[Piece], soft: Collection[Piece] = ()) -> tuple[Program, PeopleColumns]:
        """Whether these pieces can hold together, and the columns of the people; those in `soft` (of one rule) are priced."""
        instance, program = self.instance, Program()
        staff = [piece for piece in pieces if piece.place >= 0]
        own: defaultdict[int, list[Piece]] = defaultdict(list)
        for piece in pieces:
            if piece.a is not None:
                own[piece.a].append(piece)
        crews = {c for piece in staff for c in self.demands.all[piece.demand].crew}
        agents = sorted({*own, *(a for c in crews for a in instance.classes[c])})
        wanted = self._looked_at(staff)
        nothing = AgentRows(open=np.zeros(instance.cell_count, dtype=bool))
        rows = [nothing] * len(instance.agents)
        for a in agents:
            rows[a] = self._rows_of_pieces(a, own[a], wanted, soft)
        agents = [a for a in agents if rows[a].rows or rows[a].open.any()]
        nobody = np.full((len(instance.agents), instance.day_count), OFF, dtype=np.int64)
        people = PeopleColumns(program, instance, rows, agents, nobody, totals={})
        if staff:
            self._add_staff(program, people, agents, rows, self.demands_of(staff, soft))
        return program, people

    def _rows_of_pieces(
        self, a: int, own: list[Piece], wanted: NDArray[np.bool_], soft: Collection[Piece]
    ) -> AgentRows:
        hard = [piece for piece in own if piece not in soft]
        rows = [*self._base[a], *(piece.row for piece in hard if piece.row is not None)]
        rows += self._soft_rows(a, [piece for piece in own if piece in soft])
        allowed = wanted.copy()
        for row in rows:
            # Whoever must work something may do so on cells that nobody looks at.
            for number in row.cells[row.coefs < 0].tolist():
                allowed[self._flags[a].get(number, number)] = True
        for piece in hard:
            allowed[list(piece.cells)] = False
        # A row that holds no allowed cell says nothing, unless it asks for more than nothing.
        rows = [row for row in rows if self._bites(row, allowed)]
        held = {number for row in rows for number in row.cells.tolist()}
        flags = {number: group for number, group in self._flags[a].items() if number in held}
        return AgentRows(open=allowed, rows=rows, flags=flags)

    def _bites(self, row: AgentRow, allowed: NDArray[np.bool_]) -> bool:
        """Whether a row can say anything where only these cells are allowed; flags are taken to."""
        cells = row.cells[row.cells < len(allowed)]
        return row.limit < 0 or len(cells) < len(row.cells) or bool(allowed[cells].any())

    def _soft_rows(self, a: int, soft: list[Piece]) -> list[AgentRow]:
        if not soft:
            return []
        keys = {piece.row.key for piece in soft if piece.row is not None}
        cells = {cell for piece in soft for cell in piece.cells}
        rows = self._rows(softened(soft[0].rule), a).rows
        return [row for row in rows if row.key in keys or (cells and cells.issuperset(row.cells.tolist()))]

    @cached_property
    def _reach(self) -> NDArray[np.bool_]:
        """Whether each cell can make somebody present at each place, shape (D·T, P)."""
        instance = self.instance
        reach = np.zeros((instance.cell_count, self.demands.place_count), dtype=bool)
        for cell in range(instance.cell_count):
            d, t = divmod(cell, instance.shift_count)
            reach[cell, list(instance.phone_intervals(d, t, None))] = True
            if self.demands.first_cell is not None:
                reach[cell, self.demands.first_cell + cell] = True
        return reach

    def counts_past(self, piece: Piece) -> bool:
        """Whether shifts worked before the period make the piece what it is."""
        if piece.a is None:
            return False
        own = self._without_past._rows(piece.rule, piece.a)
        if piece.row is None:
            return bool(own.open[list(piece.cells)].any())
        return all((row.key, row.limit) != (piece.row.key, piece.row.limit) for row in own.rows)

    @cached_property
    def _without_past(self) -> Pieces:
        """The same for a centre where nobody worked before."""
        fields = {name: getattr(self.instance.centre, name) for name in Centre.model_fields}
        fresh = Instance(Centre(**{**fields, "past_shifts": ()}), self.instance.requirement)
        return Pieces(fresh, self.rules)

    def _looked_at(self, staff: Sequence[Piece]) -> NDArray[np.bool_]:
        places = sorted({piece.place for piece in staff})
        return np.asarray(self._reach[:, places].any(axis=1))

    def _add_staff(
        self, program: Program, people: PeopleColumns, agents: list[int], rows: list[AgentRows], demands: Demands
    ) -> None:
        instance = self.instance
        counts = np.zeros((len(instance.classes), instance.day_count, instance.shift_count), dtype=np.int64)
        by_kind: defaultdict[int, list[int]] = defaultdict(list)
        for a in agents:
            counts[instance.class_of[a]] += rows[a].open.reshape(counts.shape[1:])
            by_kind[demands.kind_of[instance.class_of[a]]].append(a)
        heads = HeadColumns(program, instance, demands.by_kind(counts), range(instance.day_count))
        for kind, d, t in heads.slots:
            columns = people.cell_columns(by_kind[kind], d * instance.shift_count + t)
            program.equal([*columns, int(heads.total[kind, d, t])], [1] * len(columns) + [-1], 0)
        add_staff_rows(program, heads, demands, demands.past, whole=True)


def softened(rule: Rule) -> Rule:
    """The rule with its breaches priced."""
    return replace(rule, strength=Strength.SOFT, weight=max(rule.weight, 1))

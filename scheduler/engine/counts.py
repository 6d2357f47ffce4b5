"""The bound: head-counts by staff class, day, shift and meal slot. Its bound holds for the whole problem.

Every rule about staff is exact on head-counts. Rules about agents are added up over the agents of a class: what
holds for each of them holds for their sum. So no roster that keeps the rules costs less than the best head-counts.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from scheduler.engine.heads import Demands, HeadColumns, add_staff_rows
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.program import Ints, Program
from scheduler.engine.rows import AgentRows, cell_caps, most_activity, sums_of
from scheduler.engine.solvers import Outcome, Relaxed, solve_highs, solve_lp
from scheduler.engine.sums import Crowd, add_group_rows, class_totals, open_cells
from scheduler.instance import Cells, Instance

_SMALL = 10_000
"""Columns up to which the programme is also solved in whole numbers, which raises the bound."""

_EXACT = 50_000
"""Entries up to which the relaxation is solved to the end."""

_LEAST_SECONDS = 20.0
"""The relaxation may take so many seconds even when less is left."""

_ROOT, _ROOT_SMALL, _ROOT_SHARE = 4e-4, 3e-8, 0.5
"""With one worker only the root of the search tree is solved, so that a seed repeats: deterministic seconds for each entry of the
programme, in a small one for each entry squared, and the share of the time left that it may take."""

_GUARD_SECONDS = 120.0
"""Longest time for that root on any machine."""


class CountsModel:
    """The programme of head-counts."""

    near = 1e-4
    """A larger programme's relaxation is left when its bound is as near as this, a share: the last digits take a third."""

    def __init__(self, instance: Instance, demands: Demands, rows: list[AgentRows]) -> None:
        self.instance = instance
        self.program = Program()
        self._caps = cell_caps(instance, rows, range(len(rows)))
        self.demands = self._demands(demands)
        self.heads = HeadColumns(self.program, instance, self.demands.by_kind(self._caps), range(instance.day_count))
        self.groups = self._groups()
        """The agents of each group; the programme has head-counts by group, day and shift."""
        self.by_class = self._group_columns()
        self.crowds: list[Crowd] = []
        """Whose own rows are added up, and where; nobody's rules that price are in more than one."""
        self.totals: dict[str, int] = {}
        """The columns of the sums over agents."""
        self.sums_of = sums_of(rows)
        first = len(self.program.row_columns)
        self._add_agents(rows)
        self.about_agents = list(range(first, len(self.program.row_columns)))
        """The rows that come from rules about agents: what holds the days together."""
        self.relaxation: Relaxed | None = None
        add_staff_rows(self.program, self.heads, self.demands, self.demands.past, whole=True)

    def _demands(self, demands: Demands) -> Demands:
        return demands

    def _groups(self) -> list[Sequence[int]]:
        return list(self.instance.classes)

    def _add_agents(self, rows: list[AgentRows]) -> None:
        self._add_totals(rows)
        self._add_crowds(rows, self.groups, self.by_class)

    def _add_crowds(
        self, rows: list[AgentRows], groups: Sequence[Sequence[int]], by_group: Ints, priced: bool = True
    ) -> None:
        self.crowds += add_group_rows(self.program, self.instance, rows, groups, by_group, self.totals, priced)

    def _group_columns(self) -> Ints:
        """A column for each (class, day, shift); those of a kind add up to the kind's head-count."""
        columns = self._class_columns()
        kind_of = np.array(self.demands.kind_of)
        for (kind, d, t), _ in self.heads.slots.items():
            own = [int(column) for column in columns[kind_of == kind, d, t] if column >= 0]
            self.program.equal([*own, int(self.heads.total[kind, d, t])], [1] * len(own) + [-1], 0)
        return columns

    def _class_columns(self) -> Ints:
        columns = np.full(self._caps.shape, -1, dtype=np.int64)
        for cell in np.argwhere(self._caps > 0):
            columns[tuple(cell)] = self.program.column(0, self._caps[tuple(cell)])
        return columns

    def _add_totals(self, rows: list[AgentRows]) -> None:
        """A column for each sum over agents."""
        columns: dict[str, list[int]] = {}
        for c, members in enumerate(self.groups):
            for name, (cells, holders) in class_totals(rows, members).items():
                own = self.by_class[c].ravel()[cells]
                own = own[own >= 0].tolist()
                if len(holders) < len(members):
                    own = [self._part_of(own, cells, rows, set(members) - set(holders))]
                columns.setdefault(name, []).extend(own)
        for name, own in columns.items():
            upper = sum(self.program.upper[column] for column in own)
            self.totals[name] = self.program.define(own, [1] * len(own), upper)

    def _part_of(self, own: list[int], cells: Cells, rows: list[AgentRows], others: Iterable[int]) -> int:
        """A column for what of these head-counts is not work of the `others`, as far as sums can tell."""
        ones = np.ones(len(cells), dtype=np.int64)
        theirs = int(most_activity(self.instance, cells, ones, open_cells(rows, others)).sum())
        part = self.program.column(0, sum(self.program.upper[column] for column in own))
        self.program.row([*own, part], [1] * len(own) + [-1], 0, theirs)
        return part

    def copy(self) -> CountsModel:
        """The same model, to whose programme rows about agents can be added by themselves."""
        other = copy.copy(self)
        other.program, other.about_agents = self.program.copy(), list(self.about_agents)
        return other

    def relaxed(self, clock: Clock, stop: Stop) -> tuple[Outcome, int]:
        """The linear relaxation: what it proved, and its bound (0 when it was not finished)."""
        answer = self.relaxation = self.solved(max(_LEAST_SECONDS, clock.left), stop)
        return answer.outcome, max(0, answer.bound or 0)

    def solved(self, seconds: float, stop: Stop) -> Relaxed:
        """The linear relaxation of the programme as it is now."""
        near = None if self.program.entry_count <= _EXACT else self.near
        return solve_lp(self.program, seconds=seconds, stop=stop, near=near)

    def in_whole_numbers(self, clock: Clock, stop: Stop, seconds: float) -> tuple[Outcome, int]:
        """The same in whole numbers for so long, which raises the bound of small programmes; nothing for larger ones.

        With one worker for as long as the root takes, where there is time for it.
        """
        if self.program.column_count > _SMALL:
            return Outcome.UNKNOWN, 0
        nodes = None
        if clock.deterministic:
            work = root_work(self.program.entry_count)
            if work > clock.share(_ROOT_SHARE):
                return Outcome.UNKNOWN, 0
            clock.worked(work)
            seconds, nodes = _GUARD_SECONDS, 1
        answer = solve_highs(self.program, seconds=seconds, stop=stop, nodes=nodes)
        return answer.outcome, max(0, answer.bound or 0)


def root_work(entries: int) -> float:
    """Deterministic seconds for the root of a programme's search tree, about what it takes on a usual core."""
    return entries * min(_ROOT, _ROOT_SMALL * entries)


class StaffByCrewModel(CountsModel):
    """A coarser programme: rules about staff, and meal slots, by crew; rules about agents by class as before.

    Meal slots of crews that overlap need not agree on a person, but for this: a crew within another has no more heads
    than it, in any slot. Both hold for every roster, so the bound does.
    """

    near = 1e-3

    def _demands(self, demands: Demands) -> Demands:
        return demands.by_crew()

    def _group_columns(self) -> Ints:
        columns = self._class_columns()
        for (crew, d, t), _ in self.heads.slots.items():
            own = [int(columns[c, d, t]) for c in sorted(self.demands.crews[crew]) if columns[c, d, t] >= 0]
            self.program.equal([*own, int(self.heads.total[crew, d, t])], [1] * len(own) + [-1], 0)
        self._nest()
        return columns

    def _nest(self) -> None:
        """Crews within another, the next larger ones, have no more heads in any slot."""
        crews = self.demands.crews
        inner = {(i, j) for i, small in enumerate(crews) for j, large in enumerate(crews) if small < large}
        direct = [(i, j) for i, j in inner if not any((i, k) in inner and (k, j) in inner for k in range(len(crews)))]
        for i, j in sorted(direct):
            for (crew, d, t), slots in self.heads.slots.items():
                if crew == i:
                    for small, large in zip(slots, self.heads.slots[j, d, t], strict=True):
                        self.program.at_most([small, large], [1, -1], 0)


class CrewsModel(StaffByCrewModel):
    """A coarser one still, far smaller where there are many skills: rules about agents by crew too.

    Crews overlap, so costs of those rules and sums over all agents count in crews that share nobody, and in classes
    outside of these; the other crews keep the hard rows alone. That holds for every roster, so the bound does.
    """

    near = 1e-2

    def _groups(self) -> list[Sequence[int]]:
        instance, crews = self.instance, self.demands.crews
        taken: set[int] = set()
        self._apart: list[int] = []
        for i in sorted(range(len(crews)), key=lambda i: -len(crews[i])):
            if not crews[i] & taken:
                self._apart.append(i)
                taken |= crews[i]
        self._others = [c for c in range(len(instance.classes)) if c not in taken]
        self._apart += range(len(crews), len(crews) + len(self._others))
        crowds: list[Sequence[int]] = [sorted(a for c in crew for a in instance.classes[c]) for crew in crews]
        return crowds + [instance.classes[c] for c in self._others]

    def _group_columns(self) -> Ints:
        caps = self._caps[self._others]
        others = np.full(caps.shape, -1, dtype=np.int64)
        for cell in np.argwhere(caps > 0):
            others[tuple(cell)] = self.program.column(0, caps[tuple(cell)])
        self._nest()
        return np.concatenate([self.heads.total, others])

    def _add_agents(self, rows: list[AgentRows]) -> None:
        groups, by_group = self.groups, self.by_class
        self.groups, self.by_class = [groups[i] for i in self._apart], by_group[self._apart]
        self._add_totals(rows)
        self._add_crowds(rows, self.groups, self.by_class)
        shared = [i for i in range(len(groups)) if i not in self._apart]
        hard = [replace(own, rows=[row for row in own.rows if row.price is None and row.total is None]) for own in rows]
        self._add_crowds(hard, [groups[i] for i in shared], by_group[shared], priced=False)
        self.groups, self.by_class = groups, by_group

"""What months cost at least by their linear relaxation, with lifted rows.

In call centres that is what the cheapest month in whole numbers costs, but for a hundredth of what months add to the bound, in a
tenth of the time. Agents whose rows differ in wishes alone share one programme, solved for one after the other from where
the one before ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduler.engine.aside import Series, solve_series
from scheduler.engine.lifting import Lifting
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.people import PeopleColumns
from scheduler.engine.program import Floats, Ints, Matrix, Program
from scheduler.engine.rows import AgentRow, AgentRows
from scheduler.engine.structures import own_rows, wish_points
from scheduler.instance import Instance
from scheduler.view import OFF


@dataclass(frozen=True)
class _Wishes:
    """Agent `a`'s points by cell beside those of the common rows, and what days off cost."""

    a: int
    points: Floats
    idle: int


def relaxed_months(
    instance: Instance, rows: Sequence[AgentRows], charged: Mapping[int, Floats], clock: Clock, stop: Stop
) -> Iterator[dict[int, float]]:
    """What every month of these agents costs at least (∞ where there is none, −∞ where that is not known), some at a time.

    `charged` is what each cell costs beside the agent's own rows, shape (D·T,); `rows` hold no sums over agents. Agents for whom
    there is no time are left out.
    """
    lifting = Lifting(instance)
    alike: defaultdict[tuple[int, ...], list[_Wishes]] = defaultdict(list)
    common: dict[tuple[int, ...], list[AgentRow]] = {}
    for a in charged:
        _, wishes, _ = own_rows(instance, rows[a])
        about_days = set(wishes)
        others = [row for row in rows[a].rows if row not in about_days]
        key = (*map(id, others), *rows[a].flags)
        common[key] = others
        alike[key].append(_Wishes(a, *wish_points(instance, wishes)))
    for key, members in alike.items():
        if clock.left <= 0 or stop.requested:
            return
        first = rows[members[0].a]
        month = _Month(instance, AgentRows(np.ones_like(first.open), common[key], flags=first.flags), lifting)
        costs = [month.cost(charged[one.a] + one.points) for one in members]
        uppers = [month.upper(rows[one.a]) for one in members]
        found = month.least(costs, uppers, clock.left, stop)
        yield {one.a: one.idle + points for one, points in zip(members, found, strict=False)}


class _Month:
    """The programme of a month, all cells open."""

    def __init__(self, instance: Instance, own: AgentRows, lifting: Lifting) -> None:
        program = Program()
        lifted = replace(own, rows=[*own.rows, *lifting.rows(own)])
        nobody = np.full((1, instance.day_count), OFF, dtype=np.int64)
        people = PeopleColumns(program, instance, [lifted], [0], nobody, settled=True)
        self._matrix: Matrix = program.matrix()
        self._cells: Ints = people.column[0][: instance.cell_count]

    def cost(self, by_cell: Floats) -> Floats:
        """What columns cost where cells cost so much, shape (columns,)."""
        cost = self._matrix.cost.copy()
        cost[self._cells] = by_cell
        return cost

    def upper(self, rows: AgentRows) -> Floats:
        """Bounds that close the cells that are not open to somebody, shape (columns,)."""
        upper = self._matrix.upper.copy()
        upper[self._cells[~rows.open]] = 0
        return upper

    def least(self, costs: list[Floats], uppers: list[Floats], seconds: float, stop: Stop) -> list[float]:
        """What each costs at least, by the prices of its rows; as many as there was time for."""
        reports = solve_series(Series(self._matrix, tuple(costs), tuple(uppers), seconds), stop)
        return [
            report.least(replace(self._matrix, cost=cost, upper=upper))
            for cost, upper, report in zip(costs, uppers, reports, strict=False)
        ]

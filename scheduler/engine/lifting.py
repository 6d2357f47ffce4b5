"""Rows that whole numbers keep beside an agent's own: what a day off that a flag asks for leaves of a hard row.

A flag that is not set (a weekend wholly off) takes its days from every row that holds them. Where the most that the other days
can reach is below the row's limit, the limit falls by as much: in a week of at most six days of work a whole weekend off
leaves five. A roster keeps such rows anyway, but sums and relaxations do not.
"""

from __future__ import annotations

import numpy as np

from scheduler.engine.rows import AgentRow, AgentRows, most_activity
from scheduler.instance import Cells, Instance


class Lifting:
    """Lifts the rows of one agent after the other; agents alike get one and the same rows."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._everything = np.ones((1, instance.cell_count), dtype=bool)
        self._known: dict[tuple[AgentRow, tuple[int, ...]], list[AgentRow]] = {}

    def rows(self, own: AgentRows) -> list[AgentRow]:
        """The lifted rows of an agent."""
        flags, cells = tuple(own.flags), self._instance.cell_count
        found: list[AgentRow] = []
        for row in own.rows if flags else ():
            if (row, flags) not in self._known:
                whole = row.is_own_and_hard and row.ends[1] < cells
                lifted = [self._lifted(row, number, own.flags[number]) for number in flags if whole]
                self._known[row, flags] = [one for one in lifted if one is not None]
            found += self._known[row, flags]
        return found

    def _lifted(self, row: AgentRow, number: int, group: Cells) -> AgentRow | None:
        """The row with the flag in it; None where that says nothing new.

        A row within the flag's days is left out: that a day worked sets the flag is said already.
        """
        allowed = self._everything.copy()
        allowed[0, group] = False
        if not np.isin(row.cells, group).any():
            return None
        most = int(most_activity(self._instance, row.cells, row.coefs, allowed)[0])
        if not 0 < most < row.limit:
            return None
        cells, coefs = np.append(row.cells, number), np.append(row.coefs, most - row.limit)
        return AgentRow(row.rule, (row.key, number), row.slack, cells, coefs, most, None)

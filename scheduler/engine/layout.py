"""A problem laid out as plain arrays for the compiled code of annealing, and plans as its states."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.arrays import CHANGES, FARTHEST, KIND, LONGEST_RUN, Layout, Narrow, Scratch, State
from scheduler.engine.crew import weigh_all
from scheduler.engine.heads import presence
from scheduler.engine.mix import deal, no_tally
from scheduler.engine.part import Plan, Problem
from scheduler.engine.program import Ints
from scheduler.engine.rows import AgentRow, AgentRows
from scheduler.engine.shares import commonest_share
from scheduler.engine.staff import StaffCosts, meal_slots
from scheduler.engine.structures import (
    Structure,
    clash_table,
    own_rows,
    sharing_facts,
    sharing_groups,
    wish_points,
)
from scheduler.instance import Instance
from scheduler.view import OFF


class Floor:
    """Lays out a problem once; makes states of its plans and plans of its states."""

    def __init__(self, problem: Problem, staff: StaffCosts) -> None:
        self.problem = problem
        self._structures: list[Structure] = []
        self.layout = self._layout(staff)

    # --- laying out -------------------------------------------------------------------------------------------------

    def _layout(self, staff: StaffCosts) -> Layout:
        instance, demands, rows = self.problem.instance, self.problem.demands, self.problem.rows
        slot_start, span = meal_slots(instance)
        height = max((table.shape[1] for _, _, table in staff.crews), default=1)
        table = np.zeros((len(staff.crews), demands.place_count, height))
        for i, (_, places, own) in enumerate(staff.crews):
            table[i, places, : own.shape[1]] = own
        crew_of = np.full((max(1, demands.kind_count), len(staff.crews) + 1), -1, dtype=np.int64)
        for kind in range(demands.kind_count):
            own_crews = [i for i, (kinds, _, _) in enumerate(staff.crews) if kind in kinds]
            crew_of[kind, : len(own_crews)] = own_crews
        return Layout(
            shift_count=instance.shift_count,
            first_cell=-1 if demands.first_cell is None else demands.first_cell,
            paid=instance.paid_minutes,
            open=np.array([own.open for own in rows]),
            slot_start=slot_start,
            span=span,
            reach=_reach(instance, slot_start, span),
            table=table,
            blur=np.zeros(len(staff.crews), dtype=np.int64),
            crew_of=crew_of,
            **self._own(rows),
            **self._shared(rows),
        )

    def _own(self, rows: Sequence[AgentRows]) -> dict[str, Any]:
        """Everything about agents' own rows."""
        instance = self.problem.instance
        known: dict[tuple[object, ...], int] = {}
        tables: dict[tuple[object, ...], NDArray[np.bool_]] = {}
        structure, clash, limits, flags, wish = [], [], [], [], []
        for own in rows:
            clashes, alone, others = own_rows(instance, own)
            wish.append(wish_points(instance, alone))
            together = tuple(row.form for row in clashes)
            key = together, *Structure.key(own, others)
            if key not in known:
                known[key] = len(known)
                self._structures.append(Structure(own, others, instance.shift_count))
                if together not in tables:
                    tables[together] = clash_table(instance, clashes)
                clash.append(tables[together])
            structure.append(known[key])
            limits.append([row.limit for row in others])
            flags.append(list(own.flags))
        kinds = [self.problem.demands.kind_of[c] for c in instance.class_of]
        all_of = self._structures
        width = max(len(own.cell_start) for own in all_of)
        entries = _starts([own.entries for own in all_of])
        flag_entries = _starts([own.flags for own in all_of])
        slack_rows = [own_rows for own in all_of for own_rows in own.slack_rows]
        slack_start = _starts(slack_rows)
        slacks = [fact for own in all_of for fact in zip(own.price, own.grows, strict=True)]
        entry = np.concatenate([own.entries for own in all_of])
        for one, first, last in zip(all_of, entries, entries[1:], strict=False):
            one.entries = entry[first:last]
        return {
            "wish": np.array([points for points, _ in wish]),
            "idle": np.array([idle for _, idle in wish], dtype=np.int64),
            "agent": np.array([kinds, structure, _starts(limits)[:-1], _starts(flags)[:-1]], dtype=np.int64).T.copy(),
            "cell_start": np.array(
                [_padded(own.cell_start, width) + at for own, at in zip(all_of, entries, strict=False)]
            ),
            "entry": entry,
            "clash": np.array(clash),
            "flag_start": np.array([own.flag_start + at for own, at in zip(all_of, flag_entries, strict=False)]),
            "flag": _flat([own.flags for own in all_of]),
            "base": np.array([_starts([own.scale for own in all_of]), _starts([own.price for own in all_of])]).T.copy(),
            "fine": np.inf,
            "row": _table([fact for own in all_of for fact in zip(own.scale, own.slack, strict=True)], 2),
            "slack": np.concatenate([_table(slacks, 2), slack_start[:-1, None], slack_start[1:, None]], axis=1),
            "slack_row": _flat(slack_rows),
            # From plain numbers, so that one that is too large for it raises and does not wrap around.
            "limit": np.array([limit for own_limits in limits for limit in own_limits], dtype=np.int32),
        }

    def _shared(self, rows: Sequence[AgentRows]) -> dict[str, Any]:
        """Everything about rows that hold sums over agents."""
        names = list(dict.fromkeys(name for own in rows for name in own.totals))
        cells = np.zeros((len(names), self.problem.instance.cell_count), dtype=bool)
        for own in rows:
            for name, counted in own.totals.items():
                cells[names.index(name), counted] = True
        sharing, groups = sharing_groups(rows, names)
        together = [row for group in groups for row in group]
        self.names = names
        self.spacing = np.array([_spacing([groups[group] for group in own if group >= 0]) for own in sharing.T])
        self.shared_fined = np.array([row.rule in self.problem.fined for row in together], dtype=bool)
        return {
            "sum_cells": cells,
            "sharing": sharing,
            "group_start": np.concatenate([[0], np.maximum.accumulate(sharing.max(axis=0, initial=-1) + 1)]),
            "sum_blur": np.zeros(len(names), dtype=np.int64),
            "shared_start": _starts(groups),
            "shared": _table([sharing_facts(row) for row in together], 6),
        }

    def cannot_stay_away(self) -> list[int]:
        """The agents who break a hard rule of their own when they work nothing."""
        return self.breaking(np.zeros_like(self.layout.limit))

    def breaking(self, activity: Narrow) -> list[int]:
        """The agents who break a hard rule of their own where rows are as `State.activity` has them."""
        over = activity > self.layout.limit
        hard = [np.array(own.slack, dtype=np.int64) < 0 for own in self._structures]
        return [
            a
            for a, (_, structure, first, _) in enumerate(self.layout.agent.tolist())
            if (hard[structure] & over[first : first + len(hard[structure])]).any()
        ]

    # --- plans ------------------------------------------------------------------------------------------------------

    def state(self, plan: Plan) -> State:
        """A plan with all that is counted of it; meal slots are dealt out within each kind."""
        instance, layout = self.problem.instance, self.layout
        slot = self._dealt(plan)
        present = self.problem.past + presence(self.problem.demands, plan.slots)
        heads = np.zeros(layout.table.shape[:2], dtype=np.int64)
        for kind in range(len(present)):
            heads[layout.crew_of[kind][layout.crew_of[kind] >= 0]] += present[kind]
        activity = np.zeros(len(layout.limit), dtype=np.int32)
        flags = np.zeros(1 + sum(len(own.flags) for own in self.problem.rows), dtype=np.int16)
        count = np.zeros((len(plan.grid), len(self.names)), dtype=np.int64)
        for a in range(len(plan.grid)):
            _, structure, first_row, first_flag = layout.agent[a].tolist()
            own, cells = self._structures[structure], plan.cells(a, instance.shift_count)
            for cell in cells.tolist():
                for flag in own.flags[own.flag_start[cell] : own.flag_start[cell + 1]]:
                    flags[first_flag + flag] += 1
            held = flags[first_flag : first_flag + own.flag_count]
            for number in own.numbers(cells, np.flatnonzero(held)):
                entries = own.entries[own.cell_start[number] : own.cell_start[number + 1]]
                np.add.at(activity, first_row + entries[:, 0], entries[:, 1])
            for i, name in enumerate(self.names):
                if name in self.problem.rows[a].totals:
                    count[a, i] = layout.sum_cells[i, cells].sum()
        having = np.zeros((layout.group_start[-1], instance.day_count + 1), dtype=np.int64)
        np.add.at(having, (layout.sharing[layout.sharing >= 0], count[layout.sharing >= 0]), 1)
        state = State(
            shift=plan.grid.astype(np.int16),
            slot=slot.astype(np.int16),
            heads=heads,
            more=np.zeros(heads.shape),
            less=np.zeros(heads.shape),
            activity=activity,
            flags=flags,
            done=count,
            having=having,
            total=count.sum(axis=0),
            version=np.zeros(instance.day_count, dtype=np.int64),
            moved=np.zeros(len(self.names), dtype=np.int64),
            taken=np.zeros(1, dtype=np.int64),
        )
        weigh_all(layout, state)
        return state

    def begin(self, grid: Ints) -> State:
        """A state of months whose meal breaks are not settled: the first slot for everybody."""
        slots: dict[tuple[int, int, int], list[int]] = {}
        for a, d in np.argwhere(grid != OFF).tolist():
            kind, t = int(self.layout.agent[a, KIND]), int(grid[a, d])
            if kind >= 0:
                slots.setdefault((kind, d, t), [0] * len(self.problem.instance.meal_offsets(t)))[0] += 1
        return self.state(Plan(grid, slots))

    def _dealt(self, plan: Plan) -> Ints:
        """The meal slot of everybody, shape (A, D); 0 where there is none."""
        instance = self.problem.instance
        left = {
            cell: [slot for slot, count in enumerate(counts) for _ in range(count)]
            for cell, counts in plan.slots.items()
        }
        slots = np.zeros(plan.grid.shape, dtype=np.int64)
        for a, d in np.argwhere(plan.grid != OFF).tolist():
            kind = self.problem.demands.kind_of[instance.class_of[a]]
            if kind >= 0:
                slots[a, d] = left[kind, d, int(plan.grid[a, d])].pop()
        return slots

    def plan(self, state: State) -> Plan:
        """The plan that a state has come to."""
        instance = self.problem.instance
        slots: dict[tuple[int, int, int], list[int]] = {}
        for a, d in np.argwhere(state.shift != OFF).tolist():
            kind, t = self.problem.demands.kind_of[instance.class_of[a]], int(state.shift[a, d])
            if kind >= 0:
                slots.setdefault((kind, d, t), [0] * len(instance.meal_offsets(t)))[state.slot[a, d]] += 1
        return Plan(state.shift.astype(np.int64), slots)

    def scratch(self, seed: int) -> Scratch:
        """Room for a walk of its own, with its own random numbers."""
        rows = 1 + max(len(own.scale) for own in self._structures)
        flags = 1 + max(own.flag_count for own in self._structures)
        return scratch_of(self.layout, rows, flags, seed)


def _reach(instance: Instance, slot_start: Ints, span: Ints) -> Ints:
    """By day, the first interval that any of its shifts touches, and the one after the last, shape (D, 2)."""
    reach = np.zeros((instance.day_count, 2), dtype=np.int64)
    for d in range(instance.day_count):
        own = span[slot_start[d * instance.shift_count] : slot_start[(d + 1) * instance.shift_count]]
        own = own[own[:, 3] > own[:, 0]]
        if len(own):
            reach[d] = own[:, 0].min(), own[:, 3].max()
    return reach


def scratch_of(layout: Layout, rows: int, flags: int, seed: int) -> Scratch:
    """Room for moves where an agent has at most so many rows and flags."""

    def zeros(n: int) -> Ints:
        return np.zeros(n, dtype=np.int64)

    kinds, days = len(layout.crew_of), len(layout.reach)
    slots = int(np.diff(layout.slot_start).max(initial=1))
    choices = 1 + layout.shift_count * (days + 2 * slots)
    return Scratch(
        change=np.zeros((CHANGES, 4), dtype=np.int64),
        heads=np.zeros(layout.table.shape[:2], dtype=np.int64),
        row_change=zeros(rows),
        row_seen=np.zeros(rows, dtype=bool),
        rows=zeros(rows),
        slack_seen=np.zeros(rows, dtype=bool),
        slacks=zeros(rows),
        flag_change=zeros(flags),
        flags=zeros(flags + 2 * CHANGES * flags),
        count_change=zeros(len(layout.agent)),
        drift=np.zeros((len(layout.sum_cells), 2 * FARTHEST + 1)),
        drift_at=np.full((len(layout.sum_cells), 2 * FARTHEST + 1), -1, dtype=np.int64),
        known=np.full((kinds, days), -1, dtype=np.int64),
        worth=np.zeros((kinds, days, layout.shift_count)),
        best=np.zeros((kinds, days, layout.shift_count), dtype=np.int64),
        line=np.zeros(1 + int((layout.reach[:, 1] - layout.reach[:, 0]).max(initial=0))),
        aside=np.zeros(days, dtype=bool),
        choice=np.zeros((choices, 3), dtype=np.int64),
        price=np.zeros(choices),
        works=np.zeros(LONGEST_RUN, dtype=bool),
        run_old=zeros(LONGEST_RUN),
        run_new=zeros(LONGEST_RUN),
        run_price=np.zeros((LONGEST_RUN, layout.shift_count)),
        run_slot=np.zeros((LONGEST_RUN, layout.shift_count), dtype=np.int64),
        run_chance=np.zeros((LONGEST_RUN, layout.shift_count + 1)),
        deck=deal(),
        tally=no_tally(),
        spent=zeros(1),
        random=np.array([(seed + 1) * 2_654_435_761 + 88_172_645_463_325_252], dtype=np.uint64),
    )


def _spacing(held: Sequence[Sequence[AgentRow]]) -> float:
    """How far a sum moves from one whole fair share of most to the next, by each agent's rows with it; 0 where none is judged."""
    share = commonest_share(row for alike in held for row in alike)
    return float(1 / share) if share else 0.0


def _starts(groups: Sequence[Sized]) -> Ints:
    return np.cumsum([0, *map(len, groups)]).astype(np.int64)


def _flat(groups: Sequence[Sequence[int]]) -> Ints:
    return np.array([value for group in groups for value in group], dtype=np.int64)


def _table(facts: Sequence[Sequence[int]], width: int) -> Ints:
    return np.array(facts, dtype=np.int64).reshape(-1, width)


def _padded(starts: Ints, width: int) -> Ints:
    return np.concatenate([starts, np.full(width - len(starts), starts[-1])]).astype(np.int64)

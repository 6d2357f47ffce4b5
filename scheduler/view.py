"""A roster laid on its planning problem, as the rules' checkers read it. Knows nothing of solvers."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.roster import Assignment, Roster
from scheduler.instance import PAST_DAYS, Instance

OFF = -1

_OPEN = -1
"""In the table of meal breaks: not given."""

Shifts = Mapping[tuple[int, int], tuple[int, int | None]]
"""For (agent, day) the shift, or `OFF`, and where its meal break begins."""


class View:
    """Shifts by agent and day, days before the period included.

    An assignment whose meal break is not given is taken to have it at the middle of the possible places.

    `agents` and `days` say what a checker is asked about: all, unless the view is narrowed. A checker may leave out what
    it finds of other agents, and in the intervals of other days, where the work of those asked about cannot change it.

    Raises:
        ValueError: when the roster names an agent or a shift that the centre does not have.
    """

    def __init__(self, instance: Instance, roster: Roster) -> None:
        self.instance = instance
        self.agents: Sequence[int] = range(len(instance.agents))
        self.days = range(instance.day_count)
        self.doubles: list[Assignment] = []
        self._shift = np.full((len(instance.agents), PAST_DAYS + instance.day_count), OFF, dtype=np.int16)
        self._meal = np.full((len(instance.agents), instance.day_count), _OPEN, dtype=np.int32)
        for a, past in enumerate(instance.past):
            for d, t in past.items():
                self._shift[a, PAST_DAYS + d] = t
        for assignment in roster.assignments:
            self._lay(assignment)

    def _lay(self, assignment: Assignment) -> None:
        instance = self.instance
        if assignment.agent_id not in instance.agent_index or assignment.shift not in instance.shift_index:
            raise ValueError(f"the roster's {assignment.agent_id} / {assignment.shift} is not known to the centre")
        d = instance.day_number(assignment.day)
        if not 0 <= d < instance.day_count:
            raise ValueError(f"the roster's day {assignment.day} is outside the period {instance.period}")
        a, t = instance.agent_index[assignment.agent_id], instance.shift_index[assignment.shift]
        if self._shift[a, PAST_DAYS + d] != OFF:
            self.doubles.append(assignment)
            return
        self._shift[a, PAST_DAYS + d] = t
        self._meal[a, d] = _OPEN if assignment.meal_offset is None else assignment.meal_offset

    def narrowed(self, agents: Sequence[int], days: range) -> View:
        """The same roster, of which checkers are asked about these agents and the intervals of these days only."""
        view = copy.copy(self)
        view.agents, view.days = agents, days
        return view

    def changed(self, shifts: Shifts) -> View:
        """The roster with other shifts, which take the place of all that their agents had on these days.

        It is narrowed to the agents, and to the days with intervals that the change touches.
        """
        view = copy.copy(self)
        for name in ("grid", "paid_with_past", "staff_by_class"):
            view.__dict__.pop(name, None)
        view._shift, view._meal, staff = self._shift.copy(), self._meal.copy(), self.staff_by_class.copy()
        touched = {d for _, d in shifts}
        for (a, d), (t, offset) in shifts.items():
            c, before = self.instance.class_of[a], self._present(a, d)
            staff[c, before] -= 1
            view._shift[a, PAST_DAYS + d] = t
            view._meal[a, d] = _OPEN if offset is None else offset
            after = view._present(a, d)
            staff[c, after] += 1
            touched |= set(self.instance.day_of_interval[[*before, *after]].tolist())
        view.staff_by_class = staff
        view.agents, view.days = sorted({a for a, _ in shifts}), range(min(touched), max(touched) + 1)
        replaced = {(self.instance.agents[a].id, self.instance.date_of(d)) for a, d in shifts}
        view.doubles = [double for double in self.doubles if (double.agent_id, double.day) not in replaced]
        return view

    def joined(self, c: int, d: int, t: int, meal_offset: int | None) -> View:
        """The roster with one agent more of class `c` present, as shift `t` of day `d` makes them."""
        view = copy.copy(self)
        there = list(self.instance.phone_intervals(d, t, meal_offset))
        view.staff_by_class = self.staff_by_class.copy()
        view.staff_by_class[c, there] += 1
        touched = self.instance.day_of_interval[there]
        view.agents, view.days = (), range(min(touched, default=d), max(touched, default=d) + 1)
        return view

    def away(self, absent: Mapping[int, Iterable[int]]) -> View:
        """The roster with agents off the phones, though at work, in these intervals; where they are not present it says nothing."""
        view = copy.copy(self)
        view.staff_by_class = self.staff_by_class.copy()
        for a, intervals in absent.items():
            there = {k for d, _ in self.shifts(a, first=0) for k in self._present(a, d)}
            view.staff_by_class[self.instance.class_of[a], sorted(there & set(intervals))] -= 1
        return view

    def _present(self, a: int, d: int) -> list[int]:
        """The intervals in which the agent's shift of the day makes them present."""
        t = self.shift(a, d)
        return [] if t == OFF else list(self.instance.phone_intervals(d, t, self.meal_offset(a, d)))

    @property
    def intervals(self) -> slice:
        """The intervals of the days that a checker is asked about."""
        if not self.days:
            return slice(0, 0)
        first, last = (
            self.instance.timeline.day_intervals(self.instance.days[d]) for d in (self.days[0], self.days[-1])
        )
        return slice(first.start, last.stop)

    def shift(self, a: int, d: int) -> int:
        """The shift of agent `a` on day `d` (negative: before the period), or `OFF`."""
        return int(self._shift[a, PAST_DAYS + d]) if -PAST_DAYS <= d < self.instance.day_count else OFF

    def works(self, a: int, d: int) -> bool:
        return self.shift(a, d) != OFF

    def shifts(self, a: int, first: int = -PAST_DAYS) -> list[tuple[int, int]]:
        """All (day, shift) of agent `a` from day `first` on, in order."""
        row = self._shift[a, PAST_DAYS + first :]
        return [(first + int(i), int(row[i])) for i in np.flatnonzero(row != OFF)]

    @cached_property
    def grid(self) -> NDArray[np.int16]:
        """Shifts of the period, shape (A, D); `OFF` where there is none."""
        return self._shift[:, PAST_DAYS:]

    @property
    def grid_with_past(self) -> NDArray[np.int16]:
        """Shifts from `PAST_DAYS` days before the period on, shape (A, PAST_DAYS + D)."""
        return self._shift

    @cached_property
    def paid_with_past(self) -> NDArray[np.int64]:
        """Paid minutes from `PAST_DAYS` days before the period on, shape (A, PAST_DAYS + D)."""
        # A day off is −1 and so picks the zero at the end.
        return np.append(self.instance.paid_minutes, 0)[self._shift]

    def meal_offset(self, a: int, d: int) -> int | None:
        """Where the meal break begins, in minutes after the shift's start."""
        given = int(self._meal[a, d]) if 0 <= d < self.instance.day_count else _OPEN
        if given != _OPEN:
            return given
        offsets = self.instance.meal_offsets(self.shift(a, d))
        return offsets[len(offsets) // 2]

    def heads(self, crew: frozenset[int]) -> NDArray[np.int64]:
        """Agents of these staff classes who begin each shift of each day, shape (D·T,)."""
        heads = np.zeros(self.instance.cell_count, dtype=np.int64)
        members = [a for a, c in enumerate(self.instance.class_of) if c in crew]
        agents, days = np.nonzero(self.grid[members] != OFF)
        np.add.at(heads, days * self.instance.shift_count + self.grid[members][agents, days], 1)
        return heads

    @cached_property
    def staff_by_class(self) -> NDArray[np.int64]:
        """Present agents (meal breaks taken out) of each staff class in each interval, shape (C, K)."""
        instance = self.instance
        heads: Counter[tuple[int, int, int, int | None]] = Counter()
        for a, c in enumerate(instance.class_of):
            for d, t in self.shifts(a, first=0):
                heads[c, d, t, self.meal_offset(a, d)] += 1
        present = instance.past_staff_by_class.copy()
        for (c, d, t, offset), count in heads.items():
            present[c, list(instance.phone_intervals(d, t, offset))] += count
        return present

    def staff(self, crew: frozenset[int]) -> NDArray[np.int64]:
        """Present agents of these staff classes in each interval, shape (K,)."""
        return np.asarray(self.staff_by_class[sorted(crew)].sum(axis=0), dtype=np.int64)

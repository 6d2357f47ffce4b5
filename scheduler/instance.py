"""A planning problem laid out by number: agents, days and shifts become indices, clock times become minutes.

Days are numbered 0 … D−1 within the period; −1 is the day before it. A *cell* is a (day, shift) pair, numbered
`day * T + shift`. Nothing here decides anything: what is allowed is said by the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, time, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.base import Text, text
from models.centre import Centre
from models.demand import DemandGroup, Requirement
from models.fairness import FairKind
from models.people import Agent, LeaveType, Wish
from models.policy import Policy, RosterPolicy
from models.result import Strength
from models.shifts import ShiftClass, ShiftTemplate
from models.time import Period, Timeline, is_weekend
from scheduler.fairness.carry import Balances, balances
from scheduler.kept import kept

PAST_DAYS = 31
"""How many days before the period are looked at."""

Cells = NDArray[np.int64]


class Instance:
    """The centre, the period and the requirement, prepared for rules and engine."""

    def __init__(self, centre: Centre, requirement: Requirement) -> None:
        self.kept: dict[tuple[Hashable, ...], Any] = {}
        """What functions marked `kept` have worked out."""
        self.centre = centre
        self.requirement = requirement
        self.timeline: Timeline = requirement.timeline
        self.period: Period = self.timeline.period
        self.policy: Policy = centre.policy
        self.agents: tuple[Agent, ...] = centre.agents
        self.shifts: tuple[ShiftTemplate, ...] = centre.shifts
        self.days: tuple[date, ...] = self.period.days
        self.agent_index = {agent.id: a for a, agent in enumerate(self.agents)}
        self.shift_index = {shift.code: t for t, shift in enumerate(self.shifts)}

    @property
    def day_count(self) -> int:
        return len(self.days)

    @property
    def shift_count(self) -> int:
        return len(self.shifts)

    @property
    def cell_count(self) -> int:
        return self.day_count * self.shift_count

    # --- days -------------------------------------------------------------------------------------------------------

    def date_of(self, d: int) -> date:
        """The date of day number `d`, also before the period (negative) or after it."""
        return self.period.start + timedelta(days=d)

    def day_number(self, day: date) -> int:
        return (day - self.period.start).days

    @cached_property
    def weekend_days(self) -> tuple[int, ...]:
        return tuple(d for d, day in enumerate(self.days) if is_weekend(day))

    # --- shifts -----------------------------------------------------------------------------------------------------

    @kept
    def span(self, d: int, t: int) -> tuple[int, int]:
        """Start and end of shift `t` on day `d`, in minutes from the period's start."""
        start = self.timeline.minute_at(self.date_of(d), self.shifts[t].start)
        return start, start + self.shifts[t].length_minutes

    @cached_property
    def paid_minutes(self) -> NDArray[np.int64]:
        """Paid minutes of each shift template, shape (T,)."""
        return np.array([shift.paid_minutes for shift in self.shifts], dtype=np.int64)

    def shifts_of_class(self, *classes: ShiftClass) -> tuple[int, ...]:
        return tuple(t for t, shift in enumerate(self.shifts) if shift.shift_class in classes)

    @cached_property
    def night_shifts(self) -> tuple[int, ...]:
        return self.shifts_of_class(ShiftClass.NIGHT)

    @kept
    def meal_offsets(self, t: int) -> tuple[int | None, ...]:
        """Where the meal break of shift `t` may begin (minutes after the shift's start); (None,) without a break."""
        return self.shifts[t].meal_offsets(self.timeline.interval_minutes) or (None,)

    @kept
    def phone_intervals(self, d: int, t: int, meal_offset: int | None) -> tuple[int, ...]:
        """Intervals of the period that an agent on shift `t` of day `d` is wholly present, the meal break taken out."""
        start, end = self.span(d, t)
        present = self.timeline.whole_intervals(start, end)
        if meal_offset is None or not self.shifts[t].meal_minutes:
            return tuple(present)
        away = self.timeline.touched_intervals(start + meal_offset, start + meal_offset + self.shifts[t].meal_minutes)
        return tuple(k for k in present if k not in away)

    # --- cells ------------------------------------------------------------------------------------------------------

    def cells(self, days: Iterable[int], shifts: Iterable[int] | None = None) -> Cells:
        """Numbers of the cells of these days (those inside the period) and shifts (all by default)."""
        wanted = range(self.shift_count) if shifts is None else tuple(shifts)
        inside = [d for d in days if 0 <= d < self.day_count]
        return np.array([d * self.shift_count + t for d in inside for t in wanted], dtype=np.int64)

    @cached_property
    def cell_starts(self) -> NDArray[np.int64]:
        """Start of every cell in minutes from the period's start, shape (D·T,)."""
        return np.array([self.span(d, t)[0] for d, t in np.ndindex(self.day_count, self.shift_count)], dtype=np.int64)

    @cached_property
    def cell_ends(self) -> NDArray[np.int64]:
        """End of every cell in minutes from the period's start, shape (D·T,)."""
        lengths = np.array([shift.length_minutes for shift in self.shifts], dtype=np.int64)
        return self.cell_starts + np.tile(lengths, self.day_count)

    @cached_property
    def all_cells(self) -> Cells:
        """Numbers of all cells, shape (D·T,)."""
        return np.arange(self.cell_count, dtype=np.int64)

    @cached_property
    def paid_by_cell(self) -> NDArray[np.int64]:
        """Paid minutes of every cell, shape (D·T,)."""
        return np.tile(self.paid_minutes, self.day_count)

    # --- people -----------------------------------------------------------------------------------------------------

    @cached_property
    def past(self) -> tuple[dict[int, int], ...]:
        """For each agent the shift worked on each day before the period: {day number (negative): shift}."""
        worked: tuple[dict[int, int], ...] = tuple({} for _ in self.agents)
        for shift in self.centre.past_shifts:
            d = self.day_number(shift.day)
            if -PAST_DAYS <= d < 0:
                worked[self.agent_index[shift.agent_id]][d] = self.shift_index[shift.shift]
        return worked

    @cached_property
    def employed_days(self) -> tuple[range, ...]:
        """For each agent the days of the period from the hire date on."""
        firsts = (0 if agent.hire_date is None else self.day_number(agent.hire_date) for agent in self.agents)
        return tuple(range(max(0, first), max(self.day_count, first)) for first in firsts)

    @cached_property
    def leave(self) -> tuple[dict[int, LeaveType], ...]:
        """For each agent the approved leave on each day: {day number: type}, some days before the period included."""
        away: tuple[dict[int, LeaveType], ...] = tuple({} for _ in self.agents)
        for leave in self.centre.approved_leave:
            first = max(self.day_number(leave.start), -PAST_DAYS)
            last = min(self.day_number(leave.end), self.day_count - 1)
            for d in range(first, last + 1):
                away[self.agent_index[leave.agent_id]][d] = leave.type
        return away

    @cached_property
    def balances(self) -> dict[FairKind, Balances]:
        """What the fairness ledger says of the agents before the period."""
        return balances(self.centre, self.period)

    @cached_property
    def half_leave(self) -> tuple[dict[int, list[LeaveType]], ...]:
        """For each agent the half days of approved leave: {day number: their types}, some days before the period included."""
        away: tuple[dict[int, list[LeaveType]], ...] = tuple({} for _ in self.agents)
        for entry in self.centre.unavailability:
            if entry.half_leave is None:
                continue
            first = max(self.day_number(entry.start), -PAST_DAYS)
            last = min(self.day_number(entry.end), self.day_count - 1)
            for d in range(first, last + 1):
                away[self.agent_index[entry.agent_id]].setdefault(d, []).append(entry.half_leave)
        return away

    @cached_property
    def locks(self) -> tuple[dict[int, int], ...]:
        """For each agent what is locked on days of the period: {day number: shift, or −1 for a day off}."""
        locked: tuple[dict[int, int], ...] = tuple({} for _ in self.agents)
        for lock in self.centre.locks:
            d = self.day_number(lock.day)
            if 0 <= d < self.day_count:
                locked[self.agent_index[lock.agent_id]][d] = -1 if lock.shift is None else self.shift_index[lock.shift]
        return locked

    @cached_property
    def wishes(self) -> tuple[list[tuple[int, Wish]], ...]:
        """For each agent the wishes of the period as (day number, wish); on leave or before the hire date they are moot."""
        wanted: tuple[list[tuple[int, Wish]], ...] = tuple([] for _ in self.agents)
        for wish in self.centre.wishes:
            a, d = self.agent_index[wish.agent_id], self.day_number(wish.day)
            if d in self.employed_days[a] and d not in self.leave[a]:
                wanted[a].append((d, wish))
        return wanted

    def wished_shifts(self, wish: Wish) -> tuple[int, ...]:
        """The shifts that a wish is about: the one it names, those of its class, or all."""
        if wish.shift is not None:
            return (self.shift_index[wish.shift],)
        return tuple(range(self.shift_count)) if wish.shift_class is None else self.shifts_of_class(wish.shift_class)

    @cached_property
    def present_days(self) -> NDArray[np.int64]:
        """Days of the period on which each agent is employed and not on leave, shape (A,)."""
        people = zip(self.employed_days, self.leave, strict=True)
        return np.array([len(days) - sum(d in days for d in away) for days, away in people], dtype=np.int64)

    @cached_property
    def unavailable(self) -> tuple[list[tuple[int, int]], ...]:
        """For each agent the minutes [from, until) of the period and the day after it in which they cannot work.

        A window that crosses midnight belongs to the day it starts; equal times are the whole local day.
        """
        blocked: tuple[list[tuple[int, int]], ...] = tuple([] for _ in self.agents)
        for entry in self.centre.unavailability:
            first = max(self.day_number(entry.start), -1)
            last = min(self.day_number(entry.end), self.day_count)
            overnight = entry.time_until < entry.time_from
            for d in range(first, last + 1):
                day, next_day = self.date_of(d), self.date_of(d + 1)
                if entry.time_from == entry.time_until:
                    window = self.timeline.day_start(day), self.timeline.day_start(next_day)
                else:
                    since = self.timeline.minute_at(day, entry.time_from)
                    window = since, self.timeline.minute_at(next_day if overnight else day, entry.time_until)
                blocked[self.agent_index[entry.agent_id]].append(window)
        return blocked

    def leave_credit_minutes(self, a: int, days: Iterable[int], paid_only: bool = True) -> int:
        """Contract minutes that paid leave on `days` counts as (BANK-7a), or leave of any type.

        A fifth of the contract week for each day on leave, half of that for half a day, at most the contract week in one
        calendar week.
        """
        week_minutes = round(self.agents[a].contract_hours * 60)
        credited: dict[int, int] = {}
        for d in days:
            whole = self.leave[a].get(d)
            halves = self.half_leave[a].get(d, []) if whole is None else [whole] * 2
            counted = sum(self.policy.leave.types[kind].paid or not paid_only for kind in halves)
            week = (self.period.start.weekday() + d) // 7
            credited[week] = min(week_minutes, credited.get(week, 0) + round(week_minutes * counted / 10))
        return sum(credited.values())

    @cached_property
    def _terms(self) -> dict[str, RosterPolicy]:
        return {contract: self.policy.terms(contract) for contract in ("", *self.policy.contracts)}

    def terms(self, a: int) -> RosterPolicy:
        """The roster's settings as they stand for agent `a`: the centre's, with what the contract has of its own."""
        return self._terms[self.agents[a].contract]

    @cached_property
    def on_phones(self) -> tuple[bool, ...]:
        return tuple(agent.role in self.policy.roster.phone_roles for agent in self.agents)

    # --- staff classes ----------------------------------------------------------------------------------------------

    @cached_property
    def class_of(self) -> tuple[int, ...]:
        """The staff class of each agent: agents of one class are alike in all that the head-counts see."""
        numbers: dict[tuple[object, ...], int] = {}
        return tuple(numbers.setdefault(self._class_key(agent), len(numbers)) for agent in self.agents)

    def _class_key(self, agent: Agent) -> tuple[object, ...]:
        # What differs within a class (contract, shift classes, leave) is added up agent by agent for the head-counts.
        key = agent.role, tuple(sorted(agent.skills)), agent.night_ok
        return (*key, self._experienced(agent)) if self._experience_counts else key

    def _experienced(self, agent: Agent) -> bool:
        roster = self.policy.roster
        return agent.role in roster.phone_roles and agent.level >= roster.experienced_level

    @cached_property
    def _experience_counts(self) -> bool:
        """Whether a rule asks who is experienced. Classes are not told apart by what no rule looks at: the fewer, the
        quicker the head-counts."""
        own = self.policy.rules.get("experienced_at_night")
        asked = own is None or own.strength is not Strength.OFF
        return asked and self.policy.roster.experienced_minimum > 0

    @cached_property
    def classes(self) -> tuple[tuple[int, ...], ...]:
        """The agents of each staff class."""
        members: list[list[int]] = [[] for _ in range(max(self.class_of, default=-1) + 1)]
        for a, c in enumerate(self.class_of):
            members[c].append(a)
        return tuple(tuple(agents) for agents in members)

    def crew(self, wanted: Callable[[Agent], bool]) -> frozenset[int]:
        """The staff classes whose agents satisfy `wanted` (which must look only at what a class shares)."""
        return frozenset(c for c, members in enumerate(self.classes) if wanted(self.agents[members[0]]))

    def phone_crew(self, skills: Iterable[str] | None = None) -> frozenset[int]:
        """The staff classes on the phones, with at least one of `skills` where they are given."""
        roles = self.policy.roster.phone_roles
        wanted = None if skills is None else set(skills)
        return self.crew(lambda agent: agent.role in roles and (wanted is None or bool(wanted & set(agent.skills))))

    def group_label(self, group: DemandGroup) -> Text:
        """How a demand group is called: the pooled one by a word, others by their skills' names."""
        return text("all queues", "全部队列") if group is self.requirement.total else self.skills_label(group.skills)

    def experienced_crew(self) -> frozenset[int]:
        """The staff classes on the phones whose agents are experienced; only where a rule asks for them."""
        return self.crew(self._experienced)

    def skills_label(self, codes: Sequence[str]) -> Text:
        """Skills by code and, in Chinese, by name."""
        names = {skill.code: skill.name or skill.code for skill in self.centre.skills}
        return text("+".join(codes), "+".join(names[code] for code in codes))

    @cached_property
    def past_staff_by_class(self) -> NDArray[np.int64]:
        """Agents whom a shift begun before the period makes present in its first intervals, shape (C, K).

        Their meal breaks are taken to lie at the middle of the possible places.
        """
        present = np.zeros((len(self.classes), self.timeline.interval_count), dtype=np.int64)
        for a, c in enumerate(self.class_of):
            for d in (-2, -1):
                if d in self.past[a]:
                    offsets = self.meal_offsets(self.past[a][d])
                    present[c, list(self.phone_intervals(d, self.past[a][d], offsets[len(offsets) // 2]))] += 1
        return present

    # --- intervals --------------------------------------------------------------------------------------------------

    @kept
    def within_clock(self, clock_from: time, clock_until: time) -> NDArray[np.int64]:
        """1 for every interval that begins in the daily hours [from, until), 0 elsewhere, shape (K,).

        Equal times are the whole day; the hours may cross midnight.
        """
        inside = np.zeros(self.timeline.interval_count, dtype=np.int64)
        inside[list(self.timeline.clock_intervals(clock_from, clock_until))] = 1
        return inside

    @cached_property
    def day_of_interval(self) -> NDArray[np.int64]:
        """The number of the local day on which each interval begins, shape (K,)."""
        return np.array([self.day_number(moment.date()) for moment in self.timeline.interval_starts], dtype=np.int64)

    @cached_property
    def coverable(self) -> NDArray[np.bool_]:
        """Intervals that a shift beginning in the period can cover, shape (K,).

        The small hours of the first day are served by the roster before; they are not this roster's to fill.
        """
        return self._reach(range(self.day_count))

    @cached_property
    def covered_before(self) -> tuple[int, ...]:
        """Intervals that a shift begun before the period can cover, and none that begins in it."""
        return tuple(np.flatnonzero(self._reach(range(-2, 0)) & ~self.coverable).tolist())

    def _reach(self, days: Iterable[int]) -> NDArray[np.bool_]:
        """Intervals of the period that a shift of these days can cover, shape (K,)."""
        reach = np.zeros(self.timeline.interval_count, dtype=bool)
        for d in days:
            for t in range(self.shift_count):
                for offset in self.meal_offsets(t):
                    reach[list(self.phone_intervals(d, t, offset))] = True
        return reach

"""The groups that the days of standby have, and who can be put into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil

from models.people import Agent
from models.standby import StandbyDay
from scheduler.standby.duties import Duties, Span
from scheduler.standby.needs import Need, group_load, leads, needs_of

_LETTERS = "ABC"


@dataclass(frozen=True)
class Slot:
    """A group that is still to be filled: `name` is the number of its hours and a letter for its layer."""

    day: StandbyDay
    name: str
    layer: int
    hours: Span
    needs: tuple[Need, ...]
    load: int
    free: Mapping[str, Span]
    """When each agent who is off can be called in these hours."""

    def lost_hours(self, agent_id: str) -> int:
        """Hours of the group, rounded up, in which the agent cannot be called."""
        start, end = self.free[agent_id]
        return ceil(((self.hours[1] - self.hours[0]) - (end - start)).total_seconds() / 3600)


@dataclass(frozen=True)
class Layout:
    """Everything about a plan that is given: days, groups, people who are off, and their lead in turns."""

    duties: Duties
    days: tuple[StandbyDay, ...]
    past: Mapping[str, int]
    """Turns of the past twelve months, by agent."""

    @cached_property
    def pools(self) -> dict[date, list[Agent]]:
        """Who is off on each day."""
        return {day.day: self.duties.off_duty(day.day) for day in self.days}

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(slot for day in self.days for slot in self._slots(day))

    def of_day(self, day: date) -> list[Slot]:
        return [slot for slot in self.slots if slot.day.day == day]

    @cached_property
    def leads(self) -> dict[str, int]:
        first = min((day.day for day in self.days), default=date(2000, 1, 1))
        return leads(self.duties.centre, first, self.past)

    def people(self, day: StandbyDay) -> int:
        """How many stand by on the day: all who are off, or as many as a surge asks for."""
        off = len(self.pools[day.day])
        return off if day.size is None else min(off, day.size)

    def sizes(self, day: StandbyDay) -> tuple[int, int]:
        """The least and the most that a group of the day should have."""
        count = len(self.of_day(day.day))
        return self.people(day) // count, -(-self.people(day) // count)

    def _slots(self, day: StandbyDay) -> Iterable[Slot]:
        pool = self.pools[day.day]
        for number, hours in enumerate(self.duties.group_hours(day.day), 1):
            needs = needs_of(self.duties, pool, hours)
            free = {agent.id: self.duties.callable_span(agent, hours) for agent in pool}
            for layer in range(1, self.duties.centre.policy.standby.layers + 1):
                name, load = f"{number}{_LETTERS[layer - 1]}", group_load(self.duties, layer, hours)
                yield Slot(day, name, layer, hours, needs, load, free)

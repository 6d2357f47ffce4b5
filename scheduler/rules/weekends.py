"""Weekends as a whole: Saturday and Sunday, worked on either or wholly off."""

from __future__ import annotations

from scheduler.instance import Cells, Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor
from scheduler.view import View


def sundays(instance: Instance) -> tuple[int, ...]:
    """The Sundays of the period, each for its weekend: one is the matter of the period in which it ends."""
    return tuple(d for d, day in enumerate(instance.days) if day.weekday() == 6)


def begun_before(instance: Instance, a: int) -> int:
    """1 when agent `a` worked on the Saturday just before a period that begins on a Sunday, else 0.

    That weekend is spent, whatever the Sunday holds.
    """
    return int(instance.day_count > 0 and instance.days[0].weekday() == 6 and -1 in instance.past[a])


def weekend_flags(door: AgentDoor) -> tuple[Cells, int]:
    """Flags that count the weekends on which the door's agent works, but for one spent before the period; and that one."""
    spent = begun_before(door.instance, door.a)
    flags = door.flags("weekends", _groups(door.instance))
    return flags[spent:], spent


def weekends_worked(view: View, a: int) -> list[int]:
    """The Sundays of the weekends on which agent `a` works, but for one spent before the period."""
    return [
        d for d in sundays(view.instance)[begun_before(view.instance, a) :] if view.works(a, d - 1) or view.works(a, d)
    ]


@kept
def _groups(instance: Instance) -> tuple[Cells, ...]:
    return tuple(instance.cells((d - 1, d)) for d in sundays(instance))

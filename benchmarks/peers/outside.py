"""pyworkforce, in an environment of its own: shifts to cover the pooled requirement, then people to the shifts.

What cannot be told to its two models is on the page of benchmarks (`docs/benchmarks.md`). Its rule about what may follow
what is left out on purpose: a shift that may not be followed by two others can then not be worked at all
(`MinHoursRoster` adds its coefficient once for each).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.environments import environment
from benchmarks.records import Job
from benchmarks.trail import Trail
from models.roster import Assignment, Roster
from scheduler.engine.rows import collect_rows
from scheduler.instance import Instance
from scheduler.rules import agent_rules, load_rules

VERSION = "0.5.4" if sys.version_info >= (3, 12) else "0.5.1"
"""The newest release for this Python."""

_SCRIPT = Path(__file__).with_name("pyworkforce_script.py")


def pyworkforce_python() -> Path:
    """The interpreter that has pyworkforce.

    Raises:
        click.ClickException: when it cannot be installed.
    """
    return environment((f"pyworkforce=={VERSION}",))


def by_pyworkforce(instance: Instance, job: Job, trail: Trail) -> tuple[Roster | None, str]:
    """By pyworkforce; a third of the time for the shifts, the rest for the people."""
    asked = json.dumps({"seconds": job.time_limit - trail.seconds} | questions(instance))
    done = subprocess.run([pyworkforce_python(), _SCRIPT], input=asked, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    said = f"shifts {found['coverage'].lower()}, people {found['roster'].lower()}"
    if not found["shifts"]:
        return None, said
    return _made(instance, found["shifts"]), said


def questions(instance: Instance) -> dict[str, Any]:
    """What its two models are asked, as far as it can be told to them."""
    return {"coverage": _coverage(instance), "roster": _roster(instance)}


def _coverage(instance: Instance) -> dict[str, Any]:
    """Shifts against the pooled requirement, day by day; what a night shift does after midnight counts for its own day."""
    day = 24 * 60 // instance.timeline.interval_minutes
    required = instance.requirement.total.required
    covers = {}
    for t, shift in enumerate(instance.shifts):
        present = {k % day for k in instance.phone_intervals(0, t, _meal(instance, t))}
        covers[shift.code] = [int(k in present) for k in range(day)]
    return {
        "num_days": instance.day_count,
        "periods": day,
        "shifts_coverage": covers,
        "required_resources": [list(required[d * day : (d + 1) * day]) for d in range(instance.day_count)],
        "max_period_concurrency": len(instance.agents),
        "max_shift_concurrency": len(instance.agents),
    }


def _roster(instance: Instance) -> dict[str, Any]:
    """Phone agents, the hours of the shifts, and the shifts that each agent cannot work on each day."""
    crew = instance.phone_crew(instance.requirement.total.skills)
    rows = collect_rows(instance, agent_rules(load_rules(instance.policy)))
    people = [a for a, c in enumerate(instance.class_of) if c in crew]
    banned = []
    for a in people:
        for cell in np.flatnonzero(~rows[a].open).tolist():
            d, t = divmod(cell, instance.shift_count)
            banned.append({"resource": instance.agents[a].id, "shift": instance.shifts[t].code, "day": d})
    return {
        "num_days": instance.day_count,
        "resources": [instance.agents[a].id for a in people],
        "shifts": [shift.code for shift in instance.shifts],
        "shifts_hours": [round(shift.paid_minutes / 60) for shift in instance.shifts],
        "min_working_hours": 0,
        "max_resting": instance.day_count,
        "banned_shifts": banned,
    }


def _made(instance: Instance, shifts: list[dict[str, Any]]) -> Roster:
    assignments = [
        Assignment(
            agent_id=row["resource"],
            day=instance.days[row["day"]],
            shift=row["shift"],
            meal_offset=_meal(instance, instance.shift_index[row["shift"]]),
        )
        for row in shifts
    ]
    assignments.sort(key=lambda assignment: (instance.agent_index[assignment.agent_id], assignment.day))
    return Roster(centre=instance.centre.profile.name, period=instance.period, assignments=tuple(assignments))


def _meal(instance: Instance, t: int) -> int | None:
    """The middle place of the meal break: pyworkforce does not choose it."""
    offsets = instance.meal_offsets(t)
    return offsets[len(offsets) // 2]

"""A made-up quarter of attendance for the example bank's 60 people: rosters, records and cases worked out by hand.

Everybody but the planted works a pattern of five days and two days off on one template; their records come from
`scenarios.clock`. The planted are without chance: see `test_attendance_quarter.py` for what must come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from models.attendance import ClockRecord
from models.centre import Centre
from models.roster import Assignment, Roster
from models.time import Period
from scenarios.clock import Planted, made_up_records
from store.files import read_centre
from tests.attendance.desk import clock

BANK = Path(__file__).resolve().parents[2] / "examples" / "bank"
QUARTER = Period(start=date(2026, 8, 1), end=date(2026, 10, 31))
TEMPLATES = ("D07", "D08", "D09", "D10", "D11", "E13", "E14", "E15", "N22", "N23")

HAND: dict[str, dict[str, str]] = {
    "A00012": {"10-08": "D09", "10-09": "D09", "10-10": "D09", "10-12": "D09"},
    "A00016": {"09-30": "N22", "10-01": "N22", "10-31": "N22"},
    "A00017": {"08-03": "D09", "08-04": "D09"},
    "A00022": {"09-07": "D09"},
}
"""The planted agents' shifts. D09 is 09-18, N22 is 22-07; both are paid 8 h, with an unpaid meal of an hour."""

HAND_RECORDS = (
    *clock("A00012", "10-08 09:06 in", "10-08 18:00 out", "10-09 08:50 in", "10-09 18:00 out"),
    *clock("A00012", "10-10 08:45 in", "10-10 20:00 out"),
    *clock("A00016", "09-30 21:45 in", "10-01 07:00 out", "10-01 21:50 in", "10-02 06:30 out"),
    *clock("A00016", "10-31 21:50 in", "11-01 07:00 out"),
    *clock("A00017", "08-03 08:50 in", "08-03 18:00 out", "08-04 08:52 -", "08-04 12:40 -", "08-04 18:00 -"),
    *clock("A00022", "09-06 10:00 in", "09-06 13:00 out", "09-07 08:50 in"),
)


@dataclass(frozen=True)
class Quarter:
    centre: Centre
    roster: Roster
    records: tuple[ClockRecord, ...]
    planted: tuple[Planted, ...]


@cache
def quarter() -> Quarter:
    centre = read_centre(BANK)
    assignments = [
        Assignment(agent_id=agent.id, day=day, shift=TEMPLATES[number % len(TEMPLATES)])
        for number, agent in enumerate(centre.agents)
        if agent.id not in HAND
        for place, day in enumerate(QUARTER.days)
        if (place + number) % 7 < 5 and (agent.hire_date is None or agent.hire_date <= day)
    ]
    made = made_up_records(centre, Roster(centre="bank", period=QUARTER, assignments=tuple(assignments)), seed=3)
    assignments += [
        Assignment(agent_id=agent_id, day=date.fromisoformat(f"2026-{day}"), shift=code)
        for agent_id, shifts in HAND.items()
        for day, code in shifts.items()
    ]
    roster = Roster(centre="bank", period=QUARTER, assignments=tuple(assignments))
    return Quarter(centre, roster, (*made.records, *HAND_RECORDS), tuple(made.planted))

"""Cases: small rosters that a rule must judge as its clause says, written like a duty list on paper.

Every case plays at a made-up centre with the shifts below, from Monday 2026-06-01 on, in hours:

    E early day 07–15   D day 09–17   L evening 14–22   N night 22–06   S short day 09–13   X day 08–20 (12 h long)

All are fully paid and without meal break, but M: day 09–18 with a meal of 60 minutes between 12 and 15 (8 h paid).
A roster is one word for each agent, a letter for each day, `.` for a day off; `past` ends on Sunday 2026-05-31.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from models.centre import Centre, CentreProfile
from models.demand import DemandGroup, Requirement, ShiftCover, Skill, WaitingCurve
from models.fairness import FairEntry, FairKind
from models.people import Agent, Leave, LeaveType, PastShift, Unavailability, Wish, WishKind
from models.policy import Policy
from models.roster import Assignment, Lock, Roster
from models.shifts import ShiftClass, ShiftTemplate
from models.time import Period, Timeline

FIRST_DAY = date(2026, 6, 1)


def _shift(code: str, kind: ShiftClass, start: int, hours: int) -> ShiftTemplate:
    return ShiftTemplate(
        code=code, shift_class=kind, start=time(start), length_minutes=hours * 60, paid_minutes=hours * 60
    )


SHIFTS = (
    _shift("E", ShiftClass.DAY, 7, 8),
    _shift("D", ShiftClass.DAY, 9, 8),
    _shift("L", ShiftClass.EVENING, 14, 8),
    _shift("N", ShiftClass.NIGHT, 22, 8),
    _shift("S", ShiftClass.DAY, 9, 4),
    _shift("X", ShiftClass.DAY, 8, 12),
    ShiftTemplate(
        code="M",
        shift_class=ShiftClass.DAY,
        start=time(9),
        length_minutes=540,
        paid_minutes=480,
        meal_minutes=60,
        meal_from=time(12),
        meal_until=time(15),
    ),
)


@dataclass(frozen=True)
class Case:
    """A roster, what surrounds it, and the amount of breach (in the rule's unit) that its clause makes of it.

    `agents` holds what is special about an agent; `hired` the number of their first day of employment; `leave` spells
    days of leave with A (annual), S (sick) or P (personal), `locked` locked cells with a shift's code or - for a day
    off; `wishes` are (agent, day number, kind, class or code of a shift or None, weight). `required` is the pooled
    requirement of each hour of each day (one figure, or 24 of them); `waiting` the pooled curve of some hours of each
    day; `meals` gives every M shift its break, in minutes after start. `cover` are agents required on shifts; `ledger`
    are entries of earlier months (agent, day number, kind, amount, fair share); `extra` are shifts (agent, day number,
    code) beside those of the roster. A case that needs another weekday or a clock change sets `first_day` and `zone`.
    """

    title: str
    roster: Mapping[str, str]
    amount: int
    past: Mapping[str, str] = field(default_factory=dict)
    agents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    hired: Mapping[str, int] = field(default_factory=dict)
    policy: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    leave: Mapping[str, str] = field(default_factory=dict)
    locked: Mapping[str, str] = field(default_factory=dict)
    wishes: Sequence[tuple[str, int, WishKind, ShiftClass | str | None, int]] = ()
    unavailable: Sequence[tuple[str, int, time, time]] = ()
    skills: Sequence[Skill] = (Skill(code="mandarin"),)
    required: int | Sequence[int] = 0
    waiting: Mapping[int, WaitingCurve] = field(default_factory=dict)
    cover: Sequence[ShiftCover] = ()
    ledger: Sequence[tuple[str, int, FairKind, float, float]] = ()
    meals: int | None = None
    extra: Sequence[tuple[str, int, str]] = ()
    first_day: date = FIRST_DAY
    zone: str = "Asia/Shanghai"

    def centre(self) -> Centre:
        return Centre(
            profile=CentreProfile(name="case", interval_minutes=60, time_zone=self.zone),
            policy=Policy.model_validate(self.policy),
            skills=tuple(self.skills),
            shifts=SHIFTS,
            agents=tuple(self._agent(name) for name in self.roster),
            leave=tuple(self._leave()),
            wishes=tuple(
                Wish(agent_id=agent, day=self._day(d), kind=kind, weight=weight, **_shift_or_class(of))
                for agent, d, kind, of, weight in self.wishes
            ),
            unavailability=tuple(
                Unavailability(agent_id=agent, start=self._day(d), end=self._day(d), time_from=since, time_until=until)
                for agent, d, since, until in self.unavailable
            ),
            shift_cover=tuple(self.cover),
            fairness=tuple(
                FairEntry(agent_id=agent, day=self._day(d), kind=kind, amount=amount, share=share)
                for agent, d, kind, amount, share in self.ledger
            ),
            locks=tuple(
                Lock(agent_id=agent, day=self._day(i), shift=None if code == "-" else code)
                for agent, word in self.locked.items()
                for i, code in enumerate(word)
                if code != "."
            ),
            past_shifts=tuple(
                PastShift(agent_id=agent, day=self._day(i - len(word)), shift=code)
                for agent, word in self.past.items()
                for i, code in enumerate(word)
                if code != "."
            ),
        )

    def _agent(self, name: str) -> Agent:
        hired = {"hire_date": self._day(self.hired[name])} if name in self.hired else {}
        usual = {"id": name, "name": name, "skills": (self.skills[0].code,)}
        return Agent(**usual | hired | dict(self.agents.get(name, {})))

    def _leave(self) -> list[Leave]:
        kinds = {"A": LeaveType.ANNUAL, "S": LeaveType.SICK, "P": LeaveType.PERSONAL}
        return [
            Leave(agent_id=agent, start=self._day(i), end=self._day(i), type=kinds[letter])
            for agent, word in self.leave.items()
            for i, letter in enumerate(word)
            if letter != "."
        ]

    def _day(self, number: int) -> date:
        return self.first_day + timedelta(days=number)

    @property
    def period(self) -> Period:
        return Period(start=self.first_day, end=self._day(max(map(len, self.roster.values())) - 1))

    def requirement(self) -> Requirement:
        timeline = Timeline(period=self.period, zone=self.zone, interval_minutes=60)
        by_hour = [self.required] * 24 if isinstance(self.required, int) else list(self.required)
        return Requirement(
            timeline=timeline,
            groups=(
                DemandGroup(
                    name="total",
                    skills=tuple(skill.code for skill in self.skills),
                    required=tuple(by_hour[moment.hour] for moment in timeline.interval_starts),
                    waiting=tuple(self.waiting.get(moment.hour, ()) for moment in timeline.interval_starts)
                    if self.waiting
                    else (),
                ),
            ),
            method="given",
        )

    def plan(self) -> Roster:
        worked = [(agent, i, code) for agent, word in self.roster.items() for i, code in enumerate(word) if code != "."]
        return Roster(
            centre="case",
            period=self.period,
            assignments=tuple(
                Assignment(
                    agent_id=agent, day=self._day(i), shift=code, meal_offset=self.meals if code == "M" else None
                )
                for agent, i, code in [*worked, *self.extra]
            ),
        )


def _shift_or_class(of: ShiftClass | str | None) -> dict[str, Any]:
    return {"shift_class" if of is None or isinstance(of, ShiftClass) else "shift": of}

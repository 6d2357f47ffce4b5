"""A small hand-made centre: six people, Chinese names, an overnight shift, leave, wishes; and a roster for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from models.base import text
from models.calendar import Calendar, CalendarDay, DayKind
from models.centre import Centre, CentreProfile
from models.demand import DemandGroup, Requirement, Skill
from models.people import Agent, Leave, LeaveType, PastShift, Role, Wish, WishKind
from models.result import Certificate, Evaluation, GroupCoverage, Phase, RuleResult, Status, Strength, Violation
from models.roster import Assignment, Roster
from models.shifts import ShiftClass, ShiftTemplate
from models.time import Period

NAMES = ("张伟", "王芳", "李娜", "刘洋", "陈静", "杨敏", "赵磊", "黄丽", "周强", "吴霞")


@dataclass(frozen=True)
class Case:
    """Everything that a report is made from."""

    centre: Centre
    requirement: Requirement
    roster: Roster
    evaluation: Evaluation
    certificate: Certificate


def shifts() -> tuple[ShiftTemplate, ...]:
    def shift(code: str, name: str, kind: ShiftClass, start: int, meal: int) -> ShiftTemplate:
        return ShiftTemplate(
            code=code,
            name=name,
            shift_class=kind,
            start=time(start),
            length_minutes=540,
            paid_minutes=480,
            meal_minutes=60,
            meal_from=time(meal % 24),
            meal_until=time((meal + 3) % 24),
        )

    return (
        shift("D07", "早班", ShiftClass.DAY, 7, 10),
        shift("D08", "白班", ShiftClass.DAY, 8, 11),
        shift("D09", "行政班", ShiftClass.DAY, 9, 12),
        shift("E13", "中班", ShiftClass.EVENING, 13, 16),
        shift("E15", "晚班", ShiftClass.EVENING, 15, 18),
        shift("N22", "夜班", ShiftClass.NIGHT, 22, 25),
        shift("N23", "大夜班", ShiftClass.NIGHT, 23, 26),
    )


def make_case(agents: int = 6, period: Period | None = None) -> Case:
    """A turning roster (two days, two evenings, two nights, two off) that keeps no particular rule."""
    period = period or Period(start=date(2026, 9, 28), end=date(2026, 10, 11))
    people = tuple(
        Agent(
            id=f"A{n:03d}",
            name=NAMES[n % len(NAMES)] + ("" if n < len(NAMES) else str(n // len(NAMES))),
            team=("华东一组", "华东二组", "投诉组")[n * 3 // agents],
            role=Role.SUPERVISOR if n % 20 == 0 else Role.AGENT,
            skills=("普通话", "粤语") if n % 3 == 0 else ("普通话",),
        )
        for n in range(agents)
    )
    leave = (Leave(agent_id="A001", start=period.start, end=period.start + timedelta(days=2), type=LeaveType.ANNUAL),)
    wishes = (Wish(agent_id="A002", day=period.start + timedelta(days=4), kind=WishKind.DAY_OFF),)
    centre = Centre(
        profile=CentreProfile(name="示范银行客服中心"),
        skills=(Skill(code="普通话"), Skill(code="粤语")),
        agents=people,
        shifts=shifts(),
        calendar=Calendar(
            own_days=(CalendarDay(day=date(2026, 10, 10), kind=DayKind.MAKE_UP_WORKDAY, name="国庆调休"),)
        ),
        leave=leave,
        wishes=wishes,
    )
    return finish_case(centre, period, turning_assignments(centre, period))


def turning_assignments(centre: Centre, period: Period) -> list[Assignment]:
    """Every agent turns through the shifts, each a day behind the one before."""
    turn = ("D07", "D08", "D09", None, "E13", "E15", "N22", "N23", None, None)
    assignments = []
    for n, agent in enumerate(centre.agents):
        for d, day in enumerate(period.days):
            code = turn[(d + n) % len(turn)]
            if code is None or any(leave.agent_id == agent.id and leave.covers(day) for leave in centre.leave):
                continue
            meal = centre.shifts_by_code[code].meal_offsets(30)[(n + d) % 3]
            assignments.append(Assignment(agent_id=agent.id, day=day, shift=code, meal_offset=meal))
    return assignments


def finish_case(centre: Centre, period: Period, assignments: list[Assignment]) -> Case:
    """Requirement, evaluation and certificate around a roster; head-counts are counted here, plainly."""
    timeline = centre.timeline(period)
    roster = Roster(centre=centre.profile.name, period=period, assignments=tuple(assignments))
    agents = {agent.id: agent for agent in centre.agents}
    staffed = {"all": [0] * timeline.interval_count, "粤语": [0] * timeline.interval_count}
    for a in assignments:
        shift = centre.shifts_by_code[a.shift]
        start = timeline.minute_at(a.day, shift.start)
        away = range(start + (a.meal_offset or 0), start + (a.meal_offset or 0) + shift.meal_minutes)
        for k in timeline.whole_intervals(start, start + shift.length_minutes):
            if k * timeline.interval_minutes not in away:
                staffed["all"][k] += 1
                staffed["粤语"][k] += "粤语" in agents[a.agent_id].skills
    size = len(centre.agents)
    groups = []
    for name, skills, share in (("all", ("普通话", "粤语"), 1.0), ("粤语", ("粤语",), 0.3)):
        required = tuple(max(1, round(share * size * _curve(start.hour))) for start in timeline.interval_starts)
        groups.append(DemandGroup(name=name, skills=skills, required=required))
    requirement = Requirement(timeline=timeline, groups=tuple(groups), method="by hand")
    coverage = tuple(
        GroupCoverage(name=group.name, required=group.required, staffed=tuple(staffed[group.name])) for group in groups
    )
    evaluation = Evaluation(cost=1530, rules=rule_results(), violations=violations(period), coverage=coverage)
    return Case(centre, requirement, roster, evaluation, make_certificate(evaluation))


def _curve(hour: int) -> float:
    return 0.04 if hour < 7 else (0.3 if 9 <= hour < 12 or 14 <= hour < 18 else 0.2)


def rule_results() -> tuple[RuleResult, ...]:
    rest = text("at least 11 h between two shifts", "两班之间至少休息11小时")
    wishes = text("wishes", "员工意愿")
    missing = text("agents missing", "缺员")
    minutes, times = text("minutes", "分钟"), text("wishes", "条")
    return (
        RuleResult(rule="min_rest", title=rest, source="ours", strength=Strength.HARD, weight=0, unit=minutes,
                   breaches=1, amount=60, points=0),
        RuleResult(rule="wishes", title=wishes, source="ours", strength=Strength.SOFT, weight=10, unit=times,
                   breaches=1, amount=3, points=30),
        RuleResult(rule="coverage", title=missing, source="BANK-6b", strength=Strength.SOFT, weight=5, unit=minutes,
                   breaches=1, amount=300, points=1500),
    )  # fmt: skip


def violations(period: Period) -> tuple[Violation, ...]:
    fifth = period.start + timedelta(days=4)
    return (
        Violation(rule="wishes", source="ours", strength=Strength.SOFT, amount=3, points=30, agent_id="A002", day=fifth,
                  text=text("A002 wanted the day off", "A002希望当天休息")),
        Violation(rule="coverage", source="BANK-6b", strength=Strength.SOFT, amount=300, points=1500, day=fifth,
                  interval=4 * 48 + 18, text=text("10 agents are missing", "缺员10人")),
        Violation(rule="min_rest", source="ours", strength=Strength.HARD, amount=60, points=0, agent_id="A000", day=fifth,
                  text=text("A000 rests 10 hours only", "A000只休息10小时")),
    )  # fmt: skip


def make_certificate(evaluation: Evaluation) -> Certificate:
    return Certificate(
        status=Status.FEASIBLE,
        cost=1530,
        bound=1500,
        gap=30 / 1530,
        cost_by_rule=evaluation.cost_by_rule,
        rules=evaluation.rules,
        phases=(
            Phase(name="counts", seconds=1.5, cost=None, bound=1500),
            Phase(name="assign", seconds=9.25, cost=1530, bound=1500),
        ),
        seconds=9.25,
        seed=7,
        workers=2,
        time_limit=30,
        versions={"paiban": "0.1.0", "ortools": "9.15"},
        input_hash="sha256:0123456789abcdef",
    )


def with_night_before(case: Case) -> Case:
    """The case as it is after a roster whose last night reaches into the first day: that night is A003's, 23-08.

    No shift of the period begins before 07:00.
    """
    past = (PastShift(agent_id="A003", day=case.roster.period.start - timedelta(days=1), shift="N23"),)
    small_hours = range(14)
    coverage = []
    for group in case.evaluation.coverage:
        # The meal is at the middle of its possible places, 03:00-04:00.
        there = [k in range(16) and k not in (6, 7) for k in range(len(group.staffed))]
        staffed = tuple(heads + more for heads, more in zip(group.staffed, there, strict=True))
        coverage.append(group.model_copy(update={"staffed": staffed, "before": tuple(small_hours)}))
    evaluation = case.evaluation.model_copy(update={"coverage": tuple(coverage)})
    return replace(case, centre=changed(case.centre, past_shifts=past), evaluation=evaluation)


def changed(centre: Centre, **updates: Any) -> Centre:
    """A centre made anew: `model_copy` would keep the old tables by id and code."""
    return Centre(**({name: getattr(centre, name) for name in Centre.model_fields} | updates))

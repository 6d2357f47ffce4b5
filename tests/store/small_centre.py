"""A small centre with something in every table, and what reading it reports."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from models.activities import Activity, ActivityKind, HowOften
from models.calendar import Calendar, CalendarDay, DayKind, Event, EventKind
from models.centre import Centre, CentreProfile
from models.demand import CallCount, ForecastPoint, RequirementPoint, ShiftCover, Skill, Weekday
from models.fairness import FairEntry, FairKind
from models.input_problem import InputError, InputProblem
from models.leave_year import LeaveBlackout, LeaveWish, PastLeave
from models.people import (
    Agent,
    Leave,
    LeaveStatus,
    LeaveType,
    PastShift,
    Role,
    Unavailability,
    Wish,
    WishKind,
)
from models.policy import ContractTerms, Policy, RosterPolicy, RuleSetting
from models.result import Strength
from models.shifts import ShiftClass, ShiftTemplate
from store.files import read_centre

SHANGHAI = ZoneInfo("Asia/Shanghai")


def make_centre() -> Centre:
    """Four agents, three shifts round the clock, one day of half-hours of calls, forecast and requirement."""
    starts = [datetime(2026, 10, 1, tzinfo=SHANGHAI) + timedelta(minutes=30 * k) for k in range(48)]
    return Centre(
        profile=CentreProfile(name="示例 & Bank", interval_minutes=30),
        policy=Policy(
            roster=RosterPolicy(min_rest_hours=12, supervisor_from=time(9), phone_roles=(Role.AGENT, Role.TRAINER)),
            contracts={
                "student": ContractTerms(max_weekly_hours=20, max_shifts={"N1": 0}, not_after={"E1": ("D1",)}),
                "full time": ContractTerms(),
            },
            rules={"min_rest": RuleSetting(strength=Strength.SOFT, weight=50)},
        ),
        skills=(
            Skill(code="general", name="综合"),
            Skill(code="dialect", name="方言", minimum_staff=1, time_from=time(8), time_until=time(20)),
        ),
        agents=(
            Agent(id="A01", name="李伟", team="甲", skills=("general", "dialect"), hire_date=date(2020, 3, 1)),
            Agent(id="A02", name="=SUM(1)", skills=("general",), contract_hours=37.5, level=1, contract="student"),
            Agent(
                id="007",
                name="O'Neil",
                role=Role.TRAINER,
                skills=("general",),
                night_ok=False,
                shift_classes=(ShiftClass.DAY,),
            ),
            Agent(id="S1", name="主管", role=Role.SUPERVISOR),
        ),
        shifts=(
            ShiftTemplate(
                code="D1",
                name="白一",
                shift_class=ShiftClass.DAY,
                start=time(8),
                length_minutes=510,
                paid_minutes=480,
                meal_minutes=30,
                meal_from=time(11, 30),
                meal_until=time(13, 30),
            ),
            ShiftTemplate(
                code="E1", shift_class=ShiftClass.EVENING, start=time(16), length_minutes=480, paid_minutes=480
            ),
            ShiftTemplate(code="N1", shift_class=ShiftClass.NIGHT, start=time(0), length_minutes=500, paid_minutes=470),
        ),
        calendar=Calendar(own_days=(CalendarDay(day=date(2026, 10, 10), kind=DayKind.MAKE_UP_WORKDAY, name="调休"),)),
        events=(Event(day=date(2026, 10, 11), kind=EventKind.CAMPAIGN, name="新品", volume_factor=1.35),),
        calls=tuple(
            CallCount(
                start=s - timedelta(days=7), queue="general", offered=k, answered=round(k * 0.9, 3), aht_seconds=180
            )
            for k, s in enumerate(starts)
        ),
        forecast=tuple(ForecastPoint(start=s, queue="general", offered=12.25, aht_seconds=181.5) for s in starts),
        requirement=tuple(RequirementPoint(start=s, queue="general", required=2) for s in starts),
        shift_cover=(
            ShiftCover(shift="N1", required=1, weekdays=(Weekday.MONDAY, Weekday.SUNDAY), under=20),
            ShiftCover(shift="N1", required=2, day=date(2026, 10, 1), over=0),
            ShiftCover(shift="D1", required=2),
        ),
        leave=(
            Leave(agent_id="A01", start=date(2026, 10, 5), end=date(2026, 10, 7), type=LeaveType.ANNUAL),
            Leave(
                agent_id="007",
                start=date(2026, 10, 9),
                end=date(2026, 10, 9),
                type=LeaveType.SICK,
                status=LeaveStatus.REQUESTED,
            ),
        ),
        unavailability=(
            Unavailability(
                agent_id="A02", start=date(2026, 10, 1), end=date(2026, 10, 31), time_until=time(9), reason="school run"
            ),
        ),
        wishes=(
            Wish(agent_id="A01", day=date(2026, 10, 12), kind=WishKind.DAY_OFF, weight=5),
            Wish(agent_id="A02", day=date(2026, 10, 12), kind=WishKind.WANT, shift_class=ShiftClass.DAY),
            Wish(agent_id="A02", day=date(2026, 10, 13), kind=WishKind.AVOID, shift="E1"),
        ),
        past_shifts=(PastShift(agent_id="A01", day=date(2026, 9, 30), shift="D1"),),
        fairness=(
            FairEntry(agent_id="A01", day=date(2026, 9, 30), kind=FairKind.NIGHTS, amount=5, share=4.3333),
            FairEntry(agent_id="A02", day=date(2026, 9, 30), kind=FairKind.OVERTIME, amount=1.5, share=0),
        ),
        leave_wishes=(
            LeaveWish(agent_id="A01", rank=1, start=date(2027, 7, 5), days=5),
            LeaveWish(agent_id="A01", block=2, rank=1, start=date(2027, 10, 8), days=3),
        ),
        leave_blackouts=(LeaveBlackout(start=date(2027, 12, 30), end=date(2027, 12, 31), team="甲", reason="close"),),
        past_leave=(PastLeave(agent_id="007", year=2026), PastLeave(agent_id="A01", year=2026, rank=2)),
        activities=(
            Activity(name="Exam", kind=ActivityKind.EXAM, minutes=30, group_size=2, often=HowOften.MONTHLY, room="R 1"),
            Activity(
                name="Talk",
                kind=ActivityKind.ONE_TO_ONE,
                minutes=30,
                agents=("A01", "007"),
                teams=("甲",),
                skills=("dialect",),
                trainer="S1",
                earliest=date(2026, 10, 5),
                deadline=date(2026, 10, 9),
                time_from=time(9),
                time_until=time(17),
            ),
        ),
    )


def problems_of(path: Path) -> list[InputProblem]:
    """Every problem that reading `path` reports."""
    try:
        read_centre(path)
    except InputError as error:
        return error.problems
    return []

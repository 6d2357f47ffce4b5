"""Activities inside shifts (BANK-4.5, CS-2.4, CS-1.6): where they may lie, what they cost, against every possibility."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from models.activities import Activity, ActivityKind, ActivityPlan, HowOften, Session, Unplaced
from models.base import text
from models.centre import Centre, CentreProfile
from models.demand import DemandGroup, Requirement, Skill
from models.people import Agent, Role
from models.policy import Policy
from models.roster import Assignment, Roster
from models.shifts import ShiftClass, ShiftTemplate
from models.time import Period
from scheduler.activities import search
from scheduler.activities.check import check_activities, cost_of, evaluations
from scheduler.activities.plan import plan_activities
from scheduler.activities.rounds import rounds_of
from scheduler.engine.limits import Effort
from scheduler.instance import Instance

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 10, 5)

Duties = dict[str, str]
"""For each agent a letter a day from Monday on: D is 09-18 with a meal of an hour, S is 09-13, N is 22-06, `.` a day off."""


def shift(code: str, start: int, hours: int, kind: ShiftClass = ShiftClass.DAY, **meal: Any) -> ShiftTemplate:
    return ShiftTemplate(
        code=code,
        shift_class=kind,
        start=time(start),
        length_minutes=60 * hours,
        paid_minutes=60 * hours - meal.get("meal_minutes", 0),
        **meal,
    )


SHIFTS = (
    shift("D", 9, 9, meal_minutes=60, meal_from=time(11), meal_until=time(15)),
    shift("S", 9, 4),
    shift("N", 22, 8, ShiftClass.NIGHT),
)


def laid(
    duties: Duties,
    *activities: Activity,
    required: dict[int, int] | None = None,
    agents: dict[str, dict[str, Any]] | None = None,
    skills: tuple[Skill, ...] = (Skill(code="m"),),
    **roster: Any,
) -> tuple[Instance, Roster]:
    """A roster by letters in a centre of hours; `required` agents by hour of every day. Nobody must be there unless said."""
    days = max(map(len, duties.values()))
    period = Period(start=MONDAY, end=MONDAY + timedelta(days=days - 1))
    people = {name: {"skills": ("m",)} | (agents or {}).get(name, {}) for name in duties}
    centre = Centre(
        profile=CentreProfile(name="small", interval_minutes=60),
        policy=Policy.model_validate({"roster": {"minimum_staff": 0, "supervisor_minimum": 0} | roster}),
        skills=skills,
        agents=tuple(Agent(id=name, name=name.lower(), **own) for name, own in people.items()),
        shifts=SHIFTS,
        activities=activities,
    )
    timeline = centre.timeline(period)
    by_hour = tuple((required or {}).get(moment.hour, 0) for moment in timeline.interval_starts)
    group = DemandGroup(name="all", skills=tuple(skill.code for skill in skills), required=by_hour)
    instance = Instance(centre, Requirement(timeline=timeline, groups=(group,), method="by hand"))
    assignments = tuple(
        Assignment(
            agent_id=name, day=MONDAY + timedelta(days=d), shift=letter, meal_offset=180 if letter == "D" else None
        )
        for name, letters in duties.items()
        for d, letter in enumerate(letters)
        if letter != "."
    )
    return instance, Roster(centre="small", period=period, assignments=assignments)


def activity(name: str = "exam", minutes: int = 60, **more: Any) -> Activity:
    return Activity(**({"name": name, "kind": ActivityKind.EXAM, "minutes": minutes, "group_size": 1} | more))


def planned(instance: Instance, roster: Roster) -> ActivityPlan:
    plan = plan_activities(instance, roster)
    assert plan.optimal
    assert check_activities(instance, roster, plan) == []
    assert plan.cost == plan.bound == cost_of(instance, roster, plan)
    return plan


def hours(plan: ActivityPlan) -> list[tuple[str, int, tuple[str, ...]]]:
    return [(s.activity, s.start.hour, s.agents) for s in plan.sessions]


def at(hour: int, minute: int = 0, day: int = 0) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=day), time(hour, minute), ZONE)


def test_an_exam_lies_where_nobody_is_needed() -> None:
    # Two are there from 09 to 13, two are asked for but from 11 to 12.
    plan = planned(*laid({"A": "S", "B": "S"}, activity(agents=("A",)), required={9: 2, 10: 2, 11: 1, 12: 2}))
    assert hours(plan) == [("exam", 11, ("A",))]


def test_nothing_lies_over_a_meal() -> None:
    # A's meal is 12-13; only 12-14 would be free of demand, so the exam of an hour lies from 13.
    need = {9: 1, 10: 1, 11: 1, 14: 1, 15: 1, 16: 1, 17: 1}
    assert hours(planned(*laid({"A": "D"}, activity(agents=("A",)), required=need))) == [("exam", 13, ("A",))]
    # Two hours fit before the meal (09-12) or after it (13-18), never across it.
    plan = planned(*laid({"A": "D"}, activity(minutes=120, agents=("A",)), required=need))
    assert plan.sessions[0].start.hour in (9, 10, 13, 14, 15, 16)


def test_minimum_staff_is_kept_and_who_finds_no_place_is_told_why() -> None:
    plan = planned(*laid({"A": "S", "B": "S"}, activity(minutes=240), minimum_staff=1))
    # Four hours are the whole shift, one session at a time: the second one would lie at the same time.
    assert [len(plan.sessions), len(plan.unplaced)] == [1, 1]
    (left,) = plan.unplaced
    assert left.reason.en == "of 1 possible starts: 1 with too few left on the phones or on duty"
    assert "人数不足" in left.reason.zh
    # What is missing already is no licence to take more away.
    alone = planned(*laid({"A": "S"}, activity(), minimum_staff=1))
    assert not alone.sessions


def test_skills_supervisors_and_experience_are_kept() -> None:
    skills = (Skill(code="m"), Skill(code="k", minimum_staff=1, time_from=time(9), time_until=time(13)))
    both = {"A": {"skills": ("m", "k")}}
    assert not planned(*laid({"A": "S", "B": "S"}, activity(agents=("A",)), agents=both, skills=skills)).sessions
    boss = {"A": {"role": Role.SUPERVISOR}}
    talk = activity("talk", kind=ActivityKind.ONE_TO_ONE, group_size=None, agents=("B",), trainer="A")
    kept = {"supervisor_minimum": 1, "supervisor_from": time(9), "supervisor_until": time(12)}
    # The supervisor must be there until 12, so the talk is the last hour.
    assert hours(planned(*laid({"A": "S", "B": "S"}, talk, agents=boss, **kept))) == [("talk", 12, ("B",))]
    night = {"night_from": time(9), "night_until": time(13), "minimum_staff": 1}
    newcomer = {"B": {"level": 1}}
    assert not planned(*laid({"A": "S", "B": "S"}, activity(agents=("A",)), agents=newcomer, **night)).sessions


def test_a_one_to_one_needs_both_on_shift() -> None:
    talk = activity("talk", kind=ActivityKind.ONE_TO_ONE, group_size=None, agents=("A", "B"), trainer="T")
    plan = planned(*laid({"A": "SS", "B": "N.", "T": ".S"}, talk))
    assert [(s.agents, s.start.date()) for s in plan.sessions] == [(("A",), MONDAY + timedelta(days=1))]
    assert [(u.agent_id, u.reason.en) for u in plan.unplaced] == [
        ("B", "never on shift together with T in 2026-10-05..2026-10-06")
    ]


def test_a_trainer_and_a_room_hold_one_session_at_a_time() -> None:
    talk = activity("talk", kind=ActivityKind.ONE_TO_ONE, group_size=None, agents=("A", "B", "C"), trainer="T")
    plan = planned(*laid(dict.fromkeys("ABCT", "S"), talk, activity("quiz", agents=("T",), room="R")))
    # Three talks and the trainer's own quiz fill the four hours.
    assert sorted(s.start.hour for s in plan.sessions) == [9, 10, 11, 12]
    two = (activity("one", minutes=180, agents=("A",), room="R"), activity("two", minutes=180, agents=("B",), room="R"))
    plan = planned(*laid({"A": "S", "B": "S"}, *two))
    assert len(plan.sessions) == 1
    assert "with the room taken" in plan.unplaced[0].reason.en


def test_groups_are_no_larger_than_they_may_be_and_no_more_than_it_takes() -> None:
    plan = planned(*laid(dict.fromkeys("ABCDE", "S"), activity(group_size=2)))
    assert sorted(len(s.agents) for s in plan.sessions) == [1, 2, 2]
    # 20 points for each of three sessions; an hour less of each of five who are too many is 60 minutes of one point.
    assert plan.cost == 3 * 20 - 5 * 60
    together = planned(*laid(dict.fromkeys("ABC", "S") | {"D": "N"}, activity(group_size=None)))
    assert [s.agents for s in together.sessions] == [("A", "B", "C")]
    assert [u.agent_id for u in together.unplaced] == ["D"]


def test_weeks_windows_deadlines_and_hours() -> None:
    # Monday to the next Tuesday: two calendar weeks, the second with two days.
    weekly = activity(often=HowOften.WEEKLY, time_from=time(10), time_until=time(11))
    instance, roster = laid({"A": "SSSSS..SS"}, weekly)
    plan = planned(instance, roster)
    assert [r.window.end for r in rounds_of(instance)] == [date(2026, 10, 11), date(2026, 10, 13)]
    assert [(s.round, s.start.hour) for s in plan.sessions] == [(1, 10), (2, 10)]
    by = activity(earliest=MONDAY + timedelta(days=1), deadline=MONDAY + timedelta(days=1))
    assert planned(*laid({"A": "SSS"}, by)).sessions[0].start.date() == MONDAY + timedelta(days=1)
    none = planned(*laid({"A": "S.S"}, by))
    assert none.unplaced[0].reason.en == "no shift in 2026-10-06..2026-10-06"
    short = planned(*laid({"A": "S"}, activity(minutes=300)))
    assert short.unplaced[0].reason.en.startswith("no 300 minutes beside the meal")


def test_who_takes_part() -> None:
    duties = dict.fromkeys("ABCT", "S")
    agents = {"A": {"team": "red"}, "B": {"skills": ("k",)}, "T": {"role": Role.TRAINER, "team": "red"}}
    skills = (Skill(code="m"), Skill(code="k"))

    def people(**more: Any) -> list[str]:
        instance, _ = laid(duties, activity(**more), agents=agents, skills=skills)
        return [instance.agents[a].id for a in rounds_of(instance)[0].people]

    assert people() == ["A", "B", "C"]
    assert people(teams=("red",), skills=("k",)) == ["A", "B"]
    assert people(agents=("T",), teams=("red",)) == ["A", "T"]
    assert people(trainer="C") == ["A", "B"]


@pytest.mark.parametrize(
    "more",
    [
        {"kind": ActivityKind.ONE_TO_ONE},
        {"kind": ActivityKind.ONE_TO_ONE, "trainer": "T", "group_size": 2},
        {"agents": ("T",), "trainer": "T"},
        {"earliest": MONDAY, "deadline": MONDAY - timedelta(days=1)},
    ],
)
def test_an_activity_that_contradicts_itself_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        activity(**more)


def test_they_count_as_not_on_the_phones() -> None:
    instance, roster = laid({"A": "S", "B": "S"}, activity(agents=("A",)), required={9: 2, 10: 2, 11: 2, 12: 1})
    before, after = evaluations(instance, roster, planned(instance, roster))
    assert before.coverage[0].staffed[9:13] == (2, 2, 2, 2)
    assert after.coverage[0].staffed[9:13] == (2, 2, 2, 1)


def test_the_checker_sees_what_a_planner_may_not_do() -> None:
    talk = activity("talk", kind=ActivityKind.ONE_TO_ONE, group_size=None, agents=("A", "B"), trainer="T")
    instance, roster = laid(
        {"A": "D", "B": "D", "T": "D"}, talk, activity("exam", agents=("A",), room="R"), minimum_staff=2
    )

    def wrong(*sessions: Session) -> str:
        placed = {(s.activity, agent) for s in sessions for agent in s.agents}
        left = [("talk", "A"), ("talk", "B"), ("exam", "A")]
        unplaced = tuple(
            Unplaced(activity=name, round=1, agent_id=who, reason=text("", ""))
            for name, who in left
            if (name, who) not in placed
        )
        plan = ActivityPlan(sessions=sessions, unplaced=unplaced, cost=0, optimal=False)
        return "; ".join(words.en for words in check_activities(instance, roster, plan))

    def session(name: str, start: datetime, *agents: str, minutes: int = 60) -> Session:
        return Session(activity=name, round=1, start=start, end=start + timedelta(minutes=minutes), agents=agents)

    assert "A is at a meal" in wrong(session("exam", at(12, 30), "A"))
    assert "A is not on shift" in wrong(session("exam", at(8), "A"))
    assert "not 60 minutes long" in wrong(session("exam", at(9), "A", minutes=30))
    assert "T is in two places" in wrong(session("talk", at(9), "A"), session("talk", at(9, 30), "B"))
    assert "one person" in wrong(session("talk", at(9), "A", "B"))
    assert "outside its days" in wrong(session("exam", at(9, day=3), "A"))
    assert "minimum_staff is broken on 2026-10-05" in wrong(session("talk", at(9), "A"))
    assert "exam (1), B: not asked for" in wrong(session("exam", at(9), "B"))
    assert "the centre does not know: party" in wrong(session("party", at(9), "A"))
    assert "exam (1), A: 2 times" in wrong(session("exam", at(9), "A"), session("exam", at(10), "A"))


def test_a_seed_repeats() -> None:
    duties = dict.fromkeys("ABCDEF", "DD")
    instance, roster = laid(duties, activity(group_size=3), required=dict.fromkeys(range(9, 18), 5))
    first, second = (plan_activities(instance, roster, Effort(5.0, 3, 1)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("seed", [0, 1])
def test_in_large_problems_the_bound_is_below_what_is_best_and_the_plan_is_sound(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = {9: 3, 10: 1, 11: 2, 12: 3}
    exam = activity(group_size=2, agents=("A", "B"), trainer="T")
    instance, roster = laid(dict.fromkeys("ABT", "S"), exam, required=need, minimum_staff=1)
    best = plan_activities(instance, roster)
    monkeypatch.setattr(search, "SMALL", 0)
    monkeypatch.setattr(search, "FIRST_PLACES", 1)
    plan = plan_activities(instance, roster, Effort(1.0, seed, 1))
    assert check_activities(instance, roster, plan) == []
    assert plan.bound is not None
    assert best.bound is not None
    # With one place each at first, and then everybody anew, so few people end at the best.
    assert plan.bound <= best.bound == best.cost == plan.cost


def cheapest_by_trying_all(instance: Instance, roster: Roster) -> int:
    """The least points of all places that the checker allows, everything tried."""
    people = [(r, instance.agents[a].id) for r in rounds_of(instance) for a in r.people]
    starts = [None, *(MONDAY_HOURS)]
    best = 10**12
    for choice in product(starts, repeat=len(people)):
        groups: dict[tuple[str, datetime], list[str]] = {}
        unplaced = []
        for (round_, who), start in zip(people, choice, strict=True):
            name = round_.activity.name
            if start is None:
                unplaced.append(Unplaced(activity=name, round=1, agent_id=who, reason=text("", "")))
            else:
                groups.setdefault((name, start), []).append(who)
        length = {r.activity.name: timedelta(minutes=r.activity.minutes) for r, _ in people}
        sessions = tuple(
            Session(activity=name, round=1, start=start, end=start + length[name], agents=tuple(agents))
            for (name, start), agents in groups.items()
        )
        plan = ActivityPlan(sessions=sessions, unplaced=tuple(unplaced), cost=0, optimal=False)
        if not check_activities(instance, roster, plan):
            best = min(best, cost_of(instance, roster, plan))
    return best


MONDAY_HOURS = [at(hour) for hour in range(9, 13)]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
    st.sampled_from([60, 90, 120]),
    st.integers(1, 3),
    st.booleans(),
    st.integers(0, 2),
)
def test_no_place_that_the_checker_allows_is_cheaper(
    required: list[int], minutes: int, seats: int, trained: bool, minimum: int
) -> None:
    exam = activity(minutes=minutes, group_size=seats, agents=("A", "B"), trainer="T" if trained else "")
    talk = activity("talk", kind=ActivityKind.ONE_TO_ONE, group_size=None, agents=("A",), trainer="T")
    need = dict(zip(range(9, 13), required, strict=True))
    instance, roster = laid(dict.fromkeys("ABT", "S"), exam, talk, required=need, minimum_staff=minimum)
    assert planned(instance, roster).cost == cheapest_by_trying_all(instance, roster)

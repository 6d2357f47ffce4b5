from datetime import date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from models.demand import Forecast, QueueForecast, RequirementPoint, Skill
from models.people import Agent, Role
from models.policy import Policy, StaffingPolicy
from models.time import Period
from scheduler.demand.erlang import least_agents
from scheduler.demand.errors import DemandError
from scheduler.demand.requirement import plan_requirement, require
from tests.demand.conftest import centre_with

DAY = Period(start=date(2026, 8, 10), end=date(2026, 8, 10))
SHANGHAI = ZoneInfo("Asia/Shanghai")


def centre(*skills, minimum_agents=1, requirement=(), **staffing):
    policy = Policy(staffing=StaffingPolicy(minimum_agents=minimum_agents, **staffing))
    return centre_with((), skills=skills, policy=policy, requirement=requirement)


def flat(of, calls, aht=(180.0, 300.0)):
    """A forecast with the same calls and handling time of each queue all day."""
    timeline = of.timeline(DAY)
    queues = tuple(
        QueueForecast(
            queue=skill.code,
            offered=(float(count),) * timeline.interval_count,
            aht_seconds=(seconds,) * timeline.interval_count,
        )
        for skill, count, seconds in zip(of.skills, calls, aht, strict=False)
    )
    return Forecast(timeline=timeline, queues=queues, method="test")


def points(queue, required, step=30):
    start = datetime(2026, 8, 10, tzinfo=SHANGHAI)
    return tuple(
        RequirementPoint(start=start + timedelta(minutes=step * i), queue=queue, required=n)
        for i, n in enumerate(required)
    )


def test_one_queue_has_the_pooled_group_alone():
    # 100 calls of 180 s in 1,800 s are 10 erlangs: 14 agents for 80 % in 20 s (Erlang C, published).
    alone = centre(Skill(code="a"), model="erlang_c", threshold_seconds=20, max_occupancy=1, shrinkage=0)
    made = require(alone, flat(alone, [100]))
    assert [group.name for group in made.groups] == ["all"]
    assert set(made.total.required) == {14}


def test_without_the_calls_that_wait_the_agents_are_the_same():
    two = centre(Skill(code="a"), Skill(code="b"))
    whole, quick = require(two, flat(two, [100, 40])), require(two, flat(two, [100, 40]), waiting=False)
    assert [group.required for group in quick.groups] == [group.required for group in whole.groups]
    assert all(any(group.waiting) for group in whole.groups)
    assert not any(group.waiting or group.offered for group in quick.groups)


def test_shrinkage_is_added_and_rounded_up():
    # 14 / (1 − 0.3) = 20 exactly; 14 / (1 − 0.08) = 15.2.
    for shrinkage, expected in ((0.3, 20), (0.08, 16)):
        shrunk = centre(Skill(code="a"), model="erlang_c", threshold_seconds=20, max_occupancy=1, shrinkage=shrinkage)
        assert set(require(shrunk, flat(shrunk, [100])).total.required) == {expected}


def test_several_queues_have_a_pooled_group_and_one_each():
    two = centre(Skill(code="a"), Skill(code="b"), shrinkage=0)
    made = require(two, flat(two, [100, 60]))
    assert [(group.name, group.skills) for group in made.groups] == [("all", ("a", "b")), ("a", ("a",)), ("b", ("b",))]
    # Pooled: 160 calls of (100 × 180 + 60 × 300) / 160 = 225 s, so 20 erlangs.
    expected = int(
        least_agents(20.0, 225.0, service_level=0.8, threshold_seconds=10, max_occupancy=0.88, patience_seconds=180)
    )
    assert set(made.total.required) == {expected}
    # Pooling saves agents against serving each queue apart, and needs more than either.
    assert max(made.groups[1].required[0], made.groups[2].required[0]) < expected
    assert expected < made.groups[1].required[0] + made.groups[2].required[0]


def test_a_night_without_calls_needs_the_minimum_only():
    quiet = centre(Skill(code="a"), Skill(code="b"), minimum_agents=2)
    made = require(quiet, flat(quiet, [0, 0]))
    assert [set(group.required) for group in made.groups] == [{2}, {0}, {0}]


def test_the_minimum_staff_of_a_skill_holds_in_its_window():
    dialect = Skill(code="b", minimum_staff=3, time_from=time(8), time_until=time(22))
    both = centre(Skill(code="a"), dialect)
    required = require(both, flat(both, [10, 0])).groups[2].required
    assert required == (0,) * 16 + (3,) * 28 + (0,) * 4
    alone = centre(dialect)
    assert require(alone, flat(alone, [0])).total.required == (1,) * 16 + (3,) * 28 + (1,) * 4


def test_the_limit_on_occupancy_holds_for_large_groups():
    # 1,000 erlangs at most 88 % busy: at least 1,000 × (share served) / 0.88 agents, served shares being near 1.
    large = centre(Skill(code="a"), shrinkage=0, patience_seconds=3600)
    required = require(large, flat(large, [10_000])).total.required[0]
    assert required == pytest.approx(ceil(1000 / 0.88), abs=1)


def test_a_requirement_handed_in_is_taken_as_it_is_and_pooled_by_adding():
    given = points("a", range(48)) + points("b", [2] * 48)
    own = centre(Skill(code="a"), Skill(code="b"), minimum_agents=4, requirement=given)
    made = plan_requirement(own, DAY)
    assert made.groups[1].required == tuple(range(48))
    assert made.total.required == (4, 4, *range(4, 50))


def test_of_finer_steps_the_largest_requirement_counts():
    own = centre(Skill(code="a"), requirement=points("a", range(96), step=15))
    assert plan_requirement(own, DAY).total.required == tuple(range(1, 96, 2))


def test_a_requirement_with_gaps_is_refused():
    own = centre(Skill(code="a"), requirement=points("a", range(40)))
    with pytest.raises(DemandError, match="leaves out 8 of the 48 intervals"):
        plan_requirement(own, DAY)


def test_a_month_of_four_large_groups_is_staffed_in_whole_arrays():
    # 1,488 intervals × 4 groups at up to 1,000 erlangs: one call, whose shape is kept (its speed is in benchmarks).
    loads = np.linspace(0, 1000, 4 * 1488).reshape(4, 1488)
    required = least_agents(loads, 300.0, service_level=0.8, threshold_seconds=10, patience_seconds=180)
    assert required.shape == loads.shape
    assert (np.diff(required.ravel()) >= 0).all()


def people(*skills):
    return tuple(Agent(id=f"A{i}", name=f"A{i}", skills=own) for i, own in enumerate(skills))


THREE = (Skill(code="a"), Skill(code="b"), Skill(code="c"))


def test_queues_that_the_same_people_serve_need_them_together():
    # 10 calls of 240 s in half an hour take 4 agents, 20 take 6, 220 take 36 (90 % of erlangs, 8 % shrinkage).
    both = centre(*THREE).model_copy(update={"agents": people(*[("a",)] * 40, *[("a", "b", "c")] * 6)})
    made = require(both, flat(both, [200, 10, 10], aht=(240.0,) * 3))
    assert [group.name for group in made.groups] == ["all", "a", "b", "c", "b+c"]
    assert [group.required[24] for group in made.groups] == [36, 33, 4, 4, 6]
    assert made.groups[-1].skills == ("b", "c")
    assert made.groups[-1].waiting == ()


@pytest.mark.parametrize(
    ("skills", "together"),
    [
        # Everybody serves a: that is the pooled group.
        ([("a",), ("a", "b"), ("a", "c")], []),
        ([("a",), ("b",), ("c",)], []),
        # b's people have c as well, but c has people of its own.
        ([("a",), ("b", "c"), ("c",)], ["b+c"]),
        # They overlap, and each has people whom the other has not.
        ([("a",), ("b",), ("b", "c"), ("c",)], []),
        ([("a", "b"), ("c",)], ["a+b"]),
        # A queue that nobody serves.
        ([("a",), ("b",)], []),
    ],
)
def test_which_queues_need_a_group_together(skills, together):
    own = centre(*THREE).model_copy(update={"agents": people(*skills)})
    made = require(own, flat(own, [10, 10, 10], aht=(240.0,) * 3))
    assert [group.name for group in made.groups[4:]] == together


def test_supervisors_do_not_serve_queues():
    agents = (*people(("a",), ("b", "c")), Agent(id="S", name="S", role=Role.SUPERVISOR, skills=("c",)))
    own = centre(*THREE).model_copy(update={"agents": agents})
    made = require(own, flat(own, [10, 10, 10], aht=(240.0,) * 3))
    assert [group.name for group in made.groups[4:]] == ["b+c"]


def test_a_table_of_the_centre_adds_up_for_queues_together():
    tables = {"a": [5] * 48, "b": [2] * 48, "c": [3] * 48}
    given = tuple(point for queue, required in tables.items() for point in points(queue, required))
    own = centre(*THREE, requirement=given).model_copy(update={"agents": people(("a",), ("b", "c"))})
    made = plan_requirement(own, DAY)
    assert {group.name: group.required[0] for group in made.groups} == {"all": 10, "a": 5, "b": 2, "c": 3, "b+c": 5}


def test_minimums_of_skills_add_up_where_they_are_pooled():
    skills = (
        Skill(code="a", minimum_staff=2),
        Skill(code="b", minimum_staff=3, time_from=time(8), time_until=time(20)),
    )
    own = centre(*skills)
    made = require(own, flat(own, [0, 0]))
    noon, night = 24, 0
    assert [group.required[noon] for group in made.groups] == [5, 2, 3]
    assert [group.required[night] for group in made.groups] == [2, 2, 0]

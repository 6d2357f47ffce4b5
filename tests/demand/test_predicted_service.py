"""What a roster is expected to deliver: figures, bands, availability, and how they are told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from models.demand import CallCount, DemandGroup, Requirement, Skill
from models.people import Agent, PastShift
from models.policy import Policy, StaffingPolicy
from models.result import GroupCoverage
from models.service import ServicePrediction, ServiceSummary
from models.shifts import ShiftClass, ShiftTemplate
from models.time import Period, Timeline
from scheduler.demand.availability import availability_from_history, staffing_policy
from scheduler.demand.delivery import by_chain, quick
from scheduler.demand.errors import DemandError
from scheduler.demand.load import Load
from scheduler.demand.prediction import PredictionOptions, predict
from tests.demand.conftest import centre_with

SHANGHAI = ZoneInfo("Asia/Shanghai")
POLICY = StaffingPolicy(shrinkage=0, threshold_seconds=20)
TIMELINE = Timeline(period=Period(start=date(2026, 8, 10), end=date(2026, 8, 11)))
CALLS = np.concatenate([np.full(16, 0.0), np.full(24, 60.0), np.full(8, 10.0)] * 2)


def requirement(day_error: float = 0.0, interval_error: float = 0.0, calls: np.ndarray = CALLS) -> Requirement:
    group = DemandGroup(
        name="all",
        skills=("q",),
        required=(2,) * 96,
        offered=tuple(calls.tolist()),
        aht_seconds=(240.0,) * 96,
        day_error=day_error,
        interval_error=interval_error,
    )
    return Requirement(timeline=TIMELINE, groups=(group,), method="test")


def coverage(agents: int = 10, before: tuple[int, ...] = ()) -> tuple[GroupCoverage, ...]:
    return (GroupCoverage(name="all", required=(2,) * 96, staffed=(agents,) * 96, before=before),)


def predicted(
    day_error: float = 0.0,
    interval_error: float = 0.0,
    agents: int = 10,
    policy: StaffingPolicy = POLICY,
    **options: int,
) -> ServicePrediction:
    return predict(requirement(day_error, interval_error), coverage(agents), policy, PredictionOptions(**options))


def test_the_figures_are_those_of_the_chain_and_add_up() -> None:
    made = predicted()
    truth = by_chain(Load(CALLS, np.full(96, 240.0), 1800), np.full(96, 10.0), POLICY)
    total = made.total
    assert total.whole.service_level == pytest.approx(float(truth.in_time.sum() / CALLS.sum()))
    assert total.whole.abandonment == pytest.approx(1 - total.whole.answer_rate)
    assert total.whole.occupancy == pytest.approx(float(truth.busy.sum() / 960))
    assert total.intervals[20].service_level == pytest.approx(float(truth.in_time[20] / 60))
    assert sum(day.figures.offered for day in total.days) == pytest.approx(total.whole.offered) == CALLS.sum()
    assert total.intervals[0].service_level is None
    assert total.intervals[0].mean_wait is None


def test_without_any_error_the_band_is_the_expected_level() -> None:
    for exact in (True, False):
        total = predicted(exact=exact).total
        level = total.whole.service_level
        assert (total.band.low, total.band.mean, total.band.high) == pytest.approx((level,) * 3)


def test_more_error_makes_the_band_wider_and_the_mean_lower() -> None:
    narrow, wide = predicted(0.05).total, predicted(0.15).total
    for place in range(2):
        near, far = narrow.days[place].band, wide.days[place].band
        assert far.low < near.low < near.high < far.high
        assert far.mean < near.mean
    # Over two days some of it evens out.
    assert wide.band.high - wide.band.low < wide.days[0].band.high - wide.days[0].band.low


def test_the_chance_falls_with_fewer_agents_and_a_seed_repeats() -> None:
    chances = [predicted(0.1, 0.1, agents).total.days_met for agents in (14, 10, 9, 6)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.95
    assert chances[-1] < 0.05
    assert predicted(0.1, seed=3) == predicted(0.1, seed=3)
    assert predicted(0.1, seed=3).total.band != predicted(0.1, seed=4).total.band


def test_shrinkage_and_availability_take_agents_away_once() -> None:
    half = predicted(agents=20, policy=StaffingPolicy(threshold_seconds=20, shrinkage=0.2, availability=0.625))
    assert half.total.whole.service_level == pytest.approx(predicted(agents=10).total.whole.service_level)
    planned = predicted(policy=POLICY.model_copy(update={"planned_shrinkage": 0.3}))
    assert planned.total == predicted().total


def test_what_the_roster_before_covers_is_in_no_sum() -> None:
    made = predict(requirement(), coverage(before=(20, 21)), POLICY).total
    assert made.intervals[20] is None
    assert made.days[0].figures.offered == pytest.approx(CALLS[:48].sum() - 120)


def test_a_day_without_calls_has_no_level() -> None:
    made = predict(requirement(calls=np.append(np.zeros(48), CALLS[48:])), coverage(), POLICY)
    first = made.total.days[0]
    assert first.figures.service_level is first.band.chance is None
    assert made.total.days_met == made.total.days[1].band.chance
    nothing = predict(requirement(calls=np.zeros(96)), coverage(), POLICY)
    assert nothing.total.days_met is None
    assert ServiceSummary.of(nothing).figures.service_level is None


def test_an_endless_wait_is_no_figure() -> None:
    made = predicted(agents=2, policy=POLICY.model_copy(update={"model": "erlang_c"}), exact=False)
    assert made.total.whole.mean_wait is None
    assert made.total.intervals[20].service_level == 0


def test_without_calls_the_remedy_is_told() -> None:
    bare = Requirement(
        timeline=TIMELINE, groups=(DemandGroup(name="all", skills=("q",), required=(2,) * 96),), method=""
    )
    with pytest.raises(DemandError) as refusal:
        predict(bare, coverage(), POLICY)
    assert "forecast" in refusal.value.text.en
    assert "预测" in refusal.value.text.zh


def past_centre(true_availability: float, days: int = 8, model: str = "erlang_a"):
    """Ten agents by day for some days, with what became of the calls when only some of them answered."""
    start = date(2026, 8, 3)
    shift = ShiftTemplate(
        code="D", start=time(8), length_minutes=480, meal_minutes=0, shift_class=ShiftClass.DAY, paid_minutes=480
    )
    agents = tuple(Agent(id=f"A{i}", name=f"A{i}", skills=("q",)) for i in range(10))
    worked = tuple(
        PastShift(agent_id=agent.id, day=start + timedelta(days=d), shift="D") for agent in agents for d in range(days)
    )
    rate = np.full(16, 60.0)
    lost = quick(
        Load(rate, np.full(16, 240.0), 1800),
        np.full(16, 10 * true_availability),
        POLICY.model_copy(update={"method": "carried"}),
    ).abandoned
    calls = tuple(
        CallCount(
            start=datetime.combine(start + timedelta(days=d), time(8), SHANGHAI) + timedelta(minutes=30 * k),
            queue="q",
            offered=60,
            answered=60 - float(lost[k]),
            aht_seconds=240,
        )
        for d in range(days)
        for k in range(16)
    )
    staffing = POLICY.model_copy(update={"model": model, "availability_from_history": True})
    made = centre_with(calls, skills=(Skill(code="q"),), policy=Policy(staffing=staffing), past_shifts=worked)
    return made.model_copy(update={"agents": agents, "shifts": (shift,)})


@pytest.mark.parametrize("true", [0.65, 0.8, 1.0])
def test_availability_is_found_again_in_the_history(true: float) -> None:
    centre = past_centre(true)
    assert availability_from_history(centre) == pytest.approx(true, abs=0.01)
    assert staffing_policy(centre).availability == pytest.approx(true, abs=0.01)


def test_where_the_history_cannot_tell_the_setting_holds() -> None:
    for centre in (past_centre(0.7, days=4), past_centre(0.7, model="erlang_c"), centre_with(())):
        assert availability_from_history(centre) is None
        assert staffing_policy(centre).availability == 1

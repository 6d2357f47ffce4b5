"""Why there is no roster, on three centres as a planner would meet them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.centre import Centre
from models.people import Leave, LeaveType, PastShift, Role
from models.policy import RuleSetting
from models.result import Clash, Strength
from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.engine.clash import Search, find_clash
from scheduler.engine.limits import Clock, Stop
from scheduler.instance import Instance
from scheduler.rules import load_rules

WHOLE = generate_centre(CentreSpec(agents=24, seed=5, weeks=6))
SUPERVISORS = [agent.id for agent in WHOLE.agents if agent.role is Role.SUPERVISOR]


def instance_of(days: int, **changed: object) -> Instance:
    period = Period(start=date(2026, 10, 1), end=date(2026, 10, 1) + timedelta(days=days - 1))
    fields = {name: getattr(WHOLE, name) for name in Centre.model_fields} | {"past_shifts": (), "leave": ()}
    centre = Centre(**{**fields, **changed})
    return Instance(centre, plan_requirement(centre, period))


def clash_of(instance: Instance) -> Clash:
    return find_clash(instance, load_rules(instance.policy), None, Clock(60, False, Stop()), lambda _: None)


def assert_each_is_needed(instance: Instance) -> None:
    """Without any one of its pieces the core can hold together."""
    rules = tuple(rule for rule in load_rules(instance.policy) if rule.strength is Strength.HARD)
    search = Search(instance, rules, Clock(60, False, Stop()))
    core = search.core(None)
    assert search._impossible(core)
    for piece in core:
        assert not search._impossible([other for other in core if other is not piece])


@pytest.fixture(scope="module")
def away() -> Instance:
    """All supervisors are on leave on the second day."""
    day = date(2026, 10, 2)
    leave = tuple(Leave(agent_id=who, start=day, end=day, type=LeaveType.SICK) for who in SUPERVISORS)
    return instance_of(3, leave=leave)


def test_supervisors_on_leave_are_named_with_day_and_hours(away: Instance) -> None:
    clash = clash_of(away)
    assert set(clash.rules) == {"supervisor_on_duty", "leave"}
    assert clash.confirmed
    assert clash.smallest
    by_rule = {member.rule: member for member in clash.members}
    assert sorted(by_rule["leave"].agents) == sorted(SUPERVISORS)
    assert by_rule["leave"].days == (date(2026, 10, 2),)
    duty = by_rule["supervisor_on_duty"]
    assert duty.since is not None
    assert duty.until is not None
    assert (f"{duty.since:%d %H:%M}", f"{duty.until:%d %H:%M}") == ("02 08:00", "02 20:00")
    assert "2026-10-02 08:00–20:00" in duty.text.zh


def test_what_could_be_given_up_is_priced_and_ranked(away: Instance) -> None:
    options = clash_of(away).options
    points = {option.rule: option.points for option in options}
    # 12 hours without a supervisor at 50 points a minute.
    assert points["supervisor_on_duty"] == 720 * 50
    # Nobody's shift is 12 hours long: two have to come back, at 10,000 points each.
    assert points["leave"] == 20_000
    assert [option.points for option in options] == sorted(points.values())
    assert len(options[0].texts) == 2
    assert all("approved sick leave" in words.en for words in options[0].texts)


def test_every_piece_of_the_clash_is_needed(away: Instance) -> None:
    assert_each_is_needed(away)


def test_too_few_who_are_fit_for_nights_are_too_few() -> None:
    fit = [agent.id for agent in WHOLE.agents if agent.role is Role.AGENT and agent.night_ok][:2]
    roster = WHOLE.policy.roster.model_copy(update={"minimum_staff": 3})
    instance = instance_of(
        2,
        agents=tuple(agent.model_copy(update={"night_ok": agent.id in fit}) for agent in WHOLE.agents),
        policy=WHOLE.policy.model_copy(update={"roster": roster}),
    )
    clash = clash_of(instance)
    assert {"minimum_staff", "night_eligibility"} <= set(clash.rules)
    assert clash.confirmed
    barred = {who for member in clash.members if member.rule == "night_eligibility" for who in member.agents}
    assert barred
    assert not barred & set(fit)


def test_shifts_before_the_period_are_told_where_they_leave_no_month() -> None:
    who = next(agent.id for agent in WHOLE.agents if agent.role is Role.AGENT)
    # After six days in a row the first of two days is off; one shift is not the 40 × 2/7 = 11.4 hours of the contract.
    past = tuple(PastShift(agent_id=who, day=date(2026, 9, 30) - timedelta(days=i), shift="D09") for i in range(6))
    # The average lets everybody else work both days.
    hours = {"contract_tolerance_hours": 0, "average_weekly_hours": 60}
    roster = WHOLE.policy.roster.model_copy(update=hours)
    rules = {**WHOLE.policy.rules, "contract_hours": RuleSetting(strength=Strength.HARD)}
    policy = WHOLE.policy.model_copy(update={"roster": roster, "rules": rules})
    instance = instance_of(2, past_shifts=past, policy=policy)
    clash = clash_of(instance)
    assert "contract_hours" in clash.rules
    assert clash.confirmed
    assert {who for member in clash.members for who in member.agents} == {who}
    assert any(member.past and "counting shifts before the period" in member.text.en for member in clash.members)
    assert clash.options


def test_a_stop_ends_the_search_without_a_claim(away: Instance) -> None:
    stop = Stop()
    stop.request()
    clash = find_clash(away, load_rules(away.policy), None, Clock(60, False, stop), lambda _: None)
    assert not clash.smallest

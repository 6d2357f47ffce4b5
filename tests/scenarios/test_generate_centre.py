from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from models.people import LeaveStatus, LeaveType, Role
from models.shifts import ShiftClass
from models.time import in_window, week_of
from scenarios.generate import CentreSpec, generate_centre, productive_hours, required_hours
from scheduler.demand.forecast import forecast
from scheduler.demand.requirement import require

SIZES = [10, 30, 60, 300]


@pytest.fixture(scope="module")
def centres():
    return {size: generate_centre(CentreSpec(agents=size)) for size in SIZES}


@pytest.fixture(scope="module")
def bank(centres):
    return centres[60]


@pytest.fixture(scope="module")
def bank_requirement(bank):
    return require(bank, forecast(bank, CentreSpec().period))


def phone_agents(centre):
    return [agent for agent in centre.agents if agent.role is Role.AGENT]


def test_the_same_spec_gives_the_same_centre_and_another_seed_another(centres):
    assert generate_centre(CentreSpec(agents=30)) == centres[30]
    assert generate_centre(CentreSpec(agents=30, seed=2)).calls != centres[30].calls


@pytest.mark.parametrize("size", SIZES)
def test_a_centre_has_as_many_agents_as_asked_for_with_names_and_ids_of_their_own(centres, size):
    agents = centres[size].agents
    assert len(agents) == size
    assert len({agent.id for agent in agents}) == len({agent.name for agent in agents}) == size


@pytest.mark.parametrize("size", SIZES)
def test_every_row_refers_to_agents_shifts_and_queues_that_exist(centres, size):
    centre = centres[size]
    people = {agent.id for agent in centre.agents}
    for table in (centre.leave, centre.unavailability, centre.wishes, centre.past_shifts):
        assert {row.agent_id for row in table} <= people
    assert {past.shift for past in centre.past_shifts} <= {shift.code for shift in centre.shifts}
    assert {call.queue for call in centre.calls} == {skill.code for skill in centre.skills}


def test_the_shipped_bank_has_the_promised_staff(bank):
    roles = Counter(agent.role for agent in bank.agents)
    assert roles == {Role.AGENT: 53, Role.SUPERVISOR: 5, Role.TRAINER: 2}
    assert len({agent.team for agent in bank.agents}) == 4
    skills = Counter(skill for agent in phone_agents(bank) for skill in agent.skills)
    # round(0.60 × 53) = 32, round(0.40 × 53) = 21
    assert skills == {"mandarin": 53, "credit_card": 32, "cantonese": 21}
    assert {agent.contract_hours for agent in bank.agents} <= {20.0, 24.0, 40.0}
    assert any(agent.contract_hours < 40 for agent in bank.agents)
    assert any(agent.level == 1 for agent in bank.agents)
    assert any(not agent.night_ok for agent in phone_agents(bank))


def test_a_large_centre_has_sites_before_its_team_names():
    from scenarios.generate.people import team_names

    names = team_names(CentreSpec(agents=10_000, sites=20))
    assert len(set(names)) == len(names) == 667
    assert len({name.split("-")[0] for name in names}) == 20


@pytest.mark.parametrize("size", SIZES)
def test_demand_is_balanced_against_what_the_phone_agents_can_give(centres, size):
    spec = CentreSpec(agents=size)
    required = required_hours(require(centres[size], forecast(centres[size], spec.period)))
    ratio = required / productive_hours(centres[size], spec.period)
    assert ratio == pytest.approx(spec.target_ratio, abs=0.02)


def test_the_staffing_ratio_is_a_knob():
    spec = CentreSpec(agents=60, weeks=8, staffing_ratio=1.1)
    centre = generate_centre(spec)
    required = required_hours(require(centre, forecast(centre, spec.period)))
    assert required / productive_hours(centre, spec.period) == pytest.approx(1.1, abs=0.03)


@pytest.mark.parametrize("size", [30, 60, 300])
def test_each_skill_has_agents_enough_for_its_own_group(centres, size):
    spec = CentreSpec(agents=size)
    centre = centres[size]
    for group in require(centre, forecast(centre, spec.period)).groups[1:]:
        skilled = [agent for agent in phone_agents(centre) if set(agent.skills) & set(group.skills)]
        hours = sum(agent.contract_hours for agent in skilled) * len(spec.period.days) / 7
        assert sum(group.required) / 2 < 0.85 * hours


def test_skills_are_a_knob_and_each_has_calls_and_agents():
    centre = generate_centre(CentreSpec(agents=60, weeks=4, skills=6))
    assert [skill.code for skill in centre.skills] == [
        "mandarin", "credit_card", "cantonese", "loan", "fraud", "english",
    ]  # fmt: skip
    assert {skill.code for skill in centre.skills if skill.minimum_staff} == {"cantonese", "fraud", "english"}
    assert {call.queue for call in centre.calls} == {skill.code for skill in centre.skills}
    held = [len(agent.skills) for agent in phone_agents(centre)]
    # 1 + 0.60 + 0.40 + 0.45 + 0.45 + 0.30 skills an agent, shares rounded to whole agents.
    assert sum(held) / len(held) == pytest.approx(3.2, abs=0.1)


def test_nights_need_few_agents(bank_requirement):
    table = np.array(bank_requirement.total.required).reshape(-1, 48)
    assert table[:, 2:12].max() <= 4
    assert table[:, 16:40].max() > 25


def test_every_moment_of_the_day_is_covered_by_several_templates(bank):
    assert len(bank.shifts) == 14
    assert {shift.shift_class for shift in bank.shifts} == set(ShiftClass)
    for slot in range(48):
        clock = (datetime(2026, 1, 1) + timedelta(minutes=30 * slot)).time()
        assert sum(in_window(clock, shift.start, shift.end) for shift in bank.shifts) >= 3


def test_no_shift_is_longer_than_eight_hours_of_work_and_meals_have_room(bank):
    for shift in bank.shifts:
        assert shift.stretch_minutes == shift.paid_minutes <= 480
        if shift.meal_minutes:
            assert len(shift.meal_offsets(30)) >= 4
            # The break lies about the middle third: at most five hours before it or after it.
            first, last = shift.meal_window
            assert first >= 120
            assert shift.length_minutes - last >= 120
            assert max(first, shift.length_minutes - last) <= 300


# --- the history -------------------------------------------------------------------------------------------------


def call_table(centre, queue=None):
    """Calls offered by (day, slot), summed over queues."""
    table = defaultdict(lambda: np.zeros(48))
    for call in centre.calls:
        if queue in (None, call.queue):
            table[call.start.date()][call.start.hour * 2 + call.start.minute // 30] += call.offered
    return table


def test_the_history_has_26_weeks_of_half_hours_and_ends_before_the_period(bank):
    days = sorted(call_table(bank))
    assert (days[0], days[-1], len(days)) == (date(2026, 4, 2), date(2026, 9, 30), 182)
    assert len(bank.calls) == 3 * 182 * 48


def test_the_week_runs_like_a_banks(bank):
    table = call_table(bank)
    special = {event.day for event in bank.events}
    plain = [d for d in table if d not in special and not bank.calendar.name(d)]
    workdays = np.array([table[d] for d in plain if bank.calendar.is_working_day(d)])
    weekends = np.array([table[d] for d in plain if not bank.calendar.is_working_day(d)])
    assert 0.5 < weekends.sum(axis=1).mean() / workdays.sum(axis=1).mean() < 0.8
    mondays = np.array([table[d].sum() for d in plain if d.weekday() == 0])
    assert mondays.mean() > workdays.sum(axis=1).mean()
    mean_day = workdays.mean(axis=0)
    # Two peaks: about 10 to 11 and about 14 to 16, with a dip at noon between them.
    assert 19 <= mean_day[:26].argmax() <= 23
    assert 28 <= 26 + mean_day[26:].argmax() <= 33
    assert mean_day[24:27].min() < 0.85 * mean_day[26:].max()
    # Nights at 2 to 4 per cent of the peak.
    assert 0.02 <= mean_day[2:10].mean() / mean_day.max() <= 0.04


def test_days_vary_more_than_chance_alone(bank):
    table = call_table(bank)
    tuesdays = np.array([v.sum() for d, v in table.items() if d.weekday() == 1 and not bank.calendar.name(d)])
    # Poisson alone would give a cv of 1/√n, about 0.017 for 3,300 calls a day; the generator adds 0.06 a day.
    assert tuesdays.std() / tuesdays.mean() > 2 / np.sqrt(tuesdays.mean())


def test_campaigns_stand_out_of_the_history(bank):
    table = call_table(bank)
    for event in bank.events:
        if event.day in table:
            before = table[event.day - timedelta(days=7)].sum()
            assert table[event.day].sum() / before == pytest.approx(event.volume_factor, rel=0.25)


def test_handling_times_have_the_scatter_of_real_calls(bank):
    # An interval's mean over n calls has cv² = 1.6 / n, so n × (time / mean − 1)² averages 1.6 over the intervals.
    for queue, mean in (("mandarin", 240), ("credit_card", 285), ("cantonese", 255)):
        rows = [c for c in bank.calls if c.queue == queue and c.answered and 9 <= c.start.hour < 18]
        times = np.array([c.aht_seconds for c in rows])
        weights = np.array([c.answered for c in rows])
        centre = np.average(times, weights=weights)
        assert centre == pytest.approx(mean, rel=0.05)
        assert (weights * (times / centre - 1) ** 2).mean() == pytest.approx(1.6, rel=0.15)


# --- absences and wishes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_annual_leave_keeps_its_limit(centres, size):
    centre = centres[size]
    teams = {agent.id: agent.team for agent in centre.agents}
    away = Counter()
    for entry in centre.approved_leave:
        if entry.type is LeaveType.ANNUAL:
            scope = teams[entry.agent_id] if centre.policy.leave.annual_leave_scope == "team" else ""
            away.update((scope, entry.start + timedelta(days=i)) for i in range((entry.end - entry.start).days + 1))
    assert max(away.values()) == 1
    assert centre.policy.leave.annual_leave_scope == ("team" if size >= 200 else "centre")


def test_the_bank_has_leave_of_several_kinds_and_one_open_request(bank):
    spec = CentreSpec()
    days = sum((entry.end - entry.start).days + 1 for entry in bank.approved_leave)
    assert days / (60 * len(spec.period.days)) == pytest.approx(spec.leave_share, abs=0.008)
    assert {LeaveType.ANNUAL, LeaveType.SICK, LeaveType.MARRIAGE} <= {entry.type for entry in bank.approved_leave}
    assert sum(entry.status is LeaveStatus.REQUESTED for entry in bank.leave) == 1


def test_wishes_are_about_days_at_work_and_classes_one_can_work(bank):
    away = {(e.agent_id, day) for e in bank.approved_leave for day in CentreSpec().period.days if e.covers(day)}
    assert len(bank.wishes) > 53
    assert not any((wish.agent_id, wish.day) in away for wish in bank.wishes)
    assert len({(wish.agent_id, wish.day) for wish in bank.wishes}) == len(bank.wishes)
    for wish in bank.wishes:
        agent = bank.agents_by_id[wish.agent_id]
        assert wish.kind != "want" or wish.shift_class in agent.shift_classes
        assert not (wish.kind == "want" and wish.shift_class is ShiftClass.NIGHT and not agent.night_ok)


def test_wishes_can_be_many():
    spec = CentreSpec(agents=60, weeks=4, wishes_per_agent=8)
    centre = generate_centre(spec)
    held = Counter(wish.agent_id for wish in centre.wishes)
    # 8 each on average, less those on days of leave (3 in 100) and those cut off at 24, which are next to none.
    assert sum(held.values()) / len(phone_agents(centre)) == pytest.approx(7.8, abs=0.8)
    assert len({(wish.agent_id, wish.day) for wish in centre.wishes}) == len(centre.wishes)


# --- past shifts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_past_shifts_keep_rest_runs_nights_and_weekly_hours(centres, size):
    centre = centres[size]
    by_agent = defaultdict(list)
    for past in centre.past_shifts:
        by_agent[past.agent_id].append(past)
    for agent_id, shifts in by_agent.items():
        agent = centre.agents_by_id[agent_id]
        shifts.sort(key=lambda past: past.day)
        spans = []
        for past in shifts:
            template = centre.shifts_by_code[past.shift]
            start = datetime.combine(past.day, template.start)
            spans.append((start, start + timedelta(minutes=template.length_minutes)))
            assert template.shift_class in agent.shift_classes
            assert agent.night_ok or template.shift_class is not ShiftClass.NIGHT
        for (_, end), (start, _) in pairwise(spans):
            assert start - end >= timedelta(hours=11)
        nights = [p.day for p in shifts if centre.shifts_by_code[p.shift].shift_class is ShiftClass.NIGHT]
        assert longest_run([past.day for past in shifts]) <= 6
        assert longest_run(nights) <= 4
        weekly = Counter()
        for past in shifts:
            weekly[week_of(past.day)] += centre.shifts_by_code[past.shift].paid_minutes / 60
        assert max(weekly.values()) <= 48


def longest_run(days):
    best = run = 0
    for i, day in enumerate(days):
        run = run + 1 if i and day - days[i - 1] == timedelta(days=1) else 1
        best = max(best, run)
    return best


@pytest.mark.parametrize("size", SIZES)
def test_the_night_before_the_period_covers_its_small_hours(centres, size):
    centre = centres[size]
    spec = CentreSpec(agents=size)
    requirement = require(centre, forecast(centre, spec.period))
    eve = spec.start - timedelta(days=1)
    crew = [
        centre.agents_by_id[past.agent_id]
        for past in centre.past_shifts
        if past.day == eve and centre.shifts_by_code[past.shift].shift_class is ShiftClass.NIGHT
    ]
    for group in requirement.groups:
        present = sum(bool(set(agent.skills) & set(group.skills)) for agent in crew)
        assert present >= max(group.required[:14])
    resting = {entry.agent_id for entry in centre.approved_leave if entry.covers(spec.start)}
    assert not resting & {agent.id for agent in crew}


# With seed 3 the evening shifts of all four supervisors would end too late for 8 o'clock.
@pytest.mark.parametrize("seed", range(8))
def test_a_supervisor_can_be_there_on_the_first_morning(seed):
    spec = CentreSpec(agents=24, seed=seed, weeks=4)
    centre = generate_centre(spec)
    supervisors = {agent.id for agent in centre.agents if agent.role is Role.SUPERVISOR}
    supervisors -= {entry.agent_id for entry in centre.approved_leave if entry.covers(spec.start)}
    late = {
        past.agent_id
        for past in centre.past_shifts
        if past.day == spec.start - timedelta(days=1)
        and centre.shifts_by_code[past.shift].shift_class is ShiftClass.EVENING
    }
    assert supervisors - late
    worked = [(past.agent_id, past.day) for past in centre.past_shifts]
    assert len(set(worked)) == len(worked)

"""Small plans against what the clause says, and against every other plan there is."""

from __future__ import annotations

from datetime import date, time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import Calendar
from models.demand import Skill
from models.fairness import FairKind
from models.standby import StandbyDay, StandbyMember, StandbyPlan
from scheduler.fairness.tally import tally_standby
from scheduler.standby.check import findings, plan_cost
from scheduler.standby.duties import holiday_days
from scheduler.standby.layout import Layout
from scheduler.standby.needs import band_size, leads
from scheduler.standby.plan import plan_standby
from tests.standby.standby_case import layout

DAY = date(2026, 10, 1)


def planned(given_: Layout, calls: dict[str, int] | None = None) -> StandbyPlan:
    return plan_standby(given_.duties, given_.days, given_.past, calls or {})


def groups(plan: StandbyPlan, day: date = DAY) -> dict[str, list[str]]:
    return {group.name: [member.agent_id for member in group.members] for group in plan.of_day(day)}


def test_everybody_off_and_not_on_leave_is_in_one_group() -> None:
    # On 10-01 B is on duty and E on leave; A, C, D and F are off, F after a night.
    plan = planned(layout({"A": "...", "B": ".D.", "C": "D..", "D": "..D", "E": ".L.", "F": "N.."}))
    own = groups(plan)
    assert sorted(own["1A"] + own["1B"]) == ["A", "C", "D", "F"]
    assert [len(members) for members in own.values()] == [2, 2]


def test_who_comes_from_a_night_is_called_only_after_their_rest() -> None:
    # A's night ends at 06 on 10-01; 11 h later it is 17. B's early shift of the next day begins at 07: until 20 (11 h).
    plan = planned(layout({"A": "N..", "B": "..E"}))
    member = {m.agent_id: m for group in plan.groups for m in group.members}
    assert f"{member['A'].callable_from:%d %H:%M}" == "01 17:00"
    assert f"{member['A'].callable_until:%d %H:%M}" == "02 08:00"
    assert f"{member['B'].callable_from:%d %H:%M}" == "01 08:00"
    assert f"{member['B'].callable_until:%d %H:%M}" == "01 20:00"


def test_nobody_unfit_for_nights_is_called_at_night() -> None:
    # Night is from 22 to 06: of 16–24 six hours are left.
    plan = planned(layout({"A": "..."}, agents={"A": {"night_ok": False}}, hours=("16:00",), standby={"layers": 1}))
    (member,) = plan.groups[0].members
    assert f"{member.callable_from:%d %H:%M}–{member.callable_until:%d %H:%M}" == "02 06:00–02 16:00"


def test_each_group_gets_somebody_with_the_skill() -> None:
    dialect = Skill(code="dialect", minimum_staff=1, time_from=time(9), time_until=time(17))
    speaks = {"skills": ("mandarin", "dialect")}
    # All together the two who have it would make one group of two.
    given_ = layout(
        {"A": "...", "B": "...", "C": "...", "D": "..."},
        agents={"A": speaks, "B": speaks},
        skills=(Skill(code="mandarin"), dialect),
    )
    plan = planned(given_)
    assert findings(given_, plan) == []
    assert all(len({"A", "B"} & set(members)) == 1 for members in groups(plan).values())
    one = layout({"A": "...", "B": "..."}, agents={"A": speaks}, skills=(Skill(code="mandarin"), dialect))
    (finding,) = findings(one, planned(one))
    assert (finding.hard, "dialect" in finding.text.en) == (False, True)


def test_turns_go_to_those_who_had_the_fewest() -> None:
    plan = planned(layout({"A": "...", "B": "...", "C": "...", "D": "..."}, past={"A": 8, "B": 8, "C": 2, "D": 2}))
    assert groups(plan) == {"1A": ["C", "D"], "1B": ["A", "B"]}


def test_a_newcomer_counts_the_mean_of_the_others() -> None:
    # A and B had 12 turns each in 365 days, C none in 182: 24 turns in 912 days are 9.6 a year. Of the 183 days before C came
    # 9.6 × 183 / 365 = 4.8, rounded 5, count as C's; that is the fewest, and 12 are 7 more.
    given_ = layout({"A": ".", "B": ".", "C": "."}, agents={"C": {"hire_date": "2026-04-02"}})
    counted = leads(given_.duties.centre, DAY, {"A": 12, "B": 12})
    assert counted["A"] == counted["B"] == 7
    newcomer = layout({"A": ".", "B": ".", "C": "."}, agents={"C": {"hire_date": "2026-09-30"}})
    assert leads(newcomer.duties.centre, DAY, {"A": 12, "B": 12})["A"] == 0


def test_who_came_in_least_often_is_called_first() -> None:
    plan = planned(layout({"A": "...", "B": "...", "C": "..."}, standby={"layers": 1}), {"A": 2, "B": 1})
    assert groups(plan) == {"1A": ["C", "B", "A"]}


def test_a_surge_gets_the_size_it_asks_for() -> None:
    surge = (StandbyDay(day=date(2026, 9, 30), size=3),)
    given_ = layout(dict.fromkeys("ABCDE", "..") | {"F": "D."}, surge)
    plan = planned(given_)
    assert sorted(map(len, groups(plan, date(2026, 9, 30)).values())) == [1, 2]
    assert findings(given_, plan) == []
    few = layout({"A": "..", "B": ".."}, surge)
    assert "only 2 of 3" in " ".join(f.text.en for f in findings(few, planned(few)))


def test_the_size_of_a_surge_follows_the_forecasts_band() -> None:
    # 50 agents at the busiest, a day may be 10 % off: 50 × 1.28 × 0.1 = 6.4 more, so 7.
    assert band_size([20, 50, 30], 0.1, 1.28) == 7
    assert band_size([20, 50, 30], 0.0, 1.28) == 0


def test_the_calendar_knows_the_days() -> None:
    # National Day 2026: 1 to 3 October are statutory, 4 to 7 are days off that hang together with them; the Saturday 10th
    # makes up for one and is a working day.
    days = [date(2026, 10, n) for n in range(1, 12)]
    assert holiday_days(Calendar(), days, False) == days[:3]
    assert holiday_days(Calendar(), days, True) == days[:7]
    # Spring Festival 2026: 16 to 19 February are statutory, the break lasts from the Sunday 15th to the 23rd.
    days = [date(2026, 2, n) for n in range(10, 28)]
    assert holiday_days(Calendar(), days, False) == [date(2026, 2, n) for n in range(16, 20)]
    assert holiday_days(Calendar(), days, True) == [date(2026, 2, n) for n in range(15, 24)]


DUTIES = st.text(alphabet="...NEDL", min_size=4, max_size=4)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(DUTIES, min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.integers(2, 5)), min_size=5, max_size=5),
)
def test_no_other_plan_costs_less(words: list[str], people: list[tuple[int, bool, int]]) -> None:
    names = "ABCDE"[: len(words)]
    agents = {name: {"night_ok": ok, "level": level} for name, (_, ok, level) in zip(names, people, strict=False)}
    past = {name: turns for name, (turns, _, _) in zip(names, people, strict=False)}
    given_ = layout(dict(zip(names, words, strict=True)), past=past, agents=agents, hours=("06:00", "18:00"))
    plan = planned(given_)
    assert plan.is_optimal
    assert not [finding for finding in findings(given_, plan) if finding.hard]
    assert plan.cost == plan_cost(given_, plan) == min(every_cost(given_, plan))


def every_cost(given_: Layout, plan: StandbyPlan) -> list[int]:
    """The cost of each way to put those who are off into the four groups."""
    off = sorted(agent.id for agent in given_.duties.off_duty(DAY))
    costs = []
    for places in product(range(len(plan.groups)), repeat=len(off)):
        members = [[a for a, place in zip(off, places, strict=True) if place == g] for g in range(len(plan.groups))]
        other = tuple(
            group.model_copy(
                update={
                    "members": tuple(
                        StandbyMember(agent_id=a, call_order=1, callable_from=group.starts, callable_until=group.ends)
                        for a in own
                    )
                }
            )
            for group, own in zip(plan.groups, members, strict=True)
        )
        costs.append(plan_cost(given_, plan.model_copy(update={"groups": other})))
    return costs


FAULTS = ("left out", "twice", "on duty", "too early", "no leader", "wrong leader", "order", "group missing")


@pytest.mark.parametrize("fault", FAULTS)
def test_the_checker_finds_a_planted_fault(fault: str) -> None:
    given_ = layout({"A": "N..", "B": "...", "C": "...", "D": "...", "E": ".D."})
    plan = planned(given_)
    first, second = plan.groups
    holder = first if "A" in [m.agent_id for m in first.members] else second
    other = second if holder is first else first
    stranger = StandbyMember(agent_id="E", call_order=3, callable_from=other.starts, callable_until=other.starts)
    changed = {
        "left out": [holder, other.model_copy(update={"members": other.members[:1]})],
        "twice": [holder, other.model_copy(update={"members": (*other.members, holder.members[0].model_copy(update={"call_order": 3}))})],
        "on duty": [holder, other.model_copy(update={"members": (*other.members, stranger)})],
        "too early": [other, holder.model_copy(update={"members": tuple(m.model_copy(update={"callable_from": holder.starts, "callable_until": holder.ends}) for m in holder.members)})],
        "no leader": [holder, other.model_copy(update={"leader": None})],
        "wrong leader": [other, holder.model_copy(update={"leader": "A"})],
        "order": [holder, other.model_copy(update={"members": other.members[::-1]})],
        "group missing": [holder],
    }[fault]  # fmt: skip
    assert [f for f in findings(given_, plan) if f.hard] == []
    assert [f for f in findings(given_, plan.model_copy(update={"groups": tuple(changed)})) if f.hard]


def test_the_fairness_ledger_gets_days_of_standby_and_shares_by_contract() -> None:
    """On National Day A and B stand by, D (half a contract) is on duty, L on leave, S is the only supervisor off."""
    case = layout(
        {"A": "..", "B": "..", "D": ".D", "L": ".L", "S": ".."},
        agents={"D": {"contract_hours": 20}, "S": {"role": "supervisor"}},
    )
    found = tally_standby(case.duties.centre, planned(case))
    assert {entry.day for entry in found} == {date(2026, 10, 1)}
    assert {entry.kind for entry in found} == {FairKind.STANDBY}
    # Two turns by 40 : 40 : 20.
    assert {entry.agent_id: (entry.amount, entry.share) for entry in found} == {
        "A": (1, 0.8),
        "B": (1, 0.8),
        "D": (0, 0.4),
        "S": (1, 1),
    }

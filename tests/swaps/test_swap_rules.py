"""After a swap every hard rule of the roster holds for both sides and for the staff; what it does is shown."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.demand import Skill
from models.roster import Roster
from scheduler.evaluate import evaluate
from scheduler.rules.cases import Case
from scheduler.swaps.cells import StaleSwapError, swapped
from scheduler.swaps.effect import swap_effect
from tests.swaps.desk import broken, case, check, laid, swap


def breaks(there: Case, gives: tuple[int, ...], takes: tuple[int, ...] = (), **more: Any) -> set[str]:
    return {rule for rule, _ in broken(check(there, swap(there, gives, takes, **more)))}


@pytest.mark.parametrize(
    ("a", "b", "gives", "takes", "rule"),
    [
        # The initiator has L until 22 on Tuesday and would have E at 7 on Wednesday.
        ("D.......L.....", "..E...........", (8,), (2,), ""),
        ("DL......L.....", "..E...........", (8,), (2,), "min_rest"),
        # The same for the partner.
        ("..E...........", ".L......L.....", (2,), (8,), "min_rest"),
        # Seven days in a row, for one and for the other.
        ("DDDDDD....S...", "......S.......", (10,), (6,), "max_consecutive_days"),
        ("......S.......", "DDDDDD....S...", (6,), (10,), "max_consecutive_days"),
        # 48 hours a week are the most: six days and four hours more.
        ("DDDDD.S.......", ".....X........", (6,), (5,), "max_weekly_hours"),
        # The last night ends at 6, L begins at 14.
        ("NN......L.....", "..L...........", (8,), (2,), "min_rest"),
    ],
)
def test_hard_rules_hold_for_both(a: str, b: str, gives: tuple[int, ...], takes: tuple[int, ...], rule: str) -> None:
    found = breaks(case({"A": a, "B": b}), gives, takes)
    assert rule in found if rule else found == set()


def test_who_is_not_fit_for_nights_takes_none() -> None:
    there = case({"A": "N......", "B": "......."}, agents={"B": {"night_ok": False}})
    assert breaks(there, (0,)) == {"night_eligibility"}


def test_nobody_takes_a_shift_on_leave() -> None:
    there = case({"A": "D......", "B": "......."}, leave={"B": "A......"})
    assert ("leave", "BANK-14") in broken(check(there, swap(there)))
    off = case(there.roster, leave=there.leave, policy={"rules": {"leave": {"strength": "off"}}})  # type: ignore[arg-type]
    assert broken(check(off, swap(off))) == {("leave", "BANK-14")}


def test_who_cannot_come_at_that_hour_takes_no_shift() -> None:
    there = case({"A": "D......", "B": "......."}, unavailable=[("B", 0, time(16), time(18))])
    assert breaks(there, (0,)) == {"availability"}


def test_skills_are_kept() -> None:
    dialect = Skill(code="cantonese", minimum_staff=1, time_from=time(9), time_until=time(17))
    there = case(
        {"A": "D......", "B": "......."},
        skills=[dialect, Skill(code="mandarin")],
        agents={"B": {"skills": ("mandarin",)}},
    )
    assert breaks(there, (0,)) == {"skill_minimum"}
    both = case(there.roster, skills=there.skills)  # type: ignore[arg-type]
    assert breaks(both, (0,)) == set()


def test_minimum_staff_is_kept() -> None:
    # From 9 to 17 one is always there; swapping Monday's D for Tuesday's S leaves nothing open.
    there = case({"A": "D......", "B": ".S....."})
    assert breaks(there, (0,), (1,)) == set()
    # A supervisor's shift covers no phone: given to B it would; the other way round the phones would be bare.
    bare = case({"A": "D......", "B": "......."}, agents={"B": {"role": "supervisor"}})
    assert {"minimum_staff", "same_work"} <= breaks(bare, (0,))


def test_what_was_broken_before_is_not_held_against_a_swap() -> None:
    # A works seven days in a row anyhow.
    there = case({"A": "DDDDDDD.......", "B": "..........D..."})
    assert breaks(there, (6,), (10,)) == set()


def test_hours_overtime_and_coverage_are_shown() -> None:
    there = case({"A": "DDDDD..", "B": "XXXS..."}, required=1)
    instance, roster = laid(there)
    # A gives Friday's D (8 h) away: 32 h; B has 40 and then 48, 8 of them above the average.
    found = swap_effect(instance, roster, swap(there, (4,)))
    hours = {p.agent_id: (p.hours_before, p.hours_after, p.overtime_before, p.overtime_after) for p in found.people}
    assert hours == {"A": (40, 32, 0, 0), "B": (40, 48, 0, 8)}
    (friday,) = found.days
    assert friday.day == there.first_day + timedelta(days=4)
    # No shift of the cases reaches the hour from 6 to 7: 23 hours to cover, 8 covered.
    assert friday.required_hours == 23
    assert friday.short_before == friday.short_after == 15
    assert {violation.rule for violation in found.effect.breaks} == {"average_hours"}


def test_coverage_follows_the_shift_past_midnight() -> None:
    there = case({"A": "N......", "B": "......."}, agents={"B": {"role": "supervisor"}}, required=1)
    instance, roster = laid(there)
    found = swap_effect(instance, roster, swap(there))
    # N: two hours on Monday, six on Tuesday, which nobody covers any more.
    assert [(d.short_after - d.short_before) for d in found.days] == [2, 6]


def test_a_meal_break_goes_along() -> None:
    there = case({"A": "M......", "B": "......."}, meals=240)
    _, roster = laid(there)
    (taken,) = swapped(roster, swap(there)).assignments
    assert (taken.agent_id, taken.meal_offset) == ("B", 240)


def test_a_stale_swap_changes_nothing() -> None:
    there = case({"A": "D......", "B": ".D....."})
    asked = swap(there, (0,), (1,))
    once = swapped(there.plan(), asked)
    with pytest.raises(StaleSwapError, match="A has nothing on 2026-06-01"):
        swapped(once, asked)


WORDS = st.text("DLN.", min_size=7, max_size=7)


@settings(deadline=None, max_examples=60)
@given(a=WORDS, b=WORDS, data=st.data())
def test_a_swap_keeps_every_shift_and_is_undone_by_its_mirror(a: str, b: str, data: st.DataObject) -> None:
    there = case({"A": a, "B": b})
    days = [d for d in range(7) if (a[d] == ".") != (b[d] == ".")]
    chosen = data.draw(st.lists(st.sampled_from(days), unique=True, min_size=1)) if days else []
    gives = [d for d in chosen if a[d] != "."]
    if not gives:
        return
    asked = swap(there, gives, [d for d in chosen if b[d] != "."])
    instance, roster = laid(there)
    after = swapped(roster, asked)
    assert sorted((x.day, x.shift) for x in after.assignments) == sorted((x.day, x.shift) for x in roster.assignments)
    assert len({(x.agent_id, x.day) for x in after.assignments}) == len(after.assignments)
    mirror = asked.model_copy(update={"initiator": "B", "partner": "A"})
    assert _same(swapped(after, mirror), roster)
    if check(there, asked).is_allowed:
        new = {v.rule for v in evaluate(instance, after).hard_violations}
        assert new <= {v.rule for v in evaluate(instance, roster).hard_violations}


def _same(one: Roster, other: Roster) -> bool:
    return set(one.assignments) == set(other.assignments)

"""The year's leave: BANK-16, quotas, blackouts, fairness and calls, against the clauses and against every possibility."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.leave_year import LeaveBlackout, LeaveWish, LeaveYearPlan, PastLeave, Proof, WishOutcome
from models.people import Leave, LeaveStatus, LeaveType
from scheduler.leave.book import LeaveBook
from scheduler.leave_year.check import check_year
from scheduler.leave_year.claims import as_request, broken, claims_of, weighed, weight_percent
from scheduler.leave_year.plan import plan_year, with_at_once
from tests.leave.office import at, centre

NOW = at("2026-11-20 09:00")
FIRST_MONDAY = date(2027, 3, 1)


def wish(agent: str, rank: int, start: date | str, days: int = 5, block: int = 1) -> LeaveWish:
    return LeaveWish(agent_id=agent, block=block, rank=rank, start=start, days=days)  # type: ignore[arg-type]


def book(*wishes: LeaveWish, more: dict[str, Any] | None = None, **leave: Any) -> LeaveBook:
    """The office with wishes; A and B of team red, C and D of team blue, each with five days due (since 2020)."""
    return LeaveBook(centre(**leave).model_copy(update={"leave_wishes": wishes, **(more or {})}))


def given_to(plan: LeaveYearPlan) -> dict[tuple[str, int], int | None]:
    return {(g.agent_id, g.block): None if g.wish is None else g.wish.rank for g in plan.grants}


def planned(of: LeaveBook) -> LeaveYearPlan:
    """The plan, proven and judged."""
    plan = plan_year(of, 2027, NOW)
    assert plan.summary.proof is Proof.OPTIMAL
    assert check_year(of, plan, NOW) == []
    return plan


def test_two_want_the_same_week_and_one_at_once_may_have_it() -> None:
    # One gets the first wish (0 points), the other the second (20).
    plan = planned(
        book(
            wish("A", 1, "2027-03-01"),
            wish("A", 2, "2027-03-08"),
            wish("B", 1, "2027-03-01"),
            wish("B", 2, "2027-03-08"),
        )
    )
    assert sorted(given_to(plan).values(), key=str) == [1, 2]
    assert (plan.summary.cost, plan.summary.bound) == (20, 20)
    full = [judged for judged in plan.wishes if judged.outcome is WishOutcome.FULL]
    assert len(full) == 1
    assert "2027-03-01..2027-03-05" in full[0].reason.en


def test_one_more_at_once_gives_everybody_the_first_wish() -> None:
    plan = planned(book(wish("A", 1, "2027-03-01"), wish("B", 1, "2027-03-01")))
    assert (plan.summary.cost, plan.summary.unmet) == (200, 1)
    assert plan.one_more is not None
    assert (plan.one_more.at_once, plan.one_more.cost, plan.one_more.unmet) == (2, 0, 0)


def test_blocks_that_meet_on_one_day_are_at_once_and_blocks_end_to_end_are_not() -> None:
    meeting = planned(book(wish("A", 1, "2027-03-01"), wish("B", 1, "2027-03-05", days=3)))
    assert meeting.summary.unmet == 1
    apart = planned(book(wish("A", 1, "2027-03-01"), wish("B", 1, "2027-03-06", days=3)))
    assert apart.summary.unmet == 0


@pytest.mark.parametrize(("scope", "unmet"), [("centre", 2), ("team", 1), ("skill", 1)])
def test_the_limit_holds_within_its_scope(scope: str, unmet: int) -> None:
    # A and B are team red and speak Mandarin, D is team blue and speaks Cantonese: D does not stand in their way there.
    of = book(
        wish("A", 1, "2027-03-01"), wish("B", 1, "2027-03-01"), wish("D", 1, "2027-03-01"), annual_leave_scope=scope
    )
    assert planned(of).summary.unmet == unmet


def test_approved_leave_takes_its_place_and_its_days() -> None:
    away = Leave(agent_id="A", start=date(2027, 3, 1), end=date(2027, 3, 3), type=LeaveType.ANNUAL)
    of = book(
        wish("A", 1, "2027-05-10", days=3),
        wish("A", 2, "2027-05-17", days=2),
        wish("B", 1, "2027-03-03", days=1),
        more={"leave": (away,)},
    )
    plan = planned(of)
    # A has three of five days already, so two are left; B cannot go while A is away.
    assert given_to(plan) == {("A", 1): 2, ("B", 1): None}
    reasons = {(j.wish.agent_id, j.wish.rank): j for j in plan.wishes}
    assert "5 day(s) are due in 2027, with this it would be 6" in reasons["A", 1].reason.en
    assert reasons["B", 1].outcome is WishOutcome.IMPOSSIBLE


def test_a_week_away_counts_five_days_and_two_blocks_share_what_is_due() -> None:
    # Monday to Sunday counts five; of two blocks of three days one is more than the five due.
    assert planned(book(wish("A", 1, "2027-03-01", days=7))).summary.unmet == 0
    two = planned(book(wish("A", 1, "2027-03-01", days=3), wish("A", 1, "2027-06-14", days=3, block=2)))
    assert two.summary.unmet == 1


def test_two_blocks_in_one_week_count_at_most_five_days_together() -> None:
    # Monday to Wednesday and Friday to Sunday are six days of one calendar week: five count.
    of = book(wish("A", 1, "2027-03-01", days=3), wish("A", 1, "2027-03-05", days=3, block=2))
    assert planned(of).summary.unmet == 0


def test_nobody_goes_in_a_blackout_of_the_own_team() -> None:
    blackout = LeaveBlackout(start=date(2027, 3, 5), end=date(2027, 3, 6), team="red", reason="launch")
    of = book(wish("A", 1, "2027-03-01"), wish("C", 1, "2027-03-06"), more={"leave_blackouts": (blackout,)})
    plan = planned(of)
    assert given_to(plan) == {("A", 1): None, ("C", 1): 1}
    assert plan.wishes[0].outcome is WishOutcome.IMPOSSIBLE
    assert "launch" in plan.wishes[0].reason.zh


def test_who_missed_out_in_past_years_comes_first() -> None:
    same = (
        wish("A", 1, "2027-03-01"),
        wish("A", 2, "2027-03-08"),
        wish("B", 1, "2027-03-01"),
        wish("B", 2, "2027-03-08"),
    )
    for loser, other in (("A", "B"), ("B", "A")):
        past = (PastLeave(agent_id=loser, year=2026, rank=3), PastLeave(agent_id=other, year=2026, rank=1))
        plan = planned(book(*same, more={"past_leave": past}))
        assert given_to(plan)[loser, 1] == 1
        # Two ranks missed are 50 percent more; the other one's second wish costs its plain 20.
        assert {g.agent_id: g.weight_percent for g in plan.grants} == {loser: 150, other: 100}
        assert plan.summary.cost == 20


def test_what_is_too_long_ago_does_not_count() -> None:
    past = (PastLeave(agent_id="A", year=2023), PastLeave(agent_id="A", year=2027, rank=9))
    assert weight_percent(book(more={"past_leave": past}).centre, "A", 2027) == 100
    # Nothing kept counts as all five ranks: 100 + 25 × 5.
    assert weight_percent(book(more={"past_leave": (PastLeave(agent_id="A", year=2024),)}).centre, "A", 2027) == 225


def test_a_month_ahead_is_a_month_ahead() -> None:
    # BANK-15: asked for on 2027-02-01, 1 March is in time and 28 February is not.
    of = book(wish("A", 1, "2027-02-28", days=1), wish("B", 1, "2027-03-01", days=1))
    plan = plan_year(of, 2027, at("2027-02-01 09:00"))
    assert given_to(plan) == {("A", 1): None, ("B", 1): 1}


def test_no_wishes_make_an_empty_plan() -> None:
    plan = planned(book())
    assert (plan.grants, plan.summary.cost, plan.summary.bound) == ((), 0, 0)


def test_the_checker_sees_what_a_planner_may_not_do() -> None:
    of = book(wish("A", 1, "2027-03-01"), wish("B", 1, "2027-03-01"), wish("B", 2, "2027-04-05"))
    plan = planned(of)
    both = [g.model_copy(update={"wish": wish(g.agent_id, 1, "2027-03-01")}) for g in plan.grants]
    words = " ".join(w.en for w in check_year(of, plan.model_copy(update={"grants": tuple(both)}), NOW))
    assert "whole centre: 2 on annual leave on 2027-03-01" in words
    stranger = plan.grants[0].model_copy(update={"wish": wish("A", 1, "2027-09-06")})
    assert "never wished" in check_year(of, plan.model_copy(update={"grants": (stranger, *plan.grants[1:])}), NOW)[0].en
    better = plan.summary.model_copy(update={"cost": plan.summary.cost - 1})
    assert "do not agree" in check_year(of, plan.model_copy(update={"summary": better}), NOW)[-1].en


def best_by_trying_all(of: LeaveBook) -> int:
    """The least points of all choices that the clauses allow, everything tried; flat calls, so points are the ranks'."""
    claims = claims_of(of, of.centre.leave_wishes, NOW, {})
    blocks: dict[tuple[str, int], list[LeaveWish | None]] = {}
    for claim in claims:
        blocks.setdefault(claim.block, [None]).append(claim.wish)
    rules, best = of.centre.policy.leave_year, 10**9
    for choice in product(*blocks.values()):
        kept = tuple(w for w in choice if w is not None)
        cost = 0
        for (agent_id, _), chosen in zip(blocks, choice, strict=True):
            points = rules.unmet_points if chosen is None else rules.points_of(chosen.rank)
            cost += weighed(points, weight_percent(of.centre, agent_id, 2027))
        if cost < best and _allowed(of, kept):
            best = cost
    return best


def _allowed(of: LeaveBook, kept: tuple[LeaveWish, ...]) -> bool:

    requests = {w: as_request(w, NOW, LeaveStatus.APPROVED) for w in kept}
    return all(
        not broken(LeaveBook(of.centre, tuple(r for other, r in requests.items() if other != w)), w, NOW) for w in kept
    )


WISHES = st.lists(
    st.builds(
        wish,
        st.sampled_from("ABCD"),
        st.integers(1, 2),
        st.integers(0, 12).map(lambda n: FIRST_MONDAY + timedelta(days=n)),
        st.integers(1, 8),
        st.integers(1, 2),
    ),
    max_size=6,
    unique_by=lambda w: (w.agent_id, w.block, w.rank),
)


@settings(max_examples=40, deadline=None)
@given(
    WISHES,
    st.integers(0, 2),
    st.sampled_from(["centre", "team", "skill"]),
    st.lists(st.sampled_from("ABCD"), max_size=2, unique=True),
)
def test_no_choice_that_the_clauses_allow_loses_fewer_points(
    wishes: list[LeaveWish], limit: int, scope: str, losers: list[str]
) -> None:
    past = tuple(PastLeave(agent_id=loser, year=2026) for loser in losers)
    of = book(*wishes, more={"past_leave": past}, annual_leave_at_once=limit, annual_leave_scope=scope)
    plan = planned(of)
    assert plan.summary.cost == plan.summary.bound == best_by_trying_all(of)
    assert plan.one_more is not None
    assert plan.one_more.cost == best_by_trying_all(with_at_once(of, limit + 1)) <= plan.summary.cost

"""What earlier months carry over: by hand, and what never makes a difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.centre import Centre
from models.fairness import FairEntry, FairKind
from models.people import Leave, LeaveStatus, LeaveType
from models.time import Period
from scheduler.evaluate import evaluate
from scheduler.fairness.carry import balances, carried, counts_since
from scheduler.instance import Instance
from scheduler.rules.cases import FIRST_DAY, Case
from tests.rules.random_cases import cases

JUNE = Period.parse("2026-06")
SHARES = st.dictionaries(st.sampled_from("ABCDEF"), st.fractions(-30, 30, max_denominator=60))


def centre(leave: tuple[Leave, ...] = (), hired: Mapping[str, int] | None = None, **fairness: float) -> Centre:
    """Agents A and B with entries of April and May: balances of A are 2 and 1.5, of B −3."""
    case = Case("two", {"A": "D", "B": "D"}, 0, hired=hired or {}, policy={"fairness": fairness})
    entries = (
        FairEntry(agent_id="A", day=date(2026, 4, 30), kind=FairKind.NIGHTS, amount=6, share=4),
        FairEntry(agent_id="A", day=date(2026, 5, 31), kind=FairKind.NIGHTS, amount=5, share=3.5),
        FairEntry(agent_id="B", day=date(2026, 5, 31), kind=FairKind.NIGHTS, amount=0, share=3),
    )
    return case.centre().model_copy(update={"fairness": entries, "leave": leave})


def away(start: date, end: date, kind: LeaveType = LeaveType.ANNUAL, **more: LeaveStatus) -> Leave:
    return Leave(agent_id="A", start=start, end=end, type=kind, **more)


def test_balances_are_sums_of_what_was_had_less_the_fair_share() -> None:
    found = balances(centre(), JUNE)
    assert found[FairKind.NIGHTS] == {"A": Fraction(7, 2), "B": Fraction(-3)}
    assert found[FairKind.WEEKENDS] == {}


@pytest.mark.parametrize(
    ("months", "nights"),
    [(0, {}), (1, {"A": Fraction(3, 2), "B": Fraction(-3)}), (2, {"A": Fraction(7, 2), "B": Fraction(-3)})],
)
def test_the_ledger_is_looked_back_on_for_so_many_months(months: int, nights: dict[str, Fraction]) -> None:
    assert balances(centre(months=months), JUNE)[FairKind.NIGHTS] == nights


@pytest.mark.parametrize(
    ("leave", "since"),
    [
        # 31 days are longer than 30.
        ((away(date(2026, 4, 1), date(2026, 5, 1)),), date(2026, 5, 2)),
        ((away(date(2026, 4, 1), date(2026, 4, 30)),), None),
        # Two kinds one after the other are one absence of 40 days; with a day between they are two.
        (
            (away(date(2026, 4, 1), date(2026, 4, 20)), away(date(2026, 4, 21), date(2026, 5, 10), LeaveType.SICK)),
            date(2026, 5, 11),
        ),
        ((away(date(2026, 4, 1), date(2026, 4, 20)), away(date(2026, 4, 22), date(2026, 5, 11))), None),
        # Who is still away at the end of the period has not come back.
        ((away(date(2026, 5, 1), date(2026, 6, 30)),), None),
        ((away(date(2026, 5, 1), date(2026, 6, 29)),), date(2026, 6, 30)),
        ((away(date(2026, 4, 1), date(2026, 5, 1), status=LeaveStatus.REQUESTED),), None),
    ],
)
def test_after_a_long_leave_an_agent_counts_anew(leave: tuple[Leave, ...], since: date | None) -> None:
    known = centre(leave)
    assert counts_since(known, JUNE).get("A") == since
    # April's entry is before all of these days, May's before that in June.
    expected = {None: Fraction(7, 2), date(2026, 6, 30): None}.get(since, Fraction(3, 2))
    assert balances(known, JUNE)[FairKind.NIGHTS].get("A") == expected


def test_what_was_before_the_hire_date_does_not_count() -> None:
    # Hired on May 2nd: 30 days before the first of June.
    known = centre(hired={"A": (date(2026, 5, 2) - FIRST_DAY).days})
    assert balances(known, JUNE)[FairKind.NIGHTS]["A"] == Fraction(3, 2)


def test_carried_over_is_what_is_above_the_mean() -> None:
    # Mean of A and B is 0.25; C is new. At most 3 of 3.25.
    known = balances(centre(), JUNE)[FairKind.NIGHTS]
    assert carried(known, "ABC", 9) == {"A": Fraction(13, 4), "B": Fraction(-13, 4), "C": 0}
    assert carried(known, "ABC", 3) == {"A": 3, "B": -3, "C": 0}
    assert carried(known, "AC", 9) == {"A": 0, "C": 0}


@given(known=SHARES, constant=st.fractions(-9, 9), most=st.integers(0, 40))
def test_what_everybody_has_more_of_is_not_carried_over(
    known: dict[str, Fraction], constant: Fraction, most: int
) -> None:
    more = {agent: own + constant for agent, own in known.items()}
    assert carried(more, "ABCDEF", most) == carried(known, "ABCDEF", most)


@given(known=SHARES)
def test_what_is_carried_over_adds_up_to_nothing(known: dict[str, Fraction]) -> None:
    assert sum(carried(known, "ABCDEF", 1000).values()) == 0


@settings(max_examples=100, deadline=None)
@given(case=cases(), constant=st.sampled_from([0.1, 1, 7.25, 60]), data=st.data())
def test_a_constant_in_everybodys_ledger_changes_no_roster_s_cost(
    case: Case, constant: float, data: st.DataObject
) -> None:
    had = [
        (agent, -1, kind, data.draw(st.sampled_from([0, 1, 2.5, 7])), 2)
        for agent in case.roster
        for kind in (FairKind.NIGHTS, FairKind.WEEKENDS, FairKind.REFUSED_WISHES)
    ]
    more = [(agent, d, kind, constant, 0) for agent, d, kind, _, _ in had]
    with_ledger = replace(case, ledger=[*case.ledger, *had])
    with_more = replace(case, ledger=[*case.ledger, *had, *more])
    assert judged(with_more) == judged(with_ledger)


def judged(case: Case) -> list[tuple[str, int, int]]:
    found = evaluate(Instance(case.centre(), case.requirement()), case.plan())
    return [(result.rule, result.breaches, result.amount) for result in found.rules]


def test_a_month_of_more_nights_is_dearer_for_who_had_more() -> None:
    """The n-th night too many counts n: what is carried over raises the price of the next one."""
    ledger = [("A", -1, FairKind.NIGHTS, 5, 3), ("B", -1, FairKind.NIGHTS, 1, 3)]
    prices = []
    for nights in range(4):
        case = Case("price", {"A": "N" * nights + "....", "B": "." * (nights + 4)}, 0, ledger=ledger)
        prices.append(next(amount for rule, _, amount in judged(case) if rule == "fair_nights"))
    # A is n/2 above the share of the period and 2 from before, B as much below; one is let pass, parts count as one:
    # 1, 1.5, 2, 2.5 beyond, that is 1, 2, 2 and 3 units, which count 1, 3, 3 and 6, for both.
    assert prices == [2, 6, 6, 12]

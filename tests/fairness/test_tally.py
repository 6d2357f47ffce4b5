"""What a roster adds to the ledger, counted by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from models.fairness import FairKind
from models.people import WishKind
from models.shifts import ShiftClass
from scheduler.fairness.tally import tally
from scheduler.instance import Instance
from scheduler.rules.cases import Case
from tests.rules.random_cases import cases


def entries(case: Case) -> dict[FairKind, dict[str, tuple[float, float]]]:
    """Amounts and shares by kind and agent."""
    found: dict[FairKind, dict[str, tuple[float, float]]] = {}
    for entry in tally(Instance(case.centre(), case.requirement()), case.plan()):
        assert entry.day == case.period.end
        found.setdefault(entry.kind, {})[entry.agent_id] = (entry.amount, entry.share)
    return found


def test_nights_are_shared_by_contract_and_days_present() -> None:
    # B has half a contract: shares 2 : 1 of 3 nights.
    case = Case("half", {"A": "N..", "B": "N.N"}, 0, agents={"B": {"contract_hours": 20}})
    assert entries(case)[FairKind.NIGHTS] == {"A": (1, 2), "B": (2, 1)}


def test_who_works_no_nights_has_no_share_of_them() -> None:
    case = Case("day only", {"A": "N.N.", "B": ".N..", "C": "DDDD"}, 0, agents={"C": {"night_ok": False}})
    assert entries(case)[FairKind.NIGHTS] == {"A": (2, 1.5), "B": (1, 1.5)}


def test_who_shares_with_nobody_has_what_is_fair() -> None:
    case = Case("alone", {"A": "NN", "B": "N."}, 0, agents={"B": {"role": "supervisor"}})
    assert entries(case)[FairKind.NIGHTS] == {"A": (2, 2), "B": (1, 1)}


def test_weekend_days_and_holidays() -> None:
    # October 1st 2026 is a Thursday: holidays are the 1st to the 3rd by law (and the 4th to 7th rest days), the third
    # a Saturday. A works both holidays in the week and the Sunday, B the Saturday.
    case = Case("national day", {"A": "DD.D", "B": "..D."}, 0, first_day=date(2026, 10, 1))
    found = entries(case)
    assert found[FairKind.WEEKENDS] == {"A": (1, 1), "B": (1, 1)}
    assert found[FairKind.HOLIDAYS] == {"A": (2, 1.5), "B": (1, 1.5)}


def test_overtime_is_what_is_above_the_average() -> None:
    # 48 hours of 40 in a week for A, none for B: 8 hours, a fair share 4.
    case = Case("overtime", {"A": "DDDDDD.", "B": "DDDDD.."}, 0)
    assert entries(case)[FairKind.OVERTIME] == {"A": (8, 4), "B": (0, 4)}


def test_refused_wishes_are_shared_by_how_many_each_had() -> None:
    # Three wishes of four are broken: of A's three two, of B's one the one. Shares 3 × 3/4 and 1 × 3/4.
    case = Case(
        "wishes",
        {"A": "DD.", "B": "L.."},
        0,
        wishes=[
            ("A", 0, WishKind.DAY_OFF, None, 5),
            ("A", 1, WishKind.DAY_OFF, None, 1),
            ("A", 2, WishKind.DAY_OFF, None, 1),
            ("B", 0, WishKind.AVOID, ShiftClass.EVENING, 2),
        ],
    )
    assert entries(case)[FairKind.REFUSED_WISHES] == {"A": (2, 2.25), "B": (1, 0.75)}


def test_who_had_nothing_and_no_share_has_no_entry() -> None:
    assert entries(Case("away", {"A": "N.", "B": ".N", "C": ".."}, 0, leave={"C": "AA"}))[FairKind.NIGHTS] == {
        "A": (1, 1),
        "B": (1, 1),
    }


@settings(max_examples=100, deadline=None)
@given(case=cases())
def test_shares_add_up_to_what_was_had(case: Case) -> None:
    for kind, own in entries(case).items():
        had, fair = (sum(figures[i] for figures in own.values()) for i in (0, 1))
        assert fair == pytest.approx(had, abs=0.01), kind

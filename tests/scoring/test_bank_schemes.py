"""BANK quality pay and the yearly appraisal: rulebook section 6."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.facts import Rater
from models.score import PayBasis
from tests.scoring.case import MONTH, fact, flags, paid, person, ratings, scored, times

PAY = {"A": PayBasis(agent_id="A", month=MONTH, performance_pay=Decimal(800))}


@pytest.mark.parametrize(("shares", "left"), [([], 800), ([10], 720), ([10, 25], 520), ([60, 60], 0)])
def test_each_failed_check_takes_its_share_down_to_zero(shares: list[int], left: int) -> None:
    """BANK-39 of 800 yuan: 10 % leaves 720, 35 % leaves 520, 120 % leaves nothing and not less."""
    facts = [fact("quality_check_failed", share, number=n) for n, share in enumerate(shares)]
    result = scored("bank-quality", facts, pay=PAY)["A"]
    assert paid(result)["performance"] == left


def test_a_customer_loss_is_repaid_and_costs_the_months_performance_pay() -> None:
    """BANK-40: 0 of 800 is left, and 1,250.50 is repaid."""
    result = scored("bank-quality", [fact("customer_loss", "1250.50")], pay=PAY)["A"]
    assert paid(result) == {"performance": 0, "repaid": Decimal("-1250.50")}


def test_a_quarrel_costs_half_and_an_apology() -> None:
    result = scored("bank-quality", [fact("quarrel")], pay=PAY)["A"]
    assert paid(result)["performance"] == 400
    assert flags(result) == {"apology"}


@pytest.mark.parametrize(
    "kind",
    ["law_broken", "bank_discipline", "data_disclosed", "violence", "theft", "serious_complaint", "wilful_loss"],
)
def test_seven_grounds_for_ending_the_contract(kind: str) -> None:
    result = scored("bank-quality", [fact(kind)], pay=PAY)["A"]
    assert flags(result) == {"contract_end"}
    assert next(line for line in result.lines if line.item == kind).clause == "BANK-43"


def test_without_a_basis_pay_is_left_open_and_not_zero() -> None:
    result = scored("bank-quality")["A"]
    assert "performance" not in paid(result)
    assert any("basis" in words.en for words in result.open)


def test_persons_are_appraised_by_the_year_with_priority_in_promotion() -> None:
    """BANK-42: four ratings; superior 20 and panel (22, 24 → 23) average to 21.5; 4 × 21.5 = 86 against B's 4 × 20."""
    items = ("ability", "quality_of_work", "quantity", "attitude")
    facts = []
    for item in items:
        facts += ratings("A", Rater.SUPERIOR, "2026-12", **{item: 20})
        facts += ratings("A", Rater.PANEL, "2026-12", **{item: 22})
        facts += ratings("A", Rater.PANEL, "2026-12", **{item: 24})
        facts += ratings("B", Rater.SUPERIOR, "2026-11", **{item: 20})
        facts += ratings("B", Rater.PANEL, "2026-12", **{item: 20})
    found = scored("bank-yearly", facts, [person("A"), person("B")], "2026-12")
    assert (found["A"].total, found["B"].total) == (86, 80)
    assert flags(found["A"]) == {"promotion_first"}
    assert not flags(found["B"])


def test_groups_are_appraised_under_their_name() -> None:
    facts = ratings("service", Rater.SUPERIOR, "2026-12", ability=25, quality_of_work=25, quantity=20, attitude=20)
    team = person("service").model_copy(update={"members": ("A",)})
    result = scored("bank-yearly-groups", facts, [team], "2026-12")["service"]
    assert result.total == 90
    assert len(result.open) == 4  # the panel's


def test_a_year_is_scored_in_its_last_month() -> None:
    with pytest.raises(ValueError, match="no year ends with 2026-10"):
        scored("bank-yearly", times(1, "extra_task"))

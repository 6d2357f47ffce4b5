"""Facts: every kind is named in both languages, and a fact knows its month."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from models.facts import Fact, FactKind, Origin, Rater
from models.people import LeaveType
from models.time import month_after, months_between, months_until


@pytest.mark.parametrize("kind", FactKind)
def test_every_kind_has_names_a_unit_and_an_origin(kind: FactKind) -> None:
    assert kind.label.en
    assert kind.label.zh
    assert kind.about.unit.zh
    assert kind.about.origin.label.zh


def test_the_labels_tell_the_kinds_apart() -> None:
    for lang in ("en", "zh"):
        labels = [getattr(kind.label, lang) for kind in FactKind]
        assert len(set(labels)) == len(labels)


def test_every_type_of_leave_is_a_kind_of_attendance_fact() -> None:
    for leave in LeaveType:
        assert FactKind(f"leave_{leave.value}").about.origin is Origin.ATTENDANCE


def test_the_month_is_that_of_the_day() -> None:
    assert Fact(id="1", agent_id="A", kind=FactKind.SWAP, day=date(2026, 10, 31)).month == "2026-10"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "neither a day nor a month"),
        ({"day": date(2026, 10, 1), "month": "2026-11"}, "not in the month"),
        ({"month": "2026-13"}, "pattern"),
        ({"month": "2026-10", "kind": FactKind.FIGURE}, "no subject"),
        ({"month": "2026-10", "kind": FactKind.RATING, "subject": "skill", "amount": 5}, "who rates"),
        ({"month": "2026-10", "kind": FactKind.LATE}, r"amount is missing \(minutes\)"),
    ],
)
def test_a_fact_that_does_not_hold_together_is_refused(more: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Fact(**({"id": "1", "agent_id": "A", "kind": FactKind.SWAP} | more))


def test_the_source_is_no_part_of_the_content() -> None:
    rating = Fact(
        id="1",
        agent_id="A",
        kind=FactKind.RATING,
        month="2026-10",
        subject="skill",
        rater=Rater.SELF,
        amount=1,
        source="a row 2",
    )
    assert rating.content == rating.model_copy(update={"source": "b row 9"}).content
    assert rating.content != rating.model_copy(update={"amount": 2}).content


def test_months_are_counted_across_years() -> None:
    assert month_after("2026-11", 2) == "2027-01"
    assert months_until("2026-01", 3) == ("2025-11", "2025-12", "2026-01")
    assert months_between("2025-12", "2026-02") == 2

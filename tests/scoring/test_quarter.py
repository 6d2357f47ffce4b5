"""A quarter of 60 people with planted cases, scored by the program; each case is worked out by hand here.

October 2026 by `cs-monthly`. Everybody has 80, and 5 more without a valid complaint in the month (80 with one).
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import cli
from tests.scoring.quarter import BANK, FACTS, write

PLACES = ["--centre", str(BANK), "--facts", str(FACTS)]


def answer(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    with pytest.raises(SystemExit) as left:
        cli.main(["score", *args, *PLACES, "--json"])
    assert not left.value.code
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def october(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The whole month by one command."""
    found = answer(capsys, "run", "--scheme", "cs-monthly", "--period", "2026-10", "--ladder", "info-service")
    assert isinstance(found, dict)
    return found


def results(month: dict[str, Any]) -> dict[str, Any]:
    return {result["agent_id"]: result for result in month["results"]}


def test_the_example_is_what_the_generator_makes(tmp_path: Path) -> None:
    write(tmp_path)
    assert sorted(path.name for path in FACTS.iterdir()) == sorted(path.name for path in tmp_path.iterdir())
    for path in sorted(FACTS.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_planted_cases_of_october(october: dict[str, Any]) -> None:
    found = results(october)
    assert len(found) == 60
    worked_out = {
        # A valid complaint and nothing else: 80, no money.
        "A00010": ("80", "b", "0.00"),
        # 85, exam 100 (+5), on call (+5), late 10 minutes (-3), chat (-1): 91, +110.
        "A00011": ("91", "a", "110.00"),
        # A valid complaint, films (-10), chat (-2): 68, -120.
        "A00012": ("68", "d", "-120.00"),
        # A valid complaint, outsiders (-20), late 3 minutes (-2): 58, -220 and the company may dismiss.
        "A00013": ("58", "below", "-220.00"),
        # 85, exam 100 (+5), seven extra tasks (+35): 125, held at 110; +300.
        "A00014": ("110", "a", "300.00"),
        # 85, four minor faults of 2 (-8) and the further 20: 57; -230.
        "A00016": ("57", "below", "-230.00"),
        # 85, outsiders twice and a quarrel (-60): 25; -550 held at -300.
        "A00017": ("25", "below", "-300.00"),
        # 85, an extra task: 90; hired on 3 August, so October is the third month: +100.
        "A00045": ("90", "a", "100.00"),
    }
    got = {
        who: (
            f"{Decimal(found[who]['total']).normalize():f}",
            found[who]["grade"]["code"],
            found[who]["pay"][0]["amount"],
        )
        for who in worked_out
    }
    assert got == worked_out


def test_flags_of_october(october: dict[str, Any]) -> None:
    """A00017 was last of all in September too, below 70 both times."""
    flags = {who: [flag["code"] for flag in result["flags"]] for who, result in results(october).items()}
    assert flags["A00013"] == flags["A00016"] == ["dismissal_below_60"]
    assert flags["A00017"] == ["dismissal_below_60", "dismissal_last_twice"]
    assert not flags["A00010"]


def test_pay_does_not_move_in_the_second_month(capsys: pytest.CaptureFixture[str]) -> None:
    september = answer(capsys, "run", "--scheme", "cs-monthly", "--period", "2026-09")
    result = results(september)["A00045"]
    assert Decimal(result["total"]) == 90
    assert result["pay"][0]["amount"] == "0"


def test_every_total_is_the_sum_of_its_ledger_and_every_line_has_its_clause(october: dict[str, Any]) -> None:
    for result in october["results"]:
        assert sum(Decimal(line["points"]) for line in result["lines"]) == Decimal(result["total"])
        assert all(line["clause"] and line["entered_by"] for line in result["lines"])


def test_payslips_of_october(october: dict[str, Any]) -> None:
    """A00010: 480 minutes on a holiday at 20 an hour × 3 = 480. A00014: +300 and a star's 1,000."""
    slips = {slip["agent_id"]: slip for slip in october["payslips"]}
    assert slips["A00010"]["total"] == "480.00"
    assert slips["A00014"]["total"] == "1300.00"
    assert october["appeal_until"] == "2026-11-06"  # the fifth working day of November


def test_standings_of_october(october: dict[str, Any]) -> None:
    """A00010 is confirmed and has passed the exam (75), but the valid complaint of the month stands in the way."""
    standing = {entry["agent_id"]: entry for entry in october["standings"]}["A00010"]
    missing = {need["title"]["en"]: need["missing"] for need in standing["needs"] if need["missing"] != "0"}
    assert missing == {"violations and penalties in 3 months": "1"}


@pytest.mark.parametrize(
    "scheme", ["bank-quality", "mall-kpi-agent", "star-rating", "service-thresholds", "conduct-100", "month-pay"]
)
def test_the_same_facts_by_other_schemes(capsys: pytest.CaptureFixture[str], scheme: str) -> None:
    month = answer(capsys, "run", "--scheme", scheme, "--period", "2026-10")
    assert all(Decimal(r["total"]) == sum(Decimal(line["points"]) for line in r["lines"]) for r in month["results"])
    assert len(month["results"]) in (53, 60)

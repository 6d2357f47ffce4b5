"""The year that is played through: each month goes on from those before, and the page shows complete years only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks import fairness
from benchmarks.fairness import ARMS, MONTHS, PAGE, START, Case, Month, apart, centre_of, read_months, run, summary
from models.fairness import FairKind
from models.people import PastShift
from models.time import Period, add_months
from scheduler.fairness.carry import balances

CASE = Case(agents=12, seed=1, time_limit=1)
ALONE, LEDGER = ARMS


def month(number: int, nights: float, arm: str = LEDGER, case: Case = CASE) -> Month:
    """A month in which A00002 had so many nights of a fair four, A00003 as many fewer."""
    had = {"A00002": nights, "A00003": 8 - nights}
    kinds = (FairKind.NIGHTS, FairKind.WEEKENDS, FairKind.REFUSED_WISHES)
    return Month(
        case=case,
        arm=arm,
        first=add_months(START, number),
        cost=1000,
        for_shares=100,
        had={kind: {agent: (own, 4) for agent, own in had.items()} for kind in kinds},
        last={"A00002": ("N22", "")},
        commit="abc",
    )


def test_a_month_goes_on_from_those_before() -> None:
    first, second = centre_of(CASE, [], LEDGER), centre_of(CASE, [month(0, 6)], LEDGER)
    assert second.agents == first.agents
    assert second.past_shifts == (PastShift(agent_id="A00002", day=date(2026, 1, 31), shift="N22"),)
    assert second.calls != first.calls
    february = Period.parse("2026-02")
    assert balances(second, february)[FairKind.NIGHTS] == {"A00002": 2, "A00003": -2}
    assert balances(centre_of(CASE, [month(0, 6)], ALONE), february)[FairKind.NIGHTS] == {}


def test_how_far_people_are_apart_is_summed_over_the_months() -> None:
    assert apart([month(0, 6), month(1, 5)])[FairKind.NIGHTS] == [3, -3]


def test_only_whole_years_are_shown() -> None:
    year = [month(number, 4.5) for number in range(MONTHS)]
    assert "| 12 |" not in summary(year[:-1])
    # Half a night more or less a month are 6 each in the end; 12 months cost 900 without shares.
    assert f"| 12 | 1 | {LEDGER} | 12.0 | 6.0 | 12.0 | 6.0 | 12.0 | 6.0 | 10,800 |" in summary(year)


def test_a_run_goes_on_where_the_last_one_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[tuple[str, date]] = []

    def build(case: Case, before: list[Month], arm: str) -> Month:
        built.append((arm, add_months(START, len(before))))
        return month(len(before), 5, arm, case)

    monkeypatch.setattr(fairness, "build_month", build)
    kept = tmp_path / "year.jsonl"
    run([CASE], 3, kept)
    assert run([CASE], 2, kept) == read_months(kept)
    january, february, march = (date(2026, n, 1) for n in (1, 2, 3))
    assert built == [(ALONE, january), (LEDGER, january), (ALONE, february), (LEDGER, february), (ALONE, march)]
    assert len(run([CASE], 1000, kept)) == 2 * MONTHS


def test_the_page_shows_what_is_kept() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert fairness.with_summary(page, read_months(fairness.KEPT)) == page

"""Months added up: quarters are sums of months, years sums of quarters; and the stars of the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.scheme import Cycle, Scheme
from models.score import Raised, Result


@dataclass(frozen=True)
class PeriodSum:
    """The sum of an agent's months in a quarter (`2026-Q4`) or a year (`2026`); `mean` is for each month appraised."""

    agent_id: str
    period: str
    total: Decimal
    months: int

    @property
    def mean(self) -> Decimal:
        return self.total / self.months


def quarter_of(month: str) -> str:
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def quarter_sums(results: Iterable[Result]) -> tuple[PeriodSum, ...]:
    """The sum of the months of each quarter, by agent and quarter; months not appraised or provisional do not count."""
    found: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for result in results:
        if result.appraised and not result.provisional:
            found[result.agent_id, quarter_of(result.month)].append(result.total)
    return tuple(
        PeriodSum(who, quarter, sum(own, Decimal(0)), len(own)) for (who, quarter), own in sorted(found.items())
    )


def year_sums(quarters: Iterable[PeriodSum]) -> tuple[PeriodSum, ...]:
    """The sum of the quarters of each year."""
    found: dict[tuple[str, str], list[PeriodSum]] = defaultdict(list)
    for quarter in quarters:
        found[quarter.agent_id, quarter.period[:4]].append(quarter)
    return tuple(
        PeriodSum(who, year, sum((q.total for q in own), Decimal(0)), sum(q.months for q in own))
        for (who, year), own in sorted(found.items())
    )


def failed_years(scheme: Scheme, years: Iterable[PeriodSum]) -> dict[str, tuple[str, ...]]:
    """The years in which an agent's mean month earns a grade that fails, by agent."""
    found: dict[str, tuple[str, ...]] = {}
    for year in years:
        grade = next((g for g in scheme.grades if g.at_least is None or year.mean >= g.at_least), None)
        if scheme.cycle is Cycle.MONTH and grade is not None and grade.failed:
            found[year.agent_id] = (*found.get(year.agent_id, ()), year.period)
    return found


def year_flags(scheme: Scheme, years: Sequence[PeriodSum]) -> dict[str, tuple[Raised, ...]]:
    """The flags of a scheme that are about years, such as leaving after two failed ones, by agent."""
    flags = [flag for flag in scheme.flags if flag.yearly]
    raised = {
        who: tuple(
            Raised(code=flag.code, title=flag.title, clause=flag.clause) for flag in flags if len(failed) >= flag.times
        )
        for who, failed in failed_years(scheme, years).items()
    }
    return {who: own for who, own in raised.items() if own}


def stars_of_the_year(results: Iterable[Result], year: str, grade: str = "five") -> tuple[tuple[str, int], ...]:
    """Who has the most results of the best grade in the year, with how many; several when they are equal."""
    counts: dict[str, int] = defaultdict(int)
    for result in results:
        if (
            result.month[:4] == year
            and not result.provisional
            and result.grade is not None
            and result.grade.code == grade
        ):
            counts[result.agent_id] += 1
    most = max(counts.values(), default=0)
    return tuple((who, count) for who, count in sorted(counts.items()) if count == most)

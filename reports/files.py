"""The files that go with a roster, a requirement or a comparison, each written into a folder that is there."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from models.base import Lang, text
from models.centre import Centre
from models.demand import Requirement
from models.result import Certificate, Evaluation, Result
from models.roster import Roster
from models.standby import StandbyPlan


def write_roster_files(
    folder: Path,
    centre: Centre,
    requirement: Requirement,
    roster: Roster,
    evaluation: Evaluation,
    certificate: Certificate,
    lang: Lang,
    standby: StandbyPlan | None = None,
) -> None:
    """Workbook, CSV files and certificate; the standby groups' own workbook where they are planned."""
    from reports.certificate import write_certificate
    from reports.roster_csv import write_roster_csv
    from reports.roster_excel import write_roster_workbook
    from reports.standby_excel import write_standby_workbook

    if standby is not None:
        write_standby_workbook(folder / "standby.xlsx", centre, standby, lang)
    workbook = folder / "roster.xlsx"
    write_roster_workbook(workbook, centre, requirement, roster, evaluation, certificate, lang, standby=standby)
    write_roster_csv(folder / "roster.csv", centre, roster, lang)
    write_requirement_csv(folder / "requirement.csv", requirement)
    write_certificate(folder / "certificate.json", certificate)


def write_roster_charts(
    folder: Path,
    centre: Centre,
    requirement: Requirement,
    roster: Roster,
    evaluation: Evaluation,
    day: date,
    lang: Lang,
    standby: StandbyPlan | None = None,
) -> None:
    """Coverage of the period and the duty of one day, with its standby groups."""
    from reports.charts import write_coverage_chart, write_gantt_chart

    write_coverage_chart(folder / "coverage", centre, requirement, evaluation, roster.period, lang)
    write_gantt_chart(folder / f"gantt-{day}", centre, requirement, roster, evaluation, day, lang, standby=standby)


def write_scenario_chart(
    folder: Path, name: str, before: Result, after: Result, days: Sequence[date], lang: Lang
) -> None:
    """Two rosters on chosen days, without and with a scenario.

    Raises:
        ValueError: when one of the two has no roster.
    """
    from reports.charts import CoverageCase, write_comparison_chart

    if before.evaluation is None or after.evaluation is None:
        raise ValueError("there is no roster to compare")
    base = CoverageCase(text("as expected", "按预测").to(lang), before.requirement, before.evaluation)
    changed = CoverageCase(name, after.requirement, after.evaluation)
    write_comparison_chart(folder / "comparison", name, base, changed, days, lang)


def write_requirement_csv(path: Path, requirement: Requirement) -> None:
    """Agents required in every interval, one column for each demand group."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["start", *(group.name for group in requirement.groups)])
        for k, start in enumerate(requirement.timeline.interval_starts):
            writer.writerow([f"{start:%Y-%m-%d %H:%M}", *(group.required[k] for group in requirement.groups)])


@dataclass(frozen=True)
class DayRequirement:
    """What the pooled demand of one day needs."""

    day: date
    hours: float
    peak: int
    peak_at: datetime


def daily_requirement(requirement: Requirement) -> list[DayRequirement]:
    timeline, required = requirement.timeline, requirement.total.required
    days = []
    for day in timeline.period.days:
        intervals = timeline.day_intervals(day)
        top = max(intervals, key=lambda k: required[k])
        hours = sum(required[k] for k in intervals) * timeline.interval_minutes / 60
        days.append(DayRequirement(day, hours, required[top], timeline.interval_starts[top]))
    return days

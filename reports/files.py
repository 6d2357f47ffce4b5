"""The files that go with a roster, a requirement or a comparison, each written into a folder that is there."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from models.activities import ActivityPlan
from models.base import Lang, text
from models.centre import Centre
from models.csv_cell import shield
from models.demand import Requirement
from models.result import Certificate, Evaluation, Result
from models.roster import Roster
from models.service import ServicePrediction
from models.standby import StandbyPlan


def write_roster_files(
    folder: Path,
    centre: Centre,
    requirement: Requirement,
    roster: Roster,
    evaluation: Evaluation,
    certificate: Certificate,
    lang: Lang,
    service: ServicePrediction | None = None,
    standby: StandbyPlan | None = None,
) -> None:
    """Workbook, CSV files and certificate; with the service where it is known, and a workbook of standby groups where they
    are planned."""
    from reports.certificate import write_certificate
    from reports.roster_csv import write_roster_csv
    from reports.roster_excel import write_roster_workbook
    from reports.standby_excel import write_standby_workbook

    if standby is not None:
        write_standby_workbook(folder / "standby.xlsx", centre, standby, lang)
    workbook = folder / "roster.xlsx"
    facts = centre, requirement, roster, evaluation, certificate
    write_roster_workbook(workbook, *facts, lang, service=service, standby=standby)
    write_roster_csv(folder / "roster.csv", centre, roster, lang)
    write_requirement_csv(folder / "requirement.csv", requirement)
    write_certificate(folder / "certificate.json", certificate)
    if service is not None:
        write_service_csv(folder / "service.csv", service)


def write_roster_charts(
    folder: Path,
    centre: Centre,
    requirement: Requirement,
    roster: Roster,
    evaluation: Evaluation,
    day: date,
    lang: Lang,
    service: ServicePrediction | None = None,
    standby: StandbyPlan | None = None,
    plan: ActivityPlan | None = None,
) -> None:
    """Coverage of the period, the duty of one day with its standby groups and activities, and the service where it is known."""
    from reports.charts import write_coverage_chart, write_gantt_chart, write_service_chart

    write_coverage_chart(folder / "coverage", centre, requirement, evaluation, roster.period, lang)
    facts = centre, requirement, roster, evaluation
    write_gantt_chart(folder / f"gantt-{day}", *facts, day, lang, standby=standby, plan=plan)
    if service is not None:
        write_service_chart(folder / "service", centre, service, lang)


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


_SERVICE_COLUMNS = ("offered", "service_level", "answer_rate", "abandonment", "occupancy", "mean_wait")


def write_service_csv(path: Path, prediction: ServicePrediction) -> None:
    """The service of every interval, one row for each demand group; empty where there is none."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["start", "group", "staffed", *_SERVICE_COLUMNS])
        for k, start in enumerate(prediction.timeline.interval_starts):
            for group in prediction.groups:
                figures = group.intervals[k]
                told = [None if figures is None else getattr(figures, name) for name in _SERVICE_COLUMNS]
                cells = ["" if value is None else f"{value:.6g}" for value in told]
                writer.writerow([f"{start:%Y-%m-%d %H:%M}", shield(group.name), group.staffed[k], *cells])


def service_figures(prediction: ServicePrediction) -> dict[str, Any]:
    """The prediction for machines to read, without its intervals."""
    return prediction.model_dump(
        mode="json", exclude={"timeline": True, "groups": {"__all__": {"intervals", "staffed"}}}
    ) | {"period": str(prediction.timeline.period)}


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


def requirement_figures(requirement: Requirement, planned_shrinkage: float) -> dict[str, Any]:
    """The requirement for machines to read; paid hours have the planned shrinkage on top."""
    days, step = daily_requirement(requirement), requirement.timeline.interval_minutes / 60
    return {
        "method": requirement.method,
        "days": [asdict(day) | {"paid_hours": day.hours / (1 - planned_shrinkage)} for day in days],
        "groups": [
            {"name": group.name, "skills": group.skills, "hours": sum(group.required) * step}
            for group in requirement.groups
        ],
    }

"""The workbook that a planner sends round: roster, legend, coverage, violations, assignments, certificate."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import xlsxwriter

from models.activities import ActivityPlan
from models.base import Lang, text
from models.centre import Centre
from models.demand import Requirement
from models.hours import HoursStatement
from models.result import Certificate, Evaluation
from models.roster import Roster
from models.roster_sheet import ASSIGNMENTS_SHEET, MARK_PROPERTY, ROSTER_SHEET
from models.service import ServicePrediction
from models.standby import StandbyPlan
from reports.activities_excel import ACTIVITIES_SHEET, marks_of, write_activities_sheet
from reports.excel_coverage import write_coverage_sheet, write_daily_sheet
from reports.excel_grid import RosterFacts, write_legend_sheet, write_roster_sheet
from reports.excel_lists import write_assignments_sheet, write_certificate_sheet, write_violations_sheet
from reports.excel_service import write_service_sheet
from reports.excel_sheet import Styles
from reports.hours_excel import HOURS_SHEET, write_hours_sheet
from reports.standby_excel import OVERVIEW_SHEET, write_standby_sheet

LEGEND_SHEET = text("Legend", "图例")
COVERAGE_SHEET = text("Coverage", "覆盖")
DAILY_SHEET = text("Daily coverage", "每日覆盖")
SERVICE_SHEET = text("Predicted service", "预测服务")
VIOLATIONS_SHEET = text("Violations and wishes", "违规与未满足意愿")
CERTIFICATE_SHEET = text("Certificate", "证书")


def write_roster_workbook(
    path: Path,
    centre: Centre,
    requirement: Requirement,
    roster: Roster,
    evaluation: Evaluation,
    certificate: Certificate | None,
    lang: Lang,
    service: ServicePrediction | None = None,
    mark: str = "",
    standby: StandbyPlan | None = None,
    hours: HoursStatement | None = None,
    plan: ActivityPlan | None = None,
) -> None:
    """Write the workbook to `path`, with the predicted service where it is known. The same values give the same bytes;
    `mark` is the stored version it shows.

    Standby groups and hours have a sheet each where they are given.

    With a `plan` of activities it has a sheet of them, and the days of the grid on which an agent has some are marked.

    Raises:
        ValueError: when the roster has more assignments than a sheet has rows.
    """
    marks = marks_of(centre, roster, plan) if plan is not None else {}
    facts = RosterFacts(centre, requirement, roster, evaluation, standby, marks)
    # Rows go to disk as they are written (sheets are filled from top to bottom): months of 10,000 agents stay small.
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        workbook.set_properties(
            {
                "title": f"{centre.profile.name} {roster.period}",
                "author": "paiban",
                # A fixed date, so that the same roster gives the same file.
                "created": datetime(2000, 1, 1),
            }
        )
        if mark:
            workbook.set_custom_property(MARK_PROPERTY, mark, "text")
        styles = Styles(workbook, lang)
        write_roster_sheet(workbook.add_worksheet(ROSTER_SHEET.to(lang)), facts, styles, lang)
        write_legend_sheet(workbook.add_worksheet(LEGEND_SHEET.to(lang)), facts, styles, lang)
        if plan is not None:
            write_activities_sheet(workbook.add_worksheet(ACTIVITIES_SHEET.to(lang)), centre, plan, styles, lang)
        coverage = workbook.add_worksheet(COVERAGE_SHEET.to(lang))
        deep_share = centre.policy.roster.deep_shortage_share
        write_coverage_sheet(coverage, requirement, evaluation, deep_share, styles, lang, service)
        write_daily_sheet(workbook.add_worksheet(DAILY_SHEET.to(lang)), requirement, evaluation, styles, lang)
        if service is not None:
            write_service_sheet(workbook.add_worksheet(SERVICE_SHEET.to(lang)), service, styles, lang)
        if standby is not None:
            write_standby_sheet(workbook.add_worksheet(OVERVIEW_SHEET.to(lang)), centre, standby, styles, lang)
        if hours is not None:
            write_hours_sheet(workbook.add_worksheet(HOURS_SHEET.to(lang)), centre, hours, styles, lang)
        violations = workbook.add_worksheet(VIOLATIONS_SHEET.to(lang))
        write_violations_sheet(violations, facts, evaluation, requirement, styles, lang)
        write_assignments_sheet(workbook.add_worksheet(ASSIGNMENTS_SHEET.to(lang)), facts, styles, lang)
        certificate_sheet = workbook.add_worksheet(CERTIFICATE_SHEET.to(lang))
        write_certificate_sheet(certificate_sheet, certificate, evaluation, styles, lang)

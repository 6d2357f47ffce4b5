"""`paiban activities`: training, meetings, one-to-ones and exams inside the shifts of a roster; plan them, show a plan."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import (
    DAY,
    PATH,
    VIOLATIONS,
    Group,
    Settings,
    centre_option,
    effort_options,
    json_option,
    period_option,
    print_json,
    write_files,
)

if TYPE_CHECKING:
    from models.activities import ActivityPlan
    from models.explanation import DayService
    from models.roster import Roster
    from scheduler.instance import Instance

_roster = click.option("--roster", "roster_file", type=PATH, required=True, help="The roster file. 班表文件。")


@click.group(cls=Group)
def activities() -> None:
    """Training, meetings, one-to-ones and exams inside shifts. 班内活动。"""


@activities.command()
@click.argument("centre_path", type=PATH, metavar="CENTRE")
@_roster
@period_option
@click.option("--out", type=PATH, help="Folder for the files (out/CENTRE/activities). 输出文件夹。")
@effort_options
@json_option
@click.pass_obj
def plan(
    settings: Settings,
    /,
    centre_path: Path,
    roster_file: Path,
    period: str | None,
    out: Path | None,
    as_json: bool,
    **effort: Any,
) -> None:
    """Place the centre's activities where they cost the service least. 安排班内活动。"""
    from commands.inputs import laid
    from scheduler.activities.check import check_activities
    from scheduler.activities.plan import plan_activities
    from scheduler.engine.limits import Effort

    instance, roster = laid(roster_file, centre_path, period)
    found = plan_activities(instance, roster, Effort(**effort))
    if wrong := check_activities(instance, roster, found):
        raise RuntimeError("; ".join(words.en for words in wrong))
    folder = out or Path("out") / centre_path.resolve().stem / "activities"
    files = write_files(folder, lambda aside: _write(aside, instance, roster, found, settings))
    _show(settings, instance, found, _services(instance, roster, found), as_json, [str(file) for file in files])
    for file in files if not as_json else ():
        settings.console.tell(str(file))


@activities.command()
@click.argument("file", type=PATH, metavar="PLAN")
@centre_option
@_roster
@period_option
@click.option("--agent", help="Only of this agent: id or name. 仅此人。")
@click.option("--day", type=DAY, help="Only of this day. 仅此日。")
@json_option
@click.pass_obj
def show(
    settings: Settings,
    file: Path,
    centre_path: Path,
    roster_file: Path,
    period: str | None,
    agent: str | None,
    day: datetime | None,
    as_json: bool,
) -> None:
    """Judge a plan (activities.csv, perhaps edited) against a roster and show it. 核验并显示活动安排。"""
    from commands.inputs import laid
    from commands.questions import agent_number
    from scheduler.activities.check import check_activities, cost_of
    from store.activity_plan import read_activity_plan

    instance, roster = laid(roster_file, centre_path, period)
    found = read_activity_plan(file, instance.centre)
    wrong = check_activities(instance, roster, found)
    found = found.model_copy(update={"cost": cost_of(instance, roster, found)})
    services = _services(instance, roster, found)
    only = None if agent is None else instance.agents[agent_number(instance, agent)].id
    shown = _part(instance, found, only, day)
    more = {"problems": [words.to(settings.lang) for words in wrong]}
    _show(settings, instance, shown, services if only is None and day is None else (), as_json, more=more)
    for words in wrong:
        settings.console.tell(words)
    if wrong:
        sys.exit(VIOLATIONS)


def _part(instance: Instance, plan: ActivityPlan, agent_id: str | None, day: datetime | None) -> ActivityPlan:
    """The plan as far as it is about an agent (also as trainer) and a day."""
    trainers = {activity.name: activity.trainer for activity in instance.centre.activities}
    sessions = tuple(
        s
        for s in plan.sessions
        if (agent_id is None or agent_id in (*s.agents, trainers[s.activity]))
        and (day is None or s.start.astimezone(instance.timeline.tz).date() == day.date())
    )
    unplaced = tuple(u for u in plan.unplaced if day is None and agent_id in (None, u.agent_id))
    return plan.model_copy(update={"sessions": sessions, "unplaced": unplaced})


def _services(instance: Instance, roster: Roster, plan: ActivityPlan) -> tuple[DayService, ...]:
    """Each day with a session, without and with the activities."""
    from scheduler.activities.check import away_of
    from scheduler.explain.service import day_services
    from scheduler.view import View

    away = away_of(instance, plan)
    days = sorted({int(instance.day_of_interval[k]) for intervals in away.values() for k in intervals})
    view = View(instance, roster)
    return day_services(view, view.away(away), days)


def _write(folder: Path, instance: Instance, roster: Roster, plan: ActivityPlan, settings: Settings) -> None:
    """The roster's workbook with the activities in it and the coverage that is left, the plan as a CSV file, and a duty
    chart of the day with the most of them."""
    from reports.chart_gantt import write_gantt_chart
    from reports.roster_excel import write_roster_workbook
    from scheduler.activities.check import evaluations
    from store.activity_plan import write_activity_plan

    _, after = evaluations(instance, roster, plan)
    centre, lang = instance.centre, settings.lang
    write_roster_workbook(folder / "roster.xlsx", centre, instance.requirement, roster, after, None, lang, plan=plan)
    write_activity_plan(folder / "activities.csv", centre, plan, lang)
    day = plan.busiest_day(instance.timeline.tz)
    if day is not None:
        facts = centre, instance.requirement, roster, after
        write_gantt_chart(folder / f"gantt-{day}", *facts, day, lang, plan=plan)


def _show(
    settings: Settings,
    instance: Instance,
    plan: ActivityPlan,
    services: tuple[DayService, ...],
    as_json: bool,
    files: list[str] | None = None,
    more: dict[str, Any] | None = None,
) -> None:
    from reports.activities import show_plan

    if as_json:
        facts = plan.model_dump(mode="json") | {"gap": plan.gap, "days": [s.model_dump(mode="json") for s in services]}
        print_json(facts | ({"files": files} if files else {}) | (more or {}))
        return
    known = {activity.name: activity for activity in instance.centre.activities}
    show_plan(settings.console, plan, known, {agent.id: agent.name for agent in instance.agents}, services)

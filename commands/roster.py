"""`paiban roster`: build a roster, verify one, draw its charts. Questions about one are in `questions.py`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.acting import acting, as_option, db_option, key_option, require
from commands.common import (
    DAY,
    INTERRUPTED,
    PATH,
    VIOLATIONS,
    Group,
    Settings,
    centre_option,
    engine,
    json_option,
    needed_period,
    period_option,
    print_json,
    tell_files,
    write_files,
)
from commands.importing import import_roster
from commands.publishing import publish
from commands.questions import explain, replace
from commands.stored import diff, export, hidden, list_rosters

if TYPE_CHECKING:
    from commands.building import Built
    from models.access import Person
    from models.centre import Centre
    from models.standby import StandbyPlan
    from models.time import Period


@click.group(cls=Group)
def roster() -> None:
    """Build, verify, explain, draw, keep and publish rosters. 班表。"""


for command in (explain, replace, import_roster, export, publish, list_rosters, diff):
    roster.add_command(command)


@roster.command()
@click.argument("centre_path", type=PATH, metavar="CENTRE")
@needed_period
@click.option("--out", type=PATH, help="Folder for the files (out/CENTRE/PERIOD). 输出文件夹。")
@engine
@click.option("--gantt-day", type=DAY, help="Day of the duty chart. 甘特图日期。")
@json_option
@click.option("--no-charts", is_flag=True, help="Leave the charts out. 不生成图表。")
@click.option("--locked", help="Keep the locked cells of this workbook or stored roster. 保留其中锁定的格。")
@click.option(
    "--standby",
    "with_standby",
    is_flag=True,
    help="Holidays together: the store's past holiday duty counts, standby is planned. 节假日值班与备班一并安排。",
)
@click.option("--save", is_flag=True, help="Keep the roster as a draft in the store. 存为草稿。")
@key_option
@as_option
@db_option
@click.pass_obj
def build(
    settings: Settings,
    /,
    centre_path: Path,
    period: str,
    out: Path | None,
    gantt_day: datetime | None,
    as_json: bool,
    no_charts: bool,
    locked: str | None,
    with_standby: bool,
    save: bool,
    pseudonyms: bool,
    person: str | None,
    db: str | None,
    **engine: Any,
) -> None:
    """Build a roster and write workbook, charts and certificate. 排班并输出文件。"""
    from commands.building import build_options, finished, run_build, show_built, tell_no_roster
    from commands.holidays import past_year, standby_of
    from commands.inputs import plan
    from commands.keeping import keep_draft, locks_of, with_stored
    from commands.standby_work import show_findings, show_plan
    from models.base import text

    console = settings.console
    centre, requirement = plan(centre_path, period)
    day = _chart_day(gantt_day, requirement.timeline.period)
    if locked is not None:
        locks = locks_of(locked, centre, requirement.timeline.period, db, centre_path)
        centre = centre.model_copy(update={"locks": locks})
    drafter = _drafter(centre, person) if save else None  # told before the search, not after it
    if save or db is not None or with_standby:
        centre = with_stored(centre, db, centre_path)
    past = past_year(centre, requirement.timeline.period, db, centre_path) if with_standby else None
    result, interrupted = run_build(console, past.centre if past else centre, requirement, build_options(**engine))
    built = finished(centre, requirement, result)
    if built is None:
        if as_json:
            print_json(result.model_dump(mode="json", include={"status", "clash"}))
        sys.exit(tell_no_roster(console, result, interrupted))
    groups, remarks = standby_of(past, built.roster) if past else (None, [])
    show_findings(console, remarks)
    if groups is not None and not as_json:
        show_plan(console, centre, groups, None)
    if drafter is not None:
        kept = keep_draft(drafter, centre, built.roster, built.evaluation, db, centre_path)
        console.tell(text(f"kept as draft {kept.id}", f"已存为草稿 {kept.id}"))
    folder = out or Path("out") / centre_path.resolve().stem / period.strip()
    files = _write(settings, built, groups, folder, None if no_charts else day, pseudonyms)
    if as_json:
        print_json(built.certificate.model_dump(mode="json"))
    else:
        show_built(console, built)
        for file in files:
            console.say(str(file))
    if interrupted:
        console.tell(text("interrupted: the best roster found so far is kept", "已中断：已保留目前找到的最好班表"))
        sys.exit(INTERRUPTED)


def _chart_day(asked: datetime | None, period: Period) -> date:
    """The day of the duty chart: the first of the period, unless another is asked for."""
    day = asked.date() if asked else period.start
    if day not in period:
        raise click.UsageError(f"--gantt-day {day} is not in the period {period} 不在周期内")
    return day


def _drafter(centre: Centre, person: str | None) -> Person:
    """Who keeps the roster as a draft.

    Raises:
        ForbiddenError: when the person may not.
    """
    from models.access import Deed

    actor = acting(centre, person)
    require(actor, Deed.DRAFT_ROSTER)
    return actor


def _write(
    settings: Settings, built: Built, groups: StandbyPlan | None, into: Path, day: date | None, pseudonyms: bool
) -> list[Path]:
    """The files of a roster and its standby groups, with charts where a day is given. Groups have names: none with pseudonyms."""
    from reports.files import write_roster_charts, write_roster_files

    facts = hidden(built.centre, built.roster) if pseudonyms else built.facts
    shown = None if pseudonyms else groups

    def write(folder: Path) -> None:
        write_roster_files(folder, *facts, built.certificate, settings.lang, built.service, shown)
        if day is not None:
            write_roster_charts(folder, *facts, day, settings.lang, built.service, shown)

    return write_files(into, write)


@roster.command()
@click.argument("file", type=PATH)
@centre_option
@period_option
@json_option
@click.pass_obj
def verify(settings: Settings, file: Path, centre_path: Path, period: str | None, as_json: bool) -> None:
    """Judge a roster, also one edited by hand, without any solver. 独立校验班表。"""
    from commands.inputs import judge
    from models.base import text
    from reports.console import show_hours, show_rules

    console = settings.console
    _, requirement, _, evaluation = judge(file, centre_path, period)
    broken = evaluation.hard_violations
    if as_json:
        print_json(evaluation.model_dump(mode="json", exclude={"coverage"}) | {"hard_violations": len(broken)})
        sys.exit(VIOLATIONS if broken else 0)
    show_rules(console, evaluation)
    for violation in broken:
        console.say(f"{violation.text.to(settings.lang)} ({violation.rule}, {violation.source})")
    show_hours(console, requirement, evaluation)
    console.say(
        text(
            f"cost {evaluation.cost:,}; {len(broken)} breach(es) of hard rules",
            f"代价 {evaluation.cost:,}；违反硬性规则 {len(broken)} 处",
        )
    )
    sys.exit(VIOLATIONS if broken else 0)


@roster.command()
@click.argument("file", type=PATH)
@centre_option
@click.option("--day", type=DAY, required=True, help="Day of the duty chart. 甘特图日期。")
@click.option("--out", type=PATH, help="Folder for the charts (that of FILE). 输出文件夹。")
@period_option
@click.option(
    "--activities", "plan_file", type=PATH, help="The activities.csv of a plan: drawn, off the phones. 活动安排文件。"
)
@key_option
@db_option
@json_option
@click.pass_obj
def chart(
    settings: Settings,
    file: Path,
    centre_path: Path,
    day: datetime,
    out: Path | None,
    period: str | None,
    plan_file: Path | None,
    pseudonyms: bool,
    db: str | None,
    as_json: bool,
) -> None:
    """Draw coverage and duty charts of a roster file, with the standby of the store. 由班表文件绘图，含库中的备班。"""
    from commands.acting import pseudonyms as keyed
    from commands.holidays import standby_at_hand
    from commands.inputs import laid
    from reports.files import write_roster_charts
    from scheduler.activities.check import check_activities, evaluations
    from scheduler.evaluate import evaluate
    from store.activity_plan import read_activity_plan

    instance, rostered = laid(file, centre_path, period)
    if day.date() not in rostered.period:
        raise click.UsageError(f"--day {day:%Y-%m-%d} is not in the period {rostered.period} 不在周期内")
    plan = None if plan_file is None else read_activity_plan(plan_file, instance.centre)
    wrong = [] if plan is None else check_activities(instance, rostered, plan)
    evaluation = evaluate(instance, rostered) if plan is None else evaluations(instance, rostered, plan)[1]
    standby = None if pseudonyms else standby_at_hand(instance.centre, rostered.period, db, centre_path)
    judged = instance.centre, instance.requirement, rostered, evaluation
    if pseudonyms:
        judged = (*hidden(instance.centre, rostered)[:3], evaluation)
        plan = plan and keyed().activities(plan)

    def write(folder: Path) -> None:
        write_roster_charts(folder, *judged, day.date(), settings.lang, standby=standby, plan=plan)

    tell_files(settings, write_files(out or file.parent, write), as_json)
    for words in wrong:
        settings.console.tell(words)
    if wrong:
        sys.exit(VIOLATIONS)

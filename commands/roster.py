"""`paiban roster`: build a roster, verify one, draw its charts. Questions about one are in `questions.py`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from commands.acting import acting, as_option, db_option, key_option, opened, require
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
from commands.questions import explain, replace
from commands.stored import diff, export, hidden, import_roster, list_rosters, publish


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
    save: bool,
    pseudonyms: bool,
    person: str | None,
    db: str | None,
    **engine: Any,
) -> None:
    """Build a roster and write workbook, charts and certificate. 排班并输出文件。"""
    from commands.building import build_options, run_build, tell_no_roster
    from commands.desk import stored_leave
    from commands.inputs import plan
    from commands.keeping import keep_draft, locks_of, with_locks
    from models.access import Deed
    from models.base import text
    from models.service import ServiceSummary
    from reports.console import show_certificate, show_hours
    from reports.console_service import show_service
    from reports.files import write_roster_charts, write_roster_files
    from scheduler.instance import Instance
    from scheduler.leave.book import with_leave
    from scheduler.service import service_if_known

    console = settings.console
    centre, requirement = plan(centre_path, period)
    plan_period = requirement.timeline.period
    day = gantt_day.date() if gantt_day else plan_period.start
    if day not in plan_period:
        raise click.UsageError(f"--gantt-day {day} is not in the period {plan_period} 不在周期内")
    if locked is not None:
        centre = centre.model_copy(update={"locks": locks_of(locked, centre, plan_period, db, centre_path)})
    actor = acting(centre, person) if save else None
    if actor is not None:
        # Told before the search, not after it.
        require(actor, Deed.DRAFT_ROSTER)
    if save or db is not None:
        with opened(db, centre_path) as database, database.read() as connection:
            centre = with_leave(centre, stored_leave(connection, centre))
    result, interrupted = run_build(console, centre, requirement, build_options(**engine))
    if result.roster is None or result.evaluation is None or result.certificate is None:
        if as_json:
            print_json(result.model_dump(mode="json", include={"status", "clash"}))
        sys.exit(tell_no_roster(console, result, interrupted))
    certificate, built = result.certificate, with_locks(centre, result.roster)
    service, unknown = service_if_known(Instance(centre, requirement), built)
    summary = None if service is None else ServiceSummary.of(service)
    certificate = certificate.model_copy(update={"service": summary})
    facts = (centre, requirement, built, result.evaluation)
    if pseudonyms:
        facts = hidden(centre, built)
    if actor is not None:
        kept = keep_draft(actor, centre, built, result.evaluation, db, centre_path)
        console.tell(text(f"kept as draft {kept.id}", f"已存为草稿 {kept.id}"))

    def write(folder: Path) -> None:
        write_roster_files(folder, *facts, certificate, settings.lang, service)
        if not no_charts:
            write_roster_charts(folder, *facts, day, settings.lang, service)

    files = write_files(out or Path("out") / centre_path.resolve().stem / period.strip(), write)
    if as_json:
        print_json(certificate.model_dump(mode="json"))
    else:
        show_certificate(console, certificate)
        show_hours(console, requirement, result.evaluation)
        if service is not None:
            show_service(console, service)
        elif unknown is not None:
            console.say(unknown)
        for file in files:
            console.say(str(file))
    if interrupted:
        console.tell(text("interrupted: the best roster found so far is kept", "已中断：已保留目前找到的最好班表"))
        sys.exit(INTERRUPTED)


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
@key_option
@json_option
@click.pass_obj
def chart(
    settings: Settings,
    file: Path,
    centre_path: Path,
    day: datetime,
    out: Path | None,
    period: str | None,
    pseudonyms: bool,
    as_json: bool,
) -> None:
    """Draw coverage and duty charts of a roster file. 由班表文件绘图。"""
    from commands.inputs import judge
    from reports.files import write_roster_charts

    judged = judge(file, centre_path, period)
    if pseudonyms:
        judged = hidden(judged[0], judged[2])
    whole = judged[2].period
    if day.date() not in whole:
        raise click.UsageError(f"--day {day:%Y-%m-%d} is not in the period {whole} 不在周期内")
    files = write_files(
        out or file.parent, lambda folder: write_roster_charts(folder, *judged, day.date(), settings.lang)
    )
    tell_files(settings, files, as_json)

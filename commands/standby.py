"""`paiban standby`: groups of holidays and surge days, calls, and what came of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.acting import act_of, acting, as_option, db_option, opened, require, why_option
from commands.common import (
    DAY,
    PATH,
    VIOLATIONS,
    Group,
    Settings,
    centre_option,
    json_option,
    needed_period,
    period_option,
    print_json,
    write_files,
)

if TYPE_CHECKING:
    from datetime import datetime

    from models.standby import StoredStandby


@click.group(cls=Group)
def standby() -> None:
    """Standby groups of holidays and surge days: plan, show, call, report. 备班。"""


@standby.command()
@centre_option
@needed_period
@click.option("--roster", help="A roster file or the number of a stored one; else the published ones. 所依据的班表。")
@click.option(
    "--surge",
    "surges",
    multiple=True,
    help="A surge day, with its size: 2026-11-11=12; from the forecast without. 高峰日。",
)
@click.option("--out", type=PATH, help="Folder for a workbook, a page for each group. 输出文件夹。")
@click.option("--save", is_flag=True, help="Keep the plan in the store. 存入数据库。")
@click.option("--time-limit", type=click.FloatRange(min=0.1), default=30.0, show_default=True, help="Seconds. 秒。")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Random seed. 随机种子。")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Threads. 线程数。")
@why_option
@as_option
@db_option
@json_option
@click.pass_obj
def plan(
    settings: Settings,
    centre_path: Path,
    period: str,
    roster: str | None,
    surges: tuple[str, ...],
    out: Path | None,
    save: bool,
    time_limit: float,
    seed: int,
    workers: int,
    why: str,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Put everybody who is off on a statutory holiday into a standby group. 编制备班组。"""
    from commands.inputs import parse_period
    from commands.standby_work import keep, laid_out, show_findings, show_plan, wanted_days
    from models.access import Deed
    from reports.standby_excel import write_standby_workbook
    from scheduler.standby.check import findings
    from scheduler.standby.plan import plan_standby
    from store.files import read_centre

    centre = read_centre(centre_path)
    actor = acting(centre, person) if save else None
    if actor is not None:
        require(actor, Deed.PLAN_STANDBY)
    wanted = parse_period(period)
    days = wanted_days(centre, wanted, surges)
    layout, calls, marks = laid_out(centre, wanted, days, roster, db, centre_path)
    found = plan_standby(
        layout.duties, days, layout.past, calls, seconds=time_limit, seed=seed, workers=workers
    ).model_copy(update={"rosters": marks})
    remarks = findings(layout, found)
    stored = None
    if actor is not None:
        with opened(db, centre_path) as database, database.transaction(act_of(actor, why, "BANK-9")) as tx:
            stored = keep(tx, centre, layout, found)
    number = None if stored is None else stored.id
    if as_json:
        print_json(
            {
                "number": number,
                "plan": found.model_dump(mode="json"),
                "findings": [f.model_dump(mode="json") for f in remarks],
            }
        )
    else:
        show_plan(settings.console, centre, found, number)
        show_findings(settings.console, remarks)
    if out is not None:
        for file in write_files(
            out, lambda f: write_standby_workbook(f / "standby.xlsx", centre, found, settings.lang)
        ):
            settings.console.tell(str(file))
    sys.exit(VIOLATIONS if any(remark.hard for remark in remarks) else 0)


@standby.command()
@click.argument("number", type=click.IntRange(1), required=False)
@centre_option
@period_option
@click.option("--day", type=DAY, help="Only this day. 仅此日。")
@click.option("--out", type=PATH, help="Folder for a workbook, a page for each group. 输出文件夹。")
@as_option
@db_option
@json_option
@click.pass_obj
def show(
    settings: Settings,
    number: int | None,
    centre_path: Path,
    period: str | None,
    day: datetime | None,
    out: Path | None,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Show stored standby plans with their groups. 查看备班组。"""
    from commands.standby_work import seen_plans, show_plan
    from reports.standby_excel import write_standby_workbook
    from store.files import read_centre

    centre = read_centre(centre_path)
    found = seen_plans(centre, number, period, person, db, centre_path)
    if day is not None:
        found = [_of_day(stored, day) for stored in found if stored.plan.of_day(day.date())]
    if as_json:
        print_json([stored.model_dump(mode="json") for stored in found])
    else:
        for stored in found:
            show_plan(settings.console, centre, stored.plan, stored.id)
    for stored in found if out else ():
        name = f"standby-{stored.id}.xlsx"
        for file in write_files(
            out or Path(),
            lambda f, s=stored, n=name: write_standby_workbook(f / n, centre, s.plan, settings.lang),  # type: ignore[misc]
        ):
            settings.console.tell(str(file))


@standby.command()
@click.argument("number", type=click.IntRange(1))
@centre_option
@click.option("--day", type=DAY, required=True, help="Day of the group. 备班日。")
@click.option("--group", required=True, help="The group, such as 1A. 备班组。")
@click.option("--agent", "agent_id", required=True, help="Who was called. 被呼叫人工号。")
@click.option("--at", required=True, help="When: 2026-10-01 09:10. 呼叫时刻。")
@click.option("--came", help="When they arrived. 到岗时刻。")
@click.option("--until", help="When they left. 离岗时刻。")
@click.option("--declined", is_flag=True, help="They could be reached and did not come. 拒绝到岗。")
@click.option("--reason", default="", help="The emergency or campaign. 事由。")
@as_option
@db_option
@json_option
@click.pass_obj
def call(
    settings: Settings,
    number: int,
    centre_path: Path,
    day: datetime,
    group: str,
    agent_id: str,
    at: str,
    came: str | None,
    until: str | None,
    declined: bool,
    reason: str,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Record a call: who was called, who came, how fast; without --came and --declined nobody answered. 登记呼叫。"""
    from commands.duty_sources import local_moment
    from commands.standby_work import call_facts, made_call, record_call
    from models.access import Deed
    from models.base import text
    from store.files import read_centre

    if declined and came:
        raise click.UsageError("--came or --declined, not both 到岗与拒绝只能选一项")
    centre = read_centre(centre_path)
    actor = acting(centre, person)
    require(actor, Deed.RECORD_CALL)
    moments = [
        None if w is None else local_moment(centre, w, o)
        for w, o in ((at, "--at"), (came, "--came"), (until, "--until"))
    ]
    made = made_call(day.date(), group, agent_id, moments, declined, reason)
    with opened(db, centre_path) as database, database.transaction(act_of(actor, reason, "CS bonus")) as tx:
        stored, warnings = record_call(tx, centre, number, made)
    facts = call_facts(stored)
    if as_json:
        print_json(
            {
                "call": stored.model_dump(mode="json"),
                "response_minutes": made.response_minutes,
                "facts": facts,
                "warnings": [words.to(settings.lang) for words in warnings],
            }
        )
        return
    fast = made.response_minutes
    settings.console.say(
        text(
            f"call {stored.id}: {agent_id} {made.outcome.label.en}" + ("" if fast is None else f" after {fast} min"),
            f"呼叫 {stored.id}：{agent_id} {made.outcome.label.zh}" + ("" if fast is None else f"，用时 {fast} 分钟"),
        )
    )
    for words in warnings:
        settings.console.tell(words)


@standby.command()
@click.argument("number", type=click.IntRange(1), required=False)
@centre_option
@period_option
@click.option("--facts", type=PATH, help="Folder for standby-facts.csv, which the scores read. 积分事实输出文件夹。")
@as_option
@db_option
@json_option
@click.pass_obj
def report(
    settings: Settings,
    number: int | None,
    centre_path: Path,
    period: str | None,
    facts: Path | None,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Tell who was called, who came and how fast, and everybody's turns. 备班统计。"""
    from commands.standby_work import call_facts, reported, seen_plans, show_report
    from models.access import Deed
    from reports.facts_csv import write_facts_csv
    from store.files import read_centre

    centre = read_centre(centre_path)
    require(acting(centre, person), Deed.SEE_OTHERS_HOURS)
    found = seen_plans(centre, number, period, person, db, centre_path)
    calls, turns = reported(centre, found, db, centre_path)
    rows = [fact for stored in calls for fact in call_facts(stored)]
    if as_json:
        print_json({"calls": [c.model_dump(mode="json") for c in calls], "turns": turns, "facts": rows})
    else:
        show_report(settings.console, centre, calls, turns)
    if facts is not None:
        for file in write_files(facts, lambda folder: write_facts_csv(folder / "standby-facts.csv", rows)):
            settings.console.tell(str(file))


def _of_day(stored: StoredStandby, day: Any) -> StoredStandby:
    """The plan with the groups of one day."""
    one = stored.plan.model_copy(
        update={
            "days": tuple(d for d in stored.plan.days if d.day == day.date()),
            "groups": stored.plan.of_day(day.date()),
        }
    )
    return stored.model_copy(update={"plan": one})

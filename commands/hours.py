"""`paiban hours`: planned and worked hours, overtime, comp time, closing of months."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.acting import act_of, acting, as_option, db_option, opened, require, why_option
from commands.common import (
    DAY,
    PATH,
    Group,
    Settings,
    centre_option,
    input_error,
    json_option,
    needed_period,
    print_json,
    write_files,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from models.access import Person
    from models.centre import Centre
    from models.hours import HoursStatement

_agent = click.option("--agent", "agent_id", required=True, help="The agent's id. 工号。")
_wages = click.option("--wages", type=PATH, help="CSV with agent_id and monthly_wage, for the pay. 月工资表。")


@click.group(cls=Group)
def hours() -> None:
    """Hours, overtime and comp time by agent and month. 工时与加班。"""


@hours.command()
@centre_option
@needed_period
@click.option("--agent", "agent_id", help="Only this agent. 仅此人。")
@click.option(
    "--roster", type=click.IntRange(1), help="Look ahead: a stored draft in place of what is published. 预估。"
)
@_wages
@click.option("--out", type=PATH, help="Folder for a workbook. 输出文件夹。")
@as_option
@db_option
@json_option
@click.pass_obj
def show(
    settings: Settings,
    centre_path: Path,
    period: str,
    agent_id: str | None,
    roster: int | None,
    wages: Path | None,
    out: Path | None,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Show a month: as it was closed, or as it stands now. 查看月度工时。"""
    from commands.duty_sources import month_of_words
    from commands.hours_work import month_of
    from reports.hours_excel import write_hours_workbook
    from store.files import read_centre
    from store.wages import read_wages

    centre = read_centre(centre_path)
    _for_the_eyes_of(acting(centre, person), agent_id)
    month = month_of_words(period)
    paid = read_wages(wages, centre) if wages else {}
    with opened(db, centre_path) as database, database.read() as connection:
        statement, closed, uncovered = month_of(connection, centre, month, paid, roster)
    if agent_id is not None:
        _known(centre, agent_id)
        own = statement.of(agent_id)
        statement = statement.model_copy(update={"agents": (own,) if own else ()})
    _answer(settings, centre, statement, closed, uncovered, as_json)
    if out is not None:
        for file in write_files(
            out, lambda f: write_hours_workbook(f / "hours.xlsx", centre, statement, settings.lang)
        ):
            settings.console.tell(str(file))


def _answer(
    settings: Settings,
    centre: Centre,
    statement: HoursStatement,
    closed: int | None,
    uncovered: list[date],
    as_json: bool,
) -> None:
    from commands.hours_work import show_statement

    if as_json:
        print_json(
            {
                "closed": closed,
                "uncovered": [str(day) for day in uncovered],
                "statement": statement.model_dump(mode="json"),
            }
        )
    else:
        show_statement(settings.console, centre, statement, closed, uncovered)


@hours.command()
@centre_option
@needed_period
@_wages
@why_option
@as_option
@db_option
@json_option
@click.pass_obj
def close(
    settings: Settings,
    centre_path: Path,
    period: str,
    wages: Path | None,
    why: str,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Close a month: overtime, comp time and pay are settled; later corrections are carried over. 月结。"""
    from commands.duty_sources import month_of_words
    from commands.hours_work import close_month
    from models.access import Deed
    from store.files import read_centre
    from store.wages import read_wages

    centre = read_centre(centre_path)
    actor = acting(centre, person)
    require(actor, Deed.CLOSE_HOURS)
    month = month_of_words(period)
    paid = read_wages(wages, centre) if wages else {}
    with opened(db, centre_path) as database, database.transaction(act_of(actor, why, "BANK-7b")) as tx:
        closing = close_month(tx, centre, month, paid)
    _answer(settings, centre, closing.statement, closing.id, [], as_json)


@hours.command()
@centre_option
@_agent
@click.option("--day", type=DAY, required=True, help="The day. 日期。")
@click.option("--minutes", type=int, required=True, help="More or fewer minutes than known so far. 增减分钟数。")
@why_option
@as_option
@db_option
@json_option
@click.pass_obj
def correct(
    settings: Settings,
    centre_path: Path,
    agent_id: str,
    day: datetime,
    minutes: int,
    why: str,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Enter worked minutes beside the plan, with a reason; nothing is ever overwritten. 更正工时。"""
    from commands.standby_work import kind_of
    from models.base import text
    from store.db import hours as ledger
    from store.db.centres import save_centre
    from store.files import read_centre

    if not why.strip() or not minutes or abs(minutes) > 24 * 60:
        raise click.UsageError("give --why, and --minutes between -1440 and 1440 but 0 请给出理由与分钟数")
    centre = read_centre(centre_path)
    actor = acting(centre, person)
    _for_others(centre, actor, agent_id)
    name = centre.profile.name
    with opened(db, centre_path) as database, database.transaction(act_of(actor, why, "BANK-13")) as tx:
        save_centre(tx, centre)
        kind = kind_of(tx, centre, agent_id, day.date())
        carried = ledger.correct(tx, name, agent_id, day.date(), minutes, why, kind)
    if as_json:
        print_json({"agent": agent_id, "day": str(day.date()), "minutes": minutes, "carried_over": carried})
    elif carried:
        settings.console.say(
            text("entered; the month is closed, the next one settles it", "已登记；该月已结账，由下月结算")
        )
    else:
        settings.console.say(text("entered", "已登记"))


@hours.group()
def comp() -> None:
    """Comp time: what is there, taking it, choosing it. 调休。"""


@comp.command("show")
@centre_option
@click.option("--agent", "agent_id", help="Only this agent. 仅此人。")
@click.option("--day", type=DAY, help="As of this day (today). 截至日期。")
@as_option
@db_option
@json_option
@click.pass_obj
def show_comp(
    settings: Settings,
    centre_path: Path,
    agent_id: str | None,
    day: datetime | None,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Show comp time with the days on which it expires. 查看调休余额。"""
    from commands.hours_work import comp_lots, show_lots
    from store.files import read_centre

    centre = read_centre(centre_path)
    _for_the_eyes_of(acting(centre, person), agent_id)
    with opened(db, centre_path) as database, database.read() as connection:
        found = comp_lots(connection, centre, agent_id, None if day is None else day.date())
    if as_json:
        print_json({agent: [lot.model_dump(mode="json") for lot in lots] for agent, lots in found.items()})
    else:
        show_lots(settings.console, found)


@comp.command()
@centre_option
@_agent
@click.option("--day", type=DAY, required=True, help="The day. 日期。")
@click.option("--minutes", type=click.IntRange(1, 24 * 60), required=True, help="How long. 分钟数。")
@why_option
@as_option
@db_option
@json_option
@click.pass_obj
def take(
    settings: Settings,
    centre_path: Path,
    agent_id: str,
    day: datetime,
    minutes: int,
    why: str,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Take hours off for comp time; what was earned first goes first. 使用调休。"""
    from hours.comp import available
    from models.base import text
    from models.hours import clock_words
    from store.db import hours as ledger
    from store.db.centres import save_centre
    from store.files import read_centre

    centre = read_centre(centre_path)
    actor = acting(centre, person)
    _for_others(centre, actor, agent_id)
    name = centre.profile.name
    with opened(db, centre_path) as database, database.transaction(act_of(actor, why, "BANK-7b")) as tx:
        save_centre(tx, centre)
        there = available(ledger.comp_entries(tx.connection, name).get(agent_id, ()), day.date())
        ledger.take_comp(tx, name, agent_id, day.date(), minutes, there, why)
    left = there - minutes
    if as_json:
        print_json({"agent": agent_id, "day": str(day.date()), "minutes": minutes, "left": left})
    else:
        settings.console.say(text(f"taken; {clock_words(left)} h are left", f"已调休；余额 {clock_words(left)}"))


@comp.command()
@centre_option
@_agent
@needed_period
@click.argument("choice", type=click.Choice(["pay", "time_off"]))
@as_option
@db_option
@json_option
@click.pass_obj
def choose(
    settings: Settings,
    centre_path: Path,
    agent_id: str,
    period: str,
    choice: str,
    person: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Choose pay or time off for a month's overtime, where the policy leaves the choice. 选择付酬或调休。"""
    from commands.duty_sources import month_of_words
    from models.base import text
    from store.db import hours as ledger
    from store.db.centres import save_centre
    from store.files import read_centre

    centre = read_centre(centre_path)
    actor = acting(centre, person)
    if agent_id != actor.id:
        _for_others(centre, actor, agent_id)
    policy, name, month = centre.policy.hours, centre.profile.name, month_of_words(period)
    if "choice" not in (policy.workday_settlement, policy.rest_day_settlement):
        message = text("the policy leaves no choice", "政策未开放选择")
        remedy = text(
            "set policy.hours.rest_day_settlement to choice", "请将 policy.hours.rest_day_settlement 设为 choice"
        )
        raise input_error("policy.hours", "", message, remedy)
    with opened(db, centre_path) as database, database.transaction(act_of(actor, "", "BANK-7b")) as tx:
        save_centre(tx, centre)
        ledger.choose(tx, name, agent_id, month, choice)
    if as_json:
        print_json({"agent": agent_id, "month": f"{month.start:%Y-%m}", "choice": choice})
    else:
        settings.console.say(text("noted", "已登记"))


def _for_the_eyes_of(actor: Person, agent_id: str | None) -> None:
    """Everybody sees their own hours; those of others, or of all (None), who may.

    Raises:
        ForbiddenError: otherwise.
    """
    from models.access import Deed

    if agent_id != actor.id:
        require(actor, Deed.SEE_OTHERS_HOURS)


def _for_others(centre: Centre, actor: Person, agent_id: str) -> None:
    """Hours are entered by somebody who may, and never by the one whom they are about.

    Raises:
        ForbiddenError: otherwise.
        InputError: when the centre does not know the agent.
    """
    from models.access import Deed
    from models.base import text
    from store.errors import ForbiddenError

    _known(centre, agent_id)
    require(actor, Deed.ENTER_HOURS)
    if actor.id == agent_id:
        raise ForbiddenError(
            text("nobody enters their own hours", "不得登记本人的工时"),
            text("ask another planner or supervisor", "请由其他排班员或主管登记"),
        )


def _known(centre: Centre, agent_id: str) -> None:
    from models.base import text
    from store.words import did_you_mean

    if agent_id not in centre.agents_by_id:
        message, otherwise = (
            text("the centre knows nobody of this id", "中心没有此人"),
            text("see the agents table", "见人员表"),
        )
        raise input_error("--agent", agent_id, message, did_you_mean(agent_id, centre.agents_by_id, otherwise))

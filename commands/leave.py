"""`paiban leave`: request, approve, refuse, cancel; cover what is left open; balances and the calendar."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.acting import as_option, db_option, why_option
from commands.common import (
    DAY,
    VIOLATIONS,
    Group,
    Settings,
    centre_option,
    input_error,
    json_option,
    needed_period,
    print_json,
)

if TYPE_CHECKING:
    from commands.leave_desk import Outcome, Seen
    from models.people import LeaveType

_MOMENT = click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"])

revision_option = click.option("--revision", type=int, help="The revision that was seen. 所见修订号。")
clause_option = click.option("--clause", default="", help="The clause behind it. 依据条款。")
yes_option = click.option("--yes", is_flag=True, help="Do not ask. 不再询问。")


def desk_options(command: Any) -> Any:
    """Centre, store, person and JSON."""
    for option in (json_option, as_option, db_option, centre_option):
        command = option(command)
    return command


@click.group(cls=Group)
def leave() -> None:
    """Ask for leave and decide about it. 请假。"""


@leave.command()
@click.option("--agent", help="For whom: id or name (who acts). 请假人。")
@click.option("--type", "kind", required=True, help="annual, sick, personal, … 假别。")
@click.option("--from", "start", type=DAY, required=True, help="First day. 开始日期。")
@click.option("--to", "end", type=DAY, help="Last day (the first). 结束日期。")
@click.option("--half", type=click.Choice(["first", "second"]), help="Half of one day. 半天。")
@click.option("--told", type=_MOMENT, help="When the manager was told of an emergency. 紧急告知时刻。")
@click.option("--certificate", is_flag=True, help="The certificate was seen. 已核验证明。")
@click.option("--waitlist", is_flag=True, help="Wait where only others' annual leave is in the way. 候补。")
@click.option("--reason", default="", help="Why; kept apart, for approvers. 原因，单独保存。")
@desk_options
@click.pass_obj
def request(
    settings: Settings,
    agent: str | None,
    kind: str,
    start: datetime,
    end: datetime | None,
    half: str | None,
    told: datetime | None,
    certificate: bool,
    waitlist: bool,
    reason: str,
    centre_path: Path,
    db: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """File a request; what the clauses do not allow is not taken. 提交请假。"""
    from commands.desk import desk_at
    from commands.leave_desk import file_leave
    from models.base import text
    from models.leave import LeaveRequest

    last = (end or start).date()
    if last < start.date() or (half and last != start.date()) or (last - start.date()).days > 366:
        wrong = text("it ends before it starts, is over a year, or is half of several days", "日期或半天填写有误")
        raise input_error("--to", str(last), wrong, text("give days in their order", "请按顺序填写日期"))
    of_type = _kind(kind)
    with desk_at(centre_path, db, person) as desk:
        draft = LeaveRequest(
            id="-",
            agent_id=desk.agent_or_self(agent),
            type=of_type,
            start=start.date(),
            end=last,
            half=half,
            filed_at=desk.moment,
            filed_by=desk.person.id,
            told_at=told and told.replace(tzinfo=desk.zone),
            certificate=certificate,
        )
        outcome = file_leave(desk, draft, reason, waitlist)
        _tell(settings, outcome, desk.names, as_json)


@leave.command()
@click.argument("number", type=int)
@click.option("--certificate", is_flag=True, help="The certificate was seen. 已核验证明。")
@click.option("--all", "everybody", is_flag=True, help="Show all replacements. 显示所有人。")
@revision_option
@why_option
@yes_option
@desk_options
@click.pass_obj
def approve(
    settings: Settings,
    number: int,
    certificate: bool,
    everybody: bool,
    revision: int | None,
    why: str,
    yes: bool,
    centre_path: Path,
    db: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Show what leave does to the roster, then approve it. 审批请假。"""
    from commands.desk import desk_at
    from commands.leave_desk import approve_leave, see_leave
    from models.access import Deed
    from models.base import text

    with desk_at(centre_path, db, person) as desk:
        seen = see_leave(desk, number, certificate)
        desk.may_decide(Deed.DECIDE_LEAVE, seen.outcome.request.agent_id)
        if not as_json and seen.outcome.verdict.is_allowed:
            _show_seen(settings, seen, desk.names, None if everybody else 5)
        outcome = seen.outcome
        if outcome.verdict.is_allowed and (
            yes or (not as_json and click.confirm(text("approve it?", "批准吗？").to(settings.lang), err=True))
        ):
            outcome = approve_leave(desk, number, revision or seen.outcome.revision, why, certificate)
        effects = {"effects": [effect.model_dump(mode="json") for effect in seen.effects]}
        _tell(settings, outcome, desk.names, as_json, effects, shown=True)


@leave.command()
@click.argument("number", type=int)
@clause_option
@revision_option
@why_option
@desk_options
@click.pass_obj
def refuse(
    settings: Settings,
    number: int,
    clause: str,
    revision: int | None,
    why: str,
    centre_path: Path,
    db: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Refuse a request, with the clause and dates that would work. 拒绝请假。"""
    from commands.desk import desk_at
    from commands.leave_desk import refuse_leave

    with desk_at(centre_path, db, person) as desk:
        outcome = refuse_leave(desk, number, revision, why, clause)
        _tell(settings, outcome, desk.names, as_json)


@leave.command()
@click.argument("number", type=int)
@why_option
@desk_options
@click.pass_obj
def cancel(
    settings: Settings,
    number: int,
    why: str,
    centre_path: Path,
    db: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Take a request back, or leave that has not begun. 取消请假。"""
    from commands.desk import desk_at
    from commands.leave_desk import cancel_leave
    from models.access import Deed
    from models.base import text
    from reports.leave import show_leave, show_open

    with desk_at(centre_path, db, person) as desk:
        outcome, ready = cancel_leave(desk, number, why)
        if as_json:
            print_json(_facts(outcome) | {"next_in_line": [r.model_dump(mode="json") for r in ready]})
            return
        show_leave(settings.console, outcome.request, outcome.revision, desk.names)
        show_open(settings.console, outcome.request.opened)
        if ready and desk.person.may(Deed.SEE_OTHERS_REQUESTS):
            settings.console.say(text("could be approved from the waitlist now:", "候补中现可批准："))
            for waiting in ready:
                show_leave(settings.console, waiting, 1, desk.names)


@leave.command()
@click.argument("number", type=int)
@click.option("--day", type=DAY, required=True, help="Day of the open shift. 空缺日期。")
@click.option("--agent", required=True, help="Who takes over: id or name. 顶班人。")
@why_option
@desk_options
@click.pass_obj
def cover(
    settings: Settings,
    number: int,
    day: datetime,
    agent: str,
    why: str,
    centre_path: Path,
    db: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Give a shift that leave has opened to somebody. 安排顶班。"""
    from commands.desk import desk_at
    from commands.leave_desk import cover_shift
    from reports.leave import show_open

    with desk_at(centre_path, db, person) as desk:
        covered = cover_shift(desk, number, day.date(), desk.agent(agent), why)
        if as_json:
            print_json({"done": True, "request": covered.model_dump(mode="json")})
            return
        show_open(settings.console, covered.opened)


@leave.command()
@click.option("--agent", help="Whose: id or name (who acts). 人员。")
@click.option("--year", type=click.IntRange(2000, 2100), help="Calendar year (this one). 年份。")
@desk_options
@click.pass_obj
def balance(
    settings: Settings,
    agent: str | None,
    year: int | None,
    centre_path: Path,
    db: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Show what is due, taken and left of each type of leave. 假期余额。"""
    from commands.acting import require
    from commands.desk import desk_at
    from models.access import Deed
    from models.people import LeaveType
    from reports.leave import show_balances
    from scheduler.leave.balance import balance as balance_of

    with desk_at(centre_path, db, person) as desk:
        agent_id = desk.agent_or_self(agent)
        if not desk.may_see(agent_id):
            require(desk.person, Deed.SEE_OTHERS_REQUESTS)
        with desk.database.read() as connection:
            book = desk.book(connection)
        whole = year or book.local_day(desk.moment).year
        found = [balance_of(book, desk.centre.agents_by_id[agent_id], kind, whole) for kind in LeaveType]
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
    else:
        show_balances(settings.console, found)


@leave.command()
@needed_period
@desk_options
@click.pass_obj
def calendar(
    settings: Settings, period: str, centre_path: Path, db: str | None, person: str | None, as_json: bool
) -> None:
    """Show who is on leave or has asked for it, and open shifts. 请假日历。"""
    from commands.desk import desk_at
    from commands.inputs import parse_period
    from commands.leave_desk import see_calendar
    from reports.leave import show_calendar

    whole = parse_period(period)
    with desk_at(centre_path, db, person) as desk:
        days = see_calendar(desk, whole)
        if as_json:
            print_json([day.model_dump(mode="json") for day in days])
        else:
            show_calendar(settings.console, days, desk.names)


def _kind(word: str) -> LeaveType:
    """A type of leave by its name in either language."""
    from models.base import text
    from models.people import LeaveType
    from store.words import did_you_mean

    names = {name: kind for kind in LeaveType for name in (kind.value, kind.label.en, kind.label.zh)}
    if word.strip().lower() in names:
        return names[word.strip().lower()]
    one_of = ", ".join(kind.value for kind in LeaveType)
    otherwise = text(f"give one of: {one_of}", f"请填写以下之一：{one_of}")
    message = text("there is no such type of leave", "没有这种假别")
    raise input_error("--type", word, message, did_you_mean(word, names, otherwise))


def _facts(outcome: Outcome) -> dict[str, Any]:
    return outcome.model_dump(mode="json")


def _tell(
    settings: Settings,
    outcome: Outcome,
    names: dict[str, str],
    as_json: bool,
    more: dict[str, Any] | None = None,
    shown: bool = False,
) -> None:
    """What came of it; the program ends with 1 where the checks do not allow it."""
    from models.base import text
    from reports.leave import show_leave, show_nearest, show_open
    from reports.requests import show_findings

    if as_json:
        print_json(_facts(outcome) | (more or {}))
    else:
        console = settings.console
        show_leave(console, outcome.request, outcome.revision, names)
        if not (shown and outcome.done):
            show_findings(console, outcome.verdict.findings)
            show_nearest(console, outcome.verdict.nearest)
        show_open(console, outcome.request.opened)
        if not outcome.done:
            console.tell(text("nothing was written", "没有写入任何内容"))
    if not outcome.done and not outcome.verdict.is_allowed:
        sys.exit(VIOLATIONS)


def _show_seen(settings: Settings, seen: Seen, names: dict[str, str], most: int | None) -> None:
    from commands.questions import titles
    from reports.leave import show_leave, show_leave_effect
    from reports.requests import show_findings

    show_leave(settings.console, seen.outcome.request, seen.outcome.revision, names)
    show_findings(settings.console, seen.outcome.verdict.findings)
    for effect in seen.effects:
        show_leave_effect(settings.console, effect, titles(), most)

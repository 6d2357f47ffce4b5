"""`paiban leave`: request, approve, refuse, cancel; cover what is left open; balances and the calendar."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from commands.acting import why_option
from commands.at_desk import (
    At,
    at_desk,
    by_name,
    clause_option,
    is_confirmed,
    number_argument,
    revision_option,
    tell,
    yes_option,
)
from commands.common import DAY, Group, input_error, needed_period, print_json
from commands.leave_year import year

if TYPE_CHECKING:
    from commands.desk import Desk
    from commands.leave_desk import LeaveOutcome, Seen
    from models.leave import LeaveRequest
    from models.people import LeaveType

_MOMENT = click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"])


@click.group(cls=Group)
def leave() -> None:
    """Ask for leave and decide about it. 请假。"""


leave.add_command(year)


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
@at_desk
def request(at: At, reason: str, waitlist: bool, **wanted: Any) -> None:
    """File a request; what the clauses do not allow is not taken. 提交请假。"""
    from commands.leave_desk import file_leave

    with at.desk() as desk:
        _tell(at, desk, file_leave(desk, _draft(desk, **wanted), reason, waitlist))


@leave.command()
@number_argument
@click.option("--certificate", is_flag=True, help="The certificate was seen. 已核验证明。")
@click.option("--all", "everybody", is_flag=True, help="Show all replacements. 显示所有人。")
@revision_option
@why_option
@yes_option
@at_desk
def approve(
    at: At,
    number: int,
    certificate: bool,
    everybody: bool,
    revision: int | None,
    why: str,
    yes: bool,
) -> None:
    """Show what leave does to the roster, then approve it. 审批请假。"""
    from commands.leave_desk import approve_leave, see_leave
    from models.access import Deed

    with at.desk() as desk:
        seen = see_leave(desk, number, certificate)
        outcome = seen.outcome
        desk.may_decide(Deed.DECIDE_LEAVE, outcome.request.agent_id)
        if outcome.verdict.is_allowed:
            if not at.as_json:
                _show_seen(at, desk, seen, None if everybody else 5)
            if is_confirmed(at, yes):
                outcome = approve_leave(desk, number, revision or outcome.revision, why, certificate)
        effects = {"effects": [effect.model_dump(mode="json") for effect in seen.effects]}
        _tell(at, desk, outcome, effects, shown=True)


@leave.command()
@number_argument
@clause_option
@revision_option
@why_option
@at_desk
def refuse(
    at: At,
    number: int,
    clause: str,
    revision: int | None,
    why: str,
) -> None:
    """Refuse a request, with the clause and dates that would work. 拒绝请假。"""
    from commands.leave_desk import refuse_leave

    with at.desk() as desk:
        _tell(at, desk, refuse_leave(desk, number, revision, why, clause))


@leave.command()
@number_argument
@why_option
@at_desk
def cancel(
    at: At,
    number: int,
    why: str,
) -> None:
    """Take a request back, or leave that has not begun. 取消请假。"""
    from commands.leave_desk import cancel_leave
    from models.access import Deed
    from models.base import text
    from reports.leave import show_leave, show_open

    with at.desk() as desk:
        outcome, ready = cancel_leave(desk, number, why)
        if at.as_json:
            print_json(outcome.model_dump(mode="json") | {"next_in_line": [r.model_dump(mode="json") for r in ready]})
            return
        show_leave(at.console, outcome.request, outcome.revision, desk.names)
        show_open(at.console, outcome.request.opened)
        if ready and desk.person.may(Deed.SEE_OTHERS_REQUESTS):
            at.console.say(text("could be approved from the waitlist now:", "候补中现可批准："))
            for waiting in ready:
                show_leave(at.console, waiting, 1, desk.names)


@leave.command()
@number_argument
@click.option("--day", type=DAY, required=True, help="Day of the open shift. 空缺日期。")
@click.option("--agent", required=True, help="Who takes over: id or name. 顶班人。")
@why_option
@at_desk
def cover(
    at: At,
    number: int,
    day: datetime,
    agent: str,
    why: str,
) -> None:
    """Give a shift that leave has opened to somebody. 安排顶班。"""
    from commands.leave_desk import cover_shift
    from reports.leave import show_open

    with at.desk() as desk:
        covered = cover_shift(desk, number, day.date(), desk.agent(agent), why)
        if at.as_json:
            print_json({"done": True, "request": covered.model_dump(mode="json")})
            return
        show_open(at.console, covered.opened)


@leave.command()
@click.option("--agent", help="Whose: id or name (who acts). 人员。")
@click.option("--year", type=click.IntRange(2000, 2100), help="Calendar year (this one). 年份。")
@at_desk
def balance(
    at: At,
    agent: str | None,
    year: int | None,
) -> None:
    """Show what is due, taken and left of each type of leave. 假期余额。"""
    from commands.acting import require
    from models.access import Deed
    from models.people import LeaveType
    from reports.leave import show_balances
    from scheduler.leave.balance import balance as balance_of

    with at.desk() as desk:
        agent_id = desk.agent_or_self(agent)
        if not desk.may_see(agent_id):
            require(desk.person, Deed.SEE_OTHERS_REQUESTS)
        with desk.database.read() as connection:
            book = desk.book(connection)
        whole = year or book.local_day(desk.moment).year
        found = [balance_of(book, desk.centre.agents_by_id[agent_id], kind, whole) for kind in LeaveType]
    if at.as_json:
        print_json([one.model_dump(mode="json") for one in found])
    else:
        show_balances(at.console, found)


@leave.command()
@needed_period
@at_desk
def calendar(at: At, period: str) -> None:
    """Show who is on leave or has asked for it, and open shifts. 请假日历。"""
    from commands.inputs import parse_period
    from commands.leave_desk import see_calendar
    from reports.leave import show_calendar

    whole = parse_period(period)
    with at.desk() as desk:
        days = see_calendar(desk, whole)
        if at.as_json:
            print_json([day.model_dump(mode="json") for day in days])
        else:
            show_calendar(at.console, days, desk.names)


def _draft(
    desk: Desk,
    agent: str | None,
    kind: str,
    start: datetime,
    end: datetime | None,
    half: str | None,
    told: datetime | None,
    certificate: bool,
) -> LeaveRequest:
    """A request as the options name it.

    Raises:
        InputError: when there is no such type or agent, or the days do not make sense.
    """
    from models.base import text
    from models.leave import LeaveRequest

    of_type, last = _kind(kind), (end or start).date()
    if last < start.date() or (half and last != start.date()) or (last - start.date()).days > 366:
        wrong = text("it ends before it starts, is over a year, or is half of several days", "日期或半天填写有误")
        raise input_error("--to", str(last), wrong, text("give days in their order", "请按顺序填写日期"))
    return LeaveRequest(
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


def _kind(word: str) -> LeaveType:
    """A type of leave by its name in either language."""
    from models.base import text
    from models.people import LeaveType

    names = {name: kind for kind in LeaveType for name in (kind.value, kind.label.en, kind.label.zh)}
    message = text("there is no such type of leave", "没有这种假别")
    return by_name("--type", word.strip().lower(), names, message, LeaveType)


def _tell(at: At, desk: Desk, outcome: LeaveOutcome, more: dict[str, Any] | None = None, shown: bool = False) -> None:
    from reports.leave import show_leave, show_nearest, show_open
    from reports.requests import show_findings

    def show() -> None:
        show_leave(at.console, outcome.request, outcome.revision, desk.names)
        if not (shown and outcome.done):
            show_findings(at.console, outcome.verdict.findings)
            show_nearest(at.console, outcome.verdict.nearest)
        show_open(at.console, outcome.request.opened)

    tell(at, outcome, show, more)


def _show_seen(at: At, desk: Desk, seen: Seen, most: int | None) -> None:
    from commands.questions import titles
    from reports.leave import show_leave, show_leave_effect
    from reports.requests import show_findings

    show_leave(at.console, seen.outcome.request, seen.outcome.revision, desk.names)
    show_findings(at.console, seen.outcome.verdict.findings)
    for effect in seen.effects:
        show_leave_effect(at.console, effect, titles(), most)

"""`paiban swap`: check, request, agree, approve, refuse, withdraw, list; the form of BANK-10."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
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
from commands.common import DAY, PATH, VIOLATIONS, Group, input_error, period_option, print_json

if TYPE_CHECKING:
    from commands.desk import Desk
    from commands.swap_desk import Seen, SwapOutcome
    from models.swap import SwapRequest, SwapStatus

_WANTED = (
    click.option("--agent", help="Who asks: id or name (who acts). 发起人。"),
    click.option("--with", "partner", required=True, help="The partner: id or name. 对方。"),
    click.option("--give", "gives", type=DAY, multiple=True, required=True, help="A day given away. 让出日期。"),
    click.option("--take", "takes", type=DAY, multiple=True, help="A day taken instead. 换入日期。"),
    click.option("--reason", default="", help="Why; it stands on the form. 事由。"),
    click.option("--agreed", is_flag=True, help="The partner has signed. 对方已签字。"),
    click.option("--ordered", is_flag=True, help="The centre asks for it: it does not count. 中心安排。"),
)


def _wanted_options(command: Any) -> Any:
    for option in reversed(_WANTED):
        command = option(command)
    return command


@click.group(cls=Group)
def swap() -> None:
    """Ask for swaps and decide about them. 调班。"""


@swap.command()
@_wanted_options
@at_desk
def request(at: At, **wanted: Any) -> None:
    """File a swap; what the clauses or rules do not allow is not taken. 提交调班。"""
    from commands.swap_desk import file_swap

    with at.desk() as desk:
        _tell(at, desk, file_swap(desk, _draft(desk, **wanted)))


@swap.command()
@click.argument("number", type=int, required=False)
@click.option("--agent", help="Who asks: id or name (who acts). 发起人。")
@click.option("--with", "partner", help="The partner: id or name. 对方。")
@click.option("--give", "gives", type=DAY, multiple=True, help="A day given away. 让出日期。")
@click.option("--take", "takes", type=DAY, multiple=True, help="A day taken instead. 换入日期。")
@at_desk
def check(
    at: At,
    number: int | None,
    agent: str | None,
    partner: str | None,
    gives: tuple[datetime, ...],
    takes: tuple[datetime, ...],
) -> None:
    """Check a filed swap by NUMBER, or one not filed yet. 检查调班。"""
    from commands.swap_desk import see_draft, see_swap

    if (number is None) is not bool(partner and gives):
        raise click.UsageError("give NUMBER, or --with and --give 请给出编号，或 --with 与 --give")
    with at.desk() as desk:
        if number is None:
            seen = see_draft(desk, _draft(desk, agent, str(partner), gives, takes))
        else:
            seen = see_swap(desk, number)
        _must_see(desk, seen.outcome.request)
        _show_seen(at, desk, seen)
        sys.exit(0 if seen.outcome.verdict.is_allowed else VIOLATIONS)


@swap.command()
@number_argument
@at_desk
def agree(at: At, number: int) -> None:
    """Give the partner's word. 对方同意。"""
    from commands.swap_desk import agree_to_swap

    with at.desk() as desk:
        _tell(at, desk, agree_to_swap(desk, number), shown=True)


@swap.command()
@number_argument
@revision_option
@why_option
@yes_option
@at_desk
def approve(
    at: At,
    number: int,
    revision: int | None,
    why: str,
    yes: bool,
) -> None:
    """Show what a swap does, then approve it and change the roster. 审批调班。"""
    from commands.swap_desk import approve_swap, see_swap
    from models.access import Deed

    with at.desk() as desk:
        seen = see_swap(desk, number)
        outcome = seen.outcome
        desk.may_decide(Deed.DECIDE_SWAP, outcome.request.initiator, outcome.request.partner)
        if outcome.verdict.is_allowed:
            if not at.as_json:
                _show_seen(at, desk, seen)
            if is_confirmed(at, yes):
                outcome = approve_swap(desk, number, revision or outcome.revision, why)
        _tell(at, desk, outcome, _effect(seen), shown=True)


@swap.command()
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
    """Refuse a swap, with the clause. 拒绝调班。"""
    from commands.swap_desk import refuse_swap

    with at.desk() as desk:
        _tell(at, desk, refuse_swap(desk, number, revision, why, clause))


@swap.command()
@number_argument
@why_option
@at_desk
def withdraw(at: At, number: int, why: str) -> None:
    """Take a swap back before it is decided. 撤回调班。"""
    from commands.swap_desk import withdraw_swap

    with at.desk() as desk:
        _tell(at, desk, withdraw_swap(desk, number, why), shown=True)


@swap.command("list")
@click.option("--state", help="requested, approved, refused or withdrawn. 状态。")
@click.option("--agent", help="By or with whom: id or name. 人员。")
@period_option
@at_desk
def list_swaps(
    at: At,
    state: str | None,
    agent: str | None,
    period: str | None,
) -> None:
    """List swaps: all of them, or one's own. 列出调班。"""
    from commands.inputs import parse_period
    from models.swap import SwapRequest
    from reports.swaps import show_list
    from store.db.requests import RequestKind, find_requests

    whole = parse_period(period) if period else None
    with at.desk() as desk:
        with desk.database.read() as connection:
            found = find_requests(
                connection,
                desk.name,
                RequestKind.SWAP,
                states=None if state is None else [_state(state)],
                agent=desk.agent(agent) if agent else None,
                period=whole,
            )
        swaps = [one for stored in found if _may_see(desk, one := stored.read(SwapRequest))]
        if at.as_json:
            print_json([one.model_dump(mode="json") for one in swaps])
        else:
            show_list(at.console, swaps, desk.names)


@swap.command()
@number_argument
@click.option("--out", type=PATH, help="The file (swap-NUMBER.html). 输出文件。")
@at_desk
def form(
    at: At,
    number: int,
    out: Path | None,
) -> None:
    """Write the swap form (BANK-10) as a page to print and sign. 打印调班申请表。"""
    from commands.swap_desk import see_swap
    from reports.swap_form import swap_form
    from store.atomic import atomic_write

    with at.desk() as desk:
        seen = see_swap(desk, number)
        _must_see(desk, seen.outcome.request)
        page = swap_form(desk.centre, seen.outcome.request, seen.outcome.verdict.findings)
    file = out or Path(f"swap-{number}.html")
    with atomic_write(file) as temporary:
        temporary.write_text(page, encoding="utf-8")
    if at.as_json:
        print_json({"file": str(file)})
    else:
        at.console.say(str(file))


def _draft(
    desk: Desk,
    agent: str | None,
    partner: str,
    gives: tuple[datetime, ...],
    takes: tuple[datetime, ...],
    reason: str = "",
    agreed: bool = False,
    ordered: bool = False,
) -> SwapRequest:
    """A swap as the options name it.

    Raises:
        InputError: when somebody swaps with themselves or names a day twice.
    """
    from commands.swap_desk import Wanted, draft_swap
    from models.base import text

    initiator = desk.agent_or_self(agent)
    other = desk.agent(partner, "--with")
    if initiator == other:
        remedy = text("name another with --with", "请用 --with 指定其他人")
        raise input_error("--with", partner, text("a swap is between two people", "调班须由两人进行"), remedy)
    for option, moments in (("--give", gives), ("--take", takes)):
        if len(set(moments)) != len(moments):
            twice = text("a day is named twice", "日期重复")
            raise input_error(option, "", twice, text("name each day once", "每个日期只填一次"))
    days = [tuple(moment.date() for moment in moments) for moments in (gives, takes)]
    return draft_swap(desk, Wanted(initiator, other, days[0], days[1], reason, agreed, not ordered))


def _state(word: str) -> SwapStatus:
    from models.base import text
    from models.swap import SwapStatus

    names = {name: status for status in SwapStatus for name in (status.value, status.label.zh)}
    return by_name("--state", word, names, text("there is no such state", "没有这种状态"), SwapStatus)


def _may_see(desk: Desk, asked: SwapRequest) -> bool:
    return desk.may_see(asked.initiator, asked.partner)


def _must_see(desk: Desk, asked: SwapRequest) -> None:
    from commands.acting import require
    from models.access import Deed

    if not _may_see(desk, asked):
        require(desk.person, Deed.SEE_OTHERS_REQUESTS)


def _effect(seen: Seen) -> dict[str, Any]:
    return {"effect": None if seen.effect is None else seen.effect.model_dump(mode="json")}


def _show_seen(at: At, desk: Desk, seen: Seen) -> None:
    """A swap with all its checks; what it does to others is for those who may see others' requests."""
    from models.access import Deed
    from reports.requests import show_findings
    from reports.swaps import show_swap, show_swap_effect

    whole = desk.person.may(Deed.SEE_OTHERS_REQUESTS)
    if at.as_json:
        print_json(seen.outcome.model_dump(mode="json") | (_effect(seen) if whole else {}))
        return
    show_swap(at.console, seen.outcome.request, seen.outcome.revision, desk.names)
    show_findings(at.console, seen.outcome.verdict.findings)
    if seen.effect is not None and whole:
        show_swap_effect(at.console, seen.effect)


def _tell(at: At, desk: Desk, outcome: SwapOutcome, more: dict[str, Any] | None = None, shown: bool = False) -> None:
    from reports.requests import show_findings
    from reports.swaps import show_swap

    def show() -> None:
        show_swap(at.console, outcome.request, outcome.revision, desk.names)
        if not (shown and outcome.done):
            show_findings(at.console, outcome.verdict.findings)

    tell(at, outcome, show, more)

"""`paiban swap`: check, request, agree, approve, refuse, withdraw, list; the form of BANK-10."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.acting import why_option
from commands.common import DAY, PATH, VIOLATIONS, Group, Settings, input_error, period_option, print_json
from commands.leave import clause_option, desk_options, revision_option, yes_option

if TYPE_CHECKING:
    from commands.desk import Desk
    from commands.swap_desk import Outcome, Seen
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
@desk_options
@click.pass_obj
def request(
    settings: Settings, /, centre_path: Path, db: str | None, person: str | None, as_json: bool, **wanted: Any
) -> None:
    """File a swap; what the clauses or rules do not allow is not taken. 提交调班。"""
    from commands.desk import desk_at
    from commands.swap_desk import file_swap

    with desk_at(centre_path, db, person) as desk:
        _tell(settings, file_swap(desk, _draft(desk, **wanted)), desk, as_json)


@swap.command()
@click.argument("number", type=int, required=False)
@click.option("--agent", help="Who asks: id or name (who acts). 发起人。")
@click.option("--with", "partner", help="The partner: id or name. 对方。")
@click.option("--give", "gives", type=DAY, multiple=True, help="A day given away. 让出日期。")
@click.option("--take", "takes", type=DAY, multiple=True, help="A day taken instead. 换入日期。")
@desk_options
@click.pass_obj
def check(
    settings: Settings,
    number: int | None,
    agent: str | None,
    partner: str | None,
    gives: tuple[datetime, ...],
    takes: tuple[datetime, ...],
    centre_path: Path,
    db: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Check a filed swap by NUMBER, or one not filed yet. 检查调班。"""
    from commands.desk import desk_at
    from commands.swap_desk import see_draft, see_swap

    if (number is None) is not bool(partner and gives):
        raise click.UsageError("give NUMBER, or --with and --give 请给出编号，或 --with 与 --give")
    with desk_at(centre_path, db, person) as desk:
        if number is None:
            seen = see_draft(desk, _draft(desk, agent, str(partner), gives, takes))
        else:
            seen = see_swap(desk, number)
        _must_see(desk, seen.outcome.request)
        _show_seen(settings, seen, desk, as_json)
        sys.exit(0 if seen.outcome.verdict.is_allowed else VIOLATIONS)


@swap.command()
@click.argument("number", type=int)
@desk_options
@click.pass_obj
def agree(
    settings: Settings, number: int, centre_path: Path, db: str | None, person: str | None, as_json: bool
) -> None:
    """Give the partner's word. 对方同意。"""
    from commands.desk import desk_at
    from commands.swap_desk import agree_to_swap

    with desk_at(centre_path, db, person) as desk:
        _tell(settings, agree_to_swap(desk, number), desk, as_json, shown=True)


@swap.command()
@click.argument("number", type=int)
@revision_option
@why_option
@yes_option
@desk_options
@click.pass_obj
def approve(
    settings: Settings,
    number: int,
    revision: int | None,
    why: str,
    yes: bool,
    centre_path: Path,
    db: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Show what a swap does, then approve it and change the roster. 审批调班。"""
    from commands.desk import desk_at
    from commands.swap_desk import approve_swap, see_swap
    from models.access import Deed
    from models.base import text

    with desk_at(centre_path, db, person) as desk:
        seen = see_swap(desk, number)
        asked = seen.outcome.request
        desk.may_decide(Deed.DECIDE_SWAP, asked.initiator, asked.partner)
        outcome = seen.outcome
        if not as_json and outcome.verdict.is_allowed:
            _show_seen(settings, seen, desk, as_json)
        if outcome.verdict.is_allowed and (
            yes or (not as_json and click.confirm(text("approve it?", "批准吗？").to(settings.lang), err=True))
        ):
            outcome = approve_swap(desk, number, revision or outcome.revision, why)
        _tell(settings, outcome, desk, as_json, _effect(seen), shown=True)


@swap.command()
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
    """Refuse a swap, with the clause. 拒绝调班。"""
    from commands.desk import desk_at
    from commands.swap_desk import refuse_swap

    with desk_at(centre_path, db, person) as desk:
        _tell(settings, refuse_swap(desk, number, revision, why, clause), desk, as_json)


@swap.command()
@click.argument("number", type=int)
@why_option
@desk_options
@click.pass_obj
def withdraw(
    settings: Settings, number: int, why: str, centre_path: Path, db: str | None, person: str | None, as_json: bool
) -> None:
    """Take a swap back before it is decided. 撤回调班。"""
    from commands.desk import desk_at
    from commands.swap_desk import withdraw_swap

    with desk_at(centre_path, db, person) as desk:
        _tell(settings, withdraw_swap(desk, number, why), desk, as_json, shown=True)


@swap.command("list")
@click.option("--state", help="requested, approved, refused or withdrawn. 状态。")
@click.option("--agent", help="By or with whom: id or name. 人员。")
@period_option
@desk_options
@click.pass_obj
def list_swaps(
    settings: Settings,
    state: str | None,
    agent: str | None,
    period: str | None,
    centre_path: Path,
    db: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """List swaps: all of them, or one's own. 列出调班。"""
    from commands.desk import desk_at
    from commands.inputs import parse_period
    from models.swap import SwapRequest
    from reports.swaps import show_list
    from store.db.requests import RequestKind, find_requests

    whole = parse_period(period) if period else None
    with desk_at(centre_path, db, person) as desk:
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
        if as_json:
            print_json([one.model_dump(mode="json") for one in swaps])
        else:
            show_list(settings.console, swaps, desk.names)


@swap.command()
@click.argument("number", type=int)
@click.option("--out", type=PATH, help="The file (swap-NUMBER.html). 输出文件。")
@desk_options
@click.pass_obj
def form(
    settings: Settings,
    number: int,
    out: Path | None,
    centre_path: Path,
    db: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Write the swap form (BANK-10) as a page to print and sign. 打印调班申请表。"""
    from commands.desk import desk_at
    from commands.swap_desk import see_swap
    from reports.swap_form import swap_form
    from store.atomic import atomic_write

    with desk_at(centre_path, db, person) as desk:
        seen = see_swap(desk, number)
        _must_see(desk, seen.outcome.request)
        page = swap_form(desk.centre, seen.outcome.request, seen.outcome.verdict.findings)
    file = out or Path(f"swap-{number}.html")
    with atomic_write(file) as temporary:
        temporary.write_text(page, encoding="utf-8")
    if as_json:
        print_json({"file": str(file)})
    else:
        settings.console.say(str(file))


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
    from store.words import did_you_mean

    names = {name: status for status in SwapStatus for name in (status.value, status.label.zh)}
    if word in names:
        return names[word]
    otherwise = text(", ".join(SwapStatus), "、".join(SwapStatus))
    message = text("there is no such state", "没有这种状态")
    raise input_error("--state", word, message, did_you_mean(word, names, otherwise))


def _may_see(desk: Desk, asked: SwapRequest) -> bool:
    return desk.may_see(asked.initiator, asked.partner)


def _must_see(desk: Desk, asked: SwapRequest) -> None:
    from commands.acting import require
    from models.access import Deed

    if not _may_see(desk, asked):
        require(desk.person, Deed.SEE_OTHERS_REQUESTS)


def _effect(seen: Seen) -> dict[str, Any]:
    return {"effect": None if seen.effect is None else seen.effect.model_dump(mode="json")}


def _show_seen(settings: Settings, seen: Seen, desk: Desk, as_json: bool) -> None:
    """A swap with all its checks; what it does to others is for those who may see others' requests."""
    from models.access import Deed
    from reports.requests import show_findings
    from reports.swaps import show_swap, show_swap_effect

    whole = desk.person.may(Deed.SEE_OTHERS_REQUESTS)
    if as_json:
        print_json(seen.outcome.model_dump(mode="json") | (_effect(seen) if whole else {}))
        return
    show_swap(settings.console, seen.outcome.request, seen.outcome.revision, desk.names)
    show_findings(settings.console, seen.outcome.verdict.findings)
    if seen.effect is not None and whole:
        show_swap_effect(settings.console, seen.effect)


def _tell(
    settings: Settings,
    outcome: Outcome,
    desk: Desk,
    as_json: bool,
    more: dict[str, Any] | None = None,
    shown: bool = False,
) -> None:
    """What came of it; the program ends with 1 where the checks do not allow it."""
    from models.base import text
    from reports.requests import show_findings
    from reports.swaps import show_swap

    if as_json:
        print_json(outcome.model_dump(mode="json") | (more or {}))
    else:
        show_swap(settings.console, outcome.request, outcome.revision, desk.names)
        if not (shown and outcome.done):
            show_findings(settings.console, outcome.verdict.findings)
        if not outcome.done:
            settings.console.tell(text("nothing was written", "没有写入任何内容"))
    if not outcome.done and not outcome.verdict.is_allowed:
        sys.exit(VIOLATIONS)

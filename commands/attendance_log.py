"""`paiban attendance correct|appeal|decide|log`: what people enter about attendance. The log only grows."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.acting import as_option
from commands.common import DAY, PATH, Command, Settings, centre_option, json_option, print_json

if TYPE_CHECKING:
    from models.base import Text

    Rows = list[list[Text | str | int]]

why_option = click.option("--why", required=True, help="The reason, kept in the log. 理由，记入日志。")
entry_day = click.option("--day", type=DAY, required=True, help="Day of the shift. 班次日期。")
needed_log = click.option("--log", type=PATH, required=True, help="The log of entries, a CSV. 更正日志文件。")
on_option = click.option(
    "--on", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]), help="When it is entered; now if left out. 登记时间。"
)


@click.command("correct", cls=Command)
@click.argument("agent")
@centre_option
@needed_log
@entry_day
@click.option(
    "--kind",
    "kind_word",
    required=True,
    type=click.Choice(
        ["record_in", "record_out", "discard", "excuse", "approve", "approve_comp_time", "absence", "withdraw"]
    ),
    help="What is entered. 登记类别。",
)
@click.option("--about", help="The exception that is excused: late, away, … 所免责的异常。")
@click.option("--at", help="Moment of the record: 2026-10-05T08:55, with an offset where needed. 打卡时间。")
@click.option("--entry", "refers_to", default="", help="The entry that is withdrawn. 所撤回的记录编号。")
@why_option
@on_option
@as_option
@json_option
@click.pass_obj
def correct(settings: Settings, /, kind_word: str, **given: Any) -> None:
    """Enter a correction; the log only grows. 登记更正。"""
    _enter(settings, kind_word, **given)


@click.command("appeal", cls=Command)
@centre_option
@needed_log
@entry_day
@click.option("--about", required=True, help="The exception: late, away, … 所申诉的异常。")
@why_option
@on_option
@as_option
@json_option
@click.pass_obj
def appeal(settings: Settings, /, person: str | None, **given: Any) -> None:
    """Appeal against an exception of one's own, within the deadline. 本人申诉。"""
    _enter(settings, "appeal", agent=None, person=person, at=None, refers_to="", **given)


@click.command("decide", cls=Command)
@click.argument("refers_to", metavar="ENTRY")
@centre_option
@needed_log
@click.option("--uphold/--refuse", "upheld", required=True, help="The decision. 申诉成立或驳回。")
@why_option
@on_option
@as_option
@json_option
@click.pass_obj
def decide(settings: Settings, /, refers_to: str, upheld: bool, centre_path: Path, log: Path, **given: Any) -> None:
    """Decide about an appeal. 处理申诉。"""
    from commands.attendance_inputs import checked_log
    from commands.common import input_error
    from models.base import text
    from store.files import read_centre

    filed = next((e for e in checked_log(log, read_centre(centre_path)) if e.id == refers_to), None)
    if filed is None:
        message = text("there is no entry with this id", "没有该编号的记录")
        raise input_error("ENTRY", refers_to, message, text("see paiban attendance log", "见 paiban attendance log"))
    day = datetime.combine(filed.day, time())
    kind = "uphold" if upheld else "refuse"
    more = {"agent": filed.agent_id, "day": day, "about": None, "at": None, "refers_to": refers_to}
    _enter(settings, kind, centre_path=centre_path, log=log, **more, **given)


@click.command("log", cls=Command)
@centre_option
@needed_log
@click.option("--agent", help="Only this agent. 仅此工号。")
@as_option
@json_option
@click.pass_obj
def show_log(
    settings: Settings, centre_path: Path, log: Path, agent: str | None, person: str | None, as_json: bool
) -> None:
    """Show what was entered, by whom, when and why. 显示更正与申诉日志。"""
    from commands.acting import looking
    from commands.attendance_inputs import attendance_seen, checked_log
    from models.base import text
    from store.files import read_centre

    centre = read_centre(centre_path)
    entries = [entry for entry in checked_log(log, centre) if agent in (None, entry.agent_id)]
    viewer = looking(centre, person)
    if viewer is not None:
        seen = attendance_seen(centre, viewer)
        entries = [entry for entry in entries if entry.agent_id in seen]
    if as_json:
        print_json([entry.model_dump(mode="json") for entry in entries])
        return
    heads = [
        text(*words)
        for words in (
            ("entry", "编号"),
            ("entered", "登记时间"),
            ("by", "登记人"),
            ("agent", "工号"),
            ("day", "班次日期"),
            ("what", "类别"),
            ("about", "所指"),
            ("reason", "理由"),
        )
    ]
    rows: Rows = []
    for e in entries:
        about = e.about.label if e.about else f"{e.at:%m-%d %H:%M}" if e.at else e.refers_to
        rows.append(
            [
                e.id,
                f"{e.entered_at:%Y-%m-%d %H:%M}",
                e.entered_by,
                e.agent_id,
                str(e.day),
                e.kind.label,
                about,
                e.reason,
            ]
        )
    settings.console.table(heads, rows, left=8)


def _enter(settings: Settings, kind_word: str, **given: Any) -> None:
    """Check an entry with those before it and put it at the end of the log."""
    from commands.acting import acting
    from commands.attendance_inputs import checked_log, new_entry
    from models.base import text
    from store.attendance_log import append_to_log
    from store.files import read_centre

    centre = read_centre(given["centre_path"])
    author = acting(centre, given["person"])
    entry = new_entry(centre, given["log"], kind_word, author, given)
    checked_log(given["log"], centre, [entry])
    append_to_log(given["log"], centre.profile.time_zone, entry, settings.lang)
    if given["as_json"]:
        print_json(entry.model_dump(mode="json"))
        return
    words = text("entered as {id}: {what}", "已登记 {id}：{what}")
    settings.console.say(words.format(id=entry.id, what=entry.kind.label))

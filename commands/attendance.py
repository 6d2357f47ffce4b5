"""`paiban attendance`: what happened, from the clock's records and the published roster."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.acting import as_option
from commands.attendance_log import appeal, correct, decide, show_log
from commands.common import (
    PATH,
    Group,
    Settings,
    centre_option,
    json_option,
    needed_period,
    print_json,
    write_files,
)

if TYPE_CHECKING:
    from commands.attendance_inputs import Desk
    from models.base import Text
    from reports.attendance_words import AttendanceBook

    Rows = list[list[Text | str | int]]

input_options = (
    centre_option,
    click.option(
        "--roster", "rosters", type=PATH, multiple=True, required=True, help="Published roster; several. 已发布班表。"
    ),
    click.option(
        "--clock", "clocks", type=PATH, multiple=True, required=True, help="Clock records; several. 打卡记录。"
    ),
    needed_period,
    click.option("--log", type=PATH, help="The log of corrections and appeals. 更正与申诉日志。"),
    click.option("--meetings", type=PATH, help="Who came to department meetings. 部门例会签到表。"),
    as_option,
    click.option("--no-names", is_flag=True, help="Ids instead of names. 以工号代替姓名。"),
)


def desk_options(command: Any) -> Any:
    """Add what is needed to derive attendance."""
    for option in reversed(input_options):
        command = option(command)
    return command


@click.group(cls=Group)
def attendance() -> None:
    """What happened: clock records against the roster. 考勤。"""


for command in (correct, appeal, decide, show_log):
    attendance.add_command(command)


def _opened(**given: Any) -> Desk:
    from commands.attendance_inputs import open_desk

    names = ("centre_path", "rosters", "clocks", "period", "log", "meetings", "person")
    return open_desk(*(given[name] for name in names))


def _book(desk: Desk, no_names: bool = False) -> AttendanceBook:
    from reports.attendance_words import AttendanceBook

    return AttendanceBook(desk.centre, desk.period, desk.found, desk.entries, no_names)


@attendance.command("run")
@desk_options
@click.option("--out", type=PATH, help="Folder for the files (out/attendance-PERIOD). 输出文件夹。")
@click.option(
    "--facts", type=PATH, help="Also put the facts into this folder, for paiban score. 事实另存入评分文件夹。"
)
@json_option
@click.pass_obj
def run(settings: Settings, /, out: Path | None, facts: Path | None, as_json: bool, **given: Any) -> None:
    """Derive a month: workbook, JSON, CSV, and facts for the scores. 计算整月考勤并生成报表。"""
    import json

    from attendance.facts import facts_of
    from commands.attendance_show import show_month
    from reports.attendance_excel import write_attendance_workbook
    from reports.attendance_files import (
        attendance_tree,
        write_days_csv,
        write_exceptions_csv,
        write_facts_csv,
    )

    desk = _opened(**given)
    book, lang = _book(desk, given["no_names"]), settings.lang
    known = facts_of(desk.found, desk.centre)
    tree = attendance_tree(book, lang)
    if as_json:
        print_json(tree | {"facts": [fact.model_dump(mode="json") for fact in known]})
        return

    def write(aside: Path) -> None:
        write_attendance_workbook(aside / "attendance.xlsx", book, lang)
        (aside / "attendance.json").write_text(
            json.dumps(tree, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8"
        )
        write_exceptions_csv(aside / "exceptions.csv", book, lang)
        write_days_csv(aside / "hours.csv", book, lang)
        write_facts(aside)

    def write_facts(aside: Path) -> None:
        for month in dict.fromkeys(fact.month for fact in known):
            write_facts_csv(aside / f"attendance-{month}.csv", [fact for fact in known if fact.month == month])

    name = f"{desk.period.start:%Y-%m}" + ("" if one_month(desk) else f"..{desk.period.end:%Y-%m}")
    files = write_files(out or Path("out") / f"attendance-{name}", write)
    if facts is not None:
        write_files(facts, write_facts)
    show_month(settings, book)
    settings.console.say(f"{files[0].parent} ({len(files)})")


def one_month(desk: Desk) -> bool:
    return (desk.period.start.year, desk.period.start.month) == (desk.period.end.year, desk.period.end.month)


@attendance.command("exceptions")
@desk_options
@click.option("--agent", help="Only this agent. 仅此工号。")
@click.option("--open", "only_open", is_flag=True, help="Only what nobody has decided. 仅未处理的。")
@json_option
@click.pass_obj
def exceptions(settings: Settings, /, agent: str | None, only_open: bool, as_json: bool, **given: Any) -> None:
    """List exceptions and what a person must decide. 列出异常与待认定事项。"""
    from models.attendance import AppealState
    from models.base import text
    from reports.attendance_files import attendance_tree
    from reports.attendance_words import detail_words, state_words

    desk = _opened(**given)
    wanted = [e for e in desk.found.exceptions if agent in (None, e.agent_id)]
    if only_open:
        wanted = [e for e in wanted if not e.settled_by and e.appeal in (None, AppealState.OPEN)]
    doubts = [d for d in desk.found.doubts if agent in (None, d.agent_id)]
    found = desk.found.model_copy(update={"exceptions": tuple(wanted), "doubts": tuple(doubts)})
    book = _book(replace(desk, found=found), given["no_names"])
    if as_json:
        tree = attendance_tree(book, settings.lang)
        print_json({name: tree[name] for name in ("period", "exceptions", "doubts", "notices")})
        return
    heads = [
        text(*words)
        for words in (
            ("day", "日期"),
            ("id", "工号"),
            ("name", "姓名"),
            ("shift", "班次"),
            ("exception", "异常"),
            ("clause", "条款"),
            ("detail", "说明"),
            ("decided", "处理"),
            ("minutes", "分钟"),
        )
    ]
    rows: Rows = [
        [
            str(e.day),
            e.agent_id,
            book.name(e.agent_id),
            e.shift,
            e.kind.label,
            e.clause,
            detail_words(e),
            state_words(e),
            e.minutes,
        ]
        for e in wanted
    ]
    settings.console.table(heads, rows, left=8)
    for doubt in doubts:
        times = ", ".join(f"{at:%m-%d %H:%M}" for at in doubt.at)
        words = text("to decide: {d} {a} [{t}] {w}; {r}", "待认定：{d} {a} [{t}] {w}；{r}")
        settings.console.say(words.format(d=doubt.day, a=doubt.agent_id, t=times, w=doubt.what, r=doubt.remedy))
    for notice in desk.found.notices:
        settings.console.tell(notice)


@attendance.command("month")
@desk_options
@click.option("--teams", is_flag=True, help="By team instead of by agent. 按团队汇总。")
@json_option
@click.pass_obj
def month(settings: Settings, /, teams: bool, as_json: bool, **given: Any) -> None:
    """Show the month by agent or team, with the formulas. 显示月度考勤与公式。"""
    from commands.attendance_show import show_month, show_teams
    from reports.attendance_files import attendance_tree
    from reports.attendance_words import FORMULAS

    book = _book(_opened(**given), given["no_names"])
    if as_json:
        tree = attendance_tree(book, settings.lang)
        print_json({name: tree[name] for name in ("period", "teams" if teams else "months", "formulas")})
        return
    if teams:
        show_teams(settings, book)
    else:
        show_month(settings, book)
    for name, formula in FORMULAS:
        settings.console.say(f"{name.to(settings.lang)} = {formula.to(settings.lang)}")


@attendance.command("example")
@centre_option
@click.option("--roster", type=PATH, required=True, help="The roster that was worked. 已执行的班表。")
@click.option("--out", type=PATH, required=True, help="The CSV to write. 输出文件。")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Random seed. 随机种子。")
@click.option(
    "--fast", type=click.IntRange(-60, 60), default=0, help="Minutes the desk clock is fast. 工位考勤机快几分钟。"
)
@json_option
@click.pass_obj
def example(
    settings: Settings, centre_path: Path, roster: Path, out: Path, seed: int, fast: int, as_json: bool
) -> None:
    """Make up clock records for a roster, with planted cases. 生成带预设异常的虚构打卡记录。"""
    from commands.common import input_error
    from models.base import text
    from reports.attendance_files import write_clock_csv
    from scenarios.clock import made_up_records
    from store.atomic import atomic_write
    from store.files import read_centre
    from store.roster_files import read_roster

    if out.exists():
        message = text("it is there already and is not overwritten", "文件已存在，不会覆盖")
        raise input_error(str(out), "", message, text("give another name", "请换一个文件名"))
    centre = read_centre(centre_path)
    made = made_up_records(centre, read_roster(roster, centre), seed, fast)
    with atomic_write(out) as temporary:
        write_clock_csv(temporary, made.records, settings.lang)
    planted = [
        {"agent_id": p.agent_id, "day": p.day, "exception": p.kind.value, "minutes": p.minutes} for p in made.planted
    ]
    if as_json:
        print_json({"file": str(out), "records": len(made.records), "planted": planted})
        return
    settings.console.say(
        text(
            f"written: {out}; {len(made.records)} records, {len(planted)} planted cases",
            f"已写入：{out}；{len(made.records)} 条打卡，{len(planted)} 个预设异常",
        )
    )

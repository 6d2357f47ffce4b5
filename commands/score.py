"""`paiban score`: what a month earns, and why."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.acting import PERSON, acting, db_option, require
from commands.common import (
    PATH,
    Group,
    Settings,
    centre_option,
    input_error,
    json_option,
    needed_period,
    print_json,
    tell_files,
    write_files,
)
from commands.schemes import schemes
from commands.score_questions import compare_schemes, show_ladder, show_sums, simulate
from commands.score_views import (
    facts_option,
    ladder_option,
    month_scores,
    month_tree,
    names_option,
    page_name,
    scheme_option,
    show_month,
    told_books,
    viewer_option,
)

if TYPE_CHECKING:
    from models.base import Text

    Rows = list[list[Text | str | int]]


@click.group(cls=Group)
def score() -> None:
    """What work earns: scores, grades, pay, ladders. 考核评分。"""


for command in (schemes, simulate, compare_schemes, show_ladder, show_sums):
    score.add_command(command)


@score.command("run")
@centre_option
@facts_option
@scheme_option
@needed_period
@ladder_option
@viewer_option
@names_option
@click.option("--out", type=PATH, help="Folder for workbook and pages (out/SCHEME-MONTH). 输出文件夹。")
@db_option
@json_option
@click.pass_obj
def run_month(
    settings: Settings,
    centre_path: Path,
    folder: Path,
    scheme_name: str,
    period: str,
    ladder_name: str | None,
    viewer: str | None,
    no_names: bool,
    out: Path | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Score a month: workbook, a page for each agent, and a summary. 评出一个月的成绩。"""
    from reports.agent_page import write_agent_page
    from reports.score_excel import write_score_workbook

    books = told_books(settings, centre_path, folder, scheme_name, period, db)
    scores = month_scores(books, ladder_name, viewer, no_names)

    def write(aside: Path) -> None:
        write_score_workbook(aside / "scores.xlsx", scores, settings.lang)
        for result in scores.results:
            own = [fact for fact in books.known.facts if (fact.agent_id, fact.month) == (result.agent_id, books.month)]
            write_agent_page(aside / f"{page_name(result.agent_id)}.html", scores, result.agent_id, own, settings.lang)

    if as_json:
        if out is not None:
            write_files(out, write)
        print_json(month_tree(scores))
        return
    files = write_files(out or Path("out") / f"{books.scheme.name}-{books.month}", write)
    show_month(settings, scores)
    settings.console.say(f"{files[0].parent} ({len(files)})")


@score.command("show")
@click.argument("agent")
@centre_option
@facts_option
@scheme_option
@needed_period
@ladder_option
@viewer_option
@db_option
@json_option
@click.pass_obj
def show_agent(
    settings: Settings,
    agent: str,
    centre_path: Path,
    folder: Path,
    scheme_name: str,
    period: str,
    ladder_name: str | None,
    viewer: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Show one agent's ledger, line by line. 显示一人的明细账。"""
    from models.base import text
    from reports.score_words import entered, figure, grade_words, money, outcome, signed

    scores = month_scores(told_books(settings, centre_path, folder, scheme_name, period, db), ladder_name, viewer)
    result = next((result for result in scores.results if result.agent_id == agent), None)
    if result is None:
        message = text("there is no result of this agent to be seen", "没有可查看的该员工成绩")
        raise input_error("AGENT", agent, message, text("correct the id", "请更正工号"))
    if as_json:
        print_json(result.model_dump(mode="json"))
        return
    console, lang = settings.console, settings.lang
    heads = [
        text(*words)
        for words in (
            ("item", "项目"),
            ("clause", "条款"),
            ("entered by", "登记人"),
            ("what", "说明"),
            ("points", "分值"),
        )
    ]
    rows: Rows = [
        [line.title, line.clause, entered(line.entered_by, lang), line.text, signed(line.points)]
        for line in result.lines
    ]
    rows.append([text("total", "总分"), "", "", "", figure(result.total)])
    console.table(heads, rows, left=4)
    console.say(" · ".join(filter(None, (grade_words(result, lang), outcome(result, lang)))))
    for amount in result.pay:
        console.say(f"{amount.title.to(lang)} {money(amount.amount)}  ({amount.text.to(lang)})")
    for words in result.open:
        console.say(text("left open: {w}", "待补：{w}").format(w=words))


@score.command("close")
@centre_option
@facts_option
@scheme_option
@needed_period
@click.option(
    "--as", "--by", "closer", envvar=PERSON, help=f"Who closes it: an id ({PERSON}; the centre's default). 操作人编号。"
)
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day (today). 关账日期。")
@db_option
@json_option
@click.pass_obj
def close_month(
    settings: Settings,
    centre_path: Path,
    folder: Path,
    scheme_name: str,
    period: str,
    closer: str | None,
    day: datetime | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Close a month: from then on only corrections change it. 关账；此后只能以更正修改。"""
    from models.access import Deed
    from store.closed_months import ClosedMonth, write_closed

    books = told_books(settings, centre_path, folder, scheme_name, period, db)
    actor = acting(books.centre, closer)
    require(actor, Deed.CLOSE_SCORES)
    facts = tuple(fact for fact in books.known.facts if fact.month == books.month)
    closed = ClosedMonth(
        scheme=books.scheme.name,
        month=books.month,
        closed_by=actor.id,
        closed_on=day.date() if day else date.today(),
        facts=facts,
        results=books.results(),
    )
    tell_files(settings, [write_closed(folder, closed)], as_json)

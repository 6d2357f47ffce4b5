"""`paiban score`: what a month earns, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import (
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
from commands.schemes import schemes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commands.score_inputs import Books
    from models.base import Lang, Text
    from models.score import Result
    from reports.score_facts import MonthScores
    from scoring.compare import Change

    Rows = list[list[Text | str | int]]

facts_option = click.option(
    "--facts", "folder", type=PATH, required=True, help="Folder of facts and registers. 事项与登记表文件夹。"
)
scheme_option = click.option(
    "--scheme", "scheme_name", required=True, help="A shipped scheme or a .toml file. 内置方案名或 .toml 文件。"
)
viewer_option = click.option("--viewer", help="Show what this agent may see. 按该工号的权限显示。")
ladder_option = click.option(
    "--ladder", "ladder_name", help="Also pay and standing on a ladder. 同时计晋升与级别工资。"
)


@click.group(cls=Group)
def score() -> None:
    """What work earns: scores, grades, pay, ladders. 考核评分。"""


score.add_command(schemes)


@score.command("run")
@centre_option
@facts_option
@scheme_option
@needed_period
@ladder_option
@viewer_option
@click.option("--out", type=PATH, help="Folder for workbook and pages (out/SCHEME-MONTH). 输出文件夹。")
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
    out: Path | None,
    as_json: bool,
) -> None:
    """Score a month: workbook, a page for each agent, and a summary. 评出一个月的成绩。"""
    from commands.score_inputs import open_books
    from reports.agent_page import write_agent_page
    from reports.score_excel import write_score_workbook

    books = open_books(centre_path, folder, scheme_name, period)
    scores = _month(books, ladder_name, viewer)
    if as_json:
        print_json(_tree(scores))
        return

    def write(aside: Path) -> None:
        write_score_workbook(aside / "scores.xlsx", scores, settings.lang)
        for result in scores.results:
            own = [fact for fact in books.known.facts if (fact.agent_id, fact.month) == (result.agent_id, books.month)]
            write_agent_page(aside / f"{_file_name(result.agent_id)}.html", scores, result.agent_id, own, settings.lang)

    files = write_files(out or Path("out") / f"{books.scheme.name}-{books.month}", write)
    _show(settings, scores)
    settings.console.say(f"{files[0].parent} ({len(files)})")


@score.command("show")
@click.argument("agent")
@centre_option
@facts_option
@scheme_option
@needed_period
@ladder_option
@viewer_option
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
    as_json: bool,
) -> None:
    """Show one agent's ledger, line by line. 显示一人的明细账。"""
    from commands.score_inputs import open_books
    from models.base import text
    from reports.score_excel import entered
    from reports.score_facts import figure, grade_words, money, outcome, signed

    scores = _month(open_books(centre_path, folder, scheme_name, period), ladder_name, viewer)
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


@score.command("simulate")
@centre_option
@facts_option
@scheme_option
@needed_period
@click.option("--with", "supposed", type=PATH, help="Facts to suppose, a file like events.csv. 假定的事项。")
@click.option("--without", "dropped", multiple=True, help="Id of a fact to suppose away. 假定不存在的记录。")
@click.option("--other", help="Score by this scheme instead. 改用另一方案。")
@json_option
@click.pass_obj
def simulate(
    settings: Settings,
    centre_path: Path,
    folder: Path,
    scheme_name: str,
    period: str,
    supposed: Path | None,
    dropped: tuple[str, ...],
    other: str | None,
    as_json: bool,
) -> None:
    """What a corrected fact or another scheme would change; nothing is kept. 假设推演。"""
    from commands.score_inputs import open_books, readmitted, supposed_facts
    from models.base import text
    from scoring.compare import compare, with_facts

    books = open_books(centre_path, folder, scheme_name, period)
    unknown = sorted(set(dropped) - {fact.id for fact in books.known.facts})
    if unknown:
        message = text("no fact has this id", "没有该编号的记录")
        raise input_error("--without", unknown[0], message, text("see paiban score show", "见 paiban score show"))
    before = books.results(books.known)
    known = with_facts(books.known, supposed_facts(supposed) if supposed else (), dropped)
    target = open_books(centre_path, folder, other, period) if other else books
    after = target.results(readmitted(target, known))
    _show_changes(settings, compare(before, after), as_json)


@score.command("compare")
@centre_option
@facts_option
@scheme_option
@click.option("--other", required=True, help="The other scheme. 另一方案。")
@needed_period
@json_option
@click.pass_obj
def compare_schemes(
    settings: Settings, centre_path: Path, folder: Path, scheme_name: str, other: str, period: str, as_json: bool
) -> None:
    """Two schemes over the same facts. 用同一事实比较两个方案。"""
    from commands.score_inputs import open_books
    from scoring.compare import compare

    first, second = (open_books(centre_path, folder, name, period) for name in (scheme_name, other))
    _show_changes(settings, compare(first.results(), second.results()), as_json, everybody=True)


@score.command("ladder")
@click.argument("name")
@centre_option
@facts_option
@needed_period
@viewer_option
@json_option
@click.pass_obj
def show_ladder(
    settings: Settings, name: str, centre_path: Path, folder: Path, period: str, viewer: str | None, as_json: bool
) -> None:
    """Who may rise, what is missing, what leads down. 晋升资格。"""
    from commands.score_inputs import checked_ladder, open_books
    from models.base import text
    from reports.score_excel import need_words

    ladder = checked_ladder(name)
    books = open_books(centre_path, folder, ladder.competition or "cs-monthly", period)
    seen = _seen(books, viewer)
    found = [standing for standing in books.standings(ladder) if standing.agent_id in seen]
    if as_json:
        print_json([standing.model_dump(mode="json") | {"eligible": standing.eligible} for standing in found])
        return
    lang = settings.lang
    names = {who.id: who.name for who in books.agents}
    heads = [
        text(*w)
        for w in (
            ("id", "工号"),
            ("name", "姓名"),
            ("level", "现级别"),
            ("next", "下一级"),
            ("may rise", "可晋升"),
            ("missing, or leading down", "尚缺或降级事由"),
        )
    ]
    rows: Rows = []
    for standing in found:
        missing = [need_words(need, lang) for need in standing.needs if not need.met]
        down = [words.to(lang) for words in standing.demotions]
        reason = [standing.not_appraised.to(lang)] if standing.not_appraised else [*down, *missing]
        may = text("yes", "是") if standing.eligible else text("no", "否")
        rows.append(
            [
                standing.agent_id,
                names[standing.agent_id],
                standing.level_title,
                standing.next_title or "",
                may,
                "; ".join(reason),
            ]
        )
    settings.console.table(heads, rows, left=6)


@score.command("sums")
@centre_option
@facts_option
@scheme_option
@click.option("--year", type=click.IntRange(2000, 2150), required=True, help="The year. 年份。")
@json_option
@click.pass_obj
def show_sums(settings: Settings, centre_path: Path, folder: Path, scheme_name: str, year: int, as_json: bool) -> None:
    """Quarters as sums of months, the year as sum of quarters, and the star of the year. 季度、年度合计与年度之星。"""
    from commands.score_inputs import open_books
    from models.base import text
    from reports.score_facts import figure
    from scoring.book import FactBook
    from scoring.score import score as score_month
    from scoring.sums import quarter_sums, stars_of_the_year, year_flags, year_sums

    books = open_books(centre_path, folder, scheme_name, f"{year}-12")
    results: list[Result] = []
    for month in FactBook(books.known).months:
        if books.scheme.cycle.ends_with(month):
            kept = books.closed.get(month)
            own = (
                kept.results
                if kept
                else score_month(
                    books.scheme, books.library, books.people, books.known, month, results, books.pay.get(month)
                )
            )
            results += own
    quarters = quarter_sums(results)
    years = year_sums(quarters)
    flags = year_flags(books.scheme, years)
    stars = stars_of_the_year(results, str(year))
    shown = [entry for entry in (*quarters, *years) if entry.period.startswith(str(year))]
    if as_json:
        print_json(
            {
                "sums": [
                    {"agent": s.agent_id, "period": s.period, "total": s.total, "months": s.months} for s in shown
                ],
                "flags": {who: [flag.code for flag in own_flags] for who, own_flags in flags.items()},
                "stars_of_the_year": dict(stars),
            }
        )
        return
    heads = [text("id", "工号"), text("period", "周期"), text("months", "月数"), text("sum", "合计")]
    settings.console.table(heads, [[s.agent_id, s.period, s.months, figure(s.total)] for s in shown], left=2)
    for who, own_flags in flags.items():
        for flag in own_flags:
            settings.console.say(f"{who}: {flag.title.to(settings.lang)}")
    for who, count in stars:
        settings.console.say(
            text("star of the year: {w}, five stars {n} times", "年度之星：{w}，五星 {n} 次").format(w=who, n=count)
        )


@score.command("close")
@centre_option
@facts_option
@scheme_option
@needed_period
@click.option("--by", "closer", required=True, help="Id of the supervisor who closes it. 关账主管的工号。")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day (today). 关账日期。")
@click.pass_obj
def close_month(
    settings: Settings, centre_path: Path, folder: Path, scheme_name: str, period: str, closer: str, day: Any
) -> None:
    """Close a month: from then on only corrections change it. 关账；此后只能以更正修改。"""
    from commands.score_inputs import open_books
    from models.base import text
    from scoring.access import may_close
    from store.closed_months import ClosedMonth, write_closed

    books = open_books(centre_path, folder, scheme_name, period)
    who = next((agent for agent in books.agents if agent.id == closer), None)
    if who is None or not may_close(who):
        message = text("a month is closed by a supervisor", "关账须由主管进行")
        raise input_error("--by", closer, message, text("give a supervisor's id", "请填写主管的工号"))
    facts = tuple(fact for fact in books.known.facts if fact.month == books.month)
    closed = ClosedMonth(
        scheme=books.scheme.name,
        month=books.month,
        closed_by=closer,
        closed_on=day.date() if day else date.today(),
        facts=facts,
        results=books.results(),
    )
    settings.console.say(str(write_closed(folder, closed)))


def _seen(books: Books, viewer: str | None) -> set[str]:
    """Whose scores may be seen.

    Raises:
        InputError: when nobody has the viewer's id.
    """
    from models.base import text
    from scoring.access import may_see

    everybody = {who.id: who for who in (*books.people, *books.agents)}
    if viewer is None:
        return set(everybody)
    if viewer not in everybody:
        message = text("no agent has this id", "没有该工号的人员")
        raise input_error("--viewer", viewer, message, text("correct the id", "请更正工号"))
    return {who.id for who in everybody.values() if may_see(everybody[viewer], who)}


def _month(books: Books, ladder_name: str | None, viewer: str | None) -> MonthScores:
    """Everything that is shown of the month, as far as the viewer may see it."""
    from commands.score_inputs import checked_ladder
    from reports.score_facts import MonthScores
    from scoring.check import remarks
    from scoring.ladders import level_pay
    from scoring.pay import payslips
    from scoring.registers import complaint_statistics

    seen = _seen(books, viewer)
    results = [result for result in books.results() if result.agent_id in seen]
    found = [s for s in books.standings(checked_ladder(ladder_name)) if s.agent_id in seen] if ladder_name else []
    basis = books.pay.get(books.month, {})
    zone = books.centre.profile.time_zone
    counts = complaint_statistics(books.complaints, books.month, books.centre.calendar, books.as_of, zone)
    return MonthScores(
        centre=books.centre.profile.name,
        scheme=books.scheme,
        month=books.month,
        people=books.people,
        results=results,
        payslips=payslips(results, books.known, books.month, basis, books.centre.policy.pay, level_pay(found)),
        standings=[standing for standing in found if standing.agent_id in {r.agent_id for r in results}],
        remarks=remarks(books.scheme),
        appeal_until=books.centre.calendar.working_days_after(books.as_of, books.scheme.appeal_working_days),
        complaints=[(c.type, c.received, c.valid, c.resolved, c.reopened, c.late_steps, c.mean_hours) for c in counts],
        sources={fact.id: fact.source for fact in books.known.facts},
    )


def _tree(scores: MonthScores) -> dict[str, Any]:
    return {
        "scheme": scores.scheme.name,
        "month": scores.month,
        "appeal_until": scores.appeal_until,
        "remarks": [remark.model_dump() for remark in scores.remarks],
        "results": [result.model_dump(mode="json") for result in scores.results],
        "payslips": [slip.model_dump(mode="json") | {"total": str(slip.total)} for slip in scores.payslips],
        "standings": [standing.model_dump(mode="json") for standing in scores.standings],
    }


def _show(settings: Settings, scores: MonthScores) -> None:
    from models.base import text
    from reports.score_facts import figure, grade_words, money, outcome, shown_order
    from scoring.compare import pay_of

    lang: Lang = settings.lang
    heads = [
        text(*w)
        for w in (
            ("id", "工号"),
            ("name", "姓名"),
            ("grade", "等级"),
            ("flags", "标记"),
            ("total", "总分"),
            ("pay", "薪酬"),
            ("rank", "名次"),
        )
    ]
    rows = []
    for result in shown_order(scores.results):
        total = figure(result.total) if result.appraised else "-"
        pay = money(pay_of(result)) if result.pay else ""
        who = scores.who(result.agent_id)
        rows.append(
            [who.id, who.name, grade_words(result, lang), outcome(result, lang), total, pay, str(result.rank or "")]
        )
    settings.console.table(heads, rows, left=4)
    for remark in scores.remarks:
        settings.console.tell(remark)
    left = sum(bool(result.open) for result in scores.results)
    if left:
        settings.console.tell(
            text(f"{left} result(s) with items left open: see the workbook", f"{left} 人有待补项目，详见工作簿")
        )


def _show_changes(settings: Settings, changes: Sequence[Change], as_json: bool, everybody: bool = False) -> None:
    """Who has another total, grade or pay; `everybody` also those who have not."""
    from models.base import text
    from reports.score_facts import figure, grade_words, money, signed

    lang: Lang = settings.lang
    shown = [change for change in changes if everybody or change.changed]
    if as_json:
        print_json(
            [
                {
                    "agent": change.agent_id,
                    "before": change.before and change.before.total,
                    "after": change.after and change.after.total,
                    "points": change.points,
                    "pay": change.pay,
                }
                for change in shown
            ]
        )
        return
    if not shown:
        settings.console.say(text("nothing changes", "没有变化"))
        return
    heads = [
        text(*w)
        for w in (
            ("id", "工号"),
            ("grade before", "原等级"),
            ("grade after", "新等级"),
            ("before", "原总分"),
            ("after", "新总分"),
            ("points", "分差"),
            ("pay", "薪酬差"),
        )
    ]
    rows = [
        [
            change.agent_id,
            grade_words(change.before, lang) if change.before else "-",
            grade_words(change.after, lang) if change.after else "-",
            figure(change.before.total) if change.before else "-",
            figure(change.after.total) if change.after else "-",
            signed(change.points) if change.points is not None else "-",
            money(change.pay),
        ]
        for change in shown
    ]
    settings.console.table(heads, rows, left=3)


def _file_name(agent_id: str) -> str:
    """The id as a file's name: what systems do not take in names is left out of it."""
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in agent_id).lstrip(".") or "_"

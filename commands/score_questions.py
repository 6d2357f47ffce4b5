"""`paiban score simulate|compare|ladder|sums`: questions about scores; nothing is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.acting import db_option
from commands.common import PATH, Command, Settings, centre_option, input_error, json_option, needed_period, print_json
from commands.score_views import facts_option, scheme_option, seen_by, show_changes, told_books, viewer_option

if TYPE_CHECKING:
    from models.base import Text
    from models.score import Result

    Rows = list[list[Text | str | int]]

_NO_SCHEME = "graded-competition"
"""A ladder without a competition asks for no scheme; this one counts nothing but ratings of its own."""


@click.command("simulate", cls=Command)
@centre_option
@facts_option
@scheme_option
@needed_period
@click.option("--with", "supposed", type=PATH, help="Facts to suppose, a file like events.csv. 假定的事项。")
@click.option("--without", "dropped", multiple=True, help="Id of a fact to suppose away. 假定不存在的记录。")
@click.option("--other", help="Score by this scheme instead. 改用另一方案。")
@viewer_option
@db_option
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
    viewer: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """What a corrected fact or another scheme would change; nothing is kept. 假设推演。"""
    from commands.score_inputs import open_books, readmitted, supposed_facts
    from models.base import text
    from scoring.compare import compare, with_facts

    books = told_books(settings, centre_path, folder, scheme_name, period, db)
    unknown = sorted(set(dropped) - {fact.id for fact in books.known.facts})
    if unknown:
        message = text("no fact has this id", "没有该编号的记录")
        raise input_error("--without", unknown[0], message, text("see paiban score show", "见 paiban score show"))
    before = books.results(books.known)
    known = with_facts(books.known, supposed_facts(supposed) if supposed else (), dropped)
    target = open_books(centre_path, folder, other, period, db, foreign=True) if other else books
    after = target.results(readmitted(target, known, foreign=other is not None))
    seen = seen_by(books, viewer)
    show_changes(settings, [change for change in compare(before, after) if change.agent_id in seen], as_json)


@click.command("compare", cls=Command)
@centre_option
@facts_option
@scheme_option
@click.option("--other", required=True, help="The other scheme. 另一方案。")
@needed_period
@viewer_option
@db_option
@json_option
@click.pass_obj
def compare_schemes(
    settings: Settings,
    centre_path: Path,
    folder: Path,
    scheme_name: str,
    other: str,
    period: str,
    viewer: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Two schemes over the same facts. 用同一事实比较两个方案。"""
    from commands.score_inputs import open_books
    from scoring.compare import compare

    first = told_books(settings, centre_path, folder, scheme_name, period, db)
    second = open_books(centre_path, folder, other, period, db, foreign=True)
    seen = seen_by(first, viewer)
    changes = [change for change in compare(first.results(), second.results()) if change.agent_id in seen]
    show_changes(settings, changes, as_json, everybody=True)


@click.command("ladder", cls=Command)
@click.argument("name")
@centre_option
@facts_option
@needed_period
@viewer_option
@db_option
@json_option
@click.pass_obj
def show_ladder(
    settings: Settings,
    name: str,
    centre_path: Path,
    folder: Path,
    period: str,
    viewer: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Who may rise, what is missing, what leads down. 晋升资格。"""
    from commands.score_inputs import checked_ladder, open_books
    from models.base import text
    from reports.score_words import need_words

    ladder = checked_ladder(name)
    books = open_books(centre_path, folder, ladder.competition or _NO_SCHEME, period, db, foreign=True)
    seen = seen_by(books, viewer)
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


@click.command("sums", cls=Command)
@centre_option
@facts_option
@scheme_option
@click.option("--year", type=click.IntRange(2000, 2150), required=True, help="The year. 年份。")
@viewer_option
@db_option
@json_option
@click.pass_obj
def show_sums(
    settings: Settings,
    centre_path: Path,
    folder: Path,
    scheme_name: str,
    year: int,
    viewer: str | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Quarters as sums of months, the year as sum of quarters, and the star of the year. 季度、年度合计与年度之星。

    The star of the year is told to everybody. 年度之星对所有人公布。
    """
    from models.base import text
    from reports.score_words import figure
    from scoring.book import FactBook
    from scoring.score import score as score_month
    from scoring.sums import quarter_sums, stars_of_the_year, year_flags, year_sums

    books = told_books(settings, centre_path, folder, scheme_name, f"{year}-12", db)
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
    seen = seen_by(books, viewer)
    flags = {who: own for who, own in year_flags(books.scheme, years).items() if who in seen}
    stars = stars_of_the_year(results, str(year))
    shown = [entry for entry in (*quarters, *years) if entry.agent_id in seen and entry.period.startswith(str(year))]
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

"""What the score commands share: their options, and how a month and changes of one are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.acting import PERSON
from commands.common import PATH, Settings, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from commands.score_inputs import Books
    from models.base import Lang, Text
    from reports.score_facts import MonthScores
    from scoring.compare import Change

    Rows = list[list[Text | str | int]]

facts_option = click.option(
    "--facts", "folder", type=PATH, required=True, help="Folder of facts and registers. 事项与登记表文件夹。"
)
scheme_option = click.option(
    "--scheme", "scheme_name", required=True, help="A shipped scheme or a .toml file. 内置方案名或 .toml 文件。"
)
viewer_option = click.option(
    "--as",
    "--viewer",
    "viewer",
    envvar=PERSON,
    help=f"Who looks: an id ({PERSON}; the centre's default). 查看人编号。",
)
names_option = click.option("--no-names", is_flag=True, help="Ids instead of names. 以工号代替姓名。")
ladder_option = click.option(
    "--ladder", "ladder_name", help="Also pay and standing on a ladder. 同时计晋升与级别工资。"
)


def told_books(
    settings: Settings, centre_path: Path, folder: Path, scheme_name: str, period: str, db: str | None
) -> Books:
    """Open the books and tell what of the facts does not count."""
    from commands.score_inputs import open_books

    books = open_books(centre_path, folder, scheme_name, period, db)
    for notice in books.notices:
        settings.console.tell(notice)
    return books


def seen_by(books: Books, name: str | None) -> set[str]:
    """Whose scores may be seen by who looks; a team's own score by those who see the team.

    Raises:
        InputError: when the centre does not know them.
        ForbiddenError: when they may see nobody's.
    """
    from commands.acting import looking, require
    from models.access import Deed, in_sight

    viewer = looking(books.centre, name)
    everybody = {who.id for who in (*books.people, *books.agents)}
    if viewer is None or viewer.may(Deed.SEE_OTHERS_SCORES):
        return everybody
    seen = set(in_sight(books.centre, viewer, Deed.SEE_TEAM_SCORES, Deed.SEE_OTHERS_SCORES))
    if not seen:
        require(viewer, Deed.SEE_OTHERS_SCORES)
    me = books.centre.agents_by_id[viewer.id]
    return seen | ({me.team} & everybody if viewer.may(Deed.SEE_TEAM_SCORES) else set())


def month_scores(books: Books, ladder_name: str | None, viewer: str | None, no_names: bool = False) -> MonthScores:
    """Everything that is shown of the month, as far as the viewer may see it, with or without names."""
    from commands.score_inputs import checked_ladder
    from reports.score_facts import MonthScores
    from scoring.check import remarks
    from scoring.ladders import level_pay
    from scoring.pay import payslips
    from scoring.registers import complaint_statistics

    seen = seen_by(books, viewer)
    results = [result for result in books.results() if result.agent_id in seen]
    found = [s for s in books.standings(checked_ladder(ladder_name)) if s.agent_id in seen] if ladder_name else []
    basis = books.pay.get(books.month, {})
    zone = books.centre.profile.time_zone
    counts = complaint_statistics(books.complaints, books.month, books.centre.calendar, books.as_of, zone)
    return MonthScores(
        centre=books.centre.profile.name,
        scheme=books.scheme,
        month=books.month,
        people=[who.model_copy(update={"name": who.id}) for who in books.people] if no_names else books.people,
        results=results,
        payslips=payslips(results, books.known, books.month, basis, books.centre.policy.hours, level_pay(found)),
        standings=[standing for standing in found if standing.agent_id in {r.agent_id for r in results}],
        remarks=remarks(books.scheme),
        appeal_until=books.centre.calendar.working_days_after(books.as_of, books.scheme.appeal_working_days),
        complaints=[(c.type, c.received, c.valid, c.resolved, c.reopened, c.late_steps, c.mean_hours) for c in counts],
        sources={fact.id: fact.source for fact in books.known.facts},
    )


def month_tree(scores: MonthScores) -> dict[str, Any]:
    return {
        "scheme": scores.scheme.name,
        "month": scores.month,
        "appeal_until": scores.appeal_until,
        "remarks": [remark.model_dump() for remark in scores.remarks],
        "results": [result.model_dump(mode="json") for result in scores.results],
        "payslips": [slip.model_dump(mode="json") | {"total": str(slip.total)} for slip in scores.payslips],
        "standings": [standing.model_dump(mode="json") for standing in scores.standings],
    }


def show_month(settings: Settings, scores: MonthScores) -> None:
    from models.base import text
    from reports.score_facts import shown_order
    from reports.score_words import figure, grade_words, money, outcome
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


def show_changes(settings: Settings, changes: Sequence[Change], as_json: bool, everybody: bool = False) -> None:
    """Who has another total, grade or pay; `everybody` also those who have not."""
    from models.base import text
    from reports.score_words import figure, grade_words, money, signed

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


def page_name(agent_id: str) -> str:
    """The id as a file's name: what systems do not take in names is left out of it."""
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in agent_id).lstrip(".") or "_"

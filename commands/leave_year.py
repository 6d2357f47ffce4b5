"""`paiban leave year`: the year's annual leave from ranked wishes, planned, judged, written, and filed when asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.acting import as_option, db_option, opened
from commands.common import PATH, VIOLATIONS, Command, Settings, effort_options, json_option, print_json, write_files

if TYPE_CHECKING:
    from models.base import Text
    from models.centre import Centre
    from models.leave import LeaveRequest
    from models.leave_year import LeaveYearPlan
    from scheduler.leave.book import LeaveBook


@click.command(cls=Command)
@click.argument("centre_path", type=PATH, metavar="CENTRE")
@click.option("--year", "of_year", type=click.IntRange(2000, 2100), required=True, help="The year. 年份。")
@click.option("--at-once", type=click.IntRange(0, 10_000), help="Another limit at once. 另设同时休假上限。")
@click.option("--out", type=PATH, help="Folder for the files (out/CENTRE/leave-YEAR). 输出文件夹。")
@click.option("--file", "filing", is_flag=True, help="File what is given as requests in the store. 存为请假申请。")
@effort_options
@json_option
@as_option
@db_option
@click.pass_obj
def year(
    settings: Settings,
    /,
    centre_path: Path,
    of_year: int,
    at_once: int | None,
    out: Path | None,
    filing: bool,
    as_json: bool,
    person: str | None,
    db: str | None,
    **effort: Any,
) -> None:
    """Plan the year's annual leave from ranked wishes. 全年年假安排。"""
    from commands.desk import moment_of
    from reports.leave_year import show_year
    from scheduler.engine.limits import Effort
    from scheduler.leave.book import LeaveBook
    from scheduler.leave_year.check import check_year
    from scheduler.leave_year.plan import plan_year, with_at_once
    from store.files import read_centre

    if filing and at_once is not None:
        raise click.UsageError(
            "--at-once only tries a limit: set it in the policy to file 试算上限不能存档，请先修改设置"
        )
    centre = read_centre(centre_path)
    moment = moment_of(centre)
    book = LeaveBook(centre, _requests(centre_path, db, centre) if filing or db is not None else ())
    if at_once is not None:
        book = with_at_once(book, at_once)
    plan = plan_year(book, of_year, moment, Effort(**effort))
    if wrong := check_year(book, plan, moment):
        raise RuntimeError("; ".join(words.en for words in wrong))
    filed, refused = _file(centre_path, db, person, plan) if filing else ([], [])
    folder = out or Path("out") / centre_path.resolve().stem / f"leave-{of_year}"
    files = write_files(folder, lambda aside: _write(aside, book, plan, settings))
    if as_json:
        facts = plan.model_dump(mode="json") | {"moment": moment.isoformat(), "files": [str(file) for file in files]}
        print_json(facts | {"filed": filed, "not_filed": [words.to(settings.lang) for words in refused]})
    else:
        show_year(settings.console, plan, {agent.id: agent.name for agent in centre.agents})
        _tell(settings, filed, refused, files)
    if refused:
        sys.exit(VIOLATIONS)


def _requests(centre_path: Path, db: str | None, centre: Centre) -> tuple[LeaveRequest, ...]:
    """Every request for leave that the store has of the centre; annual leave asked for counts as given already."""
    from models.leave import LeaveRequest
    from models.people import LeaveStatus, LeaveType
    from store.db.requests import RequestKind, find_requests

    with opened(db, centre_path) as database, database.read() as connection:
        found = find_requests(connection, centre.profile.name, RequestKind.LEAVE)
        requests = [request.read(LeaveRequest) for request in found]
    return tuple(
        request.moved(LeaveStatus.APPROVED)
        if request.status is LeaveStatus.REQUESTED and request.type is LeaveType.ANNUAL
        else request
        for request in requests
    )


def _file(centre_path: Path, db: str | None, person: str | None, plan: LeaveYearPlan) -> tuple[list[str], list[Text]]:
    """File every block that is given, each through the checks of `leave request`: the numbers, and what was not taken."""
    from commands.desk import desk_at
    from commands.leave_desk import file_leave
    from models.base import text
    from scheduler.leave_year.claims import as_request

    filed, refused = [], []
    with desk_at(centre_path, db, person) as desk:
        for wish in plan.kept:
            draft = as_request(wish, desk.moment).model_copy(update={"filed_by": desk.person.id})
            outcome = file_leave(desk, draft)
            if outcome.done:
                filed.append(outcome.request.id)
            words = [finding.text for finding in outcome.verdict.broken]
            refused += [text(f"{wish.agent_id}: {w.en}", f"{wish.agent_id}：{w.zh}") for w in words]
    return filed, refused


def _write(folder: Path, book: LeaveBook, plan: LeaveYearPlan, settings: Settings) -> None:
    """The workbook, and the two tables as they may take the place of the centre's own."""
    from models.leave_year import PastLeave
    from models.people import Leave, LeaveType
    from reports.leave_year_excel import write_leave_year_workbook
    from scheduler.leave.book import with_leave
    from store.people_tables import LEAVE
    from store.write import write_table
    from store.year_tables import PAST_LEAVE

    centre = book.centre
    approved = with_leave(centre, book.requests)
    write_leave_year_workbook(folder / f"leave-{plan.year}.xlsx", approved, plan, settings.lang)
    given = tuple(
        Leave(agent_id=wish.agent_id, start=wish.start, end=wish.end, type=LeaveType.ANNUAL) for wish in plan.kept
    )
    got = tuple(
        PastLeave(agent_id=g.agent_id, year=plan.year, block=g.block, rank=g.wish.rank if g.wish else None)
        for g in plan.grants
    )
    earlier = tuple(past for past in centre.past_leave if past.year != plan.year)
    after = centre.model_copy(update={"leave": (*centre.leave, *given), "past_leave": (*earlier, *got)})
    for table in (LEAVE, PAST_LEAVE):
        write_table(after, table, folder / table.file_name, settings.lang)


def _tell(settings: Settings, filed: list[str], refused: list[Text], files: list[Path]) -> None:
    from models.base import text

    console = settings.console
    if filed:
        console.say(text(f"filed as requests: {', '.join(filed)}", f"已提交申请：{'、'.join(filed)}"))
    for words in refused:
        console.tell(text("not filed: {words}", "未提交：{words}").format(words=words))
    for file in files:
        console.tell(str(file))

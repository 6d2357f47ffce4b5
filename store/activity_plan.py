"""A plan of activities as a CSV file: a row for each person in a session, and for each one without a place."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field

from models.activities import ActivityPlan, Session, Unplaced
from models.base import Lang, Model, text
from models.centre import Centre
from models.csv_cell import shield
from models.input_problem import InputError, InputProblem
from store.atomic import write_bytes_atomic
from store.cells import ID, MOMENT, TEXT, WHOLE
from store.csv_input import UnreadableError, read_csv
from store.reader import header_score, read_table
from store.table import Column, Table


class PlanRow(Model):
    """A person in a session; without `start` and `end` the reason why there is no place. What is not read back is for people."""

    activity: str
    round: int = Field(default=1, ge=1)
    start: datetime | None = None
    end: datetime | None = None
    agent_id: str
    name: str = ""
    kind: str = ""
    room: str = ""
    trainer: str = ""
    reason: str = ""


PLAN = Table(
    "activity_plan",
    "活动安排",
    PlanRow,
    text("who attends which activity when", "谁在何时参加哪项活动"),
    (
        Column("activity", "活动", TEXT, text("the activity's name", "活动名称")),
        Column("round", "第几次", WHOLE, text("which of its weeks or months", "第几周或第几月")),
        Column("start", "开始", MOMENT, text("when it begins", "开始时间")),
        Column("end", "结束", MOMENT, text("when it ends", "结束时间")),
        Column("agent_id", "工号", ID, text("who attends", "参加者工号")),
        Column("name", "姓名", TEXT, text("name", "姓名")),
        Column("kind", "类型", TEXT, text("kind", "类型")),
        Column("room", "场地", TEXT, text("room", "场地")),
        Column("trainer", "主持人", TEXT, text("who holds it", "主持人")),
        Column("reason", "未安排原因", TEXT, text("why there is no place", "未能安排的原因")),
    ),
)


def write_activity_plan(path: Path, centre: Centre, plan: ActivityPlan, lang: Lang) -> None:
    """Write the plan; text that a spreadsheet could take for a formula is shielded, reversibly."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.header(lang) for column in PLAN.columns])
    activities = {activity.name: activity for activity in centre.activities}
    names = {agent.id: agent.name for agent in centre.agents}

    def row(name: str, number: int, start: str, end: str, agent_id: str, reason: str) -> None:
        activity = activities[name]
        words = (
            agent_id,
            names.get(agent_id, ""),
            activity.kind.label.to(lang),
            activity.room,
            activity.trainer,
            reason,
        )
        writer.writerow([shield(name), number, start, end, *map(shield, words)])

    for session in plan.sessions:
        for agent_id in session.agents:
            start, end = (_clock(moment, lang) for moment in (session.start, session.end))
            row(session.activity, session.round, start, end, agent_id, "")
    for left in plan.unplaced:
        row(left.activity, left.round, "", "", left.agent_id, left.reason.to(lang))
    write_bytes_atomic(path, ("\ufeff" + out.getvalue()).encode("utf-8"))


def _clock(moment: datetime, lang: Lang) -> str:
    """The wall clock; with its offset where the clock shows the same time twice."""
    cell = MOMENT.write(moment, lang)
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else str(cell)


def _aware(reading: datetime | None, zone: ZoneInfo) -> datetime | None:
    if reading is None:
        return None
    return reading.replace(tzinfo=zone) if reading.tzinfo is None else reading.astimezone(zone)


def read_activity_plan(path: Path, centre: Centre) -> ActivityPlan:
    """A plan as it was written, perhaps edited since: nothing about it is proven, and its cost is to be counted.

    Raises:
        InputError: with every problem found.
    """
    try:
        grid = read_csv(path.read_bytes(), path.name, lambda rows: header_score(PLAN, rows))
    except UnreadableError as error:
        raise InputError([error.problem]) from None
    except OSError as error:
        message = text(f"the file cannot be opened ({error.strerror})", f"文件无法打开（{error.strerror}）")
        remedy = text("check its name and place", "请检查文件名与位置")
        raise InputError([InputProblem(file=path.name, message=message, remedy=remedy)]) from None
    read = read_table(PLAN, grid, path.name, zone=centre.profile.time_zone)
    zone = ZoneInfo(centre.profile.time_zone)
    known = {activity.name for activity in centre.activities}
    people: dict[tuple[str, int, datetime, datetime], list[str]] = {}
    unplaced = []
    for placed in read.of(PlanRow):
        row = placed.value
        start, end = _aware(row.start, zone), _aware(row.end, zone)
        fix = text("correct the cell or remove the row", "请更正该单元格或删除该行")
        if row.activity not in known:
            message = text("the centre has no such activity", "中心没有该活动")
            read.problem(message, fix, placed.row, "activity", row.activity)
        if row.agent_id not in centre.agents_by_id:
            message = text("no agent has this id", "坐席表中没有该工号")
            read.problem(message, fix, placed.row, "agent_id", row.agent_id)
        if (start is None) is not (end is None) or (start and end and end <= start):
            message = text("start and end do not fit together", "开始与结束时间不一致")
            read.problem(message, fix, placed.row, "end", row.end or "")
        elif start is not None and end is not None:
            people.setdefault((row.activity, row.round, start, end), []).append(row.agent_id)
        else:
            reason = text(row.reason, row.reason)
            unplaced.append(Unplaced(activity=row.activity, round=row.round, agent_id=row.agent_id, reason=reason))
    if read.problems:
        raise InputError(read.problems)
    sessions = tuple(
        Session(activity=activity, round=number, start=start, end=end, agents=tuple(agents))
        for (activity, number, start, end), agents in sorted(people.items(), key=lambda item: (item[0][2], item[0][0]))
    )
    return ActivityPlan(sessions=sessions, unplaced=tuple(unplaced), cost=0, bound=None, optimal=False)

"""Lists of who came to department meetings: a CSV or a workbook."""

from __future__ import annotations

from pathlib import Path

from models.attendance import MeetingAttendance
from models.base import text
from models.centre import Centre
from models.input_problem import InputError, InputProblem
from store.cells import DAY, ID, YES_NO
from store.score_files import read_score_file
from store.table import Table, column
from store.words import did_you_mean

MEETINGS = Table(
    "meetings",
    "例会签到",
    MeetingAttendance,
    text("who came to department meetings", "部门例会签到"),
    (
        column("agent_id", "工号", ID, "who was to come", "应到人员工号"),
        column("day", "日期", DAY, "the day of the meeting", "例会日期"),
        column("present", "是否到会", YES_NO, "whether they came", "是否到会"),
    ),
)


def read_meetings(path: Path, centre: Centre) -> tuple[MeetingAttendance, ...]:
    """The lines of a list.

    Raises:
        InputError: with every problem found.
    """
    placed = [(row, place) for row, place in read_score_file(path, MEETINGS) if isinstance(row, MeetingAttendance)]
    problems = []
    for line, place in placed:
        if line.agent_id not in centre.agents_by_id:
            message = text("there is no such agent in the centre", "中心没有该员工")
            remedy = did_you_mean(line.agent_id, centre.agents_by_id, text("correct the id", "请更正工号"))
            row = int(place.rpartition(" row ")[2])
            problems.append(
                InputProblem(
                    file=path.name, row=row, column="agent_id", value=line.agent_id, message=message, remedy=remedy
                )
            )
    if problems:
        raise InputError(problems)
    return tuple(line for line, _ in placed)

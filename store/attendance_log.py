"""The log of what people have entered about attendance: a CSV that only grows, each entry with who, when and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from models.attendance import Entry, EntryKind, ExceptionKind
from models.base import Lang, text
from models.csv_cell import shield
from models.input_problem import InputError, InputProblem
from store.atomic import write_text_atomic
from store.cells import DAY, ID, MOMENT, TEXT, Kind, enum_choice
from store.csv_input import UnreadableError, read_csv
from store.files import file_bytes
from store.reader import header_score, read_table
from store.table import Table, column


def log_table(zone: str) -> Table:
    """The log's table; moments without an offset are of the centre's `zone`."""

    def parse(raw: str) -> datetime:
        moment: datetime = MOMENT.parse(raw)
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo(zone))

    moment = Kind(parse, MOMENT.write, MOMENT.hint)
    return Table(
        "corrections",
        "考勤更正",
        Entry,
        text("corrections, appeals and decisions about attendance", "考勤更正、申诉与处理"),
        (
            column("entry_id", "记录编号", ID, "unique id", "唯一编号", field="id"),
            column("agent_id", "工号", ID, "whom it is about", "相关人员工号"),
            column("day", "班次日期", DAY, "the day of the shift", "班次所属日期"),
            column("kind", "类别", enum_choice(EntryKind), "what is entered", "登记类别"),
            column("about", "异常", enum_choice(ExceptionKind), "the exception meant", "所指异常"),
            column("at", "打卡时间", moment, "moment of a record", "打卡时间"),
            column("refers_to", "相关编号", ID, "the entry that is decided or withdrawn", "所处理或撤回的记录编号"),
            column("reason", "理由", TEXT, "why", "理由"),
            column("entered_by", "登记人", ID, "who", "登记人工号"),
            column("entered_at", "登记时间", moment, "when", "登记时间"),
        ),
    )


def read_log(path: Path, zone: str) -> list[tuple[Entry, int]]:
    """The entries with their rows; none where there is no file yet.

    Raises:
        InputError: with every problem found.
    """
    if not path.exists():
        return []
    table = log_table(zone)
    try:
        grid = read_csv(file_bytes(path), path.name, lambda rows: header_score(table, rows))
    except UnreadableError as error:
        raise InputError([error.problem]) from None
    found = read_table(table, grid, path.name, "", zone)
    if found.problems:
        raise InputError(sorted(found.problems, key=lambda problem: problem.row or 0))
    return [(placed.value, placed.row) for placed in found.of(Entry)]


def append_to_log(path: Path, zone: str, entry: Entry, lang: Lang) -> None:
    """Put an entry at the log's end; those before it stay as they are.

    Raises:
        InputError: when what is there cannot be read.
    """
    write_log(path, zone, [*(old for old, _ in read_log(path, zone)), entry], lang)


def write_log(path: Path, zone: str, entries: Sequence[Entry], lang: Lang) -> None:
    """Write the whole log, in UTF-8 with a byte-order mark; moments carry their offset."""
    table = log_table(zone)
    words = io.StringIO()
    writer = csv.writer(words, lineterminator="\n")
    writer.writerow([column.header(lang) for column in table.columns])
    for entry in entries:
        writer.writerow([_cell(getattr(entry, column.target), column.kind, zone, lang) for column in table.columns])
    write_text_atomic(path, "\ufeff" + words.getvalue())


def _cell(value: object, kind: Kind, zone: str, lang: Lang) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).isoformat(sep=" ", timespec="minutes")
    return shield(str(kind.write(value, lang)))


def next_id(entries: Sequence[Entry]) -> str:
    """The next free number of an entry: `K0007`."""
    numbers = [int(entry.id[1:]) for entry in entries if entry.id[:1] == "K" and entry.id[1:].isdigit()]
    return f"K{max(numbers, default=0) + 1:04d}"


def log_problem(path: Path, row: int, target: str, value: object, fault: tuple[object, object]) -> InputProblem:
    """A problem of an entry, at its place in the log."""
    name = next((c.key for c in log_table("UTC").columns if c.target == target), target)
    return InputProblem.model_validate(
        {
            "file": path.name,
            "row": row,
            "column": name,
            "value": str(value),
            "message": fault[0],
            "remedy": fault[1],
        }
    )

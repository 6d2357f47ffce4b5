"""Files of time clocks in every layout, and every fault named at once."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pytest

from models.attendance import RecordKind
from models.centre import Centre
from models.input_problem import InputError
from store.clock_files import read_clock_files
from tests.attendance.desk import desk


@pytest.fixture(scope="module")
def centre() -> Centre:
    return desk({"A1": "D", "A2": "N"})[0]


def read(path: Path, centre: Centre, content: str | bytes, month: str | None = None) -> list[tuple[str, str, str]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return shown(read_clock_files([path], centre, month))


def shown(records: object) -> list[tuple[str, str, str]]:
    return [(r.agent_id, f"{r.at:%m-%d %H:%M:%S}", r.kind.value) for r in records]  # type: ignore[attr-defined]


def problems(path: Path, centre: Centre, content: str | bytes, month: str | None = None) -> list[str]:
    with pytest.raises(InputError) as raised:
        read(path, centre, content, month)
    return [problem.sentence("en") for problem in raised.value.problems]


ONE_A_ROW = [("A1", "06-01 08:50:07", "in"), ("A1", "06-01 17:00:00", "out")]


@pytest.mark.parametrize(
    "content",
    [
        "agent_id,time,kind\nA1,2026-06-01 08:50:07,in\nA1,2026-06-01 17:00,out\n",
        "工号;打卡时间;类型\nA1;2026/6/1 08:50:07;上班\nA1;2026年6月1日 17:00;下班打卡\n",
        "工号\t姓名\t日期\t时间\t进出\t手机\nA1\t王\t2026-06-01\t８：50：07\t签到\t139\nA1\t王\t2026-06-01 星期一\t17:00\t签退\t139\n",
        "考勤记录导出,,\n,,\nEmployee ID,Clock time,Type\na1,2026-06-01 08:50:07,C/In\nA1,2026-06-01 17:00:00,C/Out\n",
        "工号,打卡时间,类型\nA1,2026-06-01 08:50:07,上班\nA1,2026-06-01 17:00,下班\nA1,2026-06-01 17:00,下班\n".encode(
            "gb18030"
        ),
        "\ufeffagent_id,time,kind\nA1,2026-06-01T08:50:07+08:00,in\nA1,2026-06-01 09:00Z,out\n",
    ],
    ids=["english", "semicolons", "day-beside", "titles", "gb18030", "offsets"],
)
def test_one_record_a_row(tmp_path: Path, centre: Centre, content: str | bytes) -> None:
    assert read(tmp_path / "c.csv", centre, content) == ONE_A_ROW


def test_one_stay_a_row_also_across_midnight(tmp_path: Path, centre: Centre) -> None:
    content = (
        "工号,日期,上班,休息开始,休息结束,下班\nA1,2026-06-01,08:50,12:00,12:55,18:00\nA2,2026-06-01,21:50,,,06:02\n"
    )
    assert read(tmp_path / "c.csv", centre, content) == [
        ("A1", "06-01 08:50:00", "in"),
        ("A1", "06-01 12:00:00", "break_start"),
        ("A1", "06-01 12:55:00", "break_end"),
        ("A1", "06-01 18:00:00", "out"),
        ("A2", "06-01 21:50:00", "in"),
        ("A2", "06-02 06:02:00", "out"),
    ]


def test_a_wide_row_of_a_day(tmp_path: Path, centre: Centre) -> None:
    head = "姓名,工号,日期,上班1打卡时间,上班1打卡结果,下班1打卡时间,上班2打卡时间,下班2打卡时间"
    content = (
        f"{head}\n王,A1,2026-06-01 星期一,08:50,正常,12:01,12:55,18:00\n李,A2,2026-06-01,22:10,迟到,次日 06:00,-,\n"
    )
    assert read(tmp_path / "c.csv", centre, content) == [
        ("A1", "06-01 08:50:00", "in"),
        ("A1", "06-01 12:01:00", "out"),
        ("A1", "06-01 12:55:00", "in"),
        ("A1", "06-01 18:00:00", "out"),
        ("A2", "06-01 22:10:00", "in"),
        ("A2", "06-02 06:00:00", "out"),
    ]


@pytest.mark.parametrize("title", ["考勤月份：2026年6月", "2026-06-01 至 2026-06-30"])
def test_a_month_grid(tmp_path: Path, centre: Centre, title: str) -> None:
    days = ",".join(str(n) for n in range(1, 31))
    content = f'{title}\n工号,姓名,{days}\nA1,王,08:50 17:00,休,\nA2,李,,"21:50\n次日06:00",休息\n'
    assert read(tmp_path / "c.csv", centre, content) == [
        ("A1", "06-01 08:50:00", "plain"),
        ("A1", "06-01 17:00:00", "plain"),
        ("A2", "06-02 21:50:00", "plain"),
        ("A2", "06-03 06:00:00", "plain"),
    ]


def test_a_month_grid_takes_the_month_from_outside_or_asks_for_it(tmp_path: Path, centre: Centre) -> None:
    content = "工号,1,2,3,4,5,6\nA1,08:50,,,,,\n"
    assert read(tmp_path / "c.csv", centre, content, "2026-07") == [("A1", "07-01 08:50:00", "plain")]
    assert problems(tmp_path / "c.csv", centre, content) == [
        "c.csv row 1: it does not say which month it is about; give --period 2026-10"
    ]


def test_a_workbook_with_date_cells(tmp_path: Path, centre: Centre) -> None:
    from datetime import datetime, time

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "打卡"
    sheet.append(["工号", "日期", "上班", "下班"])
    sheet.append(["A1", datetime(2026, 6, 1), time(8, 50), time(17, 0)])
    book.create_sheet("说明").append(["读我"])
    book.save(tmp_path / "c.xlsx")
    records = read_clock_files([tmp_path / "c.xlsx"], centre)
    assert shown(records) == [("A1", "06-01 08:50:00", "in"), ("A1", "06-01 17:00:00", "out")]
    assert records[0].source == "c.xlsx [打卡] row 2"


def test_a_file_handed_in_twice_changes_nothing(tmp_path: Path, centre: Centre) -> None:
    content = "agent_id,time,kind\nA1,2026-06-01 08:50,in\n"
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(content)
    assert len(read_clock_files([tmp_path / "a.csv", tmp_path / "b.csv"], centre)) == 1


def test_a_departure_alone_in_the_morning_may_be_of_the_next_day(tmp_path: Path, centre: Centre) -> None:
    (tmp_path / "c.csv").write_text("工号,日期,上班,下班\nA2,2026-06-01,,06:02\nA1,2026-06-01,,17:00\n")
    lone, sure = read_clock_files([tmp_path / "c.csv"], centre)
    assert lone.unclear is not None
    assert "on this day, or on the next?" in lone.unclear.en
    assert sure.unclear is None


def test_an_hour_that_the_clock_shows_twice_or_never(tmp_path: Path) -> None:
    centre = desk({"A1": "D"}, zone="Europe/Berlin")[0]
    rows = "agent_id,time,kind\nA1,2026-10-25 02:30,in\nA1,2026-10-25 02:30+01:00,out\nA1,2026-10-25 03:30,out\n"
    (tmp_path / "c.csv").write_text(rows)
    twice, offset, plain = read_clock_files([tmp_path / "c.csv"], centre)
    assert twice.unclear is not None
    assert (offset.unclear, plain.unclear) == (None, None)
    assert problems(tmp_path / "c.csv", centre, "agent_id,time,kind\nA1,2026-03-29 02:30,in\n") == [
        "c.csv row 2 column B (time) (value '2026-03-29 02:30'): this time does not exist: summer time begins; correct it, or write its offset"
    ]


def test_every_problem_at_once_with_its_place(tmp_path: Path, centre: Centre) -> None:
    content = (
        "工号,打卡时间,类型\nA9,2026-06-01 08:50,上班\nA1,2026-13-01 08:50,上班\nA1,25:10,上班\n"
        "A1,2026-06-01 08:50,飞行\nA9,2026-06-01 17:00,下班\nA1,,下班\n"
    )
    found = problems(tmp_path / "c.csv", centre, content)
    assert [sentence.split(": ")[0] for sentence in found] == [
        "c.csv row 2 column A (工号) (value 'A9')",
        "c.csv row 3 column B (打卡时间) (value '2026-13-01 08:50')",
        "c.csv row 4 column B (打卡时间) (value '25:10')",
        "c.csv row 5 column C (类型) (value '飞行')",
        "c.csv row 7 column B (打卡时间)",
    ]
    assert found[0].endswith("there is no such agent in the centre; correct the id or remove these rows")


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "工号,姓名\nA1,王\n"])
def test_a_file_that_holds_no_records(tmp_path: Path, centre: Centre, content: str) -> None:
    (sentence,) = problems(tmp_path / "c.csv", centre, content)
    assert "it has no header row of clock records; name the columns" in sentence


def test_a_file_that_is_not_there_or_is_no_text(tmp_path: Path, centre: Centre) -> None:
    (tmp_path / "b.csv").write_bytes(b"\x00\xff\xfe\x80")
    with pytest.raises(InputError) as raised:
        read_clock_files([tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.xlsx"], centre)
    assert [problem.file for problem in raised.value.problems] == ["a.csv", "b.csv", "c.xlsx"]


def test_a_grid_cell_that_holds_no_time(tmp_path: Path, centre: Centre) -> None:
    (sentence,) = problems(tmp_path / "c.csv", centre, "工号,1,2,3,4,5\nA1,8点,,,,\n", "2026-06")
    assert "row 2 column B (1) (value '8点')" in sentence


def test_kinds_are_known_in_both_languages() -> None:
    from store.clock_words import parse_kind

    for kind in RecordKind:
        assert parse_kind(kind.value) is kind
        assert parse_kind(kind.label.zh) is kind
        assert parse_kind(kind.label.en) is kind


_BASES = (
    "工号,打卡时间,类型\nA1,2026-06-01 08:50,上班\nA2,2026-06-01 21:50,下班\n",
    "工号,日期,上班,下班\nA1,2026-06-01,08:50,18:00\n",
    "考勤 2026-06\n工号,1,2,3,4,5,6\nA1,08:50 17:00,,,次日06:00,,\n",
)


@pytest.mark.parametrize("base", _BASES, ids=["records", "days", "grid"])
def test_a_damaged_file_is_read_or_refused_with_its_name(tmp_path: Path, centre: Centre, base: str) -> None:
    """Some letters changed, put in or taken out, in either encoding: records, or problems that name the file."""
    chance = random.Random(base)
    refused: list[InputError] = []
    for _ in range(150):
        letters = list(base)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(letters))
            letters[place : place + chance.randint(0, 1)] = chance.choice(
                "0129:-/,;\n\t'\"年月日次 +Z上班A\x00９\u200b=#"
            )
        content = "".join(letters).encode(chance.choice(("utf-8", "gb18030")))
        (tmp_path / "c.csv").write_bytes(content)
        try:
            read_clock_files([tmp_path / "c.csv"], centre)
        except InputError as error:
            refused.append(error)
    assert 0 < len(refused) < 150
    assert all(error.problems for error in refused)
    assert all(problem.file == "c.csv" and problem.remedy.zh for error in refused for problem in error.problems)

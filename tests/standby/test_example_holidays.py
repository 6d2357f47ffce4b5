"""National Day and Spring Festival 2026 of the example bank: groups printed and counted again from the files alone."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

import cli
from scenarios.generate import CentreSpec, generate_centre
from store.write import write_centre_folder
from tests.program import Run

EXAMPLE = Path(__file__).parents[2] / "examples" / "bank"
ZONE = ZoneInfo("Asia/Shanghai")


def call(*args: object) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([str(arg) for arg in args])
    assert not left.value.code


@pytest.fixture(scope="module", params=["national-day", "spring-festival"])
def holiday(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[date]]:
    """A centre's folder, the roster of the holiday's week, and the statutory holidays as decreed for 2026.

    The example begins in October; for Spring Festival the same made-up bank is planned from February on.
    """
    out = tmp_path_factory.mktemp(request.param)
    if request.param == "national-day":
        folder, period, days = EXAMPLE, "2026-10-01..2026-10-07", [date(2026, 10, n) for n in (1, 2, 3)]
    else:
        folder, period, days = out / "bank", "2026-02-15..2026-02-21", [date(2026, 2, n) for n in (16, 17, 18, 19)]
        write_centre_folder(generate_centre(CentreSpec(start=date(2026, 2, 15))), folder, "en")
    call("roster", "build", folder, "--period", period, "--time-limit", 15, "--gap", 0.5, "--no-charts", "--out", out)
    return folder, out / "roster.csv", days


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def planned(run: Run, folder: Path, roster: Path, days: list[date], *more: object) -> dict[str, Any]:
    week = "2026-10-01..2026-10-07" if days[0].month == 10 else "2026-02-15..2026-02-21"
    code, out, err = run("standby", "plan", "--centre", folder, "--roster", roster, "--period", week, "--json", *more)
    assert code == 0, err
    answer: dict[str, Any] = json.loads(out)
    return answer


@pytest.mark.slow
def test_an_independent_count_agrees(run: Run, holiday: tuple[Path, Path, list[date]]) -> None:
    folder, roster, days = holiday
    answer = planned(run, folder, roster, days)
    plan = answer["plan"]
    assert plan["cost"] == plan["bound"]
    duty = {(row["Agent id"], row["Day"]): row["Shift"] for row in rows(roster)}
    past = {(row["agent_id"], row["day"]): row["shift_code"] for row in rows(folder / "past_shifts.csv")}
    away = {
        (row["agent_id"], str(date.fromisoformat(row["start"]) + timedelta(days=i)))
        for row in rows(folder / "leave.csv")
        if row["status"] == "approved"
        for i in range((date.fromisoformat(row["end"]) - date.fromisoformat(row["start"])).days + 1)
    }
    agents = rows(folder / "agents.csv")
    shifts = {row["shift_code"]: row for row in rows(folder / "shifts.csv")}
    for day in days:
        off = {
            a["agent_id"]
            for a in agents
            if (a["agent_id"], str(day)) not in duty | dict.fromkeys(away) and a["hire_date"] <= str(day)
        }
        own = [group for group in plan["groups"] if group["day"] == str(day)]
        times = Counter(member["agent_id"] for group in own for member in group["members"])
        assert set(times) == off
        assert set(times.values()) == {1}
        assert [group["name"] for group in own] == ["1A", "1B", "2A", "2B", "3A", "3B"]
        for group in own:
            assert [m["call_order"] for m in group["members"]] == list(range(1, len(group["members"]) + 1))
            for member in group["members"]:
                check_rest(member, day, duty | past, shifts)


def check_rest(member: dict[str, Any], day: date, duty: dict[tuple[str, str], str], shifts: dict[str, Any]) -> None:
    """Eleven hours lie between the time in which somebody can be called and each of their shifts."""
    start, end = (datetime.fromisoformat(member[key]) for key in ("callable_from", "callable_until"))
    for i in (-2, -1, 0, 1, 2):
        on = day + timedelta(days=i)
        code = duty.get((member["agent_id"], str(on)))
        if code and start < end:
            hours, minutes = map(int, shifts[code]["start"].split(":"))
            begins = datetime(on.year, on.month, on.day, hours, minutes, tzinfo=ZONE)
            ends = begins + timedelta(hours=float(shifts[code]["length_hours"]))
            assert ends + timedelta(hours=11) <= start or end + timedelta(hours=11) <= begins


@pytest.mark.slow
def test_each_group_is_printed_on_a_page_of_its_own(
    run: Run, holiday: tuple[Path, Path, list[date]], tmp_path: Path
) -> None:
    folder, roster, days = holiday
    for lang, title in (("zh", "组长"), ("en", "leader")):
        answer = planned(run, folder, roster, days, "--out", tmp_path / lang, "--lang", lang)
        book = openpyxl.load_workbook(tmp_path / lang / "standby.xlsx")
        assert book.sheetnames[1:] == [str(day) for day in days]
        sheet = book[str(days[0])]
        pages = [str(row[0].value) for row in sheet.iter_rows() if title in str(row[0].value)]
        assert len(pages) == 6
        assert len(sheet.row_breaks.brk) == 5
        listed = {row[1].value for row in sheet.iter_rows() if str(row[1].value).startswith("A0")}
        groups = [group for group in answer["plan"]["groups"] if group["day"] == str(days[0])]
        assert listed == {member["agent_id"] for group in groups for member in group["members"]}

"""`paiban leave year` from a centre folder to files, and into the store."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from models.leave_year import LeaveWish
from models.people import LeaveType
from store.files import read_centre
from store.write import write_centre_folder
from tests.desk_case import PLANNER, make_desk, phone_agents
from tests.program import Run

NOW = "2026-11-20 09:00"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two want the same week of July, one of them has another wish; the store is beside it."""
    monkeypatch.setenv("PAIBAN_NOW", NOW)
    folder = tmp_path / "centre"
    centre = make_desk(folder, published=False)
    first, second, *_ = phone_agents(centre)
    wishes = (
        LeaveWish(agent_id=first, rank=1, start=date(2027, 7, 5), days=5),
        LeaveWish(agent_id=second, rank=1, start=date(2027, 7, 5), days=5),
        LeaveWish(agent_id=second, rank=2, start=date(2027, 9, 6), days=5),
    )
    write_centre_folder(centre.model_copy(update={"leave_wishes": wishes, "past_leave": ()}), folder, "en")
    return folder


def test_the_plan_is_shown_with_its_proof_and_written(run: Run, folder: Path, tmp_path: Path) -> None:
    code, out, err = run("leave", "year", folder, "--year", 2027, "--out", tmp_path / "out")
    assert code == 0
    assert "at most 1 at the same time in the whole centre (BANK-16)" in out
    assert "wish 1 kept: 1, wish 2 kept: 1, none: 0" in out
    assert "proven best (bound " in out
    assert "with 2 at once: wish 1 kept: 2, none: 0" in out
    assert "every place is taken" in out
    sheets = openpyxl.load_workbook(tmp_path / "out" / "leave-2027.xlsx")
    assert sheets.sheetnames == ["Calendar", "Who got what", "Wishes"]
    ranks = [cell.value for row in sheets["Calendar"].iter_rows(min_row=7) for cell in row[3:] if cell.value]
    # Ten days given, each once as a rank and once in the day's count of those away: five 1s, five 2s, ten 1s.
    assert sorted(ranks) == [1] * 15 + [2] * 5
    assert str(tmp_path / "out" / "leave.csv") in err


def test_the_tables_written_may_take_the_place_of_the_centres_own(run: Run, folder: Path, tmp_path: Path) -> None:
    run("leave", "year", folder, "--year", 2027, "--out", tmp_path / "out")
    for name in ("leave.csv", "past_leave.csv"):
        (folder / name).write_bytes((tmp_path / "out" / name).read_bytes())
    centre = read_centre(folder)
    assert [(leave.start, leave.type) for leave in centre.approved_leave] == [
        (date(2027, 7, 5), LeaveType.ANNUAL),
        (date(2027, 9, 6), LeaveType.ANNUAL),
    ]
    assert [(past.year, past.rank) for past in centre.past_leave] == [(2027, 1), (2027, 2)]


def test_another_limit_and_chinese(run: Run, folder: Path, tmp_path: Path) -> None:
    code, out, _ = run("leave", "year", folder, "--year", 2027, "--at-once", 2, "--lang", "zh", "--out", tmp_path)
    assert code == 0
    assert "全中心同时最多 2 人" in out
    assert "第 1 志愿 2 段" in out
    assert "已证明最优" in out


def test_a_limit_that_is_only_tried_is_not_filed(run: Run, folder: Path) -> None:
    code, out, err = run("leave", "year", folder, "--year", 2027, "--at-once", 2, "--file", "--as", PLANNER)
    assert (code, out) == (2, "")
    assert "set it in the policy" in err


def test_what_is_given_is_filed_once(run: Run, folder: Path, tmp_path: Path) -> None:
    ask = ("leave", "year", folder, "--year", 2027, "--file", "--as", PLANNER, "--json", "--out", tmp_path)
    code, out, _ = run(*ask)
    plan = json.loads(out)
    assert code == 0
    assert len(plan["filed"]) == 2
    assert plan["summary"]["cost"] == plan["summary"]["bound"]
    code, out, _ = run("leave", "calendar", "--centre", folder, "--as", PLANNER, "--period", "2027-07", "--json")
    assert [len(day["absences"]) for day in json.loads(out)[4:9]] == [1] * 5
    # Asked for again nothing is given: the same people have other leave on these days.
    again = json.loads(run(*ask)[1])
    assert again["filed"] == []
    assert {wish["outcome"] for wish in again["wishes"]} >= {"impossible"}


def test_all_that_is_wrong_with_the_wishes_is_said_at_once(run: Run, folder: Path) -> None:
    (folder / "leave_wishes.csv").write_text(
        "agent_id,block,rank,start,days\nnobody,1,1,2027-07-05,5\nA00003,1,0,2027-07-05,5\nA00004,1,1,2027-13-05,5\n"
        "A00005,1,1,2027-07-05,5\nA00005,1,1,2027-08-02,5\n"
    )
    (folder / "leave_blackouts.csv").write_text(
        "start,end,team\n2027-07-05,2027-07-01,\n2027-01-01,2027-01-02,Nowhere\n"
    )
    code, out, err = run("leave", "year", folder, "--year", 2027)
    assert (code, out) == (2, "")
    assert "7 problems" in err or "6 problems" in err
    for words in (
        "no agent has this id",
        "row 3",
        "it is no date",
        "two wishes of this rank",
        "it ends",
        "no agent is in this team",
    ):
        assert words in err


def test_the_page_shows_what_the_program_says_of_the_example(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAIBAN_NOW", NOW)
    root = Path(__file__).parents[1]
    page = (root / "docs" / "leave-year.md").read_text(encoding="utf-8")
    shown = page.split("```console\n")[1].split("\n…")[0].splitlines()
    assert shown[0] == f'$ PAIBAN_NOW="{NOW}" paiban leave year examples/bank --year 2027'
    _, out, _ = run("leave", "year", root / "examples" / "bank", "--year", 2027, "--out", tmp_path)
    assert out.splitlines()[: len(shown) - 1] == shown[1:]

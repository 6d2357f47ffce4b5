"""`paiban activities` from a centre folder and a roster file to the workbook, and a plan read back."""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from models.activities import Activity, ActivityKind
from reports.roster_csv import write_roster_csv
from store.roster_files import read_roster
from store.write import write_centre_folder
from tests.desk_case import PERIOD, make_centre, make_roster, phone_agents
from tests.program import Run


@pytest.fixture
def agents() -> list[str]:
    return phone_agents(make_centre())


@pytest.fixture
def folder(tmp_path: Path, agents: list[str]) -> Path:
    """The desk's centre with an exam for two and one for somebody at hours in which nobody works, and its roster."""
    centre = make_centre()
    exam = Activity(name="exam", kind=ActivityKind.EXAM, minutes=30, agents=tuple(agents[:2]), group_size=1, room="R 1")
    never = Activity(
        name="never",
        kind=ActivityKind.TRAINING,
        minutes=30,
        agents=(agents[2],),
        group_size=1,
        time_from=time(1),
        time_until=time(2),
    )
    centre = centre.model_copy(update={"activities": (exam, never)})
    write_centre_folder(centre, tmp_path / "centre", "en")
    write_roster_csv(tmp_path / "roster.csv", centre, make_roster(centre), "en")
    return tmp_path


def ask(run: Run, folder: Path, *more: Any) -> tuple[int, str, str]:
    roster = ("--roster", folder / "roster.csv", "--period", PERIOD)
    return run("activities", "plan", folder / "centre", *roster, "--out", folder / "out", *more)


def show(run: Run, folder: Path, *more: Any) -> tuple[int, str, str]:
    known = ("--centre", folder / "centre", "--roster", folder / "roster.csv", "--period", PERIOD)
    return run("activities", "show", folder / "out" / "activities.csv", *known, *more)


def test_a_plan_is_shown_and_written_into_the_rosters_workbook(run: Run, folder: Path, agents: list[str]) -> None:
    code, out, err = ask(run, folder)
    assert code == 0
    assert "2 session(s) with 2 place(s); 1 without a place" in out
    assert "bound " in out
    assert "no 30 minutes beside the meal in its shifts" in out
    assert "fewest on the phones" in out
    assert str(folder / "out" / "activities.csv") in err
    book = openpyxl.load_workbook(folder / "out" / "roster.xlsx")
    rows = list(book["Activities"].iter_rows(min_row=2, max_row=4, values_only=True))
    assert [row[3] for row in rows] == ["exam", "exam", "never"]
    notes = [cell.comment.text for row in book["Roster"].iter_rows() for cell in row if cell.comment]
    assert len(notes) == 2
    assert all("exam" in note for note in notes)
    # The marks do not stand in the way of reading the roster back.
    read = read_roster(folder / "out" / "roster.xlsx", make_centre())
    assert {(a.agent_id, a.day) for a in read.assignments} == {
        (a.agent_id, a.day) for a in make_roster(make_centre()).assignments
    }


def test_a_written_plan_reads_back_and_is_judged(run: Run, folder: Path, agents: list[str]) -> None:
    made = json.loads(ask(run, folder, "--json")[1])
    code, out, _ = show(run, folder, "--json")
    seen = json.loads(out)
    assert code == 0
    assert seen["problems"] == []
    assert (seen["cost"], seen["bound"]) == (made["cost"], None)
    assert seen["sessions"] == made["sessions"]
    _, out, _ = show(run, folder, "--agent", agents[0], "--json")
    assert [session["agents"] for session in json.loads(out)["sessions"]] == [[agents[0]]]


def test_an_edit_that_breaks_something_is_told_in_both_languages(run: Run, folder: Path, agents: list[str]) -> None:
    ask(run, folder)
    path = folder / "out" / "activities.csv"
    lines = path.read_text("utf-8-sig").splitlines()
    day = next(word for word in lines[1].split(",") if word.startswith("2026-10"))[:10]
    lines[1] = f"exam,1,{day} 03:00,{day} 03:30,{lines[1].split(',')[4]}"
    path.write_text("\n".join(lines), "utf-8")
    code, _, err = show(run, folder)
    assert code == 1
    assert "is not on shift" in err
    code, _, err = show(run, folder, "--lang", "zh")
    assert code == 1
    assert "不在班" in err


def test_all_that_cannot_be_read_is_said_at_once(run: Run, folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "activities.csv").write_text(
        "activity,round,start,end,agent_id\nparty,1,2026-10-05 10:00,2026-10-05 10:30,nobody\n"
        "exam,0,2026-10-05 10:00,2026-10-05 10:30,A00003\nexam,1,2026-10-05 10:00,,A00003\n"
    )
    code, out, err = show(run, folder)
    assert (code, out) == (2, "")
    for words in ("no such activity", "no agent has this id", "row 3", "start and end do not fit together"):
        assert words in err


def test_faults_of_the_table_are_said_at_once(run: Run, folder: Path) -> None:
    (folder / "centre" / "activities.csv").write_text(
        "name,kind,minutes,agents,teams,trainer,group_size\nx,party,30,,,,\ny,exam,30,nobody,,,\n"
        "z,one_to_one,30,,,,\nv,exam,30,,Nowhere,,\ny,exam,30,,,,\n"
    )
    code, _, err = ask(run, folder)
    assert code == 2
    for words in (
        "none of the known values",
        "no agent has this id",
        "names who holds it",
        "no agent is in this team",
        "two activities have this name",
    ):
        assert words in err


def chart(run: Run, folder: Path, day: str, *more: Any) -> tuple[int, str, str]:
    known = ("--centre", folder / "centre", "--period", PERIOD, "--day", day, "--out", folder / "charts")
    return run("roster", "chart", folder / "roster.csv", *known, *more)


def words_of(figure: Figure) -> str:
    return "\n".join(found.get_text() for found in figure.findobj(Text))


def test_the_day_with_most_activities_is_drawn_beside_a_plan(run: Run, folder: Path, drawn: list[Figure]) -> None:
    made = json.loads(ask(run, folder, "--json")[1])
    days = sorted(session["start"][:10] for session in made["sessions"])
    busiest = max(days, key=days.count)
    names = {f"gantt-{busiest}.{kind}" for kind in ("png", "svg")}
    assert {path.name for path in (folder / "out").iterdir()} == {"roster.xlsx", "activities.csv", *names}
    assert "activity, off the phones" in words_of(drawn[-1])


def test_a_chart_shows_the_activities_of_a_plan(run: Run, folder: Path, drawn: list[Figure]) -> None:
    made = json.loads(ask(run, folder, "--json", "--lang", "zh")[1])
    day = made["sessions"][0]["start"][:10]
    plan = ("--activities", folder / "out" / "activities.csv")
    for language, words in (("zh", "班内活动"), ("en", "activity, off the phones")):
        code, out, _ = chart(run, folder, day, *plan, "--json", "--lang", language)
        assert (code, {Path(file) for file in json.loads(out)["files"]}) == (0, set((folder / "charts").iterdir()))
        assert words in words_of(drawn[-1])
    assert chart(run, folder, day)[0] == 0
    assert "activity" not in words_of(drawn[-1])


def test_a_chart_with_pseudonyms_shows_activities_of_nobody(
    run: Run, folder: Path, agents: list[str], drawn: list[Figure], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = json.loads(ask(run, folder, "--json")[1])
    monkeypatch.setenv("PAIBAN_KEY", "a key that is long enough for this")
    plan = ("--activities", folder / "out" / "activities.csv")
    assert chart(run, folder, made["sessions"][0]["start"][:10], *plan, "--pseudonyms")[0] == 0
    assert "activity, off the phones" in words_of(drawn[-1])
    assert not any(agent_id in words_of(drawn[-1]) for agent_id in agents)


def test_a_chart_of_a_wrong_plan_says_what_is_wrong(run: Run, folder: Path, agents: list[str]) -> None:
    plan = folder / "edited.csv"
    plan.write_text(f"activity,round,start,end,agent_id\nexam,1,2026-10-05 03:00,2026-10-05 03:30,{agents[0]}\n")
    code, _, err = chart(run, folder, "2026-10-05", "--activities", plan)
    assert code == 1
    assert "is not on shift" in err
    plan.write_text("activity,round,start,end,agent_id\nparty,1,2026-10-05 10:00,2026-10-05 10:30,nobody\n")
    (folder / "charts" / "gantt-2026-10-05.png").unlink()
    code, _, err = chart(run, folder, "2026-10-05", "--activities", plan)
    assert code == 2
    assert "no such activity" in err
    assert "no agent has this id" in err
    assert not (folder / "charts" / "gantt-2026-10-05.png").exists()

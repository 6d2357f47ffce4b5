"""Rosters in the store, from the command line: drafts, publication, edits, roles, the audit trail."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import cli
from models.policy import PeoplePolicy
from models.roster import Cell, CellChange
from scenarios.generate import CentreSpec, generate_centre
from store.db import Act, Database, now, open_database
from store.db.rosters import change_cells, get_version, load_roster
from store.write import write_centre_folder
from tests.program import Run

WEEK = "2026-10-01..2026-10-07"
BUILD = ("roster", "build", "--period", WEEK, "--time-limit", 5, "--gap", 0.5, "--no-charts")
KEY = "a key that nobody guesses"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre's folder with a store that holds one built week as draft 2."""
    folder = tmp_path_factory.mktemp("kept") / "centre"
    centre = generate_centre(CentreSpec(agents=12, weeks=6))
    policy = centre.policy.model_copy(update={"people": PeoplePolicy(planners=("zhang", "wang"))})
    write_centre_folder(centre.model_copy(update={"policy": policy}), folder, "en")
    for args in (
        ["db", "init", "--centre", folder],
        [*BUILD, folder, "--out", folder.parent / "out", "--save", "--as", "zhang"],
    ):
        with pytest.raises(SystemExit) as left:
            cli.main([str(arg) for arg in args])
        assert not left.value.code
    return folder


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "centre"))


@pytest.fixture
def ask(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command about the centre, as planner Zhang where nobody else is named."""
    monkeypatch.setenv("PAIBAN_AS", "zhang")
    return lambda *args: run(*args, "--centre", folder)


def answer(ask: Run, *args: object) -> Any:
    code, out, err = ask(*args, "--json")
    assert code == 0, err
    return json.loads(out)


def edit(file: Path, cells: dict[tuple[int, int], str]) -> Path:
    """Write into cells of the grid: the agent's row and the day's column, both from 0 on."""
    book = openpyxl.load_workbook(file)
    for (row, column), words in cells.items():
        book.worksheets[0].cell(6 + row, 5 + column).value = words
    book.save(file)
    return file


def exported(ask: Run, folder: Path, number: int = 2) -> Path:
    assert ask("roster", "export", number, "--out", folder.parent / "export")[0] == 0
    return folder.parent / "export" / f"roster-{number}.xlsx"


def test_a_built_roster_is_kept_and_published_by_a_named_person(ask: Run) -> None:
    (draft,) = answer(ask, "roster", "list")
    assert (draft["id"], draft["state"], draft["drafted_by"], draft["hard_violations"]) == (2, "draft", "zhang", 0)
    done = answer(ask, "roster", "publish", 2, "--as", "wang")
    assert (done["roster"]["state"], done["roster"]["published_by"]) == ("published", "wang")
    code, out, _ = ask("roster", "list")
    assert code == 0
    assert "published" in out


def test_an_edited_sheet_becomes_a_draft_with_its_difference(ask: Run, folder: Path) -> None:
    file = edit(exported(ask, folder), {(0, 0): "*", (1, 0): "D09*"})
    taken = answer(ask, "roster", "import", file, "--why", "asked for")
    assert taken["compared_with"] == "2.1"
    assert {(change["after"]["shift"], change["after"]["locked"]) for change in taken["changes"]} == {
        (None, True),
        ("D09", True),
    }
    assert taken["roster"]["base"] == {"id": 2, "revision": 1}
    assert answer(ask, "roster", "diff", 2, 3)["changes"] == taken["changes"]
    # Written and read once more: nothing differs.
    again = answer(ask, "roster", "import", exported(ask, folder, 3))
    assert again["changes"] == []
    code, out, _ = ask("roster", "diff", 2, 3, "--lang", "zh")
    assert code == 0
    assert "共 2 格不同" in out


def test_locked_cells_are_kept_by_the_next_build(run: Run, ask: Run, folder: Path) -> None:
    file = edit(exported(ask, folder), {(3, 2): "*", (4, 2): "D09*"})
    answer(ask, "roster", "import", file)
    for locked in (file, 3):
        out = folder.parent / f"built-{locked if locked == 3 else 'file'}"
        code, _, err = run(*BUILD, folder, "--out", out, "--locked", locked)
        assert code == 0, err
        sheet = openpyxl.load_workbook(out / "roster.xlsx").worksheets[0]
        assert (sheet.cell(9, 7).value, sheet.cell(10, 7).value) == ("*", "D09*")


def swap_something(folder: Path, number: int) -> None:
    """Supervisor Sun sends somebody home."""
    with closing_store(folder) as database:
        with database.read() as connection:
            version, roster = get_version(connection, number), load_roster(connection, number)
        (agent_id, day), cell = next(iter(roster.cells.items()))
        with database.transaction(Act("sun", ("supervisor",), now())) as tx:
            change_cells(tx, version.mark, [CellChange(agent_id=agent_id, day=day, before=cell, after=Cell())])
            tx.record("swap.approve", version.centre, "swap:9")


def closing_store(folder: Path) -> closing[Database]:
    return closing(open_database(str(folder / "paiban.db")))


def test_an_edit_of_what_has_changed_since_is_a_conflict(ask: Run, folder: Path) -> None:
    file = edit(exported(ask, folder), {(0, 0): "*"})
    answer(ask, "roster", "publish", 2)
    # Published, but with the cells that were exported.
    answer(ask, "roster", "import", file)
    swap_something(folder, 2)
    code, _, err = ask("roster", "import", file)
    assert code == 6
    assert "changed meanwhile by sun" in err
    assert "locked" in err
    assert len(answer(ask, "roster", "list")) == 2


def test_a_draft_that_another_has_overtaken_is_a_conflict(ask: Run, folder: Path) -> None:
    answer(ask, "roster", "import", edit(exported(ask, folder), {(0, 0): "*"}))
    answer(ask, "roster", "publish", 2)
    code, _, err = ask("roster", "publish", 3, "--accept-violations", "--why", "agreed")
    assert code == 6
    assert "--replacing 2.1" in err
    answer(ask, "roster", "publish", 3, "--accept-violations", "--why", "agreed", "--replacing", "2.1")
    assert [version["state"] for version in answer(ask, "roster", "list")] == ["superseded", "published"]


def test_a_roster_that_breaks_a_hard_rule_is_published_only_knowingly(ask: Run, folder: Path) -> None:
    nobody = {(row, column): "" for row in range(12) for column in range(7)}
    taken = answer(ask, "roster", "import", edit(exported(ask, folder), nobody))
    assert taken["hard_violations"]
    code, out, err = ask("roster", "publish", 3)
    assert code == 1
    assert "minimum_staff" in out
    assert "not published" in err
    assert ask("roster", "publish", 3, "--accept-violations")[0] == 2
    assert answer(ask, "roster", "publish", 3, "--accept-violations", "--why", "closed")["published"]
    last = answer(ask, "audit", "show", "--last", 1)[0]
    assert last["why"] == "closed"
    assert json.loads(last["detail"])["accepted_violations"] == len(taken["hard_violations"])


@pytest.mark.parametrize(
    "args", [["roster", "publish", 2], ["roster", "diff", 2, 2], ["audit", "show"], ["db", "retain"]]
)
def test_who_may_not_is_refused(ask: Run, args: list[object]) -> None:
    code, _, err = ask(*args, "--as", "A00012")
    assert code == 2
    assert "A00012 (agent) may not" in err
    assert "planner" in err


def test_agents_see_published_rosters_only(ask: Run, folder: Path) -> None:
    assert answer(ask, "roster", "list", "--as", "A00012") == []
    answer(ask, "roster", "publish", 2)
    assert len(answer(ask, "roster", "list", "--as", "A00012")) == 1
    mine = folder.parent / "mine"
    done = answer(ask, "roster", "export", 2, "--out", mine, "--as", "A00012")
    assert {Path(file) for file in done["files"]} == set(mine.iterdir())


@pytest.mark.parametrize(("person", "words"), [("", "it is not said who acts"), ("zhagn", "did you mean zhang")])
def test_who_acts_must_be_known(ask: Run, monkeypatch: pytest.MonkeyPatch, person: str, words: str) -> None:
    monkeypatch.setenv("PAIBAN_AS", person)
    code, _, err = ask("roster", "publish", 2)
    assert code == 2
    assert words in err


def test_pseudonyms_hide_everybody(ask: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = folder.parent / "hidden"
    assert ask("roster", "export", 2, "--out", out, "--pseudonyms")[0] == 2
    monkeypatch.setenv("PAIBAN_KEY", KEY)
    assert ask("roster", "export", 2, "--out", out, "--pseudonyms")[0] == 0
    people = [line.split(",")[:2] for line in (folder / "agents.csv").read_text("utf-8-sig").splitlines()[1:]]
    words = (out / "roster-2.csv").read_text("utf-8-sig")
    for sheet in openpyxl.load_workbook(out / "roster-2.xlsx").worksheets:
        words += "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    assert not [word for person in people for word in person if word in words]
    assert words.count(",D0") > 5


def test_the_trail_is_verified_and_tampering_is_found(ask: Run, folder: Path) -> None:
    answer(ask, "roster", "publish", 2, "--why", "settled")
    shown = answer(ask, "audit", "show")
    assert [row["action"] for row in shown] == ["roster.draft", "roster.publish"]
    head = answer(ask, "audit", "verify")
    assert (head["rows"], head["problems"]) == (3, [])
    assert ask("audit", "verify", "--expect", f"3:{head['head']}")[0] == 0
    with closing(sqlite3.connect(folder / "paiban.db")) as file, file:
        file.execute("DROP TRIGGER audit_no_update")
        file.execute("UPDATE audit SET who = 'wang' WHERE seq = 3")
    code, out, _ = ask("audit", "verify")
    assert code == 1
    assert "row 3 was changed" in out
    assert ask("db", "check")[0] == 1


def test_a_backup_is_restored_elsewhere(run: Run, ask: Run, folder: Path, tmp_path: Path) -> None:
    assert ask("db", "backup", tmp_path / "b.gz")[0] == 0
    assert ask("db", "backup", tmp_path / "b.gz")[0] == 2
    assert run("db", "restore", tmp_path / "b.gz", "--db", tmp_path / "new.db")[0] == 0
    assert run("db", "check", "--db", tmp_path / "new.db")[:2] == (0, "no problems\n")
    assert ask("db", "restore", tmp_path / "b.gz")[0] == 2
    assert run("db", "migrate", "--db", tmp_path / "new.db")[1] == "it is up to date\n"
    assert [version["id"] for version in answer(ask, "roster", "list", "--db", tmp_path / "new.db")] == [2]
    assert set(answer(ask, "db", "retain").values()) == {0}


def test_without_a_store_it_is_said_how_to_make_one(ask: Run, folder: Path) -> None:
    (folder / "paiban.db").unlink()
    code, _, err = ask("roster", "list")
    assert code == 2
    assert "paiban db init" in err
    assert not (folder / "paiban.db").exists()

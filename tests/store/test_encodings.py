"""Folders as they come: encodings, languages, separators, title rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from small_centre import problems_of

from models.centre import Centre
from store.files import read_centre
from store.write import write_centre_folder

Edit = Callable[[str, str, str], Path]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_usual_encoding_is_read(tmp_path: Path, centre: Centre, encoding: str, lang: str) -> None:
    write_centre_folder(centre, tmp_path, "zh" if lang == "zh" else "en")
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_text("utf-8-sig").encode(encoding))
    assert read_centre(tmp_path) == centre


def test_another_encoding_is_a_problem_not_a_guess(folder: Path) -> None:
    (folder / "agents.csv").write_bytes(b"agent_id,name\nA01,caf\xe9\n")
    (problem,) = [p for p in problems_of(folder) if p.file == "agents.csv"]
    assert "neither UTF-8 nor GB18030" in problem.message.en


def test_a_workbook_renamed_to_csv_is_recognised(folder: Path) -> None:
    (folder / "leave.csv").write_bytes(b"PK\x03\x04rest")
    (problem,) = problems_of(folder)
    assert "workbook" in problem.message.en


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_read(folder: Path, centre: Centre, separator: str) -> None:
    for path in folder.glob("*.csv"):
        rows = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=separator).writerows(rows)
        path.write_text(out.getvalue(), newline="")
    assert read_centre(folder) == centre


def test_title_rows_and_blank_rows_are_skipped_and_rows_still_counted(folder: Path) -> None:
    content = (folder / "wishes.csv").read_text("utf-8-sig")
    lines = content.replace("A02", "A99").splitlines()
    (folder / "wishes.csv").write_text("\n".join(["十月排班愿望,,,,", ",,,,", lines[0], lines[1], "", lines[2]]))
    (problem,) = problems_of(folder)
    assert problem.row == 6


def test_chinese_file_names_and_full_width_headers_are_read(folder: Path, centre: Centre) -> None:
    (folder / "leave.csv").rename(folder / "请假.csv")
    content = (folder / "wishes.csv").read_text("utf-8-sig").replace("agent_id", "Ａｇｅｎｔ ＩＤ *")
    (folder / "wishes.csv").write_text(content)
    assert read_centre(folder) == centre


def test_a_quote_that_never_ends_is_named_with_its_row(edit: Edit) -> None:
    (problem,) = [p for p in problems_of(edit("leave.csv", "007,", '"007,')) if p.file == "leave.csv"]
    assert problem.row == 3


def test_only_required_tables_are_enough(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        if path.stem not in ("agents", "shifts", "skills"):
            path.unlink()
    (folder / "centre.toml").write_text('[centre]\nname = "x"\n[policy.contracts.student]\n')
    centre = read_centre(folder / "centre.toml")
    assert centre.leave == ()
    assert centre.policy.roster.min_rest_hours == 11

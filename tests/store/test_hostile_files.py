"""Broken and hostile files end in an `InputError`, soon, and never in a traceback of another kind."""

from __future__ import annotations

import io
import random
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from small_centre import make_centre, problems_of

from store.write import write_centre_folder, write_centre_workbook

SECONDS = 2.0
"""Bombs are refused within this; the time of a busy machine is left room for by measuring the process's own."""


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("book") / "centre.xlsx"
    write_centre_workbook(make_centre(), path, "zh")
    return path.read_bytes()


def _rezip(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The archive with every member changed; `None` leaves it out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            changed = change(name, old.read(name))
            if changed is not None:
                new.writestr(name, changed)
    return out.getvalue()


def _refused_in_time(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    begin = time.process_time()
    problems = problems_of(path)
    assert time.process_time() - begin < SECONDS
    assert problems
    return "\n".join(problem.message.en for problem in problems)


def test_a_huge_string_is_refused(tmp_path: Path, workbook: bytes) -> None:
    bomb = b"<sst><si><t>" + b"a" * 300_000_000 + b"</t></si></sst>"
    content = _rezip(workbook, lambda name, old: bomb if name.endswith("sharedStrings.xml") else old)
    assert "unpacks to far more" in _refused_in_time(tmp_path / "bomb.xlsx", content)


def test_nested_entities_are_refused(tmp_path: Path, workbook: bytes) -> None:
    entities = "".join(f'<!ENTITY e{k} "{f"&e{k - 1};" * 10}">' for k in range(1, 12))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'.encode()

    def change(name: str, old: bytes) -> bytes:
        if not name.endswith("sharedStrings.xml"):
            return old
        return head + old.partition(b"?>")[2].replace(b"<t>", b"<t>&e11;", 1)

    assert "cannot be read" in _refused_in_time(tmp_path / "bomb.xlsx", _rezip(workbook, change))


def test_an_outside_entity_is_refused(tmp_path: Path, workbook: bytes) -> None:
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'

    def change(name: str, old: bytes) -> bytes:
        if not name.endswith("sharedStrings.xml"):
            return old
        return head + old.partition(b"?>")[2].replace(b"<t>", b"<t>&e;", 1)

    assert "cannot be read" in _refused_in_time(tmp_path / "bomb.xlsx", _rezip(workbook, change))


def test_corner_cells_do_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "corner.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("agents")
    sheet.write_string(0, 0, "agent_id")
    sheet.write_string(1_048_575, 16_383, "x")
    book.close()
    # The first row is read; what lies beyond the last column that is looked at is not.
    assert "the column name is missing" in _refused_in_time(path, path.read_bytes())


def test_a_cell_in_the_last_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "corner.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("agents").write_string(1_048_575, 0, "x")
    book.close()
    assert "below row" in _refused_in_time(path, path.read_bytes())


def test_an_absurd_row_number_does_not_hang(tmp_path: Path, workbook: bytes) -> None:
    content = _rezip(workbook, lambda name, old: old.replace(b'<row r="2"', b'<row r="99999999999"'))
    assert "row" in _refused_in_time(tmp_path / "rows.xlsx", content)


def test_many_cells_far_to_the_right_do_not_hang(tmp_path: Path, workbook: bytes) -> None:
    rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(1, 5000))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
    content = _rezip(workbook, lambda name, old: sheet % rows if name.endswith("sheet2.xml") else old)
    assert _refused_in_time(tmp_path / "far.xlsx", content) == "it is empty"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("old.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password"),
        ("empty.xlsx", b"", "no .xlsx"),
        ("text.xlsx", b"agent_id,name\n", "no .xlsx"),
        ("list.pdf", b"%PDF", "neither a folder"),
    ],
)
def test_what_is_no_workbook_is_said_to_be_none(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    assert words in _refused_in_time(tmp_path / name, content)


def test_what_is_not_there_is_said_not_to_be_there(tmp_path: Path) -> None:
    assert "no such" in problems_of(tmp_path / "nowhere")[0].message.en


def test_toml_that_breaks_parsers_is_a_problem(folder: Path) -> None:
    for content in (
        b"a = " + b"[" * 20_000,
        b"a." * 20_000 + b"b = 1",
        b"centre.name = " + b"9" * 5_000,
        b"centre.interval_minutes = 0x" + b"f" * 5_000,
        b"centre.name = {" + b"a.b.c.d.e.f = 1}",
        b"centre = 1999-99-99",
        b"[[centre]]\nname = 'x'",
        b"policy = 3",
        b"[policy.roster]\nmin_rest_hours = nan\nphone_roles = [[1]]\nmax_weekly_hours = [3]",
        b"[policy.nothing]",
    ):
        (folder / "centre.toml").write_bytes(content)
        problems = problems_of(folder)
        assert any(problem.file == "centre.toml" for problem in problems), content[:40]


@pytest.mark.parametrize("filler", [" ", "(", "9", "T ", "a."])
def test_a_cell_of_a_hundred_thousand_characters_is_refused(folder: Path, filler: str) -> None:
    long = "2026" + filler * (100_000 // len(filler)) + "x"
    begin = time.process_time()
    (folder / "calls.csv").write_text(f"start,queue,offered,{long}\n{long},general,1,\n")
    (folder / "centre.toml").write_text(f'[centre]\nname = "x"\n{long} = 1\ntime_zone = "{long}"\n[{long}]\n')
    assert len(problems_of(folder)) >= 2
    assert time.process_time() - begin < SECONDS


def _spoil(content: bytes, chance: random.Random) -> bytes:
    """Cut, repeat, overwrite or insert bytes at a few places."""
    spoilt = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(spoilt) + 1)
        length = chance.choice((1, 1, 2, 8, 64))
        match chance.randrange(4):
            case 0:
                del spoilt[at : at + length]
            case 1:
                spoilt[at:at] = spoilt[at : at + length]
            case 2:
                spoilt[at : at + length] = chance.randbytes(min(length, 4))
            case _:
                spoilt[at:at] = chance.choice((b'"', b",", b"\n", b"\0", b"=", "，".encode(), b"[", b"1e999", b"\xff"))
    return bytes(spoilt)


@pytest.mark.parametrize("seed", range(6))
def test_spoilt_folders_never_raise_anything_else(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    fresh, target = tmp_path / "fresh", tmp_path / "spoilt"
    write_centre_folder(make_centre(), fresh, "zh" if seed % 2 else "en")
    for _ in range(50):
        shutil.copytree(fresh, target, dirs_exist_ok=True)
        path = chance.choice(sorted(target.iterdir()))
        path.write_bytes(_spoil(path.read_bytes(), chance))
        for problem in problems_of(target):
            assert problem.file
            assert problem.sentence("zh")


@pytest.mark.parametrize("seed", range(4))
def test_spoilt_workbooks_never_raise_anything_else(tmp_path: Path, workbook: bytes, seed: int) -> None:
    chance = random.Random(seed)
    path = tmp_path / "spoilt.xlsx"
    names = zipfile.ZipFile(io.BytesIO(workbook)).namelist()
    for _ in range(25):
        victim = chance.choice([name for name in names if name.endswith((".xml", ".rels"))])

        def change(name: str, old: bytes, victim: str = victim) -> bytes | None:
            if name != victim:
                return old
            return None if chance.random() < 0.1 else _spoil(old, chance)

        spoilt = _spoil(workbook, chance) if chance.random() < 0.2 else _rezip(workbook, change)
        path.write_bytes(spoilt)
        for problem in problems_of(path):
            assert problem.file == "spoilt.xlsx"

"""A file is the old one or the new one, never half of either."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.centre import Centre
from store.atomic import atomic_write, write_text_atomic
from store.tables import TABLES
from store.write import existing_files, write_centre_folder


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text_atomic(path, "old")

    def fail() -> None:
        with atomic_write(path) as temporary:
            temporary.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_mode_of_an_existing_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text_atomic(path, "old")
    path.chmod(0o640)
    write_text_atomic(path, "new\r\n")
    assert path.read_bytes() == b"new\r\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_existing_files_are_named_before_they_are_overwritten(tmp_path: Path, centre: Centre) -> None:
    assert existing_files(tmp_path) == []
    write_centre_folder(centre, tmp_path, "en")
    assert len(existing_files(tmp_path)) == 1 + len(TABLES)

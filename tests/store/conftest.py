"""The small centre, as a value and as a folder to be spoilt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_centre import make_centre

from models.centre import Centre
from store.write import write_centre_folder


@pytest.fixture
def centre() -> Centre:
    return make_centre()


@pytest.fixture
def folder(tmp_path: Path, centre: Centre) -> Path:
    """The centre as a folder with English headers."""
    target = tmp_path / "centre"
    write_centre_folder(centre, target, "en")
    return target


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str, str], Path]:
    """Replace text, once, in a file of the folder; the text must be there."""

    def replace(name: str, old: str, new: str) -> Path:
        content = (folder / name).read_bytes().decode("utf-8-sig")
        assert old in content, f"{old!r} is not in {name}"
        (folder / name).write_bytes(content.replace(old, new, 1).encode())
        return folder

    return replace

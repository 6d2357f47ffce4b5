"""The wheel works where it is installed: from another folder, with nothing of the checkout at hand."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("models", "scheduler", "scenarios", "attendance", "hours", "scoring", "store", "reports", "commands")

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    """What the command prints; fails with all that it said when it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: what an earlier build left in the checkout has no part in it."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "cli.py"):
        shutil.copy(ROOT / name, source)
    for room in ROOMS:
        shutil.copytree(ROOT / room, source / room, ignore=shutil.ignore_patterns("__pycache__"))
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, source, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `paiban` command in an environment of its own, which borrows the packages it depends on from this one."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=True, symlinks=True)
    python = home / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=home)
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip()
    # A line in a .pth file adds that folder only; .pth files inside it, such as that of this checkout, are not read.
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(site) / "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n", encoding="utf-8")
    return home / "bin" / "paiban"


def test_the_wheel_holds_the_rooms_the_command_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {*ROOMS, "cli.py"}
    for room in ROOMS:
        there = {p.relative_to(ROOT).as_posix() for kind in ("*.py", "*.toml") for p in (ROOT / room).rglob(kind)}
        assert there <= set(names), "a package or its data is missing from the wheel"


def test_the_command_runs_from_its_own_files(installed: Path, tmp_path: Path) -> None:
    where = run(
        installed.with_name("python"), "-c", "import cli, models; print(cli.__file__, models.__file__)", cwd=tmp_path
    )
    assert all(Path(file).is_relative_to(installed.parents[1]) for file in where.split())
    assert "roster" in run(installed, "--help", cwd=tmp_path)
    assert "cs-monthly" in run(installed, "score", "schemes", "list", cwd=tmp_path)


def test_a_roster_is_built_from_another_folder(installed: Path, tmp_path: Path) -> None:
    week = ("--period", "2026-10-05..2026-10-11")
    run(installed, "example", "centre", "--agents", "20", "--seed", "3", cwd=tmp_path)
    run(installed, *("roster", "build", "centre", *week, "--time-limit", "20", "--out", "out"), cwd=tmp_path)
    written = {path.name for path in (tmp_path / "out").rglob("*")}
    assert {"certificate.json", "roster.csv", "roster.xlsx"} <= written
    run(installed, *("roster", "verify", "out/roster.csv", "--centre", "centre", *week), cwd=tmp_path)

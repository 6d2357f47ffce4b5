"""Imports between the rooms go one way, and only the engine knows the solvers."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

ALLOWED = {
    "models": {"models"},
    "hours": {"hours", "models"},
    "scheduler": {"scheduler", "models"},
    "scenarios": {"scenarios", "scheduler", "models"},
    "attendance": {"attendance", "models"},
    "scoring": {"scoring", "models"},
    "store": {"store", "models"},
    "reports": {"reports", "models"},
    "commands": {"commands", "hours", "scheduler", "scenarios", "attendance", "scoring", "store", "reports", "models"},
}
"""What the files of each room may import of the project's own."""

OWN = {*ALLOWED, "cli", "tests", "benchmarks"}

MODULES = [path for room in ALLOWED for path in sorted((ROOT / room).rglob("*.py"))]


def imports(source: str) -> Iterator[str]:
    """Full names of the modules that the source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            yield node.module or ""


def trespasses(room: str, source: str) -> list[str]:
    return [name for name in imports(source) if (top := name.partition(".")[0]) in OWN and top not in ALLOWED[room]]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("room", ALLOWED)
def test_every_room_is_there(room: str) -> None:
    assert (ROOT / room / "__init__.py").is_file()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert trespasses(room, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_engine_imports_the_solvers(path: Path) -> None:
    if path.is_relative_to(ROOT / "scheduler" / "engine"):
        return
    assert [name for name in imports(path.read_text(encoding="utf-8")) if name.partition(".")[0] == "ortools"] == []


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[len(ROOT.parts)] == "scoring"], ids=name_of)
def test_scoring_reads_no_file_and_no_clock(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = {f.id if isinstance(f, ast.Name) else f.attr for f in called if isinstance(f, ast.Name | ast.Attribute)}
    assert not names & {"print", "open", "today", "now", "read_text", "read_bytes", "write_text", "write_bytes"}
    assert not {"pathlib", "os", "io", "time"} & set(imports(path.read_text(encoding="utf-8")))


def test_a_trespass_inside_a_function_is_seen() -> None:
    source = "import models.base\ndef f():\n    from reports.charts import write_gantt_chart\n    import cli\n"
    assert trespasses("scheduler", source) == ["reports.charts", "cli"]


def test_only_the_entry_imports_the_commands() -> None:
    assert [room for room, allowed in ALLOWED.items() if "commands" in allowed] == ["commands"]
    own = {top for name in imports((ROOT / "cli.py").read_text(encoding="utf-8")) if (top := name.split(".")[0]) in OWN}
    assert own == {"commands"}


def test_the_wheel_holds_every_room() -> None:
    """The rooms tested here are the packages that pyproject.toml ships."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert {pattern.rstrip("*") for pattern in tool["packages"]["find"]["include"]} == set(ALLOWED)
    assert tool["py-modules"] == ["cli"]

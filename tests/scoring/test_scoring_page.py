"""docs/scoring.md names tests that are there, every clause of the shipped schemes, and commands as they are."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from commands.score import score
from scoring.book import FUNCTIONS
from store.scheme_files import ladder_names, library, read_ladder, scheme_names
from store.score_tables import SCORE_TABLES
from tests.scoring.case import shipped

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "scoring.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([A-Z][^|]+?) \| ([^|]+?) \| ((?:of attendance|`tests/)[^|]*?) \|$", PAGE, re.MULTILINE)


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_the_table_is_read() -> None:
    assert len(ROWS) > 80


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {row[1]}")
def test_every_named_test_is_there(row: tuple[str, str, str]) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row[2])
    assert named or row[2].startswith("of attendance")
    for file, name in named:
        assert name in names_in(file), f"{file} has no {name}"


def test_every_clause_of_the_shipped_schemes_is_in_the_table() -> None:
    known = {clause.strip() for row in ROWS for clause in row[0].split(",")}
    entries = [
        entry
        for name in scheme_names()
        for s in [shipped(name)]
        for entry in (*s.items, *s.parts, *s.grades, *s.flags, *s.pay)
    ]
    ladders = [read_ladder(name)[0] for name in ladder_names()]
    entries += [need for ladder in ladders for level in ladder.levels for need in level.needs]  # type: ignore[misc]
    entries += [*library().kpis, *library().figures]  # type: ignore[list-item]
    assert {entry.clause for entry in entries} - {"ours"} <= known


def test_the_page_asks_what_the_commands_can_answer() -> None:
    lines = [line.partition("#")[0].split() for line in PAGE.splitlines() if line.startswith("paiban score ")]
    assert len(lines) >= 9
    for words in lines:
        command = score.commands[words[2]]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options
    assert {words[2] for words in lines} == set(score.commands)


def test_the_page_names_every_function_and_table() -> None:
    for name in FUNCTIONS:
        assert f"`{name}(" in PAGE
    for table in SCORE_TABLES:
        assert f"`{table.name}`" in PAGE
        assert table.zh in PAGE

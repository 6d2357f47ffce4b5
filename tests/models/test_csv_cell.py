"""Text in CSV cells is never taken for a formula, and comes back as it was."""

from __future__ import annotations

import pytest

from models.csv_cell import shield, unshield

FORMULAS = ["=1+1", "+1", "-1", "@x", "\t=1", "\rx", "＝1", "＋1", "－1", "＠x", "'=1", "''=1"]
HARMLESS = ["", "'", "''", "'a", "'quoted'", "O'Neil", "张伟", "D07", "😀", "a=b", "1-2"]


@pytest.mark.parametrize("words", FORMULAS)
def test_text_that_looks_like_a_formula_gets_an_apostrophe(words: str) -> None:
    assert shield(words) == f"'{words}"


@pytest.mark.parametrize("words", HARMLESS)
def test_harmless_text_stays_as_it_is(words: str) -> None:
    assert shield(words) == words


@pytest.mark.parametrize("words", FORMULAS + HARMLESS)
def test_what_was_shielded_comes_back(words: str) -> None:
    assert unshield(shield(words)) == words

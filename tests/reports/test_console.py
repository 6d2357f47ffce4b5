"""What the console says of a finished build."""

from __future__ import annotations

import pytest
from report_case import Case

from models.base import Lang
from reports.console import Console, show_certificate


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ("phase", "head-counts", "assigning")), ("zh", ("阶段", "定编人数", "分配班次"))]
)
def test_the_certificate_shows_each_phase_with_its_end_its_cost_and_its_bound(
    case: Case, capsys: pytest.CaptureFixture[str], lang: Lang, words: tuple[str, str, str]
) -> None:
    show_certificate(Console(lang), case.certificate)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    head, counts, assign = words
    start = next(i for i, line in enumerate(lines) if line and line[0] == head)
    assert lines[start + 1] == [counts, "1.5", "–", "1,500"]
    # 9.25 s to one decimal.
    assert lines[start + 2] == [assign, "9.2", "1,530", "1,500"]

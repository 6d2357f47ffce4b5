"""The rule that the page "Add a rule" writes works as it stands there."""

from __future__ import annotations

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from models.result import Strength
from scheduler.instance import Instance
from scheduler.rules.base import Rule
from scheduler.view import View
from tests.rules.fixed_door import charge

PAGE = Path(__file__).parents[2] / "docs" / "add-a-rule.md"


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[Rule]:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path / "free_sunday.py"
    file.write_text(code, encoding="utf-8")
    spec = spec_from_file_location("scheduler.rules.free_sunday", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "scheduler.rules.free_sunday", module)
    spec.loader.exec_module(module)
    rule: type[Rule] = module.FreeSunday
    return rule


def test_checker_and_engine_agree_with_the_cases_of_the_page(example: type[Rule]) -> None:
    rule = example(strength=Strength.SOFT, weight=1)
    assert {case.amount for case in example.examples} == {0, 1}
    for case in example.examples:
        view = View(Instance(case.centre(), case.requirement()), case.plan())
        assert sum(violation.amount for violation in rule.check(view)) == case.amount, case.title
        assert charge(rule, view).amount == case.amount, case.title

"""Faults of schemes and ladders: each is named with its place, its value and what to do, all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.input_problem import InputError
from models.scheme import Scheme
from scoring.check import faults
from scoring.ladders import ladder_faults
from store.scheme_files import ladder_names, read_ladder, read_scheme, scheme_names
from tests.scoring.case import LIBRARY, shipped

HEAD: dict[str, Any] = {"name": "mine", "en": "mine", "zh": "自定", "source": "ours", "base": 80, "high": 100}


def named(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "en": code, "zh": code, "clause": "ours"} | more


def each(code: str = "late", **more: Any) -> dict[str, Any]:
    return (
        named(code, how="each", facts=["late"])
        | ({"points": -2} if not {"range", "bands", "per_unit"} & set(more) else {})
        | more
    )


def found(*items: dict[str, Any], **more: Any) -> list[str]:
    """The faults of a small scheme: code, key, message and remedy."""
    scheme = Scheme.model_validate(HEAD | {"item": list(items) or [each()]} | more)
    return [f"{f.code}.{f.key}: {f.message.en}; {f.remedy.en}" for f in faults(scheme, LIBRARY)]


@pytest.mark.parametrize("name", scheme_names())
def test_the_shipped_schemes_have_no_fault_and_are_bilingual(name: str) -> None:
    scheme = shipped(name)
    assert faults(scheme, LIBRARY) == []
    assert scheme.name == name
    for entry in (*scheme.items, *scheme.parts, *scheme.grades, *scheme.flags, *scheme.pay):
        assert entry.clause == "ours" or entry.clause.split("-")[0].split()[0] in ("CS", "BANK", "MALL", "PROMO")
        assert any("\u4e00" <= c <= "\u9fff" for c in entry.zh) or entry.zh.isascii()


def test_every_scheme_of_the_rulebook_is_shipped() -> None:
    wanted = {
        "cs-monthly",
        "bank-quality",
        "mall-monthly",
        "mall-manager",
        "mall-kpi-agent",
        "mall-kpi-centre",
        "mall-kpi-manager",
        "conduct-100",
        "service-thresholds",
        "pay-percent",
        "month-pay",
        "star-rating",
    }
    assert wanted <= set(scheme_names())


@pytest.mark.parametrize("name", ladder_names())
def test_the_shipped_ladders_have_no_fault(name: str) -> None:
    assert ladder_faults(read_ladder(name)[0], LIBRARY) == []


def test_a_plain_scheme_is_sound() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("faxts(late) == 0", "function: faxts; did you mean facts?"),
        ("facts(lte) == 0", "kind: lte; did you mean late?"),
        ("facts(late, 3) == 0", "it is written facts(kind)"),
        ("times(late, 0) > 1", "0 is no number of months; write 1 to 36"),
        ("satisfacton > 90", "name: satisfacton; did you mean satisfaction?"),
        ("leads(work) and True", "kpi: work"),
        ("lines(medum) > 1", "group: medum"),
        ("facts(late", "it is no formula"),
        ("total > 80", "name: total"),
    ],
)
def test_formulas(formula: str, words: str) -> None:
    (fault,) = found(named("bonus", how="when", when=formula, points=5))
    assert fault.startswith("bonus.when")
    assert words in fault


def test_items_that_count_each_other() -> None:
    one = named("one", how="when", when="lines(b) > 0", points=-1, group="a")
    two = named("two", how="when", when="lines(a) > 0", points=-1, group="b")
    (fault,) = found(one, two)
    assert "it depends on itself: " in fault
    assert "one → two → one" in fault or "two → one → two" in fault


def test_measures_that_depend_on_each_other() -> None:
    kpis = [named("x", formula="y + 1", source="s"), named("y", formula="x * 2", source="s")]
    (fault,) = found(kpi=kpis)
    assert "it depends on itself" in fault


@pytest.mark.parametrize(
    ("grades", "words"),
    [
        ([named("a", at_least=101)], "a.at_least: no total reaches it: the most is 80"),
        ([named("b", at_least=70), named("a", at_least=75)], "a.at_least: no total is left for it"),
        ([named("b", at_least=70), named("a", at_least=70)], "a.at_least: no total is left for it"),
        ([named("rest"), named("a", at_least=70)], "a.at_least: no total is left for it"),
        ([named("a", at_least=70, when="facts(late) == 0"), named("b", at_least=70)], ""),
    ],
)
def test_grades_that_cannot_be_reached(grades: list[dict[str, Any]], words: str) -> None:
    faults = found(grade=grades)
    assert [fault for fault in faults if words in fault] == faults
    assert bool(faults) is bool(words)


def test_a_grade_below_the_least_total() -> None:
    """The total never falls below 60, so nothing is left below 60."""
    (fault,) = found(low=60, grade=[named("a", at_least=60), named("b")])
    assert fault.startswith("b.at_least: no total is left for it")


@pytest.mark.parametrize(
    ("bands", "words"),
    [
        ([{"up_to": 5, "points": -2}, {"over": 4, "points": -3}], "two bands overlap"),
        ([{"up_to": 5, "points": -2}, {"at_least": 5, "points": -3}], "two bands overlap"),
        ([{"below": 5, "points": -2}, {"over": 5, "points": -3}], "there is a gap between two bands"),
        ([{"up_to": 5, "points": -2}, {"over": 6, "points": -3}], "there is a gap between two bands"),
        ([{"up_to": 5, "points": -2}, {"over": 5, "points": -3}], ""),
    ],
)
def test_bands(bands: list[dict[str, Any]], words: str) -> None:
    faults = found(each(bands=bands))
    assert bool(faults) is bool(words)
    assert all(words in fault for fault in faults)


def test_two_items_that_count_the_same_fact() -> None:
    (fault,) = found(each("one", amounts={"up_to": 10}), each("two", amounts={"over": 9}))
    assert "it counts the same facts as two: late" in fault
    assert found(each("one", amounts={"up_to": 10}), each("two", amounts={"over": 10})) == []


def test_points_outside_the_range() -> None:
    (fault,) = found(each(range=[-5, -2], bands=[{"points": -6}]))
    assert "these points are outside the item's range; allowed: -5 to -2" in fault
    (fault,) = found(named("m", how="measure", value="satisfaction", high=10, bands=[{"points": 11}]))
    assert "allowed: 0 to 10" in fault


def test_codes_parts_and_flags_that_stand_for_nothing_or_for_two() -> None:
    faults = found(each("late"), each("late", facts=["away"]), each("x", facts=["swap"], part="p", flag="f"))
    assert any("two entries of item have this code" in fault for fault in faults)
    assert any("there is no such part" in fault for fault in faults)
    assert any("there is no such flag" in fault for fault in faults)


# files


def written(tmp_path: Path, *lines: str) -> list[str]:
    """What is wrong with a scheme file, in English."""
    top = ['name = "mine"', 'en = "mine"', 'zh = "自定"', 'source = "ours"']
    path = tmp_path / "mine.toml"
    path.write_text("\n".join([*top, *lines]), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_scheme(str(path))
    return [problem.sentence("en") for problem in caught.value.problems]


ITEM = [
    "[[item]]",
    'how = "each"',
    'code = "late"',
    'en = "late"',
    'zh = "迟到"',
    'clause = "ours"',
    'facts = ["late"]',
]


def test_an_unknown_key_is_named_with_its_line_and_the_nearest(tmp_path: Path) -> None:
    (problem,) = written(tmp_path, *ITEM, "pionts = -2", "points = -2")
    assert problem.startswith("mine.toml row 12 column late.pionts")
    assert problem.endswith("this key is not known; did you mean points?")


def test_all_faults_of_a_file_at_once(tmp_path: Path) -> None:
    problems = written(tmp_path, "decimals = 9", *ITEM[:-1], 'facts = ["latte"]', "points = -2", *ITEM[:4])
    assert len(problems) >= 4
    assert any("row 5 column decimals (value '9')" in problem for problem in problems)
    assert any("latte" in problem for problem in problems)
    assert any("it is missing" in problem for problem in problems)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('how = "sometimes"', "there is no such way of counting; write one of: each, when, measure, rated"),
        ('how = "each"', "state one of points, bands, per_unit, or a range"),
    ],
)
def test_how_an_item_counts(tmp_path: Path, line: str, words: str) -> None:
    problems = written(tmp_path, "[[item]]", line, *ITEM[2:])
    assert any(words in problem for problem in problems)


def test_a_file_that_is_no_toml(tmp_path: Path) -> None:
    (problem,) = written(tmp_path, "item = [")
    assert "it is not valid TOML" in problem


def test_a_scheme_that_there_is_not() -> None:
    with pytest.raises(InputError) as caught:
        read_scheme("cs-montly")
    assert "did you mean cs-monthly?" in caught.value.problems[0].sentence("en")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_scheme(str(tmp_path / "gone.toml"))
    assert "cannot be opened" in caught.value.problems[0].sentence("en")

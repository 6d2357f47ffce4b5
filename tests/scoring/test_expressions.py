"""Formulas: exact, total and closed: what they do not know they refuse, what cannot be told stays untold."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.expression import Argument, Call, ExpressionError, Value, parse


class Words:
    """A scope of fixed names; a function gives the number of its arguments."""

    def __init__(self, **values: Value) -> None:
        self._values = values

    def name(self, name: str) -> Value:
        return self._values.get(name)

    def call(self, function: str, arguments: tuple[Argument, ...]) -> Value:
        return Decimal(len(arguments))


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("0.1 + 0.2", Decimal("0.3")),
        ("-(a - 3) * 2", Decimal(-4)),
        ("min(a, 3, 4) + max(1, 2)", Decimal(5)),
        ("a >= 5 and not a > 5", True),
        ("1 < a < 5 or a == 5", True),
        ("facts(late) + past(late, 3)", Decimal(3)),
        ("unknown + 1", None),
        ("unknown > 1", False),
        ("a / 0", None),
        ("min(unknown, 3)", None),
        ("True", True),
    ],
)
def test_values(source: str, value: Value) -> None:
    assert parse(source).value(Words(a=Decimal(5))) == value


@pytest.mark.parametrize(
    "source",
    [
        "a.b",
        "__import__('os')",
        "a[0]",
        "'text'",
        "2 ** 9",
        "a if b else c",
        "f(x=1)",
        "f(1.5)",
        "f(g(1))",
        "(",
        "",
        "x := 1",
    ],
)
def test_everything_else_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        parse(source)


def test_a_formula_without_end_is_refused() -> None:
    with pytest.raises(ExpressionError, match="too long"):
        parse("+".join(["1"] * 500))


def test_it_knows_what_it_needs() -> None:
    expression = parse("a / max(b, 1) * facts(late) - leads(workload)")
    assert expression.names == {"a", "b"}
    assert set(expression.calls) == {Call("facts", ("late",)), Call("leads", ("workload",))}


@given(st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2))
def test_arithmetic_is_that_of_decimals(a: Decimal, b: Decimal) -> None:
    scope = Words(a=a, b=b)
    assert parse("a - b").value(scope) == a - b
    assert parse("a * b").value(scope) == a * b
    assert parse("a / b").value(scope) == (None if b == 0 else a / b)
    assert parse("a <= b").value(scope) == (a <= b)

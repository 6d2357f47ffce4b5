"""The formulas of schemes: arithmetic, comparisons and a few functions, in exact decimals.

`offered > 0 and transferred / offered * 100 <= 5`. The grammar is Python's, cut down to what is listed here; nothing is
ever executed. What cannot be told (a figure nobody handed in, a division by zero) is `None`: it makes arithmetic `None`
and comparisons false.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

Value = Decimal | bool | None
Argument = str | int

MAX_NODES = 200
"""No formula of a scheme is longer than this."""


class ExpressionError(ValueError):
    """A formula that cannot be read."""


class Scope(Protocol):
    """What names and functions stand for."""

    def name(self, name: str) -> Value: ...
    def call(self, function: str, arguments: tuple[Argument, ...]) -> Value: ...


@dataclass(frozen=True)
class Call:
    """A use of a function: its words and whole numbers."""

    function: str
    arguments: tuple[Argument, ...]


_ARITHMETIC: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Decimal, Decimal], bool]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}
_PLAIN = {"min": min, "max": max}
"""Functions of values; all others are the scope's, and take words and whole numbers."""


@dataclass(frozen=True)
class Expression:
    """A formula that has been read."""

    source: str
    body: ast.expr

    @property
    def names(self) -> frozenset[str]:
        """The names whose values it needs."""
        return frozenset(_names(self.body))

    @property
    def calls(self) -> tuple[Call, ...]:
        return tuple(
            _call(node) for node in ast.walk(self.body) if isinstance(node, ast.Call) and _function(node) not in _PLAIN
        )

    def value(self, scope: Scope) -> Value:
        return _value(self.body, self.source, scope)

    def number(self, scope: Scope) -> Decimal | None:
        """Its value as a number; true is 1."""
        return _number(self.value(scope))

    def holds(self, scope: Scope) -> bool:
        return bool(self.value(scope))


@lru_cache(maxsize=1024)
def parse(source: str) -> Expression:
    """Read a formula.

    Raises:
        ExpressionError: when it holds anything else than the little language.
    """
    try:
        body = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ExpressionError(f"it is no formula ({getattr(error, 'msg', error)})") from None
    nodes = list(ast.walk(body))
    if len(nodes) > MAX_NODES:
        raise ExpressionError("it is too long")
    _check(body)
    return Expression(source.strip(), body)


def _check(node: ast.AST) -> None:
    match node:
        case ast.Constant(value=bool()) | ast.Name():
            return
        case ast.Constant(value=int() | float()):
            return
        case ast.BinOp(left, op, right) if type(op) in _ARITHMETIC:
            inner = [left, right]
        case ast.UnaryOp(ast.USub() | ast.Not(), operand):
            inner = [operand]
        case ast.BoolOp(_, values):
            inner = values
        case ast.Compare(left, ops, comparators) if all(type(op) in _COMPARISONS for op in ops):
            inner = [left, *comparators]
        case ast.Call(ast.Name(name), arguments, []) if name in _PLAIN and len(arguments) >= 2:
            inner = arguments
        case ast.Call(ast.Name(name), _, []) if name not in _PLAIN:
            _call(node)
            return
        case _:
            raise ExpressionError(f"it holds what formulas do not know: {ast.unparse(node)}")
    for part in inner:
        _check(part)


def _function(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _call(node: ast.Call) -> Call:
    arguments: list[Argument] = []
    for argument in node.args:
        match argument:
            case ast.Name(word):
                arguments.append(word)
            case ast.Constant(value=int() as number) if not isinstance(number, bool):
                arguments.append(number)
            case _:
                raise ExpressionError(f"{_function(node)}(…) takes words and whole numbers")
    return Call(_function(node), tuple(arguments))


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Call):
        if _function(node) in _PLAIN:
            for argument in node.args:
                yield from _names(argument)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _names(child)


def _number(value: Value) -> Decimal | None:
    return Decimal(int(value)) if isinstance(value, bool) else value


def _value(node: ast.expr, source: str, scope: Scope) -> Value:
    match node:
        case ast.Constant(value=bool() as truth):
            return truth
        case ast.Constant():
            # The digits as written: 0.1 is a tenth, not the nearest binary number.
            return Decimal((ast.get_source_segment(source, node) or "").replace("_", ""))
        case ast.Name(name):
            return scope.name(name)
        case ast.UnaryOp(ast.Not(), operand):
            return not _value(operand, source, scope)
        case ast.BoolOp(ast.And(), values):
            return all(_value(part, source, scope) for part in values)
        case ast.BoolOp(_, values):
            return any(_value(part, source, scope) for part in values)
        case ast.Call() if _function(node) in _PLAIN:
            return _known(node.args, source, scope, lambda *numbers: _PLAIN[_function(node)](numbers))
        case ast.Call():
            call = _call(node)
            return scope.call(call.function, call.arguments)
        case ast.UnaryOp(_, operand):
            return _known([operand], source, scope, lambda number: -number)
        case ast.BinOp(left, op, right):
            return _known([left, right], source, scope, lambda a, b: _arithmetic(op, a, b))
        case ast.Compare(left, ops, comparators):
            sides = [_number(_value(part, source, scope)) for part in (left, *comparators)]
            return all(
                a is not None and b is not None and _COMPARISONS[type(op)](a, b)
                for a, op, b in zip(sides, ops, sides[1:], strict=False)
            )
        case _:
            raise ExpressionError(f"it holds what formulas do not know: {ast.unparse(node)}")


def _arithmetic(op: ast.operator, a: Decimal, b: Decimal) -> Decimal | None:
    return None if isinstance(op, ast.Div) and b == 0 else _ARITHMETIC[type(op)](a, b)


def _known(parts: list[ast.expr], source: str, scope: Scope, combine: Callable[..., Decimal | None]) -> Decimal | None:
    """The parts' numbers combined; `None` where one of them cannot be told."""
    numbers = [_number(_value(part, source, scope)) for part in parts]
    return None if any(number is None for number in numbers) else combine(*numbers)

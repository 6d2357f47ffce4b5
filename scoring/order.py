"""What depends on what in a scheme: the order in which items are looked at."""

from __future__ import annotations

from graphlib import TopologicalSorter

from models.scheme import EachItem, Item, MeasureItem, RatedItem, Scheme, WhenItem
from scoring.expression import Expression, parse


def formula_of(item: Item) -> Expression | None:
    """The formula an item hangs on."""
    match item:
        case WhenItem():
            return parse(item.when)
        case MeasureItem():
            return parse(item.value)
        case EachItem() | RatedItem():
            return None


def groups_in(expression: Expression) -> set[str]:
    """The groups of items whose lines a formula counts."""
    return {str(call.arguments[0]) for call in expression.calls if call.function == "lines" and call.arguments}


def item_graph(scheme: Scheme) -> dict[str, set[str]]:
    """Which items each item must come after: those of the groups it counts."""
    members: dict[str, set[str]] = {}
    for item in scheme.items:
        members.setdefault(item.group, set()).add(item.code)
    graph = {}
    for item in scheme.items:
        formula = formula_of(item)
        counted = groups_in(formula) if formula else set()
        graph[item.code] = {code for group in counted for code in members.get(group, ())}
    return graph


def item_order(scheme: Scheme) -> list[Item]:
    """The items, each after those it counts.

    Raises:
        graphlib.CycleError: when items count each other.
    """
    by_code = {item.code: item for item in scheme.items}
    return [by_code[code] for code in TopologicalSorter(item_graph(scheme)).static_order()]

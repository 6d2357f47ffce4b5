"""How few and how many points items can bring."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from models.scheme import EachItem, Item, MeasureItem, RatedItem, WhenItem


def reach(items: Iterable[Item]) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most points of the items together; `None` where there is no bound."""
    low: Decimal | None = Decimal(0)
    high: Decimal | None = Decimal(0)
    for item in items:
        least, most = _of(item)
        low = None if low is None or least is None else low + least
        high = None if high is None or most is None else high + most
    return low, high


def _of(item: Item) -> tuple[Decimal | None, Decimal | None]:
    zero = Decimal(0)
    match item:
        case WhenItem():
            return min(zero, item.points), max(zero, item.points)
        case MeasureItem():
            points = [band.points for band in item.bands] or [item.low, item.high]
            # A measure that is left open brings nothing.
            return min(zero, *points), max(zero, *points)
        case RatedItem():
            return min(zero, item.low), item.high
        case EachItem():
            # A fact may come any number of times.
            points = [band.points for band in item.bands] + list(item.range or ())
            points += [p for p in (item.points, item.per_unit) if p is not None]
            return (None if min(points) < 0 else zero), (None if max(points) > 0 else zero)
